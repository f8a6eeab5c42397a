"""Ice and snow, where the biome or the height makes it cold."""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import RULES, block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import hash3
from envs.overworld.rules import OPAQUE_CUBE
from envs.overworld.state import CHUNK, HEIGHT
from envs.overworld.terrain.biomes import BIOMES
from envs.overworld.terrain.noise import fractal2
from envs.overworld.terrain.region import MARGIN, SEA_LEVEL, Region
from envs.overworld.terrain.shape import WATER
from envs.overworld.terrain.surface import AIR

_ICE = block_state("ice")
_SNOW_LAYER = block_state("snow_layer")
_FREEZING = 0.15  # water freezes and snow lies at lower temperatures
_LAPSE = 0.05 / 30.0  # by which each block above the sea is colder
_RAGGED = 10.0  # blocks by which the snow line wanders
_MILD = _FREEZING + _LAPSE * (HEIGHT - SEA_LEVEL + _RAGGED)  # at this temperature it is never cold enough
_SNOW_SALT = 111

HOLDS_SNOW = (RULES.blocks["flags"] & OPAQUE_CUBE) != 0
HOLDS_SNOW |= np.isin(np.arange(len(HOLDS_SNOW)) >> 4, (block_id("leaves"), block_id("leaves2")))
"""(4096,) whether snow lies on a block state."""


@kernel(inline=True)
def snow_line(seed: int) -> int:
    """Return the seed of the noise by which the snow line of a world wanders; `is_freezing` takes it."""
    return numba.int64(hash3(seed, 0, 0, _SNOW_SALT) >> numba.uint64(33))


@kernel(inline=True)
def is_freezing(salt: int, temperature: float, x: int, y: int, z: int) -> bool:
    """Whether it snows and freezes on the block at (x, y, z) in a biome of such temperature."""
    ragged = _RAGGED * fractal2(salt, x / 8.0, z / 8.0, 1)
    return temperature - _LAPSE * max(y - SEA_LEVEL + ragged, 0.0) < _FREEZING


@kernel()
def freeze(seed: int, cx: int, cz: int, r: Region, ceiling: int, blocks: NDArray[np.uint16]) -> None:
    """Freeze open water and lay snow on the chunk's columns; above `ceiling` there is only air."""
    salt = snow_line(seed)
    for x in range(CHUNK):
        for z in range(CHUNK):
            temperature = BIOMES[r.biome[x + MARGIN, z + MARGIN]].temperature
            if temperature > _MILD:
                continue
            column = blocks[x, z]
            y = ceiling
            while column[y] == AIR:
                y -= 1
            if not is_freezing(salt, temperature, cx * CHUNK + x, y, cz * CHUNK + z):
                continue
            if column[y] == WATER:
                column[y] = _ICE
            elif HOLDS_SNOW[column[y]]:
                column[y + 1] = _SNOW_LAYER
