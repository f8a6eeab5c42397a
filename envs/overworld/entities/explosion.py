"""Explosions: what they hurt, push and break, by the rules of 1.11.2.

Bodies first: each within twice the power takes damage by its distance and by the share of its box that the explosion
sees, and is pushed. Then rays (`blocks.blast`) break blocks, each of which drops with a chance of one over the power.
"""

import math

import numba

from envs.overworld.blocks.blast import blast_reach, mark_blasted
from envs.overworld.blocks.breaking import SECOND_HALF, drop_items, other_half, settle
from envs.overworld.blocks.collision import slide
from envs.overworld.blocks.edits import record_edit
from envs.overworld.blocks.grid import AIR, get_block, is_loaded, set_block
from envs.overworld.blocks.light import update_light
from envs.overworld.blocks.raycast import trace_ray
from envs.overworld.blocks.schedule import add_update
from envs.overworld.entities.falling import HALF as FALLING_HALF
from envs.overworld.entities.items import ITEM_HALF
from envs.overworld.entities.mobs.life import hurt_mob
from envs.overworld.entities.mobs.shape import mob_eyes, mob_size
from envs.overworld.entities.tnt import FUSE, TNT, prime_tnt
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.player.defence import hit_player
from envs.overworld.player.physics import HALF_WIDTH, eye_height
from envs.overworld.player.physics import HEIGHT as PLAYER_HEIGHT
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import OPAQUE_CUBE, Rules
from envs.overworld.state import (
    DAMAGE_EXPLOSION,
    ENTITY_BODY,
    ENTITY_FALLING,
    ENTITY_ITEM,
    ENTITY_MOB,
    ENTITY_NONE,
    ENTITY_ORB,
    MASK,
    State,
)

_DAMAGE = 7.0
_FRAGILE_HEALTH = 5  # of items and orbs
_EYES_OF_THINGS = 0.85  # of their height
_FIRE = block_state("fire")
_BARE_HAND = 0
_TNT_POWER = 4.0
_TNT_CENTRE = 2 * FALLING_HALF / 16.0  # of the explosion, above its feet
_GRAVITY = 0.04
_DRAG = 0.98
_GROUND_FRICTION = 0.7


@kernel()
def explode(s: State, rules: Rules, w: int, x: float, y: float, z: float, power: float, fire: bool, owner: int) -> None:
    """Explode at a point with the game's power (creeper 3, TNT 4), as body `owner`, which feels nothing if it is a mob.

    Blocks go at once; their neighbours are told by the scheduled updates of the same tick.
    """
    for p in range(s.players.shape[1]):
        if s.players[w, p].alive:
            _blast_player(s, rules, w, p, x, y, z, power, owner)
    for i in range(s.clock[w].entity_rows):
        if s.entities[w, i].kind != ENTITY_NONE and i != owner - ENTITY_BODY:
            _blast_entity(s, rules, w, i, x, y, z, power, owner)
    mark_blasted(s, w, x, y, z, power)
    first = int(s.clock[w].scheduled)
    _break_marked(s, rules, w, x, y, z, power, owner)
    last = int(s.clock[w].scheduled)
    for row in range(first, last):  # only now: the light's queues take the place of the marks
        tick = s.scheduled[w, row]
        update_light(s, rules, w, int(tick.x), int(tick.y), int(tick.z))
    if fire:
        _set_fires(s, rules, w, first, last)


@kernel()
def tick_tnt(s: State, rules: Rules, w: int, i: int) -> None:
    """Advance lit TNT by one tick; it falls, hops to rest, and explodes at the end of its fuse."""
    entity = s.entities[w, i]
    entity.vy -= _GRAVITY
    x, y, z, vy = entity.x, entity.y, entity.z, entity.vy
    dx, dy, dz = slide(s, rules, w, x, y, z, FALLING_HALF, 2 * FALLING_HALF, entity.vx, vy, entity.vz)
    entity.x, entity.y, entity.z = x + dx, y + dy, z + dz
    landed = vy < 0.0 and dy != vy
    friction = _DRAG * (_GROUND_FRICTION if landed else 1.0)
    entity.vx, entity.vz = dx * friction, dz * friction
    entity.vy = 0.0 if landed else _DRAG * dy
    entity.timer -= 1
    if entity.timer <= 0:
        entity.kind = ENTITY_NONE
        explode(s, rules, w, entity.x, entity.y + _TNT_CENTRE, entity.z, _TNT_POWER, False, entity.owner)


@kernel()
def exposure(
    s: State, rules: Rules, w: int, x: float, y: float, z: float,
    feet_x: float, feet_y: float, feet_z: float, half: float, height: float,
) -> float:  # fmt: skip
    """Share (0-1) of the points of a body's box that can be seen from the point (x, y, z).

    The points stand in a grid with steps of about half a block, and any outline is in the way, even tall grass.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        x: Where the explosion is; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        feet_x: Feet centre of the body; then `feet_y`, `feet_z`.
        feet_y: See `feet_x`.
        feet_z: See `feet_x`.
        half: Half the body's width.
        height: The body's height.
    """
    across = 1.0 / (4.0 * half + 1.0)
    up = 1.0 / (2.0 * height + 1.0)
    shift = (1.0 - math.floor(1.0 / across) * across) / 2.0
    seen = count = 0
    u = 0.0
    while u <= 1.0:
        v = 0.0
        while v <= 1.0:
            t = 0.0
            while t <= 1.0:
                from_x = feet_x + half * (2.0 * u - 1.0) + shift
                from_y = feet_y + height * v
                from_z = feet_z + half * (2.0 * t - 1.0) + shift
                seen += _is_clear(s, rules, w, from_x, from_y, from_z, x - from_x, y - from_y, z - from_z)
                count += 1
                t += across
            v += up
        u += across
    return seen / count


@kernel()
def _is_clear(
    s: State, rules: Rules, w: int, x: float, y: float, z: float, dx: float, dy: float, dz: float
) -> bool:  # fmt: skip
    """Whether no block stands between a point and the one at (dx, dy, dz) from it."""
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    if length == 0.0:
        return True
    return not trace_ray(s, rules, w, x, y, z, dx / length, dy / length, dz / length, length)[0]


@kernel(inline=True)
def _damage(impact: float, power: float) -> float:
    """Health points of a blow, from its impact (0-1)."""
    return float(numba.int64((impact * impact + impact) / 2.0 * _DAMAGE * 2.0 * power + 1.0))


@kernel()
def _blast_player(
    s: State, rules: Rules, w: int, p: int, x: float, y: float, z: float, power: float, owner: int
) -> None:  # fmt: skip
    player = s.players[w, p]
    dx, dy, dz = player.x - x, player.y - y, player.z - z
    distance = math.sqrt(dx * dx + dy * dy + dz * dz) / (2.0 * power)
    if distance > 1.0:
        return
    seen = exposure(s, rules, w, x, y, z, player.x, player.y, player.z, HALF_WIDTH, PLAYER_HEIGHT)
    impact = (1.0 - distance) * seen
    dy += eye_height(player.sneaking)
    hit_player(s, rules, w, p, _damage(impact, power), DAMAGE_EXPLOSION, x, y, z, owner)
    push = impact / max(math.sqrt(dx * dx + dy * dy + dz * dz), 1e-9)
    player.vx += dx * push
    player.vy += dy * push
    player.vz += dz * push


@kernel()
def _blast_entity(
    s: State, rules: Rules, w: int, i: int, x: float, y: float, z: float, power: float, owner: int
) -> None:  # fmt: skip
    """Hurt and push a mob; destroy or push an item, an orb or an arrow."""
    entity = s.entities[w, i]
    kind = entity.kind
    dx, dy, dz = entity.x - x, entity.y - y, entity.z - z
    distance = math.sqrt(dx * dx + dy * dy + dz * dz) / (2.0 * power)
    if distance > 1.0:
        return
    half = FALLING_HALF if kind == ENTITY_FALLING else ITEM_HALF
    height = 2.0 * half
    eyes = _EYES_OF_THINGS * height
    if kind == ENTITY_MOB:
        half, height = mob_size(s, rules, w, i)
        eyes = mob_eyes(s, rules, w, i)
    impact = (1.0 - distance) * exposure(s, rules, w, x, y, z, entity.x, entity.y, entity.z, half, height)
    damage = _damage(impact, power)
    if kind == ENTITY_MOB:
        hurt_mob(s, rules, w, i, damage, DAMAGE_EXPLOSION, owner)
    elif (kind == ENTITY_ITEM or kind == ENTITY_ORB) and damage >= _FRAGILE_HEALTH:
        entity.kind = ENTITY_NONE
        return
    dy += eyes
    push = impact / max(math.sqrt(dx * dx + dy * dy + dz * dz), 1e-9)
    entity.vx += dx * push
    entity.vy += dy * push
    entity.vz += dz * push


@kernel()
def _break_marked(
    s: State, rules: Rules, w: int, x: float, y: float, z: float, power: float, owner: int
) -> None:  # fmt: skip
    """Break the blocks in the cells that `mark_blasted` has marked, and light TNT; light is left as it was.

    Each broken cell is a new row of the scheduled updates. Should that table be full, the rest stays whole.
    """
    reach = blast_reach(power)
    side = 2 * reach + 1
    x0, y0, z0 = math.floor(x) - reach, math.floor(y) - reach, math.floor(z) - reach
    for i in range(side * side * side):
        if s.scratch[w, i] == 0:
            continue
        bx, by, bz = x0 + i // (side * side), y0 + i % side, z0 + i // side % side
        state = get_block(s, w, bx, by, bz)
        if state == AIR or not is_loaded(s, w, bx, bz) or not _clear(s, w, bx, by, bz):
            continue
        if state >> 4 == TNT >> 4:
            prime_tnt(s, w, bx, by, bz, FUSE // 8 + random_int(s, w, FUSE // 4), owner)
            continue
        dx, dy, dz = other_half(state)
        whole = dx == dy == dz == 0
        if not whole and get_block(s, w, bx + dx, by + dy, bz + dz) >> 4 == state >> 4:
            _clear(s, w, bx + dx, by + dy, bz + dz)
        if (whole or state & SECOND_HALF == 0) and random_float(s, w) * power <= 1.0:
            drop_items(s, rules, w, bx, by, bz, state, _BARE_HAND)


@kernel()
def _clear(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Turn a cell to air and ask that its neighbours be told, all but its light; False if there is no room to ask."""
    if not is_loaded(s, w, x, z) or not add_update(s, w, x, y, z, AIR, 0):
        return False
    column = s.blocks[w, x & MASK, z & MASK]
    column[y] = AIR
    record_edit(s, w, x, y, z, AIR)
    top = int(s.top[w, x & MASK, z & MASK])
    while top > 0 and column[top - 1] == AIR:
        top -= 1
    s.top[w, x & MASK, z & MASK] = top
    return True


@kernel()
def _set_fires(s: State, rules: Rules, w: int, first: int, last: int) -> None:
    """Leave fire in every third of the broken cells that have a floor."""
    for row in range(first, last):
        tick = s.scheduled[w, row]
        x, y, z = int(tick.x), int(tick.y), int(tick.z)
        if rules.blocks[get_block(s, w, x, y - 1, z)].flags & OPAQUE_CUBE and random_int(s, w, 3) == 0:
            set_block(s, rules, w, x, y, z, _FIRE)
            settle(s, rules, w, x, y, z)
