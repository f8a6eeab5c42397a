"""Buckets, and what else is done to the surface of liquids: lily pads."""

import math

from envs.overworld.blocks.breaking import drop_items, settle
from envs.overworld.blocks.grid import AIR, get_block, set_block
from envs.overworld.blocks.liquids import is_water
from envs.overworld.blocks.raycast import FACE_DX, FACE_DY, FACE_DZ, FACE_UP, trace_ray
from envs.overworld.entities.items import spawn_item
from envs.overworld.gamedata import block_id, block_state, item_index
from envs.overworld.jit import kernel
from envs.overworld.player.inventory import add_item, take_from_slot
from envs.overworld.player.look import look_vector
from envs.overworld.player.physics import eye_height
from envs.overworld.rules import LIQUID, REPLACEABLE, SOLID, Rules
from envs.overworld.state import HEIGHT, State

REACH = 5.0
"""Blocks from the eyes within which a bucket is filled and emptied; a little more than blocks are placed."""

_STEP = 1.0 / 64.0  # of the search for a liquid along the gaze
_BARE_HAND = 0
_BUCKET = item_index("bucket")
_WATER_BUCKET = item_index("water_bucket")
_LAVA_BUCKET = item_index("lava_bucket")
_LILY_PAD = item_index("waterlily")
_WATER = block_state("flowing_water")
_LAVA = block_state("flowing_lava")
_LILY = block_state("waterlily")
_LIQUIDS = tuple(block_id(name) for name in ("water", "flowing_water", "lava", "flowing_lava"))


@kernel()
def use_bucket(s: State, rules: Rules, w: int, p: int, slot: int) -> bool:
    """Fill or empty the bucket in a slot, or lay the lily pad; return whether that did anything."""
    item = int(s.slots[w, p, slot].item)
    if item != _BUCKET and item != _WATER_BUCKET and item != _LAVA_BUCKET and item != _LILY_PAD:
        return False
    if item == _BUCKET:
        done = _fill(s, rules, w, p, slot)
    elif item == _LILY_PAD:
        done = _lay(s, rules, w, p, slot)
    else:
        done = _pour(s, rules, w, p, slot, _WATER if item == _WATER_BUCKET else _LAVA)
    if done:
        s.used[w, p, item] += 1
        s.players[w, p].swing = 0
    return done


@kernel()
def _fill(s: State, rules: Rules, w: int, p: int, slot: int) -> bool:
    """Take up the source of water or lava under the crosshair."""
    found, x, y, z = _source_in_view(s, rules, w, p)
    if not found:
        return False
    full = _WATER_BUCKET if is_water(get_block(s, w, x, y, z)) else _LAVA_BUCKET
    set_block(s, rules, w, x, y, z, AIR)
    settle(s, rules, w, x, y, z)
    take_from_slot(s, w, p, slot, 1)
    stack = s.slots[w, p, slot]
    if stack.count == 0:
        stack.item, stack.count = full, 1
    elif add_item(s, rules, w, p, full, 0, 1) > 0:
        player = s.players[w, p]
        spawn_item(s, w, player.x, player.y, player.z, 0.0, 0.0, 0.0, full, 0, 1, 0)
    return True


@kernel()
def _pour(s: State, rules: Rules, w: int, p: int, slot: int, liquid: int) -> bool:
    """Empty a bucket against the block under the crosshair; plants and the like in the way break."""
    player = s.players[w, p]
    dx, dy, dz = look_vector(player.yaw, player.pitch)
    eyes = player.y + eye_height(player.sneaking != 0)
    hit, x, y, z, face, _ = trace_ray(s, rules, w, player.x, eyes, player.z, dx, dy, dz, REACH)
    if not hit:
        return False
    if face != FACE_UP or not rules.blocks[get_block(s, w, x, y, z)].flags & REPLACEABLE:
        x, y, z = x + FACE_DX[face], y + FACE_DY[face], z + FACE_DZ[face]
    there = get_block(s, w, x, y, z)
    flags = rules.blocks[there].flags
    if y < 0 or y >= HEIGHT or (flags & SOLID and not flags & REPLACEABLE):
        return False
    if not flags & LIQUID:
        drop_items(s, rules, w, x, y, z, there, _BARE_HAND)
    if not set_block(s, rules, w, x, y, z, liquid):
        return False
    settle(s, rules, w, x, y, z)
    stack = s.slots[w, p, slot]
    stack.item, stack.meta, stack.count = _BUCKET, 0, 1
    return True


@kernel()
def _lay(s: State, rules: Rules, w: int, p: int, slot: int) -> bool:
    """Lay a lily pad on still water."""
    found, x, y, z = _source_in_view(s, rules, w, p)
    if not found or not is_water(get_block(s, w, x, y, z)) or get_block(s, w, x, y + 1, z) != AIR:
        return False
    set_block(s, rules, w, x, y + 1, z, _LILY)
    take_from_slot(s, w, p, slot, 1)
    return True


@kernel()
def _source_in_view(s: State, rules: Rules, w: int, p: int) -> tuple[bool, int, int, int]:
    """Return whether the gaze meets the source of a liquid before any block, and its cell."""
    player = s.players[w, p]
    dx, dy, dz = look_vector(player.yaw, player.pitch)
    eyes = player.y + eye_height(player.sneaking != 0)
    limit = trace_ray(s, rules, w, player.x, eyes, player.z, dx, dy, dz, REACH)[5]
    for step in range(int(limit / _STEP) + 1):
        along = step * _STEP
        x, y, z = math.floor(player.x + dx * along), math.floor(eyes + dy * along), math.floor(player.z + dz * along)
        state = get_block(s, w, x, y, z)
        if state >> 4 in _LIQUIDS and state & 15 == 0:
            return True, x, y, z
    return False, 0, 0, 0
