"""The window that follows the player: loading, forgetting, edits, spawn."""

import numpy as np
import pytest

from envs.overworld.blocks.edits import edit_table_is_filling, find_edit, grow_edits, record_edit
from envs.overworld.gamedata import RULES, biome_id, block_id, block_state
from envs.overworld.rules import LIQUID, OPAQUE_CUBE
from envs.overworld.state import CHUNKS, MASK, allocate
from envs.overworld.terrain import WORK, generate_chunk
from envs.overworld.terrain.spawn import find_spawn
from envs.overworld.terrain.window import RADIUS, slide_window

STONE = block_state("stone")


def world(seed=1, biome=None, x=0.0, z=0.0, **options):
    s = allocate(1, **options)
    s.clock["seed"] = seed
    s.clock["rng"] = seed
    s.clock["biome"] = -1 if biome is None else biome_id(biome)
    s.players["x"], s.players["z"] = x, z
    return s


def move(s, x, z):
    s.players["x"], s.players["z"] = x, z
    return slide_window(s, RULES, 0)


def test_all_chunks_around_the_player_are_loaded_once():
    s = world(x=-5.0, z=40.0)
    assert slide_window(s, RULES, 0) == (2 * RADIUS + 1) ** 2
    assert slide_window(s, RULES, 0) == 0
    for cx in range(-1 - RADIUS, RADIUS):
        for cz in range(2 - RADIUS, 3 + RADIUS):
            assert s.chunks[0, cx % CHUNKS, cz % CHUNKS].tolist() == [cx, cz]
    assert move(s, -5.0, 56.0) == 2 * RADIUS + 1


def test_a_loaded_chunk_is_the_generated_one_and_top_is_true():
    s = world(x=-5.0, z=40.0)
    slide_window(s, RULES, 0)
    blocks, biomes = np.zeros((16, 16, 256), np.uint16), np.zeros((16, 16), np.uint8)
    generate_chunk(1, -2, 3, -1, blocks, biomes, np.zeros(WORK, np.int32))
    xs, zs = (np.arange(16) + -2 * 16) & MASK, (np.arange(16) + 3 * 16) & MASK
    assert np.array_equal(s.blocks[0][np.ix_(xs, zs)], blocks)
    assert np.array_equal(s.biomes[0][np.ix_(xs, zs)], biomes)
    top = s.top[0][np.ix_(xs, zs)]
    assert np.array_equal(top, 256 - (blocks != 0)[:, :, ::-1].argmax(axis=2))


def test_the_way_to_a_place_does_not_matter():
    direct = world(seed=4, biome="forest", x=100.0, z=-60.0)
    slide_window(direct, RULES, 0)
    walked = world(seed=4, biome="forest")
    for x, z in ((0, 0), (200, 0), (200, -150), (100, -60)):
        move(walked, float(x), float(z))
    for cx in range(6 - RADIUS, 7 + RADIUS):
        for cz in range(-4 - RADIUS, -3 + RADIUS):
            xs, zs = (np.arange(16) + cx * 16) & MASK, (np.arange(16) + cz * 16) & MASK
            inner = abs(cx - 6) < RADIUS and abs(cz + 4) < RADIUS  # the outermost chunks lack some neighbours' light
            for name in ("blocks", "top", "biomes", "light") if inner else ("blocks", "top", "biomes"):
                one, other = getattr(direct, name)[0], getattr(walked, name)[0]
                assert np.array_equal(one[np.ix_(xs, zs)], other[np.ix_(xs, zs)]), name


def test_edits_come_back():
    s = world(biome="plains")
    slide_window(s, RULES, 0)
    record_edit(s, 0, -3, 100, 5, STONE)
    record_edit(s, 0, -3, 101, 5, STONE)
    record_edit(s, 0, -3, 101, 5, 0)
    move(s, 1000.0, 0.0)
    move(s, 0.0, 0.0)
    assert s.blocks[0, -3 & MASK, 5, 100] == STONE
    assert s.blocks[0, -3 & MASK, 5, 101] == 0
    assert s.top[0, -3 & MASK, 5] == 101


def test_edit_tables_grow_and_keep_their_rows():
    s = world(edit_capacity=64)
    rng = np.random.default_rng(0)
    wanted = {}
    for _ in range(200):
        x, z = rng.integers(-999, 999, 2).tolist()
        y, state = int(rng.integers(256)), int(rng.integers(4096))
        if edit_table_is_filling(s):
            s = grow_edits(s)
        assert record_edit(s, 0, x, y, z, state)
        wanted[x, y, z] = state
    assert s.edits.shape[1] == 512
    assert s.clock["edits"][0] == len(wanted)
    for (x, y, z), state in wanted.items():
        row = s.edits[0, find_edit(s, 0, x, y, z)]
        assert (row["x"], row["y"], row["z"], row["state"]) == (x, y, z, state)


def test_a_full_edit_table_says_so():
    s = world(edit_capacity=4)
    assert [record_edit(s, 0, n, 1, 1, 1) for n in range(5)] == [True] * 4 + [False]


@pytest.mark.parametrize("biome", [None, "plains", "forest", "extreme_hills", "jungle", "swampland", "desert"])
@pytest.mark.parametrize("radius", [0, 100])
def test_spawns_are_dry_and_have_headroom(biome, radius):
    places = set()
    for seed in range(4):
        s = world(seed=seed, biome=biome)
        find_spawn(s, RULES, 0, radius)
        clock = s.clock[0]
        x, y, z = int(clock["spawn_x"]), int(clock["spawn_y"]), int(clock["spawn_z"])
        column = s.blocks[0, x & MASK, z & MASK]
        assert RULES.blocks["flags"][column[y - 1]] & OPAQUE_CUBE
        assert column[y - 1] >> 4 not in (block_id("log"), block_id("log2"))
        assert not (RULES.blocks["flags"][column[y:]] & (LIQUID | OPAQUE_CUBE)).any()
        places.add((x, z))
    if radius:
        assert len(places) == 4


def test_spawn_in_the_ocean_is_on_the_water():
    s = world(biome="ocean")
    find_spawn(s, RULES, 0, 0)
    assert s.clock["spawn_y"][0] == 63


def test_spawn_is_the_same_for_the_same_seed():
    places = []
    for _ in range(2):
        s = world(seed=8)
        find_spawn(s, RULES, 0, 64)
        places.append(s.clock[0].tobytes())
    assert places[0] == places[1]
