"""MineStudio's MineRL 1.0 as it was published, driven by our environment, with the Overworld served behind it.

The Overworld stands in for Java, so that both worlds can be held against each other tick by tick; all else is MineRL's
own. Needs the environment of `lodestone backends install minerl`; without it these tests are skipped.
"""

import json
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from envs.malmo.console import run_command
from envs.minerl.beginning import commands
from envs.minerl.env import MineRLEnv
from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import item_index, mob_index
from envs.overworld.world import StartMob, StartStack, WorldStart
from envs.worker.link import Link, WorkerError
from tests.envs.foreign.environments import PYTHONS, held, needs
from tests.envs.malmo.serving import serving

pytestmark = [*needs("minerl")]
SCENARIO = Path(__file__).with_name("package_scenario.py")
SMALL = (32, 48)
QUIET = {"mob_spawning": False, "daylight_cycle": False}
SAME = {
    "inventory": ("name", "variant", "quantity", "cur_durability", "max_durability"),
    "equipment": ("name", "variant", "quantity", "cur_durability", "max_durability"),
    "life_stats": ("life", "armor", "food", "saturation", "xp", "oxygen"),
    "location_stats": (
        "pos", "pitch", "yaw", "light_level", "sea_level", "rainfall", "temperature", "is_raining", "can_see_sky",
    ),
}  # fmt: skip
"""What MineRL tells; of the time, what is counted here is compared besides."""


@pytest.fixture(scope="module")
def port():
    with serving() as served:
        yield served.address[1]


@pytest.fixture(scope="module")
def link():
    shared = Link(MineRLEnv.worker_config(PYTHONS["minerl"]))
    yield shared
    shared.close()


@pytest.fixture
def make(port, link):
    return lambda **fields: MineRLEnv(link, port=port, **{"image_size": SMALL, **fields})


def compare(ours, theirs):
    for group, names in SAME.items():
        for name in names:
            mine, other = ours[group][name], theirs[group][name]
            assert np.array_equal(mine, other), f"{group}.{name}: {mine} and {other}"
    sun = "sun_brightness"
    assert theirs["location_stats"][sun] == pytest.approx(ours["location_stats"][sun], abs=1e-6)
    assert np.array_equal(ours["rgb"], theirs["rgb"])


def begun(start, seed):
    """An Overworld that begins as a mission of MineRL does, with the commands that follow."""
    here = OverworldEnv(start=start, image_size=(360, 640), start_changes={"start_time": 0, "difficulty": "hard"})
    here.reset(seed=seed, options={"respawn": True})
    here.step({})
    for command in commands(start, seed):
        run_command(here, command)
        here.step({})
    return here


def test_both_worlds_show_the_same(make):
    items = (
        StartStack(item="log", variant=1, count=3, slot=0),
        StartStack(item="iron_axe", slot=1),
        StartStack(item="wool", variant=4, count=2, slot=20),
        StartStack(item="iron_chestplate", slot=38),
    )
    start = WorldStart(biome="forest", inventory=items, start_time=12000, difficulty="easy")
    there, here = make(start=start, image_size=(360, 640)), begun(start, 7)
    seen, info = there.reset(seed=7)
    compare(here.step({})[0], seen)
    assert there.observation_space.contains(seen) and info["is_gui_open"] is False
    random = np.random.default_rng(0)
    keys = ["forward", "jump", "sprint", "attack", "left", "use", "sneak", "drop", "inventory", "hotbar.2", "hotbar.3"]
    for _ in range(25):
        action = {key: int(random.random() < 0.3) for key in keys} | {"camera": random.uniform(-10, 10, 2)}
        expected, *_ = here.step({**action})
        seen, reward, terminated, truncated, info = there.step(action)
        compare(expected, seen)
        assert (reward, terminated, truncated, info["success"]) == (0.0, False, False, False)
    assert held(seen)["log"] < 3, "something was dropped"


@pytest.mark.slow
def test_small_pictures_are_made_as_in_vpts_agent(make):
    large, _ = make(biome="plains", image_size=(360, 640)).reset(seed=3)
    small, _ = make(biome="plains", image_size=(128, 128)).reset(seed=3)
    assert np.array_equal(small["rgb"], cv2.resize(large["rgb"], (128, 128), interpolation=cv2.INTER_LINEAR))


@pytest.mark.slow
def test_a_fight(make):
    sword = (StartStack(item="diamond_sword", slot=0),)
    mobs = (StartMob(mob="zombie", low=(0, 0, 3), high=(0, 0, 3)),)
    env = make(biome="plains", start_changes={"inventory": sword, "mobs": mobs, "start_time": 18000, **QUIET})
    observation, _ = env.reset(seed=0)
    kills, used = env.mirror.world.state.kills[0, 0], env.mirror.world.state.used[0, 0]
    env.step({"camera": (10.0, -observation["location_stats"]["yaw"][0])})
    for tick in range(200):
        observation, *_ = env.step({"attack": int(tick % 14 == 0)})
        if kills.any():
            break
    assert kills.sum() == kills[mob_index("zombie")] == 1
    assert used[item_index("diamond_sword")] >= 3
    assert observation["equipment"]["cur_durability"][0] == 1561 - used[item_index("diamond_sword")]


@pytest.mark.slow
def test_death_ends_an_episode_and_another_begins(make):
    env = make(biome="plains", start_changes=QUIET)
    env.reset(seed=0)
    env.link.ask("step", {"action": {"chat": "/tp ~ ~60 ~"}})
    for _ in range(200):
        _, _, terminated, _, info = env.step({})
        if info["died"]:
            break
    assert info["died"] and terminated
    observation, _ = env.reset(seed=0)
    assert observation["life_stats"]["life"] == [20] and not env.step({})[4]["died"]


@pytest.mark.slow
def test_success_of_a_harvest_task(make):
    env = make(task="minedojo/harvest_1_log_forest", start_changes=QUIET, goal_text=True)
    observation, info = env.reset(seed=1)
    assert observation["goal"] == info["goal"] == "get a log in a forest"
    env.link.ask("step", {"action": {"chat": "/give @p spruce_log"}})
    _, reward, terminated, _, info = env.step({})
    assert (reward, terminated, info["success"]) == (1.0, True, True)


@pytest.mark.slow
def test_limits_seeds_and_the_checker(make):
    env = make(biome="plains", max_steps=3, start_changes=QUIET)
    first, info = env.reset(seed=11)
    assert info["seed"] == 11
    assert [env.step({})[3] for _ in range(3)] == [False, False, True]
    second, _ = env.reset(seed=11)
    compare(first, second)
    rainy = make(biome="plains", start_changes={**QUIET, "weather": "rain"})
    rainy.reset(seed=11)
    for _ in range(30):  # rain begins slowly
        observation, *_ = rainy.step({})
    assert observation["location_stats"]["is_raining"] == [1]
    check_env(make(biome="plains"), skip_render_check=True)


@pytest.mark.slow
def test_without_java_minecraft_does_not_start(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # its log stays
    monkeypatch.setenv("PATH", "/nowhere")
    env = MineRLEnv(PYTHONS["minerl"], image_size=SMALL)
    with pytest.raises(
        WorkerError, match=r"could not begin: .*command not found .*Minecraft process finished"
    ) as caught:
        env.reset(seed=0)
    assert "\n" not in str(caught.value) and env.link.process is None


@pytest.mark.slow
def test_the_published_package_alone(port):
    """Its own environment and spaces, with all that it can be asked for, in a play of random keys."""
    command = [PYTHONS["minerl"], "-I", SCENARIO, str(port)]
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stderr[-3000:]
    seen = json.loads(result.stdout.splitlines()[-1])
    assert seen["observation"] == {
        "pov": [[360, 640, 3], "uint8"], "inventory": 36, "equipped_items": 6, "player_pos": 5, "is_gui_open": False,
        "statistics": ["break_item", "craft_item", "custom", "damage_dealt", "kill_entity", "mine_block", "pickup",
                       "use_item"],
    }  # fmt: skip
    assert seen["slots"] == [["birch_log", 5], ["none", 0]]
    assert seen["hand"] == {"type": "birch_log", "damage": 0, "maxDamage": 0}
    assert {"location_stats", "health", "food_level", "isGuiOpen"} <= set(seen["info"])
    assert seen["steps"] == 60 and not seen["done"] and seen["moved"] > 1
    assert seen["given"] == "charcoal" and seen["again"] == [0.5, 0.5]
