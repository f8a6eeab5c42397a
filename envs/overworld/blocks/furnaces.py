"""Furnaces that work over time: 200 ticks an item, fuel by `ITEM.burn_ticks`, the lit block and its light.

Also empties the containers whose block is gone, so that whatever breaks a block need not know of containers.
"""

import numpy as np

from envs.overworld.blocks.containers import (
    FUEL,
    FURNACE,
    INPUT,
    LIT_FURNACE,
    OUTPUT,
    container_is_gone,
    empty_container,
)
from envs.overworld.blocks.grid import get_block, is_loaded, set_block
from envs.overworld.gamedata import RULES, item_index
from envs.overworld.jit import kernel
from envs.overworld.rules import AT_FURNACE, Rules
from envs.overworld.state import CONTAINERS, State

COOK_TICKS = 200
"""Ticks that an item takes."""

_COOL = 2  # ticks of cooking that are lost in each tick without fire
_LAVA_BUCKET = item_index("lava_bucket")
_BUCKET = item_index("bucket")

_RECIPE = np.full(len(RULES.items), -1, np.int16)
"""Row of `Rules.recipes` that smelts an item."""
for _row in np.flatnonzero(RULES.recipes["station"] == AT_FURNACE):
    _RECIPE[RULES.recipes[_row]["need_item"][0]] = _row

_EXPERIENCE_BY_PRODUCT = {
    0.1: ("stone", "glass", "coal", "stonebrick", "netherbrick", "chorus_fruit_popped", "iron_nugget", "gold_nugget"),
    0.15: ("sponge",),
    0.2: ("dye", "quartz"),
    0.3: ("brick",),
    0.35: (
        "cooked_porkchop", "cooked_beef", "cooked_chicken", "cooked_rabbit", "cooked_mutton", "cooked_fish",
        "baked_potato", "hardened_clay",
    ),
    0.7: ("iron_ingot", "redstone"),
    1.0: ("gold_ingot", "diamond", "emerald"),
}  # fmt: skip
"""Points of experience for each item smelted (Minecraft Wiki, "Smelting", state of 1.11)."""
_EXPERIENCE = np.zeros(len(RULES.items), np.float32)
for _points, _names in _EXPERIENCE_BY_PRODUCT.items():
    for _name in _names:
        _EXPERIENCE[item_index(_name)] = _points
_COAL = item_index("coal")
_CHARCOAL_EXPERIENCE = 0.15


@kernel()
def furnaces_tick(s: State, rules: Rules, w: int) -> None:
    """Let every furnace that holds something burn and cook for one tick; spill what was in containers that are gone."""
    for row in range(CONTAINERS):
        box = s.containers[w, row]
        if box.block == 0:
            continue
        if container_is_gone(s, w, row):
            empty_container(s, w, row)
        elif box.block == FURNACE and is_loaded(s, w, box.x, box.z):
            _burn(s, rules, w, row)


@kernel()
def smelting_recipe(rules: Rules, item: int, meta: int) -> int:
    """Return the row of the recipe that smelts an item of a variant, or -1."""
    row = int(_RECIPE[item])
    if row >= 0 and rules.recipes[row].need_meta[0] not in (-1, meta):
        return -1
    return row


@kernel()
def _burn(s: State, rules: Rules, w: int, row: int) -> None:
    box = s.containers[w, row]
    was_burning = box.burn_ticks > 0
    if was_burning:
        box.burn_ticks -= 1
    can_cook = _can_cook(s, rules, w, row)
    if box.burn_ticks == 0 and can_cook:
        _light_up(s, rules, w, row)
    if box.burn_ticks > 0 and can_cook:
        box.cook_ticks += 1
        if box.cook_ticks >= COOK_TICKS:
            box.cook_ticks = 0
            _cook(s, rules, w, row)
    elif box.burn_ticks > 0:
        box.cook_ticks = 0
    else:
        box.cook_ticks = max(box.cook_ticks - _COOL, 0)
    burns = box.burn_ticks > 0
    if burns != was_burning:
        meta = get_block(s, w, box.x, box.y, box.z) & 15
        set_block(s, rules, w, box.x, box.y, box.z, (LIT_FURNACE if burns else FURNACE) << 4 | meta)


@kernel()
def _can_cook(s: State, rules: Rules, w: int, row: int) -> bool:
    """Whether there is something to smelt, and room for what comes of it."""
    raw = s.stored[w, row, INPUT]
    if raw.count == 0:
        return False
    index = smelting_recipe(rules, raw.item, raw.meta)
    if index < 0:
        return False
    recipe = rules.recipes[index]
    done = s.stored[w, row, OUTPUT]
    same = done.item == recipe.item and done.meta == recipe.meta
    return done.count == 0 or (same and done.count + recipe.count <= rules.items[recipe.item].stack)


@kernel()
def _light_up(s: State, rules: Rules, w: int, row: int) -> None:
    """Burn a piece of fuel; of a bucket of lava the bucket is left."""
    box = s.containers[w, row]
    fuel = s.stored[w, row, FUEL]
    heat = rules.items[fuel.item].burn_ticks
    if fuel.count == 0 or heat == 0:
        return
    box.burn_ticks = heat
    box.burn_total = heat
    fuel.count -= 1
    if fuel.count > 0:
        return
    if fuel.item == _LAVA_BUCKET:
        fuel.item, fuel.count = _BUCKET, 1
    else:
        fuel.item = 0
    fuel.meta = 0


@kernel()
def _cook(s: State, rules: Rules, w: int, row: int) -> None:
    """Turn one item of the input into its product."""
    raw = s.stored[w, row, INPUT]
    done = s.stored[w, row, OUTPUT]
    recipe = rules.recipes[smelting_recipe(rules, raw.item, raw.meta)]
    done.item, done.meta = recipe.item, recipe.meta
    done.count += recipe.count
    charcoal = recipe.item == _COAL and recipe.meta == 1
    s.containers[w, row].xp += _CHARCOAL_EXPERIENCE if charcoal else _EXPERIENCE[recipe.item]
    raw.count -= 1
    if raw.count == 0:
        raw.item = 0
        raw.meta = 0
