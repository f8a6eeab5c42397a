"""Flowing water and lava: how far, how fast, which way, what they wash away, where they meet, and that they end."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envs.overworld.blocks.breaking import settle
from envs.overworld.blocks.grid import set_block
from envs.overworld.gamedata import RULES, block_id, block_state, item_index
from envs.overworld.state import ENTITY_ITEM
from tests.envs.overworld.living import advance, change, until_still
from tests.envs.overworld.scenes import FLOOR, block, flat_world, put

Y = FLOOR + 1
WATER = {block_id("water"), block_id("flowing_water")}
LAVA = {block_id("lava"), block_id("flowing_lava")}


@pytest.fixture
def world():
    return flat_world()


def level(s, x, y, z, ids=WATER):
    """Level of the liquid in a cell, None without one."""
    state = block(s, x, y, z)
    return state & 15 if state >> 4 in ids else None


def plane(s, y, ids=WATER, reach=12):
    """Cells of a liquid at a height around the origin: (x, z) -> level."""
    around = range(-reach, reach + 1)
    return {(x, z): level(s, x, y, z, ids) for x in around for z in around if level(s, x, y, z, ids) is not None}


def dropped(s):
    items = s.entities[0][s.entities[0]["kind"] == ENTITY_ITEM]
    return {int(item): int(items["count"][items["item"] == item].sum()) for item in np.unique(items["item"])}


def test_a_spring_on_a_plain_spreads_seven_blocks(world):
    change(world, 0, Y, 0, "flowing_water")
    until_still(world, 100)
    expected = {(x, z): abs(x) + abs(z) for x in range(-7, 8) for z in range(-7, 8) if abs(x) + abs(z) <= 7}
    assert plane(world, Y) == expected
    assert {block(world, x, Y, z) >> 4 for x, z in expected} == {block_id("water")}, "what is level is still"


def test_water_takes_five_ticks_a_block(world):
    change(world, 0, Y, 0, "flowing_water")
    for tick in range(40):
        advance(world, 1)
        assert max(x for x, _ in plane(world, Y)) == min(7, tick // 5)


def test_lava_spreads_three_blocks_in_thirty_ticks_each(world):
    change(world, 0, Y, 0, "flowing_lava")
    advance(world, 30)
    assert plane(world, Y, LAVA) == {(0, 0): 0}
    advance(world, 1)
    assert plane(world, Y, LAVA) == {(0, 0): 0, (1, 0): 2, (-1, 0): 2, (0, 1): 2, (0, -1): 2}
    until_still(world, 200)
    expected = {(x, z): 2 * (abs(x) + abs(z)) for x in range(-3, 4) for z in range(-3, 4) if abs(x) + abs(z) <= 3}
    assert plane(world, Y, LAVA) == expected


@pytest.mark.parametrize(("liquid", "ids"), [("flowing_water", WATER), ("flowing_lava", LAVA)])
def test_without_its_source_a_pool_drains(world, liquid, ids):
    change(world, 0, Y, 0, liquid)
    until_still(world, 400)
    change(world, 0, Y, 0, "air")
    until_still(world, 3000)
    assert plane(world, Y, ids) == {}


def test_dammed_up_water_drains_when_the_source_goes(world):
    for x in range(-3, 4):
        for z in range(-3, 4):
            if max(abs(x), abs(z)) == 3:
                put(world, x, Y, z, "stone")
    change(world, 0, Y, 0, "flowing_water")
    until_still(world, 100)
    assert len(plane(world, Y)) == 25
    change(world, 0, Y, 0, "stone")
    until_still(world, 300)
    assert plane(world, Y) == {}


@pytest.mark.parametrize("floor", ["stone", "water"])
def test_water_between_two_sources_becomes_one(world, floor):
    for x in range(-1, 2):
        put(world, x, FLOOR, 0, floor)
        for z in (-1, 1):
            put(world, x, Y, z, "stone")
    put(world, -2, Y, 0, "stone")
    put(world, 2, Y, 0, "stone")
    change(world, -1, Y, 0, "flowing_water")
    change(world, 1, Y, 0, "flowing_water")
    until_still(world, 60)
    assert level(world, 0, Y, 0) == 0
    change(world, 0, Y, 0, "air")
    until_still(world, 60)
    assert level(world, 0, Y, 0) == 0, "an infinite source"


def test_lava_between_two_sources_does_not(world):
    change(world, -1, Y, 0, "flowing_lava")
    change(world, 1, Y, 0, "flowing_lava")
    until_still(world, 400)
    assert level(world, 0, Y, 0, LAVA) == 2


@pytest.mark.parametrize(("distance", "seen"), [(1, True), (4, True), (5, True), (6, False)])
def test_water_runs_to_a_drop_within_four_blocks_of_the_next(world, distance, seen):
    put(world, distance, FLOOR, 0, "air")
    change(world, 0, Y, 0, "flowing_water")
    advance(world, 6)
    beside = {(1, 0)} if seen else {(1, 0), (-1, 0), (0, 1), (0, -1)}
    assert set(plane(world, Y)) == beside | {(0, 0)}


@pytest.mark.parametrize(("distance", "seen"), [(3, True), (4, False)])
def test_lava_sees_a_drop_within_two(world, distance, seen):
    put(world, 0, FLOOR, -distance, "air")
    change(world, 0, Y, 0, "flowing_lava")
    advance(world, 31)
    assert len(plane(world, Y, LAVA)) == (2 if seen else 5)


def test_the_search_goes_round_walls(world):
    """The drop lies 2 to the east behind a wall that is open in the south; the way north is longer than the search."""
    put(world, 2, FLOOR, 0, "air")
    for z in range(-9, 1):
        put(world, 1, Y, z, "stone")
    change(world, 0, Y, 0, "flowing_water")
    advance(world, 6)
    assert set(plane(world, Y)) == {(0, 0), (0, 1)}


def test_falling_water_spreads_anew(world):
    put(world, 0, Y + 5, 0, "stone")
    change(world, 0, Y + 6, 0, "flowing_water")
    until_still(world, 200)
    for x, z in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        assert level(world, x, Y + 6, z) == 1
        assert [level(world, x, y, z) for y in range(Y, Y + 6)] == [9] * 6 or level(world, x, Y, z) >= 8
    assert level(world, 8, Y, 0) == 7 and level(world, 9, Y, 0) is None


def test_water_over_a_hole_does_not_spread_beside_it(world):
    for y in range(FLOOR - 5, FLOOR + 1):
        put(world, 1, y, 0, "air")
    change(world, 0, Y, 0, "flowing_water")
    advance(world, 20)
    assert set(plane(world, Y)) == {(0, 0), (1, 0)}
    assert level(world, 1, FLOOR - 1, 0) is not None


def test_terrain_water_lies_still_until_something_beside_it_changes(world):
    put(world, 0, Y, 0, "water")
    advance(world, 50)
    assert plane(world, Y) == {(0, 0): 0}
    change(world, 1, Y, 0, "stone")
    change(world, 1, Y, 0, "air")
    until_still(world, 100)
    assert len(plane(world, Y)) == 113


@pytest.mark.parametrize(
    ("lava", "expected"),
    [(0, "obsidian"), (2, "cobblestone"), (4, "cobblestone"), (6, "flowing_lava")],
)
@pytest.mark.parametrize("side", [(1, 0, 0), (0, 0, -1), (0, 1, 0)])
def test_water_beside_lava_hardens_it(world, lava, expected, side):
    put(world, 0, Y, 0, "flowing_lava", lava)
    change(world, side[0], Y + side[1], side[2], "flowing_water")
    assert block(world, 0, Y, 0) >> 4 == block_id(expected)


def test_lava_poured_beside_water_hardens(world):
    put(world, 1, Y, 0, "water")
    change(world, 0, Y, 0, "flowing_lava")
    assert block(world, 0, Y, 0) == block_state("obsidian")


def test_lava_that_falls_into_water_makes_stone(world):
    for x, z in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        put(world, x, Y, z, "stone")
    put(world, 0, Y, 0, "water")
    change(world, 0, Y + 3, 0, "flowing_lava")
    advance(world, 100)
    assert block(world, 0, Y, 0) == block_state("stone")


def test_a_cobblestone_generator_works_again_and_again(world):
    for x in range(-3, 3):
        put(world, x, Y, -1, "stone")
        put(world, x, Y, 1, "stone")
    put(world, -3, Y, 0, "stone")
    put(world, 2, Y, 0, "stone")
    for y in (FLOOR, FLOOR - 1):
        put(world, -1, y, 0, "air")
    put(world, 1, Y, 0, "lava")
    change(world, -2, Y, 0, "flowing_water")
    advance(world, 20)
    settle(world, RULES, 0, 1, Y, 0)
    for _ in range(3):
        advance(world, 60)
        assert block(world, 0, Y, 0) == block_state("cobblestone")
        change(world, 0, Y, 0, "air")
    assert level(world, 1, Y, 0, LAVA) == 0


@pytest.mark.parametrize(
    ("name", "meta", "item"), [("torch", 5, "torch"), ("rail", 0, "rail"), ("red_flower", 0, "red_flower")]
)
def test_water_washes_out_small_things(world, name, meta, item):
    put(world, 1, FLOOR, 0, "grass")
    put(world, 1, Y, 0, name, meta)
    change(world, 0, Y, 0, "flowing_water")
    advance(world, 6)
    assert level(world, 1, Y, 0) == 1
    assert dropped(world) == {item_index(item): 1}


def test_lava_burns_what_it_runs_over(world):
    put(world, 1, Y, 0, "torch", 5)
    change(world, 0, Y, 0, "flowing_lava")
    advance(world, 31)
    assert level(world, 1, Y, 0, LAVA) == 2
    assert dropped(world) == {}


@pytest.mark.parametrize(
    ("name", "meta"),
    [("ladder", 5), ("standing_sign", 0), ("wooden_door", 0), ("reeds", 0), ("stone", 0), ("glass", 0)],
)
def test_water_stops_at(world, name, meta):
    put(world, 1, FLOOR, 0, "sand")
    put(world, 2, FLOOR, -1, "water")  # for the reeds
    put(world, 1, FLOOR, -1, "water")
    put(world, 0, Y, 0, "stone")  # the ladder hangs on it
    put(world, 1, Y, 0, name, meta)
    change(world, 1, Y, 1, "flowing_water")
    advance(world, 30)
    assert block(world, 1, Y, 0) == block_state(name, meta)


def test_two_worlds_flow_alike():
    s = flat_world(2)
    for w in (1, 0):
        set_block(s, RULES, w, 0, Y + 3, 0, block_state("flowing_lava"))
        settle(s, RULES, w, 0, Y + 3, 0)
        set_block(s, RULES, w, 5, Y, 0, block_state("flowing_water"))
        settle(s, RULES, w, 5, Y, 0)
    for w in (0, 1):
        advance(s, 400, w)
    assert np.array_equal(s.blocks[0], s.blocks[1])
    assert s.clock["rng"][0] == s.clock["rng"][1]


ARENA = 10
HIGH = 6


@pytest.fixture(scope="module")
def arena():
    return flat_world()


def build(s, solid):
    """Wall an arena in and fill it with stone where `solid` is true; no liquid, no update, nothing that falls."""
    s.blocks[0, :, :, Y:] = 0
    s.light[0, :, :, Y:] = 15 << 4
    s.blocks[0, : ARENA + 2, : ARENA + 2, Y : Y + HIGH] = block_state("stone")
    s.blocks[0, 1 : ARENA + 1, 1 : ARENA + 1, Y : Y + HIGH] = np.where(solid, block_state("stone"), 0)
    s.top[0] = FLOOR + 1
    s.top[0, : ARENA + 2, : ARENA + 2] = Y + HIGH
    s.clock["scheduled"] = 0
    s.clock["age"] = 0


def expected_level(cells, x, y, z):
    """The level that 1.11.2's rule gives a cell of water that is no source, from the blocks around it."""

    def at(dx, dy, dz):
        state = int(cells[x + dx, z + dz, y + dy])
        return state & 15 if state >> 4 in WATER else None

    sides = [at(1, 0, 0), at(-1, 0, 0), at(0, 0, 1), at(0, 0, -1)]
    below = int(cells[x, z, y - 1])
    if sides.count(0) >= 2 and (below == block_state("stone") or at(0, -1, 0) == 0):
        return 0
    if at(0, 1, 0) is not None:
        return at(0, 1, 0) | 8
    nearest = min((0 if side >= 8 else side for side in sides if side is not None), default=99)
    return nearest + 1 if nearest < 7 else None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 0.6), st.integers(1, 6))
def test_any_flood_ends_level_and_below_its_sources(arena, seed, share, sources):
    random = np.random.default_rng(seed)
    build(arena, random.random((ARENA, ARENA, HIGH)) < share)
    highest = 0
    for _ in range(sources):
        x, z, y = (int(v) for v in random.integers(0, (ARENA, ARENA, HIGH)))
        highest = max(highest, y)
        change(arena, x + 1, Y + y, z + 1, "flowing_water")
    until_still(arena, 1500)
    cells = arena.blocks[0, : ARENA + 2, : ARENA + 2, FLOOR : Y + HIGH + 1].astype(int)
    wet = np.argwhere(np.isin(cells >> 4, list(WATER)))
    assert wet[:, 2].max() <= highest + 1, "water never climbs"
    for x, z, y in wet:
        if cells[x, z, y] & 15:
            assert cells[x, z, y] & 15 == expected_level(cells, x, y, z)
    for x, z, y in wet[cells[tuple(wet.T)] & 15 == 0]:
        change(arena, int(x), FLOOR + int(y), int(z), "air")
    for x, z, y in wet:  # sources that neighbours had refilled in between
        if block(arena, int(x), FLOOR + int(y), int(z)) & 15 == 0:
            change(arena, int(x), FLOOR + int(y), int(z), "air")
    until_still(arena, 3000)
    assert not np.isin(arena.blocks[0, : ARENA + 2, : ARENA + 2, Y : Y + HIGH] >> 4, list(WATER)).any()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32 - 1), st.floats(0.2, 0.5))
def test_a_flood_without_two_sources_side_by_side_makes_none(arena, seed, share):
    random = np.random.default_rng(seed)
    build(arena, random.random((ARENA, ARENA, HIGH)) < share)
    change(arena, 5, Y + HIGH - 1, 5, "flowing_water")
    until_still(arena, 1500)
    cells = arena.blocks[0, : ARENA + 2, : ARENA + 2, Y : Y + HIGH]
    water = np.isin(cells >> 4, list(WATER))
    assert (water & (cells & 15 == 0)).sum() == 1


STEPS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def steps_to_drop(walls, holes, x, z, left, back):
    """Fewest steps from a cell to one over a hole, walking round walls and never straight back; 1000 beyond `left`."""
    best = 1000
    for dx, dz in STEPS:
        if (dx, dz) == back or walls[x + dx, z + dz]:
            continue
        if holes[x + dx, z + dz]:
            return 1
        if left > 1:
            best = min(best, 1 + steps_to_drop(walls, holes, x + dx, z + dz, left - 1, (-dx, -dz)))
    return best


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 0.5), st.floats(0.0, 0.15), st.booleans())
def test_the_way_it_takes_is_that_of_a_search_step_by_step(arena, seed, wall_share, hole_share, lava):
    random = np.random.default_rng(seed)
    size, middle = 13, 6
    walls = random.random((size, size)) < wall_share
    holes = random.random((size, size)) < hole_share
    walls[middle, middle] = holes[middle, middle] = False
    arena.blocks[0, :, :, Y:] = 0
    arena.blocks[0, :size, :size, Y] = np.where(walls, block_state("stone"), 0)
    arena.blocks[0, :size, :size, FLOOR] = np.where(holes, 0, block_state("stone"))
    arena.clock["scheduled"] = 0
    change(arena, middle, Y, middle, "flowing_lava" if lava else "flowing_water")
    advance(arena, 31 if lava else 6)
    costs = {}
    for dx, dz in STEPS:
        x, z = middle + dx, middle + dz
        if not walls[x, z]:
            costs[x, z] = 0 if holes[x, z] else steps_to_drop(walls, holes, x, z, 2 if lava else 4, (-dx, -dz))
    expected = {cell for cell, cost in costs.items() if cost == min(costs.values())}
    ids = list(LAVA if lava else WATER)
    wet = {(x, z) for x, z in np.argwhere(np.isin(arena.blocks[0, :size, :size, Y] >> 4, ids)).tolist()}
    arena.blocks[0, :size, :size, Y - 4 : Y] = block_state("stone")
    assert wet - {(middle, middle)} == expected
