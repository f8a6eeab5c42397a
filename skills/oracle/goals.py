"""Where a way may lead: near a cell, to where a block can be mined or placed, under the open sky."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.player.physics import EYE_HEIGHT
from envs.overworld.rules import Rules
from envs.overworld.state import MASK, State
from skills.oracle.cells import WATER, kind_at
from skills.oracle.sight import is_in_reach

MAX_TARGETS = 32
WALK = 4.63
"""Ticks to walk one block."""
DIAGONAL = 6.55
FALL = 2.5
"""Ticks to fall one block."""

_NEAR, _COLUMN, _REACH, _SKY = range(4)
_ARM_CELLS = 4


class Goal(NamedTuple):
    """Where to be. Made by the functions below."""

    kind: int
    radius: int
    targets: NDArray[np.int32]
    """(MAX_TARGETS, 3) cells of which one will do."""
    used: int
    """Used rows of `targets`."""


def _goal(kind: int, cells: Sequence[tuple[int, int, int]] = (), radius: int = 0) -> Goal:
    targets = np.zeros((MAX_TARGETS, 3), np.int32)
    cells = cells[:MAX_TARGETS]
    if cells:
        targets[: len(cells)] = cells
    return Goal(kind, radius, targets, len(cells))


def near(cell: tuple[int, int, int], radius: int = 0) -> Goal:
    """Stand within `radius` blocks of a cell along each axis."""
    return _goal(_NEAR, [cell], radius)


def at_column(x: int, z: int, radius: int) -> Goal:
    """Stand within `radius` blocks of a column, at any height."""
    return _goal(_COLUMN, [(x, 0, z)], radius)


def in_reach_of(cells: Sequence[tuple[int, int, int]]) -> Goal:
    """Stand where one of some blocks can be mined: in reach and in sight, or right beside the body."""
    return _goal(_REACH, cells)


UNDER_THE_SKY = _goal(_SKY)
"""Stand, or swim at the surface, under the open sky."""


@kernel()
def remaining_ticks(goal: Goal, x: int, y: int, z: int) -> float:
    """Ticks that the way from a cell to the nearest target takes at least."""
    if goal.kind == _SKY:
        return 0.0
    best = 1e9
    slack = goal.radius if goal.kind <= _COLUMN else _ARM_CELLS
    for index in range(goal.used):
        dx = max(abs(x - goal.targets[index, 0]) - slack, 0)
        dz = max(abs(z - goal.targets[index, 2]) - slack, 0)
        ticks = WALK * max(dx, dz) + (DIAGONAL - WALK) * min(dx, dz)
        if goal.kind != _COLUMN:
            ticks = max(ticks, FALL * max(abs(y - goal.targets[index, 1]) - slack - 2, 0))
        best = min(best, ticks)
    return best


@kernel()
def fulfilled_at(s: State, rules: Rules, w: int, goal: Goal, x: int, y: int, z: int) -> int:
    """Return which target is fulfilled with the feet in the cell (x, y, z) (0 where there are none), or -1."""
    if goal.kind == _SKY:
        surface = y + 1 if kind_at(s, w, x, y, z) == WATER else y
        return 0 if s.top[w, x & MASK, z & MASK] <= surface else -1
    for index in range(goal.used):
        tx, ty, tz = goal.targets[index]
        dx, dy, dz = abs(x - tx), y - ty, abs(z - tz)
        if goal.kind <= _COLUMN:
            if dx <= goal.radius and dz <= goal.radius and (goal.kind == _COLUMN or abs(dy) <= goal.radius):
                return index
        elif dx <= _ARM_CELLS and dz <= _ARM_CELLS and -6 <= dy <= 3:
            inside = dx == 0 and dz == 0 and -1 <= dy <= 0
            beside = (dx + dz <= 1 and -1 <= dy <= 0) or (dx + dz == 0 and -2 <= dy <= 1)
            if not inside and (beside or is_in_reach(s, w, x + 0.5, y + EYE_HEIGHT, z + 0.5, tx, ty, tz)):
                return index
    return -1


@kernel(inline=True)
def is_ground_of(goal: Goal, x: int, y: int, z: int) -> bool:
    """Whether the cell (x, y, z) is what one stands on at the one cell that the goal allows."""
    if goal.kind != _NEAR or goal.radius > 0:
        return False
    return x == goal.targets[0, 0] and y == goal.targets[0, 1] - 1 and z == goal.targets[0, 2]
