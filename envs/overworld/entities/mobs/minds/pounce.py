"""Spiders: peaceful in bright light (`hunt.attend`), else hunters that leap at their prey."""

import math
from typing import Any

from envs.overworld.entities.mobs.chance import draw
from envs.overworld.entities.mobs.minds.calm import be_calm
from envs.overworld.entities.mobs.minds.hunt import close_in
from envs.overworld.entities.mobs.wishes import Prey, Wish
from envs.overworld.jit import kernel
from envs.overworld.state import State

_LEAP_NEAR, _LEAP_FAR, _LEAP_CHANCE = 4.0, 16.0, 0.2  # squares of 2 and 4 blocks; one in five a tick
_LEAP, _LEAP_UP = 0.4, 0.4
_KEPT = 0.2


@kernel(inline=True)
def pounce(s: State, w: int, i: int, row: Any, p: int, near: float, prey: Prey) -> Wish:
    """Run after the prey and leap at it, or be calm without any."""
    if not prey[0]:
        return be_calm(s.entities[w, i], row, s.clock[w], s.players[w, max(p, 0)], near, 0.8)
    leap(s.entities[w, i], s.clock[w], prey)
    return close_in(s.entities[w, i], row, prey, 1.0)


@kernel()
def leap(entity: Any, clock: Any, prey: Prey) -> None:
    """Two to four blocks from its prey a mob on the ground leaps at it, by chance."""
    _, x, _, z, distance, _, _ = prey
    if not entity.on_ground or distance < _LEAP_NEAR or distance > _LEAP_FAR:
        return
    flat = math.sqrt((x - entity.x) ** 2 + (z - entity.z) ** 2)
    if flat > 0.1 and draw(clock) < _LEAP_CHANCE:
        entity.vx = _KEPT * entity.vx + 0.8 * _LEAP * (x - entity.x) / flat
        entity.vz = _KEPT * entity.vz + 0.8 * _LEAP * (z - entity.z) / flat
        entity.vy = _LEAP_UP
