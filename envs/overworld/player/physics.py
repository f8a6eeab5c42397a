"""The movement of a player: one tick of 1.11.2's walking, jumping, swimming, climbing and falling.

All speeds are in blocks per tick; the constants are the game's. What the player wants comes in as keys; the tick
adds to the velocity, moves the hitbox against the shapes of blocks, then applies drag and gravity, in that order, so
a velocity is stored as it is carried into the next tick.
"""

import math

from envs.overworld.blocks.collision import count_touched, overlaps, slide, sweep, touches_liquid
from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.liquids import is_under_water, touch_water, touches_lava
from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.player.effects import JUMP_BOOST, effect_level, walk_factor
from envs.overworld.player.hunger import SPRINT_FOOD, add_exhaustion
from envs.overworld.rules import CLIMBABLE, Rules
from envs.overworld.state import State

HALF_WIDTH = 0.3
HEIGHT = 1.8
"""The hitbox, also while sneaking."""
EYE_HEIGHT = 1.62
SNEAK_EYE_HEIGHT = 1.54

_STEP = 0.6
_GRAVITY = 0.08
_AIR_DRAG_Y = 0.9800000190734863  # 0.98 in 32 bits
_AIR_DRAG = 0.91
_WALK = 0.1
_SPRINT = 1.3
_GROUND_GRIP = 0.1627714  # (0.6 x 0.91)^3: on normal ground a step of 0.1 adds 0.1
_AIR_CONTROL = 0.02
_INPUT = 0.98
_SNEAK = 0.3
_USING = 0.2
_JUMP = 0.41999998688697815  # 0.42 in 32 bits
_SPRINT_JUMP = 0.2
_JUMP_BOOST = 0.1  # for each level of the effect
_JUMP_COOLDOWN = 10
_AT_REST = 0.003  # slower than this along an axis counts as standing still
_SNEAK_STEP = 0.05
_CLIMB = 0.2
_CLIMB_LIMIT = 0.15
_SWIM_UP = 0.04
_LIQUID_CONTROL = 0.02
_LIQUID_GRAVITY = 0.02
_WATER_DRAG = 0.8
_LAVA_DRAG = 0.5
_WATER_PUSH = 0.014
_LEAP_OUT = 0.3
_WEB_DRAG = 0.25
_WEB_DRAG_Y = 0.05
_SOUL_SAND_DRAG = 0.4

_JUMP_EXHAUSTION = 0.05
_SPRINT_JUMP_EXHAUSTION = 0.2
_SPRINT_EXHAUSTION = 0.1  # a block
_SWIM_EXHAUSTION = 0.01  # a block

_WEB = block_id("web")
_SLIME = block_id("slime")
_SOUL_SAND = block_id("soul_sand")
_LADDER = block_id("ladder")
_TRAPDOORS = (block_id("trapdoor"), block_id("iron_trapdoor"))


@kernel(inline=True)
def eye_height(sneaking: bool) -> float:
    """Height of the eyes above the feet."""
    return SNEAK_EYE_HEIGHT if sneaking else EYE_HEIGHT


@kernel()
def update_sprint(s: State, w: int, p: int, forward: float, sneak: bool, key: bool) -> bool:
    """Start or end the sprint by the game's rules and return whether the player sprints in this tick.

    A sprint starts by its key while walking forward, and goes on without the key until forward is released, or the
    player sneaks, runs into something, uses an item or grows hungry.
    """
    player = s.players[w, p]
    able = forward > 0.0 and not sneak and player.use_ticks == 0 and player.food > SPRINT_FOOD
    if key and able:
        player.sprinting = 1
    if not able or player.collided:
        player.sprinting = 0
    return player.sprinting != 0


@kernel()
def move_player(
    s: State,
    rules: Rules,
    w: int,
    p: int,
    forward: float,
    strafe: float,
    jump: bool,
    sneak: bool,
    sprint: bool,
) -> None:
    """Move a player by one tick along `yaw`, and set what follows: velocity, flags, fall distance, exhaustion.

    Landing leaves `fall_distance` for the survival rules, which turn it into damage and clear it.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        p: Player.
        forward: 1 forward, -1 back, 0 neither.
        strafe: 1 left, -1 right, 0 neither.
        jump: Jump key held.
        sneak: Sneak key held.
        sprint: Is sprinting (see `update_sprint`).
    """
    player = s.players[w, p]
    x, y, z = player.x, player.y, player.z
    player.sneaking = sneak
    player.sprinting = sprint

    in_water, push_x, push_y, push_z = touch_water(s, rules, w, x, y, z, HALF_WIDTH, HEIGHT)
    player.in_water = in_water
    player.in_lava = touches_lava(s, w, x, y, z, HALF_WIDTH, HEIGHT)
    player.vx = _unless_at_rest(player.vx + push_x * _WATER_PUSH)
    player.vy = _unless_at_rest(player.vy + push_y * _WATER_PUSH)
    player.vz = _unless_at_rest(player.vz + push_z * _WATER_PUSH)

    _jump(s, w, p, jump)
    scale = _INPUT
    if sneak:
        scale *= _SNEAK
    if player.use_ticks > 0:
        scale *= _USING
    if player.in_water:
        _swim(s, rules, w, p, forward * scale, strafe * scale, _WATER_DRAG)
    elif player.in_lava:
        _swim(s, rules, w, p, forward * scale, strafe * scale, _LAVA_DRAG)
    else:
        _walk(s, rules, w, p, forward * scale, strafe * scale)

    _after_move(s, rules, w, p, player.x - x, player.y - y, player.z - z)


@kernel(inline=True)
def _unless_at_rest(speed: float) -> float:
    return 0.0 if abs(speed) < _AT_REST else speed


@kernel()
def _jump(s: State, w: int, p: int, jump: bool) -> None:
    """Jump off the ground, or swim up."""
    player = s.players[w, p]
    if not jump:
        player.jump_cooldown = 0
        return
    if player.jump_cooldown > 0:
        player.jump_cooldown -= 1
    if player.in_water or player.in_lava:
        player.vy += _SWIM_UP
    elif player.on_ground and player.jump_cooldown == 0:
        player.vy = _JUMP + _JUMP_BOOST * effect_level(s, w, p, JUMP_BOOST)
        player.jump_cooldown = _JUMP_COOLDOWN
        if player.sprinting:
            yaw = math.radians(player.yaw)
            player.vx -= math.sin(yaw) * _SPRINT_JUMP
            player.vz += math.cos(yaw) * _SPRINT_JUMP
        add_exhaustion(s, w, p, _SPRINT_JUMP_EXHAUSTION if player.sprinting else _JUMP_EXHAUSTION)


@kernel()
def _accelerate(s: State, w: int, p: int, forward: float, strafe: float, speed: float) -> None:
    """Add the push of the keys, turned into the direction of `yaw`; two keys together push no harder than one."""
    length = math.sqrt(forward * forward + strafe * strafe)
    if length < 0.01:
        return
    player = s.players[w, p]
    scale = speed / max(length, 1.0)
    sin = math.sin(math.radians(player.yaw))
    cos = math.cos(math.radians(player.yaw))
    player.vx += (strafe * cos - forward * sin) * scale
    player.vz += (forward * cos + strafe * sin) * scale


@kernel()
def _walk(s: State, rules: Rules, w: int, p: int, forward: float, strafe: float) -> None:
    """One tick on the ground, on a ladder or in the air."""
    player = s.players[w, p]
    drag = _AIR_DRAG
    if player.on_ground:
        below = get_block(s, w, math.floor(player.x), math.floor(player.y - 1.0), math.floor(player.z))
        drag *= rules.blocks[below].slipperiness
        speed = _WALK * walk_factor(s, w, p) * _GROUND_GRIP / (drag * drag * drag)
    else:
        speed = _AIR_CONTROL
    _accelerate(s, w, p, forward, strafe, speed * _SPRINT if player.sprinting else speed)

    if _on_ladder(s, rules, w, p):
        player.vx = min(max(player.vx, -_CLIMB_LIMIT), _CLIMB_LIMIT)
        player.vz = min(max(player.vz, -_CLIMB_LIMIT), _CLIMB_LIMIT)
        player.vy = max(player.vy, 0.0 if player.sneaking else -_CLIMB_LIMIT)
        player.fall_distance = 0.0
    _move(s, rules, w, p)
    if player.collided and _on_ladder(s, rules, w, p):
        player.vy = _CLIMB
    player.vx *= drag
    player.vy = (player.vy - _GRAVITY) * _AIR_DRAG_Y
    player.vz *= drag


@kernel()
def _swim(s: State, rules: Rules, w: int, p: int, forward: float, strafe: float, drag: float) -> None:
    """One tick in water or lava."""
    player = s.players[w, p]
    start_y = player.y
    _accelerate(s, w, p, forward, strafe, _LIQUID_CONTROL)
    _move(s, rules, w, p)
    player.vx *= drag
    player.vy = player.vy * drag - _LIQUID_GRAVITY
    player.vz *= drag
    if not player.collided:
        return
    # Against a bank: leap if the place 0.6 above where this tick began is free.
    x = player.x + player.vx
    y = start_y + player.vy + _STEP
    z = player.z + player.vz
    if not overlaps(s, rules, w, x, y, z, HALF_WIDTH, HEIGHT) and not touches_liquid(
        s, rules, w, x, y, z, HALF_WIDTH, HEIGHT
    ):
        player.vy = _LEAP_OUT


@kernel()
def _on_ladder(s: State, rules: Rules, w: int, p: int) -> bool:
    """Whether the feet are in a ladder, a vine, or an open trapdoor that continues the ladder below it."""
    player = s.players[w, p]
    x, y, z = math.floor(player.x), math.floor(player.y), math.floor(player.z)
    state = get_block(s, w, x, y, z)
    if rules.blocks[state].flags & CLIMBABLE:
        return True
    if state >> 4 not in _TRAPDOORS or not state & 4:
        return False
    below = get_block(s, w, x, y - 1, z)
    return below >> 4 == _LADDER and (below & 15) == (state & 3) + 2


@kernel()
def _move(s: State, rules: Rules, w: int, p: int) -> None:
    """Move by the velocity as far as blocks let: stop at sneaking edges, step up, bounce, stick in webs."""
    player = s.players[w, p]
    dx, dy, dz = player.vx, player.vy, player.vz
    if count_touched(s, w, player.x, player.y, player.z, HALF_WIDTH, HEIGHT, _WEB) > 0:
        dx, dy, dz = dx * _WEB_DRAG, dy * _WEB_DRAG_Y, dz * _WEB_DRAG
        player.vx = player.vy = player.vz = 0.0
    if player.on_ground and player.sneaking:
        dx, dz = _stay_on_edge(s, rules, w, p, dx, dz)

    x, y, z = player.x, player.y, player.z
    moved_x, moved_y, moved_z = slide(s, rules, w, x, y, z, HALF_WIDTH, HEIGHT, dx, dy, dz)
    hit_floor_or_ceiling = moved_y != dy
    if (moved_x != dx or moved_z != dz) and (player.on_ground or (hit_floor_or_ceiling and dy < 0.0)):
        step_x, step_y, step_z = _step_up(s, rules, w, p, dx, dz)
        if step_x * step_x + step_z * step_z > moved_x * moved_x + moved_z * moved_z:
            moved_x, moved_y, moved_z = step_x, step_y, step_z
            hit_floor_or_ceiling = True
    player.x = x + moved_x
    player.y = y + moved_y
    player.z = z + moved_z
    player.collided = moved_x != dx or moved_z != dz
    player.on_ground = hit_floor_or_ceiling and dy < 0.0

    if moved_x != dx:
        player.vx = 0.0
    if moved_z != dz:
        player.vz = 0.0
    if hit_floor_or_ceiling:
        below = get_block(s, w, math.floor(player.x), math.floor(player.y - 0.2), math.floor(player.z))
        bounces = below >> 4 == _SLIME and not player.sneaking
        player.vy = abs(player.vy) if bounces else 0.0
    for _ in range(count_touched(s, w, player.x, player.y, player.z, HALF_WIDTH, HEIGHT, _SOUL_SAND)):
        player.vx *= _SOUL_SAND_DRAG
        player.vz *= _SOUL_SAND_DRAG


@kernel()
def _stay_on_edge(s: State, rules: Rules, w: int, p: int, dx: float, dz: float) -> tuple[float, float]:
    """Shorten a sneaking player's move, in steps of 0.05, until there is ground to step down to."""
    player = s.players[w, p]
    x, y, z = player.x, player.y - _STEP, player.z
    while dx != 0.0 and not overlaps(s, rules, w, x + dx, y, z, HALF_WIDTH, HEIGHT):
        dx = _shorten(dx)
    while dz != 0.0 and not overlaps(s, rules, w, x, y, z + dz, HALF_WIDTH, HEIGHT):
        dz = _shorten(dz)
    while dx != 0.0 and dz != 0.0 and not overlaps(s, rules, w, x + dx, y, z + dz, HALF_WIDTH, HEIGHT):
        dx = _shorten(dx)
        dz = _shorten(dz)
    return dx, dz


@kernel(inline=True)
def _shorten(distance: float) -> float:
    if -_SNEAK_STEP <= distance < _SNEAK_STEP:
        return 0.0
    return distance - math.copysign(_SNEAK_STEP, distance)


@kernel()
def _step_up(s: State, rules: Rules, w: int, p: int, dx: float, dz: float) -> tuple[float, float, float]:
    """Return the move that steps onto something up to 0.6 high.

    The game tries two ways and takes the longer: rising as far as there is room above the whole way, or as far as
    there is room above the start. Then it sets the player down again.
    """
    player = s.players[w, p]
    x, y, z = player.x, player.y, player.z
    low_x, high_x = x - HALF_WIDTH + min(dx, 0.0), x + HALF_WIDTH + max(dx, 0.0)
    low_z, high_z = z - HALF_WIDTH + min(dz, 0.0), z + HALF_WIDTH + max(dz, 0.0)
    rise = sweep(s, rules, w, low_x, y, low_z, high_x, y + HEIGHT, high_z, 1, _STEP)
    step_x, _, step_z = slide(s, rules, w, x, y + rise, z, HALF_WIDTH, HEIGHT, dx, 0.0, dz)
    other_x, other_rise, other_z = slide(s, rules, w, x, y, z, HALF_WIDTH, HEIGHT, dx, _STEP, dz)
    if other_x * other_x + other_z * other_z >= step_x * step_x + step_z * step_z:
        step_x, rise, step_z = other_x, other_rise, other_z
    drop = slide(s, rules, w, x + step_x, y + rise, z + step_z, HALF_WIDTH, HEIGHT, 0.0, -rise, 0.0)[1]
    return step_x, rise + drop, step_z


@kernel()
def _after_move(s: State, rules: Rules, w: int, p: int, dx: float, dy: float, dz: float) -> None:
    """Account for a tick's movement: fall distance, eyes under water, bobbing, exhaustion."""
    player = s.players[w, p]
    x, y, z = player.x, player.y, player.z
    if dy < 0.0 and not player.on_ground:
        player.fall_distance -= dy
    wet = touch_water(s, rules, w, x, y, z, HALF_WIDTH, HEIGHT)[0]
    if wet or count_touched(s, w, x, y, z, HALF_WIDTH, HEIGHT, _WEB) > 0:
        player.fall_distance = 0.0
    player.eyes_in_water = is_under_water(s, w, x, y + eye_height(player.sneaking != 0), z)

    distance = math.sqrt(dx * dx + dz * dz)
    player.walk_distance += distance * 0.6
    if player.eyes_in_water:
        add_exhaustion(s, w, p, _SWIM_EXHAUSTION * math.sqrt(dx * dx + dy * dy + dz * dz))
    elif player.in_water:
        add_exhaustion(s, w, p, _SWIM_EXHAUSTION * distance)
    elif player.on_ground and player.sprinting:
        add_exhaustion(s, w, p, _SPRINT_EXHAUSTION * distance)
