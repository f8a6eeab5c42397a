"""Ponds of water and, rarely, lava on flat ground, and the beds of sand, clay and gravel under water.

A pond fits into a square of 9 columns that the region of every chunk which it touches holds whole; so every such chunk
comes to the same verdict about it. Trees do not know of ponds: no pond is dug where a tree wants to stand.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import advance, below, hash3, unit
from envs.overworld.state import CHUNK
from envs.overworld.terrain.biomes import BIOMES, GRASS, WOODS_SWAMP
from envs.overworld.terrain.region import MARGIN, SEA_LEVEL, SIZE, Region
from envs.overworld.terrain.shape import STONE, WATER
from envs.overworld.terrain.surface import AIR, DIRT, GRAVEL, SAND

_LAVA = block_state("lava")
_CLAY = block_state("clay")

_BOX = MARGIN + 1  # columns of a pond's square
_UNEVEN = 3  # blocks by which the ground in it may rise and fall
_POND_CHANCE = 0.1
_LAVA_SHARE = 0.06
_HOT = 1.5  # temperature of biomes without ponds of water

_POND_SALT = 91
_BED_SALT = 92


class _Bed(NamedTuple):
    block: int
    attempts: int
    """Attempts per chunk."""
    radius: int
    """Greatest radius; the least is 2."""
    depth: int
    """Blocks above and below the bed's middle that are replaced."""


_BEDS = np.array([_Bed(SAND, 3, 5, 2), _Bed(_CLAY, 1, 3, 1), _Bed(GRAVEL, 1, 4, 2)], np.int64)


@kernel()
def fill_ponds(seed: int, cx: int, cz: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Dig and fill the ponds that reach into the chunk; clear `r.surface` there."""
    for dx in range(-1, 1):
        for dz in range(-1, 1):
            stream = hash3(seed, cx + dx, cz + dz, _POND_SALT)
            if unit(stream) >= _POND_CHANCE:
                continue
            stream = advance(stream)
            rx = (dx + 1) * CHUNK + below(stream, CHUNK)
            stream = advance(stream)
            rz = (dz + 1) * CHUNK + below(stream, CHUNK)
            if rx + _BOX <= SIZE and rz + _BOX <= SIZE:
                _fill_pond(stream, rx, rz, r, blocks)


@kernel()
def _fill_pond(stream: int, rx0: int, rz0: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Dig the pond whose square begins at the region's column (rx0, rz0), if the ground is even there."""
    low = 1 << 20
    high = 0
    for rx in range(rx0, rx0 + _BOX):
        for rz in range(rz0, rz0 + _BOX):
            if r.surface[rx, rz] == AIR or r.trees[rx, rz] > 0:
                return
            low = min(low, r.ground[rx, rz])
            high = max(high, r.ground[rx, rz])
    if low < SEA_LEVEL or high - low > _UNEVEN:
        return
    stream = advance(stream)
    lava = unit(stream) < _LAVA_SHARE
    if not lava and BIOMES[r.biome[rx0, rz0]].temperature > _HOT:
        return
    for rx in range(rx0, rx0 + _BOX):
        for rz in range(rz0, rz0 + _BOX):
            depth = _pond_depth(stream, rx - rx0, rz - rz0)
            if depth > 0:
                _flood(r, rx, rz, low, depth, lava, blocks)


@kernel(inline=True)
def _pond_depth(stream: int, x: int, z: int) -> int:
    """Depth of a pond at a column of its square: of three overlapping bowls the deepest."""
    depth = 0.0
    for bowl in range(3):
        stream = advance(stream)
        h = hash3(0, bowl, numba.int64(stream), _POND_SALT)
        radius = 1.6 + 0.2 * numba.int64(h & numba.uint64(7))
        room = _BOX - 1 - 2.0 * radius
        mx = radius + room * numba.int64((h >> numba.uint64(8)) & numba.uint64(255)) / 255.0
        mz = radius + room * numba.int64((h >> numba.uint64(16)) & numba.uint64(255)) / 255.0
        square = ((x - mx) ** 2 + (z - mz) ** 2) / (radius * radius)
        depth = max(depth, (1.0 - square) * radius)
    return int(np.ceil(depth))


@kernel()
def _flood(r: Region, rx: int, rz: int, level: int, depth: int, lava: bool, blocks: NDArray[np.uint16]) -> None:
    """Fill one column of a pond up to `level`, and wall it off against caves."""
    r.surface[rx, rz] = AIR
    x = rx - MARGIN
    z = rz - MARGIN
    liquid = _LAVA if lava else WATER
    wall = STONE if lava else DIRT
    if 0 <= x < CHUNK and 0 <= z < CHUNK:
        column = blocks[x, z]
        for y in range(level + 1, r.ground[rx, rz] + 1):
            column[y] = AIR
        for y in range(level - depth + 1, level + 1):
            column[y] = liquid
        if column[level - depth] in (AIR, GRASS):
            column[level - depth] = wall
    for way in range(4):
        nx = x + (1 if way == 0 else (-1 if way == 1 else 0))
        nz = z + (1 if way == 2 else (-1 if way == 3 else 0))
        if 0 <= nx < CHUNK and 0 <= nz < CHUNK:
            column = blocks[nx, nz]
            for y in range(level - depth + 1, level + 1):
                if column[y] == AIR or (lava and column[y] in (GRASS, DIRT)):
                    column[y] = wall


@kernel()
def lay_beds(seed: int, cx: int, cz: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Turn soil under water into discs of sand, clay and gravel."""
    for row in range(len(_BEDS)):
        block, attempts, radius, depth = _BEDS[row]
        for dx in range(-1, 1):
            for dz in range(-1, 1):
                stream = hash3(seed, cx + dx, cz + dz, _BED_SALT + row)
                for _ in range(attempts):
                    stream = advance(stream)
                    x = dx * CHUNK + MARGIN + below(stream, CHUNK)
                    stream = advance(stream)
                    z = dz * CHUNK + MARGIN + below(stream, CHUNK)
                    stream = advance(stream)
                    wide = 2 + below(stream, radius - 1)
                    swamp = BIOMES[r.biome[x + MARGIN, z + MARGIN]].woods == WOODS_SWAMP
                    ground = r.ground[x + MARGIN, z + MARGIN]
                    if ground < SEA_LEVEL - 1 and (block == _CLAY or not swamp):
                        _lay_bed(x, z, ground, wide, depth, block, r, blocks)


@kernel()
def _lay_bed(
    x: int, z: int, ground: int, radius: int, depth: int, block: int, r: Region, blocks: NDArray[np.uint16]
) -> None:
    for bx in range(max(x - radius, 0), min(x + radius + 1, CHUNK)):
        for bz in range(max(z - radius, 0), min(z + radius + 1, CHUNK)):
            wet = r.ground[bx + MARGIN, bz + MARGIN] < SEA_LEVEL - 1
            if wet and (bx - x) ** 2 + (bz - z) ** 2 <= radius * radius:
                for y in range(max(ground - depth, 1), ground + depth + 1):
                    if blocks[bx, bz, y] == DIRT:
                        blocks[bx, bz, y] = block
