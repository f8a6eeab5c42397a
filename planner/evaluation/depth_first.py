"""Plan4MC's planner, for comparison: depth first, and the first way to everything (Yuan et al. 2023, section 3.4).

What a target consumes is expanded first, then what it requires, and what must be near last; a table of possessions
keeps account of amounts and of what is left over. There are no chances, no tool wear, and no alternatives: its graph
knows one way to make each item, for which we take the cheapest. As in the paper, who plays with it plans again after
every skill and carries out the first one of the new plan.
"""

import math
from dataclasses import dataclass, field

from envs.overworld.gamedata import FUELS
from planner.costs import Costs, costs_of
from planner.goal import Goal
from planner.plan import Belief, PlanError, Step
from skills.graph import STATIONS, SkillGraph
from skills.record import GATHERING, Kind, Skill, Variant, item_name

_DEEPEST = 60
_MOST_STEPS = 2000


def depth_first(goal: Goal, belief: Belief) -> tuple[Step, ...]:
    """Return the steps of a plan.

    Args:
        goal: Items and deeds to have, and stations to set up.
        belief: What is there; it stays as it is.

    Raises:
        PlanError: Nothing makes an item that is needed.
    """
    return _DepthFirst(belief.graph, belief.copy()).reach(goal)


@dataclass
class _DepthFirst:
    graph: SkillGraph
    state: Belief
    steps: list[Step] = field(default_factory=list)
    costs: Costs = field(init=False)

    def __post_init__(self) -> None:
        self.costs = costs_of(self.graph, frozenset(+self.state.stock))

    def reach(self, goal: Goal) -> tuple[Step, ...]:
        for target in goal.demands:
            self._obtain(target.item, target.count, 0)
        for structure in goal.structures:
            if structure.name not in self.state.near:
                self._bring_near(structure.name, 0)
        return tuple(self.steps)

    def _obtain(self, item: str, count: int, depth: int) -> None:
        """Go on until so many of an item are free."""
        if depth > _DEEPEST or len(self.steps) > _MOST_STEPS:
            raise PlanError(f"{item_name(item)} needs too much")
        while self.state.available(item) < count:
            self._run(*self._producer(item), depth)

    def _run(self, skill: Skill, variant: Variant, depth: int) -> None:
        """Carry out a skill once, after what it consumes, requires and must have near."""
        for key, each in variant.consumes.items():
            self._obtain(key, each, depth + 1)
            self.state.take(key, each)  # nobody else may have it
        fuel = self._fuel(depth) if skill.kind is Kind.SMELT else None
        if skill.tools and not self.state.uses_left(skill.tools):
            tool = min(skill.tools, key=self.costs.of)
            self._obtain(tool, self.state.available(tool) + 1, depth + 1)
        for place in variant.nearby:
            if place not in self.state.near:
                self._bring_near(place, depth)
        if skill.kind in GATHERING:
            self.state.near = set()  # each unit is searched for anew
        self.state.give(variant.item, variant.count)
        self.steps.append(Step(skill.name, variant.count, skill.variants.index(variant), fuel))

    def _bring_near(self, place: str, depth: int) -> None:
        if place in STATIONS:
            self._obtain(place, 1, depth + 1)
            self.state.take(place, 1)
            self.state.near.add(place)
            self.steps.append(Step(f"place_{place}"))
        elif f"find_{place}" in self.graph:
            self.state.near = {place}
            self.steps.append(Step(f"find_{place}"))
        else:
            raise PlanError(f"nothing finds {place}")

    def _fuel(self, depth: int) -> str:
        for fuel in FUELS:
            if self.state.available(fuel) >= self.state.fuel_needed(fuel, 1):
                self.state.take(fuel, self.state.fuel_needed(fuel, 1))
                return fuel
        self._obtain("planks", self.state.fuel_needed("planks", 1), depth + 1)
        self.state.take("planks", self.state.fuel_needed("planks", 1))
        return "planks"

    def _producer(self, item: str) -> tuple[Skill, Variant]:
        ways = [(skill, skill.variants[index]) for skill, index in self.graph.producers(item)]
        ways = [way for way in ways if math.isfinite(self.costs.of_variant(*way))]
        if not ways:
            raise PlanError(f"nothing makes {item_name(item)}")
        return min(ways, key=lambda way: self.costs.of_variant(*way))
