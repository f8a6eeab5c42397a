"""The observation's names, shapes and kinds of numbers are MineDojo's, as measured on its wheel."""

import gymnasium
import numpy as np
import pytest

from lodestone.compat import minedojo
from lodestone.compat.minedojo.sim import MineDojoSim
from tests.lodestone.compat.upstream import FACTS, leaves

SIZE = (160, 256)


@pytest.fixture(scope="module")
def env():
    env = minedojo.make("harvest_milk", image_size=SIZE, seed=5)
    env.first = env.reset()
    return env


def kind_of(array):
    return array.dtype.kind if array.dtype.kind == "U" else array.dtype.kind + str(array.dtype.itemsize)


def test_an_observation_has_minedojos_layout(env):
    layout = {path: [kind_of(array), list(array.shape)] for path, array in leaves(env.first)}
    assert layout == FACTS["observation"]


def test_the_layout_stays_the_same_after_a_step(env):
    observation, reward, done, info = env.step(env.action_space.no_op())
    layout = {path: [kind_of(array), list(array.shape)] for path, array in leaves(observation)}
    assert layout == FACTS["observation"]
    assert (reward, done) == (0, False)
    assert isinstance(info, dict)


def described(space):
    name = type(space).__name__
    if name == "Box":
        low, high = float(space.low.min()), float(space.high.max())
        return [name, space.dtype.kind + str(space.dtype.itemsize), list(space.shape), low, high]
    if name == "Discrete":
        return [name, int(space.n)]
    if name == "MultiDiscrete":
        return [name, space.nvec.tolist()]
    return [name, list(space.shape)]


def space_leaves(space, path=""):
    for name, inner in space.spaces.items():
        if hasattr(inner, "spaces"):
            yield from space_leaves(inner, f"{path}{name}/")
        else:
            yield path + name, inner


def test_the_observation_space_is_minedojos():
    env = minedojo.make("open-ended", image_size=SIZE, use_voxel=True, use_lidar=True)
    assert {path: described(space) for path, space in space_leaves(env.observation_space)} == FACTS["observation_space"]


def test_an_observation_is_in_its_space(env):
    wrong = [path for path, space in env.observation_space.spaces.items() if not space.contains(env.first[path])]
    assert not wrong
    assert env.observation_space.contains(env.observation_space.sample())


def test_full_stats_are_those_of_the_raw_simulator_alone(env):
    sim = MineDojoSim(image_size=None, seed=0)
    assert sorted(sim.reset()["full_stats"]) == FACTS["full_stats"]
    assert "full_stats" not in env.first
    assert "rgb" not in sim.prev_obs


def test_the_picture_is_channel_first_and_shows_the_world(env):
    picture = env.first["rgb"]
    assert picture.shape == (3, *SIZE)
    assert picture.std() > 5
    assert np.array_equal(env.render("rgb_array"), env.prev_obs["rgb"].transpose(1, 2, 0))


def test_names_have_spaces_and_blocks_their_english_names():
    sim = MineDojoSim(
        image_size=None,
        seed=0,
        use_voxel=True,
        initial_inventory=[minedojo.sim.InventoryItem(slot="mainhand", name="diamond_sword")],
        generate_world_type="specified_biome",
        specified_biome="plains",
    )
    observation = sim.reset()
    assert observation["inventory"]["name"][0] == observation["equipment"]["name"][0] == "diamond sword"
    assert observation["inventory"]["cur_durability"][0] == observation["inventory"]["max_durability"][0] == 1561
    assert (observation["inventory"]["name"][1:] == "air").all()
    sim.set_block("log", [0, -1, 0])
    x_first = sim.set_block("water", [1, 0, 0])[0]["voxels"]["block_name"]
    assert x_first[1, 0, 1] == "wood"
    assert x_first[2, 1, 1] == "water"  # indexed x, y, z
    assert x_first[1, 1, 1] == "air"


def test_rays_turn_as_minedojos_do():
    rays = [(0.0, 0.0, 30.0), (np.pi / 2, 0.0, 30.0), (-np.pi / 2, 0.0, 30.0), (0.0, np.pi / 2, 30.0)]
    sim = MineDojoSim(image_size=None, seed=0, use_lidar=True, lidar_rays=rays, allow_mob_spawn=False)
    sim.reset()
    sim.teleport_agent(0, 200, 0, 0, 0)
    sim.set_block("stone", [0, -1, 0])  # below
    sim.teleport_agent(0, 200, 0, 0, 0)
    sim.set_block("log", [4, 1, 0])  # to the east, which is the left of somebody who looks south
    sim.spawn_mobs("cow", [0, 1, 3])
    sim.teleport_agent(0, 200, 0, 0, 0)
    seen = sim.prev_obs["rays"]
    assert seen["block_name"].tolist() == ["air", "air", "stone", "wood"]
    assert seen["entity_name"].tolist() == ["cow", "null", "null", "null"]
    assert seen["ray_yaw"].tolist() == pytest.approx([0, 0, 0, np.pi / 2])
    assert seen["harvest_level"].tolist()[2:] == [0, 0]
    assert seen["block_distance"][3] == pytest.approx(4.0 - 0.5, abs=0.6)


def test_endless_rays_tell_their_length_where_they_meet_nothing():
    sim = MineDojoSim(image_size=None, seed=0, use_lidar=True, lidar_rays=[(1.5, 0, 9999.0), (-1.5, 0, 9999.0)])
    rays = sim.reset()["rays"]
    assert rays["block_distance"][0] == rays["entity_distance"][0] == 9999
    assert rays["block_distance"][1] < 3


def test_old_and_new_wrappers_can_go_around(env):
    assert isinstance(env, gymnasium.Env)
    wrapped = gymnasium.Wrapper(env)
    assert isinstance(wrapped.reset(), dict)
    assert wrapped.unwrapped is env.unwrapped
    assert isinstance(env.unwrapped, MineDojoSim)
