"""Planners side by side: the same goals in the same recipe worlds, with the same chances of failure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from envs.tasks.plan4mc import plan4mc_tasks
from planner.evaluation.depth_first import depth_first
from planner.evaluation.recipe_world import RecipeWorld, chances
from planner.goal import Goal
from planner.language import understand
from planner.monitor import Finish, Monitor, Planner, by_search
from planner.plan import PlanError
from skills.graph import SkillGraph, skill_graph
from skills.statistics import Statistics

T = TypeVar("T")

LIMIT = 60_000.0
"""Ticks after which an episode is given up: 50 minutes of the game."""
_ATTEMPTS = 8
_SUITE = "plan4mc/"


@dataclass(frozen=True)
class Assignment:
    """What is to be reached, from what."""

    name: str
    group: str
    goal: Goal
    inventory: Mapping[str, int]


@dataclass(frozen=True)
class Trial:
    """How one episode went."""

    success: bool
    ticks: float
    """Of the game; the limit where it was given up."""
    runs: int
    """Skills carried out."""
    refused: bool = False
    """Whether the player said that it cannot be done."""
    calls: int = 0
    """Times that a model was asked."""
    tokens: int = 0
    """Of what it was told and what it answered."""


Track = Callable[[Sequence[T], str], Iterable[T]]
"""Hands a sequence on, and shows how far that has come; the text says what is being done."""
Player = Callable[[Assignment, RecipeWorld], Trial]
Note = Callable[[str, bool, int, float], None]
"""Told of each skill that ran: its name, whether it succeeded, units asked for, ticks."""


def plan4mc_assignments() -> list[Assignment]:
    """Return the goals of Plan4MC's 40 tasks, with what each begins with."""
    result = []
    for name, task in plan4mc_tasks().items():
        if not name.startswith(_SUITE):
            continue
        held: dict[str, int] = defaultdict(int)
        for stack in task.start.inventory:
            held[stack.item] += stack.count
        goal = understand(task.prompt)
        more = tuple(replace(target, count=target.count + held.get(target.item, 0)) for target in goal.targets)
        result.append(Assignment(name, task.group, replace(goal, targets=more), dict(held)))
    return result


def play_depth_first(assignment: Assignment, world: RecipeWorld) -> Trial:
    """Play as Plan4MC does: plan again after every skill, and carry out the first one."""
    while world.ticks < LIMIT:
        if world.state.meets(assignment.goal):
            return Trial(True, world.ticks, world.runs)
        try:
            steps = depth_first(assignment.goal, world.state)
        except PlanError:
            break
        if not steps:
            break
        world.run(steps[0])
    return Trial(False, LIMIT, world.runs)


def player_by_search(graph: SkillGraph, note: Note | None = None) -> Player:
    """Return a player that searches, in a graph with what is known of its skills, and watches as episodes do."""

    def play(assignment: Assignment, world: RecipeWorld) -> Trial:
        return play_watched(assignment, world, graph, by_search, note)

    return play


def play_watched(
    assignment: Assignment, world: RecipeWorld, graph: SkillGraph, planner: Planner, note: Note | None = None
) -> Trial:
    """Play with plans that are watched and made anew, as episodes do."""
    monitor = Monitor(assignment.goal, graph=graph, planner=planner, attempts=_ATTEMPTS)
    while world.ticks < LIMIT:
        chosen = monitor.next_step(world.situation)
        if isinstance(chosen, Finish):
            return Trial(chosen.success, world.ticks if chosen.success else LIMIT, world.runs)
        before = world.ticks
        outcome = world.run(chosen)
        monitor.record(chosen, outcome, round(world.ticks - before))
        if note is not None:
            note(chosen.skill, outcome.success, chosen.count, world.ticks - before)
    return Trial(False, LIMIT, world.runs)


def learnt_graph(
    assignments: Iterable[Assignment], failures: Mapping[str, float], episodes: int, seed: int
) -> SkillGraph:
    """Return the graph with statistics of skills, learnt from so many episodes of each assignment."""
    graph = skill_graph()
    seen: dict[str, Statistics] = defaultdict(Statistics)

    def note(skill: str, success: bool, asked: int, ticks: float) -> None:
        seen[skill] = seen[skill].with_run(success, asked, round(ticks))

    for number in range(episodes):
        player = player_by_search(graph.with_statistics(seen), note)
        for assignment in assignments:
            player(assignment, RecipeWorld(graph, assignment.inventory, failures, seed + number))
    return graph.with_statistics(seen)


def measure(player: Player, assignments: Sequence[Assignment], mean: float, seeds: Iterable[int]) -> list[Trial]:
    """Play every assignment with every seed; which skills are hard is drawn for each seed anew.

    Args:
        player: Who plays.
        assignments: What is to be reached.
        mean: Share of runs of skills that fail.
        seeds: Of the worlds.
    """
    graph = skill_graph()
    trials = []
    for seed in seeds:
        failures = chances(graph, mean, seed)
        for assignment in assignments:
            trials.append(player(assignment, RecipeWorld(graph, assignment.inventory, failures, seed)))
    return trials
