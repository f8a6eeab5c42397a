"""The game's names of things, as Malmo's Java side sends them.

Blocks have the English names of 1.11.2 in lower case, which do not tell all blocks apart: flowing and still water are
`water`, both kinds of logs `wood`. Entities have the names of the game's classes.
"""

from typing import Any

from envs.overworld.gamedata import TABLE
from envs.overworld.senses.sensors import RAY_ENTITIES

_OTHER_BLOCK_NAMES = {
    "brown_mushroom": "mushroom",
    "brown_mushroom_block": "mushroom",
    "daylight_detector_inverted": "daylight sensor",
    "double_plant": "plant",
    "double_stone_slab": "stone slab",
    "double_stone_slab2": "red sandstone slab",
    "double_wooden_slab": "wood slab",
    "fence": "oak fence",
    "fence_gate": "oak fence gate",
    "flowing_lava": "lava",
    "flowing_water": "water",
    "lava": "lava",
    "leaves2": "leaves",
    "lit_furnace": "furnace",
    "lit_redstone_lamp": "redstone lamp",
    "lit_redstone_ore": "redstone ore",
    "log2": "wood",
    "planks": "wooden planks",
    "portal": "portal",
    "powered_repeater": "redstone repeater",
    "red_flower": "flower",
    "red_mushroom": "mushroom",
    "red_mushroom_block": "mushroom",
    "redstone_lamp": "redstone lamp",
    "redstone_torch": "redstone torch",
    "sapling": "oak sapling",
    "snow_layer": "snow",
    "standing_sign": "sign",
    "unlit_redstone_torch": "redstone torch",
    "unpowered_repeater": "redstone repeater",
    "wall_sign": "sign",
    "water": "water",
    "wheat": "crops",
    "wooden_slab": "wood slab",
    "yellow_flower": "flower",
}
"""Where the game's name differs from that of the table, which comes from minecraft-data."""
_OTHER_ENTITY_NAMES = {
    "arrow": "TippedArrow",
    "thrown": "Throwable",
    "xp_orb": "XPOrb",
    "zombie_pigman": "PigZombie",
}

BLOCKS: dict[int, str] = {
    row["id"]: _OTHER_BLOCK_NAMES.get(row["name"], row["display_name"].lower()) for row in TABLE["blocks"]
}
"""Names by numeric block id."""
NO_ENTITY = "null"
ENTITIES: dict[int, str] = {0: NO_ENTITY} | {
    number: "Entity" + _OTHER_ENTITY_NAMES.get(name, name.replace("_", " ").title().replace(" ", ""))
    for number, name in RAY_ENTITIES.items()
}
"""Class names by the numbers of `rays`."""

_TIERS = ("wooden_", "stone_", "iron_", "diamond_")
_MATERIALS = ("rock", "dirt", "wood")


def _harvest_level(block: dict[str, Any]) -> int:
    """Return the tier of tools that a block asks for, as Forge numbers them: 0 wood to 3 diamond, -1 for no tool."""
    for tier, prefix in enumerate(_TIERS):
        if any(tool.startswith(prefix) for tool in block["harvest_tools"]):
            return tier
    return 0 if block["material"] in _MATERIALS else -1


HARVEST_LEVELS: dict[int, int] = {row["id"]: _harvest_level(row) for row in TABLE["blocks"]}
"""Tiers of tools by numeric block id."""
