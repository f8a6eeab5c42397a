"""What a player carries: adding, counting, removing and wearing out stacks.

Slots are those of `State.slots`. Items that come in go to slots 0-35; what is worn or held in the off hand takes no
part, here as in crafting.
"""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State

CARRIED = 36
"""Slots 0-35: hotbar and main inventory."""


@kernel()
def add_item(s: State, rules: Rules, w: int, p: int, item: int, meta: int, count: int) -> int:
    """Put items into the inventory as the game does with what is picked up.

    They fill up equal stacks first (the one in hand, then slots 0-35 in order), then free slots in order.

    Returns:
        How many found no room.
    """
    limit = rules.items[item].stack
    count = _fill(s, w, p, int(s.players[w, p].selected), item, meta, count, limit, False)
    for empty in (False, True):
        for slot in range(CARRIED):
            if count > 0:
                count = _fill(s, w, p, slot, item, meta, count, limit, empty)
    return count


@kernel(inline=True)
def _fill(s: State, w: int, p: int, slot: int, item: int, meta: int, count: int, limit: int, empty: bool) -> int:
    """Put what fits into a slot that is empty, or that holds the same item; return what is left over."""
    stack = s.slots[w, p, slot]
    fits = stack.item == 0 if empty else stack.item == item and stack.meta == meta
    if not fits or stack.count >= limit:
        return count
    moved = min(count, limit - stack.count)
    stack.item = item
    stack.meta = meta
    stack.count += moved
    return count - moved


@kernel()
def count_item(s: State, w: int, p: int, item: int, meta: int) -> int:
    """Count an item in slots 0-35; `meta` -1 counts every variant."""
    count = 0
    for slot in range(CARRIED):
        stack = s.slots[w, p, slot]
        if stack.item == item and (meta < 0 or stack.meta == meta):
            count += stack.count
    return count


@kernel()
def remove_item(s: State, w: int, p: int, item: int, meta: int, count: int) -> int:
    """Take items out of slots 0-35, first slot first; `meta` -1 takes every variant.

    Returns:
        How many were not there.
    """
    for slot in range(CARRIED):
        stack = s.slots[w, p, slot]
        if stack.item == item and (meta < 0 or stack.meta == meta):
            count -= take_from_slot(s, w, p, slot, count)
    return count


@kernel(inline=True)
def take_from_slot(s: State, w: int, p: int, slot: int, count: int) -> int:
    """Take up to `count` items out of one slot and return how many that were; an emptied slot becomes air."""
    stack = s.slots[w, p, slot]
    taken = min(count, int(stack.count))
    stack.count -= taken
    if stack.count == 0:
        stack.item = 0
        stack.meta = 0
    return taken


@kernel(inline=True)
def swap_slots(s: State, w: int, p: int, a: int, b: int) -> None:
    """Exchange two slots."""
    first = s.slots[w, p, a]
    second = s.slots[w, p, b]
    first.item, second.item = second.item, first.item
    first.meta, second.meta = second.meta, first.meta
    first.count, second.count = second.count, first.count


@kernel()
def damage_tool(s: State, rules: Rules, w: int, p: int, slot: int, amount: int) -> bool:
    """Wear out what a slot holds, if it can wear out; return whether it broke.

    1.11.2 breaks a tool when its damage *exceeds* the maximum, so an iron pickaxe (250) works 251 times.
    """
    stack = s.slots[w, p, slot]
    limit = rules.items[stack.item].max_damage
    if limit == 0:
        return False
    stack.meta += amount
    if stack.meta <= limit:
        return False
    take_from_slot(s, w, p, slot, 1)
    return True
