"""The canonical action as MineRL's keys, and starts as missions and commands: no simulator is needed."""

import json

import numpy as np
import pytest

from agents.vpt.actions import BUTTON_CHOICES, CAMERA_CHOICES, JointAction, from_canonical, to_canonical
from envs.minerl.beginning import LIMITS, commands, mission
from envs.minerl.raw import KEY_ACTION_SPACE, to_keys
from envs.overworld.action import KEYS, InvalidActionError, encode
from envs.overworld.gamedata import item_index
from envs.overworld.sites.site import StartSite
from envs.overworld.world import StartMob, StartStack, WorldStart
from envs.tasks import UnavailableTaskError, get_task

STILL = {"camera": [0.0, 0.0]}


def keys(action):
    return to_keys(encode(action, 1)[0])


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_vpt_is_a_key(key):
    assert keys({key: 1}) == STILL | {key: 1}


def test_the_camera_turns_by_as_much():
    assert keys({"camera": (-12.5, 170.25)}) == {"camera": [-12.5, 170.25]}


def test_whatever_vpt_can_say_comes_through():
    random = np.random.default_rng(0)
    for buttons, camera in random.integers((BUTTON_CHOICES, CAMERA_CHOICES), size=(200, 2)):
        said = to_canonical(JointAction(buttons, camera))
        assert set(said) <= set(KEY_ACTION_SPACE.spaces)
        heard = keys(said)
        assert from_canonical({**dict.fromkeys(KEYS, 0), **heard}) == from_canonical(said)
        assert heard["camera"] == pytest.approx(said["camera"])


def test_what_lies_in_the_hotbar_is_equipped_by_its_key():
    assert keys({"equip": 9}) == keys({"hotbar.9": 1}) == STILL | {"hotbar.9": 1}


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ({"craft": item_index("planks")}, "MineRL cannot craft by itself: there, one opens the inventory"),
        ({"smelt": item_index("iron_ingot")}, "cannot smelt"),
        ({"equip": 10}, "cannot equip"),
        ({"place": 1}, "cannot place"),
        ({"destroy": 1}, "cannot destroy"),
        ({"swap_from": 1, "swap_to": 2}, "cannot swap from"),
    ],
)
def test_what_a_person_does_on_a_screen_is_refused(action, words):
    with pytest.raises(InvalidActionError, match=words):
        keys(action)


def test_a_mission():
    start = WorldStart(
        biome="extreme_hills",
        inventory=(
            StartStack(item="log", variant=2, count=3, slot=4),
            StartStack(item="iron_pickaxe", variant=100, slot=0),
            StartStack(item="iron_chestplate", slot=38),
        ),
    )
    told = mission(start, 7)
    assert json.loads(json.dumps(told))["inventory"] == {
        "0": {"type": "iron_pickaxe", "quantity": 1},
        "4": {"type": "birch_log", "quantity": 3},
        "38": {"type": "iron_chestplate", "quantity": 1},
    }
    assert (told["seed"], told["biome"]) == (7, "extreme_hills")
    assert mission(WorldStart(world_seed=-5), 7)["seed"] == -5 and mission(WorldStart(), 7)["biome"] is None


def test_commands():
    mobs = (StartMob(mob="zombie_pigman", low=(2, 0, 2), high=(2, 0, 2), count=2),)
    start = WorldStart(mobs=mobs, spawn_radius=30, mob_spawning=False, weather="rain", start_time=18000)
    assert commands(start, 0) == [
        "/difficulty normal",
        "/weather rain",
        "/gamerule doMobSpawning false",
        "/spreadplayers ~ ~ 0 30 false @p",
        "/summon zombified_piglin ~2 ~0 ~2",
        "/summon zombified_piglin ~2 ~0 ~2",
        "/time set 18000",
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"site": StartSite(near="tree")}, "cannot look for a site"),
        ({"break_speed": 10.0}, "digs as fast as a person"),
        ({"respawn": True}, "missions end when the player dies"),
        ({"biome": "stone_beach"}, "cannot be told to begin there"),
    ],
)
def test_starts_that_cannot_be(fields, words):
    with pytest.raises(UnavailableTaskError, match=words):
        LIMITS.check_start(WorldStart(**fields), "this start")


def test_tasks_that_cannot_be_measured():
    LIMITS.check_task(get_task("minedojo/harvest_1_log_forest"))
    with pytest.raises(
        UnavailableTaskError, match="cannot be played in MineRL: it does not tell of 'nearby_crafting_table'"
    ):
        LIMITS.check_task(get_task("plan4mc/get_crafting_table_nearby"))
