"""Shooting with the bow: aim above the target for the arrow's fall and ahead of it for the time of flight."""

import math

from skills.oracle.body import Behaviour, Body
from skills.oracle.creatures import Point, box_of, gap_to, is_alive, mob_record, sees
from skills.oracle.tools import hold
from skills.oracle.weapons import bow_slot

_NEAREST, _FARTHEST = 6.0, 28.0
_DRAWN_TICKS = 22
_SPEED = 3.0  # blocks a tick, fully drawn
_GRAVITY, _DRAG = 0.05, 0.99  # of an arrow, a tick (1.11.2)
_AIM_TICKS = 12
_ROUNDS = 3
_MOST_FLIGHT = 40


def can_shoot(body: Body, row: int) -> bool:
    """Whether a shot at a mob is possible and sensible: a bow and arrows, in sight, not at close quarters."""
    return bow_slot(body) is not None and _NEAREST <= gap_to(body, row) <= _FARTHEST and sees(body, row)


def shoot(body: Body, row: int) -> Behaviour[None]:
    """Draw the bow, keep it on the mob, let go."""
    slot = bow_slot(body)
    if slot is None:
        return
    mob = int(mob_record(body, row)["mob"])
    yield from hold(body, slot)
    for tick in range(_DRAWN_TICKS + _AIM_TICKS):
        if not is_alive(body, row, mob) or gap_to(body, row) < _NEAREST / 2:
            break
        point = _lead(body, row)
        yaw, pitch = body.angles_to(point)
        off = max(abs(body.turned_by(yaw)), abs(pitch - float(body.player["pitch"])))
        if tick >= _DRAWN_TICKS and off < 1.0:
            break
        yield {"use": 1, "camera": body.camera(yaw, pitch)}
    yield {}


def _lead(body: Body, row: int) -> Point:
    """Where to look so that a fully drawn arrow meets the mob: its middle, led by its motion, raised by the fall."""
    entity = mob_record(body, row)
    low, high = box_of(body, row)
    middle = (low + high) / 2
    ex, ey, ez = body.eyes
    aimed = middle.copy()
    for _ in range(_ROUNDS):
        far = math.dist((ex, ey, ez), aimed)
        ticks, fall = _flight(far)
        aimed = middle.copy()
        aimed[0] += float(entity["vx"]) * ticks
        aimed[2] += float(entity["vz"]) * ticks
        aimed[1] += fall
    return float(aimed[0]), float(aimed[1]), float(aimed[2])


def _flight(distance: float) -> tuple[int, float]:
    """Ticks that an arrow takes for a distance, and how far it falls meanwhile."""
    gone, speed, fall, sink = 0.0, _SPEED, 0.0, 0.0
    for tick in range(_MOST_FLIGHT):
        if gone >= distance:
            return tick, fall
        gone += speed
        fall += sink
        speed *= _DRAG
        sink = sink * _DRAG + _GRAVITY
    return _MOST_FLIGHT, fall
