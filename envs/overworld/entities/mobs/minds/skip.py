"""Rabbits: they move by hops, and run from players, wolves and monsters unless there is a carrot."""

from typing import Any

import numpy as np

from envs.overworld.entities.mobs.minds.calm import BUSY, be_calm
from envs.overworld.entities.mobs.minds.family import mind_family
from envs.overworld.entities.mobs.minds.hunt import is_turn
from envs.overworld.entities.mobs.steering import is_walking, rest
from envs.overworld.entities.mobs.wishes import AVOID, WALK, Wish
from envs.overworld.gamedata import RULES, mob_index
from envs.overworld.jit import kernel
from envs.overworld.rules import MONSTER
from envs.overworld.state import ENTITY_MOB, State

FLEE = BUSY + 14
_SHY = 8.0
_SHY_OF = np.where(RULES.mobs["category"] == MONSTER, 4.0, 0.0)
_SHY_OF[mob_index("wolf")] = 10.0
_RUN = 2.2
_STROLL = 0.6
_LOOK_EVERY = 5
_PAUSE, _HURRY = 10, 1  # ticks on the ground between two hops


@kernel(inline=True)
def skip(s: State, w: int, i: int, row: Any, p: int, near: float) -> Wish:
    """Flee when hurt, else court, come to food, keep near a parent, else run from what is near, else be calm."""
    entity = s.entities[w, i]
    busy, wish = mind_family(s, w, i, row, p, near, _RUN, 1.0, 1.1)
    if busy:
        return wish
    if entity.goal == FLEE and is_walking(entity):
        return WALK, 0.0, 0.0, 0.0, _RUN
    if is_turn(s, w, i, _LOOK_EVERY):
        fears, x, z = _find_fear(s, w, i, p, near)
        if fears:
            rest(entity, FLEE)
            return AVOID, x, 0.0, z, _RUN
    return be_calm(s.entities[w, i], row, s.clock[w], s.players[w, max(p, 0)], near, _STROLL)


@kernel()
def hop_along(entity: Any) -> None:
    """Where it is told to walk it jumps, and rests on the ground in between; `timer` counts that."""
    if entity.forward == 0.0 or not entity.on_ground:
        return
    if entity.timer > 0:
        entity.timer -= 1
        entity.forward = 0.0
        entity.jump = 0
    else:
        entity.timer = _HURRY if entity.pace > 1.0 else _PAUSE
        entity.jump = 1


@kernel()
def _find_fear(s: State, w: int, i: int, p: int, near: float) -> tuple[bool, float, float]:
    """Whether something that it fears is near, and where the nearest of that is (x, z)."""
    entity = s.entities[w, i]
    x, z, nearest = 0.0, 0.0, 1.0  # in shares of the squared distance at which it runs
    if near < _SHY**2:
        x, z, nearest = s.players[w, p].x, s.players[w, p].z, near / _SHY**2
    for j in range(s.clock[w].entity_rows):
        other = s.entities[w, j]
        if other.kind == ENTITY_MOB and _SHY_OF[other.mob] > 0.0:
            distance = (other.x - entity.x) ** 2 + (other.y - entity.y) ** 2 + (other.z - entity.z) ** 2
            share = distance / _SHY_OF[other.mob] ** 2
            if share < nearest:
                x, z, nearest = other.x, other.z, share
    return nearest < 1.0, x, z
