"""Random ticks come to each block at the game's rate, 3 / 4096 a tick, and to loaded chunks only."""

import numpy as np

from envs.overworld.blocks.random_ticks import random_ticks
from envs.overworld.gamedata import RULES, biome_id, block_state
from envs.overworld.state import MASK, NOT_LOADED, State
from tests.envs.overworld.scenes import FLOOR, flat_world

_CACTUS = block_state("cactus")
_RATE = 3 / 4096


def _cactus_plain(worlds: int = 1) -> State:
    """A cactus on every column: its metadata counts the random ticks that it got."""
    s = flat_world(worlds)
    s.blocks[..., FLOOR + 1] = _CACTUS
    s.top[:] = FLOOR + 2
    s.clock["rng"] = 11
    return s


def _ages(s: State) -> np.ndarray:
    return s.blocks[0, :, :, FLOOR + 1].astype(int) - _CACTUS


def test_every_block_is_ticked_at_the_rate_of_the_game() -> None:
    s = _cactus_plain()
    ticks = 500
    for _ in range(ticks):
        random_ticks(s, RULES, 0)
    ages = _ages(s)
    expected = ages.size * ticks * _RATE
    assert abs(ages.sum() - expected) < 4 * np.sqrt(expected)
    mean = ticks * _RATE
    assert abs(np.mean(ages == 0) - np.exp(-mean)) < 0.02  # as rare events that come independently
    quarters = ages.reshape(2, 64, 2, 64).sum((1, 3))
    assert abs(quarters - expected / 4).max() < 4 * np.sqrt(expected / 4)


def test_only_loaded_chunks_are_ticked() -> None:
    s = _cactus_plain()
    s.chunks[0, :4] = NOT_LOADED
    for _ in range(200):
        random_ticks(s, RULES, 0)
    assert _ages(s)[:64].sum() == 0
    assert _ages(s)[64:].sum() > 0


def test_coordinates_of_a_window_that_has_moved() -> None:
    s = _cactus_plain()
    s.chunks[0, ..., 0] += 8 * 100
    for _ in range(50):
        random_ticks(s, RULES, 0)
    rows = s.edits[0][s.edits[0]["y"] >= 0]
    assert len(rows) > 0
    assert ((rows["x"] >= 12800 - 64) & (rows["x"] < 12800 + 64)).all()
    for row in rows:
        assert s.blocks[0, row["x"] & MASK, row["z"] & MASK, row["y"]] == row["state"]


def test_bare_stone_and_air_do_nothing() -> None:
    s = flat_world()
    before = s.blocks.copy()
    for _ in range(100):
        random_ticks(s, RULES, 0)
    assert np.array_equal(s.blocks, before)
    assert s.clock["edits"][0] == 0


def test_the_same_stream_gives_the_same_world_whatever_the_batch() -> None:
    one, two = _cactus_plain(), _cactus_plain(2)
    two.clock["rng"][0] = 99
    for _ in range(100):
        random_ticks(one, RULES, 0)
        random_ticks(two, RULES, 0)
        random_ticks(two, RULES, 1)
    assert np.array_equal(one.blocks[0], two.blocks[1])
    assert not np.array_equal(one.blocks[0], two.blocks[0])


def test_snow_covers_the_land_at_the_rate_of_the_game() -> None:
    """In each chunk one column in 256 has its turn every 16 ticks on average."""
    s = flat_world()
    s.clock["rng"] = 3
    s.biomes[:] = biome_id("ice_plains")
    s.clock["rain_strength"] = 1
    ticks = 2000
    for _ in range(ticks):
        random_ticks(s, RULES, 0)
    covered = np.mean(s.blocks[0, :, :, FLOOR + 1] == block_state("snow_layer"))
    assert abs(covered - (1 - np.exp(-ticks / 4096))) < 0.02
