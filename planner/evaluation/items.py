"""Every item of the game from nothing: what can be had is planned, what cannot is refused with the right reason."""

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from envs.overworld.gamedata import ITEM_NAMES
from planner.conditions import conditioned
from planner.evaluation.feasible import obtainable
from planner.evaluation.measure import Track
from planner.goal import Ban, Goal, Target
from planner.plan import PlanError, believe, verify
from planner.search import plan
from skills.graph import skill_graph
from skills.rates import Rate

BANS: dict[str, tuple[str, ...]] = {
    "": (),
    "furnace": ("furnace",),
    "crafting table": ("crafting_table",),
    "pickaxe": tuple(item for item in ITEM_NAMES if item.endswith("_pickaxe")),
}
"""What orders forbid, by what a reason has to name; nothing first."""
_VAGUE = "every skill for it has failed"


@dataclass(frozen=True)
class ItemRow:
    """How planning went under one ban."""

    forbidden: str
    planned: Rate
    """Of the items that can be had."""
    refused: Rate
    """With a definite reason, of those that cannot."""
    named: Rate
    """With a reason that names what is forbidden, of those that could be had without the ban."""
    longest: float
    """Milliseconds of processor time that planning takes."""
    median: float
    wrong: tuple[str, ...]
    """Items that are not as they should be."""


def measure_items(forbidden: str, items: Sequence[str], track: Track[str]) -> ItemRow:
    """Plan for one of each item, from nothing.

    Args:
        forbidden: One of `BANS`.
        items: The items.
        track: Is told of each item.
    """
    free, possible = obtainable(), obtainable(BANS[forbidden])
    bans = tuple(Ban("use", thing) for thing in BANS[forbidden])
    plan(Goal(targets=(Target("stick", 1),)), {})  # reads the game's recipes
    right: dict[str, bool] = {}
    times = []
    for item in track(items, f"items, without {forbidden}" if forbidden else "items"):
        reason, milliseconds = _timed_reason(Goal(targets=(Target(item, 1),), bans=bans))
        times.append(milliseconds)
        if item in possible:
            right[item] = reason is None
        else:
            to_blame = f"{forbidden}, which the order forbids" if item in free else ""
            right[item] = reason is not None and _VAGUE not in reason and to_blame in reason
    return ItemRow(
        forbidden,
        _rate(right, possible),
        _rate(right, set(items) - possible),
        _rate(right, free - possible),
        max(times),
        median(times),
        tuple(item for item, holds in right.items() if not holds),
    )


def _timed_reason(goal: Goal) -> tuple[str | None, float]:
    """Return why a goal is refused, None if there is a plan, which holds; and the milliseconds of processor time.

    As in `timeit`, no garbage is collected meanwhile.

    Raises:
        PlanError: There is a plan that does not hold.
    """
    found, reason = None, None
    gc.disable()
    begun = time.process_time()
    try:
        found = plan(goal, {})
    except PlanError as error:
        reason = str(error)
    milliseconds = (time.process_time() - begun) * 1e3
    gc.enable()
    if found is not None:
        verify(found, believe({}, graph=conditioned(skill_graph(), goal)))
    return reason, milliseconds


def _rate(right: dict[str, bool], of: set[str]) -> Rate:
    some = [holds for item, holds in right.items() if item in of]
    return Rate(sum(some), len(some))
