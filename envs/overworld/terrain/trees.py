"""Where trees stand and of which kind they are.

Each chunk throws its tree attempts from a stream of its own. Of attempts that would crowd each other only the one of
highest rank grows, whatever became of the others: so every chunk can tell which trees of its margin grow.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.rng import advance, below, hash3, unit
from envs.overworld.state import CHUNK
from envs.overworld.terrain import tree_shapes as shapes
from envs.overworld.terrain.biomes import (
    BIOMES,
    GRASS,
    MYCELIUM,
    WOODS_BIRCH,
    WOODS_FOREST,
    WOODS_HILLS,
    WOODS_JUNGLE,
    WOODS_MUSHROOM,
    WOODS_PLAINS,
    WOODS_ROOFED,
    WOODS_SAVANNA,
    WOODS_SNOWY,
    WOODS_SWAMP,
    WOODS_TAIGA,
)
from envs.overworld.terrain.region import MARGIN, SEA_LEVEL, SIZE, Region
from envs.overworld.terrain.surface import DIRT

_MOST_TREES = int(BIOMES["trees"].max())
_CROWDING = 2  # blocks
_CROWDED = 5  # square of the distance within which two trees do not stand
_CROWDED_JUNGLE = 2
_STEEP = 2  # blocks by which the ground beside a trunk may rise
TALLEST = 34
"""Blocks from the ground to the top of the tallest tree, at most."""
_WADING = 2  # depth of the water that a swamp oak stands in

_PLACE_SALT = 1000
_RANK_SALT = 71
_TREE_SALT = 72


@kernel()
def find_roots(seed: int, cx: int, cz: int, r: Region) -> None:
    """Write the rank of every attempt that finds soil into `r.trees`."""
    r.trees.reshape(-1)[:] = 0
    for dx in range(-1, 2):
        for dz in range(-1, 2):
            for attempt in range(_MOST_TREES + 1):
                stream = hash3(seed, cx + dx, cz + dz, _PLACE_SALT + attempt)
                rx = dx * CHUNK + MARGIN + below(stream, CHUNK)
                stream = advance(stream)
                rz = dz * CHUNK + MARGIN + below(stream, CHUNK)
                if not (0 <= rx < SIZE and 0 <= rz < SIZE):
                    continue
                biome = BIOMES[r.biome[rx, rz]]
                stream = advance(stream)
                wanted = biome.trees + (1 if unit(stream) < biome.extra_tree else 0)
                if attempt < wanted and _is_soil(r, rx, rz, biome.woods):
                    rank = hash3(seed, cx * CHUNK + rx - MARGIN, cz * CHUNK + rz - MARGIN, _RANK_SALT)
                    r.trees[rx, rz] = numba.int32(rank & numba.uint64(0x3FFFFFFF)) + 1


@kernel()
def grow_trees(seed: int, cx: int, cz: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Grow all trees that reach into the chunk, in the order of their places."""
    for rx in range(_CROWDING, SIZE - _CROWDING):
        for rz in range(_CROWDING, SIZE - _CROWDING):
            if r.trees[rx, rz] > 0 and _has_room(r, rx, rz):
                x = rx - MARGIN
                z = rz - MARGIN
                stream = hash3(seed, cx * CHUNK + x, cz * CHUNK + z, _TREE_SALT)
                _grow(stream, int(BIOMES[r.biome[rx, rz]].woods), x, r.ground[rx, rz] + 1, z, r, blocks)


@kernel(inline=True)
def _is_soil(r: Region, rx: int, rz: int, woods: int) -> bool:
    """Whether a tree of such woods can stand on a column."""
    surface = r.surface[rx, rz]
    if woods == WOODS_SWAMP:
        return surface in (GRASS, DIRT) and r.ground[rx, rz] >= SEA_LEVEL - 1 - _WADING
    return surface == (MYCELIUM if woods == WOODS_MUSHROOM else GRASS)


@kernel(inline=True)
def _has_room(r: Region, rx: int, rz: int) -> bool:
    """Whether no attempt of higher rank is too near, and no slope too steep."""
    crowded = _CROWDED_JUNGLE if BIOMES[r.biome[rx, rz]].woods == WOODS_JUNGLE else _CROWDED
    for dx in range(-_CROWDING, _CROWDING + 1):
        for dz in range(-_CROWDING, _CROWDING + 1):
            square = dx * dx + dz * dz
            if square <= crowded and r.trees[rx + dx, rz + dz] > r.trees[rx, rz]:
                return False
            if square <= 2 and r.ground[rx + dx, rz + dz] > r.ground[rx, rz] + _STEEP:
                return False
    return True


@kernel()
def _grow(stream: int, woods: int, x: int, y: int, z: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Grow a tree of the woods of a biome from its lowest log; the shares of kinds are the game's."""
    dice = unit(stream)
    stream = advance(stream)
    if woods == WOODS_PLAINS:
        if dice < 1.0 / 3.0:
            shapes.large_oak(stream, x, y, z, blocks)
        else:
            shapes.round_tree(stream, x, y, z, shapes.OAK, 4, 2, blocks)
    elif woods == WOODS_FOREST:
        if dice < 0.2:
            shapes.round_tree(stream, x, y, z, shapes.BIRCH, 5, 2, blocks)
        elif dice < 0.28:
            shapes.large_oak(stream, x, y, z, blocks)
        else:
            shapes.round_tree(stream, x, y, z, shapes.OAK, 4, 2, blocks)
    elif woods == WOODS_BIRCH:
        shapes.round_tree(stream, x, y, z, shapes.BIRCH, 5, 2, blocks)
    elif woods == WOODS_ROOFED:
        if dice < 0.05:
            shapes.huge_mushroom(stream, x, y, z, blocks)
        elif dice < 0.68 and _is_level(r, x, z):
            shapes.dark_oak(stream, x, y, z, blocks)
        elif dice < 0.75:
            shapes.round_tree(stream, x, y, z, shapes.BIRCH, 5, 2, blocks)
        else:
            shapes.round_tree(stream, x, y, z, shapes.OAK, 4, 2, blocks)
    elif woods == WOODS_HILLS:
        if dice < 0.666:
            shapes.spruce(stream, x, y, z, blocks)
        elif dice < 0.7:
            shapes.large_oak(stream, x, y, z, blocks)
        else:
            shapes.round_tree(stream, x, y, z, shapes.OAK, 4, 2, blocks)
    elif woods == WOODS_TAIGA:
        if dice < 1.0 / 3.0:
            shapes.pine(stream, x, y, z, blocks)
        else:
            shapes.spruce(stream, x, y, z, blocks)
    elif woods == WOODS_SNOWY:
        shapes.spruce(stream, x, y, z, blocks)
    elif woods == WOODS_SAVANNA:
        if dice < 0.8:
            shapes.acacia(stream, x, y, z, blocks)
        else:
            shapes.round_tree(stream, x, y, z, shapes.OAK, 4, 2, blocks)
    elif woods == WOODS_SWAMP:
        shapes.swamp_oak(stream, x, y, z, blocks)
    elif woods == WOODS_JUNGLE:
        if dice < 0.1:
            shapes.large_oak(stream, x, y, z, blocks)
        elif dice < 0.55:
            shapes.bush(stream, x, y, z, blocks)
        elif dice < 0.7 and _is_level(r, x, z):
            shapes.mega_jungle(stream, x, y, z, blocks)
        else:
            shapes.round_tree(stream, x, y, z, shapes.JUNGLE, 4, 8, blocks)
    elif woods == WOODS_MUSHROOM:
        shapes.huge_mushroom(stream, x, y, z, blocks)


@kernel(inline=True)
def _is_level(r: Region, x: int, z: int) -> bool:
    """Whether a trunk of 2 x 2 logs finds ground of one height."""
    rx = x + MARGIN
    rz = z + MARGIN
    ground = r.ground[rx, rz]
    return r.ground[rx + 1, rz] == ground and r.ground[rx, rz + 1] == ground and r.ground[rx + 1, rz + 1] == ground
