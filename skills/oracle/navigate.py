"""Getting somewhere: plan a way, follow it, plan again when the world is not as thought."""

import numpy as np

from skills.executor import Cause
from skills.oracle.body import Behaviour, Body, Failed, settle
from skills.oracle.follow import follow
from skills.oracle.goals import Goal, fulfilled_at
from skills.oracle.path import COMPLETE, NO_PATH, SAFE_DROP, Means, find_path
from skills.oracle.place import filler_count
from skills.oracle.tools import dig_table

_TRIES = 8
_LIMIT = 40_000
_MOST_BLOCKS = 200
_HEALTH_LEFT = 5
"""Health that it keeps when the only way down hurts."""


def fulfilled(body: Body, goal: Goal) -> int:
    """Which target of a goal holds where the player stands, or -1."""
    return int(fulfilled_at(body.state, body.rules, body.index, goal, *body.feet()))


def go(body: Body, goal: Goal, dig: bool = True, part_way: bool = False) -> Behaviour[int]:
    """Go to a goal.

    Args:
        body: The player.
        goal: Where to.
        dig: Whether blocks in the way may be dug, and own blocks put underfoot.
        part_way: Whether getting nearer is good enough.

    Returns:
        The row of the target that was reached; -1 if only part of the way was made.

    Raises:
        Failed: There is no way, or it cannot be followed.
    """
    for _ in range(_TRIES):
        yield from settle(body)
        status, length, found = _plan(body, goal, dig)
        if status == NO_PATH:
            break
        way = [(int(x), int(y), int(z)) for x, y, z in body.frontier.path[:length]]
        arrived = yield from follow(body, way)
        if arrived and status == COMPLETE:
            return int(found)
        if arrived and part_way:
            return -1
    raise Failed(Cause.UNREACHABLE, f"no way from {body.feet()} to {goal.targets[: goal.used].tolist()}")


def _plan(body: Body, goal: Goal, dig: bool) -> tuple[int, int, int]:
    """Search a way that does no harm, or else one that the player survives."""
    ticks = dig_table(body) if dig else np.full(4096, np.inf, np.float32)
    blocks = min(filler_count(body), _MOST_BLOCKS) if dig else 0
    bearable = SAFE_DROP + max(int(body.player["health"]) - _HEALTH_LEFT, 0)
    result = (NO_PATH, 0, -1)
    for drop in (SAFE_DROP, bearable):
        means = Means(ticks, blocks, drop, _LIMIT)
        result = find_path(body.state, body.rules, body.index, body.frontier, means, goal, *body.feet())
        if result[0] != NO_PATH:
            break
    return result
