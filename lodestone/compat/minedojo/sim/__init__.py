"""The simulator, and MineDojo's lists of items, statistics and biomes."""

from lodestone.compat.minedojo.sim.inventory import InventoryItem
from lodestone.compat.minedojo.sim.mc_meta.mc import (
    ALL_CRAFT_SMELT_ITEMS,
    ALL_CRAFTING_TABLE_ITEMS,
    ALL_CRAFTING_TABLE_ONLY_ITEMS,
    ALL_ITEMS,
    ALL_PERSONAL_CRAFTING_ITEMS,
    ALL_SMELTING_ITEMS,
    ALL_STATS,
    BIOMES_MAP,
)
from lodestone.compat.minedojo.sim.sim import MineDojoSim

__all__ = [
    "ALL_CRAFTING_TABLE_ITEMS",
    "ALL_CRAFTING_TABLE_ONLY_ITEMS",
    "ALL_CRAFT_SMELT_ITEMS",
    "ALL_ITEMS",
    "ALL_PERSONAL_CRAFTING_ITEMS",
    "ALL_SMELTING_ITEMS",
    "ALL_STATS",
    "BIOMES_MAP",
    "InventoryItem",
    "MineDojoSim",
]
