"""Creepers: they come close, hiss, and explode unless one gets away."""

from typing import Any

from envs.overworld.entities.mobs.minds.calm import be_calm
from envs.overworld.entities.mobs.minds.hunt import close_in
from envs.overworld.entities.mobs.steering import face, look_at
from envs.overworld.entities.mobs.wishes import BURST, NOTHING, Prey, Wish
from envs.overworld.jit import kernel
from envs.overworld.state import State

FUSE = 30
"""Ticks from the first hiss to the explosion."""
_LIGHT_WITHIN, _GO_OUT_BEYOND = 3.0, 7.0


@kernel(inline=True)
def explode(s: State, w: int, i: int, row: Any, p: int, near: float, prey: Prey) -> Wish:
    """Run after the prey; the fuse (`timer`) burns within 3 blocks of it, and back beyond 7 or out of its sight."""
    entity = s.entities[w, i]
    hunts, x, y, z, distance, eyes, seen = prey
    reach = _GO_OUT_BEYOND if entity.timer > 0 else _LIGHT_WITHIN
    if hunts and seen and distance < reach * reach:
        entity.timer += 1
        entity.path_length = entity.path_next = 0
        face(entity, x, z)
        look_at(entity, row, x, y + eyes, z)
        return BURST if entity.timer >= FUSE else NOTHING, 0.0, 0.0, 0.0, 1.0
    entity.timer = max(0, entity.timer - 1)
    if hunts:
        return close_in(entity, row, prey, 1.0)
    return be_calm(s.entities[w, i], row, s.clock[w], s.players[w, max(p, 0)], near, 0.8)
