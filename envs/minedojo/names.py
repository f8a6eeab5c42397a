"""MineDojo's vocabularies: items with spaces, blocks by the names that players see, kinds of entities, statistics."""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import ITEM_NAMES, MOB_NAMES, TABLE, mob_index
from envs.overworld.senses.sensors import FIRST_MOB
from envs.overworld.state import ENTITY_ARROW, ENTITY_FALLING, ENTITY_ITEM, ENTITY_ORB, ENTITY_THROWN

ALL_ITEMS: tuple[str, ...] = tuple(sorted(ITEM_NAMES))
"""All 392 items in alphabetical order, which is MineDojo's."""
SPACED: NDArray[np.str_] = np.array([name.replace("_", " ") for name in ITEM_NAMES])
"""Names of items as observations have them, by item index."""

NO_ENTITY = "null"
_BLOCKS = {
    "flowing_water": "water", "water": "water", "flowing_lava": "lava", "lava": "lava",
    "planks": "wooden planks", "sapling": "oak sapling", "log2": "wood", "leaves2": "leaves",
    "yellow_flower": "flower", "red_flower": "flower", "double_plant": "plant", "wheat": "crops",
    "wooden_door": "oak door", "fence": "oak fence", "fence_gate": "oak fence gate", "trapdoor": "wooden trapdoor",
    "portal": "portal", "snow_layer": "snow", "mossy_cobblestone": "moss stone", "lit_furnace": "furnace",
    "lit_redstone_ore": "redstone ore", "unlit_redstone_torch": "redstone torch", "redstone_torch": "redstone torch",
    "unpowered_repeater": "redstone repeater", "powered_repeater": "redstone repeater",
    "powered_comparator": "redstone comparator", "redstone_lamp": "redstone lamp", "lit_redstone_lamp": "redstone lamp",
    "brown_mushroom_block": "mushroom", "red_mushroom_block": "mushroom", "brown_mushroom": "mushroom",
    "red_mushroom": "mushroom", "daylight_detector_inverted": "daylight sensor", "beetroots": "beetroots",
}  # fmt: skip
"""Blocks whose name in the game is not the one of our table: it tells no state, and no variant but the first."""
BLOCKS: NDArray[np.str_] = np.full(256, "air", "<U32")
"""Names of blocks as voxels and rays have them, by numeric id."""
for _row in TABLE["blocks"]:
    BLOCKS[_row["id"]] = _BLOCKS.get(_row["name"], _row["display_name"].lower())

_CLASSES = {
    "zombie_pigman": "pigzombie", "mooshroom": "mooshroom", "cave_spider": "cavespider",
}  # fmt: skip
ENTITIES: NDArray[np.str_] = np.full(FIRST_MOB + len(MOB_NAMES), NO_ENTITY, "<U16")
"""Names of entities as rays have them (the game's classes, in lower case), by the number of the ray sense."""
ENTITIES[ENTITY_ITEM], ENTITIES[ENTITY_ARROW], ENTITIES[ENTITY_ORB] = "item", "tippedarrow", "xporb"
ENTITIES[ENTITY_FALLING], ENTITIES[ENTITY_THROWN] = "fallingblock", "throwable"
for _number, _name in enumerate(MOB_NAMES):
    ENTITIES[FIRST_MOB + _number] = _CLASSES.get(_name, _name)

KILL_STATISTICS = {"zombie_pigman": "pig_zombie", "mooshroom": "mushroom_cow"}
"""Mobs whose statistics have another name than they."""
_MOB_OF_STATISTIC = {statistic: mob for mob, statistic in KILL_STATISTICS.items()}


def killed_row(name: str) -> int:
    """Return the row of `State.kills` of a mob, by its own name or that of its statistic.

    Raises:
        UnknownNameError: The Overworld has no such mob.
    """
    return mob_index(_MOB_OF_STATISTIC.get(name, name))
