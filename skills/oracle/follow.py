"""Following a way cell by cell with the keys: turn, walk, sprint, jump, swim, dig what is in the way, build upwards."""

import math

from skills.oracle.body import Behaviour, Body, Cell, settle
from skills.oracle.cells import DANGER, KIND, LOW, WATER
from skills.oracle.dig import dig
from skills.oracle.place import rise

_TIGHT = 0.22
_LOOSE = 0.5
_AHEAD = 50.0
_BEHIND = 130.0
_SPRINT_CELLS = 3
_SPRINT_FOOD = 6
_STUCK_TICKS = 25
_STRAY = 2.5
_WALK_PITCH = 12.0
_PITCH_TURN = 4.0


def follow(body: Body, way: list[Cell]) -> Behaviour[bool]:
    """Follow a way; return whether its end was reached. The caller plans again if not."""
    straight = _straight_ahead(body, way)
    for index in range(1, len(way)):
        a, b = way[index - 1], way[index]
        if not (yield from _clear(body, a, b)):
            return False
        if a[0] == b[0] and a[2] == b[2] and not _is_water(body, a):
            if b[1] > a[1]:
                if not ((yield from _center(body, a)) and (yield from rise(body))):
                    return False
            else:
                yield from settle(body)
            continue
        onward = straight[index - 1]
        if not (yield from _step(body, b, _LOOSE if onward else _TIGHT, onward >= _SPRINT_CELLS)):
            return False
    return True


def _is_water(body: Body, cell: Cell) -> bool:
    return bool(KIND[body.block(cell)] == WATER)


def _straight_ahead(body: Body, way: list[Cell]) -> list[int]:
    """For each cell of a way, how many steps after the next go on in its direction, dry, level and free."""
    count = [0] * len(way)
    for index in range(len(way) - 2, -1, -1):
        a, b = way[index], way[index + 1]
        if a[1] != b[1] or _is_water(body, b) or _in_the_way(body, a, b):
            continue
        step = (b[0] - a[0], b[2] - a[2])
        goes_on = index + 2 < len(way) and (way[index + 2][0] - b[0], way[index + 2][2] - b[2]) == step
        count[index] = 1 + (count[index + 1] if goes_on else 0)
    return [number - 1 if number else 0 for number in count]


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
    blocked = _in_the_way(body, a, b)
    if not blocked:
        return True
    if not (yield from _center(body, a)):
        return False
    for cell in blocked:
        if KIND[body.block(cell)] == DANGER or not (yield from dig(body, cell)):
            return False
    return True


def _center(body: Body, cell: Cell) -> Behaviour[bool]:
    """Stand in the middle of the cell that the player is in."""
    return (yield from _step(body, cell, _TIGHT, False))


def _step(body: Body, b: Cell, tolerance: float, sprint: bool) -> Behaviour[bool]:
    """Move to a cell beside, above or below; return whether the player got there."""
    nearest, patience = math.inf, _STUCK_TICKS
    while patience > 0:
        x, y, z = body.position
        dx, dz = b[0] + 0.5 - x, b[2] + 0.5 - z
        distance = math.hypot(dx, dz)
        if _is_there(body, b, distance, tolerance):
            return True
        if distance > _STRAY or (body.player["on_ground"] and y < b[1] - 1.5):
            return False
        gap = distance + abs(y - b[1])
        if gap < nearest - 0.02:
            nearest, patience = gap, _STUCK_TICKS
        patience -= 1
        yield _walk(body, b, dx, dz, distance, sprint)
    return False


def _is_there(body: Body, b: Cell, distance: float, tolerance: float) -> bool:
    height = body.position[1] - b[1]
    if _is_water(body, b):
        return distance < max(tolerance, 0.4) and -0.6 < height < 1.0
    return distance < tolerance and -0.1 < height < 0.7 and body.is_settled


def _walk(body: Body, b: Cell, dx: float, dz: float, distance: float, sprint: bool) -> dict[str, object]:
    """The keys of one tick towards a cell that is (dx, dz) away."""
    player = body.player
    yaw = math.degrees(math.atan2(-dx, dz))
    turn = body.turned_by(yaw)
    pitch = float(player["pitch"])
    pitch += max(-_PITCH_TURN, min(_PITCH_TURN, _WALK_PITCH - pitch))
    keys: dict[str, object] = {}
    falling = not body.is_settled and distance < 0.3
    if distance < 0.6 and abs(turn) > _BEHIND:
        keys["back"] = int(not falling)
        yaw = yaw + 180.0
    elif abs(turn) < _AHEAD:
        wants_sprint = sprint and int(player["food"]) > _SPRINT_FOOD and abs(turn) < 15.0
        keys["sprint"] = int(wants_sprint)
        keys["forward"] = int(not falling and (wants_sprint or not player["sprinting"]))
    if distance > 0.1:
        keys["camera"] = body.camera(yaw, pitch)
    height = b[1] - float(player["y"])
    if player["in_water"] or player["in_lava"]:
        keys["jump"] = int(height > -0.6)
    else:
        keys["jump"] = int(height > 0.1 and distance < 1.5 and abs(turn) < _AHEAD)
    return keys
