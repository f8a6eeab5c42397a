"""Witches: they throw potions from ten blocks away, and drink when they are hurt or burn."""

import math
from typing import Any

from envs.overworld.entities.mobs.minds.calm import BUSY, be_calm
from envs.overworld.entities.mobs.steering import face, look_at, rest
from envs.overworld.entities.mobs.wishes import GO, HURL, NOTHING, Prey, Wish
from envs.overworld.jit import kernel
from envs.overworld.player.effects import INSTANT_DAMAGE, POISON, SLOWNESS, WEAKNESS
from envs.overworld.rng import random_float
from envs.overworld.state import ENTITY_BODY, PLAYER_BODY, State

_BREW = BUSY + 17
_REACH = 10.0
_STEADY = 20
_PAUSE = 60
_AIM_LOWER = 1.1
_SLOW_FROM, _POISON_ABOVE, _WEAKEN_WITHIN, _WEAKEN_CHANCE = 8.0, 8.0, 3.0, 0.25
_DRINK_TICKS = 32
_HEAL_CHANCE, _DOUSE_CHANCE, _HEAL = 0.05, 0.15, 4.0


@kernel(inline=True)
def throw(s: State, w: int, i: int, row: Any, p: int, near: float, prey: Prey) -> Wish:
    """Throw potions at the prey; `timer` counts to the next one, `pickup_delay` to the end of a drink."""
    entity = s.entities[w, i]
    if _is_drinking(s, w, i, row):
        return NOTHING, 0.0, 0.0, 0.0, 1.0
    hunts, x, y, z, distance, eyes, seen = prey
    if not hunts:
        return be_calm(s.entities[w, i], row, s.clock[w], s.players[w, max(p, 0)], near, 1.0)
    if entity.goal != _BREW:
        rest(entity, _BREW)
    entity.goal_ticks = entity.goal_ticks + 1 if seen else 0
    look_at(entity, row, x, y + eyes, z)
    entity.timer = max(0, entity.timer - 1)
    if distance > _REACH**2 or entity.goal_ticks < _STEADY:
        return GO, x, y, z, 1.0
    entity.path_length = entity.path_next = 0
    face(entity, x, z)
    if entity.timer > 0:
        return NOTHING, 0.0, 0.0, 0.0, 1.0
    entity.timer = _PAUSE
    return HURL, x, y + eyes - _AIM_LOWER, z, float(_choose_potion(s, w, i, math.sqrt(distance)))


@kernel()
def _is_drinking(s: State, w: int, i: int, row: Any) -> bool:
    """Drink, standing, for a second and a half: against fire, or to heal."""
    entity = s.entities[w, i]
    if entity.pickup_delay == 0:
        if entity.fire > 0 or entity.health < row.health:
            chance = _DOUSE_CHANCE if entity.fire > 0 else _HEAL_CHANCE
            if random_float(s, w) < chance:
                entity.pickup_delay = _DRINK_TICKS
        return False
    entity.pickup_delay -= 1
    if entity.pickup_delay == 0:
        if entity.fire > 0:
            entity.fire = 0
        else:
            entity.health = min(row.health, entity.health + _HEAL)
    return True


@kernel()
def _choose_potion(s: State, w: int, i: int, distance: float) -> int:
    """The effect that hurts most now: slow who is far, poison who is healthy, weaken who is near, else harm."""
    entity = s.entities[w, i]
    if entity.target >= ENTITY_BODY:
        return INSTANT_DAMAGE
    player = s.players[w, entity.target - PLAYER_BODY]
    if distance >= _SLOW_FROM and player.effect_ticks[SLOWNESS] == 0:
        return SLOWNESS
    if player.health >= _POISON_ABOVE and player.effect_ticks[POISON] == 0:
        return POISON
    weaken = distance <= _WEAKEN_WITHIN and player.effect_ticks[WEAKNESS] == 0
    return WEAKNESS if weaken and random_float(s, w) < _WEAKEN_CHANCE else INSTANT_DAMAGE
