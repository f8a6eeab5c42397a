"""Hunger by 1.11.2's numbers: exhaustion uses up saturation, then food; a full stomach heals, an empty one starves."""

import numpy as np

from envs.overworld.gamedata import item_index
from envs.overworld.jit import kernel
from envs.overworld.player.inventory import take_from_slot
from envs.overworld.rules import Rules
from envs.overworld.state import State

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
_STARVE_HEALTH = 1.0  # normal difficulty leaves half a heart

_ALWAYS_EDIBLE = (item_index("golden_apple"), item_index("chorus_fruit"))
_SOUPS = (item_index("mushroom_stew"), item_index("rabbit_stew"), item_index("beetroot_soup"))
_BOWL = item_index("bowl")


@kernel(inline=True)
def add_exhaustion(s: State, w: int, p: int, amount: float) -> None:
    """Tire a player; every 4 points cost a point of saturation or food (see `hunger_tick`)."""
    player = s.players[w, p]
    player.exhaustion = min(player.exhaustion + np.float32(amount), np.float32(_MOST_EXHAUSTION))


@kernel()
def hunger_tick(s: State, w: int, p: int) -> float:
    """Digest, heal and starve for one tick; return the damage of starving, which the caller deals (0 or 1)."""
    player = s.players[w, p]
    if player.exhaustion > _POINT:
        player.exhaustion -= np.float32(_POINT)
        if player.saturation > 0.0:
            player.saturation = max(player.saturation - np.float32(1.0), np.float32(0.0))
        else:
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
            if player.health > _STARVE_HEALTH:
                return _STARVE_DAMAGE
    else:
        player.food_timer = 0
    return 0.0


@kernel(inline=True)
def _heal(s: State, w: int, p: int, amount: float) -> None:
    player = s.players[w, p]
    player.health = min(player.health + np.float32(amount), np.float32(FULL))


@kernel()
def eat_tick(s: State, rules: Rules, w: int, p: int, held: bool) -> bool:
    """Eat what is in the main hand while the use key is held; return whether the player is eating.

    Only a hungry player eats, except what can be eaten always. Of what food does beyond its points (poison, hunger,
    the golden apple's healing) nothing is modelled.
    """
    player = s.players[w, p]
    stack = s.slots[w, p, player.selected]
    item = stack.item
    needed = rules.items[item].use_ticks
    edible = rules.items[item].food > 0 and needed > 0 and (player.food < FULL or item in _ALWAYS_EDIBLE)
    if not held or not edible:
        player.use_ticks = 0
        return False
    player.use_ticks += 1
    if player.use_ticks < needed:
        return True
    player.use_ticks = 0
    player.food = min(player.food + rules.items[item].food, FULL)
    player.saturation = min(player.saturation + rules.items[item].saturation, np.float32(player.food))
    take_from_slot(s, w, p, player.selected, 1)
    if item in _SOUPS:
        stack.item, stack.meta, stack.count = _BOWL, 0, 1
    return True
