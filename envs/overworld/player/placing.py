"""Placing blocks."""

import numpy as np

from envs.overworld.blocks.breaking import settle
from envs.overworld.blocks.grid import get_block, set_block
from envs.overworld.blocks.orientation import BED, BEHAVIOUR, DOOR, SLAB, oriented
from envs.overworld.blocks.raycast import FACE_DOWN, FACE_DX, FACE_DY, FACE_DZ, FACE_UP
from envs.overworld.blocks.support import is_supported
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.jit import kernel
from envs.overworld.player.inventory import take_from_slot
from envs.overworld.player.look import aim, look_vector
from envs.overworld.player.physics import HALF_WIDTH, eye_height
from envs.overworld.player.physics import HEIGHT as PLAYER_HEIGHT
from envs.overworld.rules import REPLACEABLE, Rules
from envs.overworld.state import ENTITY_MOB, HEIGHT, State

_FACING_DX = np.array([0, -1, 0, 1], np.int8)
_FACING_DZ = np.array([1, 0, -1, 0], np.int8)

_NEAR = 5.0  # blocks beyond which no mob is wide or high enough to be in the way


@kernel()
def place(s: State, rules: Rules, w: int, p: int, slot: int) -> bool:
    """Place the block item of an inventory slot against the block under the crosshair; return whether it was placed.

    Unlike MineDojo, which sets the default metadata, blocks are oriented as a player's would be, and need the support
    that the game asks for.
    """
    stack = s.slots[w, p, slot]
    if stack.count <= 0 or rules.items[stack.item].block == 0:
        return False
    hit, x, y, z, face, _ = aim(s, rules, w, p)
    if not hit:
        return False
    base = rules.items[stack.item].block | (stack.meta & rules.items[stack.item].variant_mask)
    clicked = get_block(s, w, x, y, z)
    if BEHAVIOUR[base >> 4] == SLAB and clicked & ~8 == base and face == (FACE_DOWN if clicked & 8 else FACE_UP):
        placed = set_block(s, rules, w, x, y, z, ((base >> 4) - 1) << 4 | (base & 7))  # two halves make a double slab
    else:
        if rules.blocks[clicked].flags & REPLACEABLE:
            face = FACE_UP
        else:
            x, y, z = x + FACE_DX[face], y + FACE_DY[face], z + FACE_DZ[face]
        placed = _place_at(s, rules, w, p, x, y, z, face, base)
    if placed:
        s.used[w, p, stack.item] += 1
        take_from_slot(s, w, p, slot, 1)
        s.players[w, p].swing = 0
        settle(s, rules, w, x, y, z)
    return placed


@kernel()
def _place_at(s: State, rules: Rules, w: int, p: int, x: int, y: int, z: int, face: int, base: int) -> bool:
    """Put a block into the free cell (x, y, z), oriented by the clicked face and the player."""
    player = s.players[w, p]
    state = oriented(player.yaw, _upper_half(s, rules, w, p), face, base)
    kind = BEHAVIOUR[base >> 4]
    if y < 0 or y >= HEIGHT or rules.blocks[get_block(s, w, x, y, z)].flags & REPLACEABLE == 0:
        return False
    if state < 0 or not is_supported(s, rules, w, x, y, z, state) or _hits_somebody(s, rules, w, x, y, z, state):
        return False
    if kind == DOOR:
        if rules.blocks[get_block(s, w, x, y + 1, z)].flags & REPLACEABLE == 0:
            return False
        set_block(s, rules, w, x, y, z, state)
        return set_block(s, rules, w, x, y + 1, z, (state & ~15) | 8)
    if kind == BED:
        hx, hz = x + _FACING_DX[state & 3], z + _FACING_DZ[state & 3]
        head = get_block(s, w, hx, y, hz)
        if rules.blocks[head].flags & REPLACEABLE == 0 or not is_supported(s, rules, w, hx, y, hz, state):
            return False
        set_block(s, rules, w, x, y, z, state)
        return set_block(s, rules, w, hx, y, hz, state | 8)
    return set_block(s, rules, w, x, y, z, state)


@kernel()
def _upper_half(s: State, rules: Rules, w: int, p: int) -> bool:
    """Whether the crosshair meets the upper half of the block under it."""
    player = s.players[w, p]
    _, _, y, _, _, distance = aim(s, rules, w, p)
    _, dy, _ = look_vector(player.yaw, player.pitch)
    return player.y + eye_height(player.sneaking) + dy * distance - y > 0.5


@kernel()
def _hits_somebody(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> bool:
    """Whether the collision boxes of a block at (x, y, z) would overlap a player or a mob."""
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        if _overlaps(rules, state, x, y, z, player.x, player.y, player.z, HALF_WIDTH, PLAYER_HEIGHT):
            return True
    for i in range(s.clock[w].entity_rows):
        entity = s.entities[w, i]
        near = abs(entity.x - x) < _NEAR and abs(entity.y - y) < _NEAR and abs(entity.z - z) < _NEAR
        if near and entity.kind == ENTITY_MOB:
            half, height = mob_size(s, rules, w, i)
            if _overlaps(rules, state, x, y, z, entity.x, entity.y, entity.z, half, height):
                return True
    return False


@kernel()
def _overlaps(
    rules: Rules, state: int, x: int, y: int, z: int, body_x: float, body_y: float, body_z: float,
    half: float, height: float,
) -> bool:  # fmt: skip
    """Whether the collision boxes of a block at (x, y, z) overlap a body."""
    shape = rules.blocks[state].shape
    for row in range(rules.box_counts[shape]):
        box = rules.boxes[shape, row]
        if (
            body_x - half < x + box[3]
            and body_x + half > x + box[0]
            and body_y < y + box[4]
            and body_y + height > y + box[1]
            and body_z - half < z + box[5]
            and body_z + half > z + box[2]
        ):
            return True
    return False
