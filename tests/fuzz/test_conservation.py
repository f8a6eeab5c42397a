"""Exact accounts in closed worlds: what is carried, stored and on the ground only changes by a recipe."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.action import ACTION
from envs.overworld.gamedata import ITEM_NAMES, RULES, block_state, item_index
from envs.overworld.rules import AT_FURNACE
from envs.overworld.state import CONTAINER_SLOTS, MASK, PEACEFUL, SLOTS
from envs.overworld.world import Overworld
from tests.envs.overworld.scenes import FLOOR, flat_world
from tests.fuzz.actors import draw
from tests.fuzz.invariants import check_state
from tests.fuzz.ledger import everything

WORLDS = 4
WALL = 4
"""Blocks from the player to the wall of bedrock around the yard."""
CHEST = (0, FLOOR + 1, 2)
TABLE = (1, FLOOR + 1, 2)
FURNACE = (-1, FLOOR + 1, 2)
ALL_SLOTS = SLOTS + CONTAINER_SLOTS


@pytest.fixture(scope="module")
def yard():
    """Worlds in which nothing lives, burns or grows: a walled yard with a chest, a table and a furnace."""
    world = Overworld(WORLDS)
    s = flat_world(WORLDS)
    for i in range(-WALL, WALL + 1):
        for x, z in ((i, -WALL), (i, WALL), (-WALL, i), (WALL, i)):
            s.blocks[:, x & MASK, z & MASK, FLOOR + 1 : FLOOR + 5] = block_state("bedrock")
            s.top[:, x & MASK, z & MASK] = FLOOR + 5
    for (x, y, z), name in ((CHEST, "chest"), (TABLE, "crafting_table"), (FURNACE, "furnace")):
        s.blocks[:, x & MASK, z & MASK, y] = block_state(name, 2)
        s.top[:, x & MASK, z & MASK] = y + 1
    s.clock["difficulty"] = PEACEFUL
    s.players["yaw"], s.players["pitch"] = 0.0, 30.0
    world.state = s
    return world


def test_items_that_are_moved_dropped_and_taken_up_are_kept(yard):
    """Random walks, throws, swaps within the inventory and with the chest, and armour put on and off."""
    s = yard.state
    random = np.random.default_rng(8)
    for w in range(WORLDS):
        for slot in range(SLOTS):
            item = int(random.integers(1, len(ITEM_NAMES)))
            stack, worn = RULES.items[item]["stack"], RULES.items[item]["slot"]
            if random.random() < 0.5 and (slot < 36 or worn == slot):
                s.slots[w, 0, slot] = (item, 0, random.integers(1, min(stack, 3) + 1))
    before = everything(s)
    seeds = np.arange(WORLDS, dtype=np.uint64)
    thrown = stored = 0
    for tick in range(1500):
        u = draw(seeds, tick, 12)
        rows = np.zeros(WORLDS, ACTION)
        if tick % 40 < 20:  # beside the chest, then about the yard
            s.players["x"], s.players["z"], s.players["vx"], s.players["vz"] = 0.5, 0.5, 0.0, 0.0
            s.players["yaw"], s.players["pitch"] = 0.0, 30.0
        else:
            for key, name in enumerate(("forward", "jump", "sprint", "left", "sneak")):
                rows[name] = u[:, key] < 0.5
            rows["yaw"], rows["pitch"] = 30.0 * u[:, 5] - 15.0, 20.0 * u[:, 6] - 10.0
        rows["drop"] = u[:, 7] < 0.1
        rows["hotbar"] = np.where(u[:, 7] < 0.3, 1 + (9 * u[:, 8]).astype(np.int64), 0)
        swaps = u[:, 9] < 0.5
        rows["swap_from"] = np.where(swaps, 1 + (ALL_SLOTS * u[:, 10]).astype(np.int64), 0)
        rows["swap_to"] = np.where(swaps, 1 + (ALL_SLOTS * u[:, 11]).astype(np.int64), 0)
        rows["equip"] = np.where((u[:, 9] > 0.9) & (u[:, 10] < 0.9), 1 + (36 * u[:, 11]).astype(np.int64), 0)
        yard.step(rows)
        change = everything(s) - before
        assert not change.any(), (tick, [(w, ITEM_NAMES[i], change[w, i]) for w, i in np.argwhere(change)])
        thrown += int((s.entities["kind"] != 0).sum())
        stored = max(stored, int(s.stored["count"].sum()))
    check_state(s)
    assert thrown > 1000
    assert stored > 20


RECIPES = np.flatnonzero(RULES.recipes["station"] != AT_FURNACE)
SMELTING = np.flatnonzero(RULES.recipes["station"] == AT_FURNACE)


@settings(max_examples=100, deadline=None)
@given(
    row=st.sampled_from(RECIPES.tolist() + SMELTING.tolist()),
    extra=st.lists(st.tuples(st.integers(1, len(ITEM_NAMES) - 1), st.integers(0, 3), st.integers(1, 64)), max_size=20),
    short=st.booleans(),
    full=st.booleans(),
)
def test_a_craft_is_a_recipe_and_nothing_else(yard, row, extra, short, full):
    """Whatever else is carried, and even if the product finds no room: the accounts change by one recipe, or not."""
    recipe = RULES.recipes[row]
    smelts = recipe["station"] == AT_FURNACE
    s = yard.state
    reset(s)
    slot = 0
    for index in range(recipe["ingredients"]):
        count = int(recipe["need_count"][index]) - (short and index == 0)
        item = recipe["need_item"][index]
        while count > 0:  # three buckets of milk are three stacks
            most = min(count, int(RULES.items[item]["stack"]))
            s.slots[0, 0, slot] = (item, max(0, recipe["need_meta"][index]), most)
            count -= most
            slot += 1
    if smelts:
        s.slots[0, 0, slot] = (item_index("lava_bucket"), 0, 1)
        slot += 1
    for item, meta, count in extra:
        if slot < 36:
            damage = int(RULES.items[item]["max_damage"])
            s.slots[0, 0, slot] = (item, min(meta, damage), min(count, int(RULES.items[item]["stack"])))
            slot += 1
    while full and slot < 36:
        s.slots[0, 0, slot] = (item_index("snowball"), 0, 16)
        slot += 1
    before = everything(s)[0]
    heat = int(s.players[0, 0]["furnace_heat"])
    rows = np.zeros(WORLDS, ACTION)
    rows["smelt" if smelts else "craft"][0] = recipe["item"]
    yard.step(rows)
    change = everything(s)[0] - before
    check_state(s)
    if smelts:
        fuel = {i: change[i] for i in np.flatnonzero(change) if RULES.items[i]["burn_ticks"] > 0 and change[i] < 0}
        burnt = int(s.players[0, 0]["furnace_heat"]) - heat
        assert burnt >= -200
        allowed = [change_of(other) for other in SMELTING if RULES.recipes[other]["item"] == recipe["item"]]
        assert not change.any() or any(matches_but_for_fuel(change, recipe_change, fuel) for recipe_change in allowed)
    else:
        allowed = [change_of(other) for other in RECIPES if RULES.recipes[other]["item"] == recipe["item"]]
        assert not change.any() or any((change == recipe_change).all() for recipe_change in allowed)
    if not short:
        assert s.players[0, 0]["crafted"] == 1
        assert change.any() or recipe["item"] in recipe["need_item"]  # one variant from another


def matches_but_for_fuel(change, recipe_change, fuel):
    """Whether a change is a recipe and, perhaps, some of one fuel beside it."""
    rest = change - recipe_change
    return (rest <= 0).all() and np.count_nonzero(rest) <= 1 and set(np.flatnonzero(rest)) <= set(fuel)


def change_of(row):
    """Return what a recipe takes and gives, by item."""
    recipe = RULES.recipes[row]
    change = np.zeros(len(ITEM_NAMES), np.int64)
    for index in range(recipe["ingredients"]):
        change[recipe["need_item"][index]] -= recipe["need_count"][index]
    change[recipe["item"]] += recipe["count"]
    return change


def reset(s):
    """Empty hands, chest and ground; the player at the table."""
    s.slots[:] = s.stored[:] = 0
    s.containers["block"] = 0
    s.entities["kind"] = 0
    s.clock["entity_rows"] = 0
    player = s.players[:, 0]
    player["x"] = player["z"] = 0.5
    player["y"] = FLOOR + 1
    player["vx"] = player["vy"] = player["vz"] = 0.0
    player["yaw"], player["pitch"] = 0.0, 30.0
    player["furnace_heat"] = 0
    player["sneaking"] = 0
