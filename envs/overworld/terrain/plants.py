"""What grows on single columns: grass, flowers, mushrooms, cacti, sugar cane, lilies, melons and pumpkins."""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import advance, below, hash3, unit
from envs.overworld.state import CHUNK, HEIGHT
from envs.overworld.terrain.biomes import (
    BIOMES,
    FLOWERS_FOREST,
    FLOWERS_PLAINS,
    FLOWERS_SWAMP,
    GRASS,
    MYCELIUM,
    TALL_BUSHES,
    TALL_FERN,
    TALL_SUNFLOWER,
)
from envs.overworld.terrain.noise import fractal2
from envs.overworld.terrain.region import MARGIN, SEA_LEVEL, Region
from envs.overworld.terrain.shape import WATER
from envs.overworld.terrain.surface import AIR, RED_SAND, SAND

_TALLGRASS = block_state("tallgrass", 1)
_FERN = block_state("tallgrass", 2)
_DEAD_BUSH = block_state("deadbush")
_DANDELION = block_state("yellow_flower")
_RED_FLOWER = block_state("red_flower")
_BLUE_ORCHID = 1
_AZURE_BLUET = 3
_FLOWER_KINDS = 9
_DOUBLE_PLANT = block_state("double_plant")
_SUNFLOWER = 0
_DOUBLE_GRASS = 2
_LARGE_FERN = 3
_BUSHES = np.array([1, 4, 5])  # lilac, rose bush, peony
_UPPER = 8  # metadata of the upper half
_BROWN_MUSHROOM = block_state("brown_mushroom")
_RED_MUSHROOM = block_state("red_mushroom")
_CACTUS = block_state("cactus")
_REEDS = block_state("reeds")
_LILY_PAD = block_state("waterlily")
_PUMPKIN = block_state("pumpkin")
_MELON = block_state("melon_block")

_SHADE = 14  # blocks above a mushroom that are searched for a roof
_PUMPKIN_CHANCE = 1.0 / 32.0  # of a chunk to hold a patch
_PATCH = 12  # attempts in a patch

_PLANT_SALT = 101
_CLUMP_SALT = 102
_PUMPKIN_SALT = 103
_MELON_SALT = 104


@kernel()
def plant(seed: int, cx: int, cz: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Plant the chunk's columns."""
    salt = numba.int64(hash3(seed, 0, 0, _CLUMP_SALT) >> numba.uint64(33))
    for x in range(CHUNK):
        for z in range(CHUNK):
            stream = hash3(seed, cx * CHUNK + x, cz * CHUNK + z, _PLANT_SALT)
            biome = BIOMES[r.biome[x + MARGIN, z + MARGIN]]
            ground = r.ground[x + MARGIN, z + MARGIN]
            if ground < SEA_LEVEL - 1:
                if unit(stream) < biome.lilies and blocks[x, z, SEA_LEVEL - 1] == WATER:
                    _put(blocks, x, SEA_LEVEL, z, _LILY_PAD)
                continue
            y = ground + 1
            if r.surface[x + MARGIN, z + MARGIN] == AIR or y + 4 > HEIGHT or blocks[x, z, y] != AIR:
                continue
            soil = blocks[x, z, ground]
            clump = fractal2(salt, (cx * CHUNK + x) / 13.0, (cz * CHUNK + z) / 13.0, 2)
            if soil in (GRASS, SAND) and y == SEA_LEVEL and unit(stream) < biome.reeds and _by_water(r, x, z):
                _stack(advance(stream), x, y, z, 2, _REEDS, blocks)
            elif soil == GRASS:
                _plant_meadow(stream, clump, r.biome[x + MARGIN, z + MARGIN], x, y, z, blocks)
            elif soil == MYCELIUM:
                if unit(stream) < biome.mushrooms:
                    _put(blocks, x, y, z, _RED_MUSHROOM if unit(advance(stream)) < 0.5 else _BROWN_MUSHROOM)
            elif soil in (SAND, RED_SAND):
                _plant_desert(stream, r.biome[x + MARGIN, z + MARGIN], r, x, y, z, blocks)
    melons = BIOMES[r.biome[MARGIN + CHUNK // 2, MARGIN + CHUNK // 2]].melons
    _scatter(hash3(seed, cx, cz, _PUMPKIN_SALT), _PUMPKIN_CHANCE, _PUMPKIN, 4, r, blocks)
    _scatter(hash3(seed, cx, cz, _MELON_SALT), melons, _MELON, 1, r, blocks)


@kernel()
def _plant_meadow(stream: int, clump: float, biome_id: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Plant a grass block; `clump` makes the thickness uneven."""
    biome = BIOMES[biome_id]
    dice = unit(stream)
    stream = advance(stream)
    flowers = biome.flowers * (2.5 if clump > 0.15 else 0.35)
    grass = biome.grass * min(max(1.0 + 1.6 * clump, 0.2), 2.0)
    if dice < biome.tall:
        _plant_tall(stream, biome.tall_kind, x, y, z, blocks)
        return
    dice -= biome.tall
    if dice < flowers:
        _put(blocks, x, y, z, _flower(stream, clump, biome.flower_kind))
        return
    dice -= flowers
    if dice < biome.mushrooms:
        if _in_shade(blocks, x, y, z):
            _put(blocks, x, y, z, _RED_MUSHROOM if unit(stream) < 0.33 else _BROWN_MUSHROOM)
        return
    dice -= biome.mushrooms
    if dice < biome.dead_bushes:
        _put(blocks, x, y, z, _DEAD_BUSH)
        return
    dice -= biome.dead_bushes
    if dice < grass:
        _put(blocks, x, y, z, _FERN if unit(stream) < biome.ferns else _TALLGRASS)


@kernel()
def _plant_desert(stream: int, biome_id: int, r: Region, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Plant a block of sand. Cacti keep to every second column and to level ground, so that nothing touches them."""
    biome = BIOMES[biome_id]
    dice = unit(stream)
    if dice < biome.dead_bushes:
        _put(blocks, x, y, z, _DEAD_BUSH)
    elif dice < biome.dead_bushes + biome.cacti and (x + z) % 2 == 0:
        rx = x + MARGIN
        rz = z + MARGIN
        beside = max(r.ground[rx - 1, rz], r.ground[rx + 1, rz], r.ground[rx, rz - 1], r.ground[rx, rz + 1])
        if beside < y:
            _stack(advance(stream), x, y, z, 1, _CACTUS, blocks)


@kernel(inline=True)
def _put(blocks: NDArray[np.uint16], x: int, y: int, z: int, state: int) -> None:
    if blocks[x, z, y] == AIR:
        blocks[x, z, y] = state


@kernel()
def _stack(stream: int, x: int, y: int, z: int, least: int, state: int, blocks: NDArray[np.uint16]) -> None:
    """Put `least` to `least + 2` blocks on each other; the higher the rarer."""
    more = 1 + below(stream, 3)
    for level in range(y, y + least + below(advance(stream), more)):
        if blocks[x, z, level] != AIR:
            return
        blocks[x, z, level] = state


@kernel(inline=True)
def _by_water(r: Region, x: int, z: int) -> bool:
    rx = x + MARGIN
    rz = z + MARGIN
    low = min(r.ground[rx - 1, rz], r.ground[rx + 1, rz], r.ground[rx, rz - 1], r.ground[rx, rz + 1])
    return low < SEA_LEVEL - 1


@kernel(inline=True)
def _in_shade(blocks: NDArray[np.uint16], x: int, y: int, z: int) -> bool:
    level = y + 1
    while level < min(y + _SHADE, HEIGHT) and blocks[x, z, level] == AIR:
        level += 1
    return level < min(y + _SHADE, HEIGHT)


@kernel(inline=True)
def _flower(stream: int, clump: float, kind: int) -> int:
    """Which flower grows: by biome; in a flower forest the kinds follow each other across the land."""
    dice = unit(stream)
    if kind == FLOWERS_SWAMP:
        return _RED_FLOWER + _BLUE_ORCHID
    if kind == FLOWERS_FOREST:
        return _RED_FLOWER + min(max(int((clump + 0.6) / 1.2 * _FLOWER_KINDS), 0), _FLOWER_KINDS - 1)
    if kind == FLOWERS_PLAINS and dice < 0.4:
        return _RED_FLOWER + _AZURE_BLUET + int(dice / 0.4 * 6.0)  # azure bluet, the four tulips, oxeye daisy
    return _DANDELION if dice < 0.75 else _RED_FLOWER


@kernel()
def _plant_tall(stream: int, kind: int, x: int, y: int, z: int, blocks: NDArray[np.uint16]) -> None:
    """Plant two halves of a tall plant."""
    if blocks[x, z, y + 1] != AIR:
        return
    meta = _DOUBLE_GRASS
    if kind == TALL_SUNFLOWER:
        meta = _SUNFLOWER
    elif kind == TALL_FERN:
        meta = _LARGE_FERN
    elif kind == TALL_BUSHES:
        meta = _BUSHES[below(stream, 3)]
    blocks[x, z, y] = _DOUBLE_PLANT + meta
    blocks[x, z, y + 1] = _DOUBLE_PLANT + _UPPER


@kernel()
def _scatter(stream: int, chance: float, state: int, facings: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """With some chance, scatter a few fruits on grass around one place of the chunk."""
    if unit(stream) >= chance:
        return
    stream = advance(stream)
    mx = below(stream, CHUNK)
    stream = advance(stream)
    mz = below(stream, CHUNK)
    for _ in range(_PATCH):
        stream = advance(stream)
        x = mx - 4 + below(stream, 9)
        stream = advance(stream)
        z = mz - 4 + below(stream, 9)
        stream = advance(stream)
        if 0 <= x < CHUNK and 0 <= z < CHUNK:
            ground = r.ground[x + MARGIN, z + MARGIN]
            if blocks[x, z, ground] == GRASS:
                _put(blocks, x, ground + 1, z, state + below(stream, facings))
