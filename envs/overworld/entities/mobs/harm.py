"""What hurts a mob besides blows: falls, drowning, fire, lava, cactus, walls, daylight, water, the void."""

import math

import numpy as np

from envs.overworld.blocks.daylight import darkness_now
from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.liquids import is_under_water, touches_lava
from envs.overworld.entities.mobs.body import NOTICE_TICKS
from envs.overworld.entities.mobs.life import hurt_mob
from envs.overworld.entities.mobs.shape import mob_eyes, mob_size
from envs.overworld.entities.mobs.touch import IN_CACTUS, IN_FIRE, IN_LAVA
from envs.overworld.gamedata import MOB_NAMES, block_id
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float
from envs.overworld.rules import BURNS_BY_DAY, FIREPROOF, HATES_WATER, OPAQUE_CUBE, SWIMS, UNDEAD, Rules
from envs.overworld.state import (
    DAMAGE_CACTUS,
    DAMAGE_DROWN,
    DAMAGE_FALL,
    DAMAGE_FIRE,
    DAMAGE_LAVA,
    DAMAGE_SUFFOCATE,
    DAMAGE_VOID,
    HEIGHT,
    MASK,
    NOBODY,
    State,
)
from envs.overworld.weather import is_rained_on

FIRE_TICKS = 160
"""Ticks that a mob burns for which fire or the sun has set alight."""

_SAFE_FALL = 3.0
_HAY_FACTOR = 0.2
_FULL_AIR = 300
_DROWN_AIR = -20
_DROWN_DAMAGE = 2.0
_LAVA_DAMAGE = 4.0
_LAVA_FIRE = 300
_FIRE_EVERY = 20
_VOID = -64.0
_VOID_DAMAGE = 1e9
_HEAD_RISE = 0.05
_DAY_DARKNESS = 4  # levels that the sky may have lost by day
_SUNBURN_LIGHT = 12

_SLIME = block_id("slime")
_HAY = block_id("hay_block")
_LANDS_SOFTLY = np.array([name in ("chicken", "bat") for name in MOB_NAMES])
_FALL_FACTORS = np.ones(len(MOB_NAMES))
for _name in ("horse", "donkey", "llama"):
    _FALL_FACTORS[MOB_NAMES.index(_name)] = 0.5


@kernel(inline=True)
def is_in_trouble(s: State, rules: Rules, w: int, i: int, touched: int) -> bool:
    """Whether something may hurt a mob in this tick, so that `suffer` must look; it always does in every tenth tick."""
    entity = s.entities[w, i]
    flags = rules.mobs[entity.mob].flags
    if touched != 0 or entity.fire > 0 or entity.y < _VOID or (entity.age + i) % NOTICE_TICKS == 0:
        return True
    landed = entity.on_ground and entity.fall_distance > 0.0
    return landed or bool(entity.in_water) != bool(flags & SWIMS) or flags & HATES_WATER != 0


@kernel()
def suffer(s: State, rules: Rules, w: int, i: int, touched: int) -> None:
    """Apply one tick of everything that hurts a living mob; `touched` is what `move_mob` returned."""
    entity = s.entities[w, i]
    flags = rules.mobs[entity.mob].flags
    if entity.on_ground and entity.fall_distance > 0.0:
        _land(s, rules, w, i)
    if touched & (IN_CACTUS | IN_FIRE | IN_LAVA):
        _scorch(s, rules, w, i, touched)
    if entity.fire > 0:
        _burn(s, rules, w, i)
    elif flags & BURNS_BY_DAY and entity.growth >= 0 and (entity.age + i) % NOTICE_TICKS == 0:
        _sunburn(s, rules, w, i)
    if flags & HATES_WATER and (entity.in_water or _is_in_rain(s, rules, w, i)):
        hurt_mob(s, rules, w, i, 1.0, DAMAGE_DROWN, NOBODY)
    if bool(entity.in_water) != bool(flags & SWIMS):
        _hold_breath(s, rules, w, i)
    else:
        entity.air = _FULL_AIR
    if (entity.age + i) % NOTICE_TICKS == 0 and _is_walled_in(s, rules, w, i):
        hurt_mob(s, rules, w, i, 1.0, DAMAGE_SUFFOCATE, NOBODY)
    if entity.y < _VOID:
        hurt_mob(s, rules, w, i, _VOID_DAMAGE, DAMAGE_VOID, NOBODY)


@kernel()
def _land(s: State, rules: Rules, w: int, i: int) -> None:
    """Turn the height of a fall into damage: one point a block beyond three (horses half); slime and hay help."""
    entity = s.entities[w, i]
    distance = entity.fall_distance * _FALL_FACTORS[entity.mob]
    entity.fall_distance = 0.0
    if distance <= _SAFE_FALL or _LANDS_SOFTLY[entity.mob]:
        return
    ground = get_block(s, w, math.floor(entity.x), math.floor(entity.y - 0.2), math.floor(entity.z)) >> 4
    if ground == _SLIME:
        return
    factor = _HAY_FACTOR if ground == _HAY else 1.0
    hurt_mob(s, rules, w, i, float(math.ceil((distance - _SAFE_FALL) * factor)), DAMAGE_FALL, NOBODY)


@kernel()
def _scorch(s: State, rules: Rules, w: int, i: int, touched: int) -> None:
    """Cactus pricks; fire and lava scorch and set alight."""
    entity = s.entities[w, i]
    if touched & IN_CACTUS:
        hurt_mob(s, rules, w, i, 1.0, DAMAGE_CACTUS, NOBODY)
    if touched & (IN_FIRE | IN_LAVA) == 0 or rules.mobs[entity.mob].flags & FIREPROOF:
        return
    half, height = mob_size(s, rules, w, i)
    if touched & IN_LAVA and touches_lava(s, w, entity.x, entity.y, entity.z, half, height):
        hurt_mob(s, rules, w, i, _LAVA_DAMAGE, DAMAGE_LAVA, NOBODY)
        entity.fire = max(entity.fire, _LAVA_FIRE)
        entity.fall_distance *= 0.5
    hurt_mob(s, rules, w, i, 1.0, DAMAGE_FIRE, NOBODY)
    if not entity.in_water:
        entity.fire = max(entity.fire, FIRE_TICKS)


@kernel()
def _burn(s: State, rules: Rules, w: int, i: int) -> None:
    """Burn for one tick: a point a second; water and rain put it out."""
    entity = s.entities[w, i]
    if entity.in_water or rules.mobs[entity.mob].flags & FIREPROOF or _is_in_rain(s, rules, w, i):
        entity.fire = 0
        return
    if entity.fire % _FIRE_EVERY == 0:
        hurt_mob(s, rules, w, i, 1.0, DAMAGE_FIRE, NOBODY)
    entity.fire -= 1


@kernel(inline=True)
def _is_in_rain(s: State, rules: Rules, w: int, i: int) -> bool:
    if not s.clock[w].raining:
        return False
    entity = s.entities[w, i]
    x, z = math.floor(entity.x), math.floor(entity.z)
    head = math.floor(entity.y + mob_size(s, rules, w, i)[1])
    return is_rained_on(s, w, x, math.floor(entity.y), z) or is_rained_on(s, w, x, head, z)


@kernel()
def _sunburn(s: State, rules: Rules, w: int, i: int) -> None:
    """Let the undead catch fire under the open sky of the day: by chance, in full light within a second or two.

    The game draws once a tick; here one draw stands for the ticks between two looks of a resting mob.
    """
    entity = s.entities[w, i]
    darkness = darkness_now(s, w)
    y = math.floor(entity.y + mob_eyes(s, rules, w, i))
    if darkness >= _DAY_DARKNESS or entity.in_water or y < 0 or y >= HEIGHT:
        return
    sky = s.light[w, math.floor(entity.x) & MASK, math.floor(entity.z) & MASK, y] >> 4
    light = sky - darkness
    if sky < 15 or light <= _SUNBURN_LIGHT or _is_in_rain(s, rules, w, i):
        return
    dim = 1.0 - light / 15.0
    brightness = (1.0 - dim) / (3.0 * dim + 1.0)
    chance = (brightness - 0.4) * 2.0 / 30.0
    if random_float(s, w) < 1.0 - (1.0 - chance) ** NOTICE_TICKS:
        entity.fire = FIRE_TICKS


@kernel()
def _hold_breath(s: State, rules: Rules, w: int, i: int) -> None:
    """Use up breath: in water with the eyes under it, or, for what swims, on land. The undead need none."""
    entity = s.entities[w, i]
    flags = rules.mobs[entity.mob].flags
    lives_in_water = flags & SWIMS != 0
    eyes = entity.y + mob_eyes(s, rules, w, i)
    if flags & UNDEAD or (not lives_in_water and not is_under_water(s, w, entity.x, eyes, entity.z)):
        entity.air = _FULL_AIR
        return
    entity.air -= 1
    if entity.air <= _DROWN_AIR:
        entity.air = 0
        hurt_mob(s, rules, w, i, _DROWN_DAMAGE, DAMAGE_DROWN, NOBODY)


@kernel()
def _is_walled_in(s: State, rules: Rules, w: int, i: int) -> bool:
    """Whether a corner of the head, around the eyes, is inside a full opaque block."""
    entity = s.entities[w, i]
    half, _ = mob_size(s, rules, w, i)
    eyes = entity.y + mob_eyes(s, rules, w, i)
    side = 0.8 * half
    for corner in range(8):
        x = entity.x + (side if corner & 1 else -side)
        y = eyes + (_HEAD_RISE if corner & 2 else -_HEAD_RISE)
        z = entity.z + (side if corner & 4 else -side)
        if rules.blocks[get_block(s, w, math.floor(x), math.floor(y), math.floor(z))].flags & OPAQUE_CUBE:
            return True
    return False
