"""Planners side by side on puzzles of crafting: what is possible is to be made, what is not is to be refused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean

from planner.evaluation.crafting import Puzzle, runs_of_recipes
from planner.evaluation.depth_first import depth_first
from planner.evaluation.goals import ALONE, DEPTH_FIRST, SEARCH, VERIFIED
from planner.evaluation.measure import Assignment, Player, Track, Trial
from planner.evaluation.models import Asked, player_alone
from planner.evaluation.recipe_world import RecipeWorld
from planner.goal import Goal
from planner.llm.planner import LLMPlanner
from planner.monitor import Planner, by_search
from planner.plan import Belief, Plan, PlanError, SkillRun
from skills.graph import SkillGraph
from skills.rates import Rate


@dataclass(frozen=True)
class CraftRow:
    """How one planner did; ratio, calls and tokens are means."""

    planner: str
    reached: Rate
    """Of the possible ones."""
    refused: Rate
    """Of the impossible ones."""
    fewest: Rate
    """Of those reached, the ones that took no more runs of recipes than are needed."""
    ratio: float | None
    """Runs of recipes to those that are needed, of those reached; None where none is."""
    calls: float
    """Times that a model was asked, of all."""
    tokens: float


@dataclass(frozen=True)
class _Played:
    puzzle: Puzzle
    trial: Trial
    runs: int
    """Of recipes."""


def measure_crafting(
    graph: SkillGraph, puzzles: Sequence[Puzzle], asked: Asked, track: Track[Puzzle]
) -> list[CraftRow]:
    """Let every planner solve every puzzle.

    Args:
        graph: The recipes, as skills.
        puzzles: What is to be made, or refused.
        asked: The model.
        track: Is told of each puzzle.
    """
    players = {
        DEPTH_FIRST: _player_once(_depth_first),
        SEARCH: _player_once(by_search),
        ALONE: player_alone(asked),
        VERIFIED: _player_verified(asked),
    }
    played: dict[str, list[_Played]] = {name: [] for name in players}
    for puzzle in track(puzzles, "crafting"):
        for name, player in players.items():
            world = RecipeWorld(graph, puzzle.inventory, failures={})
            trial = player(puzzle.assignment, world)
            played[name].append(_Played(puzzle, trial, runs_of_recipes(world.done, graph)))
    return [_row(name, found) for name, found in played.items()]


def _player_once(planner: Planner) -> Player:
    """Return a player that plans once and carries the plan out: nothing fails here."""

    def play(assignment: Assignment, world: RecipeWorld) -> Trial:
        try:
            found = planner(assignment.goal, world.state, ())
        except PlanError:
            return Trial(False, world.ticks, world.runs, refused=True)
        for step in found.steps:
            world.run(step)
        return Trial(world.state.meets(assignment.goal), world.ticks, world.runs)

    return play


def _player_verified(asked: Asked) -> Player:
    def play(assignment: Assignment, world: RecipeWorld) -> Trial:
        endpoint = asked(world.seed)
        trial = _player_once(LLMPlanner(endpoint).plan)(assignment, world)
        return replace(trial, calls=len(endpoint.exchanges), tokens=endpoint.tokens)

    return play


def _depth_first(goal: Goal, belief: Belief, history: Sequence[SkillRun]) -> Plan:
    return Plan(goal, depth_first(goal, belief))


def _row(name: str, played: Sequence[_Played]) -> CraftRow:
    possible = [one for one in played if one.puzzle.possible]
    refused = [one.trial.refused for one in played if not one.puzzle.possible]
    ratios = [one.runs / one.puzzle.fewest for one in possible if one.trial.success and one.puzzle.fewest]
    return CraftRow(
        name,
        Rate(len(ratios), len(possible)),
        Rate(sum(refused), len(refused)),
        Rate(sum(ratio <= 1 for ratio in ratios), len(ratios)),
        mean(ratios) if ratios else None,
        mean(one.trial.calls for one in played),
        mean(one.trial.tokens for one in played),
    )
