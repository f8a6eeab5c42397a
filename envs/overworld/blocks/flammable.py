"""What burns, and how readily: the two numbers that the game gives to each block.

*Encouragement* is how much a block beside air invites fire into that air; *flammability* is how readily it burns away
itself. Values of 1.11.2, published on the Minecraft Wiki's page on fire.
"""

import numpy as np

from envs.overworld.blocks.grid import get_block
from envs.overworld.gamedata import BLOCK_NAMES, block_id
from envs.overworld.jit import kernel
from envs.overworld.state import State

SIX = ((1, 0, 0), (-1, 0, 0), (0, -1, 0), (0, 1, 0), (0, 0, -1), (0, 0, 1))
"""Steps to the six cells around a cell."""

_WOODS = ("oak", "spruce", "birch", "jungle", "acacia", "dark_oak")
_CLASSES = {
    (5, 20): [
        "planks", "wooden_slab", "double_wooden_slab",
        *(f"{wood}_stairs" for wood in _WOODS),
        *(name for name in BLOCK_NAMES.values() if name.endswith(("fence", "fence_gate")) and "brick" not in name),
    ],
    (5, 5): ["log", "log2", "coal_block"],
    (30, 60): ["leaves", "leaves2", "wool"],
    (30, 20): ["bookshelf"],
    (15, 100): ["tnt", "vine"],
    (60, 100): ["tallgrass", "double_plant", "yellow_flower", "red_flower", "deadbush"],
    (60, 20): ["hay_block", "carpet"],
}  # fmt: skip

ENCOURAGEMENT = np.zeros(256, np.uint8)
"""By block id."""
FLAMMABILITY = np.zeros(256, np.uint8)
"""By block id."""
for (_encouragement, _flammability), _names in _CLASSES.items():
    for _name in _names:
        ENCOURAGEMENT[block_id(_name)] = _encouragement
        FLAMMABILITY[block_id(_name)] = _flammability


@kernel()
def encouragement_around(s: State, w: int, x: int, y: int, z: int) -> int:
    """The most that a block beside the cell (x, y, z) invites fire into it; 0 = nothing there burns."""
    most = 0
    for dx, dy, dz in SIX:
        most = max(most, ENCOURAGEMENT[get_block(s, w, x + dx, y + dy, z + dz) >> 4])
    return int(most)
