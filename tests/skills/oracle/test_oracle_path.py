"""Every way that the search finds can be walked, and short ones are the shortest."""

import heapq
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.gamedata import block_state
from envs.overworld.state import MASK
from skills.oracle.frontier import allocate_frontier
from skills.oracle.goals import UNDER_THE_SKY, Goal, in_reach_of, near
from skills.oracle.path import COMPLETE, NO_PATH, PARTIAL, SAFE_DROP, Means, find_path
from tests.skills.oracle.hand_made import GROUND
from tests.skills.oracle.hand_made import flat_world as lit_world

STONE = block_state("stone")
LAVA = block_state("lava")
WATER = block_state("water")
GRAVEL = block_state("gravel")
DIRT = block_state("dirt")
BEDROCK = block_state("bedrock")
FRONTIER = allocate_frontier()
NOTHING_DUG = np.full(4096, np.inf, np.float32)
SOFT = NOTHING_DUG.copy()
SOFT[[DIRT, block_state("grass")]] = 15
HARD = SOFT.copy()
HARD[STONE] = 30


def flat_world(fills=()):
    return lit_world(fills, lit=False)  # ways do not depend on light


def search(world, start, goal, digs=NOTHING_DUG, blocks=0, drop=SAFE_DROP):
    goal = goal if isinstance(goal, Goal) else near(goal)
    means = Means(digs, blocks, drop, 40_000)
    status, length, _ = find_path(world.state, world.rules, 0, FRONTIER, means, goal, *start)
    return status, [tuple(int(v) for v in row) for row in FRONTIER.path[:length]]


def block(world, x, y, z):
    return int(world.state.blocks[0, x & MASK, z & MASK, y])


def test_straight_and_diagonal_ways_take_the_fewest_steps():
    world = flat_world()
    status, way = search(world, (0, GROUND, 0), (9, GROUND, 0))
    assert status == COMPLETE
    assert way == [(x, GROUND, 0) for x in range(10)]
    _, way = search(world, (0, GROUND, 0), (-5, GROUND, 5))
    assert way == [(-x, GROUND, x) for x in range(6)]


def test_a_wall_is_walked_round_without_cutting_its_corner():
    world = flat_world([(3, GROUND, -4, 3, GROUND + 2, 4, STONE)])
    status, way = search(world, (0, GROUND, 0), (6, GROUND, 0))
    assert status == COMPLETE
    assert max(abs(z) for _, _, z in way) == 5
    assert (3, GROUND, 5) in way or (3, GROUND, -5) in way
    corner = next(index for index, cell in enumerate(way) if cell[0] == 3)
    assert abs(way[corner - 1][2]) == 5, "entered the gap diagonally past the corner"


def test_nothing_leads_out_of_a_box_of_bedrock_but_near_its_wall():
    world = flat_world(
        [(-3, GROUND - 1, -3, 3, GROUND + 4, 3, BEDROCK), (-2, GROUND, -2, 2, GROUND + 3, 2, 0)],
    )
    status, way = search(world, (0, GROUND, 0), (20, GROUND, 0), digs=HARD)
    assert status == PARTIAL
    assert way[-1][0] == 2
    status, _ = search(world, (0, GROUND, 0), UNDER_THE_SKY, digs=HARD)
    assert status == NO_PATH


@pytest.mark.parametrize(("depth", "reachable"), [(3, True), (4, False)])
def test_it_drops_three_blocks_but_not_four(depth, reachable):
    world = flat_world([(3, GROUND - depth, -60, 60, GROUND - 1, 60, 0)])
    status, way = search(world, (0, GROUND, 0), (8, GROUND - depth, 0))
    assert (status == COMPLETE) == reachable
    assert not reachable or (3, GROUND - depth, 0) in way


def test_it_falls_any_depth_into_water():
    world = flat_world(
        [(3, GROUND - 20, -60, 60, GROUND - 1, 60, 0), (3, GROUND - 20, -60, 60, GROUND - 20, 60, WATER)]
    )
    status, _ = search(world, (0, GROUND, 0), (8, GROUND - 20, 0))
    assert status == COMPLETE


def test_lava_is_neither_entered_nor_touched():
    moat = [(3, 1, -64, 5, GROUND - 1, 63, LAVA)]
    status, _ = search(flat_world(moat), (0, GROUND, 0), (9, GROUND, 0), digs=HARD, blocks=10)
    assert status != COMPLETE
    causeway = [*moat, (3, GROUND - 1, 20, 5, GROUND - 1, 20, STONE)]
    status, way = search(flat_world(causeway), (0, GROUND, 0), (9, GROUND, 0))
    assert status == COMPLETE
    assert {cell[2] for cell in way if 3 <= cell[0] <= 5} == {20}


def test_digging_is_chosen_when_it_is_quicker_than_the_way_round():
    long_wall = flat_world([(3, GROUND, -30, 3, GROUND + 3, 30, DIRT)])
    _, way = search(long_wall, (0, GROUND, 0), (6, GROUND, 0), digs=SOFT)
    assert way == [(x, GROUND, 0) for x in range(7)]
    short_wall = flat_world([(3, GROUND, -1, 3, GROUND + 3, 1, DIRT)])
    _, way = search(short_wall, (0, GROUND, 0), (6, GROUND, 0), digs=SOFT)
    assert (3, GROUND, 0) not in way


@pytest.mark.parametrize("cover", [GRAVEL, WATER, LAVA])
def test_it_does_not_dig_where_something_would_come_down(cover):
    tunnel = [(-64, GROUND - 1, -64, 63, GROUND + 2, 63, BEDROCK), (-2, GROUND, 0, 8, GROUND + 1, 0, 0)]
    wall = [(3, GROUND, 0, 3, GROUND + 1, 0, DIRT)]
    assert search(flat_world(tunnel + wall), (0, GROUND, 0), (6, GROUND, 0), digs=SOFT)[0] == COMPLETE
    covered = flat_world([*tunnel, *wall, (3, GROUND + 2, 0, 3, GROUND + 2, 0, cover)])
    assert search(covered, (0, GROUND, 0), (6, GROUND, 0), digs=SOFT)[0] != COMPLETE


def test_it_reaches_a_buried_block_by_digging_down():
    world = flat_world()
    status, way = search(world, (0, GROUND, 0), in_reach_of([(0, GROUND - 6, 0)]), digs=HARD)
    assert status == COMPLETE
    x, y, z = way[-1]
    assert abs(x) + abs(z) <= 1
    assert y - (GROUND - 6) in (0, 1)


def test_it_climbs_out_of_a_shaft_on_its_own_blocks():
    shaft = [(-60, GROUND - 6, -60, 60, GROUND - 1, 60, BEDROCK), (0, GROUND - 5, 0, 0, GROUND - 1, 0, 0)]
    world = flat_world(shaft)
    start = (0, GROUND - 5, 0)
    assert search(world, start, (5, GROUND, 0), blocks=0)[0] != COMPLETE
    status, way = search(world, start, (5, GROUND, 0), blocks=4)
    assert status == COMPLETE
    assert sum(a[0] == b[0] and a[2] == b[2] and b[1] > a[1] for a, b in pairwise(way)) == 4
    assert search(world, start, (5, GROUND, 0), blocks=3)[0] != COMPLETE


def free(world, x, y, z):
    return block(world, x, y, z) in (0, WATER)


def is_legal(world, a, b):
    """The rules of a step for somebody who digs and builds nothing, written down once more."""
    (ax, ay, az), (bx, by, bz) = a, b
    dx, dz = abs(bx - ax), abs(bz - az)
    afloat = block(world, bx, by, bz) == WATER
    if not (free(world, bx, by, bz) and free(world, bx, by + 1, bz) and max(dx, dz) <= 1):
        return False
    if not afloat and block(world, bx, by - 1, bz) != STONE:
        return False
    if (dx, dz) == (0, 0):
        return abs(by - ay) == 1 and afloat and block(world, ax, ay, az) == WATER
    if by > ay:
        return by == ay + 1 and dx + dz == 1 and free(world, ax, ay + 2, az)
    fall_is_free = all(free(world, bx, y, bz) for y in range(by, ay + 2))
    corners = [(bx, az), (ax, bz)] if dx + dz == 2 else []
    past_corners = all(free(world, cx, ay, cz) and free(world, cx, ay + 1, cz) for cx, cz in corners)
    return fall_is_free and past_corners and (ay - by <= 3 or afloat)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_every_step_over_rough_ground_is_legal(seed):
    random = np.random.default_rng(seed)
    world = flat_world([(-60, 55, -60, 60, GROUND + 8, 60, 0), (-60, 50, -60, 60, 54, 60, STONE)])
    blocks = world.state.blocks[0]
    for x in range(-12, 13):
        for z in range(-12, 13):
            height = 55 + int(random.integers(0, 4))
            blocks[x & MASK, z & MASK, 55:height] = STONE
            blocks[x & MASK, z & MASK, height:57] = WATER
    start = (0, 59, 0)
    blocks[0, 0, 55:59] = STONE
    status, way = search(world, start, near((10, 56, 10), radius=2))
    assert status != NO_PATH
    assert way[0] == start
    for a, b in pairwise(way):
        assert is_legal(world, a, b), f"{a} to {b}"


def shortest(walls, start, target):
    """Dijkstra over a flat maze with the same costs: 4.63 ticks a step, 6.55 a diagonal past free corners."""
    best = {start: 0.0}
    heap = [(0.0, start)]
    while heap:
        cost, (x, z) = heapq.heappop(heap)
        if (x, z) == target:
            return cost
        for dx in (-1, 0, 1):
            for dz in (-1, 0, 1):
                cell = (x + dx, z + dz)
                blocked = cell in walls or (x + dx, z) in walls or (x, z + dz) in walls
                if (dx, dz) == (0, 0) or blocked or max(abs(cell[0]), abs(cell[1])) > 12:
                    continue
                ticks = cost + (6.55 if dx and dz else 4.63)
                if ticks < best.get(cell, math.inf):
                    best[cell] = ticks
                    heapq.heappush(heap, (ticks, cell))
    return math.inf


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_ways_through_a_flat_maze_are_the_cheapest(seed):
    random = np.random.default_rng(seed)
    walls = {(int(x), int(z)) for x, z in random.integers(-12, 13, (220, 2))} - {(0, 0), (12, 12)}
    border = [(-13, GROUND, -13, 13, GROUND + 2, 13, STONE), (-12, GROUND, -12, 12, GROUND + 2, 12, 0)]
    world = flat_world(border + [(x, GROUND, z, x, GROUND + 2, z, STONE) for x, z in walls])
    status, way = search(world, (0, GROUND, 0), (12, GROUND, 12))
    expected = shortest(walls, (0, 0), (12, 12))
    assert (status == COMPLETE) == math.isfinite(expected)
    if status == COMPLETE:
        steps = [abs(b[0] - a[0]) + abs(b[2] - a[2]) for a, b in pairwise(way)]
        assert sum(6.55 if step == 2 else 4.63 for step in steps) == pytest.approx(expected, abs=0.01)
