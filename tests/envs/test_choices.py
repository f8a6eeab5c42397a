import gymnasium
import numpy as np
import pytest
from gymnasium import spaces

from envs.choices import (
    BASIC,
    PLAN4MC,
    DiscreteAction,
    MultiDiscreteAction,
    VectorDiscreteAction,
    VectorMultiDiscreteAction,
)
from envs.overworld.action import InvalidActionError, encode
from envs.overworld.vector import OverworldVectorEnv
from envs.wrappers import ImageObservation, VectorImageObservation

ENV = "lodestone/Overworld-v0"


class Told(gymnasium.Env):
    """Keeps the action that it was told."""

    observation_space = spaces.Discrete(1)
    action_space = spaces.Discrete(1)

    def step(self, action):
        self.action = action
        return 0, 0.0, False, False, {}


class VectorTold(gymnasium.vector.VectorEnv):
    num_envs = 5
    single_action_space = action_space = single_observation_space = observation_space = spaces.Discrete(1)

    def step(self, actions):
        self.actions = actions
        return 0, 0.0, False, False, {}


@pytest.mark.parametrize("row", range(len(BASIC)))
def test_a_discrete_action_is_a_row_of_the_table(row):
    env = DiscreteAction(Told())
    env.step(row)
    assert encode(env.unwrapped.action, 1) == encode(BASIC[row], 1)


def test_vectors_press_what_single_worlds_press():
    single, vector = DiscreteAction(Told()), VectorDiscreteAction(VectorTold())
    rows = np.array([0, 3, 12, 7, 9])
    vector.step(rows)
    pressed = encode(vector.env.actions, 5)
    for row, choice in zip(pressed, rows, strict=True):
        single.step(choice)
        assert row == encode(single.unwrapped.action, 1)[0]


def test_plan4mc_presses_one_of_each_table():
    env, vector = MultiDiscreteAction(Told()), VectorMultiDiscreteAction(VectorTold())
    assert env.action_space.nvec.tolist() == [12, 3]
    actions = np.array([[0, 0], [1, 2], [8, 1], [11, 0], [5, 2]])
    vector.step(actions)
    pressed = encode(vector.env.actions, 5)
    for row, action in zip(pressed, actions, strict=True):
        env.step(action)
        assert row == encode(env.unwrapped.action, 1)[0]
    assert (pressed[1]["forward"], pressed[1]["attack"]) == (1, 1)
    assert (pressed[2]["pitch"], pressed[2]["use"]) == (-30, 1)


def test_bad_tables_are_refused():
    with pytest.raises(InvalidActionError, match="flap"):
        DiscreteAction(Told(), [{"flap": 1}])
    with pytest.raises(ValueError, match="forward"):
        MultiDiscreteAction(Told(), [PLAN4MC[0], [{"forward": 1}]])


def test_pictures_alone():
    env = ImageObservation(gymnasium.make(ENV, image_size=(32, 48), max_steps=3), channels_first=True)
    picture, _ = env.reset(seed=1)
    assert picture.shape == (3, 32, 48)
    assert env.observation_space.contains(picture)
    vector = VectorImageObservation(OverworldVectorEnv(2, image_size=(32, 48)))
    pictures, _ = vector.reset(seed=1)
    assert vector.observation_space.contains(pictures)
    assert np.array_equal(pictures[0], np.moveaxis(picture, 0, -1))
    with pytest.raises(ValueError, match="image_size"):
        ImageObservation(gymnasium.make(ENV, image_size=None))
