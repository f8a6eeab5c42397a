"""What the keys do to a player in one tick: strike or dig, sleep, live again, move stacks, trample."""

import numpy as np
import pytest

from envs.overworld.action import encode
from envs.overworld.gamedata import RULES, block_state, item_index, mob_index
from envs.overworld.state import DAMAGE_MOB, ENTITY_MOB, SLOTS
from envs.overworld.tick import tick_players
from tests.envs.overworld.scenes import FLOOR, block, flat_world, give, held, look, look_at, put

ALL = np.ones(1, np.bool_)
WORLD = flat_world()


@pytest.fixture
def s():
    fresh = flat_world()
    for mine, new in zip(WORLD, fresh, strict=True):
        mine[...] = new
    return WORLD


def act(s, ticks=1, **keys):
    for _ in range(ticks):
        tick_players(s, RULES, encode({k.replace("hotbar_", "hotbar."): v for k, v in keys.items()}, 1), ALL)


def player(s):
    return s.players[0, 0]


def pig_ahead(s, z):
    s.clock["entity_rows"] = 1
    pig = s.entities[0, 0]
    pig["kind"], pig["mob"], pig["health"] = ENTITY_MOB, mob_index("pig"), 10
    pig["x"], pig["y"], pig["z"] = 0.5, FLOOR + 1, z
    return pig


def test_a_mob_in_front_of_a_block_is_struck_and_the_block_is_not_dug(s):
    put(s, 0, FLOOR + 1, 3, "dirt")
    pig = pig_ahead(s, 2.2)
    look_at(s, 0.5, FLOOR + 1.5, 3.0)
    act(s, 40, attack=1)
    assert pig["health"] == 9  # one press, one blow with the fist
    assert block(s, 0, FLOOR + 1, 3) == block_state("dirt")
    pig["kind"] = 0
    act(s, 40, attack=1)
    assert block(s, 0, FLOOR + 1, 3) == 0


def test_whoever_eats_does_not_strike(s):
    pig = pig_ahead(s, 2.2)
    look_at(s, 0.5, FLOOR + 1.5, 2.0)
    s.players["food"] = 10
    give(s, 40, "bread")
    act(s, 1, use=1)
    act(s, 10, use=1, attack=1)
    assert pig["health"] == 10


def test_another_slot_breaks_the_meal_off(s):
    s.players["food"] = 10
    give(s, 0, "bread")
    give(s, 1, "bread")
    look(s, 0, -90)
    act(s, 20, use=1)
    act(s, hotbar_2=1, use=1)
    assert player(s)["use_ticks"] <= 1


def test_eating_slows_down(s):
    s.players["food"] = 10
    give(s, 0, "bread")
    look(s, 0, 0)
    act(s, 20, use=1, forward=1)
    assert player(s)["z"] - 0.5 < 1.2


def test_sleep_takes_the_keys_away_until_morning(s):
    s.clock["time"] = 14000
    s.clock["weather_cycle"] = 1
    put(s, 0, FLOOR + 1, 2, "bed", 0)
    put(s, 0, FLOOR + 1, 3, "bed", 8)
    look_at(s, 0.5, FLOOR + 1.3, 2.2)
    act(s, use=1)
    assert player(s)["sleeping"]
    where = (float(player(s)["z"]), float(player(s)["yaw"]))
    act(s, 50, forward=1, attack=1, camera=(0.0, 10.0), drop=1)
    assert (float(player(s)["z"]), float(player(s)["yaw"])) == where
    act(s, 50)
    assert not player(s)["sleeping"]
    assert s.clock["time"][0] == 0
    assert player(s)["has_bed"]


@pytest.mark.parametrize("key", ["jump", "sneak"])
def test_jump_and_sneak_leave_the_bed(s, key):
    s.clock["time"] = 14000
    put(s, 0, FLOOR + 1, 2, "bed", 8)
    s.players["sleeping"] = 1
    s.players["bed_y"], s.players["bed_z"] = FLOOR + 1, 2
    act(s, **{key: 1})
    assert not player(s)["sleeping"]
    assert s.clock["time"][0] == 14000


def test_the_dead_stay_dead_or_live_again(s):
    s.clock["spawn_y"] = FLOOR + 1
    s.players["alive"] = 0
    s.players["health"] = 0
    s.players["z"] = 9.5
    give(s, 0, "dirt")
    act(s, 5, forward=1)
    assert (player(s)["alive"], float(player(s)["z"])) == (0, 9.5)
    assert held(s, "dirt") == 0
    s.clock["respawn"] = 1
    act(s)
    assert (player(s)["alive"], player(s)["health"], float(player(s)["z"])) == (1, 20, 0.5)


def test_stacks_move_to_a_chest_and_back(s):
    put(s, 0, FLOOR + 1, 2, "chest", 2)
    look_at(s, 0.5, FLOOR + 1.5, 2.2)
    give(s, 5, "diamond", 3)
    act(s, swap_from=6, swap_to=SLOTS + 1)
    assert held(s, "diamond") == 0
    act(s, swap_from=SLOTS + 1, swap_to=1)
    assert s.slots[0, 0, 0].tolist() == (item_index("diamond"), 0, 3)


def test_equipped_armour_counts_as_used(s):
    give(s, 4, "iron_boots")
    give(s, 5, "stick")
    act(s, equip=5)
    act(s, equip=6)
    assert s.used[0, 0, item_index("iron_boots")] == 1
    assert s.used.sum() == 1


def test_a_fall_tramples_farmland(s):
    put(s, 0, FLOOR, 0, "farmland", 7)
    for _ in range(20):
        s.players["y"] = FLOOR + 4
        s.players["on_ground"] = 0
        act(s, 20)
    assert block(s, 0, FLOOR, 0) == block_state("dirt")


def test_damage_is_of_one_tick(s):
    s.players["damage"] = 5
    s.players["damage_kind"] = DAMAGE_MOB
    s.players["hurt_from"] = 17
    act(s)
    assert (player(s)["damage"], player(s)["damage_kind"], player(s)["hurt_from"]) == (0, 0, 0)
    assert player(s)["hurt_z"] == player(s)["z"]
