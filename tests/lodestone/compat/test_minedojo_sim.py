"""Helpers, resets in the same world, `info`, and code that says `import minedojo`."""

import copy
import json
import pickle
import subprocess
import sys

import numpy as np
import pytest

from envs.overworld.gamedata import block_id, item_index, mob_index
from envs.overworld.state import ENTITY_ITEM, ENTITY_MOB
from lodestone.compat import minedojo
from lodestone.compat.minedojo.sim import InventoryItem, MineDojoSim
from lodestone.compat.minedojo.sim.wrappers import FastResetWrapper


@pytest.fixture
def sim():
    sim = MineDojoSim(image_size=None, seed=7, allow_mob_spawn=False, use_voxel=True)
    sim.reset()
    return sim


def kinds(sim, kind):
    entities = sim.world.state.entities[0]
    return entities[entities["kind"] == kind]


def test_helpers(sim):
    sim.teleport_agent(10.5, 150, -3.5, 90, 10)
    sim.set_block(["stone", "glass"], [[0, -1, 0], [0, -1, 1]])
    observation, reward, done, info = sim.teleport_agent(10.5, 150, -3.5, 90, 10)
    assert np.allclose(observation["location_stats"]["pos"], [10.5, 150, -3.5], atol=0.2)
    assert (observation["location_stats"]["yaw"][0], observation["location_stats"]["pitch"][0]) == (90, 10)
    assert (reward, done, info["xpos"]) == (0, False, 10.5)
    sim.set_inventory([InventoryItem(slot="head", name="iron_helmet"), InventoryItem(slot=8, name="log", quantity=3)])
    assert sim.prev_obs["equipment"]["name"][4] == "iron helmet"
    assert sim.prev_obs["inventory"]["quantity"][8] == 3
    sim.spawn_mobs(["cow", "pig"], [0, 1, 2])
    assert sorted(kinds(sim, ENTITY_MOB)["mob"].tolist()) == sorted([mob_index("cow"), mob_index("pig")])
    sim.clear_inventory()
    assert (sim.prev_obs["inventory"]["name"] == "air").all()
    sim.set_time(18000)
    assert sim.prev_info["world_time"] in (18000, 18001)
    assert sim.prev_obs["location_stats"]["sun_brightness"][0] == 0
    sim.set_weather("rain")
    assert sim.world.state.clock[0]["raining"]
    before = sim.prev_obs["location_stats"]["pos"]
    moved = sim.random_teleport(100)[0]["location_stats"]["pos"]
    assert 1 < np.abs(moved - before)[[0, 2]].max() <= 102
    sim.kill_agent()
    assert sim.prev_info["stat"]["deaths"] == 1


def test_a_command_goes_with_an_action(sim):
    age = int(sim.world.state.clock[0]["age"])
    yaw = float(sim.prev_obs["location_stats"]["yaw"][0])
    observation = sim.execute_cmd("/time set 6000", {"camera": [0, 10.0]})[0]
    assert (observation["location_stats"]["yaw"][0] - yaw) % 360 == pytest.approx(10, abs=1e-3)
    assert sim.world.state.clock[0]["age"] == age + 1
    assert sim.prev_action == {"camera": [0, 10.0], "chat": "/time set 6000"}


def test_invalid_commands(sim):
    age = int(sim.world.state.clock[0]["age"])
    assert sim.execute_cmd("/fly")[0] is sim.prev_obs
    assert sim.world.state.clock[0]["age"] == age
    strict = MineDojoSim(image_size=None, seed=0, raise_error_on_invalid_cmds=True)
    strict.reset()
    with pytest.raises(ValueError, match="invalid command '/fly'"):
        strict.execute_cmd("/fly")


def test_pictures_are_not_drawn_where_nobody_looks():
    env = minedojo.make("open-ended", image_size=(16, 24), seed=0)
    env.reset()
    sim = env.unwrapped
    drawn = []
    render = sim._renderer.render
    sim._renderer.render = lambda *args: drawn.append(1) or render(*args)
    action = env.action_space.no_op()
    env.step(action)
    action[5] = 2
    env.step(action)  # three ticks
    assert len(drawn) == 2


def test_fast_resets_go_on_in_the_same_world():
    stacks = [InventoryItem(slot=0, name="stone_sword"), InventoryItem(slot=3, name="log", quantity=2)]
    env = minedojo.make("harvest_1_dirt", image_size=None, seed=3, initial_inventory=stacks, allow_mob_spawn=False)
    env.reset()
    sim = env.unwrapped
    seed = int(sim.world.state.clock[0]["seed"])
    sim.world.state.used[0, 0, item_index("log")] = 5
    sim.clear_inventory()
    first = sim.prev_obs["location_stats"]["pos"]
    second = env.reset()
    assert int(sim.world.state.clock[0]["seed"]) == seed
    assert second["inventory"]["name"][[0, 3]].tolist() == ["stone sword", "log"]
    assert second["life_stats"]["life"][0] == 20
    assert not np.allclose(second["location_stats"]["pos"], first)
    assert sim.prev_info["stat"]["use_item"]["minecraft"]["log"] == 5
    assert env.info_prev_reset is sim.prev_info
    assert len(kinds(sim, ENTITY_ITEM)) == 0
    assert second["delta_inv"]["inc_name_by_other"].tolist() == ["air"]
    env.reset(seed=9)  # another seed is another world
    assert int(sim.world.state.clock[0]["seed"]) != seed


def test_full_resets_make_another_world_unless_its_seed_is_given():
    def seeds(**settings):
        env = minedojo.make("open-ended", image_size=None, seed=3, **settings)
        for _ in range(2):
            env.reset()
            yield int(env.unwrapped.world.state.clock[0]["seed"])

    assert len(set(seeds())) == 2
    assert set(seeds(world_seed=123)) == {123} == set(seeds(world_seed="123"))
    assert set(seeds(world_seed="Glacier")) == {1772835215}  # as java.lang.String.hashCode says


def test_range_of_the_fast_reset():
    sim = MineDojoSim(image_size=None, seed=1)
    with pytest.raises(ValueError, match="at least 0, not -1"):
        FastResetWrapper(sim, -1)
    still = FastResetWrapper(sim, 0)
    spawns = [still.reset()["location_stats"]["pos"] for _ in range(3)]
    assert np.abs(np.diff(spawns, axis=0)).max() < 12


def test_ranges_of_plan4mc():
    sim = MineDojoSim(image_size=None, seed=1)
    with pytest.raises(ValueError, match="low <= high, not 5, 2"):
        FastResetWrapper(sim, random_teleport_range_low=5, random_teleport_range_high=2)
    env = FastResetWrapper(sim, random_teleport_range_low=0, random_teleport_range_high=40)
    home = env.reset()["location_stats"]["pos"]
    sim.spawn_mobs("cow", [2, 2, 0])
    places = [env.reset()["location_stats"]["pos"] for _ in range(4)]
    assert 5 < np.abs(np.array(places) - home)[:, [0, 2]].max() <= 43
    assert len(kinds(sim, ENTITY_MOB)) == 0 or (kinds(sim, ENTITY_MOB)["death_time"] > 0).all()
    still = env.reset(move_flag=False)["location_stats"]["pos"]
    assert np.abs(still - home)[[0, 2]].max() < 12


def test_start_conditions():
    sim = MineDojoSim(
        image_size=None,
        seed=1,
        start_health=7,
        start_food=9,
        start_time=13000,
        initial_weather="thunder",
        allow_time_passage=False,
        break_speed_multiplier=10,
        start_position={"x": 100.5, "y": 170, "z": 20.5, "yaw": -45, "pitch": 30},
    )
    observation = sim.reset()
    assert (observation["life_stats"]["life"][0], observation["life_stats"]["food"][0]) == (7, 9)
    assert observation["location_stats"]["pos"].tolist() == [100.5, 170, 20.5]
    assert observation["location_stats"]["yaw"][0] == -45
    assert observation["location_stats"]["is_raining"]
    clock = sim.world.state.clock[0]
    assert (clock["time"], clock["daylight_cycle"], clock["thundering"], clock["break_speed"]) == (13000, 0, 1, 10)


def test_keyboard_control_without_event_level_control():
    stacks = [InventoryItem(slot=0, name="log"), InventoryItem(slot=20, name="stone")]
    sim = MineDojoSim(image_size=None, seed=1, event_level_control=False, initial_inventory=stacks)
    sim.reset()
    observation = sim.step({"swap_slot": {"source_slot": 20, "target_slot": 0}})[0]
    assert observation["inventory"]["name"][[0, 20]].tolist() == ["stone", "log"]
    observation = sim.step({"hotbar.3": 1})[0]
    assert observation["equipment"]["name"][0] == "air"
    with pytest.raises(ValueError, match="event_level_control"):
        minedojo.make("open-ended", image_size=None, event_level_control=False)


def test_full_no_op_and_sampled_raw_actions_work(sim):
    sim.step(sim.action_space.no_op())
    for _ in range(20):
        sim.step(sim.action_space.sample())


def test_damage_tells_the_truth_unless_faithful():
    for faithful in (False, True):
        sim = MineDojoSim(image_size=None, seed=1, faithful=faithful)
        sim.reset()
        sim.teleport_agent(0, 90, 0, 0, 0)
        told = 0.0
        for _ in range(80):
            told += sim.step({})[0]["damage_source"]["damage_amount"][0]
        assert (told > 0) != faithful


def test_info_is_made_when_it_is_read(sim):
    first = sim.step({})[3]
    assert first._pending is not None
    sim.set_block("stone", [0, 5, 0])
    sim.clear_inventory()
    age = int(sim.world.state.clock[0]["age"])
    assert first["total_time"] == age - 2  # it tells of its own tick
    assert first._pending is None


def test_info_is_a_dict_in_every_way(sim):
    def fresh():
        return sim.step({})[3]

    assert isinstance(fresh(), dict)
    assert len(dict(fresh())) == len({**fresh()}) == len(fresh()) > 30
    assert "life" in fresh() and "lives" not in fresh()
    assert fresh().get("life") == 20
    assert list(fresh()) == list(fresh().keys())
    told = fresh()
    assert told == told.copy()
    for other in (copy.deepcopy(fresh()), pickle.loads(pickle.dumps(fresh())), copy.copy(fresh())):
        assert type(other) is dict
        assert len(other["inventory"]) == 41
    with pytest.raises(KeyError):
        fresh()["lives"]
    assert len(json.loads(json.dumps(fresh()))["inventory"]) == 41
    assert len(fresh() | {"more": 1}) == len({"more": 1} | fresh()) == len(fresh()) + 1
    assert fresh().setdefault("life", 3) == fresh().pop("life") == 20
    told = fresh()
    told["mine"] = 3
    told["life"] = 1
    assert (told["mine"], told["life"], told["food"]) == (3, 1, 20)


def test_info_holds_the_raw_facts(sim):
    sim.set_inventory([InventoryItem(slot=40, name="shield"), InventoryItem(slot=2, name="wool", variant=4)])
    info = sim.prev_info
    assert info["inventory"][40]["name"] == "shield"
    assert info["inventory"][40]["max_durability"] == 336
    assert (info["inventory"][2]["variant"], info["inventory"][2]["index"]) == (4, 2)
    assert len(info["stat"]) == 50 + 8
    assert len(info["stat"]["use_item"]["minecraft"]) == 392
    assert len(info["voxels"]) == 27 * 10
    assert info["voxels"][10] == sim.prev_obs["voxels"]["block_name"][1, 0, 0]  # x runs first
    assert info["biome_name"]


def test_blocks_around_are_those_of_the_world(sim):
    sim.teleport_agent(0, 200, 0, 0, 0)
    observation = sim.set_block("glass", [0, 3, 0])[0]
    assert (observation["voxels"]["block_name"] == "air").all()
    assert sim.world.state.blocks[0, 0, 0, 195:206].max() >> 4 == block_id("glass")


LOOP = """
import lodestone.compat.minedojo
lodestone.compat.minedojo.install()
import minedojo
from minedojo.sim import InventoryItem, ALL_CRAFT_SMELT_ITEMS, ALL_ITEMS, MineDojoSim
from minedojo.sim.inventory import InventoryItem as Other
from minedojo.sim.mc_meta import mc as MC
from minedojo.sim.wrappers import ARNNWrapper, FastResetWrapper
from minedojo.sim.wrappers.fast_reset import FastResetWrapper
from minedojo.sim.wrappers.ar_nn.ar_masks_wrapper import ARMasksWrapper
from minedojo.tasks import ALL_TASK_IDS, MetaTaskBase, _meta_task_make, _parse_inventory_dict
from minedojo.tasks.meta.utils import check_success_base, simple_inventory_based_check
import minedojo.sim.spaces as spaces
assert Other is InventoryItem and minedojo.sim.InventoryItem is InventoryItem

env = minedojo.make(task_id="combat_spider_plains_leather_armors_diamond_sword_shield", image_size=(32, 48),
                    world_seed=123, seed=42)
print(env.task_prompt)
env.reset()
for _ in range(20):
    obs, reward, done, info = env.step(env.action_space.no_op())
env.close()
assert isinstance(env, ARNNWrapper) and isinstance(env.unwrapped, MineDojoSim)
"""
"""Imports that public code has, and the loop of MineDojo's own check of an installation."""


def test_installed_as_minedojo():
    run = subprocess.run([sys.executable, "-c", LOOP], capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("kill a spider on plains")


def test_another_minedojo_is_not_replaced(monkeypatch):
    monkeypatch.setitem(sys.modules, "minedojo", copy)
    with pytest.raises(ImportError, match="another minedojo"):
        minedojo.install()
