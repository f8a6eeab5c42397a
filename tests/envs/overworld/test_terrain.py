"""Terrain against the published numbers of Minecraft's generator, and against its own promise to be pure."""

from functools import cache

import numpy as np
import pytest

from envs.overworld.gamedata import BIOME_NAMES, BLOCK_NAMES, biome_id, block_id, block_state
from envs.overworld.terrain import WORK, generate_chunk
from envs.overworld.terrain.biomes import BIOMES, GENERATED
from envs.overworld.terrain.climate import biome_at

AIR = 0
SEA_LEVEL = 63  # published: water fills everything below

WATER = block_state("water")
LAVA = block_state("lava")
DIRT = block_state("dirt")
GRASS = block_state("grass")


@cache
def chunk(seed, cx, cz, biome):
    blocks = np.empty((16, 16, 256), np.uint16)
    biomes = np.empty((16, 16), np.uint8)
    generate_chunk(seed, cx, cz, biome, blocks, biomes, np.empty(WORK, np.int32))
    return blocks, biomes


@cache
def area(seed, size, name=None):
    """Blocks and biomes of size x size chunks next to each other."""
    biome = -1 if name is None else biome_id(name)
    rows = [[chunk(seed, cx, cz, biome) for cz in range(size)] for cx in range(size)]
    blocks, biomes = (np.concatenate([np.concatenate([c[k] for c in row], axis=1) for row in rows]) for k in range(2))
    return blocks, biomes


def ids(blocks):
    return blocks >> 4


def heights_of(blocks, name, meta=0):
    return np.nonzero(blocks == block_state(name, meta))[2]


# Purity


def test_a_chunk_depends_on_nothing_but_its_arguments():
    wanted, wanted_biomes = chunk(3, -5, 8, -1)
    blocks = np.full((16, 16, 256), 0xABCD, np.uint16)
    biomes = np.full((16, 16), 77, np.uint8)
    work = np.full(WORK, -12345, np.int32)
    for cx in range(-7, -2):  # neighbours first, in the same memory
        generate_chunk(3, cx, 8, -1, blocks, biomes, work)
    generate_chunk(3, -5, 8, -1, blocks, biomes, work)
    assert np.array_equal(blocks, wanted)
    assert np.array_equal(biomes, wanted_biomes)


def test_seeds_and_places_differ():
    one = chunk(3, 0, 0, biome_id("forest"))[0]
    assert not np.array_equal(one, chunk(4, 0, 0, biome_id("forest"))[0])
    assert not np.array_equal(one, chunk(3, 1, 0, biome_id("forest"))[0])


# Borders


def test_crowns_are_whole_across_borders():
    blocks, _ = area(11, 5, "birch_forest")
    log, leaves = block_state("log", 2), block_id("leaves")
    checked = at_border = 0
    for x, z, y in np.argwhere(blocks == log):
        if not (4 <= x < 76 and 4 <= z < 76) or blocks[x, z, y + 1] == log:
            continue
        checked += 1
        at_border += x % 16 in (0, 1, 14, 15) or z % 16 in (0, 1, 14, 15)
        # y is the topmost log. The published crown: 5 x 5 without corners two layers deep, and a plus on top.
        for dx in range(-2, 3):
            for dz in range(-2, 3):
                if abs(dx) == abs(dz) == 2:
                    continue
                assert (blocks[x + dx, z + dz, y - 2 : y] != AIR).all(), (x, z, y)
        for dx, dz in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)):
            assert ids(blocks)[x + dx, z + dz, y + 1] in (leaves, block_id("log")), (x, z, y)
    assert checked > 100
    assert at_border > 30


def _runs_on(mask):
    """How often neighbours along x share the mask, across chunk borders and elsewhere."""
    both = (mask[:-1] & mask[1:]).sum(axis=(1, 2))
    either = (mask[:-1] | mask[1:]).sum(axis=(1, 2))
    border = np.arange(len(both)) % 16 == 15
    return both[border].sum() / either[border].sum(), both[~border].sum() / either[~border].sum()


@pytest.mark.parametrize("name", ["forest", "taiga", "roofed_forest", "savanna", "jungle", "swampland"])
def test_no_crown_is_cut_at_a_border(name):
    across, inside = _runs_on(np.isin(ids(area(9, 8, name)[0]), (block_id("leaves"), block_id("leaves2"))))
    assert across == pytest.approx(inside, abs=0.06)


@pytest.mark.parametrize("what", ["granite", "cave"])
def test_veins_and_caves_go_on_across_borders(what):
    blocks, _ = area(5, 8, "plains")
    mask = (blocks == block_state("stone", 1)) if what == "granite" else (blocks == AIR)
    across, inside = _runs_on(mask[:, :, 12:50])
    assert across == pytest.approx(inside, abs=0.05)
    assert inside > 0.4


# The frame: bedrock, sea, caves


def test_bedrock_lies_from_0_to_4():
    blocks, _ = area(1, 4)
    bedrock = blocks == block_state("bedrock")
    assert bedrock[:, :, 0].all()
    assert not bedrock[:, :, 5:].any()
    share = bedrock[:, :, 1:5].mean(axis=(0, 1))
    assert share == pytest.approx([0.8, 0.6, 0.4, 0.2], abs=0.06)  # published: a layer y is bedrock where y <= rand(5)


def test_the_sea_ends_at_its_level_and_rests_on_ground():
    blocks, _ = area(2, 4, "ocean")
    water = blocks == WATER
    assert water[:, :, SEA_LEVEL - 1].all()
    assert not water[:, :, SEA_LEVEL:].any()
    assert 10 < water.sum(axis=2).mean() < 30  # depth -1 is about 16 blocks


def test_no_water_stands_on_air_or_beside_it():
    for name in ("river", "swampland", "forest", "ocean"):
        blocks, _ = area(7, 6, name)
        water, air = blocks == WATER, blocks == AIR
        assert not (water[:, :, 1:] & air[:, :, :-1]).any(), name
        assert not (water[1:] & air[:-1]).any(), name
        assert not (water[:-1] & air[1:]).any(), name
        assert not (water[:, 1:] & air[:, :-1]).any(), name
        assert not (water[:, :-1] & air[:, 1:]).any(), name


def test_caves_hold_lava_below_11_and_air_above():
    blocks, _ = area(5, 8, "plains")
    assert not (blocks[:, :, :11] == AIR).any()
    deep = blocks[:, :, 11:50]
    assert not (deep == LAVA).any()
    assert 0.01 < (deep == AIR).mean() < 0.15
    assert (blocks[:, :, :11] == LAVA).any()


# Ores

# Name, greatest size of a vein in the published table by spawn size, veins per chunk, first height without any
# (published: "none at or above").
ORES = [
    ("coal_ore", 37, 20, 132),
    ("iron_ore", 13, 20, 68),
    ("gold_ore", 13, 2, 34),
    ("redstone_ore", 10, 8, 17),
    ("diamond_ore", 10, 1, 17),
    ("lapis_ore", 10, 1, 34),
]


@pytest.mark.parametrize(("name", "largest", "veins", "end"), ORES)
def test_ore_counts_and_heights(name, largest, veins, end):
    blocks, _ = area(5, 12, "plains")
    heights = heights_of(blocks, name)
    assert heights.max() < end
    in_rock = 0.5 if name == "coal_ore" else 1.0  # the upper half of coal's range is sky here
    per_vein = len(heights) / (144 * veins * in_rock)
    assert 0.25 * largest < per_vein < 0.75 * largest


def test_redstone_is_eight_times_diamond_and_lapis_peaks_at_16():
    blocks, _ = area(5, 12, "plains")
    redstone, diamond, lapis = (heights_of(blocks, f"{n}_ore") for n in ("redstone", "diamond", "lapis"))
    assert len(redstone) / len(diamond) == pytest.approx(8, rel=0.2)
    assert np.mean(lapis) == pytest.approx(15.5, abs=1.5)
    assert np.std(lapis) == pytest.approx(16 / np.sqrt(6), abs=1.5)  # of a triangular distribution


def test_iron_is_even_over_its_heights():
    heights = heights_of(area(5, 12, "plains")[0], "iron_ore")
    low, middle, high = (((heights >= y) & (heights < y + 12)).sum() for y in (12, 26, 40))
    assert low == pytest.approx(middle, rel=0.25)
    assert high == pytest.approx(middle, rel=0.25)


def test_emeralds_only_in_mountains_and_extra_gold_only_in_the_mesa():
    assert len(heights_of(area(5, 8, "plains")[0], "emerald_ore")) == 0
    per_chunk = len(heights_of(area(5, 8, "extreme_hills")[0], "emerald_ore")) / 64
    assert 2.5 < per_chunk <= 8  # published: 3 to 8 attempts
    assert (heights_of(area(5, 6, "mesa")[0], "gold_ore") > 40).any()
    assert not (heights_of(area(5, 8, "plains")[0], "gold_ore") > 40).any()


# Trees


def trunks(blocks):
    """Columns in which a log stands upright on dirt."""
    kinds = ids(blocks)
    log = np.isin(kinds, (block_id("log"), block_id("log2"))) & (blocks >> 2 & 3 == 0)
    return log[:, :, 1:] & (blocks[:, :, :-1] == DIRT)


@pytest.mark.parametrize(
    ("name", "attempts"),
    [
        ("forest", 10.1),
        ("birch_forest", 10.1),
        ("taiga", 10.1),
        ("swampland", 2.1),
        ("savanna", 1.1),
        ("flower_forest", 6.1),
    ],
)
def test_trees_per_chunk(name, attempts):
    blocks, _ = area(9, 8, name)
    wading = 2 if name == "swampland" else 0
    land = (blocks[:, :, SEA_LEVEL - 1 - wading] != WATER).mean()
    count = trunks(blocks).sum() / 64 / land
    # The published numbers are attempts; in the game, too, those under another crown or on water fail.
    assert 0.5 * attempts < count <= 1.1 * attempts


def test_plains_have_one_tree_in_twenty_chunks_and_deserts_none():
    assert 0.01 < trunks(area(9, 16, "plains")[0]).sum() / 256 < 0.1
    for name in ("desert", "ocean", "beach", "mesa"):
        assert trunks(area(9, 4, name)[0]).sum() == 0


def test_shares_of_birches_in_forests():
    blocks, _ = area(9, 8, "forest")
    stand = trunks(blocks)
    birch = (stand & (blocks[:, :, 1:] == block_state("log", 2))).sum() / stand.sum()
    assert birch == pytest.approx(0.2, abs=0.05)  # published


@pytest.mark.parametrize(
    ("name", "log", "least", "most"),
    [
        ("birch_forest", block_state("log", 2), 5, 7),
        ("swampland", block_state("log"), 5, 8),
        ("taiga", block_state("log", 1), 5, 10),  # spruce 5 to 8, pine 6 to 10
    ],
)
def test_trunk_heights_by_the_published_table(name, log, least, most):
    blocks, _ = area(9, 6, name)
    lengths = set()
    for x, z, y in np.argwhere(trunks(blocks) & (blocks[:, :, 1:] == log)):
        length = 0
        while blocks[x, z, y + 1 + length] == log:
            length += 1
        lengths.add(length)
    assert lengths == set(range(least, most + 1))


def test_jungles_have_giants_and_vines():
    blocks, _ = area(9, 4, "jungle")
    assert (ids(blocks) == block_id("vine")).sum() > 200
    log = blocks == block_state("log", 3)
    square = log[1:, 1:] & log[:-1, 1:] & log[1:, :-1] & log[:-1, :-1]
    assert square.any()
    assert square.sum(axis=2).max() <= 31  # published: 10 + 2 + 19


# Surface and plants


@pytest.mark.parametrize(
    ("name", "surface"),
    [
        ("plains", "grass"),
        ("forest", "grass"),
        ("desert", "sand"),
        ("beach", "sand"),
        ("mushroom_island", "mycelium"),
        ("savanna", "grass"),
    ],
)
def test_surface_of_a_single_biome(name, surface):
    blocks, biomes = area(13, 4, name)
    assert (biomes == biome_id(name)).all()
    solid = np.isin(ids(blocks), [block_id(n) for n in ("grass", "dirt", "sand", "mycelium", "stone", "gravel")])
    top = 255 - solid[:, :, ::-1].argmax(axis=2)
    dry = top >= SEA_LEVEL - 1
    states = np.take_along_axis(blocks, top[:, :, None], axis=2)[:, :, 0][dry]
    assert (states == block_state(surface)).mean() > 0.9


@pytest.mark.parametrize("name", ["ice_plains", "cold_taiga"])
def test_cold_lands_lie_under_snow_and_ice(name):
    blocks, _ = area(13, 4, name)
    assert not (blocks[:, :, SEA_LEVEL - 1 :][:, :, :1] == WATER).any()
    assert (ids(blocks) == block_id("snow_layer")).any(axis=2).mean() > 0.8
    assert not (ids(area(13, 4, "plains")[0]) == block_id("snow_layer")).any()


def test_plants_stand_where_they_can():
    soil_of = {
        "tallgrass": ("grass", "dirt"),
        "yellow_flower": ("grass", "dirt"),
        "red_flower": ("grass", "dirt"),
        "deadbush": ("sand", "grass", "dirt", "stained_hardened_clay"),
        "cactus": ("sand", "cactus"),
        "reeds": ("grass", "dirt", "sand", "reeds"),
        "waterlily": ("water",),
    }
    seen = set()
    for biome in ("plains", "forest", "desert", "swampland", "jungle", "mesa", "taiga"):
        blocks, _ = area(17, 5, biome)
        kinds = ids(blocks)
        for plant, soils in soil_of.items():
            here = np.argwhere(kinds == block_id(plant))
            below = kinds[here[:, 0], here[:, 1], here[:, 2] - 1]
            assert np.isin(below, [block_id(soil) for soil in soils]).all(), (plant, biome)
            seen.update([plant] if len(here) else [])
        for x, z, y in np.argwhere(kinds[1:-1, 1:-1] == block_id("cactus")):
            around = kinds[[x, x + 2, x + 1, x + 1], [z + 1, z + 1, z, z + 2], y]
            assert not np.isin(around, [block_id(n) for n in ("sand", "cactus", "stone", "dirt")]).any()
        for x, z, y in np.argwhere(kinds[1:-1, 1:-1] == block_id("reeds")):
            around = kinds[[x, x + 2, x + 1, x + 1], [z + 1, z + 1, z, z + 2], y - 1]
            on_reeds = kinds[x + 1, z + 1, y - 1] == block_id("reeds")
            assert on_reeds or (around == block_id("water")).any()
    assert seen == set(soil_of)


# Biomes


def test_every_biome_of_the_game_can_be_asked_for():
    for number in BIOME_NAMES:
        blocks, biomes = chunk(1, 2, 3, number)
        assert (biomes == number).all()
        assert set(np.unique(ids(blocks))) <= set(BLOCK_NAMES)


def test_variants_borrow_from_their_parents():
    spikes, plains = BIOMES[biome_id("ice_plains_spikes")], BIOMES[biome_id("ice_plains")]
    assert spikes == plains
    assert BIOMES[biome_id("birch_forest_m")]["trees"] == BIOMES[biome_id("birch_forest")]["trees"] == 10


def test_the_climate_has_most_biomes_and_land_at_the_origin():
    found = {biome_at(2, x, z) for x in range(-6000, 6000, 80) for z in range(-6000, 6000, 80)}
    assert found <= set(GENERATED)
    assert len(found) >= len(GENERATED) - 2
    for seed in range(30):
        assert any(BIOMES[biome_at(seed, x, 0)]["depth"] > -0.4 for x in range(-96, 97, 16))


def test_heights_of_biomes_are_in_the_order_of_their_depths():
    def height(name):
        blocks, _ = area(19, 6, name)
        solid = np.isin(ids(blocks), [block_id(n) for n in ("grass", "dirt", "sand", "stone", "gravel", "clay")])
        return (255 - solid[:, :, ::-1].argmax(axis=2)).mean()

    order = ["deep_ocean", "ocean", "river", "swampland", "plains", "forest_hills", "extreme_hills"]
    heights = [height(name) for name in order]
    assert heights == sorted(heights)
    assert 63 < heights[order.index("plains")] < 73
    assert heights[-1] > 75
