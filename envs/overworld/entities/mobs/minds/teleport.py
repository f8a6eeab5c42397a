"""Endermen: harmless until looked in the eye or struck; they teleport out of water and trouble, and to their prey."""

import math
from typing import Any

from envs.overworld.blocks.daylight import darkness_now, light_level
from envs.overworld.entities.mobs.minds.calm import be_calm
from envs.overworld.entities.mobs.minds.hunt import MEMORY, close_in, forget
from envs.overworld.entities.mobs.wishes import BLINK, BLINK_TO, Prey, Wish
from envs.overworld.gamedata import item_index
from envs.overworld.jit import kernel
from envs.overworld.player.look import look_vector
from envs.overworld.player.physics import EYE_HEIGHT
from envs.overworld.rng import random_float, random_int
from envs.overworld.state import ENTITY_BODY, MASK, NOBODY, PEACEFUL, PLAYER_BODY, State
from envs.overworld.weather import is_rained_on

STARE_TICKS = 5
"""That a player must look it in the eye."""

_PUMPKIN = item_index("pumpkin")
_HEAD = 39
_STARE = 0.025
_FURY = 1.5  # its speed is higher by 0.15 while it hunts
_TRIES = 16.0
_STARED_AT_NEAR, _FAR = 16.0, 256.0
_FAR_TICKS = 30
_BESIDE, _SPREAD = 16.0, 8.0
_DAY_DARKNESS = 4  # less darkness of the sky than this is day
_BRIGHT = 12
_DAY_CHANCE = 0.04
_HURT = 19  # ticks of invulnerability left just after a blow


@kernel(inline=True)
def teleport(s: State, w: int, i: int, row: Any, p: int, near: float, prey: Prey) -> Wish:
    """Teleport when wet, hurt or caught by the day; hunt who stares. `pickup_delay` counts ticks of a stare, or far."""
    entity = s.entities[w, i]
    hunts, x, y, z, distance, _, seen = prey
    if _is_troubled(s, w, i):
        return BLINK, 0.0, _TRIES, 0.0, 1.0
    caught = near < row.follow**2 and _is_stared_at(s, w, i, row, p)
    if not hunts:
        entity.pickup_delay = entity.pickup_delay + 1 if caught else 0
        if entity.pickup_delay >= STARE_TICKS and s.clock[w].difficulty != PEACEFUL:
            entity.pickup_delay = 0
            entity.target = PLAYER_BODY + p
            entity.anger = MEMORY
        return be_calm(s.entities[w, i], row, s.clock[w], s.players[w, max(p, 0)], near, 1.0)
    if entity.target < ENTITY_BODY and distance < _STARED_AT_NEAR:
        entity.pickup_delay = 0
        if caught and seen and random_int(s, w, STARE_TICKS) == 0:
            return BLINK, 0.0, 1.0, 0.0, 1.0
    elif entity.target < ENTITY_BODY and distance > _FAR:
        entity.pickup_delay += 1
        if entity.pickup_delay >= _FAR_TICKS:
            entity.pickup_delay = 0
            share = _BESIDE / math.sqrt(distance)
            to_x = entity.x + (x - entity.x) * share + (random_float(s, w) - 0.5) * _SPREAD
            to_z = entity.z + (z - entity.z) * share + (random_float(s, w) - 0.5) * _SPREAD
            return BLINK_TO, to_x, entity.y + (y - entity.y) * share + _SPREAD, to_z, 1.0
    return close_in(entity, row, prey, _FURY)


@kernel()
def _is_troubled(s: State, w: int, i: int) -> bool:
    """Whether it is wet, shot at, hurt by what is no enemy, or caught by the sun (which also calms it)."""
    entity = s.entities[w, i]
    x, y, z = math.floor(entity.x), math.floor(entity.y), math.floor(entity.z)
    if entity.in_water or is_rained_on(s, w, x, y + 2, z):
        return True
    struck = entity.attacker != NOBODY and entity.attacker_ticks <= 1
    if struck and entity.hurt_time < _HURT:
        return True  # an arrow, which it does not feel
    if entity.hurt_time >= _HURT and not struck:
        return random_int(s, w, 10) != 0
    by_day = s.top[w, x & MASK, z & MASK] <= y + 1 and darkness_now(s, w) < _DAY_DARKNESS
    if by_day and light_level(s, w, x, y, z) >= _BRIGHT and random_float(s, w) < _DAY_CHANCE:
        forget(entity)
        return True
    return False


@kernel()
def _is_stared_at(s: State, w: int, i: int, row: Any, p: int) -> bool:
    """Whether a player, without a pumpkin on the head, looks a mob in the eye; near ones need not be so exact."""
    entity, player = s.entities[w, i], s.players[w, p]
    if s.slots[w, p, _HEAD].item == _PUMPKIN:
        return False
    dx, dz = entity.x - player.x, entity.z - player.z
    dy = entity.y + row.eyes - player.y - EYE_HEIGHT
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    look_x, look_y, look_z = look_vector(player.yaw, player.pitch)
    return look_x * dx + look_y * dy + look_z * dz > length - _STARE
