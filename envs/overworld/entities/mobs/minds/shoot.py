"""Skeletons and strays: keep a bow's distance, side-step, draw and shoot; by day they look for shade."""

import math
from typing import Any

from envs.overworld.entities.mobs.minds.calm import BUSY, be_calm
from envs.overworld.entities.mobs.minds.hunt import is_turn
from envs.overworld.entities.mobs.steering import face, is_walking, look_at, rest
from envs.overworld.entities.mobs.wishes import GO, NOTHING, SHADE, SHOOT, WALK, Prey, Wish
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float
from envs.overworld.state import HARD, MASK, State

SEEK_SHADE = BUSY + 6
AIM = BUSY + 8
"""And up to three more: with bit 0 it side-steps to the left, with bit 1 backwards."""
_LEFT, _BACK = 1, 2

_REACH = 15.0
_FAR, _NEAR = 0.75 * _REACH**2, 0.25 * _REACH**2
_STEADY = 20  # ticks that it sees its prey before it stands to shoot
_STRAFE_TICKS, _STRAFE_CHANCE = 20, 0.3
_STRAFE = 0.5
_DRAW = 20
_PAUSE, _PAUSE_HARD = 40, 20
_THIRD = 0.37  # of the eyes' height: a third of the body's


@kernel(inline=True)
def shoot(s: State, w: int, i: int, row: Any, p: int, near: float, prey: Prey) -> Wish:
    """Shoot at the prey from a distance. `goal_ticks` counts how long it has been in sight, `timer` to the next arrow.

    The bow is drawn in one second while the prey is in sight; then comes a pause of two (on hard, one).
    """
    entity = s.entities[w, i]
    hunts, x, y, z, distance, eyes, seen = prey
    if not hunts:
        return _shelter(s, w, i, row, p, near)
    if entity.goal < AIM or entity.goal > AIM + (_LEFT | _BACK):
        rest(entity, AIM)
        entity.timer = 0
    entity.goal_ticks = max(0, entity.goal_ticks) + 1 if seen else min(0, entity.goal_ticks) - 1
    look_at(entity, row, x, y + eyes, z)
    if entity.timer > 0 or (seen and entity.timer > -_DRAW):
        entity.timer -= 1
    elif seen:
        entity.timer = _PAUSE_HARD if s.clock[w].difficulty == HARD else _PAUSE
        return SHOOT, x, y + _THIRD * eyes, z, 0.0
    if distance > _REACH**2 or entity.goal_ticks < _STEADY:
        return GO, x, y, z, 1.0
    entity.path_length = entity.path_next = 0
    _side_step(s, w, i, x, z, distance)
    return NOTHING, 0.0, 0.0, 0.0, 1.0


@kernel()
def _side_step(s: State, w: int, i: int, x: float, z: float, distance: float) -> None:
    """Circle the prey, now and then the other way; back off when it is near, come closer when it is far."""
    entity = s.entities[w, i]
    bits = entity.goal - AIM
    if is_turn(s, w, i, _STRAFE_TICKS):
        chance = random_float(s, w)  # a draw for each of the two
        if chance < _STRAFE_CHANCE:
            bits ^= _LEFT
        if chance * 10.0 % 1.0 < _STRAFE_CHANCE:
            bits ^= _BACK
    if distance > _FAR:
        bits &= ~_BACK
    elif distance < _NEAR:
        bits |= _BACK
    entity.goal = AIM + bits
    face(entity, x, z)
    entity.forward = -_STRAFE if bits & _BACK else _STRAFE
    entity.strafe = _STRAFE if bits & _LEFT else -_STRAFE


@kernel()
def _shelter(s: State, w: int, i: int, row: Any, p: int, near: float) -> Wish:
    """Without prey: look for a roof while it burns under the open sky, else be calm."""
    entity = s.entities[w, i]
    open_sky = s.top[w, math.floor(entity.x) & MASK, math.floor(entity.z) & MASK] <= entity.y + 1.0
    if entity.fire > 0 and open_sky:
        if entity.goal != SEEK_SHADE:
            rest(entity, SEEK_SHADE)
        return WALK if is_walking(entity) else SHADE, 0.0, 0.0, 0.0, 1.0
    if entity.goal == SEEK_SHADE and is_walking(entity):
        return WALK, 0.0, 0.0, 0.0, 1.0
    return be_calm(s.entities[w, i], row, s.clock[w], s.players[w, max(p, 0)], near, 1.0)
