"""The skin of the land: bedrock, and what lies on top of the rock in each biome."""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import hash3
from envs.overworld.state import CHUNK
from envs.overworld.terrain.biomes import BIOMES, GROUND_BANDED, GROUND_ROCKY
from envs.overworld.terrain.noise import fractal2
from envs.overworld.terrain.region import MARGIN, SEA_LEVEL, SIZE, Region
from envs.overworld.terrain.shape import STONE

AIR = 0
BEDROCK = block_state("bedrock")
DIRT = block_state("dirt")
SAND = block_state("sand")
RED_SAND = block_state("sand", 1)
GRAVEL = block_state("gravel")
_SANDSTONE = block_state("sandstone")
_HARDENED_CLAY = block_state("hardened_clay")
_STAINED_CLAY = block_state("stained_hardened_clay")

_UNSTAINED = 16
_BANDS = np.array([1, 1, 16, 16, 1, 4, 16, 16, 14, 14, 16, 1, 16, 0, 8, 0] + [16, 16, 12, 1, 16, 16, 4, 14] + [16] * 8)
"""Colours of the mesa's layers by height modulo their number; _UNSTAINED = the plain clay."""

_DEPTH_SALT = 21
_STONE_SALT = 22


@kernel()
def dress(seed: int, cx: int, cz: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Lay bedrock and soil into the chunk; fill `r.surface` and `r.lid` for the whole region."""
    salt = numba.int64(hash3(seed, 0, 0, _STONE_SALT) >> numba.uint64(33))
    for rx in range(SIZE):
        for rz in range(SIZE):
            x = rx - MARGIN
            z = rz - MARGIN
            biome = BIOMES[r.biome[rx, rz]]
            h = hash3(seed, cx * CHUNK + x, cz * CHUNK + z, _DEPTH_SALT)
            top = biome.top
            filler = biome.filler
            if biome.ground == GROUND_ROCKY:
                stony = fractal2(salt, (cx * CHUNK + x) / 24.0, (cz * CHUNK + z) / 24.0, 3)
                if stony > 0.3:
                    top = STONE
                    filler = STONE
            ground = r.ground[rx, rz]
            r.surface[rx, rz] = top if ground >= SEA_LEVEL - 1 else (filler if ground >= SEA_LEVEL - 8 else GRAVEL)
            r.lid[rx, rz] = _lid(r, rx, rz)
            if 0 <= x < CHUNK and 0 <= z < CHUNK:
                banded = biome.ground == GROUND_BANDED
                _soil(
                    blocks[x, z],
                    ground,
                    numba.int64(top),
                    numba.int64(filler),
                    banded,
                    numba.int64(h & numba.uint64(0xFFFFFFF)),
                )


@kernel(inline=True)
def _lid(r: Region, rx: int, rz: int) -> int:
    """Greatest height that may be carved: below the sea's bed where this column or one beside it is under water."""
    lowest = 1 << 20
    for i in range(max(rx - 1, 0), min(rx + 2, SIZE)):
        for j in range(max(rz - 1, 0), min(rz + 2, SIZE)):
            lowest = min(lowest, r.ground[i, j])
    return lowest - 3 if lowest < SEA_LEVEL - 1 else 255


@kernel(inline=True)
def _soil(column: NDArray[np.uint16], ground: int, top: int, filler: int, banded: bool, dice: int) -> None:
    """Turn the uppermost rock under every open place of a column into soil, and its lowest blocks into bedrock."""
    depth = 3 + (dice & 3) // 3
    left = -1  # -1: the next rock is a surface; 0: soil is complete
    below = filler
    for y in range(ground, 4, -1):
        if column[y] != STONE:
            left = -1
            continue
        if banded and y > SEA_LEVEL and ground - y >= depth:
            colour = _BANDS[y % len(_BANDS)]
            column[y] = _HARDENED_CLAY if colour == _UNSTAINED else _STAINED_CLAY + colour
            continue
        if left == -1:
            left = depth
            below = filler if y >= SEA_LEVEL - 8 else GRAVEL
            column[y] = top if y >= SEA_LEVEL - 1 else below
        elif left > 0:
            left -= 1
            column[y] = below
            if left == 0 and below == SAND:
                below = _SANDSTONE
                left = 2 + ((dice >> 4) & 3)
    column[0] = BEDROCK
    for y in range(1, 5):
        if ((dice >> (3 * y)) & 0xFFFF) % 5 >= y:  # bits enough that all remainders are equally likely
            column[y] = BEDROCK
