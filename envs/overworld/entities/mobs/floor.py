"""The common case of walking, made cheap: a body on level ground with nothing in its way needs no collision at all."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import RULES, block_id
from envs.overworld.jit import kernel
from envs.overworld.state import HEIGHT, MASK, State

_OPEN, _CUBE, _OTHER = 0, 1, 2


def _classes() -> NDArray[np.uint8]:
    """(4096,) whether a block state has no collision box, is a full cube, or anything else."""
    shapes = RULES.blocks["shape"]
    counts = RULES.box_counts[shapes]
    cubes = (counts == 1) & (RULES.boxes[shapes, 0] == (0, 0, 0, 1, 1, 1)).all(axis=1)
    classes = np.where(counts == 0, _OPEN, np.where(cubes, _CUBE, _OTHER)).astype(np.uint8)
    classes[block_id("slime") << 4 : (block_id("slime") + 1) << 4] = _OTHER  # it bounces
    return classes


_CLASS = _classes()


@kernel(inline=True)
def is_open_floor(
    s: State, w: int, x: float, y: float, z: float, half: float, height: float, dx: float, dy: float, dz: float
) -> bool:
    """Whether a body that stands at (x, y, z) goes (dx, dz) freely, over a floor of whole blocks that carries it.

    True only if the exact answer of `blocks.collision.slide` is (dx, 0, dz); False may mean anything.
    """
    floor = math.floor(y)
    if y != floor or dy >= 0.0 or dy < -1.0 or floor < 1 or floor + height >= HEIGHT - 1:
        return False
    top = math.floor(y + height)
    carried = False
    for cx in range(math.floor(x - half + min(dx, 0.0)), math.floor(x + half + max(dx, 0.0)) + 1):
        for cz in range(math.floor(z - half + min(dz, 0.0)), math.floor(z + half + max(dz, 0.0)) + 1):
            column = s.blocks[w, cx & MASK, cz & MASK]
            below = _CLASS[column[floor - 1]]
            if below == _OTHER:
                return False
            if below == _CUBE:
                inside_x = cx + 1 - 1e-6 > x - half and cx + 1e-6 < x + half
                carried |= inside_x and cz + 1 - 1e-6 > z - half and cz + 1e-6 < z + half
            for cy in range(floor, top + 1):
                if _CLASS[column[cy]] != _OPEN:
                    return False
    return carried
