"""Dropped items: how they appear, fall, slide, merge, burn, age and are picked up.

The rules are 1.11.2's for item entities. Left out: the push of flowing water (items sink through water at the speed at
which they fall through air, as in every version before 1.13), webs, slime and cactus. Lava burns an item at once; in
the game that takes up to five ticks.
"""

import math

from envs.overworld.blocks.collision import overlaps, slide
from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.liquids import is_lava
from envs.overworld.entities.rows import new_entity
from envs.overworld.jit import kernel
from envs.overworld.player.inventory import add_item, take_from_slot
from envs.overworld.player.look import look_vector
from envs.overworld.player.physics import HALF_WIDTH, eye_height
from envs.overworld.player.physics import HEIGHT as PLAYER_HEIGHT
from envs.overworld.rng import random_float
from envs.overworld.rules import OPAQUE_CUBE, Rules
from envs.overworld.state import (
    ENTITY_ARROW,
    ENTITY_BODY,
    ENTITY_ITEM,
    ENTITY_NONE,
    ENTITY_ORB,
    PLAYER_BODY,
    State,
)

ITEM_HALF = 0.125
"""Half the width of a dropped item's box; its height is twice this."""
AGE_LIMIT = 6000
"""Ticks after which a dropped item is gone."""
BLOCK_DROP_DELAY = 10
"""Ticks before what a block dropped can be picked up."""
THROW_DELAY = 40
"""Ticks before what a player threw can be picked up."""

_ITEM_HEIGHT = 2 * ITEM_HALF
_GRAVITY = 0.04
_DRAG = 0.98
_POP = 0.2
_THROW = 0.3
_MERGE_TICKS = 25
_MERGE_REACH = 0.5
_PICKUP_REACH = 1.0
_PICKUP_REACH_Y = 0.5
_VOID = -64.0
_ARROW_HALF = 0.25  # also of an orb
_ORB_COOLDOWN = 2


@kernel()
def spawn_item(
    s: State,
    w: int,
    x: float,
    y: float,
    z: float,
    vx: float,
    vy: float,
    vz: float,
    item: int,
    meta: int,
    count: int,
    pickup_delay: int,
) -> int:
    """Put a dropped item into a world; where the table of entities is full, the oldest item makes room.

    Args:
        s: State of all worlds.
        w: World.
        x: Middle of the item's base; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        vx: Velocity in blocks per tick; then `vy`, `vz`.
        vy: See `vx`.
        vz: See `vx`.
        item: Row of the item table.
        meta: Variant or damage.
        count: Size of the stack, at most the item's limit.
        pickup_delay: Ticks before a player can pick it up.

    Returns:
        The entity's row, or -1 if the table is full of entities that are no items.
    """
    row = new_entity(s, w, ENTITY_ITEM, x, y, z)
    if row < 0:
        return row
    entity = s.entities[w, row]
    entity.vx, entity.vy, entity.vz = vx, vy, vz
    entity.yaw = random_float(s, w) * 360.0
    entity.pickup_delay = pickup_delay
    entity.item = item
    entity.meta = meta
    entity.count = count
    return row


@kernel()
def drop_block_item(s: State, w: int, x: int, y: int, z: int, item: int, meta: int, count: int) -> None:
    """Drop what the block at (x, y, z) yields: single items that pop up at random places inside the cell."""
    for _ in range(count):
        at_x = x + 0.25 + 0.5 * random_float(s, w)
        at_y = y + 0.25 + 0.5 * random_float(s, w)
        at_z = z + 0.25 + 0.5 * random_float(s, w)
        vx = _POP * (random_float(s, w) - 0.5)
        vz = _POP * (random_float(s, w) - 0.5)
        spawn_item(s, w, at_x, at_y, at_z, vx, _POP, vz, item, meta, 1, BLOCK_DROP_DELAY)


@kernel()
def throw_item(s: State, w: int, p: int, slot: int, count: int) -> int:
    """Throw up to `count` items of a slot along a player's look; return how many that were."""
    stack = s.slots[w, p, slot]
    item, meta = int(stack.item), int(stack.meta)
    thrown = take_from_slot(s, w, p, slot, count)
    if thrown == 0:
        return 0
    player = s.players[w, p]
    vx, vy, vz = look_vector(player.yaw, player.pitch)
    around = 2.0 * math.pi * random_float(s, w)
    spread = 0.02 * random_float(s, w)
    vx = _THROW * vx + spread * math.cos(around)
    vy = _THROW * vy + 0.1 + 0.1 * (random_float(s, w) - random_float(s, w))
    vz = _THROW * vz + spread * math.sin(around)
    y = player.y + eye_height(player.sneaking) - 0.3
    spawn_item(s, w, player.x, y, player.z, vx, vy, vz, item, meta, thrown, THROW_DELAY)
    return thrown


@kernel()
def tick_item(s: State, rules: Rules, w: int, i: int) -> None:
    """Move one item; merge it, burn it, or let it vanish of age."""
    entity = s.entities[w, i]
    cell_x, cell_y, cell_z = math.floor(entity.x), math.floor(entity.y), math.floor(entity.z)
    entity.pickup_delay = max(0, entity.pickup_delay - 1)
    _move(s, rules, w, i)
    x, y, z = math.floor(entity.x), math.floor(entity.y), math.floor(entity.z)
    if entity.age >= AGE_LIMIT or entity.y < _VOID or is_lava(get_block(s, w, x, y, z)):
        entity.kind = ENTITY_NONE
    elif x != cell_x or y != cell_y or z != cell_z or entity.age % _MERGE_TICKS == 0:
        _merge(s, rules, w, i)


@kernel()
def _move(s: State, rules: Rules, w: int, i: int) -> None:
    """Gravity, then the move, then drag; an item inside a block passes through it towards the nearest way out."""
    entity = s.entities[w, i]
    entity.vy -= _GRAVITY
    x, y, z = entity.x, entity.y, entity.z
    if overlaps(s, rules, w, x, y, z, ITEM_HALF, _ITEM_HEIGHT):
        _push_out(s, rules, w, i)
        dx, dy, dz = entity.vx, entity.vy, entity.vz
        entity.on_ground = 0
    else:
        dx, dy, dz = slide(s, rules, w, x, y, z, ITEM_HALF, _ITEM_HEIGHT, entity.vx, entity.vy, entity.vz)
        entity.on_ground = dy != entity.vy and entity.vy < 0.0
        if dx != entity.vx:
            entity.vx = 0.0
        if dy != entity.vy:
            entity.vy = 0.0
        if dz != entity.vz:
            entity.vz = 0.0
    entity.x, entity.y, entity.z = x + dx, y + dy, z + dz
    drag = _DRAG
    if entity.on_ground:
        ground = get_block(s, w, math.floor(entity.x), math.floor(entity.y) - 1, math.floor(entity.z))
        drag *= rules.blocks[ground].slipperiness
    entity.vx *= drag
    entity.vy *= _DRAG
    entity.vz *= drag


@kernel()
def _push_out(s: State, rules: Rules, w: int, i: int) -> None:
    """Turn the velocity of an item inside a block to the nearest open side, or up if all are closed."""
    entity = s.entities[w, i]
    middle = entity.y + ITEM_HALF
    x, y, z = math.floor(entity.x), math.floor(middle), math.floor(entity.z)
    out_x, out_y, out_z = 0, 1, 0
    nearest = math.inf
    for dx, dy, dz in ((-1, 0, 0), (1, 0, 0), (0, 0, -1), (0, 0, 1), (0, 1, 0)):
        depth = (entity.x - x - 0.5) * dx + (middle - y - 0.5) * dy + (entity.z - z - 0.5) * dz
        is_open = rules.blocks[get_block(s, w, x + dx, y + dy, z + dz)].flags & OPAQUE_CUBE == 0
        if is_open and 0.5 - depth < nearest:
            nearest = 0.5 - depth
            out_x, out_y, out_z = dx, dy, dz
    speed = 0.1 + 0.2 * random_float(s, w)
    entity.vx = out_x * speed if out_x != 0 else 0.75 * entity.vx
    entity.vy = out_y * speed if out_y != 0 else 0.75 * entity.vy
    entity.vz = out_z * speed if out_z != 0 else 0.75 * entity.vz


@kernel()
def _merge(s: State, rules: Rules, w: int, i: int) -> None:
    """Join an item with equal ones within reach: the smaller stack goes into the larger if that can hold both."""
    this = s.entities[w, i]
    limit = rules.items[this.item].stack
    for j in range(s.clock[w].entity_rows):
        other = s.entities[w, j]
        if j == i or other.kind != ENTITY_ITEM or other.item != this.item or other.meta != this.meta:
            continue
        if abs(other.x - this.x) >= _ITEM_HEIGHT + _MERGE_REACH or abs(other.z - this.z) >= _ITEM_HEIGHT + _MERGE_REACH:
            continue
        if abs(other.y - this.y) >= _ITEM_HEIGHT or this.count + other.count > limit:
            continue
        kept, gone = (this, other) if other.count < this.count else (other, this)
        kept.count += gone.count
        kept.pickup_delay = max(kept.pickup_delay, gone.pickup_delay)
        kept.age = min(kept.age, gone.age)
        gone.kind = ENTITY_NONE
        if this.kind == ENTITY_NONE:
            return


@kernel()
def pick_up_items(s: State, rules: Rules, w: int, p: int) -> None:
    """Let a player take up what touches its box, grown by the pickup reach: items, its arrows that stick, orbs.

    Items and arrows go into the inventory while there is room; of the orbs one is taken up in two ticks.
    """
    player = s.players[w, p]
    player.xp_cooldown = max(0, player.xp_cooldown - 1)
    for i in range(s.clock[w].entity_rows):
        entity = s.entities[w, i]
        if entity.kind == ENTITY_ITEM:
            if entity.pickup_delay == 0 and _is_in_reach(s, w, p, i, ITEM_HALF):
                entity.count = add_item(s, rules, w, p, entity.item, entity.meta, entity.count)
                if entity.count == 0:
                    entity.kind = ENTITY_NONE
        elif entity.kind == ENTITY_ARROW:
            free = PLAYER_BODY <= entity.owner < ENTITY_BODY and entity.on_ground and entity.pickup_delay == 0
            in_reach = free and _is_in_reach(s, w, p, i, _ARROW_HALF)
            if in_reach and add_item(s, rules, w, p, entity.item, entity.meta, 1) == 0:
                entity.kind = ENTITY_NONE
        elif entity.kind == ENTITY_ORB and player.xp_cooldown == 0 and _is_in_reach(s, w, p, i, _ARROW_HALF):
            player.xp += entity.count
            player.xp_cooldown = _ORB_COOLDOWN
            entity.kind = ENTITY_NONE


@kernel(inline=True)
def _is_in_reach(s: State, w: int, p: int, i: int, half: float) -> bool:
    """Whether the box of an entity, twice as high as `half`, touches a player's box grown by the pickup reach."""
    player = s.players[w, p]
    entity = s.entities[w, i]
    reach = HALF_WIDTH + _PICKUP_REACH + half
    if abs(entity.x - player.x) >= reach or abs(entity.z - player.z) >= reach:
        return False
    low = player.y - _PICKUP_REACH_Y
    return entity.y + 2.0 * half > low and entity.y < player.y + PLAYER_HEIGHT + _PICKUP_REACH_Y
