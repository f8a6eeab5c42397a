"""The action layout against the numbers of OpenAI's code: golden vectors, sizes, edges and both asymmetries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.vpt.actions import (
    BUTTON_CHOICES,
    CAMERA_CHOICES,
    INVENTORY,
    NULL_BUTTONS,
    NULL_CAMERA,
    JointAction,
    camera_degrees,
    from_canonical,
    is_null,
    quantise_camera,
    to_canonical,
    to_factored,
    to_joint,
)
from envs.overworld.action import KEYS, InvalidActionError

STILL = np.array([5, 5])


def pressed(*names):
    return np.array([name in names for name in KEYS], np.int64)


def joint(*names, bins=STILL):
    buttons, camera = to_joint(pressed(*names), np.asarray(bins))
    return int(buttons), int(camera)


def test_there_are_as_many_choices_as_in_the_published_heads():
    assert (BUTTON_CHOICES, CAMERA_CHOICES, INVENTORY, NULL_CAMERA) == (8641, 121, 8640, 60)


@pytest.mark.parametrize(
    ("keys", "bins", "expected"),
    [
        ((), (5, 5), (0, 60)),
        (("hotbar.1",), (5, 5), (864, 60)),
        (("hotbar.9",), (5, 5), (7776, 60)),
        (("forward",), (5, 5), (288, 60)),
        (("back",), (5, 5), (576, 60)),
        (("left",), (5, 5), (96, 60)),
        (("right",), (5, 5), (192, 60)),
        (("sprint",), (5, 5), (32, 60)),
        (("sneak",), (5, 5), (64, 60)),
        (("use",), (5, 5), (16, 60)),
        (("drop",), (5, 5), (8, 60)),
        (("attack",), (5, 5), (4, 60)),
        (("jump",), (5, 5), (2, 60)),
        ((), (5, 6), (1, 61)),
        ((), (0, 0), (1, 0)),
        ((), (10, 5), (1, 115)),
        (("forward", "sprint", "jump", "attack"), (5, 7), (327, 62)),
        (("inventory",), (5, 5), (8640, 60)),
    ],
)
def test_golden_vectors(keys, bins, expected):
    assert joint(*keys, bins=bins) == expected


def test_opposite_ways_are_neither_and_of_other_groups_the_later_key_counts():
    assert joint("forward", "back") == joint()
    assert joint("left", "right") == joint()
    assert joint("sprint", "sneak") == joint("sneak")
    assert joint("hotbar.1", "hotbar.2") == joint("hotbar.2")


def test_the_inventory_key_drops_all_else():
    assert joint("inventory", "forward", "attack", bins=(0, 9)) == (INVENTORY, NULL_CAMERA)


def test_a_camera_that_the_buttons_do_not_move_does_not_move():
    keys, bins = to_factored(JointAction(np.array(288), np.array(7)))
    assert keys.tolist() == pressed("forward").tolist()
    assert bins.tolist() == [5, 5]


def test_inventory_with_a_sampled_camera_jerks_as_in_the_published_code():
    action = to_canonical(JointAction(np.array(INVENTORY), np.array(0)))
    assert int(action["inventory"]) == 1
    assert action["camera"].tolist() == [-10.0, -10.0]


def test_camera_bins_and_edges_of_the_published_quantiser():
    published = [-10, -5.809483, -3.215369, -1.609499, -0.615394, 0, 0.615394, 1.609499, 3.215369, 5.809483, 10]
    assert camera_degrees(np.arange(11)) == pytest.approx(published, abs=1e-6)
    for number, edge in enumerate((0.27098, 1.05319, 2.31662, 4.35766, 7.65473)):
        assert quantise_camera([edge - 1e-4, edge + 1e-4]).tolist() == [5 + number, 6 + number]
        assert quantise_camera([-edge + 1e-4, -edge - 1e-4]).tolist() == [5 - number, 4 - number]
    assert quantise_camera([-500.0, 500.0, 0.0]).tolist() == [0, 10, 5]


def test_every_joint_action_that_can_be_said_comes_back():
    buttons, camera = np.meshgrid(np.arange(BUTTON_CHOICES), [0, 60, 61, 120])
    action = JointAction(buttons.ravel(), camera.ravel())
    again = to_joint(*to_factored(action))
    moves = (action.buttons & 1 == 1) & (action.camera != NULL_CAMERA) & (action.buttons != INVENTORY)
    still = (action.buttons & 1 == 0) & (action.buttons != INVENTORY)
    assert np.array_equal(again.buttons[moves | still], action.buttons[moves | still])
    assert np.array_equal(again.camera[moves], action.camera[moves])
    assert (again.camera[still] == NULL_CAMERA).all()


@given(
    st.sets(st.sampled_from([name for name in KEYS if name != "inventory"])),
    st.tuples(st.integers(0, 10), st.integers(0, 10)),
)
def test_canonical_and_joint_agree(names, bins):
    action = to_joint(pressed(*names), np.array(bins))
    canonical = to_canonical(action)
    assert from_canonical(canonical) == tuple(action)
    assert canonical["camera"] == pytest.approx(camera_degrees(np.array(bins)), abs=1e-6)


def test_null_actions():
    nothing = JointAction(np.array([NULL_BUTTONS, 1, 1, 4, 0]), np.array([60, 60, 61, 60, 3]))
    assert is_null(nothing).tolist() == [True, True, False, False, True]


def test_leading_axes_are_kept():
    keys, bins = np.zeros((3, 2, 20), np.int64), np.full((3, 2, 2), 5)
    assert to_joint(keys, bins).buttons.shape == (3, 2)
    assert to_canonical(JointAction(np.zeros((3, 2), np.int64), np.full((3, 2), 60)))["camera"].shape == (3, 2, 2)


def test_dicts_of_mine_rl_are_taken_as_they_are():
    action = {"ESC": 0, "pickItem": 0, "swapHands": 0, "attack": 1, "camera": np.array([0.0, 3.0])}
    assert from_canonical(action) == (5, 5 * 11 + 8)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: to_joint(np.zeros(19), STILL), r"20"),
        (lambda: to_joint(np.zeros((2, 20)), STILL), r"leading shape"),
        (lambda: to_joint(np.full(20, 2), STILL), r"0 or 1"),
        (lambda: to_joint(np.zeros(20), np.array([5, 11])), r"0\.\.10"),
        (lambda: to_joint(np.zeros(20), np.array([5.0, 5.0])), r"integers"),
        (lambda: to_factored(JointAction(np.array(8641), np.array(60))), r"0\.\.8640"),
        (lambda: to_factored(JointAction(np.array(0), np.array(121))), r"0\.\.120"),
        (lambda: to_factored(JointAction(np.array([0]), np.array(60))), r"one shape"),
        (lambda: from_canonical({"craft": 5}), r"craft"),
        (lambda: from_canonical({"ESC": 1}), r"ESC"),
    ],
)
def test_what_cannot_be_is_named(call, said):
    with pytest.raises(InvalidActionError, match=said):
        call()
