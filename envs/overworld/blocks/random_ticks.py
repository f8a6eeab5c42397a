"""Random ticks: what grows, spreads, decays, freezes and melts by chance.

The game ticks three random blocks of every section of 16 x 16 x 16 in each tick, so a block's turn comes with a chance
of 3 / 4096 a tick (every 68 seconds on average). Most of those draws hit stone or air. Here whole columns are drawn,
which lie in a row in memory, and in a drawn column each block that cares is ticked with a fixed chance. The rate of
every block is the game's; two blocks of one column are ticked together a little more often than in the game, which
no rule notices. All loaded chunks count: 64 around the player.
"""

import numpy as np

from envs.overworld.blocks.breaking import drop_items, remove_block, settle
from envs.overworld.blocks.crops import (
    CACTUS,
    COCOA,
    NETHER_WART,
    REEDS,
    RIPE,
    tick_cocoa,
    tick_crop,
    tick_stalk,
    tick_wart,
)
from envs.overworld.blocks.decay import LEAVES, MARKED, PLACED, finds_log, tree_changed
from envs.overworld.blocks.farmland import FARMLAND, tick_farmland
from envs.overworld.blocks.fire import lava_ignites
from envs.overworld.blocks.freezing import ICE, SNOW_LAYER, freeze_column, tick_frozen
from envs.overworld.blocks.grid import set_block
from envs.overworld.blocks.saplings import SAPLING, tick_sapling
from envs.overworld.blocks.spread import GRASS, MYCELIUM, VINE, tick_grass, tick_mushroom, tick_vine
from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.lightning import lightning_tick
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import Rules
from envs.overworld.state import CHUNK, CHUNKS, NOT_LOADED, WINDOW, State

_COLUMNS = 24  # drawn in each tick, of all loaded
_CHANCE = 3.0 / 4096.0 * WINDOW * WINDOW / _COLUMNS  # of a block in a drawn column
assert _CHANCE <= 1.0
_FREEZING = CHUNKS * CHUNKS // 16  # columns a tick that may freeze: one in 16 ticks in each chunk

_NOTHING, _GROUND, _LEAF, _SAPLING, _CROP, _STALK, _WART, _COCOA, _VINE, _MUSHROOM, _FARMLAND, _FROZEN, _LAVA = range(
    13
)
_KIND = np.zeros(256, np.uint8)
_KIND[RIPE > 0] = _CROP
_KIND[LEAVES] = _LEAF
_KIND[[block_id("brown_mushroom"), block_id("red_mushroom")]] = _MUSHROOM
_KIND[[block_id("lava"), block_id("flowing_lava")]] = _LAVA
_KIND[[GRASS, MYCELIUM]] = _GROUND
_KIND[[CACTUS, REEDS]] = _STALK
_KIND[[ICE, SNOW_LAYER]] = _FROZEN
_KIND[SAPLING] = _SAPLING
_KIND[NETHER_WART] = _WART
_KIND[COCOA] = _COCOA
_KIND[VINE] = _VINE
_KIND[FARMLAND] = _FARMLAND


@kernel()
def random_ticks(s: State, rules: Rules, w: int) -> None:
    """Tick a random sample of the blocks of a world, as many a tick as the game does; freeze, and strike lightning."""
    for _ in range(_COLUMNS):
        found, x, z, ix, iz = _draw_column(s, w)
        if not found:
            continue
        column = s.blocks[w, ix, iz]
        for y in range(s.top[w, ix, iz]):
            state = int(column[y])
            kind = _KIND[state >> 4]
            if kind != _NOTHING and random_float(s, w) < _CHANCE:
                random_tick(s, rules, w, x, y, z, state, kind)
    for _ in range(_FREEZING):
        found, x, z, _, _ = _draw_column(s, w)
        if found:
            freeze_column(s, rules, w, x, z)
    lightning_tick(s, rules, w)


@kernel(inline=True)
def _draw_column(s: State, w: int) -> tuple[bool, int, int, int, int]:
    """Draw a column of the window; return whether it is loaded, its coordinates, and its place in the arrays."""
    place = random_int(s, w, WINDOW * WINDOW)
    ix = place // WINDOW
    iz = place % WINDOW
    slot = s.chunks[w, ix // CHUNK, iz // CHUNK]
    x = int(slot[0]) * CHUNK + ix % CHUNK
    z = int(slot[1]) * CHUNK + iz % CHUNK
    return slot[0] != NOT_LOADED, x, z, ix, iz


@kernel()
def random_tick(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int, kind: int) -> None:
    """Give the block at (x, y, z) its random tick."""
    if kind == _GROUND:
        tick_grass(s, rules, w, x, y, z, state)
    elif kind == _LEAF:
        _tick_leaves(s, rules, w, x, y, z, state)
    elif kind == _LAVA:
        lava_ignites(s, rules, w, x, y, z)
    elif kind == _VINE:
        tick_vine(s, rules, w, x, y, z, state)
    elif kind == _FROZEN:
        tick_frozen(s, rules, w, x, y, z, state)
    elif kind == _STALK:
        tick_stalk(s, rules, w, x, y, z, state)
    elif kind == _CROP:
        tick_crop(s, rules, w, x, y, z, state)
    elif kind == _FARMLAND:
        tick_farmland(s, rules, w, x, y, z, state)
    elif kind == _SAPLING:
        tick_sapling(s, rules, w, x, y, z, state)
    elif kind == _MUSHROOM:
        tick_mushroom(s, rules, w, x, y, z, state)
    elif kind == _WART:
        tick_wart(s, rules, w, x, y, z, state)
    elif kind == _COCOA:
        tick_cocoa(s, rules, w, x, y, z, state)


@kernel()
def _tick_leaves(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Let marked leaves decay, or lose their mark if their tree still stands."""
    if state & MARKED == 0 or state & PLACED:
        return
    if finds_log(s, w, x, y, z):
        set_block(s, rules, w, x, y, z, state & ~MARKED)
    else:
        drop_items(s, rules, w, x, y, z, remove_block(s, rules, w, x, y, z), 0)
        settle(s, rules, w, x, y, z)
        tree_changed(s, rules, w, x, y, z, state >> 4)
