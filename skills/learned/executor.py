"""The executor of learnt skills: from pixels and the inventory alone."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import numpy as np

from agents.vpt.actions import JointAction, to_canonical
from envs.overworld.action import HOTBAR_KEYS
from envs.overworld.gamedata import item_index
from skills.executor import HANDS, Action, Cause, Executor, Observation, Outcome, shows_bubbles
from skills.learned.approach import Approach
from skills.learned.digging import Digging
from skills.learned.escape import Escape
from skills.learned.lead import Lead, Place
from skills.learned.networks import LearnedSkills
from skills.learned.performance import Performance
from skills.learned.repertoire import LearnedSkill
from skills.learned.spiral import ROUND, TURN, Spiral
from skills.record import Skill
from skills.scripted.acts import turn

_LEVEL = (180.0, -90.0)
"""Turns down, in degrees, after which the gaze is level, wherever it was before: it stops straight below."""
_OFTEN = 4
"""Failures in a row after which what is found here counts as out of reach: of first tries three in five succeeded, of
those after so many failures one in four (598 episodes of plan4mc-40)."""
_KEPT = ("drop", "inventory", *HOTBAR_KEYS)
"""Keys that no skill needs, as what it needs is in hand: one pressed at random would cost what the plan counts on."""


class LearnedExecutor(Executor):
    """Carries skills of a repertoire out in one world.

    Before a skill begins, what it needs or likes to have in hand is taken there, and the gaze is levelled, or lowered
    if the repertoire says so. Meanwhile some keys have no effect, and as long as the screen shows bubbles the player
    swims up: no policy learnt to, as drowning takes longer than most of its episodes. What comes after a failure begins
    elsewhere (`escape.py`): what is here was tried in vain; but a search that follows a failure of something else looks
    for it here again, up to three times, and one at a glance always looks here. A search goes to what it sees from
    afar, and is led along a spiral before, or looks round only, if the repertoire says so.

    Args:
        skills: The repertoire.
        seed: Of the policies' draws; each go at a skill has draws of its own.
        label: What its policies are.
    """

    def __init__(self, skills: LearnedSkills, seed: int = 0, label: Literal["learned", "random"] = "learned") -> None:
        self.label = label
        self._skills = skills
        self._seeds = np.random.default_rng(seed)
        self._skill: Skill | None = None
        self._failed: LearnedSkill | None = None
        self._fruitless = 0

    def knows(self, skill: Skill) -> bool:
        """Return whether the repertoire has a skill."""
        return skill.name in self._skills

    def begin(self, skill: Skill, count: int) -> None:
        """Start carrying out `skill` until `count` more units of what it yields are there.

        Raises:
            KeyError: The skill is not in the repertoire.
        """
        if not self.knows(skill):
            raise KeyError(f"the repertoire has no skill '{skill.name}'")
        self._skill, self._count = skill, count
        self._performance: Performance | None = None
        self._units, self._steps_left = 0, skill.limit(count)
        self._spiral = Spiral() if self._record.spiral else None
        self._lead: Lead = Digging(self._record.gaze) if self._record.dig else Approach()
        self._turns, self._lowers = iter(_LEVEL), iter([self._record.gaze] if self._record.gaze else [])
        self._patience, self._idle, self._carried = self._record.patience, 0, 0
        self._round = ROUND
        self._escape = None
        if self._is_in_vain():
            self._escape = Escape(float(self._seeds.uniform(-180.0, 180.0)))
            self._fruitless = 0

    def _is_in_vain(self) -> bool:
        """Return whether what begins here would have to do with what was tried in vain."""
        if self._failed is None or self._record.glance:
            return False
        return self._failed.see is not None or self._record.see is None or self._fruitless >= _OFTEN

    def act(self, observation: Observation) -> Action | Outcome:
        """Return the next action, or how the skill ended."""
        if self._skill is None:
            raise RuntimeError("no skill was begun")
        if observation["life_stats"]["life"][0] <= 0:
            return self._end(Outcome(False, Cause.DIED, "the player died"))
        if self._steps_left <= 0:
            return self._end(Outcome(False, Cause.TIMEOUT, "its step limit ran out"))
        self._steps_left -= 1
        if self._performance is None:
            tool = self._take_tool(observation)
            if tool is not None:
                return tool
            if (level := next(self._turns, None)) is not None:
                return turn(level, 0.0)
        if (step := self._away(observation)) is not None:
            return step | _swims(observation)
        if (gaze := next(self._lowers, None)) is not None:
            return turn(gaze, 0.0)
        batch = {name: _batched(observation[name]) for name in ("rgb", "inventory")}
        if self._performance is None:
            self._performance = Performance(self._skills, self._skill.name, batch, self._count, self._seed())
        action, done = self._performance.act(batch)
        if done[0]:
            return self._end(Outcome(True))
        if in_vain := self._runs_out(int(self._performance.units[0]), int(observation["inventory"]["quantity"].sum())):
            return self._end(Outcome(False, Cause.TIMEOUT, f"nothing within {in_vain} steps"))
        pressed = _pressed(action, _KEPT if self._record.uses else (*_KEPT, "use"))
        if (led := self._lead.act(self._seen_at(), observation["rgb"], pressed)) is not None:
            return led | _swims(observation)
        if self._record.glance:
            if not self._round:
                return self._end(Outcome(False, Cause.NOT_FOUND, "it is in view nowhere around"))
            self._round -= 1
            return turn(0.0, TURN) | _swims(observation)
        if self._spiral and self._spiral.turns():
            return turn(0.0, TURN) | _swims(observation)
        return pressed | _swims(observation)

    def _seen_at(self) -> Place | None:
        """Return where in the picture that is which is looked for, if it is seen."""
        assert self._performance is not None
        at = self._performance.at
        return None if at is None or np.isnan(at[0, 0]) else (float(at[0, 0]), float(at[0, 1]))

    def _away(self, observation: Observation) -> Action | None:
        """Return the next step on the way elsewhere, None at its end."""
        step = self._escape.act(observation) if self._escape else None
        if step is None:
            self._escape = None
        return step

    def _seed(self) -> int:
        return int(self._seeds.integers(2**31))

    def _runs_out(self, units: int, carried: int) -> int:
        """Return in how many steps nothing came of it, if that is too many, else 0.

        Args:
            units: How many there are now.
            carried: Items in the inventory.
        """
        if units > self._units:
            self._units, self._patience = units, self._record.patience
        self._patience -= 1
        self._idle, self._carried = self._idle + 1 if carried == self._carried else 0, carried
        if self._patience < 0:
            return self._record.patience
        allowed = self._record.idle or self._idle
        return allowed if self._idle > allowed else 0

    def _take_tool(self, observation: Observation) -> Action | Outcome | None:
        """Return what takes a tool that the skill needs or likes in hand, None if one is there or none can be."""
        assert self._skill is not None
        names = self._skill.tools or self._record.hold
        in_hand, carried = int(observation["equipment"]["name"][HANDS]), observation["inventory"]["name"]
        for item in map(item_index, names):
            if item == in_hand:
                return None
            if len(slots := np.flatnonzero(carried == item)):
                return {"equip": int(slots[0]) + 1}
        if self._skill.tools:
            return self._end(Outcome(False, Cause.NO_TOOL, f"it needs one of {', '.join(self._skill.tools)}"))
        return None

    @property
    def _record(self) -> LearnedSkill:
        assert self._skill is not None
        return self._skills.repertoire.skills[self._skill.name]

    def _end(self, outcome: Outcome) -> Outcome:
        if not self._record.glance:
            self._failed = None if outcome.success else self._record
        if self._record.see is None:
            self._fruitless = 0 if outcome.success else self._fruitless + 1
        self._skill = None
        return outcome


def _pressed(action: JointAction, kept: Iterable[str]) -> Action:
    """Return an action of one world without some keys."""
    return to_canonical(JointAction(*(part[0] for part in action))) | dict.fromkeys(kept, 0)


def _swims(observation: Observation) -> Action:
    """Return what swims up, with bubbles on the screen."""
    return {"jump": 1} if shows_bubbles(observation) else {}


def _batched(value: Any) -> Any:
    """Return an observation of one world, or a part of it, as that of a batch of one."""
    if isinstance(value, Mapping):
        return {name: _batched(part) for name, part in value.items()}
    return np.asarray(value)[None]
