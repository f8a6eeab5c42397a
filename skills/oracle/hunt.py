"""Hunting: find a mob, kill it, pick up what it drops, until there is enough."""

from collections.abc import Callable

import numpy as np

from envs.overworld.gamedata import mob_index
from envs.tasks.contract import VIEW_WITHIN
from skills.executor import Cause
from skills.oracle.body import Behaviour, Body, Failed
from skills.oracle.collect import pick_up_all
from skills.oracle.creatures import creatures
from skills.oracle.duel import duel
from skills.oracle.explore import explore
from skills.oracle.seek import is_in_view, seek

_DEATH_TICKS = 22
_PATIENCE = 6


def find_mob(body: Body, mob: str, wanted: Callable[[np.void], bool] = lambda _: True) -> Behaviour[list[int]]:
    """Walk until a mob of a kind is in the loaded window, and return the rows of all, the nearest first.

    If the body goes by sight, walk until one is in view, and return those that are, unless none of them is wanted.

    Raises:
        Failed: None was found.
    """

    def present() -> list[int]:
        return creatures(body, (mob,), wanted, body.lost)

    def in_view() -> list[int]:
        return [row for row in present() if is_in_view(body, row)]

    if body.by_sight:
        if not in_view():
            yield from seek(body, mob, VIEW_WITHIN)
        if seen := in_view():
            return seen
    rows = present()
    if not rows:
        rows = yield from explore(body, present)
    return rows


def is_grown(entity: np.void) -> bool:
    """Whether a mob is no baby: babies drop nothing."""
    return bool(entity["growth"] >= 0)


def hunt(body: Body, mob: str, item: str | None, variant: int | None, count: int) -> Behaviour[None]:
    """Kill mobs of a kind until `count` more of an item are carried, or so many more of them are dead.

    Args:
        body: The player.
        mob: Name of the mob.
        item: What it is hunted for; None for the kills themselves.
        variant: Variant of the item, if only one will do.
        count: How many more.

    Raises:
        Failed: None was found, or too many could not be got at.
    """
    kills = body.state.kills[body.index, 0]
    kind = mob_index(mob)

    def score() -> int:
        return int(kills[kind]) if item is None else body.count(item, variant)

    goal = score() + count
    in_vain = 0
    while score() < goal:
        rows = yield from find_mob(body, mob, is_grown if item is not None else lambda _: True)
        try:
            killed = yield from duel(body, rows[0])
        except Failed as failure:
            killed, in_vain = False, in_vain + 1
            body.foe = None
            if in_vain >= _PATIENCE:
                raise Failed(failure.cause, f"{in_vain} of {mob} could not be got at") from failure
        if not killed:
            body.lost.add(rows[0])
        elif item is not None:
            for _ in range(_DEATH_TICKS):
                yield {}
            yield from pick_up_all(body, item, max(goal, body.count(item) + 1))
        if len(body.lost) > _PATIENCE * 2:
            raise Failed(Cause.UNREACHABLE, f"{mob} can be seen, but not be got at")
