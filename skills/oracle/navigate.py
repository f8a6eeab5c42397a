"""Getting somewhere: plan a way, follow it, plan again when the world is not as thought."""

from dataclasses import dataclass

import numpy as np

from skills.executor import Cause
from skills.oracle.body import Behaviour, Body, Cell, Failed, settle
from skills.oracle.follow import follow
from skills.oracle.path import (
    COMPLETE,
    GOAL_COLUMN,
    GOAL_NEAR,
    GOAL_PLACE,
    GOAL_REACH,
    GOAL_SKY,
    MAX_TARGETS,
    NO_PATH,
    Means,
    find_path,
    goal_index,
)
from skills.oracle.place import filler_count
from skills.oracle.tools import dig_table

_TRIES = 8
_LIMIT = 40_000
_MOST_BLOCKS = 200


@dataclass(frozen=True)
class Goal:
    """Where to be: a GOAL_* kind of `skills.oracle.path`, and the cells it is about, of which one will do."""

    kind: int
    targets: tuple[Cell, ...] = ()
    radius: int = 0

    def rows(self) -> np.ndarray:
        """The targets as the search takes them."""
        rows = np.zeros((MAX_TARGETS, 3), np.int32)
        if self.targets:
            rows[: len(self.targets)] = self.targets
        return rows


def near(cell: Cell, radius: int = 0) -> Goal:
    """Stand within `radius` blocks of a cell along each axis."""
    return Goal(GOAL_NEAR, (cell,), radius)


def at_column(x: int, z: int, radius: int) -> Goal:
    """Stand within `radius` blocks of a column, at any height."""
    return Goal(GOAL_COLUMN, ((x, 64, z),), radius)


def in_reach_of(cells: list[Cell]) -> Goal:
    """Stand where one of some blocks can be mined."""
    return Goal(GOAL_REACH, tuple(cells[:MAX_TARGETS]))


def able_to_place(cell: Cell) -> Goal:
    """Stand where a block can be put into a cell."""
    return Goal(GOAL_PLACE, (cell,))


UNDER_THE_SKY = Goal(GOAL_SKY)


def fulfilled(body: Body, goal: Goal) -> int:
    """Which target of a goal holds where the player stands, or -1."""
    kind, radius, rows, count = goal.kind, goal.radius, goal.rows(), len(goal.targets)
    x, y, z = body.feet()
    return int(goal_index(body.state, body.rules, body.index, body.scratch, x, y, z, kind, radius, rows, count))


def go(body: Body, goal: Goal, dig: bool = True, part_way: bool = False) -> Behaviour[int]:
    """Go to a goal.

    Args:
        body: The player.
        goal: Where to.
        dig: Whether blocks in the way may be dug.
        part_way: Whether getting nearer is good enough.

    Returns:
        The row of the target that was reached; -1 if only part of the way was made.

    Raises:
        Failed: There is no way, or it cannot be followed.
    """
    rows = goal.rows()
    for _ in range(_TRIES):
        yield from settle(body)
        ticks = dig_table(body) if dig else np.full(4096, np.inf, np.float32)
        blocks = min(filler_count(body), _MOST_BLOCKS) if dig else 0
        status, length, found = find_path(
            body.state, body.rules, body.index, body.scratch, Means(ticks, blocks, _LIMIT), *body.feet(),
            goal.kind, goal.radius, rows, len(goal.targets),
        )  # fmt: skip
        if status == NO_PATH:
            break
        way = [(int(x), int(y), int(z)) for x, y, z in body.scratch.path[:length]]
        arrived = yield from follow(body, way)
        if arrived and status == COMPLETE:
            return int(found)
        if arrived and part_way:
            return -1
    raise Failed(Cause.UNREACHABLE, f"no way from {body.feet()} to {goal.targets[:1] or 'the surface'}")
