"""Slash commands: what they change, and what the chat answers."""

import logging
import math

import numpy as np
import pytest

from envs.malmo.console import run_command
from envs.overworld.blocks.grid import get_block
from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import block_id, block_state, item_index, mob_index
from envs.overworld.rules import LIQUID
from envs.overworld.state import ENTITY_ITEM, ENTITY_MOB, ENTITY_NONE, MASK
from envs.overworld.world import WorldStart

LOG = item_index("log")
START = WorldStart(biome="plains", mob_spawning=False, respawn=True, world_seed=3)


@pytest.fixture(scope="module")
def shared():
    return OverworldEnv(image_size=None, start=START)


@pytest.fixture
def env(shared):
    shared.reset(seed=5)
    return shared


def player(env):
    return env.world.state.players[0, 0]


def entities(env, kind):
    rows = env.world.state.entities[0]
    return rows[rows["kind"] == kind]


def slot(env, number):
    return tuple(int(value) for value in env.world.state.slots[0, 0, number])


def test_summon_puts_a_mob_at_the_very_point(env):
    x, y, z = (float(player(env)[axis]) for axis in "xyz")
    assert run_command(env, "/summon minecraft:cow ~2 ~3 ~-1") == "Object successfully summoned"
    (cow,) = entities(env, ENTITY_MOB)
    assert (cow["x"], cow["y"], cow["z"]) == (x + 2, y + 3, z - 1)
    assert cow["mob"] == mob_index("cow") and cow["persistent"]
    run_command(env, "/summon pig 7 90 -3")
    assert [(row["x"], row["y"], row["z"]) for row in entities(env, ENTITY_MOB)][1] == (7.5, 90.0, -2.5)
    assert run_command(env, "/summon pig 5000 90 0") == "Unable to summon the object out of the world"


def test_kill_ends_those_that_are_meant(env):
    for mob in ("cow", "cow", "sheep"):
        run_command(env, f"/summon {mob} ~3 ~ ~3")
    run_command(env, "/give @p log 3")
    env.step({"drop": 1})
    assert len(entities(env, ENTITY_ITEM)) == 1
    assert run_command(env, "/kill @e[type=item]") == "Killed item"
    assert len(entities(env, ENTITY_ITEM)) == 0
    assert run_command(env, "/kill @e[type=item]") == "Selector '@e[type=item]' found nothing"
    assert run_command(env, "/kill @e[type=cow,c=1]") == "Killed cow"
    assert sorted(row["health"] > 0 for row in entities(env, ENTITY_MOB)) == [False, True, True]
    assert run_command(env, "/kill @e[type=!player]").count("Killed") >= 3
    assert player(env)["alive"]


def test_kill_without_a_name_is_the_players_death_and_a_new_life_follows(env):
    run_command(env, "/give @p log 3")
    assert run_command(env, "/kill") == "Killed MineDojoAgent0"
    env.step({})
    assert player(env)["alive"] and player(env)["deaths"] == 1
    assert slot(env, 0) == (0, 0, 0)
    assert int(entities(env, ENTITY_ITEM)["count"].sum()) == 3


def test_the_commands_of_a_fast_reset_work_far_from_the_spawn(env):
    run_command(env, "/tp 1000 80 1000")
    env.step({})
    for command in ("/kill", "/spreadplayers ~ ~ 0 200 false @p", "/time set 18000", "/weather normal"):
        run_command(env, command)
        env.step({})
    spawn = env.world.state.clock[0]
    assert player(env)["alive"] and player(env)["deaths"] == 1
    assert abs(player(env)["x"] - spawn["spawn_x"]) <= 202 and abs(player(env)["z"] - spawn["spawn_z"]) <= 202
    assert spawn["time"] in (18001, 18002)


def test_tp_loads_the_land_and_turns_the_head(env):
    run_command(env, "/tp 300 100 -200 90 45")
    assert [float(player(env)[name]) for name in ("x", "y", "z", "yaw", "pitch")] == [300.5, 100, -199.5, 90, 45]
    assert env.world.state.top[0, 300 & MASK, -200 & MASK] > 0
    run_command(env, "/tp @p ~1.5 ~ ~ 270 ~-100")
    assert [float(player(env)[name]) for name in ("x", "yaw", "pitch")] == [302.0, -90, -55]


def test_spreadplayers_finds_a_dry_top_within_the_square(env):
    places = set()
    for _ in range(8):
        x, z = float(player(env)["x"]), float(player(env)["z"])
        assert run_command(env, "/spreadplayers ~ ~ 0 40 false @p").startswith("Successfully spread 1 players")
        now = player(env)
        assert abs(now["x"] - x) <= 41 and abs(now["z"] - z) <= 41
        places.add((float(now["x"]), float(now["z"])))
        below = get_block(env.world.state, 0, math.floor(now["x"]), int(now["y"]) - 1, math.floor(now["z"]))
        assert below != 0 and not env.world.rules.blocks[below]["flags"] & LIQUID
        height = float(player(env)["y"])
        for _ in range(12):
            env.step({})
        assert player(env)["on_ground"] and height - 2 <= player(env)["y"] <= height  # off a plant, at most
    assert len(places) == 8


def test_spreadplayers_gives_up_where_all_is_water():
    env = OverworldEnv(image_size=None, start=WorldStart(biome="deep_ocean", world_seed=1))
    env.reset(seed=1)
    before = [float(player(env)[axis]) for axis in "xyz"]
    assert run_command(env, "/spreadplayers ~ ~ 0 100 false @p").startswith("Could not spread")
    assert [float(player(env)[axis]) for axis in "xyz"] == before


def test_items_go_where_they_are_told(env):
    run_command(env, "/replaceitem entity @p slot.weapon.mainhand minecraft:diamond_sword 1 7")
    run_command(env, "/replaceitem entity @p slot.hotbar.3 minecraft:log 5 2")
    run_command(env, "/replaceitem entity @p slot.inventory.26 log 64")
    run_command(env, "/replaceitem entity @p slot.armor.head iron_helmet")
    run_command(env, "/replaceitem entity @p slot.weapon.offhand shield")
    assert slot(env, 0) == (item_index("diamond_sword"), 7, 1)
    assert slot(env, 3) == (LOG, 2, 5) and slot(env, 35) == (LOG, 0, 64)
    assert slot(env, 39) == (item_index("iron_helmet"), 0, 1) and slot(env, 40) == (item_index("shield"), 0, 1)
    run_command(env, "/replaceitem entity @p slot.hotbar.3 minecraft:air 1 0")
    assert slot(env, 3) == (0, 0, 0)
    assert run_command(env, "/clear @p log 0 60").endswith("removing 60 items") and slot(env, 35) == (LOG, 0, 4)
    assert run_command(env, "/clear").endswith("removing 7 items")
    assert (env.world.state.slots[0]["count"] == 0).all()
    assert run_command(env, "/clear").startswith("Could not clear")


def test_give_drops_what_finds_no_room(env):
    for _ in range(36):
        run_command(env, "/give @p log 64")
    run_command(env, "/give @p ender_pearl 40")
    assert sorted(entities(env, ENTITY_ITEM)["count"]) == [8, 16, 16]


def test_time_weather_rules_and_difficulty(env):
    clock = env.world.state.clock
    assert run_command(env, "/time set night") == "Set the time to 13000"
    run_command(env, "/time add 12000")
    assert clock["time"][0] == 1000
    run_command(env, "/gamerule doDaylightCycle false")
    env.step({})
    assert clock["time"][0] == 1000
    assert run_command(env, "/weather thunder 5") == "Changing to rain and thunder"
    assert clock["raining"][0] and clock["thundering"][0]
    for _ in range(101):
        env.step({})
    assert not clock["raining"][0] and not clock["thundering"][0]
    run_command(env, "/difficulty peaceful")
    assert clock["difficulty"][0] == 0


def test_setblock_places_keeps_and_destroys(env):
    x, y, z = (math.floor(player(env)[axis]) for axis in "xyz")
    assert run_command(env, "/setblock ~2 ~5 ~ minecraft:planks 3") == "Block placed"
    assert get_block(env.world.state, 0, x + 2, y + 5, z) == block_state("planks", 3)
    assert run_command(env, "/setblock ~2 ~5 ~ stone 0 keep") == "The block couldn't be placed"
    run_command(env, "/setblock ~2 ~5 ~ air 0 destroy")
    assert entities(env, ENTITY_ITEM)["item"].tolist() == [item_index("planks")]
    run_command(env, f"/setblock {x + 2} {y + 9} {z} sand")
    for _ in range(40):
        env.step({})
    assert get_block(env.world.state, 0, x + 2, y + 9, z) == 0  # it fell
    column = env.world.state.blocks[0, (x + 2) & MASK, z & MASK] >> 4
    assert (column == block_id("sand")).sum() == 1


@pytest.mark.parametrize(
    "command",
    [
        "/fly me to the moon",
        "/",
        "/summon",
        "/summon dragon_of_doom",
        "/summon cow a b c",
        "/summon cow nan 5 5",
        "/kill @e[type=",
        "/kill @e[colour=red]",
        "/kill somebody",
        "/kill @e[c=x]",
        "/tp 1",
        "/tp 1e300 5 5",
        "/tp @e[type=cow] 1 2 3",
        "/time set soon",
        "/time set -5",
        "/weather normal",
        "/replaceitem entity @p slot.hotbar.9 log",
        "/replaceitem entity @p slot.hotbar.0 log 65",
        "/replaceitem entity @p slot.hotbar.0 log -1",
        "/replaceitem entity @p slot.hotbar.0 no_such_thing",
        "/replaceitem block 1 2 3",
        "/give @p air",
        "/give @p log 99999999999999999999999999999",
        "/setblock ~ 300 ~ stone",
        "/setblock 9000 50 9000 stone",
        "/setblock ~ ~ ~ no_such_thing",
        "/setblock ~ ~ ~ stone 16",
        "/gamerule doDaylightCycle perhaps",
        "/gamerule keepInventory true",
        "/difficulty 7",
        "/spreadplayers ~ ~ 0 0 false @p",
        "/spreadplayers ~ ~ 0 20 false",
    ],
)
def test_what_cannot_be_done_changes_nothing_and_is_logged(env, command, caplog):
    before = {name: array.copy() for name, array in env.world.memory().items()}
    with caplog.at_level(logging.DEBUG):
        answer = run_command(env, command)
    assert answer and command in caplog.text
    after = env.world.memory()
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_talk_has_no_answer(env):
    assert run_command(env, "hello") == "" and run_command(env, "") == ""


def test_commands_follow_the_seed(shared):
    places = []
    for _ in range(2):
        shared.reset(seed=11)
        run_command(shared, "/spreadplayers ~ ~ 0 30 false @p")
        run_command(shared, "/summon sheep ~ ~ ~2")
        places.append(shared.world.snapshot())
    assert places[0] == places[1]


def test_a_removed_thing_frees_its_row(env):
    run_command(env, "/give @p log 1")
    env.step({"drop": 1})
    run_command(env, "/kill @e[type=item]")
    assert (env.world.state.entities[0]["kind"] == ENTITY_NONE).all()
    assert env.world.state.clock[0]["entity_rows"] == 0
