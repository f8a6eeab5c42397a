"""Goals and plans by a large language model; the search has the last word.

The model proposes, the planner verifies: ids against the game, plans by carrying them out symbolically against recipes,
tools and places. A wrong proposal goes back with the exact reason, a few times; then the embedded planner takes over.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from envs.overworld.gamedata import UnknownNameError, item_index
from planner.goal import Goal, GoalError, UnclearOrderError
from planner.language import goal_of, understand
from planner.lexicon import mob_ids
from planner.llm.endpoint import AnswerError, Endpoint, Form, LLMError, Message
from planner.llm.prompts import PLAN, UNDERSTAND, situation
from planner.llm.proposals import GoalProposal, PlanProposal
from planner.plan import Belief, Plan, PlanError, SkillRun, Step, estimated, verify
from planner.search import plan_from

_ROUNDS = 3
"""Proposals that are asked for before the embedded planner takes over."""
_RECENT = 8
"""Skills that ran last of which the model is told."""
_WASTE = 2.0
"""How much longer than the search's a plan may take."""
_ANIMAL = "animal"

Result = TypeVar("Result")


class LLMPlanner:
    """Understands orders and makes plans with a model's help. Its exchanges are in `endpoint.exchanges`."""

    def __init__(self, endpoint: Endpoint, rounds: int = _ROUNDS) -> None:
        self.endpoint = endpoint
        self._rounds = rounds
        self._silent = False
        """Whether the server is not worth asking any more."""

    def understand(self, order: str) -> Goal:
        """Turn an order into a goal, by the model, or by the embedded parser where the model is of no help.

        Raises:
            GoalError: As `planner.language.understand` does.
        """
        messages: list[Message] = [{"role": "system", "content": UNDERSTAND}, {"role": "user", "content": order}]
        answer = self._accepted("understand", messages, GoalProposal, _understood)
        if answer is None:
            return understand(order)
        if isinstance(answer, Goal):
            return answer
        if answer.question:
            raise UnclearOrderError(answer.question)
        raise GoalError(answer.refusal)

    def plan(self, goal: Goal, belief: Belief, history: Sequence[SkillRun] = ()) -> Plan:
        """Make a plan, by the model, or by search where the model is of no help.

        Args:
            goal: What to reach.
            belief: Where the plan begins, with the skills that may be used; it stays as it is.
            history: The skills that ran so far, of which the last ones are told.

        Raises:
            PlanError: The goal cannot be reached; the message names the missing link.
        """
        found = plan_from(goal, belief)  # what cannot be reached needs no model to find out
        if not found.steps:
            return found
        runs = [_told(run) for run in history[-_RECENT:]]
        messages: list[Message] = [
            {"role": "system", "content": PLAN},
            {"role": "user", "content": situation(goal, belief, runs)},
        ]

        def accept(proposal: PlanProposal) -> Plan:
            steps = tuple(Step(step.skill, step.count) for step in proposal.steps)
            verify(Plan(goal, steps), belief)
            plan = estimated(goal, steps, belief.graph)
            if plan.ticks > _WASTE * found.ticks:
                raise PlanError(f"it takes {plan.ticks:.0f} steps of the game where {found.ticks:.0f} would do")
            return plan

        return self._accepted("plan", messages, PlanProposal, accept) or found

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
                messages += _corrected(self.endpoint.exchanges[-1].answer, str(error))
            except LLMError:
                self._silent = True
        return None


def _corrected(answer: str, reason: str) -> list[Message]:
    """Tell a model what is wrong with its answer."""
    wrong = f"That does not work: {reason}. Answer again with one JSON object."
    return [{"role": "assistant", "content": answer[:4000]}, {"role": "user", "content": wrong}]


def _understood(proposal: GoalProposal) -> Goal | GoalProposal:
    """Return a proposal as a goal of the game; as it is, if it asks back or refuses.

    Raises:
        UnknownNameError: An item or a mob that the game does not have; the message gives the nearest ones.
        GoalError: It asks for nothing, or for too much.
    """
    if proposal.question or proposal.refusal:
        return proposal
    for item in (*proposal.items, *proposal.uses, *proposal.most):
        item_index(item)
    for condition in proposal.without:
        deed, _, thing = condition.partition(":")
        if deed == "use":
            item_index(thing)
        elif thing != _ANIMAL:
            _check_mob(thing)
    for mob in proposal.kills:
        _check_mob(mob)
    goal = goal_of(proposal.meaning())
    if goal.is_empty:
        raise GoalError("the goal asks for nothing")
    return goal


def _check_mob(mob: str) -> None:
    if mob not in mob_ids():
        raise UnknownNameError("mob", mob, list(mob_ids()))


def _told(run: SkillRun) -> str:
    """Say how a skill went."""
    how = "done" if run.outcome.success else f"failed: {run.outcome.detail or run.outcome.cause}"
    return f"- {run.step.skill} for {run.step.count}: {how}, after {run.ticks} steps"
