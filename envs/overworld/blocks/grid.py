"""Read and write single blocks by world coordinates."""

from envs.overworld.blocks.edits import record_edit
from envs.overworld.blocks.light import update_light
from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import CHUNK, CHUNKS, HEIGHT, MASK, State

AIR = 0
"""Block state of air."""


@kernel(inline=True)
def get_block(s: State, w: int, x: int, y: int, z: int) -> int:
    """Return the block state at (x, y, z); air above and below the world. The column must be loaded."""
    if y < 0 or y >= HEIGHT:
        return AIR
    return int(s.blocks[w, x & MASK, z & MASK, y])


@kernel(inline=True)
def is_loaded(s: State, w: int, x: int, z: int) -> bool:
    """Whether the column (x, z) stands in the loaded window."""
    cx = x // CHUNK
    cz = z // CHUNK
    slot = s.chunks[w, cx % CHUNKS, cz % CHUNKS]
    return slot[0] == cx and slot[1] == cz


@kernel()
def set_block(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> bool:
    """Write a block as the game does while it runs: remember it as an edit and keep `top` and light true.

    Returns:
        False, and nothing happens, outside the height of the world or in a column that is not loaded.
    """
    if y < 0 or y >= HEIGHT or not is_loaded(s, w, x, z):
        return False
    column = s.blocks[w, x & MASK, z & MASK]
    if column[y] == state:
        return True
    column[y] = state
    record_edit(s, w, x, y, z, state)
    top = int(s.top[w, x & MASK, z & MASK])
    if state != AIR:
        top = max(top, y + 1)
    elif top == y + 1:
        while top > 0 and column[top - 1] == AIR:
            top -= 1
    s.top[w, x & MASK, z & MASK] = top
    update_light(s, rules, w, x, y, z)
    return True
