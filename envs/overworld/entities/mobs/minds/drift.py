"""Squid: they drift through water in pulses, now and then in another direction."""

import math

from envs.overworld.entities.mobs.minds.calm import STROLL
from envs.overworld.entities.mobs.steering import face
from envs.overworld.entities.mobs.wishes import NOTHING, Wish
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float
from envs.overworld.state import State

_TURN_CHANCE = 0.02
_BORED = 100
_PULSE = 2.0 * math.pi / 40.0  # two seconds a pulse


@kernel(inline=True)
def drift(s: State, w: int, i: int) -> Wish:
    """Keep a direction (in `look_*`) for some seconds; far from players hang still."""
    entity = s.entities[w, i]
    if entity.idle <= _BORED:
        chance = random_float(s, w)
        if entity.goal != STROLL or chance < _TURN_CHANCE:
            angle = 2.0 * math.pi * random_float(s, w)
            entity.goal = STROLL
            entity.look_x, entity.look_z = math.cos(angle), math.sin(angle)
            entity.look_y = chance / _TURN_CHANCE % 1.0 - 0.5
        face(entity, entity.x + entity.look_x, entity.z + entity.look_z)
        entity.forward = 0.5 - 0.5 * math.cos(entity.age * _PULSE)
        entity.rise = entity.look_y
    return NOTHING, 0.0, 0.0, 0.0, 1.0
