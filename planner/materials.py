"""What things are made of and come from, as people speak of it: the same for the grammar and for the reader."""

from functools import lru_cache

from envs.overworld.gamedata import TABLE
from planner.lexicon import lexicon

STATIONS = {"crafting_table": "planks", "furnace": "cobblestone"}
"""What can be set up, and what it is made of."""
BUILDING_MATERIALS = {"planks": "planks", "log": "planks", "log2": "planks", "cobblestone": "cobblestone"}
BUILDING_MATERIALS |= {"stone": "cobblestone", "dirt": "dirt", "grass": "dirt"}
"""What a building is made of, by what people say that it is made of."""
TAKEN_ALIVE = {"milk": ("milk_bucket", ("cow", "mooshroom")), "shear": ("wool", ("sheep",))}
"""What a verb takes from which mobs."""

ANIMALS = ("cow", "pig", "sheep", "chicken", "rabbit", "wolf", "mooshroom", "horse", "donkey", "llama", "squid", "bat")
"""Mobs that do no harm unless they are harmed."""

_PREFIXES = {"planks": "wooden", "log": "wooden", "stick": "wooden", "cobblestone": "stone", "stone": "stone"}
_PREFIXES |= {"iron_ingot": "iron", "gold_ingot": "golden", "diamond": "diamond", "leather": "leather"}
_MATERIAL_SIGNS = ("wood", "plank", "oak", "birch", "spruce", "jungle", "acacia", "stone", "cobble", "iron", "gold")
_MATERIAL_SIGNS += ("dia", "leather", *"木石铁金钻皮")


def says_material(text: str, item: str) -> bool:
    """Tell whether the name of an item says what it is made of, where the item is of one of several materials."""
    if item.partition("_")[0] not in _PREFIXES.values():
        return True
    return any(word in text for word in _MATERIAL_SIGNS)


def composed(item: str, material: str) -> str | None:
    """Return the item of another material: a (wooden) pickaxe of stone is a stone pickaxe."""
    made_of, _, stem = item.partition("_")
    if material not in _PREFIXES or made_of not in _PREFIXES.values():
        return None
    item_id: str | None = lexicon().phrases.get(f"{_PREFIXES[material]} {stem.replace('_', ' ')}", {}).get("item")
    return item_id


@lru_cache(maxsize=1)
def mined() -> dict[str, str]:
    """Map what cannot be mined to what mining gives instead: cobblestone for stone, ore for an ingot."""
    result = {}
    for block in TABLE["blocks"]:
        drops = [drop["item"] for drop in block["drops"] if "tool" not in drop and "chance" not in drop]
        if block["item"] == block["name"] and drops and drops[0] != block["name"]:
            result[block["name"]] = drops[0]
    for ore, ingot in smelted().items():
        if ore.endswith("_ore") and ingot.endswith("_ingot"):
            result[ingot] = ore
    return result


@lru_cache(maxsize=1)
def smelted() -> dict[str, str]:
    """Map what goes into a furnace to what comes out."""
    result: dict[str, str] = {}
    for recipe in TABLE["smelting"]:
        result.setdefault(recipe["needs"][0]["item"], recipe["item"])
    return result
