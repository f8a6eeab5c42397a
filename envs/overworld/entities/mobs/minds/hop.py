"""Slimes: they jump about, after players if they see any, and hurt by touch when they are not of the smallest."""

import math

from envs.overworld.entities.mobs.minds.calm import IDLE
from envs.overworld.entities.mobs.steering import face, rest
from envs.overworld.entities.mobs.wishes import NOTHING, TOUCH, Prey, Wish
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float
from envs.overworld.state import ENTITY_BODY, State

_JUMP_LEAST, _JUMP_MORE = 10.0, 20.0
_EAGER = 3.0  # times sooner while it hunts
_TURN_LEAST, _TURN_MORE = 40.0, 60.0
_TOUCH = 0.6
_SMALLEST = 1


@kernel(inline=True)
def hop(s: State, w: int, i: int, prey: Prey) -> Wish:
    """Jump towards the prey, or in a direction at random that changes every few seconds; `timer` is the next jump's."""
    entity = s.entities[w, i]
    hunts, x, _, z, distance, _, _ = prey
    if hunts:
        face(entity, x, z)
    else:
        _turn_about(s, w, i)
    if not entity.on_ground and not entity.in_water:
        entity.forward = 1.0
    elif entity.timer > 0:
        entity.timer -= 1
    else:
        wait = _JUMP_LEAST + _JUMP_MORE * random_float(s, w)
        entity.timer = int(wait / _EAGER if hunts else wait)
        entity.jump = 1
        entity.forward = 1.0
    size = entity.variant
    harms = hunts and (size > _SMALLEST or entity.target >= ENTITY_BODY)
    return TOUCH if harms and distance < (_TOUCH * size) ** 2 else NOTHING, 0.0, 0.0, 0.0, 1.0


@kernel()
def _turn_about(s: State, w: int, i: int) -> None:
    """Turn to a new direction (kept in `look_*`) when the time of the last one is over."""
    entity = s.entities[w, i]
    entity.goal_ticks -= 1
    if entity.goal_ticks <= 0:
        rest(entity, IDLE)
        share = random_float(s, w)
        angle = 2.0 * math.pi * share
        entity.look_x, entity.look_z = math.cos(angle), math.sin(angle)
        entity.goal_ticks = int(_TURN_LEAST + _TURN_MORE * (16.0 * share % 1.0))
    face(entity, entity.x + entity.look_x, entity.z + entity.look_z)
