"""Why an item cannot be had: the shortest chain of needs from it to what is missing, or to what the order forbids."""

import math
from collections import deque
from collections.abc import Callable, Sequence
from itertools import pairwise

from planner.conditions import permitted
from planner.costs import Costs, costs_of
from skills.graph import STATIONS, SkillGraph
from skills.record import Skill, Variant, item_name

_DEAD_END = "cannot be made: every skill for it has failed or is missing"

Ways = list[tuple[Skill, Variant]]


def explain(item: str, graph: SkillGraph, held: frozenset[str] = frozenset()) -> str:
    """Say why an item cannot be had. The order is to blame only where the item could be had without what it forbids.

    Args:
        item: The item's key.
        graph: The skills.
        held: Item keys that are there.
    """
    allowed = permitted(graph)
    possible = costs_of(allowed, held)

    def ways_of(need: str) -> Ways:
        return [(skill, skill.variants[index]) for skill, index in allowed.producers(need)]

    def ways_that_work(need: str) -> Ways:
        return [way for way in ways_of(need) if math.isfinite(possible.of_variant(*way))]

    def forbidden(need: str) -> str:
        reasons = (graph[skill.name].unavailable for skill, _ in ways_that_work(need))
        return next(filter(None, reasons), "")

    def missing(need: str) -> str:
        return graph.missing.get(need) or graph.missing.get(item_name(need), "")

    if math.isfinite(possible.of(item)):
        return _shortest_chain(item, costs_of(graph, held), ways_that_work, forbidden)
    return _shortest_chain(item, possible, ways_of, missing)


def _shortest_chain(item: str, costs: Costs, ways_of: Callable[[str], Ways], reason_of: Callable[[str], str]) -> str:
    """Follow what is lacking, breadth first, to a reason; failing one, to what nothing makes."""
    chains: deque[tuple[str, ...]] = deque([(item,)])
    seen = {item_name(item)}
    dead_end: tuple[str, ...] | None = None
    while chains:
        chain = chains.popleft()
        if reason := reason_of(chain[-1]):
            return _told(chain, reason)
        ways = ways_of(chain[-1])
        dead_end = dead_end or (None if ways else chain)
        for need in (need for way in ways for need in _lacking(*way, costs)):
            if item_name(need) not in seen:
                seen.add(item_name(need))
                chains.append((*chain, need))
    return _told(dead_end or (item,), _DEAD_END)


def _lacking(skill: Skill, variant: Variant, costs: Costs) -> list[str]:
    """Return the items that an alternative needs and that cannot be had; of its tools only where none can."""
    stations = [place for place in variant.nearby if place in STATIONS]
    lacking = [need for need in (*variant.consumes, *stations) if math.isinf(costs.of(need))]
    tools = [tool for tool in skill.tools if math.isinf(costs.of(tool))]
    return lacking + (tools if len(tools) == len(skill.tools) else [])


def _told(chain: Sequence[str], reason: str) -> str:
    names = [item_name(item) for item in chain]
    needs = [f"{name} needs {need}" for name, need in pairwise(names)]
    return "; ".join([*needs, f"{names[-1]} {reason}"])
