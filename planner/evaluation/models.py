"""Players that ask a large language model: alone, doing what it says as it says it, or verified by the planner."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from planner.evaluation.measure import LIMIT, Assignment, Player, Trial, play_watched
from planner.evaluation.recipe_world import RecipeWorld
from planner.llm.endpoint import Endpoint
from planner.llm.errors import AnswerError, LLMError
from planner.llm.forms import Message
from planner.llm.planner import LLMPlanner, corrected
from planner.llm.prompts import PLAN, situation
from planner.llm.proposals import PlanProposal, Said, StepProposal
from planner.plan import SkillRun, Step
from skills.graph import SkillGraph

_PROMPT = f"""{PLAN} If there is no way to the goal with these skills, say why in `impossible` and give no steps."""
_ASKS = 30
"""Plans that a model alone may make in an episode."""
_ROUNDS = 3
"""Answers that are asked for until one is in the form of a plan."""

Asked = Callable[[int], Endpoint]
"""Gives an endpoint with an account of its own for an episode with some seed."""


class FreeProposal(PlanProposal):
    """A plan that nobody verifies, or that there is none."""

    steps: Annotated[list[StepProposal], Field(default=[], max_length=200)]
    impossible: Said = ""


def player_alone(asked: Asked) -> Player:
    """Return a player that carries out the first plan in the form of one, and asks again after a step that failed.

    What the model says is impossible is taken as such. Where no plan comes, the episode is lost.
    """

    def play(assignment: Assignment, world: RecipeWorld) -> Trial:
        endpoint = asked(world.seed)
        success, refused = _act(assignment, world, endpoint)
        ticks = world.ticks if success else LIMIT
        return Trial(success, ticks, world.runs, refused, len(endpoint.exchanges), endpoint.tokens)

    return play


def player_verified(graph: SkillGraph, asked: Asked) -> Player:
    """Return a player whose plans a model proposes and the planner verifies, watched as in an episode."""

    def play(assignment: Assignment, world: RecipeWorld) -> Trial:
        endpoint = asked(world.seed)
        trial = play_watched(assignment, world, graph, LLMPlanner(endpoint).plan)
        return replace(trial, calls=len(endpoint.exchanges), tokens=endpoint.tokens)

    return play


def _act(assignment: Assignment, world: RecipeWorld, endpoint: Endpoint) -> tuple[bool, bool]:
    """Play an episode, and return whether the goal was reached, and whether the model said that it cannot be."""
    history: list[SkillRun] = []
    for _ in range(_ASKS):
        if world.ticks >= LIMIT or world.state.meets(assignment.goal):
            break
        proposal = _proposed(assignment, world, endpoint, history)
        if proposal is None or proposal.impossible or not proposal.steps:
            return False, proposal is not None and bool(proposal.impossible)
        _carry_out(proposal, assignment, world, history)
    return world.ticks < LIMIT and world.state.meets(assignment.goal), False


def _carry_out(proposal: FreeProposal, assignment: Assignment, world: RecipeWorld, history: list[SkillRun]) -> None:
    """Carry out a plan until a step fails, the goal is reached, or the time is up; the history is added to."""
    for step in (Step(step.skill, step.count) for step in proposal.steps):
        before = world.ticks
        outcome = world.run(step)
        history.append(SkillRun(step, outcome, round(world.ticks - before)))
        if not outcome.success or world.ticks >= LIMIT or world.state.meets(assignment.goal):
            return


def _proposed(
    assignment: Assignment, world: RecipeWorld, endpoint: Endpoint, history: Sequence[SkillRun]
) -> FreeProposal | None:
    """Return the first answer in the form of a plan; None where there is none, or the server fails."""
    messages: list[Message] = [
        {"role": "system", "content": _PROMPT},
        {"role": "user", "content": situation(assignment.goal, world.state, history)},
    ]
    for _ in range(_ROUNDS):
        try:
            return endpoint.ask("plan", messages, FreeProposal)
        except AnswerError as error:
            messages += corrected(endpoint.exchanges[-1].answer, str(error))
        except LLMError:
            return None
    return None
