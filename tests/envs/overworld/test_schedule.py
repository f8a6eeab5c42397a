"""Block updates that wait for their tick: once for each block, in order, bounded, and never beside missing chunks."""

import numpy as np
import pytest

from envs.overworld.blocks.schedule import UPDATES_PER_TICK, schedule
from envs.overworld.blocks.updates import scheduled_ticks
from envs.overworld.gamedata import RULES, block_id, block_state
from envs.overworld.state import NOT_LOADED, SCHEDULED
from tests.envs.overworld.living import advance, change
from tests.envs.overworld.scenes import FLOOR, block, flat_world, put

Y = FLOOR + 1


@pytest.fixture
def world():
    return flat_world()


def waiting(s):
    """The used rows as (due, x, y, z, block)."""
    return [tuple(int(row[key]) for key in ("due", "x", "y", "z", "block")) for row in used(s)]


def used(s):
    return s.scheduled[0, : s.clock["scheduled"][0]]


def test_a_block_asks_once(world):
    put(world, 0, Y, 0, "sand")
    schedule(world, 0, 0, Y, 0, 2)
    schedule(world, 0, 0, Y, 0, 7)
    assert waiting(world) == [(2, 0, Y, 0, block_id("sand"))]


def test_another_block_in_the_cell_is_another_matter(world):
    put(world, 0, Y, 0, "sand")
    schedule(world, 0, 0, Y, 0, 2)
    put(world, 0, Y, 0, "flowing_water")
    schedule(world, 0, 0, Y, 0, 5)
    assert [row[4] for row in waiting(world)] == [block_id("sand"), block_id("flowing_water")]
    advance(world, 3)
    assert block(world, 0, Y, 0) == block_state("flowing_water"), "the sand's update met water and was forgotten"
    assert [row[4] for row in waiting(world)] == [block_id("flowing_water")]


def test_updates_run_when_due_and_not_before(world):
    put(world, 0, Y + 3, 0, "sand")
    schedule(world, 0, 0, Y + 3, 0, 4)
    for _ in range(4):
        scheduled_ticks(world, RULES, 0)
        assert block(world, 0, Y + 3, 0) == block_state("sand")
        world.clock["age"] += 1
    scheduled_ticks(world, RULES, 0)
    assert block(world, 0, Y + 3, 0) == 0


def test_a_full_table_takes_no_more(world):
    for i in range(SCHEDULED + 10):
        x, z = i % 50, i // 50
        put(world, x, Y, z, "sand")
        schedule(world, 0, x, Y, z, 1000)
    assert world.clock["scheduled"][0] == SCHEDULED
    assert len(np.unique(used(world)[["x", "z"]])) == SCHEDULED


def test_a_tick_runs_only_so_many_and_the_rest_in_their_order(world):
    cells = [(i % 32, i // 32) for i in range(UPDATES_PER_TICK + 56)]
    for x, z in cells:
        put(world, x, Y, z, "flowing_water", 7)
        schedule(world, 0, x, Y, z, 0)
    scheduled_ticks(world, RULES, 0)
    dry = [block(world, x, Y, z) == 0 for x, z in cells]
    assert all(dry[:UPDATES_PER_TICK]) and not any(dry[UPDATES_PER_TICK:])
    left = [(row[1], row[3]) for row in waiting(world)[:56]]
    assert left == cells[UPDATES_PER_TICK:]


@pytest.mark.parametrize("x", [-64, -60, 58, 63])
def test_beside_missing_chunks_an_update_waits(world, x):
    put(world, x, Y + 2, 0, "sand")
    schedule(world, 0, x, Y + 2, 0, 0)
    advance(world, 5)
    assert block(world, x, Y + 2, 0) == block_state("sand") and len(waiting(world)) == 1
    far = world.chunks.copy()
    world.chunks[0, :, :, :] = NOT_LOADED
    advance(world, 5)
    assert len(waiting(world)) == 1
    world.chunks[...] = far


def test_updates_of_missing_chunks_cannot_fill_the_table(world):
    for i in range(SCHEDULED // 2 + 5):
        put(world, 63 - i // 100, Y, i % 100 - 50, "sand")
        schedule(world, 0, 63 - i // 100, Y, i % 100 - 50, 0)
    advance(world, 5)
    assert world.clock["scheduled"][0] < SCHEDULED // 2


def test_with_a_full_table_water_stays_still_until_the_next_change(world):
    world.clock["scheduled"] = SCHEDULED
    world.scheduled["due"] = 1000
    world.scheduled["x"] = 20
    change(world, 0, Y, 0, "flowing_water")
    assert block(world, 0, Y, 0) == block_state("water")
    world.clock["scheduled"] = 0
    change(world, 1, Y, 0, "torch", 5)
    assert block(world, 0, Y, 0) == block_state("flowing_water")
    assert [row[4] for row in waiting(world)] == [block_id("flowing_water")]
