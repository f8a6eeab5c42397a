"""Crafting and smelting as one action, without a GUI, as MineDojo has them.

A craft takes the ingredients of the first recipe of the product that the inventory can pay for, and puts the product
into the inventory. One of MineDojo's faults is mended: ingredients are compared with their variants where the recipe
asks for one (birch logs give birch planks).
"""

import numpy as np

from envs.overworld.entities.items import spawn_item
from envs.overworld.gamedata import FUELS, ITEM_NAMES, SMELT_TICKS, item_index
from envs.overworld.jit import kernel
from envs.overworld.player.inventory import add_item, count_item, remove_item
from envs.overworld.rules import AT_FURNACE, AT_TABLE, Rules
from envs.overworld.state import SLOTS, State

_BURNT_LATE = np.full(len(ITEM_NAMES), len(FUELS))
_BURNT_LATE[[item_index(name) for name in FUELS]] = range(len(FUELS))
"""How late each item is burnt, others being there."""


@kernel()
def find_recipe(s: State, rules: Rules, w: int, p: int, item: int, at_table: bool) -> int:
    """Return the row of the first recipe of `item` that can be crafted now, or -1. Furnace recipes do not count."""
    for row in range(rules.recipe_start[item], rules.recipe_start[item + 1]):
        recipe = rules.recipes[row]
        if recipe.station == AT_FURNACE or (recipe.station == AT_TABLE and not at_table):
            continue
        if _can_pay(s, rules, w, p, row):
            return row
    return -1


@kernel()
def find_smelting(s: State, rules: Rules, w: int, p: int, item: int) -> int:
    """Return the row of the first furnace recipe of `item` whose input is in the inventory beside fuel, or -1."""
    for row in range(rules.recipe_start[item], rules.recipe_start[item + 1]):
        if (
            rules.recipes[row].station == AT_FURNACE
            and _can_pay(s, rules, w, p, row)
            and find_fuel(s, rules, w, p, row) >= 0
        ):
            return row
    return -1


@kernel()
def craft(s: State, rules: Rules, w: int, p: int, item: int, at_table: bool) -> bool:
    """Craft one recipe's worth of `item`; return whether it was crafted."""
    row = find_recipe(s, rules, w, p, item, at_table)
    if row < 0:
        return False
    _exchange(s, rules, w, p, row)
    return True


@kernel()
def smelt(s: State, rules: Rules, w: int, p: int, item: int) -> bool:
    """Smelt one `item` in a furnace nearby, at once; return whether it was smelted.

    The fuel is what a player would put in, not the input itself: coal, then wood, and tools or a crafting table only if
    there is nothing else (Malmo burns the first slot's, whatever that is). What it would burn beyond this item is kept
    as heat (`PLAYER.furnace_heat`), so that one coal smelts eight items and a plank one and a half, as in the game.
    """
    row = find_smelting(s, rules, w, p, item)
    if row < 0:
        return False
    player = s.players[w, p]
    if player.furnace_heat < SMELT_TICKS:
        fuel = find_fuel(s, rules, w, p, row)
        stack = s.slots[w, p, fuel]
        heat = rules.items[stack.item].burn_ticks
        fuel_item, fuel_meta = stack.item, stack.meta
        pieces = 1
        while player.furnace_heat + heat * pieces < SMELT_TICKS:
            pieces += 1
        remove_item(s, w, p, fuel_item, fuel_meta, pieces)
        player.furnace_heat += heat * pieces
    _exchange(s, rules, w, p, row)
    player.furnace_heat -= SMELT_TICKS
    return True


@kernel()
def find_fuel(s: State, rules: Rules, w: int, p: int, row: int) -> int:
    """Return the slot of the fuel that smelting by recipe `row` would burn, or -1; any slot when heat is left over."""
    recipe = rules.recipes[row]
    heat = s.players[w, p].furnace_heat
    best = -1
    for slot in range(SLOTS):
        stack = s.slots[w, p, slot]
        burn = rules.items[stack.item].burn_ticks
        if heat >= SMELT_TICKS:
            return slot
        if stack.count == 0 or burn == 0:
            continue
        spare = count_item(s, w, p, stack.item, stack.meta)
        if stack.item == recipe.need_item[0] and (recipe.need_meta[0] < 0 or stack.meta == recipe.need_meta[0]):
            spare -= recipe.need_count[0]
        if heat + burn * spare < SMELT_TICKS:
            continue
        if best < 0 or _BURNT_LATE[stack.item] < _BURNT_LATE[s.slots[w, p, best].item]:
            best = slot
    return best


@kernel()
def _can_pay(s: State, rules: Rules, w: int, p: int, row: int) -> bool:
    recipe = rules.recipes[row]
    for index in range(recipe.ingredients):
        need = recipe.need_count[index]
        if count_item(s, w, p, recipe.need_item[index], recipe.need_meta[index]) < need:
            return False
    return True


@kernel()
def _exchange(s: State, rules: Rules, w: int, p: int, row: int) -> None:
    """Take the ingredients and give the product; what finds no room falls to the ground."""
    recipe = rules.recipes[row]
    for index in range(recipe.ingredients):
        remove_item(s, w, p, recipe.need_item[index], recipe.need_meta[index], recipe.need_count[index])
    left = add_item(s, rules, w, p, recipe.item, recipe.meta, recipe.count)
    if left > 0:
        player = s.players[w, p]
        spawn_item(s, w, player.x, player.y, player.z, 0.0, 0.0, 0.0, recipe.item, recipe.meta, left, 0)
