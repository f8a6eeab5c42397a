"""What a block leaves behind when it goes: drops, its other half, and what it carried."""

import numpy as np

from envs.overworld.blocks.grid import AIR, get_block, set_block
from envs.overworld.blocks.support import is_supported
from envs.overworld.entities.items import drop_block_item
from envs.overworld.gamedata import block_id, block_state, item_index
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import DROP_NOT_SHEARS, DROP_SHEARS_ONLY, GRAVITY, LIQUID, REPLACEABLE, SOLID, Rules
from envs.overworld.state import HEIGHT, State

_SHEARS = item_index("shears")
_BARE_HAND = 0
_FIRE = block_id("fire")
_ICE = block_id("ice")
_WATER = block_state("flowing_water")
_BED = block_id("bed")
_IN_TWO_HALVES = np.zeros(256, np.bool_)
_IN_TWO_HALVES[[_BED, block_id("double_plant")]] = True
for _wood in ("wooden", "iron", "spruce", "birch", "jungle", "acacia", "dark_oak"):
    _IN_TWO_HALVES[block_id(f"{_wood}_door")] = True
_SECOND_HALF = 8  # metadata bit of the upper half, or of a bed's head
_BED_DX = (0, -1, 0, 1)
_BED_DZ = (1, 0, -1, 0)
_SIDES = ((0, 1), (-1, 0), (0, -1), (1, 0))


@kernel()
def remove_block(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> int:
    """Take away a block and its other half; ice over something leaves water.

    Returns:
        The state whose drops count: that of the lower half of a door or plant, and of the foot of a bed.
    """
    state = get_block(s, w, x, y, z)
    below = rules.blocks[get_block(s, w, x, y - 1, z)].flags
    melts = state >> 4 == _ICE and below & (SOLID | LIQUID) != 0
    set_block(s, rules, w, x, y, z, _WATER if melts else AIR)
    if not _IN_TWO_HALVES[state >> 4]:
        return state
    sign = -1 if state & _SECOND_HALF else 1
    if state >> 4 == _BED:
        x += sign * _BED_DX[state & 3]
        z += sign * _BED_DZ[state & 3]
    else:
        y += sign
    other = get_block(s, w, x, y, z)
    if other >> 4 != state >> 4 or (other ^ state) & _SECOND_HALF == 0:
        return state
    set_block(s, rules, w, x, y, z, AIR)
    return other if state & _SECOND_HALF else state


@kernel()
def drop_items(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int, item: int) -> None:
    """Drop what a block yields when it is broken with an item that can harvest it (0 = bare hand)."""
    block = rules.blocks[state]
    for row in range(block.drop_start, block.drop_start + block.drop_count):
        drop = rules.drops[row]
        if drop.tool == DROP_SHEARS_ONLY and item != _SHEARS:
            continue
        if drop.tool == DROP_NOT_SHEARS and item == _SHEARS:
            continue
        if drop.chance < 1.0 and random_float(s, w) >= drop.chance:
            continue
        count = drop.low + random_int(s, w, drop.high - drop.low + 1)
        drop_block_item(s, w, x, y, z, drop.item, drop.meta, count)
        if drop.exclusive:
            return


@kernel()
def settle(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Let fall and break what the cell (x, y, z), just changed, no longer carries.

    Sand and gravel come down at once (in the game they take the time of a fall); plants, torches, ladders, doors and
    the like that have lost their support break. The column above is followed as far as something gives way.
    """
    _settle_sides(s, rules, w, x, y, z)
    for cy in range(y, HEIGHT):
        state = get_block(s, w, x, cy, z)
        if rules.blocks[state].flags & GRAVITY:
            if not _fall(s, rules, w, x, cy, z, state):
                return
        elif not is_supported(s, rules, w, x, cy, z, state):
            _give_way(s, rules, w, x, cy, z)
        elif cy > y:
            return
        if cy > y:
            _settle_sides(s, rules, w, x, cy, z)


@kernel()
def _settle_sides(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Break what hung on the sides of a cell."""
    for dx, dz in _SIDES:
        if not is_supported(s, rules, w, x + dx, y, z + dz, get_block(s, w, x + dx, y, z + dz)):
            _give_way(s, rules, w, x + dx, y, z + dz)


@kernel()
def _give_way(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Break a block that has lost its support."""
    drop_items(s, rules, w, x, y, z, remove_block(s, rules, w, x, y, z), _BARE_HAND)


@kernel()
def _fall(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> bool:
    """Move sand or gravel down to where it comes to rest, if there is nothing below it; return whether it fell.

    It falls through and crushes what a placed block would replace; on what is not a whole block high, such as a torch
    or a slab, it becomes an item.
    """
    below = get_block(s, w, x, y - 1, z)
    if below != AIR and below >> 4 != _FIRE and rules.blocks[below].flags & LIQUID == 0:
        return False
    bottom = y
    while bottom > 0 and rules.blocks[get_block(s, w, x, bottom - 1, z)].flags & REPLACEABLE:
        bottom -= 1
    set_block(s, rules, w, x, y, z, AIR)
    if bottom == 0:
        return True
    shape = rules.blocks[get_block(s, w, x, bottom - 1, z)].shape
    height = 0.0
    for i in range(rules.box_counts[shape]):
        height = max(height, rules.boxes[shape, i, 4])
    if height >= 1.0:
        set_block(s, rules, w, x, bottom, z, state)
    else:
        drop_block_item(s, w, x, bottom, z, rules.blocks[state].item, rules.blocks[state].item_meta, 1)
    return True
