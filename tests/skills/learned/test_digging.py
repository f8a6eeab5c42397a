"""Who is told by perfect eyes where something is goes there and digs it out."""

import numpy as np
import pytest

from envs.overworld.env import OverworldEnv
from envs.overworld.senses.view import HORIZON, KINDS, sense_map
from envs.tasks.catalog import get_task
from skills.learned.digging import Digging
from skills.scripted.acts import amount, take, turn

PLACES, GAZE = 16, 15.0
STILL = np.zeros((32, 32, 3), np.uint8)
POLICY = {"camera": np.zeros(2, np.float32), "jump": 1, "sneak": 1, "attack": 0, "use": 1}


def middle_of(world, kind):
    """Return where in the picture the middle is of what shows a kind, None if nothing does."""
    maps = np.empty((1, PLACES, PLACES, len(KINDS)), np.float32)
    sense_map(world.state, world.rules, HORIZON, maps)
    rows, columns = np.nonzero(np.isfinite(maps[0, ..., KINDS.index(kind)]))
    nearest = np.argmin(maps[0, rows, columns, KINDS.index(kind)]) if len(rows) else 0
    return tuple((2 * np.array([columns[nearest], rows[nearest]]) + 1) / PLACES - 1) if len(rows) else None


@pytest.mark.parametrize("seed", range(20_000, 20_004))
@pytest.mark.parametrize(
    ("task", "kind", "items", "limit"),
    [
        ("skills/mine_coal_ore", "coal_ore", ["coal"], 150),
        ("skills/mine_iron_ore", "iron_ore", ["iron_ore"], 150),
        ("skills/chop_log", "tree", ["log", "log2"], 250),
    ],
)
def test_what_is_seen_is_gone_to_and_dug_out(task, kind, items, limit, seed):
    env = OverworldEnv(task=get_task(task), image_size=(64, 64))
    env.reset(seed=seed)
    env.step(turn(180.0, 0.0))
    observation, *_ = env.step(turn(GAZE - 90.0, 0.0))
    observation, *_ = env.step(take(observation, ["stone_pickaxe"]))
    digging = Digging(GAZE)
    for _ in range(limit):
        led = digging.act(middle_of(env.world, kind), observation["rgb"], turn(0.0, 0.0))
        observation, *_ = env.step(turn(0.0, 15.0) if led is None else led)
        if any(amount(observation, item) for item in items):
            return
    pytest.fail(f"no {items[0]}")


def test_it_turns_to_what_it_sees_and_walks_once_that_is_ahead():
    digging, moving = Digging(GAZE), np.random.default_rng(0)
    assert digging.act(None, STILL, POLICY) is None
    turned = digging.act((0.9, -0.1), STILL, POLICY)
    assert (turned["attack"], turned["forward"], turned["jump"], turned["sneak"]) == (0, 0, 0, 0)
    assert turned["camera"][0] < 0 < turned["camera"][1], "up and to the right"
    for _ in range(10):
        walked = digging.act((-0.3, 0.0), moving.integers(0, 255, STILL.shape, np.uint8), POLICY)
        assert (walked["attack"], walked["forward"], walked["jump"]) == (0, 1, 0)
        assert walked["camera"][0] == 0 > walked["camera"][1], "steering to the left"


def test_what_is_in_the_way_is_hopped_over_or_dug():
    digging = Digging(GAZE)
    steps = [digging.act((0.05, 0.0), STILL, POLICY) for _ in range(3 + 11 + 75 + 12)]
    assert [step["forward"] for step in steps] == [1] * (3 + 11) + [0] * 75 + [1] * 12
    assert [step["jump"] for step in steps] == [0] * 3 + [1] * 8 + [0] * (3 + 75) + [1] * 12
    assert [step["attack"] for step in steps] == [0] * (3 + 11) + [1] * (75 + 12)
    assert not any(step["camera"].any() for step in steps[14:]), "its gaze is fixed while it digs"


def test_what_is_below_is_at_hand():
    digging = Digging(GAZE)
    turned = digging.act((0.0, 0.7), STILL, POLICY)
    assert turned["camera"][0] > 0 and not (turned["forward"] or turned["attack"])
    digs = digging.act((0.0, 0.05), STILL, POLICY)
    assert digs["attack"] and not digs["forward"]


def test_it_digs_on_where_it_was_last_seen_and_leaves_off():
    digging = Digging(GAZE)
    digging.act((0.05, 0.05), STILL, POLICY)
    after = [digging.act(None, STILL, POLICY) for _ in range(20)]
    assert all(step["attack"] and step["forward"] for step in after[:-1])
    assert after[-1] is None
    assert sum(digging.act((0.05, 0.05), STILL, POLICY) is not None for _ in range(300)) == 250, (
        "in vain for long enough"
    )
