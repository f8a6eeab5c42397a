"""What a world of one biome, or of all, holds by itself: natural blocks and the mobs that appear.

Most of it is read from the tables of terrain and mobs; the rest is the short list of what the generator lays anywhere.
"""

from functools import cache
from typing import Any

from envs.overworld.gamedata import BIOME_NAMES, TABLE, biome_id
from envs.overworld.terrain import biomes as terrain
from envs.overworld.terrain.biomes import BIOMES, GENERATED

_EVERYWHERE = {
    "stone": {0, 1, 3, 5},  # with granite, diorite and andesite
    "dirt": {0},
    "gravel": {0},
    "coal_ore": {0},
    "iron_ore": {0},
    "gold_ore": {0},
    "redstone_ore": {0},
    "lapis_ore": {0},
    "diamond_ore": {0},
    "water": {0},  # seas, or ponds
    "lava": {0},  # deep caves
}
_OAK, _SPRUCE, _BIRCH, _JUNGLE = 0, 1, 2, 3
_ACACIA, _DARK_OAK = 0, 1
_WOODS: dict[int, tuple[set[int], set[int]]] = {
    terrain.WOODS_NONE: (set(), set()),
    terrain.WOODS_PLAINS: ({_OAK}, set()),
    terrain.WOODS_FOREST: ({_OAK, _BIRCH}, set()),
    terrain.WOODS_BIRCH: ({_BIRCH}, set()),
    terrain.WOODS_ROOFED: ({_OAK, _BIRCH}, {_DARK_OAK}),
    terrain.WOODS_HILLS: ({_OAK, _SPRUCE}, set()),
    terrain.WOODS_TAIGA: ({_SPRUCE}, set()),
    terrain.WOODS_SNOWY: ({_SPRUCE}, set()),
    terrain.WOODS_SAVANNA: ({_OAK}, {_ACACIA}),
    terrain.WOODS_SWAMP: ({_OAK}, set()),
    terrain.WOODS_JUNGLE: ({_OAK, _JUNGLE}, set()),
    terrain.WOODS_MUSHROOM: (set(), set()),
}
"""Kinds of `log` and of `log2` in the woods of a biome; leaves have the same kinds."""
_FLOWERS = {
    terrain.FLOWERS_FEW: {0},
    terrain.FLOWERS_PLAINS: {0, 3, 4, 5, 6, 7, 8},
    terrain.FLOWERS_FOREST: set(range(9)),
    terrain.FLOWERS_SWAMP: {1},
}
"""Kinds of `red_flower`."""
_TALL = {
    terrain.TALL_GRASS: {2},
    terrain.TALL_SUNFLOWER: {0},
    terrain.TALL_FERN: {3},
    terrain.TALL_BUSHES: {1, 4, 5},
}
"""Kinds of `double_plant`."""
_FREEZING = 0.15
_SNOWY_HEIGHTS = 0.3  # mountains below this temperature have snow on their peaks
_MOUNTAINS = 1.0
_HILLY = 0.5  # land of this depth does not dip below the sea: no beaches, no beds of sand and clay
_ELSEWHERE = {"nether", "the_end", "the_void"}

Blocks = dict[str, set[int]]
"""Metadata of natural blocks by name."""


@cache
def natural_blocks(biome: str | None) -> Blocks:
    """Return the blocks that the terrain of a single biome holds, or that of all biomes (None)."""
    result: Blocks = {}
    for number in GENERATED if biome is None else (biome_id(biome),):
        for name, kinds in _of_biome(number).items():
            result.setdefault(name, set()).update(kinds)
    return result


def _of_biome(number: int) -> Blocks:
    biome = BIOMES[number]
    name = BIOME_NAMES[number]
    result = {block: set(kinds) for block, kinds in _EVERYWHERE.items()}

    def add(block: str, kinds: set[int], when: bool = True) -> None:
        if when and kinds:
            result.setdefault(block, set()).update(kinds)

    woods = int(biome["woods"])
    swamp = woods == terrain.WOODS_SWAMP
    logs, logs2 = _WOODS[woods]
    for suffix, kinds in (("", logs), ("2", logs2)):
        add(f"log{suffix}", kinds)
        add(f"leaves{suffix}", kinds)
    add("vine", {1}, woods in (terrain.WOODS_SWAMP, terrain.WOODS_JUNGLE))
    add("brown_mushroom_block", {0}, woods in (terrain.WOODS_ROOFED, terrain.WOODS_MUSHROOM))
    add("red_mushroom_block", {0}, woods in (terrain.WOODS_ROOFED, terrain.WOODS_MUSHROOM))
    top = int(biome["top"])
    grassy = top == terrain.GRASS
    add("grass", {0}, grassy)
    add("mycelium", {0}, top == terrain.MYCELIUM)
    add("tallgrass", {1}, grassy and biome["grass"] > 0)
    add("tallgrass", {2}, biome["ferns"] > 0)
    add("double_plant", _TALL[int(biome["tall_kind"])], biome["tall"] > 0)
    add("red_flower", _FLOWERS[int(biome["flower_kind"])], biome["flowers"] > 0)
    add("yellow_flower", {0}, biome["flowers"] > 0 and not swamp)
    add("pumpkin", {0}, grassy)
    for block, field in (("deadbush", "dead_bushes"), ("cactus", "cacti"), ("waterlily", "lilies")):
        add(block, {0}, biome[field] > 0)
    add("melon_block", {0}, biome["melons"] > 0)
    for block in ("brown_mushroom", "red_mushroom"):
        add(block, {0}, biome["mushrooms"] > 0)
    low = biome["depth"] < _HILLY
    add("reeds", {0}, low and biome["reeds"] > 0 and biome["woods"] != terrain.WOODS_MUSHROOM)
    add("clay", {0}, low)
    sandy = not grassy and top != terrain.MYCELIUM
    add("sand", {0}, (low and not swamp) or (sandy and biome["ground"] != terrain.GROUND_BANDED))
    add("sandstone", {0}, sandy)
    if biome["ground"] == terrain.GROUND_BANDED:
        add("sand", {1})
        add("hardened_clay", {0})
        add("stained_hardened_clay", {0, 1, 4, 8, 12, 14})
    add("emerald_ore", {0}, name.startswith("extreme_hills"))
    peaks = biome["depth"] >= _MOUNTAINS and biome["temperature"] < _SNOWY_HEIGHTS
    add("snow_layer", {0}, biome["temperature"] < _FREEZING or peaks)
    return result


@cache
def natural_mobs(biome: str | None) -> frozenset[str]:
    """Return the mobs that appear by themselves in a biome, or in any (None)."""
    names = [name for name in BIOME_NAMES.values() if name not in _ELSEWHERE] if biome is None else [biome]
    return frozenset(
        mob for name in names for category in TABLE["spawns"].values() for mob, *_ in _spawn_rows(category, name)
    )


def _spawn_rows(category: dict[str, Any], biome: str) -> list[Any]:
    for entry in category["lists"]:
        if biome in entry["biomes"]:
            rows: list[Any] = entry["rows"] if "rows" in entry else category["default"] + entry["add"]
            return rows
    default: list[Any] = category["default"]
    return default
