"""Goals and plans by a large language model; the search has the last word.

The model proposes, the planner verifies: ids against the game, plans by carrying them out symbolically against recipes,
tools and places. A wrong proposal goes back with the exact reason, a few times; then the embedded planner takes over.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import ITEM_NAMES, UnknownNameError, item_index
from planner.goal import Goal, GoalError, UnclearOrderError
from planner.language import goal_of, understand
from planner.lexicon import mob_ids
from planner.llm.critic import Critic
from planner.llm.endpoint import Endpoint
from planner.llm.errors import AnswerError, LLMError
from planner.llm.forms import Form, Message
from planner.llm.prompts import PLAN, UNDERSTAND, situation
from planner.llm.proposals import GoalProposal, PlanProposal, StepProposal, Verdict
from planner.plan import Belief, Plan, PlanError, SkillRun, Step, estimated, verify
from planner.search import plan_from
from skills.library.contract import ProvenPlan

_ROUNDS = 3
"""Proposals that are asked for before the embedded planner takes over."""
_WASTE = 2.0
"""How much longer than the search's a plan may take."""
_ANIMAL = "animal"

Result = TypeVar("Result")

Look = Callable[[], NDArray[np.uint8] | None]
"""Gives what the agent sees, (H, W, 3) RGB, or None where there is no picture."""


Recall = Callable[[Goal], Sequence[ProvenPlan]]
"""Gives plans that once reached a goal, or one like it, the best first."""


def _blind() -> None:
    return None


def _without_memory(goal: Goal) -> Sequence[ProvenPlan]:
    return ()


class LLMPlanner:
    """Understands orders and makes plans with a model's help. Its exchanges are in `endpoint.exchanges`."""

    def __init__(
        self, endpoint: Endpoint, rounds: int = _ROUNDS, look: Look = _blind, recall: Recall = _without_memory
    ) -> None:
        """Prepare to ask; with a critic if the endpoint's configuration says so, which is shown what `look` gives."""
        self.endpoint = endpoint
        self._rounds = rounds
        self._look = look
        self._critic = Critic(endpoint) if endpoint.config.critic else None
        self._recall = recall
        self._order = self._besides = ""
        self._wanted = Goal()
        self._given_up_after: int | None = None
        """Skills that had run when the last of them was found to be given up: it was no part of the graph any more."""
        self._silent = False
        """Whether the server is not worth asking any more."""

    def understand(self, order: str) -> Goal:
        """Turn an order into a goal, by the model, or by the embedded parser where the model is of no help.

        Raises:
            GoalError: As `planner.language.understand` does.
        """
        self._order, self._besides = order, ""
        messages: list[Message] = [{"role": "system", "content": UNDERSTAND}, {"role": "user", "content": order}]
        accepted = self._accepted("understand", messages, GoalProposal, _understood)
        if accepted is None:
            self._wanted = understand(order)
            return self._wanted
        proposal, self._wanted = accepted
        if proposal.question:
            raise UnclearOrderError(proposal.question)
        if proposal.refusal:
            raise GoalError(proposal.refusal)
        self._besides = proposal.besides
        return self._wanted

    def plan(self, goal: Goal, belief: Belief, history: Sequence[SkillRun] = ()) -> Plan:
        """Make a plan, by the model, or by search where the model is of no help.

        Args:
            goal: What to reach.
            belief: Where the plan begins, with the skills that may be used; it stays as it is.
            history: The skills that ran so far, of which the last ones are told.

        Raises:
            PlanError: The goal cannot be reached; the message names the missing link.
        """
        if history and history[-1].step.skill not in belief.graph:
            self._given_up_after = len(history)
        found = plan_from(goal, belief)  # what cannot be reached needs no model to find out
        if not found.steps:
            return found
        told = situation(goal, belief, history, self._advice(goal, belief, history), self._recall(self._wanted))
        messages: list[Message] = [{"role": "system", "content": PLAN}, {"role": "user", "content": told}]

        def accept(proposal: PlanProposal) -> Plan:
            best, said = _select([proposal.steps, *proposal.alternatives], goal, belief, found)
            if proposal.alternatives:
                self.endpoint.amend(chosen=said)
            return best

        return self._accepted("plan", messages, PlanProposal, accept) or found

    def doubt(self, goal: Goal, belief: Belief, history: Sequence[SkillRun]) -> str:
        """Return why an order is not carried out although its goal is reached; empty where nothing speaks against it.

        The critic is asked, and only about what the order wants besides the goal, which no state of the world tells.
        """
        if not self._besides:
            return ""
        question = f"The goal is reached. The order wants, besides: {self._besides}. Is that done?"
        verdict = self._verdict(goal, belief, history, question)
        return "" if verdict is None or verdict.success else f"the critic: {verdict.reason or verdict.advice}"

    def _advice(self, goal: Goal, belief: Belief, history: Sequence[SkillRun]) -> str:
        """Return what the critic advises after a skill that was given up, also if it is to be tried again at last."""
        if self._given_up_after != len(history):
            return ""
        question = f"{history[-1].step.skill} is given up. Why did it not work out, and what should be done otherwise?"
        verdict = self._verdict(goal, belief, history, question)
        return verdict.advice if verdict else ""

    def _verdict(self, goal: Goal, belief: Belief, history: Sequence[SkillRun], question: str) -> Verdict | None:
        """Return the critic's verdict; None where there is no critic, or none that answers."""
        if self._critic is None or self._silent:
            return None
        try:
            return self._critic.judge(self._order, goal, belief, history, self._look(), question)
        except AnswerError:
            return None
        except LLMError:
            self._silent = True
            return None

    def _accepted(
        self, purpose: str, messages: list[Message], form: type[Form], accept: Callable[[Form], Result]
    ) -> Result | None:
        """Return what is made of the first proposal that holds; None where none does, or none comes any more.

        Args:
            purpose: What it is for, for the record.
            messages: What the model is told; what was wrong with its answers is added.
            form: Of its answer.
            accept: Makes something of a proposal, or raises what is wrong with it.
        """
        for _ in range(self._rounds):
            if self._silent:
                return None
            try:
                return accept(self.endpoint.ask(purpose, messages, form))
            except (AnswerError, GoalError, PlanError, UnknownNameError) as error:
                self.endpoint.amend(error=str(error))
                messages += corrected(self.endpoint.exchanges[-1].answer, str(error))
            except LLMError:
                self._silent = True
        return None


def _select(plans: Sequence[Sequence[StepProposal]], goal: Goal, belief: Belief, found: Plan) -> tuple[Plan, str]:
    """Return the plan that is expected to take least of those that hold, and what became of each.

    Raises:
        PlanError: None holds; the message says what is wrong with the first.
    """
    held: list[tuple[int, Plan]] = []
    failures: list[PlanError] = []
    said: list[str] = []
    for number, proposed in enumerate(plans, start=1):
        try:
            checked = _checked(tuple(Step(step.skill, step.count) for step in proposed), goal, belief, found)
        except PlanError as error:
            failures.append(error)
            said.append(f"{number}: {error}")
        else:
            held.append((number, checked))
            said.append(f"{number}: {checked.ticks:.0f} steps of the game")
    if not held:
        raise failures[0]
    number, best = min(held, key=lambda pair: pair[1].ticks)
    return best, f"plan {number} of {len(plans)} ({'; '.join(said)})"


def _checked(steps: tuple[Step, ...], goal: Goal, belief: Belief, found: Plan) -> Plan:
    """Return steps as a plan with its expected duration.

    Raises:
        PlanError: They do not work out, or take much longer than the plan that was found by search.
    """
    verify(Plan(goal, steps), belief)
    plan = estimated(goal, steps, belief.graph)
    if plan.ticks > _WASTE * found.ticks:
        raise PlanError(f"it takes {plan.ticks:.0f} steps of the game where {found.ticks:.0f} would do")
    return plan


def corrected(answer: str, reason: str) -> list[Message]:
    """Tell a model what is wrong with its answer."""
    wrong = f"That does not work: {reason}. Answer again with one JSON object."
    return [{"role": "assistant", "content": answer[:4000]}, {"role": "user", "content": wrong}]


def _understood(proposal: GoalProposal) -> tuple[GoalProposal, Goal]:
    """Return a proposal with its goal of the game, an empty one if it asks back or refuses.

    Raises:
        UnknownNameError: An item or a mob that the game does not have; the message gives the nearest ones.
        GoalError: It asks for nothing, or for too much.
    """
    if proposal.question or proposal.refusal:
        return proposal, Goal()
    named = {
        "items": {_item(name): count for name, count in proposal.items.items()},
        "uses": [_item(name) for name in proposal.uses],
        "most": [_item(name) for name in proposal.most],
    }
    for condition in proposal.without:
        deed, _, thing = condition.partition(":")
        if deed == "use":
            _item(thing)
        elif thing != _ANIMAL:
            _check_mob(thing)
    for mob in proposal.kills:
        _check_mob(mob)
    goal = goal_of(proposal.model_copy(update=named).meaning())
    if goal.is_empty:
        raise GoalError("the goal asks for nothing")
    return proposal, goal


def _item(name: str) -> str:
    """Return the game's id of an item that is written as models like to, such as `minecraft:torch`.

    Raises:
        UnknownNameError: There is none; the message gives the nearest ones.
    """
    return ITEM_NAMES[item_index(name)]


def _check_mob(mob: str) -> None:
    if mob not in mob_ids():
        raise UnknownNameError("mob", mob, list(mob_ids()))
