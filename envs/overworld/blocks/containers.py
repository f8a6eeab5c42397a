"""What chests and furnaces hold: rows of `State.containers`, their stacks in `State.stored`.

A row is made when somebody first puts something in, and goes when the block is gone: what was in it falls out. A chest
is always single: two side by side do not join.
"""

import numpy as np

from envs.overworld.blocks.grid import get_block, is_loaded
from envs.overworld.entities.items import drop_block_item
from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.state import CONTAINER, CONTAINER_SLOTS, CONTAINERS, State

INPUT, FUEL, OUTPUT = range(3)
"""Slots of a furnace."""
FURNACE = block_id("furnace")
LIT_FURNACE = block_id("lit_furnace")

_BLANK = np.zeros(1, CONTAINER)
_KIND = np.zeros(256, np.uint8)
"""Block id that a container counts as, 0 for blocks that hold nothing."""
for _name in ("chest", "trapped_chest", "furnace"):
    _KIND[block_id(_name)] = block_id(_name)
_KIND[LIT_FURNACE] = FURNACE


@kernel(inline=True)
def container_kind(state: int) -> int:
    """Return the block id that a block state counts as a container of (a lit furnace as a furnace), or 0."""
    return _KIND[state >> 4]


@kernel()
def find_container(s: State, w: int, x: int, y: int, z: int) -> int:
    """Return the row of the container at (x, y, z), or -1."""
    for row in range(CONTAINERS):
        box = s.containers[w, row]
        if box.block != 0 and box.x == x and box.y == y and box.z == z:
            return row
    return -1


@kernel()
def open_container(s: State, w: int, x: int, y: int, z: int) -> int:
    """Return the row of the chest or furnace at (x, y, z), new if need be; -1 for other blocks, or if none is free."""
    kind = container_kind(get_block(s, w, x, y, z))
    row = find_container(s, w, x, y, z)
    if kind == 0 or row >= 0:
        return row if kind != 0 else -1
    for free in range(CONTAINERS):
        box = s.containers[w, free]
        if box.block == 0:
            s.containers[w, free] = _BLANK[0]
            box.block = kind
            box.x, box.y, box.z = x, y, z
            return free
    return -1


@kernel()
def container_is_gone(s: State, w: int, row: int) -> bool:
    """Whether a row is in use while its block stands no longer; what is not loaded stands."""
    box = s.containers[w, row]
    return is_loaded(s, w, box.x, box.z) and container_kind(get_block(s, w, box.x, box.y, box.z)) != box.block


@kernel()
def empty_container(s: State, w: int, row: int) -> None:
    """Let all that a container holds fall out, and free its row."""
    box = s.containers[w, row]
    for slot in range(CONTAINER_SLOTS):
        stack = s.stored[w, row, slot]
        drop_block_item(s, w, box.x, box.y, box.z, stack.item, stack.meta, stack.count)
        stack.item = 0
        stack.meta = 0
        stack.count = 0
    box.block = 0
