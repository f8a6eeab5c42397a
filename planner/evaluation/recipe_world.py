"""A world of recipes: skills do what their records say, take the time that they are expected to, and fail by chance.

Nothing is drawn, walked or dug, so that thousands of episodes take seconds and the planner alone decides. What a skill
needs must be there, as in the game: tools wear out, whoever goes to find something leaves stations behind.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.plan import Belief, PlanError, Step
from planner.situation import Situation
from skills.executor import Cause, Outcome
from skills.graph import STATIONS, SkillGraph
from skills.record import GATHERING, Kind, is_deed, item_name

_CERTAIN = (Kind.CRAFT, Kind.SMELT)
"""Kinds that are a matter of a click."""
_REFUSED_TICKS = 10
"""What it costs to try what cannot be done."""


@dataclass
class RecipeWorld:
    """One episode's world."""

    graph: SkillGraph
    inventory: Mapping[str, int]
    failures: Mapping[str, float]
    """Chance of each skill to fail; those left out never do."""
    seed: int = 0
    ticks: float = 0.0
    """Time that has passed."""
    runs: int = 0
    """Skills that were carried out."""
    done: list[Step] = field(default_factory=list)
    """Those that succeeded."""
    state: Belief = field(init=False)
    """What there is, deeds and what was found among it."""
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.state = Belief(self.graph)
        for key, count in self.inventory.items():
            self.state.give(key, count)
        self._chance = random.Random(self.seed)

    @property
    def situation(self) -> Situation:
        """What a planner sees: items, and stations in reach."""
        items = {key: count for key, count in self.state.stock.items() if count and not is_deed(item_name(key))}
        uses = {tool: list(left) for tool, left in self.state.uses.items()}
        return Situation(items, frozenset(self.state.near & set(STATIONS)), uses)

    def run(self, step: Step) -> Outcome:
        """Carry out a skill: all of it, or, if it fails, none."""
        self.runs += 1
        trial = self.state.copy()
        try:
            trial.apply(step)
        except PlanError as error:
            self.ticks += _REFUSED_TICKS
            return Outcome(False, Cause.NO_MATERIALS, str(error))
        skill = self.graph[step.skill]
        self.ticks += skill.effort.ticks + skill.effort.ticks_each * step.count
        if skill.kind not in _CERTAIN and self._chance.random() < self.failures.get(skill.name, 0.0):
            if skill.kind is Kind.FIND or skill.kind in GATHERING:
                self.state.near = set()
            return Outcome(False, Cause.TIMEOUT, f"{skill.name} failed by chance")
        self.state = trial
        self.done.append(step)
        return Outcome(True)


def chances(graph: SkillGraph, mean: float, seed: int) -> dict[str, float]:
    """Draw how often each skill fails: some hardly ever, some mostly, so often on average.

    Args:
        graph: The skills.
        mean: 0 for never.
        seed: Of the draws.
    """
    if mean == 0:
        return {}
    chance = random.Random(seed)
    return {name: chance.betavariate(2 * mean, 2 * (1 - mean)) for name in sorted(graph.skills)}
