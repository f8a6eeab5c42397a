"""The oracle as an executor of skills."""

from typing import Literal

from envs.overworld.world import Overworld
from envs.tasks.contract import Task
from skills.executor import Action, Cause, Executor, Observation, Outcome
from skills.oracle.behaviours import behaviour_of
from skills.oracle.body import Behaviour, Body, Failed
from skills.oracle.danger import reflex
from skills.oracle.drills import drill
from skills.oracle.eat import eat_if_hungry
from skills.record import Skill


class OracleExecutor(Executor):
    """Carries out find, collect, craft, smelt, place, pick-up and build skills by reading the state of one world.

    Args:
        world: The worlds.
        index: Which of them.
        seed: Of its own choices (where to explore).
    """

    label: Literal["oracle", "learned", "scripted", "random"] = "oracle"

    def __init__(self, world: Overworld, index: int = 0, seed: int = 0) -> None:
        self._body = Body(world, index, seed)
        self._behaviour: Behaviour[None] | None = None
        self._reflex: Behaviour[None] | None = None
        self._steps_left = 0

    def begin(self, skill: Skill, count: int) -> None:
        """Start carrying out `skill` until `count` more units of what it yields are there.

        Raises:
            KeyError: The oracle does not know the skill.
        """
        behaviour = behaviour_of(self._body, skill, count)
        self._begin(_after_a_meal(self._body, behaviour), skill.limit(count))

    def begin_task(self, task: Task, limit: int) -> None:
        """Start showing how a task of the suite `skills` is done, for `limit` steps at most.

        Raises:
            KeyError: The oracle does not know how.
        """
        self._begin(drill(self._body, task), limit)
        self._body.by_sight = True

    def act(self, observation: Observation) -> Action | Outcome:
        """Return the next action, or how the skill ended; the observation is not needed."""
        if self._behaviour is None:
            raise RuntimeError("no skill was begun")
        player = self._body.player
        if not player["alive"]:
            return self._end(Outcome(False, Cause.DIED, "the player died"))
        if self._steps_left <= 0:
            return self._end(Outcome(False, Cause.TIMEOUT, "its step limit ran out"))
        self._steps_left -= 1
        if self._reflex is None:
            self._reflex = reflex(self._body)
        if self._reflex is not None:
            for action in self._reflex:
                return action
            self._reflex = None
        try:
            return next(self._behaviour)
        except StopIteration:
            return self._end(Outcome(True))
        except Failed as failure:
            return self._end(Outcome(False, failure.cause, failure.detail))

    def _begin(self, behaviour: Behaviour[None], limit: int) -> None:
        self._body.shunned.clear()
        self._body.lost.clear()
        self._body.spared.clear()
        self._body.foe = None
        self._body.reserved = None
        self._body.by_sight = False
        self._behaviour = behaviour
        self._steps_left = limit

    def _end(self, outcome: Outcome) -> Outcome:
        self._behaviour = None
        return outcome


def _after_a_meal(body: Body, behaviour: Behaviour[None]) -> Behaviour[None]:
    yield from eat_if_hungry(body)
    yield from behaviour
