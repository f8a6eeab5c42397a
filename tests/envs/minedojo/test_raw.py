"""The canonical action as MineDojo's raw one, and starts as settings of MineDojoSim: no simulator is needed."""

import json

import numpy as np
import pytest

from envs.minedojo.actions import raw_action_space
from envs.minedojo.beginning import LIMITS, commands, settings
from envs.minedojo.raw import RAW_ACTION_SPACE, is_slow, to_raw
from envs.overworld.action import InvalidActionError, encode
from envs.overworld.gamedata import item_index
from envs.overworld.sites.site import StartSite
from envs.overworld.state import SLOTS, STACK
from envs.overworld.world import StartMob, StartStack, WorldStart
from envs.tasks import UnavailableTaskError, get_task

STILL = {"camera": [0.0, 0.0]}


def raw(action, **held):
    slots = np.zeros(SLOTS, STACK)
    for place, item in held.items():
        slots[int(place[1:])] = (item_index(item), 0, 1)
    row = encode(action, 1)[0]
    return to_raw(row, slots), is_slow(row)


@pytest.mark.parametrize("key", ["forward", "back", "left", "right", "jump", "sneak", "sprint", "use", "attack"])
def test_keys_are_keys(key):
    assert raw({key: 1}) == (STILL | {key: 1}, False)


def test_the_camera_turns_by_as_much():
    assert raw({"camera": (-12.5, 170.25)}) == ({"camera": [-12.5, 170.25]}, False)


def test_doing_nothing_and_what_the_game_has_no_key_for():
    assert raw({}) == raw({"inventory": 1}) == (STILL, False)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ({"craft": item_index("planks")}, {"craft": "planks"}),
        ({"craft": item_index("wooden_pickaxe")}, {"craft_with_table": "wooden_pickaxe"}),
        ({"smelt": item_index("iron_ingot")}, {"smelt": "iron_ingot"}),
        ({"drop": 1}, {"drop": 1}),
        ({"equip": 10}, {"equip": "stone_axe"}),
        ({"hotbar.3": 1}, {"equip": "log"}),
        ({"place": 3}, {"place": "log"}),
        ({"destroy": 3}, {"chat": "/replaceitem entity @p slot.hotbar.2 minecraft:air"}),
        ({"destroy": 10}, {"chat": "/replaceitem entity @p slot.inventory.0 minecraft:air"}),
        ({"destroy": 40}, {"chat": "/replaceitem entity @p slot.armor.head minecraft:air"}),
    ],
)
def test_what_takes_no_key(action, said):
    assert raw(action, s2="log", s9="stone_axe") == (STILL | said, True)


@pytest.mark.parametrize(
    "action", [{"equip": 1}, {"place": 8}, {"hotbar.9": 1}, {"craft": item_index("dirt")}, {"smelt": item_index("log")}]
)
def test_what_is_not_there_or_cannot_be_made_does_nothing(action):
    assert raw(action, s2="log")[0] == STILL


def test_slots_cannot_be_swapped():
    with pytest.raises(InvalidActionError, match="cannot swap slots"):
        raw({"swap_from": 1, "swap_to": 2})
    assert not {"swap_from", "swap_to"} & set(RAW_ACTION_SPACE)


def test_every_action_of_the_space_can_be_said():
    RAW_ACTION_SPACE.seed(0)
    space = raw_action_space()
    for _ in range(300):
        action = RAW_ACTION_SPACE.sample()
        said, _ = raw(action, **{f"s{slot}": "cobblestone" for slot in range(SLOTS)})
        said.pop("chat", None)
        said["camera"] = np.array(said["camera"], np.float64)
        for name, value in said.items():
            assert space[name].contains(value), (name, value)


def test_a_start_as_settings():
    start = WorldStart(
        biome=("forest", "plains"), start_time=18000, daylight_cycle=False, mob_spawning=False, break_speed=10.0,
        inventory=(StartStack(item="iron_helmet", slot=39, variant=5), StartStack(item="dirt", count=100)),
    )  # fmt: skip
    said = settings(start, 0, (48, 64))
    assert json.loads(json.dumps(said)) == said
    assert said["world_seed"] == "0", "as a number it would be no seed"
    assert said["generate_world_type"] == "specified_biome" and said["specified_biome"] == start.biome_for(0)
    assert said["initial_inventory"] == [[0, "dirt", 0, 64], [1, "dirt", 0, 36], [39, "iron_helmet", 5, 1]]
    assert (said["start_time"], said["allow_time_passage"], said["allow_mob_spawn"]) == (18000, False, False)
    assert (said["break_speed_multiplier"], said["image_size"]) == (10.0, [48, 64])


@pytest.mark.parametrize(
    ("weather", "cycle", "said"),
    [("clear", True, "normal"), ("clear", False, "clear"), ("rain", True, "rain"), ("thunder", False, "thunder")],
)
def test_weather(weather, cycle, said):
    start = WorldStart(weather=weather, weather_cycle=cycle)
    assert settings(start, 1, (16, 16))["initial_weather"] == said
    assert settings(start, 1, (16, 16))["generate_world_type"] == "default"


def test_mobs_are_summoned_in_their_box():
    mobs = (StartMob(mob="cow", count=3, low=(-7, 0, 2), high=(-5, 0, 9)), StartMob(mob="zombie"))
    said = commands(WorldStart(mobs=mobs, spawn_radius=20, difficulty="hard"), 5)
    assert said[:2] == ["/difficulty hard", "/spreadplayers ~ ~ 0 20 false @p"]
    assert said == commands(WorldStart(mobs=mobs, spawn_radius=20, difficulty="hard"), 5)
    assert [line.split()[1] for line in said[2:]] == ["cow", "cow", "cow", "zombie"]
    for line in said[2:5]:
        x, y, z = (int(word[1:]) for word in line.split()[2:])
        assert -7 <= x <= -5 and y == 0 and 2 <= z <= 9


def test_what_only_the_overworld_tells_is_refused():
    with pytest.raises(UnavailableTaskError, match=r"'skills/chop_log' cannot be played in MineDojo: it begins at the"):
        LIMITS.check_task(get_task("skills/chop_log"))
    with pytest.raises(UnavailableTaskError, match="cannot look for a site"):
        LIMITS.check_start(WorldStart(site=StartSite()), "mine")
    for name in (
        "plan4mc/craft_stick",
        "minedojo/harvest_1_log",
        "minedojo/combat_zombie_plains_iron_armors_iron_sword_shield",
    ):
        LIMITS.check_task(get_task(name))
