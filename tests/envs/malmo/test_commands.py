"""Command lines of a step, and the canonical action that they say."""

import numpy as np
import pytest

from envs.malmo.commands import read_step
from envs.malmo.protocol import ProtocolError
from envs.overworld.action import encode
from envs.overworld.gamedata import item_index
from envs.overworld.state import SLOTS, STACK

NOTHING = (
    "camera 0.0 0.0", "smeltNearby none", "craft none", "craftNearby none", "forward 0", "back 0", "left 0",
    "right 0", "jump 0", "sneak 0", "sprint 0", "use 0", "attack 0", "drop 0", "equip none", "place none",
)  # fmt: skip
"""What MineDojo sends if nothing is done."""


@pytest.fixture
def slots():
    rows = np.zeros(SLOTS, STACK)
    rows[4] = (item_index("log"), 2, 3)
    rows[9] = (item_index("log"), 0, 8)
    rows[39] = (item_index("iron_helmet"), 0, 1)
    return rows


def test_nothing_is_no_action(slots):
    step = read_step(NOTHING, slots)
    assert step.chat == []
    assert (encode(step.action, 1) == encode({}, 1)).all()


def test_keys_and_camera(slots):
    step = read_step(("camera -15.5 90", "forward 1", "jump 1", "attack 1", "hotbar.3 1", "pickItem 1"), slots)
    assert step.action == {"camera": (-15.5, 90.0), "forward": 1, "jump": 1, "attack": 1, "hotbar.3": 1}


@pytest.mark.parametrize(("sent", "yaw"), [(190, -170), (-370, -10), (360, 0), (180, 180)])
def test_more_than_half_a_turn_is_the_same_direction(slots, sent, yaw):
    step = read_step((f"camera 500 {sent}",), slots)
    assert step.action["camera"] == (180.0, yaw)
    encode(step.action, 1)


def test_items(slots):
    step = read_step(("smeltNearby glass", "craft planks"), slots)
    assert step.action == {"smelt": item_index("glass"), "craft": item_index("planks")}
    assert read_step(("craftNearby wooden_pickaxe", "craft none"), slots).action == {
        "craft": item_index("wooden_pickaxe")
    }


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("equip log", {"equip": 5}),  # the first slot that holds it, whatever its variant
        ("equip log#0", {"equip": 10}),
        ("place log#2", {"place": 5}),
        ("equip iron_helmet", {"equip": 40}),
        ("place stone", {}),  # nothing is done with what is not there
        ("equip log#7", {}),
        ("swapInventoryItems 4 40", {"swap_from": 5, "swap_to": 41}),
        ("swapInventoryItems 0 0", {}),
    ],
)
def test_items_are_looked_for_in_the_inventory(slots, line, action):
    assert read_step((line,), slots).action == action


def test_chat_is_kept_in_order(slots):
    step = read_step(("chat /time set 0", "chat hello there", "forward 1"), slots)
    assert step.chat == ["/time set 0", "hello there"] and step.action == {"forward": 1}


@pytest.mark.parametrize(
    "line",
    [
        "fly 1",
        "camera 1",
        "camera a b",
        "camera nan 0",
        "camera 1 2 3",
        "forward",
        "forward yes",
        "forward -1",
        "craft no_such_thing",
        "craft planks sticks",
        "equip log#x",
        "place",
        "swapInventoryItems 1",
        "swapInventoryItems 1 41",
        "swapInventoryItems 1 99999999999999999999",
    ],
)
def test_what_minedojo_does_not_write_is_refused(slots, line):
    with pytest.raises(ProtocolError, match=line.split()[0]):
        read_step((line,), slots)
