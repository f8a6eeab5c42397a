"""Leaves decay when, and only when, no log is within four steps through leaves; drops and times are the game's."""

from collections import deque

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.blocks.decay import MARKED, PLACED, finds_log, tree_changed
from envs.overworld.blocks.grid import set_block
from envs.overworld.blocks.random_ticks import random_ticks
from envs.overworld.blocks.saplings import advance_sapling
from envs.overworld.gamedata import RULES, block_id, block_state, item_index
from envs.overworld.state import State
from tests.envs.overworld.scenes import FLOOR, block, flat_world, put

_LEAVES = block_id("leaves")
_LOG = block_id("log")
UP = FLOOR + 1
_MARKED_LEAVES = _LEAVES << 4 | MARKED
_WORLD = flat_world()


def _reaches_log(leaves: set[tuple[int, int, int]], logs: set[tuple[int, int, int]]) -> bool:
    """Whether the origin, itself leaves, is within four steps of a log."""
    steps = {(0, 0, 0): 0}
    queue = deque(steps)
    while queue:
        x, y, z = at = queue.popleft()
        for dx, dy, dz in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)):
            beside = (x + dx, y + dy, z + dz)
            if beside in logs and steps[at] < 4:
                return True
            if beside in leaves and beside not in steps:
                steps[beside] = steps[at] + 1
                queue.append(beside)
    return False


_cell = st.tuples(*[st.integers(-3, 3)] * 3)


@settings(max_examples=150, deadline=None)
@given(st.sets(_cell, max_size=120), st.sets(st.tuples(*[st.integers(-5, 5)] * 3), max_size=4))
def test_the_search_is_a_walk_of_four_steps(leaves: set[tuple[int, int, int]], logs: set[tuple[int, int, int]]) -> None:
    s = _WORLD
    s.blocks[0, 40:60, 40:60, 90:112] = 0
    logs.discard((0, 0, 0))
    leaves = (leaves | {(0, 0, 0)}) - logs
    for x, y, z in leaves:
        put(s, 50 + x, 100 + y, 50 + z, "leaves")
    for x, y, z in logs:
        put(s, 50 + x, 100 + y, 50 + z, "log")
    assert finds_log(s, 0, 50, 100, 50) == _reaches_log(leaves, logs)


def test_a_log_marks_what_is_within_four_blocks_and_leaves_what_touches_them() -> None:
    for block_name, reach in (("log", 4), ("leaves", 1)):
        s = flat_world()
        s.blocks[0, :20, :20, 70:90] = block_state("leaves")
        s.blocks[0, 10, 10, 84] = block_state("leaves", PLACED)
        tree_changed(s, RULES, 0, 10, 80, 10, block_id(block_name))
        x, z, y = np.nonzero(s.blocks[0, :20, :20] == _MARKED_LEAVES)
        distance = np.maximum(np.maximum(abs(x - 10), abs(z - 10)), abs(y - 80))
        assert distance.max() == reach
        assert len(x) == (2 * reach + 1) ** 3 - (reach == 4)


def test_other_blocks_mark_nothing() -> None:
    s = flat_world()
    put(s, 0, UP, 0, "leaves")
    tree_changed(s, RULES, 0, 1, UP, 0, block_id("stone"))
    assert block(s, 0, UP, 0) == block_state("leaves")


def _oak(seed: int = 2) -> tuple[State, int]:
    """An oak at the origin, and how many leaves it has."""
    s = flat_world()
    s.clock["rng"] = seed
    put(s, 0, FLOOR, 0, "grass")
    put(s, 0, UP, 0, "sapling", 8)
    advance_sapling(s, RULES, 0, 0, UP, 0, block(s, 0, UP, 0))
    return s, _count(s, _LEAVES)


def _count(s: State, kind: int) -> int:
    return int((s.blocks[0] >> 4 == kind).sum())


def _fell(s: State) -> None:
    for ix, iz, y in np.argwhere(s.blocks[0] >> 4 == _LOG).tolist():
        x, z = (ix + 64) % 128 - 64, (iz + 64) % 128 - 64
        assert set_block(s, RULES, 0, x, y, z, 0)
        tree_changed(s, RULES, 0, x, y, z, _LOG)


def _run(s: State, ticks: int) -> None:
    for _ in range(ticks):
        s.entities["kind"] = 0
        random_ticks(s, RULES, 0)


def test_a_standing_tree_keeps_its_leaves() -> None:
    s, leaves = _oak()
    s.blocks[s.blocks >> 4 == _LEAVES] |= MARKED
    _run(s, 6000)
    assert _count(s, _LEAVES) == leaves
    assert (s.blocks[s.blocks >> 4 == _LEAVES] & MARKED).sum() < leaves  # those that had their turn are content


def test_a_felled_tree_is_bare_in_the_time_of_the_game() -> None:
    """Each block waits 68 s on average: after three minutes 93 % are gone, after ten all."""
    left, total = 0, 0
    for seed in range(2, 8):
        s, leaves = _oak(seed)
        _fell(s)
        _run(s, 3600)
        left += _count(s, _LEAVES)
        total += leaves
        _run(s, 9000)
        assert _count(s, _LEAVES) == 0
    assert total > 250
    assert 0.02 < left / total < 0.15


def test_leaves_that_a_player_placed_stay() -> None:
    s = flat_world()
    for meta in (PLACED, PLACED | MARKED):
        put(s, meta, UP, 0, "leaves", meta)
    _run(s, 8000)
    assert _count(s, _LEAVES) == 2


def test_decay_drops_saplings_and_apples_as_often_as_by_hand() -> None:
    s = flat_world()
    saplings = apples = gone = 0
    for _ in range(12):
        s.blocks[0, :, :, UP] = _MARKED_LEAVES
        s.top[:] = UP + 1
        for _ in range(400):
            random_ticks(s, RULES, 0)
            items = s.entities[0]["item"][s.entities[0]["kind"] > 0]
            saplings += int((items == item_index("sapling")).sum())
            apples += int((items == item_index("apple")).sum())
            s.entities["kind"] = 0
        gone += s.blocks.shape[1] ** 2 - _count(s, _LEAVES)
    assert gone > 20000
    assert abs(saplings - gone / 20) < 4 * np.sqrt(gone / 20)
    assert abs(apples - gone / 200) < 4 * np.sqrt(gone / 200)
