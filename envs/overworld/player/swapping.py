"""Moving stacks with the cursor, in one action: within the inventory, and to and from the chest or furnace in view.

Slots 0-40 are the player's; from SLOTS on they are those of the container under the crosshair (see `ACTION`).
"""

import math

from envs.overworld.blocks.containers import FUEL, FURNACE, INPUT, OUTPUT, open_container
from envs.overworld.blocks.grid import get_block
from envs.overworld.entities.orbs import drop_experience
from envs.overworld.gamedata import block_id, item_index
from envs.overworld.jit import kernel
from envs.overworld.player.look import aim
from envs.overworld.rng import random_float
from envs.overworld.rules import OPAQUE_CUBE, Rules
from envs.overworld.state import SLOTS, State

_FEET, _HEAD = 36, 39
_BUCKET = item_index("bucket")
_CHESTS = (block_id("chest"), block_id("trapped_chest"))
_MINE = -1  # row of the player's own slots


@kernel()
def swap(s: State, rules: Rules, w: int, p: int, source: int, target: int) -> bool:
    """Move the stack of slot `source` to `target`: equal stacks join as far as there is room, others change places.

    Nothing can be put into a furnace's output, only fuel (and buckets) into its fuel slot, and on the body only what
    is worn there. Taking what was smelted gives its experience.

    Returns:
        Whether anything moved.
    """
    if source == target or source < 0 or target < 0:
        return False
    row = _MINE
    if source >= SLOTS or target >= SLOTS:
        row = _container_in_view(s, rules, w, p)
        if row < 0:
            return False
    row_a, a = (row, source - SLOTS) if source >= SLOTS else (_MINE, source)
    row_b, b = (row, target - SLOTS) if target >= SLOTS else (_MINE, target)
    first = s.stored[w, row_a, a] if row_a >= 0 else s.slots[w, p, a]
    second = s.stored[w, row_b, b] if row_b >= 0 else s.slots[w, p, b]
    if first.count == 0 or not _accepts(s, rules, w, row_b, b, first.item):
        return False
    joins = second.count == 0 or (first.item == second.item and first.meta == second.meta)
    from_output = row_a >= 0 and s.containers[w, row_a].block == FURNACE and a == OUTPUT
    limit = 1 if row_b == _MINE and _FEET <= b <= _HEAD else rules.items[first.item].stack
    moved = min(int(first.count), limit - int(second.count))
    if joins:
        if moved <= 0:
            return False
        if from_output:
            _reward(s, w, p, row_a, moved, int(first.count))
        second.item, second.meta = first.item, first.meta
        second.count += moved
        first.count -= moved
        if first.count == 0:
            first.item = 0
            first.meta = 0
    else:
        if from_output or first.count > limit or not _accepts(s, rules, w, row_a, a, second.item):
            return False
        if row_a == _MINE and _FEET <= a <= _HEAD and second.count > 1:
            return False
        first.item, second.item = second.item, first.item
        first.meta, second.meta = second.meta, first.meta
        first.count, second.count = second.count, first.count
    _start_anew(s, w, row_a, a)
    _start_anew(s, w, row_b, b)
    return True


@kernel()
def _container_in_view(s: State, rules: Rules, w: int, p: int) -> int:
    """Return the row of the container under the crosshair, or -1. A chest under a full block does not open."""
    hit, x, y, z, _, _ = aim(s, rules, w, p)
    if not hit:
        return -1
    shut = get_block(s, w, x, y, z) >> 4 in _CHESTS and rules.blocks[get_block(s, w, x, y + 1, z)].flags & OPAQUE_CUBE
    return -1 if shut else open_container(s, w, x, y, z)


@kernel()
def _accepts(s: State, rules: Rules, w: int, row: int, slot: int, item: int) -> bool:
    """Whether an item may be put into a slot of the player (row -1) or of a container."""
    if row == _MINE:
        return not _FEET <= slot <= _HEAD or rules.items[item].slot == slot
    if s.containers[w, row].block != FURNACE:
        return True
    return slot == INPUT or (slot == FUEL and (rules.items[item].burn_ticks > 0 or item == _BUCKET))


@kernel()
def _reward(s: State, w: int, p: int, row: int, taken: int, count: int) -> None:
    """Give the experience of what is taken from a furnace; a broken point is given by chance."""
    box = s.containers[w, row]
    share = box.xp * taken / count
    box.xp -= share
    points = math.floor(share)
    if random_float(s, w) < share - points:
        points += 1
    if points > 0:
        player = s.players[w, p]
        drop_experience(s, w, player.x, player.y + 0.5, player.z, points)


@kernel()
def _start_anew(s: State, w: int, row: int, slot: int) -> None:
    """A furnace whose input was changed begins to cook anew."""
    if row >= 0 and slot == INPUT and s.containers[w, row].block == FURNACE:
        s.containers[w, row].cook_ticks = 0
