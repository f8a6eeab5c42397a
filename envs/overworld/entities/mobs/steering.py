"""From a way to go to what the body is told: turn, walk, jump; and where the head looks.

The limits of turning are those of a living neck: the game turns bodies by up to 90 degrees a tick, here by 30. These
functions get the mob's own ENTITY record, not the whole state: fewer arguments compile in a fraction of the time.
"""

import math
from typing import Any

from envs.overworld.jit import kernel

TURN = 30.0
"""Degrees that a body turns in a tick."""
_HEAD_TURN = 10.0
_NECK = 75.0  # degrees that a head turns away from the body
_MOST_PITCH = 40.0
_TOO_FAR_ROUND = 90.0  # a mob stands while it turns by more than this
_STEP = 0.6


@kernel(inline=True)
def wrap_degrees(angle: float) -> float:
    """The same angle in -180 <= angle < 180."""
    return angle - 360.0 * math.floor((angle + 180.0) / 360.0)


@kernel(inline=True)
def bearing(dx: float, dz: float) -> float:
    """Yaw of a direction, in degrees."""
    return math.degrees(math.atan2(-dx, dz))


@kernel(inline=True)
def is_walking(entity: Any) -> bool:
    """Whether a mob has not come to the end of its path."""
    return entity.path_next < entity.path_length


@kernel()
def face(entity: Any, x: float, z: float) -> float:
    """Turn the body towards a point; return by how many degrees it still looks past it."""
    turn = wrap_degrees(bearing(x - entity.x, z - entity.z) - entity.yaw)
    entity.yaw = wrap_degrees(entity.yaw + min(TURN, max(-TURN, turn)))
    return max(0.0, abs(turn) - TURN)


@kernel()
def walk_towards(entity: Any, x: float, z: float, pace: float) -> None:
    """Walk straight to a point, jumping over what is in the way."""
    if (x - entity.x) ** 2 + (z - entity.z) ** 2 < 0.01:
        return
    entity.pace = pace
    if face(entity, x, z) < _TOO_FAR_ROUND:
        entity.forward = 1.0
    if entity.collided:
        entity.jump = 1


@kernel()
def follow_path(entity: Any, half: float, pace: float) -> bool:
    """Walk along the path for one tick; return False once it is at its end. `half` is half the mob's width."""
    middle = 0.5 * int(2.0 * half + 1.0)
    reach = half if half > 0.375 else 0.75 - half
    while entity.path_next < entity.path_length:
        k = entity.path_next
        x, y, z = entity.path[k, 0] + middle, entity.path[k, 1], entity.path[k, 2] + middle
        near = abs(x - entity.x) < reach and abs(z - entity.z) < reach
        if not near or abs(y - entity.y) >= 1.0:
            walk_towards(entity, x, z, pace)
            close = (x - entity.x) ** 2 + (z - entity.z) ** 2 < max(1.0, 2.0 * half)
            if close and y - entity.y > _STEP:
                entity.jump = 1
            return True
        entity.path_next += 1
    return False


@kernel()
def look_at(entity: Any, row: Any, x: float, y: float, z: float) -> None:
    """Turn the head towards a point in this and the next ticks; `row` is the MOB row."""
    entity.look_x = x - entity.x
    entity.look_y = y - entity.y - row.eyes
    entity.look_z = z - entity.z


@kernel()
def rest(entity: Any, goal: int) -> None:
    """Begin with a goal: no way to go, eyes ahead."""
    entity.goal = goal
    entity.goal_ticks = 0
    entity.look_x = entity.look_y = entity.look_z = 0.0
    entity.path_length = entity.path_next = 0


@kernel()
def turn_head(entity: Any) -> None:
    """Move the head towards where the mob looks; the body follows a neck that can turn no further."""
    yaw, pitch = entity.yaw, 0.0
    if entity.look_x != 0.0 or entity.look_z != 0.0:
        yaw = bearing(entity.look_x, entity.look_z)
        flat = math.sqrt(entity.look_x**2 + entity.look_z**2)
        pitch = -math.degrees(math.atan2(entity.look_y, flat))
    elif entity.head_yaw == entity.yaw and entity.pitch == 0.0:
        return
    turn = wrap_degrees(yaw - entity.head_yaw)
    head = wrap_degrees(entity.head_yaw + min(_HEAD_TURN, max(-_HEAD_TURN, turn)))
    side = wrap_degrees(head - entity.yaw)
    if abs(side) > _NECK:
        over = side - math.copysign(_NECK, side)
        if entity.forward == 0.0:
            entity.yaw = wrap_degrees(entity.yaw + over)
        else:
            head = wrap_degrees(head - over)
    entity.head_yaw = head
    nod = min(_HEAD_TURN, max(-_HEAD_TURN, pitch - entity.pitch))
    entity.pitch = min(_MOST_PITCH, max(-_MOST_PITCH, entity.pitch + nod))
