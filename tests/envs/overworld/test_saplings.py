"""Saplings grow into trees of their wood, where there is light and room; light, heights and edits stay true."""

import numpy as np
import pytest

from envs.overworld.blocks.edits import find_edit
from envs.overworld.blocks.growth import fertilise
from envs.overworld.blocks.light import light_chunk
from envs.overworld.blocks.saplings import advance_sapling, tick_sapling
from envs.overworld.gamedata import RULES, block_id, block_state
from envs.overworld.state import CHUNKS, HEIGHT, MASK, NOT_LOADED, State
from tests.envs.overworld.scenes import FLOOR, block, flat_world, put

_SAPLING = block_id("sapling")
_LOGS = (block_id("log"), block_id("log2"))
_LEAVES = (block_id("leaves"), block_id("leaves2"))
UP = FLOOR + 1
OAK, SPRUCE, BIRCH, JUNGLE, ACACIA, DARK_OAK = range(6)


def _planted(wood: int, wide: int = 0, seed: int = 1, x: int = 0) -> State:
    """Half-grown saplings on dirt at (x, x)."""
    s = flat_world()
    s.blocks[0, :, :, FLOOR] = block_state("grass")
    s.clock["rng"] = seed
    for dx in range(wide + 1):
        for dz in range(wide + 1):
            put(s, x + dx, UP, x + dz, "sapling", 8 | wood)
    return s


def _grow(s: State, x: int = 0) -> None:
    advance_sapling(s, RULES, 0, x, UP, x, block(s, x, UP, x))


def _trunk(s: State, x: int = 0) -> int:
    """Logs on each other from the sapling's place up."""
    height = 0
    while block(s, x, UP + height, x) >> 4 in _LOGS:
        height += 1
    return height


@pytest.mark.parametrize(
    ("wood", "low", "high", "more"),
    [(OAK, 4, 6, 0.1), (BIRCH, 5, 7, 0), (SPRUCE, 5, 8, 0), (JUNGLE, 4, 12, 0), (ACACIA, 1, 9, 0)],
)
def test_trunks_have_the_heights_of_the_game(wood: int, low: int, high: int, more: float) -> None:
    """One oak in ten is a large one, of another height."""
    heights = []
    for seed in range(20):
        s = _planted(wood, seed=seed)
        _grow(s)
        heights.append(_trunk(s))
        ids, metas = s.blocks[0] >> 4, s.blocks[0] & 3
        kind = ("log2", "leaves2", wood - 4) if wood >= ACACIA else ("log", "leaves", wood)
        assert (ids == block_id(kind[0])).sum() >= heights[-1]
        assert (ids == block_id(kind[1])).sum() > 5
        assert (metas[np.isin(ids, _LOGS + _LEAVES)] == kind[2]).all()
        assert (ids == _SAPLING).sum() == 0
        assert block(s, 0, FLOOR, 0) == block_state("dirt")
    inside = [low <= height <= high for height in heights]
    assert np.mean(inside) >= 1 - 4 * more
    assert len(set(heights)) > 2


def test_four_saplings_make_one_wide_tree_wherever_it_starts() -> None:
    for wood in (JUNGLE, DARK_OAK):
        for corner in range(4):
            s = _planted(wood, wide=1, seed=corner)
            x, z = corner & 1, corner >> 1
            advance_sapling(s, RULES, 0, x, UP, z, block(s, x, UP, z))
            for dx in (0, 1):
                for dz in (0, 1):
                    assert block(s, dx, UP, dz) >> 4 in _LOGS
                    assert block(s, dx, FLOOR, dz) == block_state("dirt")


def test_a_single_dark_oak_never_grows() -> None:
    s = _planted(DARK_OAK)
    for _ in range(50):
        _grow(s)
    assert block(s, 0, UP, 0) == block_state("sapling", 8 | DARK_OAK)


def test_a_roof_keeps_a_sapling_small_and_the_world_as_it_was() -> None:
    s = _planted(OAK)
    for dx in range(-1, 2):
        for dz in range(-1, 2):
            put(s, dx, UP + 3, dz, "stone")
    before = s.blocks.copy()
    for _ in range(30):
        _grow(s)
    assert np.array_equal(s.blocks, before)
    assert s.clock["edits"][0] == 0


def test_leaves_and_logs_are_no_obstacle_but_glass_is() -> None:
    for name, grows in (("leaves", True), ("log", True), ("glass", False)):
        s = _planted(BIRCH)
        put(s, 0, UP + 2, 0, name)
        _grow(s)
        assert (block(s, 0, UP, 0) >> 4 in _LOGS) == grows


def test_it_takes_two_steps_of_seven_ticks_each() -> None:
    ticks = 0
    runs = 60
    for seed in range(runs):
        s = _planted(BIRCH, seed=seed)
        put(s, 0, UP, 0, "sapling", BIRCH)
        while (state := block(s, 0, UP, 0)) >> 4 == _SAPLING:
            tick_sapling(s, RULES, 0, 0, UP, 0, state)
            ticks += 1
    assert abs(ticks - 14 * runs) < 4 * np.sqrt(2 * runs * 7 * 6)


def test_no_growth_below_light_nine() -> None:
    s = _planted(BIRCH)
    s.light[0, 0, 0, UP + 1] = 8 << 4
    for _ in range(100):
        tick_sapling(s, RULES, 0, 0, UP, 0, block(s, 0, UP, 0))
    assert block(s, 0, UP, 0) >> 4 == _SAPLING


def test_bone_meal_works_in_45_of_100() -> None:
    s = flat_world()
    worked, runs = 0, 1000
    for _ in range(runs):
        put(s, 0, UP, 0, "sapling", OAK)
        assert fertilise(s, RULES, 0, 0, UP, 0)
        worked += block(s, 0, UP, 0) == block_state("sapling", 8 | OAK)
    assert abs(worked - 450) < 4 * np.sqrt(runs * 0.45 * 0.55)


@pytest.mark.parametrize("name", ["brown_mushroom", "red_mushroom"])
def test_bone_meal_swells_mushrooms_in_40_of_100(name: str) -> None:
    s = flat_world()
    s.blocks[0, :, :, FLOOR] = block_state("mycelium")
    grown, runs = 0, 300
    for _ in range(runs):
        s.blocks[0, -8:, :, FLOOR + 1 :] = s.blocks[0, :8, :, FLOOR + 1 :] = 0
        put(s, 0, UP, 0, name)
        assert fertilise(s, RULES, 0, 0, UP, 0)
        grown += block(s, 0, UP, 0) == block_state(f"{name}_block", 10)
    assert abs(grown - 0.4 * runs) < 4 * np.sqrt(runs * 0.4 * 0.6)


@pytest.mark.parametrize(("wood", "wide"), [(OAK, 0), (SPRUCE, 0), (ACACIA, 0), (JUNGLE, 1), (DARK_OAK, 1)])
def test_light_heights_and_edits_after_growth(wood: int, wide: int) -> None:
    """At a corner of four chunks, one of which is not loaded: nothing is written there."""
    s = _planted(wood, wide, seed=3, x=14)
    s.chunks[0, 1, 1] = NOT_LOADED
    put(s, 13, UP, 13, "torch", 5)
    for cx, cz in ((0, 0), (0, 1), (1, 0)):
        light_chunk(s, RULES, 0, cx, cz)
    before = s.blocks.copy()
    _grow(s, 14)
    if (s.blocks == before).all():
        s.chunks[0, 1, 1] = (1, 1)
        _grow(s, 14)
    changed = np.argwhere(s.blocks[0] != before[0])
    assert len(changed) > 20
    for x, z, y in changed:
        row = s.edits[0, find_edit(s, 0, int(x), int(y), int(z))]
        assert (row["x"], row["y"], row["z"], row["state"]) == (x, y, z, s.blocks[0, x, z, y])
    filled = (s.blocks[0] != 0) * np.arange(1, HEIGHT + 1)
    assert np.array_equal(s.top[0], filled.max(axis=2))
    grown = s.light.copy()
    near = [(cx, cz) for cx in range(-2, 4) for cz in range(-2, 4) if s.chunks[0, cx % CHUNKS, cz % CHUNKS, 0] == cx]
    s.chunks[:] = NOT_LOADED
    for cx, cz in near:
        s.chunks[0, cx % CHUNKS, cz % CHUNKS] = (cx, cz)
        light_chunk(s, RULES, 0, cx, cz)
    middle = np.arange(-8, 40) & MASK
    assert np.array_equal(grown[0][np.ix_(middle, middle)], s.light[0][np.ix_(middle, middle)])
