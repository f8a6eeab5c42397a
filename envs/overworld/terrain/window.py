"""The loaded window: chunks around player 0, generated when the player comes near and forgotten when far away."""

import numpy as np

from envs.overworld.blocks.light import light_chunk
from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import CHUNK, CHUNKS, HEIGHT, MASK, State
from envs.overworld.terrain import WORK, generate_chunk

RADIUS = 3
"""Chunks on each side of the player's own that are always loaded."""

_BLOCK_WORDS = CHUNK * CHUNK * HEIGHT // 2
_BIOME_WORDS = CHUNK * CHUNK // 4


@kernel()
def slide_window(s: State, rules: Rules, w: int) -> int:
    """Load every chunk within RADIUS of player 0 that is not loaded yet, with its edits and light.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.

    Returns:
        Number of chunks that were loaded.
    """
    px = int(np.floor(s.players[w, 0].x)) // CHUNK
    pz = int(np.floor(s.players[w, 0].z)) // CHUNK
    loaded = 0
    for cx in range(px - RADIUS, px + RADIUS + 1):
        for cz in range(pz - RADIUS, pz + RADIUS + 1):
            slot = s.chunks[w, cx % CHUNKS, cz % CHUNKS]
            if slot[0] != cx or slot[1] != cz:
                _load(s, w, cx, cz)
                slot[0] = cx
                slot[1] = cz
                light_chunk(s, rules, w, cx, cz)
                loaded += 1
    return loaded


@kernel()
def window_is_complete(s: State, w: int) -> bool:
    """Whether nothing is left to load around player 0; cheap, since loading never stops half way."""
    px = int(np.floor(s.players[w, 0].x)) // CHUNK
    pz = int(np.floor(s.players[w, 0].z)) // CHUNK
    for cx in (px - RADIUS, px + RADIUS):
        for cz in (pz - RADIUS, pz + RADIUS):
            slot = s.chunks[w, cx % CHUNKS, cz % CHUNKS]
            if slot[0] != cx or slot[1] != cz:
                return False
    return True


@kernel()
def _load(s: State, w: int, cx: int, cz: int) -> None:
    """Generate a chunk, put its edits back, and write it to its place in the window."""
    scratch = s.scratch[w]
    work = scratch[:WORK]
    blocks = scratch[WORK : WORK + _BLOCK_WORDS].view(np.uint16).reshape((CHUNK, CHUNK, HEIGHT))
    biomes = scratch[WORK + _BLOCK_WORDS : WORK + _BLOCK_WORDS + _BIOME_WORDS].view(np.uint8).reshape((CHUNK, CHUNK))
    clock = s.clock[w]
    generate_chunk(clock.seed, cx, cz, clock.biome, blocks, biomes, work)
    if clock.edits > 0:
        for row in range(s.edits.shape[1]):
            edit = s.edits[w, row]
            if edit.y >= 0 and edit.x // CHUNK == cx and edit.z // CHUNK == cz:
                blocks[edit.x % CHUNK, edit.z % CHUNK, edit.y] = edit.state
    for x in range(CHUNK):
        for z in range(CHUNK):
            wx = (cx * CHUNK + x) & MASK
            wz = (cz * CHUNK + z) & MASK
            top = 0
            for y in range(HEIGHT):
                state = blocks[x, z, y]
                s.blocks[w, wx, wz, y] = state
                if state != 0:
                    top = y + 1
            s.top[w, wx, wz] = top
            s.biomes[w, wx, wz] = biomes[x, z]
