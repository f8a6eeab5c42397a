"""Turn the JSON table into the arrays of `envs.overworld.rules`."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld import rules as r
from envs.overworld.gamedata.mob_arrays import mob_arrays, spawn_arrays

_METAS = 16
_STATES = 256 * _METAS
_ARMOUR_SLOTS = {"feet": 36, "legs": 37, "chest": 38, "head": 39, "offhand": 40}
_LIQUIDS = ("water", "flowing_water", "lava", "flowing_lava")
_CLIMBABLE = ("ladder", "vine")
_FALLING = ("sand", "gravel", "concrete_powder", "anvil", "dragon_egg")
_TOOL_SUFFIXES = ("_pickaxe", "_axe", "_shovel", "_sword")
_STATIONS = {"hand": r.BY_HAND, "table": r.AT_TABLE, "furnace": r.AT_FURNACE}
_DROP_TOOLS = {None: r.DROP_ANY, "shears": r.DROP_SHEARS_ONLY}


def build_rules(table: dict[str, Any]) -> r.Rules:
    """Return the rules of one table as read-only arrays."""
    items = {row["name"]: index for index, row in enumerate(table["items"])}
    ids = {row["name"]: row["id"] for row in table["blocks"]}
    materials = {name: index for index, name in enumerate(sorted(table["dig_speed"]))}
    drops, drop_spans = _drops(table, items)
    recipes, recipe_start = _recipes(table, items)
    boxes, box_counts = _boxes(table)
    mobs, loot = mob_arrays(table, items)
    spawns, spawn_start = spawn_arrays(table)
    arrays = r.Rules(
        blocks=_blocks(table, items, materials, drop_spans),
        items=_items(table, ids),
        dig_speed=_dig_speed(table, items, materials),
        can_harvest=_can_harvest(table, items),
        boxes=boxes,
        box_counts=box_counts,
        drops=drops,
        recipes=recipes,
        recipe_start=recipe_start,
        mobs=mobs,
        loot=loot,
        spawns=spawns,
        spawn_start=spawn_start,
    )
    for array in arrays:
        array.flags.writeable = False
    return arrays


def _blocks(
    table: dict[str, Any],
    items: dict[str, int],
    materials: dict[str, int],
    drop_spans: dict[int, tuple[int, int]],
) -> NDArray[np.void]:
    blocks = np.zeros(_STATES, r.BLOCK)
    blocks["hardness"] = -1
    for row in table["blocks"]:
        for meta in range(_METAS):
            state = row["id"] * _METAS + meta
            block = blocks[state]
            block["flags"] = _flags(row, meta)
            block["hardness"] = row["hardness"]
            block["material"] = materials.get(row["material"], materials["none"])
            for key in ("emission", "opacity", "slipperiness"):
                block[key] = row[key]
            block["shape"] = row["shapes"][meta]
            if row["item"]:
                block["item"] = items[row["item"]]
                block["item_meta"] = meta & row["variant_mask"]
            block["drop_start"], block["drop_count"] = drop_spans[state]
    return blocks


def _flags(row: dict[str, Any], meta: int) -> int:
    name = row["name"]
    thick_snow = name == "snow_layer" and meta > 0  # only a single layer gives way to another block
    return (
        r.SOLID * row["blocks_movement"]
        | r.LIQUID * (name in _LIQUIDS)
        | r.OPAQUE_CUBE * row["opaque_cube"]
        | r.REPLACEABLE * (row["replaceable"] and not thick_snow)
        | r.CLIMBABLE * (name in _CLIMBABLE)
        | r.NEEDS_TOOL * row["needs_tool"]
        | r.GRAVITY * (name in _FALLING)
        | r.BURNS * row["burns"]
    )


def _items(table: dict[str, Any], ids: dict[str, int]) -> NDArray[np.void]:
    masks = {row["name"]: row["variant_mask"] for row in table["blocks"]}
    rows = np.zeros(len(table["items"]), r.ITEM)
    for item, entry in zip(rows, table["items"], strict=True):
        item["stack"] = entry["stack_size"]
        item["max_damage"] = entry["max_damage"]
        if "places" in entry:
            item["block"] = ids[entry["places"]] * _METAS
            item["variant_mask"] = masks[entry["places"]] if entry["has_variants"] else 0
        item["food"] = entry.get("food", 0)
        item["saturation"] = entry.get("saturation", 0.0)
        item["use_ticks"] = min(entry["use_ticks"], np.iinfo(np.int16).max)
        item["slot"] = _ARMOUR_SLOTS.get(entry["slot"], -1)
        item["burn_ticks"] = entry["burn_ticks"]
        item["is_tool"] = entry["max_damage"] > 0 and entry["name"].endswith(_TOOL_SUFFIXES)
    rows["is_tool"][[i for i, entry in enumerate(table["items"]) if entry["name"] == "shears"]] = 1
    return rows


def _dig_speed(table: dict[str, Any], items: dict[str, int], materials: dict[str, int]) -> NDArray[np.float32]:
    speed = np.ones((len(materials), len(items)), np.float32)
    for material, tools in table["dig_speed"].items():
        for tool, value in tools.items():
            speed[materials[material], items[tool]] = value
    return speed


def _can_harvest(table: dict[str, Any], items: dict[str, int]) -> NDArray[np.bool_]:
    can = np.ones((_STATES // _METAS, len(items)), np.bool_)
    for row in table["blocks"]:
        if row["needs_tool"]:
            can[row["id"]] = False
            can[row["id"], [items[tool] for tool in row["harvest_tools"]]] = True
    return can


def _boxes(table: dict[str, Any]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    shapes = table["shapes"]
    boxes = np.zeros((len(shapes), max(map(len, shapes)), 6))
    for index, shape in enumerate(shapes):
        for row, box in enumerate(shape):
            boxes[index, row] = box
    return boxes, np.array([len(shape) for shape in shapes], np.int8)


def _drops(table: dict[str, Any], items: dict[str, int]) -> tuple[NDArray[np.void], dict[int, tuple[int, int]]]:
    """Return all drop rows and the (start, count) of each block state's own."""
    rows: list[tuple[Any, ...]] = []
    spans: dict[int, tuple[int, int]] = {}
    for block in table["blocks"]:
        for meta in range(_METAS):
            start = len(rows)
            for drop in block["drops"]:
                if meta not in drop.get("metas", range(_METAS)):
                    continue
                variant = drop.get("meta")
                variant = meta & block["variant_mask"] if variant is None else variant
                tool = _DROP_TOOLS[drop.get("tool")]
                chance, exclusive = drop.get("chance", 1.0), drop.get("exclusive", False)
                rows.append((items[drop["item"]], variant, drop["low"], drop["high"], chance, tool, exclusive))
            spans[block["id"] * _METAS + meta] = (start, len(rows) - start)
    return np.array(rows, r.DROP), spans


def _recipes(table: dict[str, Any], items: dict[str, int]) -> tuple[NDArray[np.void], NDArray[np.int32]]:
    """Return recipes sorted by product, and where each product's rows start."""
    entries = sorted(table["recipes"] + table["smelting"], key=lambda recipe: items[recipe["item"]])
    rows = np.zeros(len(entries), r.RECIPE)
    for row, recipe in zip(rows, entries, strict=True):
        row["item"], row["meta"], row["count"] = items[recipe["item"]], recipe["meta"], recipe["count"]
        row["station"] = _STATIONS[recipe["station"]]
        row["ingredients"] = len(recipe["needs"])
        for index, need in enumerate(recipe["needs"]):
            row["need_item"][index] = items[need["item"]]
            row["need_meta"][index] = -1 if need["meta"] is None else need["meta"]
            row["need_count"][index] = need["count"]
    return rows, np.searchsorted(rows["item"], np.arange(len(items) + 1)).astype(np.int32)
