"""Where a mob may appear: room, ground, light, biome, height, by the rules of 1.11.2."""

import numpy as np

from envs.overworld.blocks.collision import overlaps, touches_liquid
from envs.overworld.blocks.daylight import DAY, darkness_now, light_level
from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.liquids import is_water
from envs.overworld.gamedata import BIOME_NAMES, block_id, block_state, mob_index
from envs.overworld.jit import kernel
from envs.overworld.rng import hash3, random_float, random_int
from envs.overworld.rules import AMBIENT, CREATURE, LIQUID, OPAQUE_CUBE, WATER, Rules
from envs.overworld.state import CHUNK, HEIGHT, MASK, State

_GRASS, _MYCELIUM = block_state("grass"), block_state("mycelium")
_BEDROCK = block_state("bedrock")
_LEAVES = (block_id("leaves"), block_id("leaves2"))
_SLIME, _MOOSHROOM = mob_index("slime"), mob_index("mooshroom")
_NEEDS_SKY = (mob_index("husk"), mob_index("stray"))
_IS_SWAMP = np.array([BIOME_NAMES.get(number, "").startswith("swampland") for number in range(256)])

_DARK = 8  # monsters need light below a random number up to this
_SKY_CHANCE = 32
_THUNDER_DARKNESS = 10
_CREATURE_LIGHT = 9
_BAT_TOP, _BAT_LIGHT = 63, 4
_SQUID_LOW, _SQUID_HIGH = 45, 63
_SWAMP_LOW, _SWAMP_HIGH = 50, 70
_SLIME_TOP, _SLIME_CHANCE, _SLIME_CHUNKS = 40, 10, 10
_SLIME_SALT = 733
_MOON = np.array([1.0, 0.75, 0.5, 0.25, 0.0, 0.25, 0.5, 0.75])  # of full light, by day of the age of the world


@kernel()
def choose_row(rules: Rules, biome: int, category: int, share: float) -> int:
    """Row of `Rules.spawns` that a biome offers at a share (0-1) of all weights of a category; -1 if it has none."""
    start, count = rules.spawn_start[biome, category, 0], rules.spawn_start[biome, category, 1]
    total = 0
    for row in range(start, start + count):
        total += rules.spawns[row].weight
    left = share * total
    for row in range(start, start + count):
        left -= rules.spawns[row].weight
        if left < 0.0:
            return row
    return -1


@kernel(inline=True)
def is_ground(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Whether a block is whole ground, and no leaves: animals of new chunks stand on it."""
    state = get_block(s, w, x, y, z)
    block = state >> 4
    return rules.blocks[state].flags & OPAQUE_CUBE != 0 and block not in _LEAVES


@kernel()
def may_appear(s: State, rules: Rules, w: int, mob: int, x: int, y: int, z: int) -> bool:
    """Whether a mob may appear by itself in a cell now: its own rules first, then ground or water, then room."""
    if y < 1 or y >= HEIGHT - 1:
        return False
    category = rules.mobs[mob].category
    below = get_block(s, w, x, y - 1, z)
    if category == WATER:
        here = is_water(get_block(s, w, x, y, z)) and is_water(below)
        covered = rules.blocks[get_block(s, w, x, y + 1, z)].flags & OPAQUE_CUBE != 0
        return here and _SQUID_LOW < y < _SQUID_HIGH and not covered
    if rules.blocks[below].flags & OPAQUE_CUBE == 0 or below == _BEDROCK:
        return False
    if _fills(s, rules, w, x, y, z) or _fills(s, rules, w, x, y + 1, z):
        return False
    if category == CREATURE:
        meadow = below == (_MYCELIUM if mob == _MOOSHROOM else _GRASS)
        suits = meadow and light_level(s, w, x, y, z) >= _CREATURE_LIGHT
    elif category == AMBIENT:
        dark = y < _BAT_TOP and light_level(s, w, x, y, z) <= random_int(s, w, _BAT_LIGHT)
        suits = dark and random_int(s, w, 2) == 0
    elif mob == _SLIME:
        suits = _suits_slime(s, w, x, y, z)
    else:
        open_sky = s.top[w, x & MASK, z & MASK] <= y
        suits = is_dark(s, w, x, y, z) and (open_sky or mob not in _NEEDS_SKY)
    half, height = 0.5 * rules.mobs[mob].width, rules.mobs[mob].height
    return (
        suits
        and not overlaps(s, rules, w, x + 0.5, y, z + 0.5, half, height)
        and not touches_liquid(s, rules, w, x + 0.5, y, z + 0.5, half, height)
    )


@kernel(inline=True)
def _fills(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Whether a cell is taken by a whole cube or a liquid."""
    return rules.blocks[get_block(s, w, x, y, z)].flags & (OPAQUE_CUBE | LIQUID) != 0


@kernel()
def is_dark(s: State, w: int, x: int, y: int, z: int) -> bool:
    """The game's test for monsters, which is random: the sky rarely, and light at most a number drawn below 8."""
    light = s.light[w, x & MASK, z & MASK, y]
    if light >> 4 > random_int(s, w, _SKY_CHANCE):
        return False
    darkness = darkness_now(s, w)
    if s.clock[w].thundering:
        darkness = max(darkness, _THUNDER_DARKNESS)
    return max((light >> 4) - darkness, light & 15) <= random_int(s, w, _DARK)


@kernel()
def _suits_slime(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Slimes: in swamps by the light of the moon, and deep down in one chunk of ten, whatever the light."""
    if _IS_SWAMP[s.biomes[w, x & MASK, z & MASK]] and _SWAMP_LOW < y < _SWAMP_HIGH:
        moon = _MOON[(s.clock[w].age // DAY) % 8]
        if random_float(s, w) < 0.5 and random_float(s, w) < moon:
            return light_level(s, w, x, y, z) <= random_int(s, w, _DARK)
    if y >= _SLIME_TOP or random_int(s, w, _SLIME_CHANCE) != 0:
        return False
    return is_slime_chunk(s.clock[w].seed, x // CHUNK, z // CHUNK)


@kernel(inline=True)
def is_slime_chunk(seed: int, cx: int, cz: int) -> bool:
    """Whether slimes live below a chunk: one in ten, by the seed."""
    return hash3(seed, cx, cz, _SLIME_SALT) % np.uint64(_SLIME_CHUNKS) == 0
