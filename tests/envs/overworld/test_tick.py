"""What keys and functional actions do in a tick, in hand-made worlds."""

import numpy as np
import pytest

from envs.overworld.action import encode
from envs.overworld.blocks.daylight import DAY
from envs.overworld.gamedata import RULES, block_state, item_index
from envs.overworld.player.stations import stations_nearby
from envs.overworld.tick import step_worlds
from tests.envs.overworld.scenes import FLOOR, block, flat_world, give, held, look, look_at, put

ALL = np.ones(1, np.bool_)


@pytest.fixture(scope="module")
def shared():
    return flat_world()


@pytest.fixture
def s(shared):
    fresh = flat_world()
    for mine, new in zip(shared, fresh, strict=True):
        mine[...] = new
    return shared


def act(s, steps=1, **keys):
    """Press keys for some ticks."""
    action = {name.replace("hotbar_", "hotbar."): value for name, value in keys.items()}
    for _ in range(steps):
        step_worlds(s, RULES, encode(action, 1), ALL)


def player(s):
    return s.players[0, 0]


def test_walking_speed(s):
    act(s, 20, forward=1)
    before = float(player(s)["z"])
    act(s, 20, forward=1)
    assert player(s)["z"] - before == pytest.approx(4.317, abs=0.01)  # blocks a second (Minecraft Wiki, "Walking")


def test_opposite_keys_cancel(s):
    act(s, 20, forward=1, back=1, left=1, right=1)
    assert (player(s)["x"], player(s)["z"]) == (0.5, 0.5)


def test_camera_adds_and_stays_in_range(s):
    act(s, 1, camera=(30.0, 170.0))
    act(s, 1, camera=(80.0, 20.0))
    assert (player(s)["pitch"], player(s)["yaw"]) == (90.0, -170.0)


def test_hotbar_keys_choose_the_slot(s):
    act(s, hotbar_7=1)
    assert player(s)["selected"] == 6


def test_drop_throws_one_item_a_press(s):
    give(s, 0, "dirt", 3)
    act(s, 5, drop=1)
    assert held(s, "dirt") == 2
    act(s)
    act(s, drop=1)
    assert held(s, "dirt") == 1
    assert s.entities["count"].sum() == 2


def test_equip_swaps_into_the_hand_or_onto_the_body(s):
    give(s, 5, "stone_pickaxe")
    give(s, 6, "iron_helmet")
    act(s, equip=6)
    act(s, equip=7)
    slots = s.slots[0, 0]["item"]
    assert slots[0] == item_index("stone_pickaxe")
    assert slots[39] == item_index("iron_helmet")


def test_destroy_empties_a_slot(s):
    give(s, 3, "dirt", 9)
    act(s, destroy=4)
    assert held(s, "dirt") == 0


def test_use_places_the_block_in_hand_every_four_ticks(s):
    give(s, 0, "torch", 5)
    look_at(s, 0.5, FLOOR + 1, 2.5)
    act(s, use=1)
    assert block(s, 0, FLOOR + 1, 2) == block_state("torch", 5)


def test_use_opens_a_door_instead_of_placing(s):
    put(s, 0, FLOOR + 1, 2, "wooden_door", 1)
    put(s, 0, FLOOR + 2, 2, "wooden_door", 8)
    give(s, 0, "dirt", 2)
    look_at(s, 0.5, FLOOR + 1.6, 2.1)
    act(s, use=1)
    assert block(s, 0, FLOOR + 1, 2) & 4
    assert held(s, "dirt") == 2


def test_mining_by_hand_takes_the_published_time(s):
    put(s, 0, FLOOR + 1, 2, "log")
    look_at(s, 0.5, FLOOR + 1.5, 2.0)
    act(s, 59, attack=1)
    assert block(s, 0, FLOOR + 1, 2) == block_state("log")
    act(s, 2, attack=1)  # 3 s: hardness 2 by hand (Minecraft Wiki, "Breaking"); adding up floats may cost a tick
    assert block(s, 0, FLOOR + 1, 2) == 0
    assert item_index("log") in s.entities["item"]


def test_what_is_mined_is_picked_up_on_foot(s):
    put(s, 0, FLOOR + 1, 2, "log")
    look_at(s, 0.5, FLOOR + 1.5, 2.0)
    act(s, 61, attack=1)
    act(s, 30, forward=1)
    assert held(s, "log") == 1


def test_a_table_counts_only_in_view(s):
    put(s, 0, FLOOR + 1, 3, "crafting_table")
    look(s, 0.0, 20.0)
    assert stations_nearby(s, 0, 0) == (True, False)
    look(s, 180.0, 20.0)
    assert stations_nearby(s, 0, 0) == (False, False)
    put(s, 0, FLOOR + 1, -6, "furnace")
    assert stations_nearby(s, 0, 0) == (False, False)  # more than five blocks away
    put(s, 0, FLOOR + 1, -3, "furnace")
    assert stations_nearby(s, 0, 0) == (False, True)


def test_crafting_needs_its_table(s):
    give(s, 0, "planks", 3)
    give(s, 1, "stick", 2)
    act(s, craft=item_index("wooden_pickaxe"))
    assert held(s, "wooden_pickaxe") == 0
    put(s, 0, FLOOR + 1, 3, "crafting_table")
    look(s, 0.0, 20.0)
    act(s, craft=item_index("wooden_pickaxe"))
    assert held(s, "wooden_pickaxe") == 1


def test_time_passes_unless_it_is_told_not_to(s):
    s.clock["time"] = DAY - 1
    act(s)
    assert s.clock["time"][0] == 0
    s.clock["daylight_cycle"] = 0
    act(s, 5)
    assert s.clock["time"][0] == 0
    assert s.clock["age"][0] == 6


def test_the_dead_do_nothing(s):
    s.players["alive"] = 0
    act(s, 5, forward=1, camera=(5.0, 5.0))
    assert (player(s)["z"], player(s)["yaw"]) == (0.5, 0.0)
