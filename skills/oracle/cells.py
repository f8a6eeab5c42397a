"""What a cell of the world means to somebody who walks: open, water, floor, low, obstacle or danger."""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import get_block
from envs.overworld.gamedata import RULES, block_state
from envs.overworld.jit import kernel
from envs.overworld.rules import GRAVITY, LIQUID
from envs.overworld.state import State

OPEN = 0
"""Nothing to bump into."""
WATER = 1
FLOOR = 2
"""Fills the cell to its top: one stands on it, in the cell above."""
LOW = 3
"""At most a step high over the whole cell (slab, snow, lily pad): one stands in the cell itself."""
OBSTACLE = 4
"""Has a shape that one neither walks through nor stands on (fence, chest, pane)."""
DANGER = 5
"""Hurts: lava, fire, cactus."""

_STEP = 0.6
_DANGERS = ("lava", "flowing_lava", "fire", "cactus")
_WATERS = ("water", "flowing_water")


def _kinds() -> NDArray[np.uint8]:
    """(4096,) the kind of each block state."""
    kinds = np.zeros(4096, np.uint8)
    for state in range(4096):
        shape = RULES.blocks[state]["shape"]
        boxes = RULES.boxes[shape, : RULES.box_counts[shape]]
        if len(boxes) == 0:
            continue
        wide = len(boxes) == 1 and (boxes[0, [0, 2]] < 0.07).all() and (boxes[0, [3, 5]] > 0.93).all()
        if wide and boxes[0, 4] == 1.0:
            kinds[state] = FLOOR
        elif wide and boxes[0, 4] <= _STEP and boxes[0, 1] == 0.0:
            kinds[state] = LOW
        else:
            kinds[state] = OBSTACLE
    for names, kind in ((_DANGERS, DANGER), (_WATERS, WATER)):
        for name in names:
            kinds[block_state(name) : block_state(name) + 16] = kind
    return kinds


KIND = _kinds()
"""(4096,) the constant above that each block state belongs to."""
_FALLS = (RULES.blocks["flags"] & GRAVITY) != 0
_LIQUID = (RULES.blocks["flags"] & LIQUID) != 0


@kernel(inline=True)
def kind_at(s: State, w: int, x: int, y: int, z: int) -> int:
    """Kind of the cell (x, y, z)."""
    return int(KIND[get_block(s, w, x, y, z)])


@kernel(inline=True)
def is_open(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether a head or a body fits into the cell: nothing in it collides or hurts."""
    return kind_at(s, w, x, y, z) <= WATER


@kernel()
def is_safe_to_dig(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether breaking the block at (x, y, z) lets nothing in: no liquid beside or above it, no lava, nothing falls."""
    above = get_block(s, w, x, y + 1, z)
    if _FALLS[above] or _LIQUID[above] or kind_at(s, w, x, y - 1, z) == DANGER:
        return False
    for dx, dz in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        side = get_block(s, w, x + dx, y, z + dz)
        if _LIQUID[side] or KIND[side] == DANGER:
            return False
    return True


@kernel()
def is_firm(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether the block at (x, y, z) is a floor that stays when something beside it changes: no sand over a cave."""
    while _FALLS[get_block(s, w, x, y, z)] and y > 0:
        y -= 1
    return kind_at(s, w, x, y, z) == FLOOR


@kernel()
def near_danger(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether lava, fire or a cactus is beside the body at (x, y, z), or beside the floor under it."""
    for dx, dz in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        for dy in range(-1, 2):
            if kind_at(s, w, x + dx, y + dy, z + dz) == DANGER:
                return True
    return False


@kernel()
def is_footing(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether one can stay with the feet in a cell: on a floor, on something low, or afloat."""
    kind = kind_at(s, w, x, y, z)
    return kind == WATER or kind == LOW or kind_at(s, w, x, y - 1, z) == FLOOR
