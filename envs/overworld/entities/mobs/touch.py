"""What a mob's box reaches into: one walk over its cells for all that matters to moving and to being hurt."""

import math

import numpy as np

from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.state import HEIGHT, MASK, State

IN_WATER = 1
IN_LAVA = 2
IN_FIRE = 4
IN_CACTUS = 8
IN_WEB = 16
IN_SOUL_SAND = 32

_SHRINK = 0.001
_TOUCH = np.zeros(256, np.int64)
for _name, _bit in (
    ("water", IN_WATER), ("flowing_water", IN_WATER), ("lava", IN_LAVA), ("flowing_lava", IN_LAVA), ("fire", IN_FIRE),
    ("cactus", IN_CACTUS), ("web", IN_WEB), ("soul_sand", IN_SOUL_SAND),
):  # fmt: skip
    _TOUCH[block_id(_name)] = _bit


@kernel(inline=True)
def touched_blocks(s: State, w: int, x: float, y: float, z: float, half: float, height: float) -> int:
    """Return the IN_* bits of all cells that a body at (x, y, z) reaches into."""
    found = 0
    low = max(0, math.floor(y + _SHRINK))
    high = min(HEIGHT - 1, math.floor(y + height - _SHRINK))
    for cx in range(math.floor(x - half + _SHRINK), math.floor(x + half - _SHRINK) + 1):
        for cz in range(math.floor(z - half + _SHRINK), math.floor(z + half - _SHRINK) + 1):
            for cy in range(low, high + 1):
                state = s.blocks[w, cx & MASK, cz & MASK, cy]
                if state != 0:
                    found |= _TOUCH[state >> 4]
    return found
