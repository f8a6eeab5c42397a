"""Other projects' action layouts: MineDojo's published indices, and both ways for everything that can be said."""

import gymnasium
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import envs  # noqa: F401 - registers the environments
from envs.actions import (
    from_minedojo,
    from_minerl,
    minedojo_action_space,
    minedojo_no_op,
    nearest_minedojo,
    to_minedojo,
    to_minerl,
)
from envs.overworld.action import KEYS, InvalidActionError, encode
from envs.overworld.gamedata import item_index
from envs.wrappers import MineDojoAction, MineDojoObservation

NVEC = [3, 3, 4, 25, 25, 8, 244, 36]


def test_published_shape_and_no_op():
    assert minedojo_action_space().nvec.tolist() == NVEC
    assert minedojo_no_op().tolist() == [0, 0, 0, 12, 12, 0, 0, 0]
    assert not encode(from_minedojo(minedojo_no_op()), 1).view(np.uint8).any()


@pytest.mark.parametrize(
    ("index", "name"), [(7, "crafting_table"), (29, "planks"), (41, "stick"), (219, "wooden_pickaxe")]
)
def test_published_craft_indices(index, name):
    action = minedojo_no_op()
    action[5:7] = 4, index
    assert from_minedojo(action)["craft"] == item_index(name)


@given(st.tuples(*(st.integers(0, n - 1) for n in NVEC)))
def test_minedojo_both_ways(values):
    action = np.array(values)
    if action[5] != 4:
        action[6] = 0  # arguments that the function does not read carry nothing
    if action[5] not in (5, 6, 7):
        action[7] = 0
    assert to_minedojo(from_minedojo(action)).tolist() == action.tolist()


@given(st.dictionaries(st.sampled_from(KEYS), st.integers(0, 1)), st.tuples(*[st.floats(-180, 180, width=32)] * 2))
def test_minerl_both_ways(keys, camera):
    action = {**keys, "camera": np.array(camera, np.float32)}
    assert (encode(from_minerl(to_minerl(action)), 1) == encode(action, 1)).all()


@pytest.mark.parametrize(
    "action",
    [
        {"forward": 1, "back": 1},
        {"attack": 1, "use": 1},
        {"hotbar.3": 1},
        {"camera": [7.0, 0.0]},
        {"craft": item_index("bedrock")},
        {"equip": 41},
    ],
)
def test_what_minedojo_cannot_say_is_an_error(action):
    with pytest.raises(InvalidActionError):
        to_minedojo(action)


@pytest.mark.parametrize("action", [[0] * 7, [3, 0, 0, 0, 0, 0, 0, 0], [-1, 0, 0, 0, 0, 0, 0, 0], [0.5] * 8])
def test_bad_minedojo_actions(action):
    with pytest.raises(InvalidActionError):
        from_minedojo(action)


def test_minerl_refuses_what_it_lacks():
    with pytest.raises(InvalidActionError, match="craft"):
        to_minerl({"craft": 3})
    with pytest.raises(InvalidActionError, match="ESC"):
        from_minerl({"ESC": 1})
    with pytest.raises(InvalidActionError, match="fly"):
        from_minerl({"fly": 1})


def test_minedojo_wrappers_drive_the_overworld():
    env = MineDojoObservation(MineDojoAction(gymnasium.make("lodestone/Overworld-v0", image_size=(32, 48))))
    observation, _ = env.reset(seed=0)
    assert observation["rgb"].shape == (3, 32, 48)
    assert observation["inventory"]["name"].tolist() == ["air"] * 36
    action = minedojo_no_op()
    action[0], action[4] = 1, 14
    before = float(observation["location_stats"]["yaw"][0])
    observation, *_ = env.step(action)
    turned = (float(observation["location_stats"]["yaw"][0]) - before) % 360
    assert turned == pytest.approx(30.0, abs=1e-3)


@given(st.sets(st.sampled_from(KEYS)), st.tuples(st.floats(-10, 10), st.floats(-10, 10)))
def test_any_keys_have_a_nearest_minedojo_action(keys, camera):
    action = dict.fromkeys(keys, 1) | {"camera": np.array(camera)}
    said = from_minedojo(nearest_minedojo(action, 2.0), 2.0)
    assert np.abs(said["camera"] - np.array(camera)).max() <= 1.0 + 1e-5
    assert {name for name in said if name in KEYS} <= keys
    assert ("attack" in said) == ("attack" in keys)


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        (("forward", "back", "left"), {"left": 1}),
        (("jump", "sprint", "sneak"), {"jump": 1}),
        (("sprint", "sneak", "forward"), {"sprint": 1, "forward": 1}),
        (("attack", "use", "hotbar.3"), {"attack": 1}),
        (("hotbar.3",), {"equip": 3}),
        (("inventory",), {}),
    ],
)
def test_what_the_nearest_minedojo_action_keeps(keys, kept):
    said = from_minedojo(nearest_minedojo(dict.fromkeys(keys, 1)))
    del said["camera"]
    assert said == kept


def test_functional_actions_have_no_nearest_one():
    with pytest.raises(InvalidActionError, match="craft"):
        nearest_minedojo({"craft": 5})
