"""Where a straight walk is said to lead, the world's own physics lead, without harm."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from envs.overworld.gamedata import block_state
from skills.oracle.body import Body
from skills.oracle.follow import follow
from skills.oracle.goals import near
from skills.oracle.navigate import go
from skills.oracle.path import COMPLETE, SAFE_DROP, Means, find_path
from skills.oracle.straight import farthest_straight
from tests.skills.oracle.hand_made import GROUND, drive, flat_world

STONE, AIR, LAVA, WATER = block_state("stone"), 0, block_state("lava"), block_state("water")
PLATEAU = (4, GROUND, -9, 9, GROUND, 9, STONE)


def body_in(fills=(), lit=False):
    return Body(flat_world(fills, lit=lit), 0, 0)


def straight_to(body, cell):
    """Whether the cell, the end of a way that leads there at once, is walked to straight."""
    return farthest_straight(body, [(0, GROUND, 0), cell], 0) == 1


@pytest.mark.parametrize(
    ("fills", "end", "expected"),
    [
        ([], (9, GROUND, 4), True),
        ([(4, GROUND, -9, 4, GROUND, 9, STONE)], (9, GROUND, 4), True),
        ([(4, GROUND, -9, 4, GROUND + 1, 9, STONE)], (9, GROUND, 4), False),
        ([(4, GROUND + 1, -9, 4, GROUND + 1, 9, STONE)], (9, GROUND, 4), False),
        ([PLATEAU], (9, GROUND + 1, 4), True),
        ([PLATEAU], (9, GROUND, 4), False),
        ([PLATEAU, (3, GROUND + 2, -9, 3, GROUND + 2, 9, STONE)], (9, GROUND + 1, 4), False),
        ([(4, GROUND - 3, -9, 9, GROUND - 1, 9, AIR)], (9, GROUND - 3, 4), True),
        ([(4, GROUND - 4, -9, 9, GROUND - 1, 9, AIR)], (9, GROUND - 4, 4), False),
        ([(4, GROUND - 1, -9, 4, GROUND - 1, 9, WATER)], (9, GROUND, 4), True),
        ([(4, GROUND - 1, -9, 4, GROUND - 1, 9, LAVA)], (9, GROUND, 4), False),
        ([(5, GROUND, 3, 5, GROUND + 1, 3, STONE)], (9, GROUND, 4), False),
        ([(5, GROUND, 4, 5, GROUND + 1, 4, STONE)], (9, GROUND, 4), True),
    ],
    ids=["plain", "step", "wall", "low ceiling", "up", "other height", "no room to jump", "drop", "cliff", "water",
         "lava", "a shoulder's width too near", "just past"],
)  # fmt: skip
def test_what_bars_the_way(fills, end, expected):
    assert straight_to(body_in(fills), end) is expected


def test_a_way_is_walked_without_kinks():
    body = body_in()
    yaws = []

    def watched():
        for action in go(body, near((12, GROUND, 5))):
            yield action
            yaws.append(float(body.player["yaw"]))

    drive(body.world, watched())
    assert math.dist(body.position, (12.5, GROUND, 5.5)) < 0.3
    turned = np.abs(np.diff(yaws))
    assert (turned[-20:] < 2.0).all(), "it went towards the goal and nowhere else"


def is_a_way(body, cell):
    """Whether single steps lead there, too: a jump aslant is none, so who slips there would not find the way again."""
    ticks = np.full(4096, np.inf, np.float32)
    means = Means(ticks, 0, SAFE_DROP, 40_000)
    return find_path(body.state, body.rules, 0, body.frontier, means, near(cell), *body.feet())[0] == COMPLETE


def rough(seed):
    """Ground of pits and blocks, level around the start, and its heights by (x + 10, z + 10)."""
    heights = np.random.default_rng(seed).choice([-2, -1, 0, 0, 0, 0, 1], (21, 21))
    heights[9:12, 9:12] = 0
    fills = []
    for (x, z), height in np.ndenumerate(heights):
        low, high, state = (GROUND, GROUND + height - 1, STONE) if height > 0 else (GROUND + height, GROUND - 1, AIR)
        fills.append((x - 10, low, z - 10, x - 10, high, z - 10, state))
    return body_in(fills), heights


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**31 - 1), st.integers(-8, 8), st.integers(-8, 8))
@example(11994, 8, 8)  # it slips into a pit beside the end, and must not dig its way out through the ground there
def test_it_gets_unharmed_to_what_is_said_to_be_straight(seed, east, south):
    body, heights = rough(seed)
    end = (east, GROUND + int(heights[east + 10, south + 10]), south)
    assume((east, south) != (0, 0) and straight_to(body, end) and is_a_way(body, end))
    health = float(body.player["health"])
    drive(body.world, go(body, near(end)))
    assert body.feet() == end
    assert float(body.player["health"]) == health


def test_hardly_ever_does_one_slip():
    arrived, random = [], np.random.default_rng(0)
    while len(arrived) < 30:
        body, heights = rough(int(random.integers(2**31)))
        east, south = random.integers(-8, 9, 2).tolist()
        end = (east, GROUND + int(heights[east + 10, south + 10]), south)
        if (east, south) != (0, 0) and straight_to(body, end):
            arrived.append(drive(body.world, follow(body, [(0, GROUND, 0), end]))[0])
    assert sum(arrived) >= 27
