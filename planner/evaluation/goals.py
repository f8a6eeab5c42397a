"""Planners side by side on Plan4MC's goals, in worlds of recipes where skills fail by chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from planner.evaluation.measure import (
    Assignment,
    Player,
    Track,
    Trial,
    learnt_graph,
    measure,
    play_depth_first,
    player_by_search,
)
from planner.evaluation.models import Asked, player_alone, player_verified
from planner.evaluation.recipe_world import chances
from skills.graph import skill_graph
from skills.rates import Rate

DEPTH_FIRST, SEARCH, LEARNT, ALONE, VERIFIED = PLANNERS = (
    "depth first",
    "search",
    "search with learnt statistics",
    "LLM alone",
    "LLM verified",
)
_PRACTICE = 3
"""Episodes of each goal from which statistics are learnt, in worlds of other seeds."""
_FAR = 1_000_000


@dataclass(frozen=True)
class GoalRow:
    """How one planner did at one share of failures; means are over all episodes."""

    planner: str
    failures: float
    reached: Rate
    ticks: float
    """Of the game; the limit where the goal was not reached."""
    ratio: float
    """Of the mean ticks to depth first's."""
    runs: float
    """Skills that were carried out."""
    calls: float
    """Times that a model was asked."""
    tokens: float


def measure_goals(
    assignments: Sequence[Assignment], failures: float, seeds: Sequence[int], asked: Asked, track: Track[int]
) -> list[GoalRow]:
    """Let every planner play every assignment in the same worlds.

    Args:
        assignments: What is to be reached.
        failures: Share of runs of skills that fail.
        seeds: Of the worlds.
        asked: The model.
        track: Is told of each seed.
    """
    trials: dict[str, list[Trial]] = {name: [] for name in PLANNERS}
    for seed in track(seeds, f"goals, {failures:.0%} of skills fail"):
        for name, player in _players(assignments, failures, seed, asked).items():
            trials[name] += measure(player, assignments, failures, [seed])
    reference = mean(trial.ticks for trial in trials[DEPTH_FIRST])
    return [_row(name, failures, played, reference) for name, played in trials.items()]


def _players(assignments: Sequence[Assignment], failures: float, seed: int, asked: Asked) -> dict[str, Player]:
    graph = skill_graph()
    learnt = learnt_graph(assignments, chances(graph, failures, seed), _PRACTICE, _FAR + seed)
    return {
        DEPTH_FIRST: play_depth_first,
        SEARCH: player_by_search(graph),
        LEARNT: player_by_search(learnt),
        ALONE: player_alone(asked),
        VERIFIED: player_verified(graph, asked),
    }


def _row(name: str, failures: float, trials: Sequence[Trial], reference: float) -> GoalRow:
    ticks = mean(trial.ticks for trial in trials)
    return GoalRow(
        name,
        failures,
        Rate(sum(trial.success for trial in trials), len(trials)),
        ticks,
        ticks / reference,
        mean(trial.runs for trial in trials),
        mean(trial.calls for trial in trials),
        mean(trial.tokens for trial in trials),
    )
