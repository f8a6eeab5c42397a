"""What blocks, mobs and items are called in facts, and to which sorts they belong."""

from functools import cache

from envs.overworld.gamedata import BLOCK_NAMES, MOB_NAMES, RULES, mob_index
from envs.overworld.rules import MONSTER

TREE, LEAVES, STONE, GROUND, PLANT, MADE, OTHER = "tree", "leaves", "stone", "ground", "plant", "made", "other"
"""Sorts of blocks."""
TOOLS = ("pickaxe", "axe", "sword", "shovel", "hoe")
BUILDING = ("planks", "cobblestone", "dirt", "sand", "stone", "log", "glass", "wool", "sandstone", "stonebrick")
"""Items that walls are made of."""
MONSTERS = tuple(name for name in MOB_NAMES if RULES.mobs[mob_index(name)]["category"] == MONSTER)

_LOGS = {"log": ("oak", "spruce", "birch", "jungle"), "log2": ("acacia", "dark_oak", "acacia", "dark_oak")}
_ROCKS = {"stone": ("stone", "granite", "granite", "diorite", "diorite", "andesite", "andesite")}
_STONES = ("cobblestone", "sandstone", "mossy_cobblestone", "red_sandstone", "stonebrick", "obsidian", "bedrock")
_GROUNDS = {"dirt": "dirt", "grass": "dirt", "grass_path": "dirt", "farmland": "dirt", "sand": "sand",
            "gravel": "gravel", "clay": "clay", "mycelium": "dirt", "snow": "snow"}  # fmt: skip
_PLANTS = {"tallgrass": "tall_grass", "deadbush": "dead_bush", "yellow_flower": "flower", "red_flower": "flower",
           "brown_mushroom": "mushroom", "red_mushroom": "mushroom", "reeds": "sugar_cane"}  # fmt: skip
_DOUBLE = ("flower", "flower", "tall_grass", "tall_grass", "flower", "flower")
_MADE = ("planks", "glass", "wool", "crafting_table", "furnace", "torch", "ladder", "fence")


@cache
def sort_and_name(state: int) -> tuple[str, str]:
    """Return the sort of a block state and what it is called, such as `("tree", "oak")` of an oak log."""
    name, meta = BLOCK_NAMES.get(state >> 4, "air"), state & 15
    if name in _LOGS:
        return TREE, _LOGS[name][meta & 3]
    if name in ("leaves", "leaves2"):
        return LEAVES, _LOGS["log" if name == "leaves" else "log2"][meta & 3]
    if name in _ROCKS and meta < len(_ROCKS[name]):
        return STONE, _ROCKS[name][meta]
    if name in _STONES or name.endswith("_ore"):
        return STONE, "redstone_ore" if "redstone" in name else name
    if name in _GROUNDS:
        return GROUND, _GROUNDS[name]
    if name in _PLANTS:
        return PLANT, _PLANTS[name]
    if name == "double_plant":
        return PLANT, _DOUBLE[meta] if meta < len(_DOUBLE) else "flower"
    return (MADE, name) if name in _MADE else (OTHER, name)


def tool_class(item: str) -> str | None:
    """Return `axe` of `stone_axe`; None of what is no tool."""
    last = item.rpartition("_")[2]
    return last if last in TOOLS else None


def mob_class(mob: str) -> str:
    """Return `monster` or `animal`."""
    return "monster" if mob in MONSTERS else "animal"


def time_of_day(time: int) -> str:
    """Return `day`, `dusk`, `night` or `dawn` of a time in ticks of the day."""
    if 12200 <= time < 13600:
        return "dusk"
    if 13600 <= time < 22600:
        return "night"
    return "dawn" if time >= 22600 else "day"
