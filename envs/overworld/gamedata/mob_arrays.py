"""Turn the table's mobs and spawn lists into the arrays of `envs.overworld.rules`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld import rules as r

_EYES = 0.85
"""Height of the eyes as a share of the body, where the table says nothing."""
_FOLLOW = 16.0


def mob_arrays(table: dict[str, Any], items: dict[str, int]) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Return the MOB rows and the LOOT rows; `items` maps names to item indices."""
    mobs = np.zeros(len(table["mobs"]), r.MOB)
    loot: list[tuple[Any, ...]] = []
    for mob, row in zip(mobs, table["mobs"], strict=True):
        mob["behaviour"] = r.BEHAVIOURS.index(row["behaviour"])
        mob["category"] = r.CATEGORIES.index(row["category"])
        mob["flags"] = sum(r.MOB_FLAGS[flag] for flag in row.get("flags", ()))
        mob["width"], mob["height"] = row["size"]
        mob["eyes"] = row.get("eyes", _EYES * row["size"][1])
        mob["health"], mob["speed"] = row["health"], row["speed"]
        mob["damage"], mob["armour"] = row.get("damage", 0), row.get("armour", 0)
        mob["follow"] = row.get("follow", _FOLLOW)
        mob["xp_low"], mob["xp_high"] = row.get("xp", (0, 0))
        mob["holds"], mob["tame"] = (items[row[key]] if key in row else 0 for key in ("holds", "tame"))
        foods = [items[name] for name in row.get("foods", ())]
        mob["foods"][: len(foods)] = foods
        mob["loot_start"] = len(loot)
        for pool in row.get("loot", ()):
            loot += _pool(pool, items)
        mob["loot_count"] = len(loot) - mob["loot_start"]
    return mobs, np.array(loot, r.LOOT)


def _pool(pool: dict[str, Any], items: dict[str, int]) -> list[tuple[Any, ...]]:
    """Return the LOOT rows of one pool: a single item, or a choice by weight."""
    choices = pool.get("of", [pool])
    low, high = pool.get("rolls", (1, 1))
    rows = []
    for index, choice in enumerate(choices):
        first = index == 0
        rows.append(
            (
                len(choices) if first else 0,
                low,
                high,
                pool.get("chance", 1.0),
                pool.get("player", False),
                choice.get("weight", 1),
                items[choice["item"]],
                choice.get("meta", 0),
                *choice.get("count", (1, 1)),
                items[choice["cooked"]] if "cooked" in choice else 0,
            )
        )
    return rows


def spawn_arrays(table: dict[str, Any]) -> tuple[NDArray[np.void], NDArray[np.int16]]:
    """Return the SPAWN rows, and where each biome's and category's list starts and how long it is."""
    mobs = {row["name"]: index for index, row in enumerate(table["mobs"])}
    rows: list[tuple[int, int, int, int]] = []
    start = np.zeros((256, len(r.CATEGORIES), 2), np.int16)
    for biome in table["biomes"]:
        for category, name in enumerate(r.CATEGORIES):
            chosen = _list_for(table["spawns"][name], biome["name"])
            start[biome["id"], category] = len(rows), len(chosen)
            rows += [(mobs[mob], weight, low, high) for mob, weight, low, high in chosen]
    return np.array(rows, r.SPAWN), start


def _list_for(lists: dict[str, Any], biome: str) -> list[list[Any]]:
    """Return the rows that a biome's spawn list has."""
    for entry in lists["lists"]:
        if biome in entry["biomes"]:
            return list(entry["rows"]) if "rows" in entry else [*lists["default"], *entry["add"]]
    return list(lists["default"])
