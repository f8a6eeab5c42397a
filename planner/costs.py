"""What items cost in expected ticks, each for itself: the least fixed point over the skill graph's alternatives.

These costs ignore what is already there and what steps share, so they only rank alternatives and tell what is possible.
"""

import math
from collections import defaultdict
from functools import lru_cache

from envs.overworld.gamedata import SMELT_TICKS
from skills.graph import BURN_TICKS, DURABILITY, STATIONS, SkillGraph
from skills.record import Kind, Skill, Variant, any_of, item_name

_SHARE = 0.25
"""Share of a journey, a station or a tool that one item is charged with; a plan shares them among several."""


@lru_cache(maxsize=16)
def costs_of(graph: SkillGraph, held: frozenset[str] = frozenset()) -> "Costs":
    """Return the costs over a graph.

    Args:
        graph: The skills.
        held: Item keys that are there. Those that cannot be made cost nothing, so that what needs them is possible.
    """
    if not held:
        return Costs(graph, frozenset())
    costs = costs_of(graph)
    treasures = frozenset(key for key in held if math.isinf(costs.of(key)))
    return Costs(graph, treasures) if treasures else costs


class Costs:
    """Expected ticks to get one of each item key."""

    def __init__(self, graph: SkillGraph, treasures: frozenset[str]) -> None:
        self._graph = graph
        self._exact: dict[str, float] = dict.fromkeys(treasures, 0.0)
        self._least: dict[str, float] = {item_name(key): 0.0 for key in treasures}
        """Of every name, whatever the variant."""
        self._settle()

    def of(self, demand: str) -> float:
        """Return the expected ticks for one item; infinite where it cannot be had."""
        if "#" not in demand:
            return min(self._least.get(name, math.inf) for name in any_of(demand))
        return min(self._exact.get(demand, math.inf), self._exact.get(item_name(demand), math.inf))

    def of_variant(self, skill: Skill, variant: Variant) -> float:
        """Return the expected ticks for one item by one alternative of a skill."""
        if skill.unavailable:
            return math.inf
        runs = 1 / variant.count
        total = skill.cost(1) * runs + sum(self.of(key) * each * runs for key, each in variant.consumes.items())
        for place in variant.nearby:
            total += _SHARE * (self.of(place) if place in STATIONS else self._search(place))
        if skill.tools:
            total += min(self.of_tool(tool, skill.effort.wear(1)) for tool in skill.tools)
        if skill.kind is Kind.SMELT:
            total += self.of("planks") * SMELT_TICKS / BURN_TICKS["planks"] * runs
        return total

    def of_tool(self, tool: str, uses: int) -> float:
        """Return the share of a tool's cost that some uses bear."""
        return self.of(tool) * max(_SHARE, uses / DURABILITY[tool])

    def _search(self, place: str) -> float:
        name = f"find_{place}"
        return self._graph[name].cost(1) if name in self._graph else math.inf

    def _settle(self) -> None:
        """Lower the costs until nothing changes: whenever an item gets cheaper, look again at what is made with it."""
        ways = [
            (skill, variant)
            for skill in self._graph.skills.values()
            if skill.kind not in (Kind.FIND, Kind.PLACE, Kind.PICKUP)
            for variant in skill.variants
        ]
        users: dict[str, list[int]] = defaultdict(list)
        for number, (skill, variant) in enumerate(ways):
            for name in _needed(skill, variant):
                users[name].append(number)
        pending = dict.fromkeys(range(len(ways)))  # an ordered set
        while pending:
            number = next(iter(pending))
            del pending[number]
            skill, variant = ways[number]
            cost = self.of_variant(skill, variant)
            if cost < self._exact.get(variant.item, math.inf):
                self._exact[variant.item] = cost
                name = item_name(variant.item)
                self._least[name] = min(cost, self._least.get(name, math.inf))
                pending.update(dict.fromkeys(users[name]))


def _needed(skill: Skill, variant: Variant) -> set[str]:
    """Return the names of the items whose costs one alternative depends on."""
    fuel = {"planks"} if skill.kind is Kind.SMELT else set()
    return {*map(item_name, variant.consumes), *variant.nearby, *skill.tools} | fuel
