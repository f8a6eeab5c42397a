"""Success and reward of each kind of task, held against those that MineDojo's wheel gave for the same histories."""

import hashlib
import json

import numpy as np
import pytest

from envs.overworld.gamedata import UnknownNameError, item_index, mob_index
from envs.tasks import creative
from envs.tasks.missing import UnavailableTaskError
from lodestone.compat import minedojo
from lodestone.compat.minedojo.sim import InventoryItem
from lodestone.compat.minedojo.tasks import (
    ALL_PROGRAMMATIC_TASK_IDS,
    ALL_TASK_IDS,
    ALL_TASK_INSTRUCTIONS,
    ALL_TASKS_SPECS,
    _meta_task_make,
)
from lodestone.compat.minedojo.tasks.meta.utils import simple_inventory_based_check
from tests.lodestone.compat.upstream import FACTS, give


def make(task, **kwargs):
    return minedojo.make(task, **{"image_size": None, "seed": 2, **kwargs})


def set_history(env, facts, moment):
    """Put the world into the state that a history has at a moment."""
    state = env.unwrapped.world.state
    give(env, {"3": ["cobblestone", 2]})
    for number, (item, counts) in enumerate(facts.get("held", {}).items()):
        state.slots[0, 0, number] = (item_index(item), 0, counts[moment]) if counts[moment] else (0, 0, 0)
    for mob, counts in facts.get("killed", {}).items():
        state.kills[0, 0, mob_index(mob)] = counts[moment]
    for item, counts in facts.get("used", {}).items():
        state.used[0, 0, item_index(item)] = counts[moment]
    if "life" in facts:
        state.players[0, 0]["born"] = state.clock[0]["age"] + (moment >= 0) - facts["life"][moment]


@pytest.mark.parametrize("task", sorted(FACTS["rewards"]))
def test_rewards_and_success(task):
    facts = FACTS["rewards"][task]
    env = minedojo.tasks.ARNNWrapper(_meta_task_make(task, image_size=None, seed=2, **facts["kwargs"]))
    env.reset()
    meta = env.env.env.env.env
    set_history(env, facts, 0)
    meta._ini_info_dict = meta._pre_info_dict = env.unwrapped.step({})[3]
    paid = []
    for moment in range(1, len(facts["result"]) + 1):
        set_history(env, facts, moment)
        _, reward, done, _ = env.step(env.action_space.no_op())
        paid.append([float(reward), done])
    assert paid == facts["result"]


@pytest.mark.parametrize("task", sorted(FACTS["rewards"]))
def test_rewards_of_plain_dicts(task):
    """Tasks made of MineDojo's functions also take MineDojo's own `info`."""
    facts = FACTS["rewards"][task]
    meta = _meta_task_make(task, image_size=None, **facts["kwargs"])

    def info(moment):
        held = [{"name": item, "quantity": counts[moment]} for item, counts in facts.get("held", {}).items()]
        return {
            "inventory": held,
            "stat": {
                "kill_entity": {mob: counts[moment] for mob, counts in facts.get("killed", {}).items()},
                "use_item": {
                    "minecraft": {item: counts[moment] for item, counts in facts.get("used", {}).items()},
                },
                "time_since_death": facts.get("life", [0])[moment if "life" in facts else 0],
            },
        }

    paid = []
    for moment in range(1, len(facts["result"]) + 1):
        now = {"ini_info": info(0), "cur_info": info(moment), "elapsed_timesteps": moment}
        reward = meta._compute_reward_hook(pre_info=info(moment - 1), **now)
        paid.append([float(reward), meta._determine_success_hook(**now)])
    assert paid == facts["result"]


def test_all_of_three_ticks_is_paid_unless_faithful():
    log = [InventoryItem(slot=0, name="log", quantity=2)]
    for faithful, paid in ((False, 4.0), (True, 0.0)):
        env = make("harvest", target_names="planks", target_quantities=9, initial_inventory=log, faithful=faithful)
        env.reset()
        action = env.action_space.no_op()
        action[5:7] = 4, minedojo.sim.ALL_CRAFT_SMELT_ITEMS.index("planks")
        assert env.step(action)[1] == paid


def test_ids_and_settings():
    assert len(ALL_TASK_IDS) == 1581 + 1560 + 1
    assert len(set(ALL_TASK_IDS)) == len(ALL_TASK_IDS)
    assert len(ALL_PROGRAMMATIC_TASK_IDS) == FACTS["ids"]["count"] + 9
    assert ALL_TASKS_SPECS["harvest_8_log_forest"] == {
        "__cls__": "harvest",
        "prompt": "get 8 logs in a forest",
        "target_names": "log",
        "target_quantities": 8,
        "reward_weights": 1,
        "specified_biome": "forest",
        "use_voxel": True,
        "voxel_size": {"xmin": -1, "ymin": -1, "zmin": -1, "xmax": 1, "ymax": 1, "zmax": 1},
        "use_lidar": False,
    }
    assert len(ALL_TASKS_SPECS) == 1582
    assert ALL_TASK_INSTRUCTIONS["harvest_1_log"][0] == "get a log"
    assert "no such task" not in ALL_TASK_INSTRUCTIONS


DEFAULTS = {"combat": {"start_at_night": True, "always_night": False}, "harvest": {"start_at_night": False}}


def canonical(said):
    """Return settings without their prompt, with what is left out filled in as MineDojo's classes do."""
    said = {name: value for name, value in json.loads(json.dumps(said)).items() if name != "prompt"}
    said = DEFAULTS.get(said["__cls__"], {}) | said
    if said.get("always_night"):
        del said["start_at_night"]
    if isinstance(said.get("initial_mobs"), list):
        (said["initial_mobs"],) = said["initial_mobs"]
    for stack in said.get("initial_inventory", {}).values():
        stack.setdefault("quantity", 1)
    return said


def test_settings_of_all_tasks_are_those_of_the_wheel():
    later = [name for name in ALL_TASKS_SPECS if name.startswith("combat_enderman_end_")]
    assert len(later) == 9  # in MineDojo's repository only
    ours = {name: canonical(said) for name, said in ALL_TASKS_SPECS.items() if name not in (*later, "playthrough")}
    assert hashlib.sha256(json.dumps(ours, sort_keys=True).encode()).hexdigest() == FACTS["settings"]


def test_a_task_begins_as_its_settings_say():
    env = make("combat_spider_plains_leather_armors_diamond_sword_shield")
    observation = env.reset()
    assert observation["equipment"]["name"].tolist() == [
        "diamond sword",
        "leather boots",
        "leather leggings",
        "leather chestplate",
        "leather helmet",
        "shield",
    ]
    state = env.unwrapped.world.state
    assert state.clock[0]["time"] == 18000
    assert not state.clock[0]["daylight_cycle"]
    mobs = state.entities[0][state.entities[0]["kind"] == 2]
    assert mobs["mob"].tolist() == [mob_index("spider")]
    assert env.task_prompt.startswith("kill a spider on plains at night")
    state.kills[0, 0, mob_index("spider")] += 1
    _, reward, done, _ = env.step(env.action_space.no_op())
    assert (reward, done, env.is_successful) == (1, True, True)


def test_combat_with_pigmen_counts():
    env = make("combat", target_names=["zombie_pigman", "mooshroom"], target_quantities=1)
    env.reset()
    env.unwrapped.world.state.kills[0, 0, mob_index("mooshroom")] += 1
    assert env.step(env.action_space.no_op())[1:3] == (1, True)
    assert env.prev_info["stat"]["kill_entity"]["mushroom_cow"] == 1


def test_a_task_can_be_made_twice_and_changed():
    for _ in range(2):
        env = make("harvest_milk", use_lidar=True, use_voxel=False, lidar_rays=[(0, 0, 5), (0.1, 0, 5)])
    assert env.observation_space["rays"]["block_name"].shape == (2,)
    assert "voxels" not in env.observation_space.spaces


def test_clocks_are_enough_to_have():
    env = make("techtree", tech_item="clock")
    env.reset()
    give(env, {"4": ["clock", 1]})
    assert env.step(env.action_space.no_op())[1:3] == (1, True)


def test_death_ends_nothing():
    env = make("survival", fast_reset=False)
    env.reset()
    env.unwrapped.kill_agent()
    for _ in range(3):
        observation, _, done, info = env.step(env.action_space.no_op())
        assert not done
    assert observation["life_stats"]["life"][0] == 20
    assert info["stat"]["deaths"] == 1
    assert info["stat"]["time_since_death"] < 5


def test_a_playthrough_has_a_limit_and_cannot_be_won():
    with pytest.raises(UnavailableTaskError, match="the End"):
        make("Playthrough")
    env = _meta_task_make("Playthrough", image_size=None, seed=0)
    env.reset()
    env.time_limit = 3
    results = [env.step({}) for _ in range(3)]
    assert [done for _, _, done, _ in results] == [False, False, True]
    assert results[-1][3]["TimeLimit.truncated"] is True


def test_extra_mobs_and_blocks_appear():
    env = make(
        "harvest",
        target_names=["milk_bucket", "diamond"],
        target_quantities=1,
        spawn_rate=[1.0, 1.0],
        spawn_range_low=(2, 1, 2),
        spawn_range_high=(3, 2, 3),
        allow_mob_spawn=False,
        start_position={"x": 0.5, "y": 120, "z": 0.5, "yaw": 0, "pitch": 0},
    )
    env.reset()
    state = env.unwrapped.world.state
    env.step(env.action_space.no_op())
    cows = (state.entities[0]["kind"] == 2) & (state.entities[0]["mob"] == mob_index("cow"))
    assert cows.sum() == 1
    env.unwrapped.teleport_agent(0.5, 10, 0.5, 0, 0)
    env.step(env.action_space.no_op())
    env.step(env.action_space.no_op())
    assert (state.blocks[0][2:4, 2:4, 9:14] >> 4 == 56).any()  # diamond ore, only that low


@pytest.mark.parametrize(
    ("task", "settings", "message"),
    [
        ("harvest_1_blaze_rod_with_diamond_sword_and_blaze", {}, "unknown task"),
        ("harvest_1_elytra", {}, "the End"),
        ("harvest", {"target_names": "nether_star", "target_quantities": 1}, "the wither"),
        ("combat", {"target_names": "ghast", "target_quantities": 1}, "no ghast in this world"),
        ("open-ended", {"generate_world_type": "specified_biome", "specified_biome": "nether"}, "the Nether"),
        ("open-ended", {"generate_world_type": "flat"}, "no flat worlds"),
        ("open-ended", {"spawn_in_village": True}, "no villages"),
        ("open-ended", {"use_depth": True}, "no depth pictures"),
        ("techtree", {"tech": "stone", "tech_item": "tnt"}, "either tech or tech_item"),
        ("harvest", {"target_names": ["log", "dirt"], "target_quantities": [1]}, "2 numbers, not 1"),
        ("survival", {"target_days": 1}, "at least 2"),
        ("no-task", {}, "unknown task 'no-task'"),
        ("creative:9999", {}, "MineDojo's own"),
    ],
)
def test_what_cannot_be_says_why(task, settings, message):
    with pytest.raises((UnavailableTaskError, UnknownNameError, ValueError), match=message):
        make(task, **settings)


def test_creative_tasks_have_their_imported_texts(tmp_path, monkeypatch):
    texts = {"creative:7": {"prompt": "sit on a roof", "guidance": "build one first", "collection": "manual"}}
    path = tmp_path / "texts.json"
    path.write_text(json.dumps(texts), encoding="utf-8")
    monkeypatch.setattr(creative, "texts_path", lambda: path)
    env = make("creative:7")
    assert (env.task_prompt, env.task_guidance, env.collection) == ("sit on a roof", "build one first", "manual")
    assert env.reset()["voxels"]["block_name"].shape == (3, 3, 3)
    assert env.step(env.action_space.no_op())[1:3] == (0, False)
    assert ALL_TASK_INSTRUCTIONS["creative:7"] == ("sit on a roof", "build one first")
    env = make("creative", use_voxel=False)
    env.specify_prompt("dig")
    assert env.task_prompt == "dig"


def test_custom_tasks_are_made_of_the_same_parts():
    check = simple_inventory_based_check(name="dirt", quantity=2)
    env = minedojo.tasks.MetaTaskBase(
        fast_reset=False,
        success_criteria=[check],
        reward_fns=[lambda elapsed_timesteps, **_: elapsed_timesteps / 2],
        image_size=None,
        seed=0,
    )
    env.reset()
    assert env.step({})[1:3] == (0.5, False)
    give(env, {"0": ["dirt", 3]})
    assert env.step({})[1:3] == (1.0, True)


def test_episodes_depend_on_the_seed_alone():
    def play(seed):
        env = make("harvest_1_log", seed=seed, image_size=(16, 24))
        seen = [env.reset()]
        rng = np.random.default_rng(0)
        for number in range(40):
            action = env.action_space.no_op()
            action[:3], action[4], action[5] = rng.integers(3, size=3), rng.integers(10, 15), rng.choice([0, 1, 3])
            seen.append(env.reset() if number == 20 else env.step(action)[0])
        return seen

    first, again, other = play(4), play(4), play(5)
    for one, same in zip(first, again, strict=True):
        assert np.array_equal(one["rgb"], same["rgb"])
        assert np.array_equal(one["location_stats"]["pos"], same["location_stats"]["pos"])
    assert not np.array_equal(first[-1]["location_stats"]["pos"], other[-1]["location_stats"]["pos"])
