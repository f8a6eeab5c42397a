"""Random ticks: what grows, spreads, decays, freezes and melts by chance.

The game ticks three random blocks of every section of 16 x 16 x 16 in each tick, so a block's turn comes with a chance
of 3 / 4096 a tick (every 68 seconds on average). Most of those draws hit stone or air. Here whole columns are drawn,
which lie in a row in memory, and all blocks of a drawn column have their turn. The rate of
every block is the game's; only that blocks above each other take turns together is not, and no rule looks at that.
All loaded chunks count.
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
from envs.overworld.blocks.decay import LEAVES, MARKED, PLACED, finds_log
from envs.overworld.blocks.farmland import FARMLAND, tick_farmland
from envs.overworld.blocks.fire import lava_ignites
from envs.overworld.blocks.freezing import ICE, SNOW_LAYER, freeze_column, tick_frozen
from envs.overworld.blocks.grid import set_block
from envs.overworld.blocks.saplings import SAPLING, tick_sapling
from envs.overworld.blocks.spread import GRASS, MYCELIUM, VINE, tick_grass, tick_mushroom, tick_vine
from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import Rules
from envs.overworld.state import CHUNK, CHUNKS, NOT_LOADED, WINDOW, State

_COLUMNS = 3 * WINDOW * WINDOW // 4096  # drawn in each tick, of the whole window
_FREEZING = CHUNKS * CHUNKS // 16  # columns a tick that may freeze: one in 16 ticks in each chunk

_NOTHING, _GROUND, _LEAF, _SAPLING, _CROP, _STALK, _WART, _COCOA, _VINE, _MUSHROOM, _FARMLAND, _FROZEN, _LAVA = range(
    13
)
_BY_BLOCK = np.zeros(256, np.uint8)
_BY_BLOCK[RIPE > 0] = _CROP
_BY_BLOCK[[block_id("brown_mushroom"), block_id("red_mushroom")]] = _MUSHROOM
_BY_BLOCK[block_id("lava")] = _LAVA
_BY_BLOCK[[GRASS, MYCELIUM]] = _GROUND
_BY_BLOCK[[CACTUS, REEDS]] = _STALK
_BY_BLOCK[[ICE, SNOW_LAYER]] = _FROZEN
_BY_BLOCK[SAPLING] = _SAPLING
_BY_BLOCK[NETHER_WART] = _WART
_BY_BLOCK[COCOA] = _COCOA
_BY_BLOCK[VINE] = _VINE
_BY_BLOCK[FARMLAND] = _FARMLAND

_KIND = np.repeat(_BY_BLOCK, 16)  # by block state
for _leaves in np.flatnonzero(LEAVES):
    for _meta in range(16):
        if _meta & MARKED and not _meta & PLACED:
            _KIND[_leaves << 4 | _meta] = _LEAF


@kernel()
def random_ticks(s: State, rules: Rules, w: int) -> None:
    """Tick a random sample of the blocks of a world, as many a tick as the game does; freeze what is cold."""
    for _ in range(_COLUMNS):
        found, x, z, ix, iz = _draw_column(s, w)
        if not found:
            continue
        column = s.blocks[w, ix, iz]
        for y in range(s.top[w, ix, iz] - 1, -1, -1):  # downwards, so that what grows up must wait
            state = int(column[y])
            kind = _KIND[state]
            if kind != _NOTHING:
                random_tick(s, rules, w, x, y, z, state, kind)
    for _ in range(_FREEZING):
        found, x, z, _, _ = _draw_column(s, w)
        if found:
            freeze_column(s, rules, w, x, z)


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
    if finds_log(s, w, x, y, z):
        set_block(s, rules, w, x, y, z, state & ~MARKED)
    else:
        drop_items(s, rules, w, x, y, z, remove_block(s, rules, w, x, y, z), 0)
        settle(s, rules, w, x, y, z)
