"""Hunger by 1.11.2's numbers: exhaustion uses up saturation, then food; a full stomach heals, an empty one starves."""

import numpy as np

from envs.overworld.jit import kernel
from envs.overworld.state import EASY, HARD, NORMAL, PEACEFUL, State

FULL = 20
"""Most food and health points."""
SPRINT_FOOD = 6
"""Food points that are too few to sprint."""

_MOST_EXHAUSTION = 40.0
_POINT = 4.0  # exhaustion that costs a point of saturation or food
_FAST_HEAL_TICKS = 10
_FAST_HEAL_COST = 6.0
_SLOW_HEAL_TICKS = 80
_SLOW_HEAL_FOOD = 18
_STARVE_TICKS = 80
_STARVE_DAMAGE = 1.0
_PEACEFUL_HEAL_TICKS = 20
_PEACEFUL_FEED_TICKS = 10

_SPARED = np.zeros(4, np.float32)
"""Health points at which starving stops, by difficulty."""
_SPARED[EASY] = 10.0
_SPARED[NORMAL] = 1.0
_SPARED[HARD] = 0.0


@kernel(inline=True)
def add_exhaustion(s: State, w: int, p: int, amount: float) -> None:
    """Tire a player; every 4 points cost a point of saturation or food (see `hunger_tick`)."""
    player = s.players[w, p]
    player.exhaustion = min(player.exhaustion + np.float32(amount), np.float32(_MOST_EXHAUSTION))


@kernel()
def feed(s: State, w: int, p: int, food: int, saturation: float) -> None:
    """Add food and saturation points, as eating does; saturation cannot exceed food."""
    player = s.players[w, p]
    player.food = min(player.food + food, FULL)
    player.saturation = min(player.saturation + np.float32(saturation), np.float32(player.food))


@kernel()
def hunger_tick(s: State, w: int, p: int) -> float:
    """Digest, heal and starve for one tick; return the damage of starving, which the caller deals (0 or 1)."""
    player = s.players[w, p]
    difficulty = s.clock[w].difficulty
    if player.exhaustion > _POINT:
        player.exhaustion -= np.float32(_POINT)
        if player.saturation > 0.0:
            player.saturation = max(player.saturation - np.float32(1.0), np.float32(0.0))
        elif difficulty != PEACEFUL:
            player.food = max(player.food - 1, 0)

    hurt = 0.0 < player.health < FULL
    if hurt and player.food >= FULL and player.saturation > 0.0:
        player.food_timer += 1
        if player.food_timer >= _FAST_HEAL_TICKS:
            cost = min(player.saturation, np.float32(_FAST_HEAL_COST))
            _heal(s, w, p, cost / _FAST_HEAL_COST)
            add_exhaustion(s, w, p, cost)
            player.food_timer = 0
    elif hurt and player.food >= _SLOW_HEAL_FOOD:
        player.food_timer += 1
        if player.food_timer >= _SLOW_HEAL_TICKS:
            _heal(s, w, p, 1.0)
            add_exhaustion(s, w, p, _FAST_HEAL_COST)
            player.food_timer = 0
    elif player.food <= 0:
        player.food_timer += 1
        if player.food_timer >= _STARVE_TICKS:
            player.food_timer = 0
            if difficulty != PEACEFUL and player.health > _SPARED[difficulty]:
                return _STARVE_DAMAGE
    else:
        player.food_timer = 0
    if difficulty == PEACEFUL:
        _live_peacefully(s, w, p)
    return 0.0


@kernel()
def _live_peacefully(s: State, w: int, p: int) -> None:
    """At peaceful difficulty a point of health comes back every second, and a point of food every half second."""
    player = s.players[w, p]
    age = s.clock[w].age
    if age % _PEACEFUL_HEAL_TICKS == 0 and player.health > 0.0:
        _heal(s, w, p, 1.0)
    if age % _PEACEFUL_FEED_TICKS == 0:
        player.food = min(player.food + 1, FULL)


@kernel(inline=True)
def _heal(s: State, w: int, p: int, amount: float) -> None:
    player = s.players[w, p]
    player.health = min(player.health + np.float32(amount), np.float32(FULL))
