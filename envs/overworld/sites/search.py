"""Cells of a kind in the loaded window, drawn at random: what a site is near to, and where in a cave one can stand."""

from envs.overworld.blocks.grid import AIR, get_block, is_loaded
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.senses.view import CAVE, HIDES, KIND_OF_BLOCK, KINDS, is_cave
from envs.overworld.sites.standing import SPREAD, can_stand
from envs.overworld.state import HEIGHT, MASK, State

SAMPLE = 192
"""Most cells that are drawn."""
STANDABLE = len(KINDS)
"""In place of a kind: cells of a cave in which a player can stand."""

_WORDS = 3
_WATER = KINDS.index("water")
_BRIGHT = 9  # sky light beside a block that stands in the open
_DEEPEST = 24  # blocks below the ground in the middle
_LAVA_LEVEL = 12  # caves below are full of lava


@kernel()
def draw_cells(s: State, w: int, kind: int, middle_x: int, middle_z: int, spread: int, outdoors: bool, at: int) -> int:
    """Draw up to SAMPLE cells of a kind, each with the same chance, and note them in the world's working memory.

    Args:
        s: State of all worlds.
        w: World.
        kind: Row of KINDS (a block or `cave`), or STANDABLE.
        middle_x: Column in the middle; then `middle_z`.
        middle_z: See `middle_x`.
        spread: Most blocks off the middle, along x and z.
        outdoors: Only blocks in daylight, water under the open air, and caves into which some of it falls.
        at: Place in working memory, in samples.

    Returns:
        How many were drawn; `drawn_cell` reads them.
    """
    notes = s.scratch[w]
    lowest = _LAVA_LEVEL if kind == STANDABLE else 1
    if outdoors:
        lowest = max(lowest, int(s.top[w, middle_x & MASK, middle_z & MASK]) - _DEEPEST)
    count = 0
    for x in range(middle_x - spread, middle_x + spread + 1):
        for z in range(middle_z - spread, middle_z + spread + 1):
            if not is_loaded(s, w, x, z):
                continue
            for y in range(lowest, s.top[w, x & MASK, z & MASK]):
                if not _is_of(s, w, kind, x, y, z, outdoors):
                    continue
                place = count if count < SAMPLE else random_int(s, w, count + 1)
                count += 1
                if place < SAMPLE:
                    word = _WORDS * (SAMPLE * at + place)
                    notes[word], notes[word + 1], notes[word + 2] = x, y, z
    return min(count, SAMPLE)


@kernel(inline=True)
def drawn_cell(s: State, w: int, at: int, index: int) -> tuple[int, int, int]:
    """Cell number `index` of a sample."""
    word = _WORDS * (SAMPLE * at + index)
    return int(s.scratch[w, word]), int(s.scratch[w, word + 1]), int(s.scratch[w, word + 2])


@kernel(inline=True)
def _is_of(s: State, w: int, kind: int, x: int, y: int, z: int, outdoors: bool) -> bool:
    """Whether a cell is of a kind, and open to where somebody may look from."""
    state = s.blocks[w, x & MASK, z & MASK, y]
    if kind == STANDABLE:
        return state == AIR and is_cave(s, w, x, y, z) and can_stand(s, w, x, y, z)
    if kind == CAVE:
        return state == AIR and s.light[w, x & MASK, z & MASK, y] >> 4 > 0 and is_cave(s, w, x, y, z)
    return KIND_OF_BLOCK[state] == kind and _is_open(s, w, kind, x, y, z, outdoors)


@kernel()
def _is_open(s: State, w: int, kind: int, x: int, y: int, z: int, outdoors: bool) -> bool:
    """Whether a block has a side that can be seen; outdoors, one in daylight."""
    if kind == _WATER:
        return get_block(s, w, x, y + 1, z) == AIR
    for dx, dy, dz in ((1, 0, 0), (-1, 0, 0), (0, 0, 1), (0, 0, -1), (0, 1, 0)):
        light = s.light[w, (x + dx) & MASK, (z + dz) & MASK, min(y + dy, HEIGHT - 1)] >> 4
        if not HIDES[get_block(s, w, x + dx, y + dy, z + dz)] and (not outdoors or light >= _BRIGHT):
            return True
    return False


@kernel(inline=True)
def reach_of(high: float) -> int:
    """Blocks off the middle within which what a site is near to may stand."""
    return SPREAD + int(high)
