"""The shape of the land: where rock is, from blended biome heights and three-dimensional noise.

As in the game, density is worked out on a lattice of 4 x 8 x 4 blocks and interpolated between its points: a height
that the biome asks for, plus noise that the biome's scale lets through more or less, which makes the overhangs.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import hash3
from envs.overworld.state import CHUNK, HEIGHT
from envs.overworld.terrain.biomes import BIOMES
from envs.overworld.terrain.climate import biome_at
from envs.overworld.terrain.noise import fractal2, fractal3
from envs.overworld.terrain.region import (
    BLEND,
    CELL,
    CELL_HEIGHT,
    CLIMATE_POINTS,
    LEVELS,
    MARGIN,
    POINTS,
    SEA_LEVEL,
    SIZE,
    Region,
)

STONE = block_state("stone")
WATER = block_state("water")

DENSITY_UNIT = 1024.0
_REACH = 50.0  # no noise lifts or digs further than this density
_RELIEF = 62.0  # density per unit of the relief noise
_BIOME_SALT = 11
_NOISE_SALT = 12


@kernel()
def map_climate(seed: int, cx: int, cz: int, biome: int, r: Region) -> None:
    """Fill `r.climate` on the lattice and `r.biome` column by column, with the ragged borders of the game."""
    for i in range(CLIMATE_POINTS):
        for j in range(CLIMATE_POINTS):
            if biome >= 0:
                r.climate[i, j] = biome
            else:
                x = cx * CHUNK - MARGIN + (i - BLEND) * CELL
                z = cz * CHUNK - MARGIN + (j - BLEND) * CELL
                r.climate[i, j] = biome_at(seed, x, z)
    for rx in range(SIZE):
        for rz in range(SIZE):
            x = (cx * CHUNK + rx - MARGIN) // CELL
            z = (cz * CHUNK + rz - MARGIN) // CELL
            h = numba.int64(hash3(seed, x, z, _BIOME_SALT) & numba.uint64(15))
            i = (rx + (h & 3)) // CELL
            j = (rz + (h >> 2)) // CELL
            r.biome[rx, rz] = r.climate[i + BLEND, j + BLEND]


@kernel()
def make_density(seed: int, cx: int, cz: int, r: Region) -> int:
    """Fill `r.density` from `r.climate`; return the lowest level from which on there is no rock in the region."""
    level = 0
    salt = numba.int64(hash3(seed, 0, 0, _NOISE_SALT) >> numba.uint64(33))
    for i in range(POINTS):
        for j in range(POINTS):
            depth, scale = _blended(r, i + BLEND, j + BLEND)
            # Lattice coordinates of the world.
            x = float((cx * CHUNK - MARGIN) // CELL + i)
            z = float((cz * CHUNK - MARGIN) // CELL + j)
            scale = scale * 0.9 + 0.1
            depth = (depth * 4.0 - 1.0) / 8.0 + 0.2 * _undulation(salt, x, z)
            middle = 8.5 + depth * 4.25
            slope = 6.0 / scale
            low = int(np.floor(middle - _REACH / (4.0 * slope))) - 1
            high = int(np.ceil(middle + _REACH / slope)) + 1
            for k in range(LEVELS):
                height = (k - middle) * slope
                if height < 0.0:
                    height *= 4.0
                density = -height
                if low <= k <= high:
                    density += _relief(salt, x, float(k), z)
                if k > 29:
                    density = -10.0
                if density > 0.0:
                    level = max(level, k + 1)
                r.density[i, j, k] = numba.int32(min(max(density, -2000.0), 2000.0) * DENSITY_UNIT)
    return level


@kernel(inline=True)
def _blended(r: Region, i: int, j: int) -> tuple[float, float]:
    """Depth and scale around a lattice point, weighted by nearness; low biomes count more, so shores stay flat."""
    own = BIOMES[r.climate[i, j]].depth
    depth = 0.0
    scale = 0.0
    total = 0.0
    for di in range(-BLEND, BLEND + 1):
        for dj in range(-BLEND, BLEND + 1):
            other = BIOMES[r.climate[i + di, j + dj]]
            weight = 1.0 / (np.sqrt(di * di + dj * dj + 0.2) * (other.depth + 2.0))
            if other.depth > own:
                weight *= 0.5
            depth += weight * other.depth
            scale += weight * other.scale
            total += weight
    return depth / total, scale / total


@kernel(inline=True)
def _undulation(salt: int, x: float, z: float) -> float:
    """Slow rise and fall of the land, from -0.36 (hollows) to 0.125; the game's curve over its depth noise."""
    d = 4.2 * fractal2(salt, x / 160.0, z / 160.0, 4)
    if d < 0.0:
        d *= -0.3
    d = d * 3.0 - 2.0
    if d < 0.0:
        return max(d / 2.0, -1.0) / 2.8
    return min(d, 1.0) / 8.0


@kernel(inline=True)
def _relief(salt: int, x: float, y: float, z: float) -> float:
    """Noise of the density: two reliefs, and a third noise that passes from one to the other within few blocks."""
    share = 0.5 + 4.5 * fractal3(salt + 64, x / 15.0, y / 30.0, z / 15.0, 2)
    relief = 0.0
    if share < 1.0:
        relief = fractal3(salt + 32, x / 48.0, y / 48.0, z / 48.0, 5) * (1.0 - max(share, 0.0))
    if share > 0.0:
        relief += fractal3(salt + 48, x / 48.0, y / 48.0, z / 48.0, 5) * min(share, 1.0)
    return min(max(relief * _RELIEF, -_REACH), _REACH)


@kernel()
def fill_rock(r: Region, level: int, blocks: NDArray[np.uint16]) -> None:
    """Write rock and sea into the chunk's cleared `blocks`, and `r.ground` for the whole region.

    Args:
        r: Region with its density.
        level: Level of the lattice from which on there is no rock.
        blocks: (16, 16, 256) block states.
    """
    for rx in range(SIZE):
        for rz in range(SIZE):
            x = rx - MARGIN
            z = rz - MARGIN
            inside = 0 <= x < CHUNK and 0 <= z < CHUNK
            ground = 0
            upper = _density(r, rx, rz, level)
            for k in range(level - 1, -1, -1):
                lower = _density(r, rx, rz, k)
                if lower > 0.0 or upper > 0.0:
                    step = (upper - lower) / CELL_HEIGHT
                    for dy in range(CELL_HEIGHT - 1, -1, -1):
                        if lower + step * dy > 0.0:
                            y = k * CELL_HEIGHT + dy
                            ground = max(ground, y)
                            if not inside:
                                break
                            blocks[x, z, y] = STONE
                    if ground > 0 and not inside:
                        break
                upper = lower
            r.ground[rx, rz] = ground
            if inside:
                for y in range(SEA_LEVEL - 1, 0, -1):
                    if blocks[x, z, y] != STONE:
                        blocks[x, z, y] = WATER


@kernel(inline=True)
def _density(r: Region, rx: int, rz: int, k: int) -> float:
    """Density of a column at a level of the lattice."""
    i = rx // CELL
    j = rz // CELL
    u = (rx % CELL) / CELL
    v = (rz % CELL) / CELL
    a = r.density[i, j, k] * (1.0 - u) + r.density[i + 1, j, k] * u
    b = r.density[i, j + 1, k] * (1.0 - u) + r.density[i + 1, j + 1, k] * u
    return a * (1.0 - v) + b * v


assert LEVELS * CELL_HEIGHT > HEIGHT
