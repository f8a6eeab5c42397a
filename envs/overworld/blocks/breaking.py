"""What follows when a block changes: its drops, its other half, what it carried, what begins to fall, flow or burn."""

import numpy as np

from envs.overworld.blocks.decay import tree_changed
from envs.overworld.blocks.flammable import SIX
from envs.overworld.blocks.grid import AIR, get_block, is_loaded, set_block
from envs.overworld.blocks.liquids import hardens_to, is_lava
from envs.overworld.blocks.schedule import schedule
from envs.overworld.blocks.support import NEEDS_SUPPORT, is_supported
from envs.overworld.entities.items import drop_block_item
from envs.overworld.gamedata import RULES, block_id, block_state, item_index
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import DROP_NOT_SHEARS, DROP_SHEARS_ONLY, GRAVITY, LIQUID, SOLID, Rules
from envs.overworld.state import State

WATER_DELAY = 5
"""Ticks between two steps of flowing water."""
LAVA_DELAY = 30
"""Ticks between two steps of flowing lava, in the overworld."""
FALL_DELAY = 2
"""Ticks between the loss of the ground and the fall of sand."""
FIRE_DELAY = 30
"""Ticks between two updates of fire; up to `FIRE_SPREAD` - 1 more by chance."""
FIRE_SPREAD = 10
SECOND_HALF = 8
"""Metadata bit of the upper half of a door or tall plant, and of a bed's head."""

_SHEARS = item_index("shears")
_BARE_HAND = 0
_FIRE = block_id("fire")
_ICE = block_id("ice")
_STILL_WATER = block_id("water")
_STILL_LAVA = block_id("lava")
_WATER = block_state("flowing_water")
_FARMLAND = block_id("farmland")
_PATH = block_id("grass_path")
_DIRT = block_state("dirt")
_BED = block_id("bed")
_IN_TWO_HALVES = np.zeros(256, np.bool_)
_IN_TWO_HALVES[[_BED, block_id("double_plant")]] = True
for _wood in ("wooden", "iron", "spruce", "birch", "jungle", "acacia", "dark_oak"):
    _IN_TWO_HALVES[block_id(f"{_wood}_door")] = True
_BED_DX = (0, -1, 0, 1)
_BED_DZ = (1, 0, -1, 0)
_SIDES = ((0, 1), (-1, 0), (0, -1), (1, 0))

# Ticks from a change beside a block to its update, by block id; 0 = it does not care.
_DELAY = np.zeros(256, np.int64)
_DELAY[RULES.blocks["flags"][::16] & GRAVITY != 0] = FALL_DELAY
_DELAY[[block_id("flowing_water"), block_id("water")]] = WATER_DELAY
_DELAY[[block_id("flowing_lava"), block_id("lava")]] = LAVA_DELAY
_DELAY[_FIRE] = FIRE_DELAY

# Blocks that care what is beside them, by block id.
_ANSWERS = NEEDS_SUPPORT | (_DELAY > 0)


@kernel()
def remove_block(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> int:
    """Take away a block and its other half; ice over something leaves water, leaves notice what was a tree.

    Returns:
        The state whose drops count: that of the lower half of a door or plant, and of the foot of a bed.
    """
    state = get_block(s, w, x, y, z)
    below = rules.blocks[get_block(s, w, x, y - 1, z)].flags
    melts = state >> 4 == _ICE and below & (SOLID | LIQUID) != 0
    set_block(s, rules, w, x, y, z, _WATER if melts else AIR)
    tree_changed(s, rules, w, x, y, z, state >> 4)
    dx, dy, dz = other_half(state)
    other = get_block(s, w, x + dx, y + dy, z + dz)
    if dx == dy == dz == 0 or other >> 4 != state >> 4 or (other ^ state) & SECOND_HALF == 0:
        return state
    set_block(s, rules, w, x + dx, y + dy, z + dz, AIR)
    return other if state & SECOND_HALF else state


@kernel()
def other_half(state: int) -> tuple[int, int, int]:
    """Step to the cell of the other half of a door, tall plant or bed; (0, 0, 0) for a block that is whole."""
    if not _IN_TWO_HALVES[state >> 4]:
        return 0, 0, 0
    sign = -1 if state & SECOND_HALF else 1
    if state >> 4 == _BED:
        return sign * _BED_DX[state & 3], 0, sign * _BED_DZ[state & 3]
    return 0, sign, 0


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
    """Let the world answer to a change of the block at (x, y, z): call it after every `set_block` of the game's rules.

    What has lost its support breaks, with all that hung on it: plants, torches, ladders, doors, fire. Sand is asked to
    fall, liquids to flow, and lava that touches water hardens; the block in the cell itself is treated like those
    around it. Farmland and paths under something solid become dirt. Nothing answers beside chunks that are not loaded.
    """
    loaded = is_loaded(s, w, x - 1, z) and is_loaded(s, w, x + 1, z)
    if not (loaded and is_loaded(s, w, x, z - 1) and is_loaded(s, w, x, z + 1)):
        return
    _answer(s, rules, w, x, y, z, True)
    _answer_column(s, rules, w, x, y, z)
    for dx, dz in _SIDES:
        if _ANSWERS[get_block(s, w, x + dx, y, z + dz) >> 4] and _answer(s, rules, w, x + dx, y, z + dz, False):
            _answer_column(s, rules, w, x + dx, y, z + dz)
    below = get_block(s, w, x, y - 1, z) >> 4
    if (below == _FARMLAND or below == _PATH) and rules.blocks[get_block(s, w, x, y, z)].flags & SOLID:
        set_block(s, rules, w, x, y - 1, z, _DIRT)


@kernel()
def _answer_column(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Pass a change on to what stands on the cell (x, y, z) and what hangs below it, as far as things give way."""
    for step in (1, -1):
        cy = y + step
        while _ANSWERS[get_block(s, w, x, cy, z) >> 4] and _answer(s, rules, w, x, cy, z, False):
            cy += step


@kernel()
def _answer(s: State, rules: Rules, w: int, x: int, y: int, z: int, is_new: bool) -> bool:
    """Let one block notice that it is new, or that something beside it has changed; return whether it broke."""
    state = get_block(s, w, x, y, z)
    if not _ANSWERS[state >> 4]:
        return False
    if is_supported(s, rules, w, x, y, z, state):
        hardened = hardens_to(s, w, x, y, z, state) if is_lava(state) else AIR
        if hardened == AIR:
            _stir(s, rules, w, x, y, z, is_new)
            return False
        set_block(s, rules, w, x, y, z, hardened)
        broke = False
    else:
        drop_items(s, rules, w, x, y, z, remove_block(s, rules, w, x, y, z), _BARE_HAND)
        broke = True
    for dx, dy, dz in SIX:
        _stir(s, rules, w, x + dx, y + dy, z + dz, False)
    return broke


@kernel()
def _stir(s: State, rules: Rules, w: int, x: int, y: int, z: int, is_new: bool) -> None:
    """Ask for an update of sand that hangs in the air, of a still liquid (it begins to flow), and of new fire and flow.

    Fire and what flows are not asked again: they have an update to come.
    """
    state = get_block(s, w, x, y, z)
    delay = _DELAY[state >> 4]
    if delay == 0:
        return
    if rules.blocks[state].flags & GRAVITY:
        if not falls_through(rules, get_block(s, w, x, y - 1, z)):
            return
    elif state >> 4 == _STILL_WATER or state >> 4 == _STILL_LAVA:
        set_block(s, rules, w, x, y, z, state - 16)  # the flowing block has the id before
    elif not is_new:
        return
    elif state >> 4 == _FIRE:
        delay += random_int(s, w, FIRE_SPREAD)
    if not schedule(s, w, x, y, z, delay) and rules.blocks[state].flags & LIQUID:
        set_block(s, rules, w, x, y, z, state | 16)  # still until the next change beside it


@kernel(inline=True)
def falls_through(rules: Rules, state: int) -> bool:
    """Whether a block holds no sand: air, liquids, fire."""
    return state == AIR or state >> 4 == _FIRE or rules.blocks[state].flags & LIQUID != 0
