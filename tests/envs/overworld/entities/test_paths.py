"""Ways of mobs around what is in the way, in hand-made worlds."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.entities.mobs.ground import CLOSED, OPEN, WATER, floor_below, meaning, room
from envs.overworld.entities.mobs.paths import NODES, find_path
from envs.overworld.entities.mobs.sight import line_is_free
from envs.overworld.gamedata import RULES, mob_index
from envs.overworld.state import ENTITY_MOB, PATH, State
from tests.envs.overworld.scenes import FLOOR, flat_world, put

GROUND = FLOOR + 1
Cell = tuple[int, int, int]


def world_with(mob: str, x: float = 0.5, z: float = 0.5) -> State:
    s = flat_world()
    entity = s.entities[0, 0]
    entity["kind"], entity["mob"] = ENTITY_MOB, mob_index(mob)
    entity["x"], entity["y"], entity["z"] = x, GROUND, z
    s.clock["entity_rows"] = 1
    return s


def wall(s: State, x: int, low: int, high: int, name: str = "stone", height: int = 2) -> None:
    for z, y in itertools.product(range(low, high + 1), range(GROUND, GROUND + height)):
        put(s, x, y, z, name)


def way(s: State, x: float, z: float, y: float = GROUND) -> tuple[bool, list[Cell]]:
    """Whether the goal is reached, and every cell of the path, corners joined by straight steps."""
    reached = find_path(s, RULES, 0, 0, x, y, z)
    entity = s.entities[0, 0]
    at = tuple(int(np.floor(entity[axis])) for axis in "xyz")
    cells = [at]
    for corner in entity["path"][: entity["path_length"]].tolist():
        dx, dy, dz = (b - a for a, b in zip(at, corner, strict=True))
        for k in range(1, max(abs(dx), abs(dz)) + 1):
            steps = max(abs(dx), abs(dz))
            cells.append((at[0] + dx * k // steps, at[1] + (dy if k == steps else 0), at[2] + dz * k // steps))
        at = tuple(corner)
    return reached, cells


def test_an_open_plain_is_crossed_straight() -> None:
    s = world_with("zombie")
    assert find_path(s, RULES, 0, 0, 10.5, GROUND, 4.5)
    assert s.entities[0, 0]["path_length"] == 1
    assert s.entities[0, 0]["path"][0].tolist() == [10, GROUND, 4]


def test_a_wall_is_walked_around() -> None:
    s = world_with("zombie")
    wall(s, 5, -6, 6)
    reached, cells = way(s, 10.5, 0.5)
    assert reached
    assert cells[-1] == (10, GROUND, 0)
    crossing = next(z for x, _, z in cells if x == 5)
    assert abs(crossing) == 7
    assert all(room(s, 0, x, y, z, 1, 1, 2) == OPEN for x, y, z in cells)


def test_a_pool_is_walked_around_rather_than_swum() -> None:
    s = world_with("zombie")
    for x, z in itertools.product(range(4, 8), range(-3, 4)):
        put(s, x, FLOOR, z, "water")
    reached, cells = way(s, 10.5, 0.5)
    assert reached
    assert all(floor_below(s, 0, x, y, z, 1) == CLOSED for x, y, z in cells)


def test_a_river_is_swum_where_there_is_no_other_way() -> None:
    s = world_with("zombie")
    for x, z in itertools.product(range(4, 6), range(-40, 40)):
        put(s, x, FLOOR, z, "water")
    reached, cells = way(s, 10.5, 0.5)
    assert reached
    assert any(meaning(s, 0, x, y, z) == WATER for x, y, z in cells)


def test_endermen_do_not_swim() -> None:
    s = world_with("enderman")
    for x, z in itertools.product(range(4, 6), range(-40, 40)):
        put(s, x, FLOOR, z, "water")
    reached, cells = way(s, 10.5, 0.5)
    assert not reached
    assert max(x for x, _, _ in cells) == 3


@pytest.mark.parametrize("name", ["lava", "fire", "cactus", "magma"])
def test_what_hurts_is_walked_around(name: str) -> None:
    s = world_with("cow")
    for z in range(-3, 4):
        put(s, 5, FLOOR if name in ("lava", "magma") else GROUND, z, name)
    reached, cells = way(s, 10.5, 0.5)
    assert reached
    assert abs(next(z for x, _, z in cells if x == 5)) > 3


def test_one_block_is_climbed_two_are_not() -> None:
    for height, direct in ((1, True), (2, False)):
        s = world_with("zombie")
        wall(s, 5, -3, 3, height=height)
        reached, cells = way(s, 10.5, 0.5)
        assert reached
        assert all(abs(z) <= 3 for _, _, z in cells) == direct


def test_a_fence_is_no_step() -> None:
    s = world_with("cow")
    wall(s, 5, -3, 3, "fence", height=1)
    reached, cells = way(s, 10.5, 0.5)
    assert reached
    assert any(abs(z) > 3 for _, _, z in cells)


@pytest.mark.parametrize(("depth", "reached"), [(3, True), (4, False)])
def test_mobs_jump_down_three_blocks_at_most(depth: int, reached: bool) -> None:
    s = world_with("zombie")
    for x, y, z in itertools.product(range(3, 40), range(GROUND - depth, GROUND), range(-40, 40)):
        put(s, x, y, z, "air")
    assert way(s, 8.5, 0.5, GROUND - depth)[0] == reached


@pytest.mark.parametrize(("opened", "reached"), [(False, False), (True, True)])
def test_doors_stop_unless_they_stand_open(opened: bool, reached: bool) -> None:
    s = world_with("zombie", 0.5, 0.5)
    for x in (-4, 4):
        wall(s, x, -4, 4)
    for x, z, y in itertools.product(range(-4, 5), (-4, 4), (GROUND, GROUND + 1)):
        put(s, x, y, z, "stone")
    put(s, 4, GROUND, 0, "wooden_door", 4 if opened else 0)
    put(s, 4, GROUND + 1, 0, "wooden_door", 8)
    assert way(s, 8.5, 0.5)[0] == reached


def test_a_prisoner_gets_as_near_as_it_can() -> None:
    s = world_with("zombie")
    for x, z, y in itertools.product(range(-3, 4), range(-3, 4), (GROUND, GROUND + 1)):
        if max(abs(x), abs(z)) == 3:
            put(s, x, y, z, "stone")
    reached, cells = way(s, 20.5, 0.5)
    assert not reached
    assert cells[-1] == (2, GROUND, 0)


def test_a_gap_of_one_block_lets_a_zombie_through_but_no_spider() -> None:
    for mob, through in (("zombie", True), ("spider", False)):
        s = world_with(mob, 1.0, 1.0)
        for z in range(-5, 6):
            if z != 0:
                wall(s, 5, z, z, height=3)
        reached, cells = way(s, 10.0, 0.5)
        crossing = next(z for x, _, z in cells if x == 5)
        assert reached
        assert (crossing == 0) == through


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.integers(1, 12), st.integers(-6, 6)), max_size=70), st.integers(0, 2**20))
def test_every_step_of_every_path_can_be_walked(blocks: set[tuple[int, int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    s = world_with("zombie")
    for x, z in blocks:
        for y in range(GROUND, GROUND + int(rng.integers(1, 4))):
            put(s, x, y, z, "stone")
    find_path(s, RULES, 0, 0, 14.5, GROUND, 0.5)
    entity = s.entities[0, 0]
    assert entity["path_length"] <= PATH
    if entity["path_length"] == 1:
        return  # straight: bodies climb steps on it by themselves
    _, cells = way(s, 14.5, 0.5)
    for before, after in itertools.pairwise(cells):
        assert max(abs(after[0] - before[0]), abs(after[2] - before[2])) == 1
        assert -3 <= after[1] - before[1] <= 1
    for x, y, z in cells:
        assert room(s, 0, x, y, z, 1, 1, 2) == OPEN
        assert floor_below(s, 0, x, y, z, 1) == CLOSED


def test_a_search_is_bounded_and_repeatable() -> None:
    s = world_with("zombie")
    wall(s, 5, -60, 60)
    first = way(s, 60.5, 0.5)
    assert not first[0]
    assert len(first[1]) < NODES
    assert way(s, 60.5, 0.5) == first


def test_glass_and_stone_hide_water_and_grass_do_not() -> None:
    for name, free in (("stone", False), ("glass", False), ("tallgrass", True), ("water", True), ("torch", True)):
        s = flat_world()
        put(s, 5, GROUND + 1, 0, name)
        assert line_is_free(s, RULES, 0, 0.5, GROUND + 1.6, 0.5, 10.5, GROUND + 1.6, 0.5) == free
