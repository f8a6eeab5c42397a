"""Bats: they hang from ceilings in the dark and flutter about when somebody comes."""

import math
from typing import Any

from envs.overworld.entities.mobs.ground import CLOSED, meaning
from envs.overworld.entities.mobs.minds.calm import BUSY
from envs.overworld.entities.mobs.steering import face
from envs.overworld.entities.mobs.wishes import NOTHING, Wish
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float, random_int
from envs.overworld.state import State

HANG = BUSY + 15
"""Goal of a bat that sleeps under a block."""
FLY = BUSY + 16

_WAKE = 4.0
_NEW_PLACE, _SETTLE = 1.0 / 30.0, 0.01
_ARRIVED = 4.0


@kernel(inline=True)
def flutter(s: State, w: int, i: int, row: Any, near: float) -> Wish:
    """Hang until somebody comes within 4 blocks; else fly from place to place (in `path`) until there is a roof."""
    entity = s.entities[w, i]
    x, y, z = math.floor(entity.x), math.floor(entity.y), math.floor(entity.z)
    roof = meaning(s, w, x, y + 1, z) == CLOSED
    if entity.goal == HANG and roof and near > _WAKE**2:
        entity.vx = entity.vy = entity.vz = 0.0
        entity.y = y + 1.0 - row.height
        return NOTHING, 0.0, 0.0, 0.0, 1.0
    dx = entity.path[0, 0] + 0.5 - entity.x
    dy = entity.path[0, 1] + 0.1 - entity.y
    dz = entity.path[0, 2] + 0.5 - entity.z
    chance = random_float(s, w)
    if entity.goal != FLY or chance < _NEW_PLACE or dx * dx + dy * dy + dz * dz < _ARRIVED:
        entity.goal = FLY
        entity.path[0, 0] = x + random_int(s, w, 13) - 6
        entity.path[0, 1] = y + random_int(s, w, 6) - 2
        entity.path[0, 2] = z + random_int(s, w, 13) - 6
    face(entity, entity.path[0, 0] + 0.5, entity.path[0, 2] + 0.5)
    entity.forward = 0.5
    entity.rise = 1.0 if dy > 0.0 else -1.0
    if roof and chance > 1.0 - _SETTLE:
        entity.goal = HANG
    return NOTHING, 0.0, 0.0, 0.0, 1.0
