"""A player who is led away from a place gets away, also out of a hole."""

import math

import numpy as np
import pytest

from envs.overworld.env import OverworldEnv
from skills.learned.escape import Escape

LEVEL = np.array([-90.0, 0.0], np.float32)
BELOW = np.array([180.0, 0.0], np.float32)


def escape(seed, depth, heading=30.0):
    """Dig a shaft, be led away, and return the blocks gone, the blocks risen and the steps that it took."""
    env = OverworldEnv(image_size=(64, 64), biome="plains")
    observation, _ = env.reset(seed=seed)
    top = observation["location_stats"]["pos"][1]
    observation, *_ = env.step({"camera": BELOW})
    for _ in range(400):
        if top - observation["location_stats"]["pos"][1] >= depth:
            break
        observation, *_ = env.step({"attack": 1})
    for _ in range(10):
        observation, *_ = env.step({})
    observation, *_ = env.step({"camera": LEVEL})
    begin, way = observation["location_stats"]["pos"].copy(), Escape(heading)
    steps = 0
    while (action := way.act(observation)) is not None:
        observation, *_ = env.step(action)
        steps += 1
    assert observation["location_stats"]["pitch"] == pytest.approx(0.0)
    gone = observation["location_stats"]["pos"] - begin
    return math.hypot(gone[0], gone[2]), gone[1], steps


@pytest.mark.parametrize("seed", range(3))
def test_on_a_plain_it_walks_away(seed):
    far, _, steps = escape(seed, depth=0)
    assert far > 20
    assert steps < 250


@pytest.mark.parametrize("seed", range(3))
def test_it_comes_out_of_a_hole(seed):
    far, risen, steps = escape(seed, depth=3)
    assert far > 15
    assert risen > 0.9
    assert steps < 1100
