"""How a mob's body moves: one tick of 1.11.2's walking, jumping, climbing, swimming, flying and falling.

The mind says what it wants (`forward`, `strafe`, `rise`, `pace`, `jump` of ENTITY, along `yaw`); the body does what the
game's physics makes of it. A mob's push is its speed attribute times what it wants *times* that speed again (1.8 to
1.12), so a pace of 2 is four times as strong. A mob that stands still and wants nothing is not moved at all, but for
every tenth tick, in which it notices what has changed around it.
"""

import math

from envs.overworld.blocks.collision import overlaps, touches_liquid
from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.liquids import touch_water, touches_lava
from envs.overworld.entities.mobs.shape import mob_size, mob_speed
from envs.overworld.entities.mobs.shift import STEP, shift_mob
from envs.overworld.entities.mobs.touch import IN_LAVA, IN_WATER, touched_blocks
from envs.overworld.gamedata import mob_index
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float
from envs.overworld.rules import BEHAVIOURS, CLIMBABLE, CLIMBS, FLIES, LIQUID, SWIMS, Rules
from envs.overworld.state import State

NOTICE_TICKS = 10
"""Ticks between two looks that a resting mob takes at the blocks around it."""

_GRAVITY = 0.08
_AIR_DRAG = 0.91
_AIR_DRAG_Y = 0.9800000190734863  # 0.98 in 32 bits
_GROUND_GRIP = 0.16277136
_AIR_CONTROL = 0.02
_LIQUID_CONTROL = 0.02
_LIQUID_GRAVITY = 0.02
_WATER_DRAG = 0.8
_LAVA_DRAG = 0.5
_WATER_PUSH = 0.014
_INPUT = 0.98
_AT_REST = 0.003
_JUMP = 0.42
_HOP_LOW, _HOP_FAST, _HOP_HIGH = 0.2, 0.3, 0.5
_HOP_PACE = 0.6
_HOP_PUSH = 0.1
_SWIM_UP = 0.04
_SWIM_CHANCE = 0.8
_LEAP_OUT = 0.3
_CLIMB = 0.2
_CLIMB_LIMIT = 0.15
_FLUTTER = 0.6  # of falling speed that is left to chickens and bats
_FLY_SPEED, _FLY_RISE, _FLY_TURN = 1.0, 0.7, 0.1
_DRIFT, _DRIFT_TURN = 0.2, 0.1
_STRIDE_EASE = 0.4
_STRIDE_ANGLE = 0.6662

_SKIP = BEHAVIOURS.index("skip")
_CHICKEN = mob_index("chicken")


@kernel(inline=True)
def wants_to_move(s: State, w: int, i: int) -> bool:
    """Whether the mind wants any movement in this tick."""
    entity = s.entities[w, i]
    return entity.forward != 0.0 or entity.strafe != 0.0 or entity.rise != 0.0 or entity.jump != 0


@kernel(inline=True)
def rests(s: State, rules: Rules, w: int, i: int) -> bool:
    """Whether a mob wants nothing and stands still on ground that is still there, or hangs: it need not be moved."""
    entity = s.entities[w, i]
    if wants_to_move(s, w, i) or (entity.age + i) % NOTICE_TICKS == 0:
        return False
    if rules.mobs[entity.mob].flags & FLIES:
        return entity.vx == 0.0 and entity.vy == 0.0 and entity.vz == 0.0 and entity.death_time == 0
    if not entity.on_ground or entity.in_water or abs(entity.vx) >= _AT_REST or abs(entity.vz) >= _AT_REST:
        return False
    if entity.vy > 0.0:
        return False
    x, z = math.floor(entity.x), math.floor(entity.z)
    below = rules.blocks[get_block(s, w, x, math.floor(entity.y - 0.01), z)]
    inside = rules.blocks[get_block(s, w, x, math.floor(entity.y + 0.01), z)]
    return rules.box_counts[below.shape] > 0 and inside.flags & LIQUID == 0


@kernel()
def move_mob(s: State, rules: Rules, w: int, i: int) -> int:
    """Move one mob by one tick; return the IN_* bits of what it touched before the move."""
    entity = s.entities[w, i]
    row = rules.mobs[entity.mob]
    wants = wants_to_move(s, w, i)
    entity.collided = entity.collided if wants else 0
    half, height = mob_size(s, rules, w, i)
    touched = touched_blocks(s, w, entity.x, entity.y, entity.z, half, height)
    in_water = False
    if touched & IN_WATER:
        in_water, push_x, push_y, push_z = touch_water(s, rules, w, entity.x, entity.y, entity.z, half, height)
        entity.vx += push_x * _WATER_PUSH
        entity.vy += push_y * _WATER_PUSH
        entity.vz += push_z * _WATER_PUSH
    entity.in_water = in_water
    in_lava = touched & IN_LAVA != 0 and touches_lava(s, w, entity.x, entity.y, entity.z, half, height)
    entity.vx = _unless_at_rest(entity.vx)
    entity.vy = _unless_at_rest(entity.vy)
    entity.vz = _unless_at_rest(entity.vz)

    start_x, start_z = entity.x, entity.z
    if row.flags & SWIMS and in_water:
        _drift(s, rules, w, i, half, height, touched)
    else:
        _jump(s, rules, w, i, in_water or in_lava)
        if in_water or in_lava:
            _swim(s, rules, w, i, half, height, touched, _WATER_DRAG if in_water else _LAVA_DRAG)
        elif row.flags & FLIES and not wants and entity.death_time == 0:
            entity.vx = entity.vy = entity.vz = 0.0  # hangs
        else:
            _walk(s, rules, w, i, half, height, touched)
    _stride(s, w, i, entity.x - start_x, entity.z - start_z)
    return touched


@kernel(inline=True)
def _unless_at_rest(speed: float) -> float:
    return 0.0 if abs(speed) < _AT_REST else speed


@kernel(inline=True)
def _jump(s: State, rules: Rules, w: int, i: int, in_liquid: bool) -> None:
    """Jump off the ground; in a liquid keep afloat."""
    entity = s.entities[w, i]
    if in_liquid:
        if entity.jump or (entity.death_time == 0 and random_float(s, w) < _SWIM_CHANCE):
            entity.vy += _SWIM_UP
    elif entity.jump and entity.on_ground:
        entity.vy = _JUMP
        if rules.mobs[entity.mob].behaviour == _SKIP:
            _hop(s, w, i)


@kernel(inline=True)
def _hop(s: State, w: int, i: int) -> None:
    """Jump as a rabbit: low, higher in a hurry or against something, and from standing with a push ahead."""
    entity = s.entities[w, i]
    entity.vy = _HOP_HIGH if entity.collided else _HOP_FAST if entity.pace > _HOP_PACE else _HOP_LOW
    if entity.forward > 0.0 and entity.vx * entity.vx + entity.vz * entity.vz < 0.01:
        entity.vx -= math.sin(math.radians(entity.yaw)) * _HOP_PUSH
        entity.vz += math.cos(math.radians(entity.yaw)) * _HOP_PUSH


@kernel(inline=True)
def _accelerate(s: State, rules: Rules, w: int, i: int, grip: float) -> None:
    """Add the push of what is wanted, turned into the direction of `yaw`."""
    entity = s.entities[w, i]
    push = _INPUT * mob_speed(s, rules, w, i) * entity.pace
    forward, strafe = push * entity.forward, push * entity.strafe
    length = math.sqrt(forward * forward + strafe * strafe)
    if length < 0.01:
        return
    scale = grip / max(length, 1.0)
    sin = math.sin(math.radians(entity.yaw))
    cos = math.cos(math.radians(entity.yaw))
    entity.vx += (strafe * cos - forward * sin) * scale
    entity.vz += (forward * cos + strafe * sin) * scale


@kernel(inline=True)
def _walk(s: State, rules: Rules, w: int, i: int, half: float, height: float, touched: int) -> None:
    """One tick on the ground, on a wall or in the air."""
    entity = s.entities[w, i]
    flags = rules.mobs[entity.mob].flags
    drag = _AIR_DRAG
    grip = _AIR_CONTROL
    if flags & FLIES:
        _flap(s, w, i)
    if entity.on_ground:
        below = get_block(s, w, math.floor(entity.x), math.floor(entity.y - 1.0), math.floor(entity.z))
        drag *= rules.blocks[below].slipperiness
        grip = mob_speed(s, rules, w, i) * entity.pace * _GROUND_GRIP / (drag * drag * drag)
    _accelerate(s, rules, w, i, grip)
    if _on_ladder(s, rules, w, i):
        entity.vx = min(max(entity.vx, -_CLIMB_LIMIT), _CLIMB_LIMIT)
        entity.vz = min(max(entity.vz, -_CLIMB_LIMIT), _CLIMB_LIMIT)
        entity.vy = max(entity.vy, -_CLIMB_LIMIT)
        entity.fall_distance = 0.0
    shift_mob(s, rules, w, i, half, height, touched)
    if entity.collided and _on_ladder(s, rules, w, i):
        entity.vy = _CLIMB
    entity.vx *= drag
    entity.vy = (entity.vy - _GRAVITY) * _AIR_DRAG_Y
    entity.vz *= drag
    if flags & FLIES or (entity.mob == _CHICKEN and entity.vy < 0.0 and not entity.on_ground):
        entity.vy *= _FLUTTER


@kernel(inline=True)
def _flap(s: State, w: int, i: int) -> None:
    """Turn the velocity of what flies a tenth of the way towards what it wants."""
    entity = s.entities[w, i]
    sin = math.sin(math.radians(entity.yaw))
    cos = math.cos(math.radians(entity.yaw))
    entity.vx += (-sin * entity.forward * _FLY_SPEED - entity.vx) * _FLY_TURN
    entity.vy += (entity.rise * _FLY_RISE - entity.vy) * _FLY_TURN
    entity.vz += (cos * entity.forward * _FLY_SPEED - entity.vz) * _FLY_TURN


@kernel()
def _drift(s: State, rules: Rules, w: int, i: int, half: float, height: float, touched: int) -> None:
    """One tick of what lives in water: no weight, and at most a fifth of a block a tick."""
    entity = s.entities[w, i]
    speed = _DRIFT * entity.pace
    sin = math.sin(math.radians(entity.yaw))
    cos = math.cos(math.radians(entity.yaw))
    entity.vx += (-sin * entity.forward * speed - entity.vx) * _DRIFT_TURN
    entity.vy += (entity.rise * speed - entity.vy) * _DRIFT_TURN
    entity.vz += (cos * entity.forward * speed - entity.vz) * _DRIFT_TURN
    entity.fall_distance = 0.0
    shift_mob(s, rules, w, i, half, height, touched)


@kernel()
def _swim(s: State, rules: Rules, w: int, i: int, half: float, height: float, touched: int, drag: float) -> None:
    """One tick in water or lava."""
    entity = s.entities[w, i]
    start_y = entity.y
    _accelerate(s, rules, w, i, _LIQUID_CONTROL)
    shift_mob(s, rules, w, i, half, height, touched)
    if entity.in_water:
        entity.fall_distance = 0.0
    entity.vx *= drag
    entity.vy = entity.vy * drag - _LIQUID_GRAVITY
    entity.vz *= drag
    if not entity.collided:
        return
    # Against a bank: leap if the place 0.6 above where this tick began is free.
    x = entity.x + entity.vx
    y = start_y + entity.vy + STEP
    z = entity.z + entity.vz
    if not overlaps(s, rules, w, x, y, z, half, height) and not touches_liquid(s, rules, w, x, y, z, half, height):
        entity.vy = _LEAP_OUT


@kernel(inline=True)
def _on_ladder(s: State, rules: Rules, w: int, i: int) -> bool:
    """Whether the feet are in a ladder or vine, or a spider is against a wall."""
    entity = s.entities[w, i]
    if rules.mobs[entity.mob].flags & CLIMBS:
        return entity.collided != 0
    state = get_block(s, w, math.floor(entity.x), math.floor(entity.y), math.floor(entity.z))
    return rules.blocks[state].flags & CLIMBABLE != 0


@kernel(inline=True)
def calm_legs(s: State, w: int, i: int) -> None:
    """Let the legs of a mob that rests come to rest."""
    entity = s.entities[w, i]
    entity.stride_size = entity.stride_size * (1.0 - _STRIDE_EASE) if entity.stride_size > 0.01 else 0.0


@kernel(inline=True)
def _stride(s: State, w: int, i: int, dx: float, dz: float) -> None:
    """Let the legs swing with the way made (the game's limb swing; only the picture reads it)."""
    entity = s.entities[w, i]
    size = entity.stride_size + (min(1.0, 4.0 * math.sqrt(dx * dx + dz * dz)) - entity.stride_size) * _STRIDE_EASE
    entity.stride_size = size
    entity.stride = (entity.stride + size * _STRIDE_ANGLE) % (2.0 * math.pi)
