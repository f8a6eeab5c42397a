"""Following a way with the keys: turn, walk, sprint, jump, swim, dig what is in the way, build upwards."""

import math
from collections.abc import Callable

from envs.overworld.player.physics import HALF_WIDTH
from skills.oracle.body import Behaviour, Body, Cell, settle
from skills.oracle.cells import DANGER, FLOOR, KIND, LOW, WATER
from skills.oracle.dig import dig
from skills.oracle.place import rise
from skills.oracle.straight import farthest_straight, is_straight

_TIGHT = 0.22
_LOOSE = 0.5
_AHEAD = 50.0
_BEHIND = 130.0
_NEXT = 1.5
"""Blocks to a target up to which one need not have turned to it to walk."""
_ON_LINE = 20.0
_SPRINT = 2.5
"""Blocks to a place to stop at from which one walks; corners are run round."""
_SIGHT, _SIGHT_SPRINTING = 0.8, 1.2
"""Blocks ahead at which a step is jumped: three ticks of the way, in which a jump rises by one."""
_SPRINT_FOOD = 6
_STUCK_TICKS = 25
_AMID, _AT_REST, _AMID_TICKS = 0.1, 0.02, 60
_STRAY = 2.5
_DETOURS = 4
_WALK_PITCH = 12.0
_PITCH_TURN = 4.0
_SLACK = 2.0
"""Degrees that a look ahead may be off: nobody mends that, and who learns from the oracle could not see it."""


def follow(body: Body, way: list[Cell]) -> Behaviour[bool]:
    """Follow a way; return whether its end was reached. The caller plans again if not.

    It is walked in straight lines as long as can be, and cell by cell where it is dug, built or dived.
    """
    index, end, detours = 0, len(way) - 1, 0
    while index < end:
        far = farthest_straight(body, way, index)
        if far == index:
            if not (yield from _single(body, way[index], way[index + 1])):
                return False
            index += 1
            continue
        if (yield from _stride(body, way[far], _TIGHT if far == end else _LOOSE)):
            index = far
        elif (detours := detours + 1) > _DETOURS:
            return False
    return True


def stand_amid(body: Body, cell: Cell) -> Behaviour[bool]:
    """Stand still in the middle of the cell, with short steps in any direction; return whether that came off."""
    for _ in range(_AMID_TICKS):
        player = body.player
        dx, dz = cell[0] + 0.5 - float(player["x"]), cell[2] + 0.5 - float(player["z"])
        if max(abs(dx), abs(dz)) < _AMID:
            if math.hypot(float(player["vx"]), float(player["vz"])) < _AT_REST:
                return body.feet() == cell
            yield {}
            continue
        yaw = math.radians(float(player["yaw"]))
        ahead, left = dz * math.cos(yaw) - dx * math.sin(yaw), dx * math.cos(yaw) + dz * math.sin(yaw)
        keys = {"forward": ahead > _AMID, "back": ahead < -_AMID, "left": left > _AMID, "right": left < -_AMID}
        yield {"sneak": 1} | {key: int(held) for key, held in keys.items()}
    return False


def stride(body: Body, x: float, z: float) -> dict[str, object]:
    """Return the keys of one tick of a run towards (x, z), at about the height of the feet."""
    dx, dz = x - body.position[0], z - body.position[2]
    cell = (math.floor(x), body.feet()[1], math.floor(z))
    return _walk(body, cell, dx, dz, math.hypot(dx, dz), stops=False)


def _single(body: Body, a: Cell, b: Cell) -> Behaviour[bool]:
    """Get from one cell of a way to the next; return whether the player got there."""
    if not (yield from _center(body, a)) or not (yield from _clear(body, a, b)):
        return False
    if (a[0], a[2]) != (b[0], b[2]) or _is_water(body, a):
        return (yield from _step(body, b, _TIGHT))
    if b[1] > a[1]:
        return (yield from rise(body))
    yield from settle(body)
    return True


def _is_water(body: Body, cell: Cell) -> bool:
    return bool(KIND[body.block(cell)] == WATER)


def _in_the_way(body: Body, a: Cell, b: Cell) -> list[Cell]:
    """The blocks to dig before the step from a to b."""
    ax, ay, az = a
    bx, by, bz = b
    if (ax, az) == (bx, bz):
        room = [(ax, ay + 2, az)] if by > ay else [b]
    elif by > ay:
        room = [(ax, ay + 2, az), (bx, by + 1, bz), b]
    else:
        room = [(bx, y, bz) for y in range(ay + 1, by - 1, -1)]
    kinds = [(cell, int(KIND[body.block(cell)])) for cell in room]
    return [cell for cell, kind in kinds if kind > WATER and not (kind == LOW and cell == b)]


def _clear(body: Body, a: Cell, b: Cell) -> Behaviour[bool]:
    """Dig what is in the way of a step; return whether the way is free."""
    for cell in _in_the_way(body, a, b):
        if KIND[body.block(cell)] == DANGER or not (yield from dig(body, cell)):
            return False
    return True


def _center(body: Body, cell: Cell) -> Behaviour[bool]:
    """Stand in the middle of the cell that the player is in."""
    return (yield from _step(body, cell, _TIGHT))


def _step(body: Body, b: Cell, tolerance: float) -> Behaviour[bool]:
    """Move to a cell beside, above or below; return whether the player got there."""
    return (yield from _move(body, b, tolerance, lambda: math.hypot(*_offset(body, b)) > _STRAY or _is_under(body, b)))


def _stride(body: Body, b: Cell, tolerance: float) -> Behaviour[bool]:
    """Walk straight to a cell; return whether the player got there, and was not put off the line to where none is."""
    return (yield from _move(body, b, tolerance, lambda: body.is_settled and not is_straight(body, b)))


def _move(body: Body, b: Cell, tolerance: float, strays: Callable[[], bool]) -> Behaviour[bool]:
    """Keep moving towards a cell as long as that helps; return whether the player got there."""
    nearest, patience = math.inf, _STUCK_TICKS
    while patience > 0:
        dx, dz = _offset(body, b)
        distance = math.hypot(dx, dz)
        if _is_there(body, b, distance, tolerance):
            return True
        if strays():
            return False
        gap = distance + abs(body.position[1] - b[1])
        if gap < nearest - 0.02:
            nearest, patience = gap, _STUCK_TICKS
        patience -= 1
        yield _walk(body, b, dx, dz, distance, stops=tolerance == _TIGHT)
    return False


def _offset(body: Body, b: Cell) -> tuple[float, float]:
    """Blocks east and south from the player to the middle of a cell."""
    x, _, z = body.position
    return b[0] + 0.5 - x, b[2] + 0.5 - z


def _is_under(body: Body, b: Cell) -> bool:
    return bool(body.player["on_ground"]) and body.position[1] < b[1] - 1.5


def _is_there(body: Body, b: Cell, distance: float, tolerance: float) -> bool:
    height = body.position[1] - b[1]
    if _is_water(body, b):
        return distance < max(tolerance, 0.4) and -0.6 < height < 1.0
    return distance < tolerance and -0.1 < height < 0.7 and body.is_settled


def _walk(body: Body, b: Cell, dx: float, dz: float, distance: float, stops: bool) -> dict[str, object]:
    """The keys of one tick towards a cell that is (dx, dz) away, to stop there or to go on."""
    player = body.player
    yaw = math.degrees(math.atan2(-dx, dz))
    turn = body.turned_by(yaw)
    pitch = float(player["pitch"])
    if abs(pitch - _WALK_PITCH) > _SLACK:
        pitch += max(-_PITCH_TURN, min(_PITCH_TURN, _WALK_PITCH - pitch))
    keys: dict[str, object] = {}
    falling = not body.is_settled and distance < 0.3
    if distance < 0.6 and abs(turn) > _BEHIND:
        keys["back"] = int(not falling)
        yaw = yaw + 180.0
    elif abs(turn) < (_AHEAD if distance < _NEXT else _ON_LINE):
        is_far = distance > _SPRINT or not stops
        wants_sprint = is_far and int(player["food"]) > _SPRINT_FOOD and abs(turn) < _ON_LINE
        keys["sprint"] = int(wants_sprint)
        keys["forward"] = int(not falling and (wants_sprint or not player["sprinting"]))
    if distance > 0.1:
        is_off = abs(body.turned_by(yaw)) > _SLACK or distance < _NEXT
        keys["camera"] = body.camera(yaw if is_off else float(player["yaw"]), pitch)
    height = b[1] - float(player["y"])
    if player["in_water"] or player["in_lava"]:
        keys["jump"] = int(height > -0.6)
    else:
        keys["jump"] = int(abs(turn) < _AHEAD and _is_step_ahead(body, dx, dz, distance))
    return keys


def _is_step_ahead(body: Body, dx: float, dz: float, distance: float) -> bool:
    """Whether the body bumps into a block at its feet if it goes on for some way."""
    x, y, z = body.position
    sight = _SIGHT_SPRINTING if body.player["sprinting"] else _SIGHT
    reach = min(sight, distance) / max(distance, 1e-6)
    px, pz, level = x + dx * reach, z + dz * reach, math.floor(y + 0.1)
    sides = (-HALF_WIDTH, HALF_WIDTH)
    corners = [(math.floor(px + east), level, math.floor(pz + south)) for east in sides for south in sides]
    return any(KIND[body.block(corner)] == FLOOR for corner in corners)
