"""Which biome lies where, by climate: continents, rivers and a patchwork of regions of one biome each."""

import numba
import numpy as np

from envs.overworld.gamedata import biome_id
from envs.overworld.jit import kernel
from envs.overworld.rng import hash3
from envs.overworld.terrain.noise import fractal2

OCEAN = biome_id("ocean")
DEEP_OCEAN = biome_id("deep_ocean")
RIVER = biome_id("river")
_FROZEN_RIVER = biome_id("frozen_river")
_BEACH = biome_id("beach")
_MUSHROOM_ISLAND = biome_id("mushroom_island")
_ICE_PLAINS = biome_id("ice_plains")
_COLD_TAIGA = biome_id("cold_taiga")
_SWAMPLAND = biome_id("swampland")
_EXTREME_HILLS = biome_id("extreme_hills")
_EXTREME_HILLS_PLUS = biome_id("extreme_hills_plus")

# Shares follow the game's: each climate deals its biomes from a list in which the common ones stand twice or more.
_ICY = np.array([biome_id(n) for n in ("ice_plains", "ice_plains", "ice_plains", "cold_taiga")])
_COOL = np.array([biome_id(n) for n in ("forest", "extreme_hills", "taiga", "taiga", "plains")])
_MEDIUM = np.array(
    [
        biome_id(n)
        for n in (
            "forest", "forest", "roofed_forest", "extreme_hills", "extreme_hills_plus", "plains", "plains",
            "birch_forest", "swampland", "flower_forest", "sunflower_plains", "jungle",
        )
    ]
)  # fmt: skip
_WARM = np.array(
    [biome_id(n) for n in ("desert", "desert", "savanna", "savanna", "plains", "jungle", "mesa", "savanna_plateau")]
)

_HILLS = np.arange(256)
for _low, _high in (
    ("desert", "desert_hills"),
    ("forest", "forest_hills"),
    ("taiga", "taiga_hills"),
    ("jungle", "jungle_hills"),
    ("savanna", "savanna_plateau"),
    ("plains", "forest"),
    ("extreme_hills", "extreme_hills_plus"),
):
    _HILLS[biome_id(_low)] = biome_id(_high)

_CELL = 230.0  # blocks from one region to the next
_SHORE = -0.13  # of the continents' noise
_DEEP = -0.42
_ISLAND = -0.62
_BEACH_WIDTH = 0.02
_RIVER_WIDTH = 0.022

_WARP_SALT = 0x100
_CONTINENT_SALT = 0x200
_RIVER_SALT = 0x300
_HILL_SALT = 0x400
_TEMPERATURE_SALT = 0x500
_CELL_SALT = 0x600


@kernel()
def biome_at(seed: int, x: int, z: int) -> int:
    """Return the biome id of the climate map at a block's column (all biomes)."""
    salt = numba.int64(hash3(seed, 0, 0, 1) >> numba.uint64(33))
    wx = x + 36.0 * fractal2(salt + _WARP_SALT, x / 100.0, z / 100.0, 3)
    wz = z + 36.0 * fractal2(salt + _WARP_SALT + 8, x / 100.0, z / 100.0, 3)
    continent = fractal2(salt + _CONTINENT_SALT, wx / 800.0, wz / 800.0, 3)
    # The origin is ashore, so that a game can start there.
    continent += 0.6 / (1.0 + (x * x + z * z) / (350.0 * 350.0))
    if continent < _SHORE:
        if continent < _ISLAND:
            return _MUSHROOM_ISLAND
        return DEEP_OCEAN if continent < _DEEP else OCEAN
    biome = _region(seed, salt, wx, wz)
    icy = biome in (_ICE_PLAINS, _COLD_TAIGA)
    mountains = biome in (_EXTREME_HILLS, _EXTREME_HILLS_PLUS)
    if abs(fractal2(salt + _RIVER_SALT, wx / 380.0, wz / 380.0, 2)) < _RIVER_WIDTH:
        return _FROZEN_RIVER if icy else RIVER
    if continent < _SHORE + _BEACH_WIDTH and not mountains and biome != _SWAMPLAND:
        return _BEACH
    if fractal2(salt + _HILL_SALT, wx / 75.0, wz / 75.0, 1) > 0.38:
        return numba.int64(_HILLS[biome])
    return biome


@kernel(inline=True)
def _region(seed: int, salt: int, x: float, z: float) -> int:
    """Biome of the region (a cell of a jittered grid) whose centre is nearest."""
    i0 = numba.int64(np.floor(x / _CELL))
    j0 = numba.int64(np.floor(z / _CELL))
    nearest = 1e18
    centre_x = 0.0
    centre_z = 0.0
    chosen = numba.uint64(0)
    for i in range(i0 - 1, i0 + 2):
        for j in range(j0 - 1, j0 + 2):
            h = hash3(seed, i, j, _CELL_SALT)
            px = (i + 0.15 + 0.7 * numba.int64(h & numba.uint64(1023)) / 1023.0) * _CELL
            pz = (j + 0.15 + 0.7 * numba.int64((h >> numba.uint64(10)) & numba.uint64(1023)) / 1023.0) * _CELL
            distance = (px - x) ** 2 + (pz - z) ** 2
            if distance < nearest:
                nearest, centre_x, centre_z, chosen = distance, px, pz, h
    temperature = fractal2(salt + _TEMPERATURE_SALT, centre_x / 1500.0, centre_z / 1500.0, 2)
    deal = numba.int64((chosen >> numba.uint64(24)) & numba.uint64(0xFFFFFF))
    if temperature < -0.42:
        return numba.int64(_ICY[deal % len(_ICY)])
    if temperature < -0.1:
        return numba.int64(_COOL[deal % len(_COOL)])
    if temperature < 0.25:
        return numba.int64(_MEDIUM[deal % len(_MEDIUM)])
    return numba.int64(_WARM[deal % len(_WARM)])
