"""Several tasks side by side: each world is what it is in an environment of its task alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.batch import OverworldConfig
from envs.overworld.gamedata import UnknownNameError
from envs.overworld.mixed import MixedVectorEnv
from envs.overworld.vector import OverworldVectorEnv
from tests.envs.overworld.test_env import flat, script

TASKS = ("skills/hunt_cow", "minedojo/harvest_1_log_forest")
CONFIG = OverworldConfig(image_size=16, max_steps=2, goal_text=True)
CONFIGS = [replace(CONFIG, task=task) for task in TASKS]
WORLDS = 3
ROWS = [[0, 2], [1]]
"""Worlds of each task."""


@pytest.fixture(scope="module")
def mixed():
    return MixedVectorEnv(WORLDS, CONFIGS)


@pytest.fixture(scope="module")
def alone():
    return [OverworldVectorEnv(len(rows), config=CONFIG, task=task) for rows, task in zip(ROWS, TASKS, strict=True)]


def assert_woven(whole, parts):
    """Check that the rows of each part are in the whole, which has nothing else."""
    whole = dict(flat(whole))
    for rows, part in zip(ROWS, parts, strict=True):
        for name, value in flat(part):
            if name in whole:
                np.testing.assert_array_equal(whole[name][rows], value, err_msg=name)
    assert whole.keys() <= {name for part in parts for name, _ in flat(part)}


@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 10**6), again=st.lists(st.booleans(), min_size=WORLDS, max_size=WORLDS))
def test_worlds_are_those_of_their_tasks_alone(mixed, alone, seed, again):
    seeds = np.random.default_rng(seed).integers(0, 2**31, WORLDS).tolist()
    observation, info = mixed.reset(seed=seeds)
    begun = [env.reset(seed=[seeds[row] for row in rows]) for env, rows in zip(alone, ROWS, strict=True)]
    assert_woven(observation, [pair[0] for pair in begun])
    assert_woven(info, [pair[1] for pair in begun])
    assert info["seed"].tolist() == seeds
    ends = 0
    for action in script(WORLDS, 3, seed):
        whole = mixed.step(action)
        parts = [
            env.step({name: values[rows] for name, values in action.items()})
            for env, rows in zip(alone, ROWS, strict=True)
        ]
        for row, found in enumerate(whole[:4]):
            assert_woven({"": found}, [{"": part[row]} for part in parts])
        assert_woven(whole[4], [part[4] for part in parts])
        ends += int((whole[2] | whole[3]).sum())
        np.testing.assert_array_equal(mixed.render(), whole[0]["rgb"])
    assert ends >= WORLDS  # and resets in place of a step
    mask = np.array(again)
    observation, _ = mixed.reset(options={"reset_mask": mask})
    begun = [env.reset(options={"reset_mask": mask[rows]})[0] for env, rows in zip(alone, ROWS, strict=True)]
    assert_woven(observation, begun)


def test_it_looks_like_one_environment(mixed):
    observation, info = mixed.reset(seed=7)
    assert info["seed"].tolist() == [7, 8, 9]
    assert mixed.observation_space.contains(observation)
    assert observation["rgb"].shape == (WORLDS, 16, 16, 3)
    assert [text.split()[0] for text in observation["goal"]] == [text.split()[0] for text in info["goal"]]
    info = mixed.step(script(WORLDS, 1)[0])[4]
    assert info["_success"].all() and info["_died"].all()
    assert info["_reward_item_log"].tolist() == [False, True, False]  # no other task pays for logs


def test_what_tasks_observe_differently_is_left_out():
    mixed = MixedVectorEnv(2, CONFIGS)
    assert "voxels" in mixed.parts[1].single_observation_space.spaces
    assert "voxels" not in mixed.single_observation_space.spaces
    assert mixed.observation_space.contains(mixed.reset(seed=0)[0])


def test_starts_change_for_all_tasks_or_for_one():
    mixed = MixedVectorEnv(2, CONFIGS[:1] * 2)
    mixed.change_start({"site": {"aside": 5.0}})
    mixed.parts[1].change_start({"site": {"high": 9.0}})
    sites = [part._batch.start.site for part in mixed.parts]
    assert [site.aside for site in sites] == [5, 5]
    assert sites[1].high == 9 != sites[0].high


def test_what_cannot_be_is_named():
    with pytest.raises(ValueError, match="a world for each: not 1 for 2"):
        MixedVectorEnv(1, CONFIGS)
    with pytest.raises(ValueError, match="there must be settings"):
        MixedVectorEnv(2, ())
    with pytest.raises(UnknownNameError, match="hunt_cow"):
        MixedVectorEnv(2, [replace(CONFIG, task="skills/hunt_cows")])
