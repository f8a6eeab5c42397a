"""The phases of a chunk's generation, in order."""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.state import CHUNK, HEIGHT
from envs.overworld.terrain.caves import carve
from envs.overworld.terrain.frost import freeze
from envs.overworld.terrain.ores import lay_ores
from envs.overworld.terrain.plants import plant
from envs.overworld.terrain.ponds import fill_ponds, lay_beds
from envs.overworld.terrain.region import CELL_HEIGHT, MARGIN, WORK, region_of
from envs.overworld.terrain.shape import fill_rock, make_density, map_climate
from envs.overworld.terrain.surface import dress
from envs.overworld.terrain.trees import TALLEST, find_roots, grow_trees

__all__ = ["WORK", "generate_chunk"]


@kernel()
def generate_chunk(
    seed: int,
    cx: int,
    cz: int,
    biome: int,
    blocks: NDArray[np.uint16],
    biomes: NDArray[np.uint8],
    work: NDArray[np.int32],
) -> None:
    """Generate a chunk; a pure function of its first four arguments.

    Args:
        seed: Seed of the world.
        cx: Chunk coordinate along x (blocks / 16).
        cz: Chunk coordinate along z.
        biome: Biome id of the whole world, or -1 for all biomes by climate.
        blocks: (16, 16, 256) block states [x, z, y], overwritten.
        biomes: (16, 16) biome ids [x, z], overwritten.
        work: (WORK,) working memory.
    """
    r = region_of(work)
    blocks.reshape(-1)[:] = 0
    map_climate(seed, cx, cz, biome, r)
    for x in range(CHUNK):
        for z in range(CHUNK):
            biomes[x, z] = r.biome[x + MARGIN, z + MARGIN]
    level = make_density(seed, cx, cz, r)
    fill_rock(r, level, blocks)
    dress(seed, cx, cz, r, blocks)
    carve(seed, cx, cz, r, blocks)
    find_roots(seed, cx, cz, r)
    fill_ponds(seed, cx, cz, r, blocks)
    lay_beds(seed, cx, cz, r, blocks)
    lay_ores(seed, cx, cz, r, level * CELL_HEIGHT, blocks)
    grow_trees(seed, cx, cz, r, blocks)
    plant(seed, cx, cz, r, blocks)
    freeze(seed, cx, cz, r, min(level * CELL_HEIGHT + TALLEST, HEIGHT - 2), blocks)
