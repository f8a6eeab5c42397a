"""Orbs of experience: they float to a player and are taken up (`items.pick_up_items`)."""

import math

from envs.overworld.blocks.collision import overlaps, slide
from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.liquids import is_lava
from envs.overworld.entities.rows import new_entity
from envs.overworld.jit import kernel
from envs.overworld.player.physics import EYE_HEIGHT
from envs.overworld.rng import random_float
from envs.overworld.rules import Rules
from envs.overworld.state import ENTITY_NONE, ENTITY_ORB, State

ORB_SIZES = (2477, 1237, 617, 307, 149, 73, 37, 17, 7, 3, 1)
"""Points that one orb can be worth; a sum is split into the largest that fit."""
ORB_HALF = 0.25
"""Half the width of an orb's box; its height is twice this."""

_AGE_LIMIT = 6000
_GRAVITY = 0.03
_DRAG = 0.98
_REACH = 8.0
_PULL = 0.1
_VOID = -64.0


@kernel()
def drop_experience(s: State, w: int, x: float, y: float, z: float, points: int) -> None:
    """Scatter orbs that are worth so many points together, split as in the game."""
    for size in ORB_SIZES:
        while points >= size:
            points -= size
            row = new_entity(s, w, ENTITY_ORB, x, y, z)
            if row >= 0:
                orb = s.entities[w, row]
                orb.count = size
                orb.vx = 0.4 * random_float(s, w) - 0.2
                orb.vy = 0.4 * random_float(s, w)
                orb.vz = 0.4 * random_float(s, w) - 0.2


@kernel()
def tick_orb(s: State, rules: Rules, w: int, i: int) -> None:
    """Advance one orb by one tick: it falls, slides, and flies to a player within eight blocks."""
    orb = s.entities[w, i]
    orb.vy -= _GRAVITY
    _fly_to_player(s, w, i)
    x, y, z = orb.x, orb.y, orb.z
    dx, dy, dz = orb.vx, orb.vy, orb.vz
    if not overlaps(s, rules, w, x, y, z, ORB_HALF, 2 * ORB_HALF):
        dx, dy, dz = slide(s, rules, w, x, y, z, ORB_HALF, 2 * ORB_HALF, dx, dy, dz)
    orb.on_ground = dy != orb.vy and orb.vy < 0.0
    orb.vx = orb.vx if dx == orb.vx else 0.0
    orb.vy = orb.vy if dy == orb.vy else 0.0
    orb.vz = orb.vz if dz == orb.vz else 0.0
    orb.x, orb.y, orb.z = x + dx, y + dy, z + dz
    drag = _DRAG
    cell_x, cell_y, cell_z = math.floor(orb.x), math.floor(orb.y), math.floor(orb.z)
    if orb.on_ground:
        drag *= rules.blocks[get_block(s, w, cell_x, cell_y - 1, cell_z)].slipperiness
    orb.vx *= drag
    orb.vy *= _DRAG
    orb.vz *= drag
    if orb.age >= _AGE_LIMIT or orb.y < _VOID or is_lava(get_block(s, w, cell_x, cell_y, cell_z)):
        orb.kind = ENTITY_NONE


@kernel()
def _fly_to_player(s: State, w: int, i: int) -> None:
    """Pull an orb to the nearest player within eight blocks, the harder the nearer."""
    orb = s.entities[w, i]
    nearest = _REACH * _REACH
    chosen = -1
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        dx, dy, dz = player.x - orb.x, player.y - orb.y, player.z - orb.z
        if player.alive and dx * dx + dy * dy + dz * dz < nearest:
            nearest = dx * dx + dy * dy + dz * dz
            chosen = p
    if chosen < 0:
        return
    player = s.players[w, chosen]
    dx = (player.x - orb.x) / _REACH
    dy = (player.y + EYE_HEIGHT / 2.0 - orb.y) / _REACH
    dz = (player.z - orb.z) / _REACH
    distance = math.sqrt(dx * dx + dy * dy + dz * dz)
    if 0.0 < distance < 1.0:
        pull = (1.0 - distance) * (1.0 - distance) * _PULL / distance
        orb.vx += dx * pull
        orb.vy += dy * pull
        orb.vz += dz * pull
