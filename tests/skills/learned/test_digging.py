"""Who is told by perfect eyes where ore is digs it out."""

import numpy as np
import pytest

from envs.overworld.env import OverworldEnv
from envs.overworld.senses.view import HORIZON, KINDS, sense_map
from envs.tasks.catalog import get_task
from skills.learned.digging import Digging
from skills.scripted.acts import amount, take, turn

PLACES = 16
NOTHING = {"camera": np.zeros(2, np.float32)}


def middle_of(world, kind):
    """Return where in the picture the middle is of what shows a kind, None if nothing does."""
    maps = np.empty((1, PLACES, PLACES, len(KINDS)), np.float32)
    sense_map(world.state, world.rules, HORIZON, maps)
    rows, columns = np.nonzero(np.isfinite(maps[0, ..., KINDS.index(kind)]))
    nearest = np.argmin(maps[0, rows, columns, KINDS.index(kind)]) if len(rows) else 0
    return tuple((2 * np.array([columns[nearest], rows[nearest]]) + 1) / PLACES - 1) if len(rows) else None


@pytest.mark.parametrize("seed", range(20_000, 20_004))
@pytest.mark.parametrize("ore", ["coal_ore", "iron_ore"])
def test_ore_that_is_seen_is_dug_out(ore, seed):
    env = OverworldEnv(task=get_task(f"skills/mine_{ore}"), image_size=None)
    observation, _ = env.reset(seed=seed)
    observation, *_ = env.step(take(observation, ["stone_pickaxe"]))
    digging, item = Digging(), "coal" if ore == "coal_ore" else ore
    for _ in range(150):
        leads = digging.leads(middle_of(env.world, ore))
        observation, *_ = env.step(digging.led(NOTHING) if leads else turn(0.0, 15.0))
        if amount(observation, item):
            return
    pytest.fail(f"no {item}")


def test_it_turns_digs_goes_on_and_leaves_off():
    digging = Digging()
    policy = NOTHING | {"jump": 1, "sneak": 1, "attack": 0, "use": 1}
    assert not digging.leads(None)
    assert digging.leads((0.5, -0.25))
    turned = digging.led(policy)
    assert (turned["attack"], turned["forward"], turned["jump"], turned["sneak"]) == (0, 0, 0, 0)
    assert turned["camera"][0] < 0 < turned["camera"][1], "up and to the right"
    steps = [digging.led(policy) for _ in range(38) if digging.leads((0.05, 0.05))]
    assert [step["forward"] for step in steps] == [0] * 30 + [1] * 8
    assert all(step["attack"] and not step["camera"].any() for step in steps)
    assert [digging.leads(None) for _ in range(20)] == [True] * 19 + [False]
    assert sum(digging.leads((0.05, 0.05)) for _ in range(200)) == 150, "in vain for long enough"
