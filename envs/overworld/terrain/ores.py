"""Veins of ore, earth and stone by the game's table of sizes, counts and heights."""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import advance, below, hash3, mix, unit
from envs.overworld.state import CHUNK, HEIGHT
from envs.overworld.terrain.biomes import BIOMES, GROUND_BANDED, WOODS_HILLS
from envs.overworld.terrain.noise import sine
from envs.overworld.terrain.region import MARGIN, Region

UNIFORM = 0
TRIANGULAR = 1


class Vein(NamedTuple):
    """One row of the game's generator settings."""

    block: int
    size: int
    veins: int
    """Veins per chunk."""
    low: int
    """Lowest height, or the centre of a triangular spread."""
    high: int
    """One above the greatest height, or half the width of a triangular spread."""
    spread: int = UNIFORM


VEINS = (
    Vein(block_state("dirt"), 33, 10, 0, 256),
    Vein(block_state("gravel"), 33, 8, 0, 256),
    Vein(block_state("stone", 1), 33, 10, 0, 80),
    Vein(block_state("stone", 3), 33, 10, 0, 80),
    Vein(block_state("stone", 5), 33, 10, 0, 80),
    Vein(block_state("coal_ore"), 17, 20, 0, 128),
    Vein(block_state("iron_ore"), 9, 20, 0, 64),
    Vein(block_state("gold_ore"), 9, 2, 0, 32),
    Vein(block_state("redstone_ore"), 8, 8, 0, 16),
    Vein(block_state("diamond_ore"), 8, 1, 0, 16),
    Vein(block_state("lapis_ore"), 7, 1, 16, 16, TRIANGULAR),
)
"""What every chunk gets, in the order in which it is laid."""

_TABLE = np.array(VEINS, np.int64)
_MESA_GOLD = np.array(Vein(block_state("gold_ore"), 9, 20, 32, 80), np.int64)
_EMERALD_ORE = block_state("emerald_ore")
_STONE_ID = block_id("stone")  # veins take the place of stone, granite, diorite and andesite

_VEIN_SALT = 40
_MESA_SALT = 60
_EMERALD_SALT = 61


@kernel()
def lay_ores(seed: int, cx: int, cz: int, r: Region, ceiling: int, blocks: NDArray[np.uint16]) -> None:
    """Lay all veins into the chunk's stone.

    A vein's middle lies 8 to 23 blocks from the corner of the chunk that it belongs to and it reaches less than 8
    blocks from there, so a chunk has its own veins and those of its three neighbours towards -x and -z.

    Args:
        seed: Seed of the world.
        cx: Chunk coordinate along x.
        cz: Chunk coordinate along z.
        r: Region with its biomes.
        ceiling: Height from which on the chunk has no rock.
        blocks: (16, 16, 256) block states.
    """
    for row in range(len(_TABLE)):
        for sx in range(-1, 1):
            for sz in range(-1, 1):
                stream = hash3(seed, cx + sx, cz + sz, _VEIN_SALT + row)
                _lay_veins(stream, _TABLE[row], sx * CHUNK, sz * CHUNK, r, ceiling, False, blocks)
    for sx in range(-1, 1):
        for sz in range(-1, 1):
            stream = hash3(seed, cx + sx, cz + sz, _MESA_SALT)
            _lay_veins(stream, _MESA_GOLD, sx * CHUNK, sz * CHUNK, r, ceiling, True, blocks)
    _lay_emeralds(hash3(seed, cx, cz, _EMERALD_SALT), r, blocks)


@kernel()
def _lay_veins(
    stream: int,
    vein: NDArray[np.int64],
    x0: int,
    z0: int,
    r: Region,
    ceiling: int,
    only_mesa: bool,
    blocks: NDArray[np.uint16],
) -> None:
    """Lay all veins of one kind of the chunk whose corner is (x0, z0)."""
    block, size, veins, low, high, spread = vein
    for _ in range(veins):
        stream = advance(stream)
        x = x0 + MARGIN + below(stream, CHUNK)
        stream = advance(stream)
        z = z0 + MARGIN + below(stream, CHUNK)
        stream = advance(stream)
        if spread == UNIFORM:
            y = low + below(stream, high - low)
        else:
            y = low - high + below(stream, high)
            stream = advance(stream)
            y += below(stream, high)
        if y > ceiling + 2 or (only_mesa and BIOMES[r.biome[x + MARGIN, z + MARGIN]].ground != GROUND_BANDED):
            continue
        _lay_vein(mix(stream), x, y, z, size, block, blocks)


@kernel()
def _lay_vein(stream: int, x: int, y: int, z: int, size: int, block: int, blocks: NDArray[np.uint16]) -> None:
    """Sweep a ball of random radius along a short, nearly level line, thickest in its middle."""
    stream = numba.uint64(stream)
    angle = unit(stream) * 0.5
    reach_x = 0.125 * size * sine(angle)
    reach_z = 0.125 * size * sine(angle + 0.25)
    if _misses(x, abs(reach_x) + size / 16.0 + 1.0) or _misses(z, abs(reach_z) + size / 16.0 + 1.0):
        return
    stream = advance(stream)
    y0 = y - 2.0 + below(stream, 3)
    stream = advance(stream)
    rise = y - 2.0 + below(stream, 3) - y0
    for step in range(size):
        share = step / size
        stream = advance(stream)
        radius = 0.5 + (sine(0.5 * share) + 1.0) * unit(stream) * size / 32.0
        mx = x + reach_x * (1.0 - 2.0 * share) - 0.5
        my = y0 + rise * share - 0.5
        mz = z + reach_z * (1.0 - 2.0 * share) - 0.5
        low = max(int(np.ceil(my - radius)), 1)
        high = min(int(np.floor(my + radius)), HEIGHT - 1)
        for bx in range(max(int(np.ceil(mx - radius)), 0), min(int(np.floor(mx + radius)), CHUNK - 1) + 1):
            for bz in range(max(int(np.ceil(mz - radius)), 0), min(int(np.floor(mz + radius)), CHUNK - 1) + 1):
                rest = radius * radius - (bx - mx) ** 2 - (bz - mz) ** 2
                column = blocks[bx, bz]
                for by in range(low, high + 1):
                    if (by - my) ** 2 < rest and column[by] >> 4 == _STONE_ID:
                        column[by] = block


@kernel(inline=True)
def _misses(middle: int, reach: float) -> bool:
    """Whether what reaches so far to both sides of a coordinate lies outside the chunk."""
    return middle + reach < 0.0 or middle - reach > CHUNK


@kernel()
def _lay_emeralds(stream: int, r: Region, blocks: NDArray[np.uint16]) -> None:
    """Lay 3 to 8 single emerald ores where the chunk is mountainous."""
    stream = advance(stream)
    for _ in range(3 + below(stream, 6)):
        stream = advance(stream)
        x = below(stream, CHUNK)
        stream = advance(stream)
        z = below(stream, CHUNK)
        stream = advance(stream)
        y = 4 + below(stream, 28)
        if BIOMES[r.biome[x + MARGIN, z + MARGIN]].woods == WOODS_HILLS and blocks[x, z, y] >> 4 == _STONE_ID:
            blocks[x, z, y] = _EMERALD_ORE
