"""What flies: arrows, and what is thrown (eggs, snowballs, ender pearls, splash potions).

The field `owner` is the body that shot or threw. An arrow that a player shot can be picked up again
(`items.pick_up_items`); its `variant` is 1 when it is critical. An arrow that sticks (`on_ground`) keeps its last move
as its velocity, points along it, and remembers the state of the block that holds it in `block`.
"""

import math

from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.liquids import is_water
from envs.overworld.entities.bodies import player_of, row_of
from envs.overworld.entities.flight import first_body, first_wall
from envs.overworld.entities.mobs.life import hurt_mob, spawn_mob
from envs.overworld.entities.rows import new_entity
from envs.overworld.entities.splash import splash
from envs.overworld.gamedata import item_index, mob_index
from envs.overworld.jit import kernel
from envs.overworld.player.damage import damage_player
from envs.overworld.player.defence import hit_player
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import Rules
from envs.overworld.state import (
    DAMAGE_ARROW,
    DAMAGE_FALL,
    ENTITY_ARROW,
    ENTITY_NONE,
    ENTITY_THROWN,
    NOBODY,
    State,
)

STUCK_LIMIT = 1200
"""Ticks after which an arrow that sticks is gone."""
SHAKE_TICKS = 7
"""Ticks before an arrow that has just struck can be picked up."""
OWNER_TICKS = 5
"""Ticks in which nothing that flies can hit who sent it."""

_ARROW = item_index("arrow")
_EGG = item_index("egg")
_PEARL = item_index("ender_pearl")
_POTION = item_index("splash_potion")
_CHICKEN = mob_index("chicken")

_DRAG = 0.99
_ARROW_WATER_DRAG = 0.6
_THROWN_WATER_DRAG = 0.8
_ARROW_GRAVITY = 0.05
_THROWN_GRAVITY = 0.03
_POTION_GRAVITY = 0.05
_SPREAD = 0.0075
_RECOIL = 0.1
_STOP = 0.05
_VOID = -64.0
_PEARL_DAMAGE = 5.0
_NEWBORN = -24000


@kernel()
def shoot_arrow(
    s: State, w: int, x: float, y: float, z: float, dx: float, dy: float, dz: float, speed: float, spread: float,
    damage: float, owner: int,
) -> int:  # fmt: skip
    """Let an arrow fly from (x, y, z) along (dx, dy, dz) at `speed` blocks a tick; return its row or -1.

    `spread` is the game's inaccuracy (1 = a player, 14 - 4 x difficulty = a skeleton); `damage` counts per block/tick.
    """
    row = new_entity(s, w, ENTITY_ARROW, x, y, z)
    if row >= 0:
        s.entities[w, row].damage = damage
        s.entities[w, row].item = _ARROW
        _launch(s, w, row, dx, dy, dz, speed, spread, owner)
    return row


@kernel()
def throw_thing(
    s: State, w: int, item: int, meta: int, x: float, y: float, z: float, dx: float, dy: float, dz: float,
    speed: float, spread: float, owner: int,
) -> int:  # fmt: skip
    """Throw an egg, snowball, ender pearl or splash potion; return its row or -1. `meta` of a potion is its effect."""
    row = new_entity(s, w, ENTITY_THROWN, x, y, z)
    if row >= 0:
        s.entities[w, row].item = item
        s.entities[w, row].meta = meta
        s.entities[w, row].count = 1
        _launch(s, w, row, dx, dy, dz, speed, spread, owner)
    return row


@kernel()
def _launch(
    s: State, w: int, row: int, dx: float, dy: float, dz: float, speed: float, spread: float, owner: int
) -> None:
    """Give a thing its velocity: a direction, a little off by chance."""
    entity = s.entities[w, row]
    length = max(math.sqrt(dx * dx + dy * dy + dz * dz), 1e-9)
    entity.vx = (dx / length + _normal(s, w) * _SPREAD * spread) * speed
    entity.vy = (dy / length + _normal(s, w) * _SPREAD * spread) * speed
    entity.vz = (dz / length + _normal(s, w) * _SPREAD * spread) * speed
    entity.owner = owner
    _point_ahead(s, w, row)


@kernel()
def _normal(s: State, w: int) -> float:
    """Draw from the standard normal distribution (Box and Muller)."""
    radius = math.sqrt(-2.0 * math.log(1.0 - random_float(s, w)))
    return radius * math.cos(2.0 * math.pi * random_float(s, w))


@kernel(inline=True)
def _point_ahead(s: State, w: int, i: int) -> None:
    """Turn a thing along its velocity."""
    entity = s.entities[w, i]
    flat = math.sqrt(entity.vx * entity.vx + entity.vz * entity.vz)
    entity.yaw = math.degrees(math.atan2(-entity.vx, entity.vz))
    entity.pitch = math.degrees(-math.atan2(entity.vy, flat))


@kernel()
def tick_projectile(s: State, rules: Rules, w: int, i: int) -> None:
    """Advance one arrow or thrown thing by one tick: to the first body or block on its way, if there is one."""
    entity = s.entities[w, i]
    if entity.on_ground:
        _stick(s, w, i)
        return
    speed = math.sqrt(entity.vx * entity.vx + entity.vy * entity.vy + entity.vz * entity.vz)
    if speed > 1e-6:
        dx, dy, dz = entity.vx / speed, entity.vy / speed, entity.vz / speed
        wall, bx, by, bz, far = first_wall(s, rules, w, entity.x, entity.y, entity.z, dx, dy, dz, speed)
        spared = entity.owner if entity.age < OWNER_TICKS else NOBODY
        body, near = first_body(s, rules, w, entity.x, entity.y, entity.z, dx, dy, dz, far, spared)
        if body != NOBODY or wall:
            x, y, z = entity.x + dx * near, entity.y + dy * near, entity.z + dz * near
            if entity.kind == ENTITY_THROWN:
                entity.x, entity.y, entity.z = x, y, z
                _shatter(s, rules, w, i, body)
                return
            if body == NOBODY:
                _strike_block(s, w, i, bx, by, bz, far, dx, dy, dz)
                return
            if _strike_body(s, rules, w, i, body, speed):
                entity.kind = ENTITY_NONE
                return
            entity.vx, entity.vy, entity.vz = -_RECOIL * entity.vx, -_RECOIL * entity.vy, -_RECOIL * entity.vz
            entity.age = 0
    _fly(s, w, i)


@kernel()
def _fly(s: State, w: int, i: int) -> None:
    """Move on by the velocity, then let drag and gravity change it."""
    entity = s.entities[w, i]
    entity.x += entity.vx
    entity.y += entity.vy
    entity.z += entity.vz
    _point_ahead(s, w, i)
    is_arrow = entity.kind == ENTITY_ARROW
    drag = _DRAG
    if is_water(get_block(s, w, math.floor(entity.x), math.floor(entity.y), math.floor(entity.z))):
        drag = _ARROW_WATER_DRAG if is_arrow else _THROWN_WATER_DRAG
    gravity = _ARROW_GRAVITY if is_arrow else _POTION_GRAVITY if entity.item == _POTION else _THROWN_GRAVITY
    entity.vx *= drag
    entity.vy = entity.vy * drag - gravity
    entity.vz *= drag
    if entity.y < _VOID:
        entity.kind = ENTITY_NONE


@kernel()
def _stick(s: State, w: int, i: int) -> None:
    """Let an arrow stay in its block until its time is up, and fall when the block is gone."""
    entity = s.entities[w, i]
    entity.pickup_delay = max(0, entity.pickup_delay - 1)
    speed = max(math.sqrt(entity.vx * entity.vx + entity.vy * entity.vy + entity.vz * entity.vz), 1e-9)
    ahead = 2.0 * _STOP / speed
    x, y, z = entity.x + entity.vx * ahead, entity.y + entity.vy * ahead, entity.z + entity.vz * ahead
    if get_block(s, w, math.floor(x), math.floor(y), math.floor(z)) != entity.block:
        entity.on_ground = 0
        entity.vx *= 0.2 * random_float(s, w)
        entity.vy *= 0.2 * random_float(s, w)
        entity.vz *= 0.2 * random_float(s, w)
        entity.age = 0
    elif entity.age >= STUCK_LIMIT:
        entity.kind = ENTITY_NONE


@kernel()
def _strike_block(
    s: State, w: int, i: int, bx: int, by: int, bz: int, distance: float, dx: float, dy: float, dz: float
) -> None:
    """Stop an arrow a little before the face that it met."""
    entity = s.entities[w, i]
    way = distance - _STOP
    entity.x += dx * way
    entity.y += dy * way
    entity.z += dz * way
    entity.vx, entity.vy, entity.vz = dx * distance, dy * distance, dz * distance
    if distance < 1e-6:
        entity.vx, entity.vy, entity.vz = dx * _STOP, dy * _STOP, dz * _STOP
    entity.on_ground = 1
    entity.variant = 0
    entity.pickup_delay = SHAKE_TICKS
    entity.block = get_block(s, w, bx, by, bz)
    entity.age = 0


@kernel()
def _strike_body(s: State, rules: Rules, w: int, i: int, body: int, speed: float) -> bool:
    """Let an arrow hurt a body: speed x damage, rounded up, and up to half as much again if critical."""
    entity = s.entities[w, i]
    amount = math.ceil(speed * entity.damage)
    if entity.variant:
        amount += random_int(s, w, amount // 2 + 2)
    p = player_of(body)
    if p < 0:
        return hurt_mob(s, rules, w, row_of(body), float(amount), DAMAGE_ARROW, entity.owner)
    # Who is hit is pushed away from the shooter, and looks for the shield's side there.
    x, y, z = entity.x - entity.vx, entity.y - entity.vy, entity.z - entity.vz
    return hit_player(s, rules, w, p, float(amount), DAMAGE_ARROW, x, y, z, entity.owner)


@kernel()
def _shatter(s: State, rules: Rules, w: int, i: int, body: int) -> None:
    """End the flight of a thrown thing where it is: it hits, hatches, splashes, or takes its owner along."""
    entity = s.entities[w, i]
    item = int(entity.item)
    x, y, z = entity.x, entity.y, entity.z
    entity.kind = ENTITY_NONE
    if item == _POTION:
        splash(s, rules, w, x, y, z, int(entity.meta), body, entity.owner)
        return
    if row_of(body) >= 0:
        hurt_mob(s, rules, w, row_of(body), 0.0, DAMAGE_ARROW, entity.owner)
    if item == _PEARL:
        _take_along(s, rules, w, player_of(entity.owner), x, y, z)
    elif item == _EGG and random_int(s, w, 8) == 0:
        for _ in range(4 if random_int(s, w, 32) == 0 else 1):
            chick = spawn_mob(s, rules, w, _CHICKEN, x, y, z)
            if chick >= 0:
                s.entities[w, chick].growth = _NEWBORN


@kernel()
def _take_along(s: State, rules: Rules, w: int, p: int, x: float, y: float, z: float) -> None:
    """Put the player who threw a pearl where it broke, for five points of fall damage."""
    if p < 0 or not s.players[w, p].alive:
        return
    player = s.players[w, p]
    player.x, player.y, player.z = x, y, z
    player.fall_distance = 0.0
    damage_player(s, rules, w, p, _PEARL_DAMAGE, DAMAGE_FALL)
