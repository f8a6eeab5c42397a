"""MineDojo's lists: items, what can be made of what, statistics, biomes. All from the Overworld's own tables."""

from typing import Any

from envs.minedojo.actions import AT_TABLE, BY_HAND, SMELTED
from envs.minedojo.names import ALL_ITEMS as _ITEMS
from envs.minedojo.statistics import stat_id, stat_keys
from envs.overworld.gamedata import TABLE
from envs.overworld.senses.observe import MAIN_SLOTS

Recipe = dict[str, Any]

ALL_ITEMS: list[str] = list(_ITEMS)
ALL_PERSONAL_CRAFTING_ITEMS: list[str] = list(BY_HAND)
ALL_CRAFTING_TABLE_ITEMS: list[str] = list(AT_TABLE)
ALL_CRAFTING_TABLE_ONLY_ITEMS: list[str] = [item for item in AT_TABLE if item not in BY_HAND]
ALL_SMELTING_ITEMS: list[str] = list(SMELTED)
ALL_HAND_CRAFT_ITEMS_NN_ACTIONS: list[str] = list(TABLE["minedojo"]["craft_by_hand"])
ALL_TABLE_CRAFT_ONLY_ITEMS_NN_ACTIONS: list[str] = list(TABLE["minedojo"]["craft_at_table"])
ALL_SMELT_ITEMS_NN_ACTIONS: list[str] = list(TABLE["minedojo"]["smelt"])
ALL_CRAFT_SMELT_ITEMS: list[str] = [
    *ALL_HAND_CRAFT_ITEMS_NN_ACTIONS,
    *ALL_TABLE_CRAFT_ONLY_ITEMS_NN_ACTIONS,
    *ALL_SMELT_ITEMS_NN_ACTIONS,
]
ALL_STAT_KEYS: list[list[str]] = stat_keys()
ALL_STATS: list[str] = sorted(stat_id(path) for path in ALL_STAT_KEYS)
ALL_ACHIEVEMENTS: list[str] = [name for name in ALL_STATS if name.startswith("achievement.")]
BIOMES_MAP: dict[str, int] = {row["name"]: row["id"] for row in TABLE["biomes"]}
PLACEABLE_ITEM_NAMES: list[str] = sorted(name.replace("_", " ") for name in TABLE["minedojo"]["placeable"])

EQUIPMENT_SLOTS = ["mainhand", "offhand", "feet", "legs", "chest", "head"]
BEST_ITEMS_PER_EQUIPMENT_SLOT: dict[str, list[str]] = {
    slot: [row["name"] for row in TABLE["items"] if row["slot"] == slot] for slot in EQUIPMENT_SLOTS
}
NON_MAINHAND_ITEM_NAMES: list[str] = [
    item.replace("_", " ")
    for slot, items in BEST_ITEMS_PER_EQUIPMENT_SLOT.items()
    if slot != "mainhand"
    for item in items
]
N_INV_SLOTS = MAIN_SLOTS
NONE = "none"
MINERL_ITEM_MAP = sorted([NONE, *ALL_ITEMS])
MAX_LIFE, MAX_ARMOR, MAX_FOOD, MAX_FOOD_SATURATION, MAX_XP, MAX_BREATH = 20, 20, 20, 20.0, 1395, 300
MS_PER_STEP = 50
STEPS_PER_MS = 1 / MS_PER_STEP


def strip_item_prefix(minecraft_name: str) -> str:
    """Return an item's name without `minecraft:`."""
    return minecraft_name.removeprefix("minecraft:")


_FIRST = {"coal": "log", "stone_slab": "sandstone"}
"""Where MineDojo's first recipe, which its masks look at, is not the first of our table."""


def _by_output(rows: list[Recipe]) -> dict[str, list[Recipe]]:
    """Return recipes by what they make, without variants, each once; those that need what they make are left out."""
    result: dict[str, list[Recipe]] = {item: [] for item in ALL_ITEMS}
    for row in rows:
        recipes = result[row["outputItemName"]]
        if row["outputItemName"] not in row["ingredients"] and row not in recipes:
            recipes.append(row)
    for item, need in _FIRST.items():
        result[item].sort(key=lambda row: need not in row["ingredients"])
    return result


def _crafting(row: Recipe) -> Recipe:
    needs: dict[str, int] = {}
    for need in row["needs"]:
        needs[need["item"]] = needs.get(need["item"], 0) + need["count"]
    return {
        "outputItemName": row["item"],
        "outputCount": row["count"],
        "recipeSize": 4 if row["station"] == "hand" else 9,
        "ingredients": needs,
    }


def _smelting(row: Recipe) -> Recipe:
    needs = {need["item"]: need["count"] for need in row["needs"]}
    return {"outputItemName": row["item"], "out": row["count"], "ingredients": needs}


CRAFTING_RECIPES_BY_OUTPUT: dict[str, list[Recipe]] = _by_output([_crafting(row) for row in TABLE["recipes"]])
"""`recipeSize` is the grid's: 4 by hand, 9 at a table."""
SMELTING_RECIPES_BY_OUTPUT: dict[str, list[Recipe]] = _by_output([_smelting(row) for row in TABLE["smelting"]])
