"""Digging in a world: timing of held and fresh clicks, drops, wear, and what a broken block carried."""

import numpy as np
import pytest

from envs.overworld.gamedata import RULES, block_state, item_index
from envs.overworld.player.digging import DIG_COOLDOWN, break_block, dig_tick, dig_ticks
from envs.overworld.state import ENTITY_ITEM
from tests.envs.overworld.scenes import FLOOR, block, flat_world, give, look, put

AHEAD = (0, FLOOR + 1, 2)
"""The block two in front of the player's feet."""


@pytest.fixture(scope="module")
def shared():
    return flat_world()


@pytest.fixture
def world(shared):
    """A stone plain with the player looking at the empty cell AHEAD."""
    fresh = flat_world()
    for mine, theirs in zip(shared, fresh, strict=True):
        mine[...] = theirs
    look(shared, 0, 40)
    return shared


def dig(s, limit=400):
    """Hold the attack key until the block AHEAD is gone; return the ticks that took."""
    for tick in range(1, limit + 1):
        dig_tick(s, RULES, 0, 0, True)
        if block(s, *AHEAD) == 0:
            return tick
    return None


def dropped(s):
    """The items on the ground: item index -> count."""
    items = s.entities[0][s.entities[0]["kind"] == ENTITY_ITEM]
    return {int(item): int(items["count"][items["item"] == item].sum()) for item in np.unique(items["item"])}


@pytest.mark.parametrize(("name", "tool"), [("log", None), ("stone", "wooden_pickaxe"), ("dirt", "iron_shovel")])
def test_a_fresh_click_takes_the_tabled_time(world, name, tool):
    put(world, *AHEAD, name)
    if tool:
        give(world, 0, tool)
    item = item_index(tool) if tool else 0
    assert dig(world) == dig_ticks(RULES, block_state(name), item, True, False, 1.0)


def test_a_held_key_rests_then_begins_the_next_block(world):
    put(world, *AHEAD, "dirt")
    first = dig(world)
    put(world, *AHEAD, "dirt")
    assert dig(world) == DIG_COOLDOWN + 1 + first


def test_what_breaks_at_the_click_costs_no_rest(world):
    put(world, *AHEAD, "tallgrass", 1)
    assert dig(world) == 1
    put(world, *AHEAD, "tallgrass", 1)
    assert dig(world) == 1


@pytest.mark.parametrize("interruption", ["release", "look away", "other tool"])
def test_an_interruption_starts_from_nothing(world, interruption):
    put(world, *AHEAD, "log")
    whole = dig_ticks(RULES, block_state("log"), 0, True, False, 1.0)
    for _ in range(whole - 5):
        dig_tick(world, RULES, 0, 0, True)
    if interruption == "release":
        dig_tick(world, RULES, 0, 0, False)
    elif interruption == "look away":
        look(world, 180, 40)
        dig_tick(world, RULES, 0, 0, True)
        look(world, 0, 40)
    else:
        give(world, 0, "stick")
    assert dig(world) in (whole, whole + 1)


def test_break_speed_of_the_clock_counts(world):
    world.clock["break_speed"] = 10
    put(world, *AHEAD, "log")
    assert dig(world) == 6


def test_haste_quickens_and_fatigue_slows(world):
    put(world, *AHEAD, "log")
    whole = dig(world)
    world.players["attack_held"] = 0
    world.players["effect_ticks"][0, 0, 3] = 1000
    world.players["effect_level"][0, 0, 3] = 4  # haste V: twice as fast
    put(world, *AHEAD, "log")
    assert dig(world) == pytest.approx(whole / 2 + DIG_COOLDOWN, abs=1)
    world.players["effect_ticks"][0, 0, 4] = 1000
    world.players["effect_level"][0, 0, 4] = 3  # fatigue IV
    put(world, *AHEAD, "log")
    assert dig(world, 2000) is None


def test_digging_with_a_tool_counts_as_its_use(world):
    break_with(world, "stone", "wooden_pickaxe")
    break_with(world, "dirt", "stick")
    assert world.used[0, 0, item_index("wooden_pickaxe")] == 1
    assert world.used.sum() == 1


def test_nothing_is_dug_while_eating_or_out_of_reach(world):
    put(world, *AHEAD, "dirt")
    world.players["use_ticks"] = 1
    assert dig(world, 50) is None
    world.players["use_ticks"] = 0
    world.players["z"] = -4
    assert dig(world, 50) is None


def break_with(s, name, tool=None, meta=0):
    """Break a block AHEAD with a tool; return what drops."""
    s.entities["kind"] = 0
    put(s, *AHEAD, name, meta)
    s.slots[0, 0, 0] = (item_index(tool) if tool else 0, 0, 1 if tool else 0)
    break_block(s, RULES, 0, 0, *AHEAD)
    return dropped(s)


@pytest.mark.parametrize(
    ("name", "tool", "drops"),
    [
        ("stone", None, {}),
        ("stone", "wooden_pickaxe", {"cobblestone": 1}),
        ("iron_ore", "wooden_pickaxe", {}),
        ("iron_ore", "stone_pickaxe", {"iron_ore": 1}),
        ("diamond_ore", "stone_pickaxe", {}),
        ("diamond_ore", "iron_pickaxe", {"diamond": 1}),
        ("grass", None, {"dirt": 1}),
        ("coal_ore", "wooden_pickaxe", {"coal": 1}),
        ("leaves", "shears", {"leaves": 1}),
        ("glass", None, {}),
        ("lit_furnace", "wooden_pickaxe", {"furnace": 1}),
    ],
)
def test_drops(world, name, tool, drops):
    assert break_with(world, name, tool) == {item_index(item): count for item, count in drops.items()}


def test_gravel_drops_flint_one_time_in_ten(world):
    flint = sum(break_with(world, "gravel") == {item_index("flint"): 1} for _ in range(1000))
    gravel = sum(break_with(world, "gravel") == {item_index("gravel"): 1} for _ in range(1000))
    assert 60 < flint < 140
    assert 860 < gravel < 940


@pytest.mark.parametrize(
    ("name", "tool", "wear"),
    [("stone", "iron_pickaxe", 1), ("stone", "iron_sword", 2), ("tallgrass", "iron_axe", 0), ("stone", "iron_hoe", 0)],
)
def test_wear_of_tools(world, name, tool, wear):
    break_with(world, name, tool)
    assert world.slots["meta"][0, 0, 0] == wear


def test_a_wooden_pickaxe_breaks_at_its_sixtieth_block(world):
    give(world, 0, "wooden_pickaxe")
    for block_number in range(60):
        assert world.slots["item"][0, 0, 0] == item_index("wooden_pickaxe"), block_number
        put(world, *AHEAD, "stone")
        break_block(world, RULES, 0, 0, *AHEAD)
    assert world.slots["item"][0, 0, 0] == 0


@pytest.mark.parametrize("half", [0, 1])
def test_a_door_goes_whole_and_drops_once(world, half):
    x, y, z = AHEAD
    put(world, x, y, z, "wooden_door", 1)
    put(world, x, y + 1, z, "wooden_door", 8)
    break_block(world, RULES, 0, 0, x, y + half, z)
    assert block(world, x, y, z) == block(world, x, y + 1, z) == 0
    assert dropped(world) == {item_index("wooden_door"): 1}


@pytest.mark.parametrize("half", [0, 1])
def test_a_bed_goes_whole_and_drops_once(world, half):
    x, y, z = AHEAD
    put(world, x, y, z, "bed", 0)
    put(world, x, y, z + 1, "bed", 8)
    break_block(world, RULES, 0, 0, x, y, z + half)
    assert block(world, x, y, z) == block(world, x, y, z + 1) == 0
    assert dropped(world) == {item_index("bed"): 1}


def test_ice_leaves_water_over_a_floor_but_not_over_air(world):
    break_with(world, "ice")
    assert block(world, *AHEAD) == block_state("flowing_water")
    x, y, z = AHEAD
    put(world, x, y + 2, z, "ice")
    put(world, x, y + 1, z, "air")
    break_block(world, RULES, 0, 0, x, y + 2, z)
    assert block(world, x, y + 2, z) == 0


def test_plants_and_torches_break_with_their_support(world):
    x, y, z = AHEAD
    put(world, x, y, z, "grass")
    put(world, x, y + 1, z, "red_flower")
    put(world, x + 1, y, z, "torch", 1)
    put(world, x - 1, y, z, "ladder", 4)
    put(world, x, y, z + 1, "torch", 5)
    break_block(world, RULES, 0, 0, x, y, z)
    assert [block(world, *at) for at in ((x, y + 1, z), (x + 1, y, z), (x - 1, y, z))] == [0, 0, 0]
    assert block(world, x, y, z + 1) == block_state("torch", 5)
    expected = {"dirt": 1, "red_flower": 1, "torch": 1, "ladder": 1}
    assert dropped(world) == {item_index(name): count for name, count in expected.items()}


def test_reeds_break_all_the_way_up(world):
    x, y, z = AHEAD
    for dy in range(3):
        put(world, x, y + dy, z, "reeds")
    break_block(world, RULES, 0, 0, x, y, z)
    assert [block(world, x, y + dy, z) for dy in range(3)] == [0, 0, 0]
    assert dropped(world) == {item_index("reeds"): 3}
