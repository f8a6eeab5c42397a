"""What a biome is made of: heights, surface and how much grows there, as one table indexed by biome id.

Depth and scale, trees per chunk and surface blocks are the game's; the share of columns with tufts and flowers is
set so that a place looks as thick with them as in the game, which throws patches instead.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import TABLE, biome_id, block_state

GRASS = block_state("grass")
MYCELIUM = block_state("mycelium")
_DIRT = block_state("dirt")
_SAND = block_state("sand")
_STONE = block_state("stone")

WOODS_NONE = 0
WOODS_PLAINS = 1
WOODS_FOREST = 2
WOODS_BIRCH = 3
WOODS_ROOFED = 4
WOODS_HILLS = 5
WOODS_TAIGA = 6
WOODS_SNOWY = 7
WOODS_SAVANNA = 8
WOODS_SWAMP = 9
WOODS_JUNGLE = 10
WOODS_MUSHROOM = 11

TALL_GRASS = 0
TALL_SUNFLOWER = 1
TALL_FERN = 2
TALL_BUSHES = 3  # lilac, rose bush, peony

FLOWERS_FEW = 0  # dandelions and poppies
FLOWERS_PLAINS = 1
FLOWERS_FOREST = 2
FLOWERS_SWAMP = 3

GROUND_PLAIN = 0
GROUND_ROCKY = 1  # patches of bare stone
GROUND_BANDED = 2  # layers of hardened clay


class _Biome(NamedTuple):
    """Parameters of a biome. Where nothing else is said, a plant's number is the share of columns that it grows on."""

    depth: float
    """Mean height: 0 is a little above the sea, 1 about 16 blocks higher."""
    scale: float
    """How much the height varies."""
    woods: int = WOODS_NONE
    """Which trees, `WOODS_*`."""
    trees: int = 0
    """Tree attempts per chunk."""
    extra_tree: float = 0.1
    """Chance of one attempt more."""
    top: int = GRASS
    filler: int = _DIRT
    ground: int = GROUND_PLAIN
    grass: float = 0.0
    """Share of columns with a tuft of grass or fern."""
    ferns: float = 0.0
    """Share of ferns among the tufts."""
    tall: float = 0.0
    """Share of columns with a plant of two blocks."""
    tall_kind: int = TALL_GRASS
    """Which plant that is, `TALL_*`."""
    flowers: float = 0.0
    flower_kind: int = FLOWERS_FEW
    """Which flowers, `FLOWERS_*`."""
    mushrooms: float = 0.0
    dead_bushes: float = 0.0
    cacti: float = 0.0
    reeds: float = 0.15
    """Share of the grass and sand columns at the waterline with sugar cane."""
    lilies: float = 0.0
    """Share of the water columns with a lily pad."""
    melons: float = 0.0
    """Chance of a patch of melons in a chunk."""


_OCEAN = _Biome(-1.0, 0.1)
_RIVER = _Biome(-0.5, 0.0)
_PLAINS = _Biome(0.125, 0.05, WOODS_PLAINS, 0, 0.05, grass=0.22, tall=0.004, flowers=0.018, flower_kind=FLOWERS_PLAINS)
_FOREST = _Biome(
    0.1, 0.2, WOODS_FOREST, 10, grass=0.06, tall=0.003, tall_kind=TALL_BUSHES, flowers=0.012, mushrooms=0.002
)
_TAIGA = _Biome(
    0.2, 0.2, WOODS_TAIGA, 10, grass=0.1, ferns=0.8, tall=0.008, tall_kind=TALL_FERN, flowers=0.004, mushrooms=0.006
)
_MOUNTAINS = _Biome(1.0, 0.5, WOODS_HILLS, 0, grass=0.04, flowers=0.006)
_DESERT = _Biome(0.125, 0.05, top=_SAND, filler=_SAND, dead_bushes=0.008, cacti=0.012, reeds=0.4)
_SAVANNA = _Biome(0.125, 0.05, WOODS_SAVANNA, 1, grass=0.35, tall=0.02, flowers=0.008)
_JUNGLE = _Biome(0.1, 0.2, WOODS_JUNGLE, 50, grass=0.45, ferns=0.25, flowers=0.012, mushrooms=0.001, melons=0.05)
_SWAMP = _Biome(
    -0.2, 0.1, WOODS_SWAMP, 2, grass=0.12, flowers=0.01, flower_kind=FLOWERS_SWAMP, mushrooms=0.012, dead_bushes=0.002,
    reeds=0.3, lilies=0.03,
)  # fmt: skip
_MESA = _Biome(
    0.1, 0.2, top=block_state("sand", 1), filler=block_state("stained_hardened_clay", 1), ground=GROUND_BANDED,
    dead_bushes=0.02, cacti=0.006,
)  # fmt: skip

_BIOMES = {
    "ocean": _OCEAN,
    "deep_ocean": _OCEAN._replace(depth=-1.8),
    "river": _RIVER,
    "frozen_river": _RIVER,
    "beach": _Biome(0.0, 0.025, top=_SAND, filler=_SAND),
    "plains": _PLAINS,
    "sunflower_plains": _PLAINS._replace(tall=0.05, tall_kind=TALL_SUNFLOWER),
    "forest": _FOREST,
    "forest_hills": _FOREST._replace(depth=0.45, scale=0.3),
    "flower_forest": _FOREST._replace(scale=0.4, trees=6, tall=0.02, flowers=0.16, flower_kind=FLOWERS_FOREST),
    "birch_forest": _FOREST._replace(woods=WOODS_BIRCH),
    "roofed_forest": _FOREST._replace(woods=WOODS_ROOFED, trees=16, flowers=0.006, mushrooms=0.008),
    "extreme_hills": _MOUNTAINS._replace(ground=GROUND_ROCKY),
    "extreme_hills_plus": _MOUNTAINS._replace(trees=3),
    "desert": _DESERT,
    "desert_hills": _DESERT._replace(depth=0.45, scale=0.3),
    "taiga": _TAIGA,
    "taiga_hills": _TAIGA._replace(depth=0.45, scale=0.3),
    "cold_taiga": _TAIGA,
    "ice_plains": _Biome(0.125, 0.05, WOODS_SNOWY, 0, grass=0.04, flowers=0.003),
    "savanna": _SAVANNA,
    "savanna_plateau": _SAVANNA._replace(depth=1.5, scale=0.025),
    "swampland": _SWAMP,
    "jungle": _JUNGLE,
    "jungle_hills": _JUNGLE._replace(depth=0.45, scale=0.3),
    "mesa": _MESA,
    "mushroom_island": _Biome(0.2, 0.3, WOODS_MUSHROOM, 1, top=MYCELIUM, mushrooms=0.01),
}

_ALONE = {
    "stone_beach": _Biome(0.1, 0.8, top=_STONE, filler=_STONE),
    "mesa_plateau": _MESA._replace(depth=1.5, scale=0.025),
    "ice_mountains": _BIOMES["ice_plains"]._replace(depth=0.45, scale=0.3),
    "extreme_hills_edge": _MOUNTAINS._replace(depth=0.8, scale=0.3, trees=3),
}
"""Biomes that only worlds of a single biome have."""

_PARENTS = {
    "frozen_ocean": "ocean",
    "ice_plains_spikes": "ice_plains",
    "mushroom_island_shore": "mushroom_island",
    "jungle_edge": "jungle",
    "cold_beach": "beach",
    "birch_forest_hills": "birch_forest",
    "cold_taiga_hills": "cold_taiga",
    "mega_taiga": "taiga",
    "mega_taiga_hills": "taiga_hills",
    "mega_spruce_taiga": "taiga",
    "mega_spruce_taiga_hills": "taiga_hills",
    "mesa_plateau_f": "mesa_plateau",
    "mesa_plateau_f_m": "mesa_plateau",
    "mesa_bryce": "mesa",
    "tall_birch_hills": "birch_forest",
}
"""Biomes that borrow everything but their temperature; those named `X_m` borrow from X, the rest from the plains."""

BIOME = np.dtype(
    [("temperature", np.float64)]
    + [(name, np.int64 if kind is int else np.float64) for name, kind in _Biome.__annotations__.items()]
)


def _parameters(name: str) -> _Biome:
    if name in _BIOMES or name in _ALONE:
        return _BIOMES[name] if name in _BIOMES else _ALONE[name]
    return _parameters(_PARENTS.get(name, name.removesuffix("_m") if name.endswith("_m") else "plains"))


def _build() -> NDArray[np.void]:
    table = np.zeros(256, BIOME)
    table[:] = (0.5, *_BIOMES["plains"])
    for row in TABLE["biomes"]:
        table[row["id"]] = (row["temperature"], *_parameters(row["name"]))
    return table


BIOMES = _build()
"""(256,) BIOME rows by biome id; ids that the game does not have are plains."""

GENERATED = tuple(biome_id(name) for name in _BIOMES)
"""Ids of the biomes that have parameters of their own."""
