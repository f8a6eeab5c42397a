"""How crops, stems, cactus, sugar cane, nether wart and cocoa grow. Random ticks of 1.11.2."""

import numpy as np

from envs.overworld.blocks.breaking import drop_items, settle
from envs.overworld.blocks.daylight import light_level
from envs.overworld.blocks.farmland import FARMLAND
from envs.overworld.blocks.grid import AIR, get_block, is_loaded, set_block
from envs.overworld.gamedata import block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import SOLID, Rules
from envs.overworld.state import HEIGHT, State

RIPE = np.zeros(256, np.uint8)
"""(256,) metadata at which a crop or stem is fully grown, by block id; 0 = neither crop nor stem."""
for _name, _ripe in {
    "wheat": 7, "carrots": 7, "potatoes": 7, "beetroots": 3, "melon_stem": 7, "pumpkin_stem": 7
}.items():  # fmt: skip
    RIPE[block_id(_name)] = _ripe

BEETROOTS = block_id("beetroots")
COCOA = block_id("cocoa")
COCOA_STEP = 4
"""What a step of growth adds to the metadata of cocoa; its two lower bits are the way it faces."""
COCOA_RIPE = 8
"""Metadata from which cocoa is fully grown."""
NETHER_WART = block_id("nether_wart")
CACTUS = block_id("cactus")
REEDS = block_id("reeds")
MELON_STEM = block_id("melon_stem")
PUMPKIN_STEM = block_id("pumpkin_stem")

_MELON = block_state("melon_block")
_PUMPKIN = block_state("pumpkin")
_GRASS = block_id("grass")
_DIRT = block_id("dirt")
_LIGHT = 9  # that crops need above them
_SPEED = 25.0  # a crop with p growth points takes a step in one of int(25 / p) + 1 ticks
_TALL = 3  # blocks of cactus or sugar cane
_OLD = 15  # metadata at which these grow by a block
_WART_RIPE = 3
_WART_ODDS = 10
_COCOA_ODDS = 5
_SIDES = ((0, -1), (0, 1), (-1, 0), (1, 0))
_CORNERS = ((-1, -1), (-1, 1), (1, -1), (1, 1))


@kernel()
def tick_crop(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Let a crop or a stem at (x, y, z) grow by a step, or a ripe stem bear its fruit."""
    block = state >> 4
    if light_level(s, w, x, y + 1, z) < _LIGHT:
        return
    if block == BEETROOTS and random_int(s, w, 3) == 0:
        return
    ripe = state & 15 >= RIPE[block]
    stem = block == MELON_STEM or block == PUMPKIN_STEM
    if (ripe and not stem) or random_int(s, w, int(_SPEED / growth_points(s, w, x, y, z, block)) + 1) != 0:
        return
    if ripe:
        _bear_fruit(s, rules, w, x, y, z, _MELON if block == MELON_STEM else _PUMPKIN)
    else:
        set_block(s, rules, w, x, y, z, state + 1)


@kernel()
def growth_points(s: State, w: int, x: int, y: int, z: int, block: int) -> float:
    """Return how well a crop does: 1, plus the farmland below (wet 3, dry 1) and around (a quarter of that each).

    Halved where the same crop stands both to the north or south and to the east or west, or at a corner.
    """
    points = 1.0
    for dx in range(-1, 2):
        for dz in range(-1, 2):
            soil = _peek(s, w, x + dx, y - 1, z + dz)
            if soil >> 4 == FARMLAND:
                share = 3.0 if soil & 15 > 0 else 1.0
                points += share if dx == 0 and dz == 0 else share / 4.0
    along_z = _peek(s, w, x, y, z - 1) >> 4 == block or _peek(s, w, x, y, z + 1) >> 4 == block
    along_x = _peek(s, w, x - 1, y, z) >> 4 == block or _peek(s, w, x + 1, y, z) >> 4 == block
    crowded = along_x and along_z
    for dx, dz in _CORNERS:
        crowded = crowded or _peek(s, w, x + dx, y, z + dz) >> 4 == block
    return points / 2.0 if crowded else points


@kernel(inline=True)
def _peek(s: State, w: int, x: int, y: int, z: int) -> int:
    """Block state, air where nothing is loaded."""
    return get_block(s, w, x, y, z) if is_loaded(s, w, x, z) else AIR


@kernel()
def _bear_fruit(s: State, rules: Rules, w: int, x: int, y: int, z: int, fruit: int) -> None:
    """Put a fruit on a random side of a stem that has none, if there is air above soil."""
    for dx, dz in _SIDES:
        if _peek(s, w, x + dx, y, z + dz) >> 4 == fruit >> 4:
            return
    side = random_int(s, w, 4)
    for i, (dx, dz) in enumerate(_SIDES):
        if i != side or not is_loaded(s, w, x + dx, z + dz) or get_block(s, w, x + dx, y, z + dz) != AIR:
            continue
        soil = get_block(s, w, x + dx, y - 1, z + dz) >> 4
        if soil == FARMLAND or soil == _DIRT or soil == _GRASS:
            set_block(s, rules, w, x + dx, y, z + dz, fruit)
            settle(s, rules, w, x + dx, y, z + dz)


@kernel()
def tick_stalk(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Let the top of a cactus or of sugar cane grow older; at 16 ticks it grows by a block, up to three."""
    block = state >> 4
    if y + 1 >= HEIGHT or get_block(s, w, x, y + 1, z) != AIR:
        return
    height = 1
    while get_block(s, w, x, y - height, z) >> 4 == block:
        height += 1
    if height >= _TALL:
        return
    if state & 15 < _OLD:
        set_block(s, rules, w, x, y, z, state + 1)
        return
    set_block(s, rules, w, x, y, z, block << 4)
    set_block(s, rules, w, x, y + 1, z, block << 4)
    if block == CACTUS and _is_touched(s, rules, w, x, y + 1, z):
        set_block(s, rules, w, x, y + 1, z, AIR)
        drop_items(s, rules, w, x, y + 1, z, block << 4, 0)


@kernel()
def _is_touched(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Whether something solid stands beside a cell, which no cactus bears."""
    flags = 0
    for dx, dz in _SIDES:
        flags |= rules.blocks[_peek(s, w, x + dx, y, z + dz)].flags
    return flags & SOLID != 0


@kernel()
def tick_wart(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Let nether wart grow, one tick in ten, in any light."""
    if state & 15 < _WART_RIPE and random_int(s, w, _WART_ODDS) == 0:
        set_block(s, rules, w, x, y, z, state + 1)


@kernel()
def tick_cocoa(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Let cocoa grow, one tick in five, in any light."""
    if state & 15 < COCOA_RIPE and random_int(s, w, _COCOA_ODDS) == 0:
        set_block(s, rules, w, x, y, z, state + COCOA_STEP)
