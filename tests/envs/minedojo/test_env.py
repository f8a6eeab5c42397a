"""MineDojo 0.1 as it was published, driven by our environment, with the Overworld served behind it.

The Overworld stands in for Java, so that both worlds can be held against each other tick by tick; all else is
MineDojo's own. Needs the environment of `lodestone backends install minedojo`; without it these tests are skipped.
"""

import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from envs.minedojo.env import MineDojoEnv
from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import ITEM_NAMES, item_index, mob_index
from envs.overworld.world import StartMob, StartStack, WorldStart
from envs.worker.link import Link
from skills.executor import Outcome
from skills.graph import skill_graph
from skills.oracle.executor import OracleExecutor
from tests.envs.foreign.environments import PYTHONS, held, needs
from tests.envs.malmo.serving import serving

pytestmark = [*needs("minedojo")]
SIZE = (48, 64)
BEFORE = 2
"""Ticks before an episode's first observation: the served world's own, and one for the difficulty."""
QUIET = {"mob_spawning": False, "daylight_cycle": False}


@pytest.fixture(scope="module")
def port():
    with serving() as served:
        yield served.address[1]


@pytest.fixture(scope="module")
def link():
    shared = Link(MineDojoEnv.worker_config(PYTHONS["minedojo"]))
    yield shared
    shared.close()


@pytest.fixture
def make(port, link):
    return lambda **fields: MineDojoEnv(link, port=port, **{"image_size": SIZE, **fields})


def compare(ours, theirs, path=""):
    """Hold two observations against each other, but for the one number that MineDojo does not tell."""
    assert set(ours) == set(theirs)
    for name, value in ours.items():
        if isinstance(value, dict):
            compare(value, theirs[name], f"{path}{name}.")
        elif name != "sky_light_level":
            assert value.dtype == theirs[name].dtype and value.shape == theirs[name].shape, path + name
            assert np.array_equal(value, theirs[name]), f"{path}{name}: {value} and {theirs[name]}"


def test_both_worlds_show_the_same(make):
    start = WorldStart(
        biome="forest",
        inventory=(
            StartStack(item="log", count=3, slot=0),
            StartStack(item="iron_pickaxe", variant=100, slot=1),
            StartStack(item="crafting_table", slot=9),
            StartStack(item="wool", variant=4, count=2, slot=20),
            StartStack(item="iron_chestplate", slot=38),
        ),
        start_time=12000,
        difficulty="hard",
    )
    there, here = make(start=start, lag=0), OverworldEnv(start=start, image_size=SIZE)
    seen, _ = there.reset(seed=7)
    here.reset(seed=7, options={"respawn": True})
    for _ in range(BEFORE):
        expected, *_ = here.step({})
    compare(expected, seen)
    assert there.observation_space == here.observation_space and there.observation_space.contains(seen)
    random = np.random.default_rng(0)
    script = [
        {"craft": item_index("planks")}, {"craft": item_index("stick")}, {"camera": (60.0, 0.0)},
        {"equip": 10}, {"place": 1}, {"camera": (10.0, 0.0)}, {"camera": (-20.0, 3.5)}, {"attack": 1},
        {"craft": item_index("wooden_pickaxe")}, {"destroy": 21}, {"drop": 1}, {"equip": 2},
    ]  # fmt: skip
    keys = ["forward", "jump", "sprint", "attack", "left", "use", "sneak"]
    for number in range(70):
        action = script[number] if number < len(script) else {}
        if not action:
            action = {key: int(random.random() < 0.4) for key in keys}
            action["camera"] = random.uniform(-15, 15, 2)
        expected, *told = here.step(action)
        seen, *also = there.step(action)
        compare(expected, seen)
        assert told == also
    there.close()


@pytest.fixture(scope="module")
def chopping():
    """Actions of one who knows where the trees are, and the seed of their world."""
    env = OverworldEnv(task="minedojo/harvest_1_log_forest", image_size=None, start_changes=QUIET)
    env.reset(seed=1)
    for _ in range(BEFORE):
        observation, *_ = env.step({})
    actions, oracle = [], OracleExecutor(env.world, index=0, seed=0)
    for skill in ("find_log", "collect_log"):
        oracle.begin(skill_graph()[skill], 1)
        while not isinstance(action := oracle.act(observation), Outcome):
            actions.append(action)
            observation, _, terminated, _, info = env.step(action)
            if terminated:
                assert info["success"]
                return actions
    raise AssertionError("no tree was felled")


def test_a_walk_to_a_tree_and_the_success_of_a_harvest_task(make, chopping):
    env = make(task="minedojo/harvest_1_log_forest", start_changes=QUIET, goal_text=True, lag=0)
    observation, info = env.reset(seed=1)
    assert observation["goal"] == info["goal"] == "get a log in a forest"
    begun = observation["location_stats"]["pos"].copy()
    for action in chopping[:-1]:
        observation, reward, terminated, truncated, info = env.step(action)
        assert not (reward or terminated or truncated or info["success"])
    observation, reward, terminated, truncated, info = env.step(chopping[-1])
    assert (reward, terminated, truncated) == (1.0, True, False)
    assert info == {"success": True, "died": False, "reward_item_log": 1.0, "reward_success": 0.0}
    assert held(observation) == {"log": 1} and np.abs(observation["location_stats"]["pos"] - begun).max() > 1


def test_a_table_and_a_pickaxe(make):
    inventory = (StartStack(item="log", count=4, slot=4),)
    env = make(biome="plains", start_changes={"inventory": inventory, **QUIET})
    observation, _ = env.reset(seed=3)
    assert held(observation) == {"log": 4} and ITEM_NAMES[observation["inventory"]["name"][4]] == "log"

    def act(**action):
        nonlocal observation
        observation, *_ = env.step(action)

    act(craft=item_index("wooden_pickaxe"))
    assert held(observation) == {"log": 4}
    for item in ("planks", "planks", "planks", "crafting_table", "stick"):
        act(craft=item_index(item))
    assert observation["delta_inv"]["inc_name_by_craft"].tolist() == [item_index("stick")]
    act(camera=(45.0, 0.0))
    slot = int(np.flatnonzero(observation["inventory"]["name"] == item_index("crafting_table"))[0])
    act(place=slot + 1)
    assert observation["nearby_tools"]["table"] == [1] and observation["masks"]["action_type"][4] == 1
    act(craft=item_index("wooden_pickaxe"))
    assert held(observation)["wooden_pickaxe"] == 1
    slot = int(np.flatnonzero(observation["inventory"]["name"] == item_index("wooden_pickaxe"))[0])
    act(equip=slot + 1)
    assert observation["equipment"]["name"][0] == item_index("wooden_pickaxe")
    assert observation["equipment"]["max_durability"][0] == observation["equipment"]["cur_durability"][0] == 59


def test_success_of_a_crafting_task(make):
    planks = (StartStack(item="planks", count=2),)
    env = make(task="plan4mc/craft_stick", start_changes={"inventory": planks, **QUIET})
    env.reset(seed=0)
    _, reward, terminated, _, info = env.step({"craft": item_index("stick")})
    assert (reward, terminated, info["success"]) == (1.0, True, True)


def test_success_of_a_task_that_asks_for_a_station_nearby(make):
    table = (StartStack(item="crafting_table", slot=0),)
    env = make(task="plan4mc/get_crafting_table_nearby", start_changes={"inventory": table, **QUIET})
    env.reset(seed=0)
    assert not env.step({"camera": (45.0, 0.0)})[4]["success"]
    _, reward, terminated, _, info = env.step({"place": 1})
    assert (reward, terminated, info["success"]) == (1.0, True, True)


def test_a_fight(make):
    sword = (StartStack(item="diamond_sword", slot=0),)
    mobs = (StartMob(mob="zombie", low=(0, 0, 3), high=(0, 0, 3)),)
    env = make(biome="plains", start_changes={"inventory": sword, "mobs": mobs, "start_time": 18000, **QUIET})
    observation, _ = env.reset(seed=0)
    kills, used = env.mirror.world.state.kills[0, 0], env.mirror.world.state.used[0, 0]
    env.step({"camera": (10.0, -observation["location_stats"]["yaw"][0])})
    for tick in range(200):
        env.step({"attack": int(tick % 14 == 0)})
        if kills.any():
            break
    assert kills.sum() == kills[mob_index("zombie")] == 1
    assert used[item_index("diamond_sword")] >= 3


def test_death_ends_an_episode_unless_one_lives_again(make):
    for respawn in (False, True):
        env = make(biome="plains", start_changes={**QUIET, "respawn": respawn})
        env.reset(seed=0)
        env.link.ask("step", {"action": {"chat": "/tp ~ ~60 ~"}, "lag": 0})
        for _ in range(200):
            _, _, terminated, _, info = env.step({})
            if info["died"]:
                break
        assert info["died"] and terminated is not respawn


def test_limits_seeds_and_the_checker(make):
    env = make(biome="plains", max_steps=3)
    first, info = env.reset(seed=11)
    assert info["seed"] == 11
    assert [env.step({})[3] for _ in range(3)] == [False, False, True]
    second, _ = env.reset(seed=11)
    compare(first, second)
    follows = env.reset()[1]["seed"]
    env.reset(seed=11)
    assert env.reset()[1]["seed"] == follows != 11
    with pytest.raises(ValueError, match="unknown setting 'wether' of a start"):
        env.reset(options={"wether": "rain"})
    rainy, _ = env.reset(options={"weather": "rain"})
    assert rainy["location_stats"]["is_raining"] == [1]
    check_env(make(biome="plains"), skip_render_check=True)
