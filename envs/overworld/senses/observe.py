"""What an agent is told of its world: MineDojo's observation, for all worlds at once.

One structured row a world is filled by one kernel; the nested dict that Gymnasium shows is made of views of it. Names
and meanings are MineDojo's, except that names of items are item indices (`gamedata.ITEM_NAMES`) and that
`damage_source` tells the truth (in MineDojo it is always zero), and experience stands still at the space's 1395 points.
"""

import math
from typing import Any

import numba
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.overworld.blocks.daylight import light_level, sun_brightness
from envs.overworld.gamedata import ITEM_NAMES, TABLE, item_index
from envs.overworld.jit import kernel
from envs.overworld.player.crafting import find_recipe, find_smelting
from envs.overworld.player.damage import armour_points
from envs.overworld.player.physics import eye_height
from envs.overworld.player.stations import stations_nearby
from envs.overworld.rules import Rules
from envs.overworld.state import (
    DAMAGE_ARROW,
    DAMAGE_DROWN,
    DAMAGE_EXPLOSION,
    DAMAGE_FALL,
    DAMAGE_FALLING_BLOCK,
    DAMAGE_FIRE,
    DAMAGE_LAVA,
    DAMAGE_LIGHTNING,
    DAMAGE_MAGIC,
    DAMAGE_MOB,
    DAMAGE_PLAYER,
    DAMAGE_STARVE,
    DAMAGE_SUFFOCATE,
    DAMAGE_VOID,
    HEIGHT,
    MASK,
    State,
)

MAIN_SLOTS = 36
"""Inventory slots that MineDojo shows: hotbar and main."""
SEA_LEVEL = 63

CRAFTS = tuple(TABLE["minedojo"]["craft_by_hand"] + TABLE["minedojo"]["craft_at_table"])
SMELTS = tuple(TABLE["minedojo"]["smelt"])
CRAFT_SMELT = CRAFTS + SMELTS
"""MineDojo's list of the 244 items that its craft action makes, in its order."""

_INVENTORY = (
    ("name", np.int16),
    ("variant", np.int16),
    ("quantity", np.float32),
    ("cur_durability", np.float32),
    ("max_durability", np.float32),
)
_GROUPS: dict[str, list[tuple[Any, ...]]] = {
    "inventory": [(name, kind, (MAIN_SLOTS,)) for name, kind in _INVENTORY],
    "equipment": [(name, kind, (6,)) for name, kind in _INVENTORY],
    "life_stats": [(n, np.float32, (1,)) for n in ("life", "armor", "food", "saturation", "xp", "oxygen")]
    + [("is_sleeping", np.int8, (1,))],
    "location_stats": [("pos", np.float32, (3,))]
    + [
        (name, np.float32, (1,))
        for name in (
            "pitch",
            "yaw",
            "light_level",
            "sky_light_level",
            "sun_brightness",
            "sea_level",
            "rainfall",
            "temperature",
        )
    ]
    + [("biome_id", np.int32, (1,)), ("is_raining", np.int8, (1,)), ("can_see_sky", np.int8, (1,))],
    "nearby_tools": [("table", np.int8, (1,)), ("furnace", np.int8, (1,))],
    "damage_source": [
        (f, np.float32, (1,))
        for f in ("damage_amount", "damage_distance", "damage_pitch", "damage_yaw", "hunger_damage")
    ]
    + [
        (f, np.int8, (1,))
        for f in ("is_explosion", "is_fire_damage", "is_magic_damage", "is_projectile", "is_unblockable")
    ],
    "delta_inv": [
        (f"{sign}_{what}_by_{cause}", kind, (rows,))
        for sign, rows in (("inc", 1), ("dec", 4))
        for what, kind in (("name", np.int16), ("quantity", np.float32))
        for cause in ("craft", "other")
    ],
    "masks": [
        ("action_type", np.int8, (8,)),
        ("action_arg", np.int8, (8, 1)),
        ("equip", np.int8, (MAIN_SLOTS,)),
        ("place", np.int8, (MAIN_SLOTS,)),
        ("destroy", np.int8, (MAIN_SLOTS,)),
        ("craft_smelt", np.int8, (len(CRAFT_SMELT),)),
    ],
}
"""Fields by group, as the nested observation has them."""

OBSERVATION = np.dtype(
    [(f"{group}_{field[0]}", *field[1:]) for group, fields in _GROUPS.items() for field in fields], align=True
)
"""One row a world: all groups, flat."""

_NAMES = [(group, [(field[0], f"{group}_{field[0]}") for field in fields]) for group, fields in _GROUPS.items()]
_MAXIMA = {"life": 20, "armor": 20, "food": 20, "saturation": 20, "xp": 1395, "oxygen": 300}
_MOST_XP = _MAXIMA["xp"]
_EQUIPMENT_SLOTS = np.array([0, 36, 37, 38, 39, 40], np.int64)
_ITEM_COUNT = len(ITEM_NAMES)
_ALPHABETICAL = np.argsort(np.array(ITEM_NAMES)).astype(np.int64)
_CRAFT_ITEMS = np.array([item_index(name) for name in CRAFT_SMELT], np.int64)
_CRAFT_COUNT = len(CRAFTS)
_PLACEABLE = np.isin(np.array(ITEM_NAMES), [name.replace(" ", "_") for name in TABLE["minedojo"]["placeable"]])
_ARGUMENT = np.array([0, 0, 0, 0, 1, 1, 1, 1], np.int8)
_FROM_SOMEWHERE = (
    DAMAGE_MOB, DAMAGE_ARROW, DAMAGE_EXPLOSION, DAMAGE_FALLING_BLOCK, DAMAGE_LIGHTNING, DAMAGE_PLAYER,
)  # fmt: skip
"""Kinds of damage that come from a place."""
_UNBLOCKABLE = (DAMAGE_FALL, DAMAGE_DROWN, DAMAGE_SUFFOCATE, DAMAGE_STARVE, DAMAGE_VOID, DAMAGE_MAGIC)
"""Kinds of damage that armour does not soften; being on fire is another."""
_RAIN_SEEN = 0.2  # strength of rain from which the game says that it rains
_TEMPERATURE = np.full(256, 0.5, np.float32)
_RAINFALL = np.full(256, 0.5, np.float32)
for _biome in TABLE["biomes"]:
    _TEMPERATURE[_biome["id"]] = _biome["temperature"]
    _RAINFALL[_biome["id"]] = _biome["rainfall"]


def observation_space() -> spaces.Dict:
    """Return the space of `as_dict`'s result for one world."""
    groups: dict[str, spaces.Space[Any]] = {}
    for group, fields in _GROUPS.items():
        groups[group] = spaces.Dict({name: _space(name, np.dtype(kind), shape) for name, kind, shape in fields})
    return spaces.Dict(groups)


def _space(name: str, kind: np.dtype[Any], shape: tuple[int, ...]) -> spaces.Space[Any]:
    if kind == np.int8:
        return spaces.MultiBinary(shape if len(shape) > 1 else shape[0])
    if name.rsplit("_", maxsplit=1)[-1] == "name" or "_name_" in name:
        return spaces.Box(0, _ITEM_COUNT - 1, shape, np.int16)
    if kind.kind == "i":
        return spaces.Box(np.iinfo(kind).min, np.iinfo(kind).max, shape, kind.type)
    if name in _MAXIMA:
        return spaces.Box(0, _MAXIMA[name], shape, np.float32)
    return spaces.Box(-np.inf, np.inf, shape, np.float32)


def as_dict(rows: NDArray[np.void], index: int | slice = slice(None)) -> dict[str, dict[str, Any]]:
    """Return the nested observation of `OBSERVATION` rows: views of row `index`, or of all rows with a leading axis."""
    if index == slice(None):
        return {group: {name: rows[flat] for name, flat in names} for group, names in _NAMES}
    return {group: {name: rows[flat][index] for name, flat in names} for group, names in _NAMES}


@kernel(parallel=True)
def observe_all(s: State, rules: Rules, rows: NDArray[np.void]) -> None:
    """Fill `rows` ((N,) OBSERVATION) for player 0 of every world."""
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        observe_inventory(s, rules, w, 0, rows[w])
        _observe_life(s, w, 0, rows[w])
        _observe_damage(s, w, 0, rows[w])
        _observe_location(s, w, 0, rows[w])
        table, furnace = stations_nearby(s, w, 0)
        rows[w].nearby_tools_table[0] = table
        rows[w].nearby_tools_furnace[0] = furnace
        observe_masks(s, rules, w, 0, table, furnace, rows[w])


@kernel()
def observe_inventory(s: State, rules: Rules, w: int, p: int, row: Any) -> None:
    """Slots, equipment, and what changed since the last observation (items in alphabetical order, as MineDojo)."""
    for slot in range(MAIN_SLOTS):
        name, variant, quantity, left, most = _describe(s, rules, w, p, slot)
        row.inventory_name[slot] = name
        row.inventory_variant[slot] = variant
        row.inventory_quantity[slot] = quantity
        row.inventory_cur_durability[slot] = left
        row.inventory_max_durability[slot] = most
    for index in range(len(_EQUIPMENT_SLOTS)):
        slot = _EQUIPMENT_SLOTS[index] if index > 0 else int(s.players[w, p].selected)
        name, variant, quantity, left, most = _describe(s, rules, w, p, slot)
        row.equipment_name[index] = name
        row.equipment_variant[index] = variant
        row.equipment_quantity[index] = quantity
        row.equipment_cur_durability[index] = left
        row.equipment_max_durability[index] = most
    _observe_changes(s, w, p, row)


@kernel()
def _describe(s: State, rules: Rules, w: int, p: int, slot: int) -> tuple[int, int, int, int, int]:
    """Return item, variant, count, durability left and durability when new (-1 where it does not wear)."""
    stack = s.slots[w, p, slot]
    most = int(rules.items[stack.item].max_damage)
    if most > 0:
        return int(stack.item), 0, int(stack.count), most - int(stack.meta), most
    return int(stack.item), int(stack.meta), int(stack.count), -1, -1


@kernel()
def _observe_changes(s: State, w: int, p: int, row: Any) -> None:
    now = s.scratch[w]
    now[:_ITEM_COUNT] = 0
    for slot in range(s.slots.shape[2]):
        stack = s.slots[w, p, slot]
        now[stack.item] += stack.count
    row.delta_inv_inc_name_by_craft[0] = 0
    row.delta_inv_inc_quantity_by_craft[0] = 0
    row.delta_inv_inc_name_by_other[0] = 0
    row.delta_inv_inc_quantity_by_other[0] = 0
    for index in range(4):
        row.delta_inv_dec_name_by_craft[index] = 0
        row.delta_inv_dec_quantity_by_craft[index] = 0
        row.delta_inv_dec_name_by_other[index] = 0
        row.delta_inv_dec_quantity_by_other[index] = 0
    more = 0
    fewer = 0
    crafted = s.players[w, p].crafted
    for rank in range(_ITEM_COUNT):
        item = _ALPHABETICAL[rank]
        change = now[item] - s.totals[w, p, item]
        if item == 0 or change == 0:
            continue
        if change > 0 and more < 1:
            if crafted:
                row.delta_inv_inc_name_by_craft[more] = item
                row.delta_inv_inc_quantity_by_craft[more] = change
            else:
                row.delta_inv_inc_name_by_other[more] = item
                row.delta_inv_inc_quantity_by_other[more] = change
            more += 1
        if change < 0 and fewer < 4:
            if crafted:
                row.delta_inv_dec_name_by_craft[fewer] = item
                row.delta_inv_dec_quantity_by_craft[fewer] = -change
            else:
                row.delta_inv_dec_name_by_other[fewer] = item
                row.delta_inv_dec_quantity_by_other[fewer] = -change
            fewer += 1
        s.totals[w, p, item] = now[item]


@kernel()
def _observe_life(s: State, w: int, p: int, row: Any) -> None:
    player = s.players[w, p]
    row.life_stats_life[0] = player.health
    row.life_stats_armor[0] = armour_points(s, w, p)
    row.life_stats_food[0] = player.food
    row.life_stats_saturation[0] = player.saturation
    row.life_stats_xp[0] = min(player.xp, _MOST_XP)
    row.life_stats_oxygen[0] = max(player.air, 0)
    row.life_stats_is_sleeping[0] = player.sleeping


@kernel()
def _observe_damage(s: State, w: int, p: int, row: Any) -> None:
    """The damage of this tick: how much, from where (relative to the gaze, to the right and down), of what kind."""
    player = s.players[w, p]
    kind = player.damage_kind
    distance, pitch, yaw = 0.0, 0.0, 0.0
    if kind in _FROM_SOMEWHERE:
        dx = player.hurt_x - player.x
        dy = player.hurt_y - (player.y + eye_height(player.sneaking != 0))
        dz = player.hurt_z - player.z
        flat = math.hypot(dx, dz)
        distance = math.hypot(flat, dy)
        pitch = math.degrees(math.atan2(-dy, flat)) - player.pitch
        yaw = math.degrees(math.atan2(-dx, dz)) - player.yaw
        yaw -= 360.0 * math.floor(yaw / 360.0 + 0.5)
    burning = kind == DAMAGE_FIRE and player.fire > 0
    row.damage_source_damage_amount[0] = player.damage
    row.damage_source_damage_distance[0] = distance
    row.damage_source_damage_pitch[0] = pitch
    row.damage_source_damage_yaw[0] = yaw
    row.damage_source_hunger_damage[0] = player.damage if kind == DAMAGE_STARVE else 0
    row.damage_source_is_explosion[0] = kind == DAMAGE_EXPLOSION
    row.damage_source_is_fire_damage[0] = kind == DAMAGE_FIRE or kind == DAMAGE_LAVA
    row.damage_source_is_magic_damage[0] = kind == DAMAGE_MAGIC
    row.damage_source_is_projectile[0] = kind == DAMAGE_ARROW
    row.damage_source_is_unblockable[0] = burning or kind in _UNBLOCKABLE


@kernel()
def _observe_location(s: State, w: int, p: int, row: Any) -> None:
    player = s.players[w, p]
    clock = s.clock[w]
    x = int(np.floor(player.x))
    y = min(max(int(np.floor(player.y)), 0), HEIGHT - 1)
    z = int(np.floor(player.z))
    row.location_stats_pos[0] = player.x
    row.location_stats_pos[1] = player.y
    row.location_stats_pos[2] = player.z
    row.location_stats_pitch[0] = player.pitch
    row.location_stats_yaw[0] = player.yaw
    row.location_stats_light_level[0] = light_level(s, w, x, y, z)
    row.location_stats_sky_light_level[0] = (s.light[w, x & MASK, z & MASK, y] >> 4) / 15.0
    row.location_stats_sun_brightness[0] = sun_brightness(clock.time, clock.rain_strength, clock.thunder_strength)
    row.location_stats_sea_level[0] = SEA_LEVEL
    biome = s.biomes[w, x & MASK, z & MASK]
    row.location_stats_rainfall[0] = _RAINFALL[biome]
    row.location_stats_temperature[0] = _TEMPERATURE[biome]
    row.location_stats_biome_id[0] = biome
    row.location_stats_is_raining[0] = clock.rain_strength > _RAIN_SEEN
    row.location_stats_can_see_sky[0] = s.light[w, x & MASK, z & MASK, y] >> 4 == 15


@kernel()
def observe_masks(s: State, rules: Rules, w: int, p: int, table: bool, furnace: bool, row: Any) -> None:
    """MineDojo's action masks; unlike its own they look at every recipe, not just at the first of each product."""
    has_equip = False
    has_place = False
    has_item = False
    for slot in range(MAIN_SLOTS):
        stack = s.slots[w, p, slot]
        full = stack.count > 0
        placeable = full and _PLACEABLE[stack.item]
        equippable = full and (slot != s.players[w, p].selected or rules.items[stack.item].slot >= 0)
        row.masks_equip[slot] = equippable
        row.masks_place[slot] = placeable
        row.masks_destroy[slot] = full
        has_equip = has_equip or equippable
        has_place = has_place or placeable
        has_item = has_item or full
    craftable = False
    totals = s.totals[w, p]
    for index in range(len(_CRAFT_ITEMS)):
        item = _CRAFT_ITEMS[index]
        can = False
        if _worth_checking(rules, totals, item):
            if index < _CRAFT_COUNT:
                can = find_recipe(s, rules, w, p, item, table) >= 0
            else:
                can = furnace and find_smelting(s, rules, w, p, item) >= 0
        row.masks_craft_smelt[index] = can
        craftable = craftable or can
    row.masks_action_type[0] = 1
    row.masks_action_type[1] = 1
    row.masks_action_type[2] = s.slots[w, p, s.players[w, p].selected].count > 0
    row.masks_action_type[3] = 1
    row.masks_action_type[4] = craftable
    row.masks_action_type[5] = has_equip
    row.masks_action_type[6] = has_place
    row.masks_action_type[7] = has_item
    for index in range(8):
        row.masks_action_arg[index, 0] = _ARGUMENT[index]


@kernel()
def _worth_checking(rules: Rules, totals: NDArray[np.int16], item: int) -> bool:
    """Whether the plain counts allow any recipe of `item`; sorts out nearly all before variants are looked at."""
    for index in range(rules.recipe_start[item], rules.recipe_start[item + 1]):
        recipe = rules.recipes[index]
        enough = True
        for need in range(recipe.ingredients):
            if totals[recipe.need_item[need]] < recipe.need_count[need]:
                enough = False
                break
        if enough:
            return True
    return False
