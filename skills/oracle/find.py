"""Finding blocks: the nearest of a kind in the loaded window, by a guess of what getting there costs."""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import get_block
from envs.overworld.jit import kernel
from envs.overworld.state import CHUNK, CHUNKS, MASK, NOT_LOADED, State
from skills.oracle.body import Body, Cell
from skills.oracle.cells import KIND, WATER
from skills.oracle.goals import MAX_TARGETS

_RISE = 3.0
_DROP = 1.5
_BURIED = 5.0
_DEPTH = 4.0


@kernel()
def nearest_blocks(
    s: State,
    w: int,
    wanted: NDArray[np.bool_],
    x0: int,
    y0: int,
    z0: int,
    shunned: NDArray[np.int32],
    found: NDArray[np.int32],
    scores: NDArray[np.float64],
) -> int:
    """Collect the blocks that seem nearest to (x0, y0, z0), best first.

    Blocks cost their distance, more for height, and more still when they are buried, by their depth under the surface.

    Args:
        s: State of all worlds.
        w: World.
        wanted: (4096,) which block states.
        x0: Cell of the feet; then `y0`, `z0`.
        y0: See `x0`.
        z0: See `x0`.
        shunned: (n, 3) cells to leave out.
        found: (k, 3) receives the cells.
        scores: (k,) receives their scores, in blocks of walking.

    Returns:
        How many were found, at most k.
    """
    room = found.shape[0]
    count = 0
    for slot in range(CHUNKS * CHUNKS):
        chunk = s.chunks[w, slot // CHUNKS, slot % CHUNKS]
        if chunk[0] == NOT_LOADED:
            continue
        for column in range(CHUNK * CHUNK):
            x = int(chunk[0]) * CHUNK + column // CHUNK
            z = int(chunk[1]) * CHUNK + column % CHUNK
            flat = max(abs(x - x0), abs(z - z0)) + 0.4 * min(abs(x - x0), abs(z - z0))
            if count == room and flat >= scores[room - 1]:
                continue
            top = int(s.top[w, x & MASK, z & MASK])
            for y in range(1, top):
                if not wanted[s.blocks[w, x & MASK, z & MASK, y]]:
                    continue
                score = flat + (_RISE * (y - y0) if y > y0 else _DROP * (y0 - y))
                if count == room and score >= scores[room - 1]:
                    continue
                if not _is_exposed(s, w, x, y, z):
                    score += _BURIED + _DEPTH * min(top - y, max(y0 - y, 0) + 1)
                if (count == room and score >= scores[room - 1]) or _is_listed(shunned, x, y, z):
                    continue
                count = insert_sorted(found, scores, count, x, y, z, score)
    return count


@kernel()
def _is_exposed(s: State, w: int, x: int, y: int, z: int) -> bool:
    for dx, dy, dz in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, -1), (0, -1, 0)):
        if KIND[get_block(s, w, x + dx, y + dy, z + dz)] < WATER:
            return True
    return False


@kernel()
def _is_listed(cells: NDArray[np.int32], x: int, y: int, z: int) -> bool:
    for row in range(cells.shape[0]):
        cell = cells[row]
        if cell[0] == x and cell[1] == y and cell[2] == z:
            return True
    return False


@kernel()
def insert_sorted(
    found: NDArray[np.int32], scores: NDArray[np.float64], count: int, x: int, y: int, z: int, score: float
) -> int:
    """Put a cell into a list sorted by score, dropping the worst when it is full; return the new length."""
    if count == len(scores) and score >= scores[count - 1]:
        return count
    at = min(count, len(scores) - 1)
    while at > 0 and scores[at - 1] > score:
        scores[at] = scores[at - 1]
        for axis in range(3):
            found[at, axis] = found[at - 1, axis]
        at -= 1
    scores[at] = score
    found[at, 0], found[at, 1], found[at, 2] = x, y, z
    return min(count + 1, len(scores))


def find_blocks(body: Body, wanted: NDArray[np.bool_]) -> list[Cell]:
    """The nearest blocks of the wanted states, best first, without those that were tried in vain."""
    shunned = np.array(sorted(body.shunned), np.int32).reshape(-1, 3)
    found = np.zeros((MAX_TARGETS, 3), np.int32)
    scores = np.zeros(MAX_TARGETS)
    count = nearest_blocks(body.state, body.index, wanted, *body.feet(), shunned, found, scores)
    return [(int(x), int(y), int(z)) for x, y, z in found[:count]]
