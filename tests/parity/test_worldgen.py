"""Generated chunks against the published tables of Minecraft's generator, by tests that a wrong table would fail.

The reference is a simulation of the published vein: a ball whose radius varies at random is swept along a short line
through solid rock (`_profile`). Each number is compared at a significance of 1e-4 (two-sided, so |z| < 3.89) with fixed
seeds. Where trees crowd each other the game publishes attempts only, so the reference is a simulation of how many of
them find open sky, and the tolerance is stated there.
"""

from functools import cache

import numpy as np
import pytest

from envs.overworld.gamedata import biome_id, block_id, block_state
from envs.overworld.terrain import WORK, generate_chunk

Z = 3.89
SEED = 20
SIZE = 12  # chunks along each side of a sample
LANDS = ("plains", "desert", "extreme_hills", "ocean")

# The published table (1.11.2's default settings) in the order in which veins are laid: size, veins per chunk, chances
# of a vein's height.
UNIFORM = {top: np.full(top, 1.0 / top) for top in (16, 32, 64, 80, 128)}
LAPIS = np.convolve(UNIFORM[16], UNIFORM[16])
ORES = {
    "stone:1": (33, 10, UNIFORM[80]),
    "stone:3": (33, 10, UNIFORM[80]),
    "stone:5": (33, 10, UNIFORM[80]),
    "coal_ore": (17, 20, UNIFORM[128]),
    "iron_ore": (9, 20, UNIFORM[64]),
    "gold_ore": (9, 2, UNIFORM[32]),
    "redstone_ore": (8, 8, UNIFORM[16]),
    "diamond_ore": (8, 1, UNIFORM[16]),
    "lapis_ore": (7, 1, LAPIS),
}
ROWS = 160  # heights looked at
ROCKS = ("stone", "stone:1", "stone:3", "stone:5")


def state(name):
    block, _, meta = name.partition(":")
    return block_state(block, int(meta or 0))


@cache
def land(name, size=SIZE):
    """Blocks of size x size chunks next to each other; every land has its seed, since veins depend on nothing else."""
    seed = SEED + biome_id(name)
    work, biomes = np.empty(WORK, np.int32), np.empty((16, 16), np.uint8)
    blocks = np.empty((size * 16, size * 16, 256), np.uint16)
    part = np.empty((16, 16, 256), np.uint16)
    for cx in range(size):
        for cz in range(size):
            generate_chunk(seed, cx, cz, biome_id(name), part, biomes, work)
            blocks[cx * 16 : cx * 16 + 16, cz * 16 : cz * 16 + 16] = part
    return blocks


@cache
def _profile(size, veins=1500):
    """Simulate veins: mean blocks by height above the vein's own, from -8, and mean square of their sum."""
    random = np.random.default_rng(size)
    half = int(np.ceil(size / 8 + size / 16 + 1.5))
    x, y, z = np.meshgrid(np.arange(-half, half) + 0.5, np.arange(-8, 8) + 0.5, np.arange(-half, half) + 0.5)
    place = np.stack([x.ravel(), y.ravel(), z.ravel()])
    by_height, squares = np.zeros(16), 0.0
    for _ in range(veins):
        angle = random.random() * np.pi
        end = np.array([np.sin(angle), 0.0, np.cos(angle)]) * size / 8
        first, last = end.copy(), -end
        first[1], last[1] = random.integers(-2, 1, 2)
        share = np.arange(size)[:, None] / size
        middle = first + (last - first) * share
        width = (np.sin(np.pi * share[:, 0]) + 1.0) * random.random(size) * size / 16 + 1.0
        filled = np.zeros(place.shape[1], np.bool_)
        for centre, diameter in zip(middle, width, strict=True):
            filled |= ((place - centre[:, None]) ** 2).sum(axis=0) < diameter * diameter / 4
        by_height += np.bincount((place[1][filled] + 8).astype(int), minlength=16)
        squares += filled.sum() ** 2
    return by_height / veins, squares / veins


@cache
def coverage(name):
    """Return the chance by height that a cell of rock is covered by veins of a block."""
    size, veins, heights = ORES[name]
    each = np.convolve(heights, _profile(size)[0])  # from height -8
    return 1.0 - np.exp(-veins * np.concatenate([each[8:], np.zeros(ROWS)])[:ROWS] / 256.0)


def expected(name, blocks):
    """Return the numbers of a block by height that the published table gives in the rock that there is."""
    names = list(ORES)
    later = names[names.index(name) + 1 :]
    takes = set(map(state, ROCKS)) | {state(other) for other in [name, *later]} | {state("emerald_ore")}
    rock = np.isin(blocks[:, :, :ROWS], list(takes)).sum(axis=(0, 1))
    return rock * coverage(name) * np.prod([1.0 - coverage(other) for other in later], axis=0)


def clumping(name):
    """Variance of a number of blocks over its mean: they come in veins."""
    mean, squares = _profile(ORES[name][0])
    return squares / mean.sum()


@pytest.mark.parametrize("biome", LANDS)
@pytest.mark.parametrize("name", ORES)
def test_blocks_of_ore_per_chunk(name, biome):
    blocks = land(biome)
    found = (blocks == state(name)).sum()
    wanted = expected(name, blocks).sum()
    z = (found - wanted) / np.sqrt(wanted * clumping(name))
    assert abs(z) < Z, f"{found / SIZE**2:.2f} a chunk, the table gives {wanted / SIZE**2:.2f} (z = {z:.1f})"


@pytest.mark.parametrize("name", ORES)
def test_heights_of_ore(name):
    """Chi-square over bands of 8 blocks, of all lands together."""
    found, wanted = np.zeros(ROWS), np.zeros(ROWS)
    for biome in LANDS:
        blocks = land(biome)
        found += (blocks[:, :, :ROWS] == state(name)).sum(axis=(0, 1))
        wanted += expected(name, blocks)
    assert found[wanted == 0].sum() == 0
    found, wanted = found.reshape(-1, 8).sum(axis=1), wanted.reshape(-1, 8).sum(axis=1)
    bands = wanted > 5 * clumping(name)
    z2 = (found - wanted)[bands] ** 2 / (wanted[bands] * clumping(name))
    most = bands.sum() + Z * np.sqrt(2 * bands.sum()) + Z * Z  # a safe bound of the chi-square quantile
    assert z2.sum() < most
    assert (z2 < Z * Z + 4).all(), f"bands {8 * np.flatnonzero(bands)[z2 > Z * Z + 4]}"


def test_emeralds_per_chunk():
    """Published: 3 to 8 tries in every chunk of mountains, at heights 4 to 31."""
    blocks = land("extreme_hills")
    rock = np.isin(blocks[:, :, 4:32], [state(n) for n in (*ROCKS, "emerald_ore")]).mean()
    found = (blocks == state("emerald_ore")).sum()
    wanted = 5.5 * SIZE**2 * rock
    assert abs(found - wanted) / np.sqrt(wanted) < Z
    assert set(np.nonzero(blocks == state("emerald_ore"))[2]) <= set(range(4, 32))


@pytest.mark.parametrize("height", range(6))
def test_bedrock(height):
    """Published: bedrock wherever y <= rand(5)."""
    columns = (16 * SIZE) ** 2
    chance = max(0, 5 - height) / 5
    found = (land("plains")[:, :, height] == state("bedrock")).sum()
    assert abs(found - columns * chance) <= Z * np.sqrt(columns * chance * (1 - chance))


def test_caves():
    """Published: caves below height 11 stand full of lava, none opens below bedrock; 1 chunk in 7 starts a system."""
    for biome in LANDS:
        blocks = land(biome)
        air = blocks == 0
        assert not air[:, :, :11].any()
        deep = blocks[:, :, 11:40]
        assert not (deep == state("lava")).any()
        assert (blocks[:, :, 5:11] == state("lava")).any()
        share = air[:, :, 11:60][blocks[:, :, 60] != 0].mean()
        assert 0.01 < share < 0.15, biome


# Trees. In the game an attempt fails where a crown already hides the ground.


@cache
def standing(attempts, size=24):
    """Simulate how many of so many attempts per chunk find the sky open above the ground."""
    random = np.random.default_rng(1)
    side = size * 16
    hidden = np.zeros((side, side), np.bool_)
    crown = [(dx, dz) for dx in range(-2, 3) for dz in range(-2, 3) if abs(dx) + abs(dz) < 4]
    grown = 0
    whole = int(attempts)
    for cx in range(size):
        for cz in range(size):
            for _ in range(whole + (random.random() < attempts - whole)):
                x, z = 16 * cx + 8 + random.integers(16), 16 * cz + 8 + random.integers(16)
                if not hidden[x % side, z % side]:
                    grown += 1
                    for dx, dz in crown:
                        hidden[(x + dx) % side, (z + dz) % side] = True
    return grown / size**2


def trunks(blocks):
    logs = np.isin(blocks >> 4, [block_id("log"), block_id("log2")]) & (blocks >> 2 & 3 == 0)
    return logs[:, :, 1:] & (blocks[:, :, :-1] == state("dirt"))


@pytest.mark.parametrize(
    ("biome", "attempts"),
    [("plains", 0.05), ("savanna", 1.1), ("flower_forest", 6.1), ("forest", 10.1), ("taiga", 10.1)],
)
def test_trees_per_chunk(biome, attempts):
    """Within the noise of the count, and 15 % for the shapes of crowns and for slopes."""
    size = 20 if attempts < 2 else SIZE
    blocks = land(biome, size)
    dry = (blocks[:, :, 62] >> 4 != block_id("water")).mean()
    wanted = standing(attempts) * dry * size**2
    found = trunks(blocks).sum()
    assert abs(found - wanted) < Z * np.sqrt(wanted) + 0.15 * wanted, f"{found} trees, {wanted:.0f} wanted"


@pytest.mark.parametrize("biome", ["desert", "ocean", "beach", "mesa"])
def test_no_trees_where_none_grow(biome):
    assert trunks(land(biome, 6)).sum() == 0
