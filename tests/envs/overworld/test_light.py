"""Light against a plain fixpoint of the rules, swept over whole arrays until nothing changes."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from envs.overworld.blocks.light import light_chunk, update_light
from envs.overworld.gamedata import RULES, block_state
from envs.overworld.state import CHUNK, CHUNKS, HEIGHT, NOT_LOADED, State, allocate

AIR = 0
STONE = block_state("stone")
LEAVES = block_state("leaves")
WATER = block_state("water")
GLASS = block_state("glass")
TORCH = block_state("torch", 5)
LAVA = block_state("lava")
GLOWSTONE = block_state("glowstone")
PALETTE = [AIR, STONE, LEAVES, WATER, GLASS, TORCH, LAVA, GLOWSTONE]
LOW = 24  # tests build below this height, so that the reference need not sweep 256 layers


@cache
def one_world() -> State:
    return allocate(1)


def empty_world() -> State:
    """The one world of this module with no chunk loaded and rubbish in all that a kernel must not rely on."""
    s = one_world()
    s.chunks[:] = NOT_LOADED
    s.light[:] = 0x5A
    s.blocks[:] = AIR
    s.top[:] = 0
    s.scratch[:] = -1
    return s


def load(s: State, cx: int, cz: int, blocks: NDArray[np.uint16]) -> None:
    """Enter a chunk, `blocks[x, z, y]` from bedrock up, and light it."""
    x, z = cx % CHUNKS * CHUNK, cz % CHUNKS * CHUNK
    s.blocks[0, x : x + CHUNK, z : z + CHUNK] = AIR
    s.blocks[0, x : x + CHUNK, z : z + CHUNK, : blocks.shape[2]] = blocks
    filled = s.blocks[0, x : x + CHUNK, z : z + CHUNK] != AIR
    s.top[0, x : x + CHUNK, z : z + CHUNK] = np.max(filled * np.arange(1, HEIGHT + 1), axis=2)
    s.chunks[0, cx % CHUNKS, cz % CHUNKS] = cx, cz
    light_chunk(s, RULES, 0, cx, cz)


def set_top(s: State, x: int, z: int) -> None:
    """Bring `top` of the column at array index (x, z) up to date."""
    filled = np.flatnonzero(s.blocks[0, x, z])
    s.top[0, x, z] = filled[-1] + 1 if filled.size else 0


def edit(s: State, x: int, y: int, z: int, state: int) -> None:
    """Change one block of a lit world as the game does."""
    s.blocks[0, x % 128, z % 128, y] = state
    set_top(s, x % 128, z % 128)
    update_light(s, RULES, 0, x, y, z)


def reference(s: State, height: int) -> dict[tuple[int, int], tuple[NDArray[np.int8], NDArray[np.int8]]]:
    """Sky and block light, `[x, z, y]`, of each loaded chunk below `height`; above it must be air under the open sky.

    Unrolls the window into a plain world with a dark border and takes every cell's brightest neighbour until no cell
    changes.
    """
    chunks = [(cx, cz) for cx, cz in s.chunks[0].reshape(-1, 2).tolist() if cx != NOT_LOADED]
    west, north = np.min(chunks, axis=0)
    size_x, size_z = (np.max(chunks, axis=0) - (west, north) + 1) * CHUNK
    blocks = np.zeros((size_x, size_z, height), np.uint16)
    present = np.zeros((size_x, size_z, 1), np.int8)
    for cx, cz in chunks:
        x, z = (cx - west) * CHUNK, (cz - north) * CHUNK
        i, j = cx % CHUNKS * CHUNK, cz % CHUNKS * CHUNK
        blocks[x : x + CHUNK, z : z + CHUNK] = s.blocks[0, i : i + CHUNK, j : j + CHUNK, :height]
        present[x : x + CHUNK, z : z + CHUNK] = 1
    opacity = RULES.blocks["opacity"].astype(np.int8)[blocks]
    emission = RULES.blocks["emission"].astype(np.int8)[blocks]
    loss = np.where((opacity >= 15) & (emission > 0), 1, np.maximum(1, opacity)).astype(np.int8)
    open_sky = np.flip(np.cumsum(np.flip(opacity, 2), axis=2, dtype=np.int32), 2) == 0
    # Air above `height` passes its 15 on to the highest layer.
    from_above = np.zeros_like(loss)
    from_above[:, :, -1] = 15 - loss[:, :, -1]
    sky = fixpoint(np.maximum(open_sky * np.int8(15), from_above), loss, present)
    block = fixpoint(emission, loss, present)
    result = {}
    for cx, cz in chunks:
        x, z = (cx - west) * CHUNK, (cz - north) * CHUNK
        result[cx, cz] = sky[x : x + CHUNK, z : z + CHUNK], block[x : x + CHUNK, z : z + CHUNK]
    return result


def fixpoint(sources: NDArray[np.int8], loss: NDArray[np.int8], present: NDArray[np.int8]) -> NDArray[np.int8]:
    """Spread light from `sources` through what is `present` until nothing changes."""
    light = np.pad(sources * present, 1)
    inner = light[1:-1, 1:-1, 1:-1]
    while True:
        before = inner.copy()
        for axis in range(3):
            for shift in (-1, 1):
                np.maximum(inner, (np.roll(light, shift, axis)[1:-1, 1:-1, 1:-1] - loss) * present, out=inner)
        if np.array_equal(inner, before):
            return before


def assert_lit(s: State, height: int = LOW + 20) -> None:
    """Compare all loaded chunks with the reference, and what lies above it with the open sky."""
    for (cx, cz), (sky, block) in reference(s, height).items():
        i, j = cx % CHUNKS * CHUNK, cz % CHUNKS * CHUNK
        light = s.light[0, i : i + CHUNK, j : j + CHUNK]
        np.testing.assert_array_equal(light[..., :height] >> 4, sky)
        np.testing.assert_array_equal(light[..., :height] & 15, block)
        assert (light[..., height:] == 0xF0).all()


def random_chunk(rng: np.random.Generator, openness: float) -> NDArray[np.uint16]:
    """Layers of caves: stone with holes, the other blocks strewn in, and towers of uneven height."""
    blocks = rng.choice(
        np.array(PALETTE, np.uint16),
        (CHUNK, CHUNK, LOW),
        p=[openness, 0.93 - openness, 0.02, 0.02, 0.02, 0.004, 0.003, 0.003],
    )
    heights = rng.integers(2, LOW, (CHUNK, CHUNK, 1))
    blocks[np.arange(LOW) >= heights] = AIR
    return blocks


def test_open_air_over_stone() -> None:
    s = empty_world()
    ground = np.full((CHUNK, CHUNK, 10), STONE, np.uint16)
    load(s, 0, 0, ground)
    assert (s.light[0, :16, :16, :10] == 0).all()
    assert (s.light[0, :16, :16, 10:] == 0xF0).all()


def test_torch_fades_by_one_a_block_and_water_takes_three() -> None:
    s = empty_world()
    load(s, 0, 0, np.full((CHUNK, CHUNK, LOW), STONE, np.uint16))
    for x in range(1, 15):
        edit(s, x, 5, 8, AIR)
    edit(s, 1, 5, 8, TORCH)
    assert (s.light[0, 1:15, 8, 5] & 15).tolist() == [14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    edit(s, 3, 5, 8, WATER)
    assert (s.light[0, 1:15, 8, 5] & 15).tolist() == [14, 13, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]


def test_leaves_dim_the_open_sky_and_glass_does_not() -> None:
    s = empty_world()
    load(s, 0, 0, np.full((CHUNK, CHUNK, 20), STONE, np.uint16))
    for y in range(10, 20):
        edit(s, 8, y, 8, AIR)
    edit(s, 8, 19, 8, GLASS)
    assert (s.light[0, 8, 8, 10:20] >> 4).tolist() == [15] * 10
    edit(s, 8, 18, 8, LEAVES)
    assert (s.light[0, 8, 8, 10:20] >> 4).tolist() == [6, 7, 8, 9, 10, 11, 12, 13, 14, 15]


def test_opening_a_roof_brightens_what_the_sides_had_lit() -> None:
    s = empty_world()
    load(s, 0, 0, np.full((CHUNK, CHUNK, 10), STONE, np.uint16))
    edit(s, 8, 15, 8, STONE)
    assert (s.light[0, 8, 8, 10:15] >> 4).tolist() == [14] * 5
    edit(s, 8, 15, 8, AIR)
    assert (s.light[0, 8, 8, 10:16] >> 4).tolist() == [15] * 6


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), openness=st.sampled_from([0.3, 0.6, 0.85]), data=st.data())
def test_chunks_in_any_order_give_the_fixpoint(seed: int, openness: float, data: st.DataObject) -> None:
    rng = np.random.default_rng(seed)
    s = empty_world()
    places = [(-1, -1), (-1, 0), (0, -1), (0, 0), (1, 0)]
    for cx, cz in data.draw(st.permutations(places)):
        load(s, cx, cz, random_chunk(rng, openness))
    assert_lit(s)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    openness=st.sampled_from([0.3, 0.6, 0.85]),
    edits=st.lists(
        st.tuples(st.integers(-6, 5), st.integers(0, LOW - 1), st.integers(-6, 5), st.sampled_from(PALETTE)),
        min_size=1,
        max_size=40,
    ),
)
def test_edits_give_the_fixpoint(seed: int, openness: float, edits: list[tuple[int, int, int, int]]) -> None:
    rng = np.random.default_rng(seed)
    s = empty_world()
    for cx, cz in [(-1, -1), (-1, 0), (0, -1), (0, 0)]:
        load(s, cx, cz, random_chunk(rng, openness))
    for x, y, z, state in edits:
        edit(s, x, y, z, state)
    assert_lit(s)


def test_light_does_not_cross_to_a_chunk_that_is_far_away() -> None:
    s = empty_world()
    room = np.full((CHUNK, CHUNK, LOW), STONE, np.uint16)
    room[:, :, 5] = LAVA
    dark = np.full((CHUNK, CHUNK, LOW), STONE, np.uint16)
    dark[:, :, 5] = AIR
    load(s, 0, 0, room)
    load(s, 7, 0, dark)  # next to chunk 0 in the window's slots, seven chunks away in the world
    assert not (s.light[0, 112:, :16, 5] & 15).any()
    load(s, 1, 0, dark)
    assert s.light[0, 16, 0, 5] & 15 == 14
    assert_lit(s)


def test_roof_over_the_whole_window_height() -> None:
    """Opening and closing a shaft from the top of the world to bedrock is the largest edit there is."""
    s = empty_world()
    hollow = np.zeros((CHUNK, CHUNK, HEIGHT), np.uint16)
    hollow[:, :, HEIGHT - 1] = STONE
    places = [(cx, cz) for cx in (-1, 0, 1) for cz in (-1, 0, 1)]
    for cx, cz in places:
        load(s, cx, cz, hollow)
    inner = np.ix_([0], np.r_[112:128, 0:32], np.r_[112:128, 0:32], np.r_[0:255])
    assert not s.light[inner].any()
    edit(s, 8, 255, 8, AIR)
    assert s.light[0, 8, 8, 0] == 0xF0
    assert s.light[0, 8 - 5, 8 + 4, 100] == (15 - 9) << 4
    edit(s, 8, 255, 8, STONE)
    assert not s.light[inner].any()


@pytest.mark.parametrize("words", [7, 64])
def test_a_full_queue_changes_nothing(words: int) -> None:
    rng = np.random.default_rng(3)
    chunks = [random_chunk(rng, 0.7) for _ in range(2)]
    s = empty_world()
    for cx, blocks in enumerate(chunks):
        load(s, cx, 0, blocks)
    roomy = s.light.copy()
    cramped = empty_world()._replace(scratch=np.zeros((1, words), np.int32))
    for cx, blocks in enumerate(chunks):
        load(cramped, cx, 0, blocks)
    np.testing.assert_array_equal(cramped.light[0, :32, :16], roomy[0, :32, :16])
