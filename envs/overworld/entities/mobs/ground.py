"""Where a body can stand and walk: blocks sorted by what they mean to feet, and one step from cell to cell.

The game's own sorting for paths, simplified: a block is open, water, closed (also good to stand on), barred (closed and
too high to step on: fences, walls, shut doors) or harmful (lava, fire, cactus, magma).
"""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import BLOCK_NAMES, RULES, block_id
from envs.overworld.jit import kernel
from envs.overworld.rules import CLIMBABLE
from envs.overworld.state import HEIGHT, MASK, State

OPEN, WATER, CLOSED, BARRED, HARMFUL = range(5)
"""What a block means to feet; from CLOSED on, no body fits in."""
DROP = 3
"""Blocks that a mob jumps down on its way."""

_HARMFUL = ("lava", "flowing_lava", "fire", "cactus", "magma")
_WATER = ("water", "flowing_water")
_THRESHOLD = 0.25  # a carpet, a layer of snow: no obstacle
_DOOR_OPEN, _DOOR_UPPER = 4, 8
_NOWHERE = -1


def _meanings() -> NDArray[np.uint8]:
    """(4096,) meaning of each block state."""
    tops = RULES.boxes[:, :, 4].max(axis=1)[RULES.blocks["shape"]]
    tops[RULES.box_counts[RULES.blocks["shape"]] == 0] = 0.0
    table = np.where(tops > 1.0, BARRED, np.where(tops > _THRESHOLD, CLOSED, OPEN)).astype(np.uint8)
    table[RULES.blocks["flags"] & CLIMBABLE != 0] = OPEN
    rows = table.reshape(-1, 16)
    for name in _HARMFUL:
        rows[block_id(name)] = HARMFUL
    for name in _WATER:
        rows[block_id(name)] = WATER
    metas = np.arange(16)
    # A lower half tells whether the door is open; an upper half stands on it and says nothing.
    door = np.where(metas & (_DOOR_OPEN | _DOOR_UPPER) != 0, OPEN, BARRED)
    for number, name in BLOCK_NAMES.items():
        if name.endswith("_door"):
            rows[number] = door
    return table


_MEANING = _meanings()


@kernel(inline=True)
def meaning(s: State, w: int, x: int, y: int, z: int) -> int:
    """What the block at a cell means to feet: OPEN .. HARMFUL. The column must be in the window's range."""
    if y < 0 or y >= HEIGHT:
        return OPEN
    return int(_MEANING[s.blocks[w, x & MASK, z & MASK, y]])


@kernel()
def room(s: State, w: int, x: int, y: int, z: int, cells_x: int, cells_z: int, tall: int) -> int:
    """The worst that a body meets whose lowest corner cell is (x, y, z), so many cells wide and tall."""
    worst = meaning(s, w, x, y, z)
    if worst >= BARRED or cells_x + cells_z + tall == 3:
        return worst
    for cx in range(x, x + cells_x):
        for cz in range(z, z + cells_z):
            for cy in range(y, y + tall):
                worst = max(worst, meaning(s, w, cx, cy, cz))
    return worst


@kernel()
def floor_below(s: State, w: int, x: int, y: int, z: int, cells: int) -> int:
    """What carries a body whose lowest corner cell is (x, y, z): HARMFUL if anything is, else CLOSED if anything is."""
    carries = OPEN
    for cx in range(x, x + cells):
        for cz in range(z, z + cells):
            below = meaning(s, w, cx, y - 1, cz)
            if below == HARMFUL:
                return HARMFUL
            if below == CLOSED or carries == OPEN:
                carries = below
    return carries


@kernel()
def step(
    s: State, w: int, x: int, y: int, z: int, cells: int, tall: int, may_rise: bool, may_swim: bool
) -> tuple[int, bool]:
    """Where a body comes to stand that walks at height y into the column of cells at (x, z).

    Args:
        s: State of all worlds.
        w: World.
        x: Lowest corner cell entered; then `y`, the height that it comes from, and `z`.
        y: See `x`.
        z: See `x`.
        cells: Cells that the body is wide.
        tall: Cells that it is high.
        may_rise: Whether there is head-room to jump up a block.
        may_swim: Whether it goes into water at all.

    Returns:
        Its new height, or -1 where it cannot or should not go, and whether it swims there.
    """
    found = room(s, w, x, y, z, cells, cells, tall)
    if found == CLOSED:
        fits = may_rise and room(s, w, x, y + 1, z, cells, cells, tall) <= WATER
        return y + 1 if fits and floor_below(s, w, x, y + 1, z, cells) == CLOSED else _NOWHERE, False
    if found > CLOSED:
        return _NOWHERE, False
    if found == WATER:
        return y if may_swim else _NOWHERE, True
    for drop in range(DROP + 1):
        carries = floor_below(s, w, x, y - drop, z, cells)
        if carries == CLOSED:
            return y - drop, False
        if carries == WATER:
            return y - drop - 1 if may_swim else _NOWHERE, True
        if carries != OPEN:
            return _NOWHERE, False
    return _NOWHERE, False


@kernel()
def ground_near(s: State, w: int, x: int, y: int, z: int, cells: int, tall: int, reach: int) -> int:
    """Height nearest to y, at most `reach` away, at which a body can stand in a column; -1 if there is none."""
    for distance in range(reach + 1):
        for side in range(2):
            at = y - distance if side == 0 else y + distance
            carried = 0 < at < HEIGHT and floor_below(s, w, x, at, z, cells) == CLOSED
            if carried and room(s, w, x, at, z, cells, cells, tall) == OPEN:
                return at
    return _NOWHERE
