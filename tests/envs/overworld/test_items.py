"""Dropped items: motion against closed forms, and bookkeeping that neither creates nor loses an item."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.entities.items import AGE_LIMIT, drop_block_item, spawn_item, throw_item
from envs.overworld.entities.tick import entities_tick
from envs.overworld.gamedata import RULES, block_state, item_index
from envs.overworld.player.inventory import count_item
from envs.overworld.state import ENTITIES, ENTITY_NONE, NOT_LOADED, State, allocate

STONE = block_state("stone")
ICE = block_state("ice")
LAVA = block_state("lava")
WATER = block_state("water")
LOG, DIRT, PEARL, PICKAXE = (item_index(name) for name in ("log", "dirt", "ender_pearl", "iron_pickaxe"))
FLOOR = 64


@pytest.fixture(scope="module")
def world() -> State:
    return allocate(1)


@pytest.fixture
def s(world: State) -> State:
    return clear(world)


def clear(s: State) -> State:
    """A stone floor up to y = 64 around chunk (0, 0), and the player far away from it."""
    for array in (s.entities, s.players, s.slots, s.clock):
        array[:] = np.zeros((), array.dtype)
    s.blocks[0, :32, :32] = 0
    s.blocks[0, :32, :32, :FLOOR] = STONE
    s.chunks[:] = NOT_LOADED
    for cx in (0, 1):
        for cz in (0, 1):
            s.chunks[0, cx, cz] = cx, cz
    s.players[0, 0]["alive"] = 1
    s.players[0, 0]["y"] = 200.0
    return s


def drop(s: State, x: float, y: float, z: float, **more: float) -> int:
    stack = {"vx": 0.0, "vy": 0.0, "vz": 0.0, "item": LOG, "meta": 0, "count": 1, "delay": 10} | more
    return spawn_item(s, 0, x, y, z, *stack.values())


def tick(s: State, ticks: int = 1) -> None:
    for _ in range(ticks):
        entities_tick(s, RULES, 0)


def total(s: State, item: int, meta: int = -1) -> int:
    """Items of a kind on the ground and in the inventory."""
    ground = s.entities[0][s.entities[0]["kind"] != ENTITY_NONE]
    matches = (ground["item"] == item) & ((meta < 0) | (ground["meta"] == meta))
    return int(ground["count"][matches].sum()) + count_item(s, 0, 0, item, meta)


def test_free_fall_nears_the_terminal_velocity_of_the_wiki(s: State) -> None:
    """39.2 m/s = 1.96 blocks a tick: 0.04 a tick against a drag of 0.02, drag applied after gravity."""
    row = drop(s, 8.5, 250.0, 8.5)
    for ticks in range(1, 60):
        tick(s)
        assert s.entities[0, row]["vy"] == pytest.approx(-1.96 * (1 - 0.98**ticks))


def test_falls_onto_the_floor_and_rests(s: State) -> None:
    row = drop(s, 8.5, 70.0, 8.5)
    tick(s, 60)
    assert s.entities[0, row]["y"] == FLOOR
    assert s.entities[0, row]["on_ground"]
    tick(s, 60)
    assert s.entities[0, row]["y"] == FLOOR


def test_sinks_through_water(s: State) -> None:
    s.blocks[0, 8, 8, FLOOR : FLOOR + 5] = WATER
    row = drop(s, 8.5, 68.5, 8.5)
    tick(s, 60)
    assert s.entities[0, row]["y"] == FLOOR


@pytest.mark.parametrize(("ground", "slipperiness"), [(STONE, 0.6), (ICE, 0.98)])
def test_slides_as_far_as_friction_lets_it(s: State, ground: int, slipperiness: float) -> None:
    s.blocks[0, :32, :32, FLOOR - 1] = ground
    row = drop(s, 8.5, float(FLOOR), 8.5, vx=0.3)
    tick(s, 600)
    way = 0.3 / (1 - slipperiness * 0.98)
    assert s.entities[0, row]["x"] == pytest.approx(8.5 + way, abs=1e-4)


def test_stops_at_a_wall(s: State) -> None:
    s.blocks[0, 10, 8, FLOOR] = STONE
    row = drop(s, 8.5, float(FLOOR), 8.5, vx=2.0)
    tick(s)
    assert s.entities[0, row]["x"] == pytest.approx(10 - 0.125)
    assert s.entities[0, row]["vx"] == 0.0


def test_gets_out_of_a_block_by_the_nearest_open_side(s: State) -> None:
    s.blocks[0, 8, 8, FLOOR : FLOOR + 2] = STONE
    row = drop(s, 8.7, float(FLOOR), 8.5)
    tick(s, 20)
    assert s.entities[0, row]["x"] > 9
    assert s.entities[0, row]["y"] == FLOOR


def test_block_drops_pop_out_of_the_cell_one_by_one(s: State) -> None:
    drop_block_item(s, 0, 8, FLOOR, 8, LOG, 2, 5)
    items = s.entities[0][s.entities[0]["kind"] != ENTITY_NONE]
    assert items["count"].tolist() == [1] * 5
    assert set(items["meta"]) == {2}
    for axis, low in (("x", 8), ("y", FLOOR), ("z", 8)):
        assert (items[axis] >= low + 0.25).all()
        assert (items[axis] <= low + 0.75).all()
    assert (items["vy"] == 0.2).all()
    assert np.abs(items["vx"]).max() <= 0.1
    assert len(set(items["x"])) == 5


def test_lava_burns(s: State) -> None:
    s.blocks[0, 8, 8, FLOOR - 1] = LAVA
    drop(s, 8.5, 66.0, 8.5)
    tick(s, 20)
    assert total(s, LOG) == 0


def test_vanishes_after_five_minutes(s: State) -> None:
    drop(s, 8.5, float(FLOOR), 8.5)
    tick(s, AGE_LIMIT - 1)
    assert total(s, LOG) == 1
    tick(s)
    assert total(s, LOG) == 0


def test_stands_still_outside_the_loaded_chunks(s: State) -> None:
    row = drop(s, 8.5 + 128, 80.0, 8.5)
    before = s.entities[0, row].copy()
    tick(s, 5)
    assert s.entities[0, row] == before


def test_the_oldest_item_makes_room(s: State) -> None:
    for i in range(ENTITIES):
        row = drop(s, 0.5 + i % 32, 70.0, 0.5 + 2 * (i // 32), item=LOG, meta=i % 4, delay=1000)
        s.entities[0, row]["age"] = 100 + (i == 17)
    assert drop(s, 8.5, 70.0, 8.5, item=DIRT) == 17
    assert total(s, DIRT) == 1
    assert total(s, LOG) == ENTITIES - 1


def on_ground(s: State) -> list[int]:
    """Sizes of all dropped stacks, sorted."""
    return sorted(s.entities[0]["count"][s.entities[0]["kind"] != ENTITY_NONE].tolist())


@pytest.mark.parametrize(
    ("dx", "dz", "merges"), [(0.74, 0, True), (0.76, 0, False), (0, -0.74, True), (0, -0.76, False)]
)
def test_stacks_merge_when_their_boxes_are_within_half_a_block(s: State, dx: float, dz: float, merges: bool) -> None:
    drop(s, 8.5, 64.0, 8.5, count=40)
    drop(s, 8.5 + dx, 64.0, 8.5 + dz, count=20)
    tick(s, 25)
    assert on_ground(s) == ([60] if merges else [20, 40])


def test_a_merged_stack_is_as_young_and_as_long_out_of_reach_as_its_parts(s: State) -> None:
    drop(s, 8.5, 64.0, 8.5, count=2, delay=90)
    drop(s, 8.5, 64.0, 8.5, count=3, delay=50)
    drop(s, 8.5, 64.0, 8.5, count=1, delay=70)
    s.entities[0, 1]["age"] = 25
    tick(s, 25)
    assert on_ground(s) == [6]
    (item,) = s.entities[0][s.entities[0]["kind"] != ENTITY_NONE]
    assert item["age"] == 25
    assert item["pickup_delay"] == 64  # 65 taken over, then the stack's own tick


def test_a_stack_merges_only_once(s: State) -> None:
    for count in (10, 20, 30):
        drop(s, 8.5, 64.0, 8.5, count=count)
    tick(s, 25)
    assert on_ground(s) == [60]


def test_other_variants_and_tools_do_not_merge(s: State) -> None:
    for more in ({"meta": 0}, {"meta": 1}, {"item": DIRT}, {"item": PICKAXE}, {"item": PICKAXE}):
        drop(s, 8.5, 64.0, 8.5, **more)
    tick(s, 25)
    assert on_ground(s) == [1] * 5


def test_two_stacks_that_do_not_fit_into_one_stay_two(s: State) -> None:
    drop(s, 8.5, 64.0, 8.5, count=40)
    drop(s, 8.5, 64.0, 8.5, count=25)
    tick(s, 100)
    assert on_ground(s) == [25, 40]


@pytest.mark.parametrize(
    ("dx", "dy", "taken"), [(1.42, 0.0, True), (1.43, 0.0, False), (0, 2.29, True), (0, 2.31, False)]
)
def test_pickup_reach(s: State, dx: float, dy: float, taken: bool) -> None:
    s.players[0, 0]["x"], s.players[0, 0]["y"], s.players[0, 0]["z"] = 8.5, 64.0, 8.5
    drop(s, 8.5 + dx, 64.0 + dy, 8.5, vy=0.04, delay=0)  # gravity takes the 0.04: the item stays at its height
    tick(s)
    assert count_item(s, 0, 0, LOG, 0) == taken


def test_pickup_waits_for_the_delay_and_for_room(s: State) -> None:
    s.players[0, 0]["x"], s.players[0, 0]["y"], s.players[0, 0]["z"] = 8.5, 64.0, 8.5
    drop(s, 8.5, 64.0, 8.5, count=10)
    tick(s, 9)
    assert count_item(s, 0, 0, LOG, 0) == 0
    s.slots[0, 0] = np.array((DIRT, 0, 64), s.slots.dtype)
    s.slots[0, 0, 7] = (LOG, 0, 60)
    tick(s)
    assert s.slots[0, 0, 7]["count"] == 64
    assert total(s, LOG) == 70
    s.slots[0, 0, 8] = (0, 0, 0)
    tick(s)
    assert count_item(s, 0, 0, LOG, 0) == 70


def test_the_dead_pick_up_nothing(s: State) -> None:
    s.players[0, 0]["x"], s.players[0, 0]["y"], s.players[0, 0]["z"] = 8.5, 64.0, 8.5
    s.players[0, 0]["alive"] = 0
    drop(s, 8.5, 64.0, 8.5, delay=0)
    tick(s)
    assert count_item(s, 0, 0, LOG, 0) == 0


@pytest.mark.parametrize(
    ("yaw", "pitch", "expected"), [(0, 0, (0, 0.1, 0.3)), (90, 0, (-0.3, 0.1, 0)), (0, 90, (0, -0.2, 0))]
)
def test_throw_goes_along_the_look(s: State, yaw: float, pitch: float, expected: tuple[float, float, float]) -> None:
    player = s.players[0, 0]
    player["x"], player["y"], player["z"], player["yaw"], player["pitch"] = 8.5, 64.0, 8.5, yaw, pitch
    s.slots[0, 0, 3] = (LOG, 1, 5)
    assert throw_item(s, 0, 0, 3, 2) == 2
    item = s.entities[0, 0]
    assert (item["item"], item["meta"], item["count"], item["pickup_delay"]) == (LOG, 1, 2, 40)
    assert item["y"] == pytest.approx(64 + 1.62 - 0.3)
    assert abs(item["vx"] - expected[0]) <= 0.021
    assert abs(item["vy"] - expected[1]) <= 0.101
    assert abs(item["vz"] - expected[2]) <= 0.021
    assert throw_item(s, 0, 0, 3, 9) == 3
    assert throw_item(s, 0, 0, 3, 1) == 0
    assert s.slots[0, 0, 3].tolist() == (0, 0, 0)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(5, 12),
            st.floats(5, 12),
            st.sampled_from([(LOG, 0), (LOG, 2), (PEARL, 0), (PICKAXE, 7)]),
            st.integers(1, 30),
        ),
        max_size=40,
    ),
    st.integers(0, 2**63),
)
def test_merging_and_pickup_keep_every_item(
    world: State, drops: list[tuple[float, float, tuple[int, int], int]], stream: int
) -> None:
    s = clear(world)
    s.clock["rng"] = stream
    s.players[0, 0]["x"], s.players[0, 0]["y"], s.players[0, 0]["z"] = 8.5, 64.0, 8.5
    expected: dict[tuple[int, int], int] = {}
    for x, z, (item, meta), count in drops:
        size = min(count, int(RULES.items[item]["stack"]))
        drop(s, x, 66.0, z, item=item, meta=meta, count=size, vx=(x - 8.5) / 40)
        expected[item, meta] = expected.get((item, meta), 0) + size
    for _ in range(8):
        tick(s, 10)
        for (item, meta), count in expected.items():
            assert total(s, item, meta) == count
        ground = s.entities[0][s.entities[0]["kind"] != ENTITY_NONE]
        assert (ground["count"] > 0).all()
        assert (ground["count"] <= RULES.items["stack"][ground["item"]]).all()
