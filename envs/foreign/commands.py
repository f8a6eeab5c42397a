"""Slash commands with which an episode begins in another simulator, in every version of the game."""

from collections.abc import Mapping

import numpy as np

from envs.overworld.world import WorldStart

_MOB_DRAW = 0x6D6F6273
_FEET = 1  # blocks above the player's feet, so that a mob is not put into the ground
_SAME: Mapping[str, str] = {}


def spread(start: WorldStart) -> list[str]:
    """Return what brings the player to some place around the world's spawn, if that is asked for."""
    return [f"/spreadplayers ~ ~ 0 {start.spawn_radius} false @p"] if start.spawn_radius else []


def summons(start: WorldStart, seed: int, names: Mapping[str, str] = _SAME) -> list[str]:
    """Return what summons mobs, each somewhere in its box, about as high as the player: nobody looks for ground.

    Args:
        start: Which mobs.
        seed: Of the places.
        names: What the game calls a mob, where it is not what MineDojo does.
    """
    chance = np.random.default_rng([_MOB_DRAW, seed])
    said = []
    for mob in start.mobs:
        for _ in range(mob.count):
            x, z = (int(chance.integers(mob.low[axis], mob.high[axis] + 1)) for axis in (0, 2))
            y = min(max(_FEET, mob.low[1]), mob.high[1])
            said.append(f"/summon {names.get(mob.mob, mob.mob)} ~{x} ~{y} ~{z}")
    return said
