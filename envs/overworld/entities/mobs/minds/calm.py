"""What nearly every mob does while nothing is the matter: stroll, watch players, look around."""

import math
from typing import Any

from envs.overworld.entities.mobs.chance import draw
from envs.overworld.entities.mobs.steering import is_walking, look_at, rest
from envs.overworld.entities.mobs.wishes import NOTHING, SET_OUT, WALK, Wish
from envs.overworld.jit import kernel
from envs.overworld.player.physics import EYE_HEIGHT

IDLE, STROLL, WATCH, GAZE = range(4)
"""Goals of a calm mob; those of the behaviours begin at BUSY."""
BUSY = 8

_STROLL_CHANCE = 1.0 / 120.0
_LOOK_CHANCE = 0.02
_STROLL_REACH, _STROLL_RISE = 10.0, 4.0
_STROLL_TICKS = 200
_WATCH_REACH = 8.0
_WATCH_TICKS, _GAZE_TICKS = 40.0, 20.0  # up to twice as long
_BORED = 100  # ticks far from every player after which it stands


@kernel()
def be_calm(entity: Any, row: Any, clock: Any, player: Any, near: float, pace: float) -> Wish:
    """Stand, look at players and around, and now and then stroll with a pace; a mob far from players only stands.

    Args:
        entity: The mob's ENTITY record.
        row: Its MOB row.
        clock: The world's CLOCK record.
        player: PLAYER record of the nearest player.
        near: Squared distance to that player.
        pace: Pace of a stroll.
    """
    if entity.goal > GAZE:
        rest(entity, IDLE)
    entity.goal_ticks += 1
    if entity.goal == IDLE:
        return _choose(entity, clock, near, pace)
    if entity.goal == STROLL:
        if is_walking(entity) and entity.goal_ticks < _STROLL_TICKS:
            return WALK, 0.0, 0.0, 0.0, pace
        rest(entity, IDLE)
    elif entity.goal_ticks >= 0 or (entity.goal == WATCH and near > _WATCH_REACH**2):  # looks are counted up to 0
        rest(entity, IDLE)
    elif entity.goal == WATCH:
        look_at(entity, row, player.x, player.y + EYE_HEIGHT, player.z)
    return NOTHING, 0.0, 0.0, 0.0, pace


@kernel()
def _choose(entity: Any, clock: Any, near: float, pace: float) -> Wish:
    """Begin to stroll, to watch a player, or to look around, by chance."""
    if entity.idle >= _BORED:
        return NOTHING, 0.0, 0.0, 0.0, pace
    chance = draw(clock)
    if chance < _STROLL_CHANCE:
        entity.goal = STROLL
        entity.goal_ticks = 0
        return SET_OUT, _STROLL_REACH, _STROLL_RISE, 0.0, pace
    chance -= _STROLL_CHANCE
    if chance < 2.0 * _LOOK_CHANCE:
        share = draw(clock)
        if chance >= _LOOK_CHANCE:
            angle = 2.0 * math.pi * chance / _LOOK_CHANCE  # what is left of the draw is as random
            entity.goal = GAZE
            entity.goal_ticks = -int(_GAZE_TICKS * (1.0 + share))
            entity.look_x, entity.look_y, entity.look_z = math.cos(angle), 0.0, math.sin(angle)
        elif near < _WATCH_REACH**2:
            entity.goal = WATCH
            entity.goal_ticks = -int(_WATCH_TICKS * (1.0 + share))
    return NOTHING, 0.0, 0.0, 0.0, pace
