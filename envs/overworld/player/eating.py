"""Eating and drinking: how long it takes, what it feeds, and what it does beside that.

Side effects are 1.11.2's (Minecraft Wiki, pages of the foods). Potions and chorus fruit's teleport are left out.
"""

import numpy as np

from envs.overworld.entities.items import spawn_item
from envs.overworld.gamedata import ITEM_NAMES, item_index
from envs.overworld.jit import kernel
from envs.overworld.player.effects import (
    ABSORPTION,
    FIRE_RESISTANCE,
    HUNGER,
    NAUSEA,
    POISON,
    REGENERATION,
    RESISTANCE,
    add_effect,
    clear_effects,
)
from envs.overworld.player.hunger import FULL, feed
from envs.overworld.player.inventory import add_item, take_from_slot
from envs.overworld.rng import random_float
from envs.overworld.rules import Rules
from envs.overworld.state import State

OFF_HAND = 40
"""Inventory slot of the off hand."""

_GOLDEN_APPLE = item_index("golden_apple")
_BOW = item_index("bow")
_MILK = item_index("milk_bucket")
_FISH = item_index("fish")
_CLOWNFISH, _PUFFERFISH = 2, 3  # variants of raw fish
_ALWAYS_EDIBLE = (_GOLDEN_APPLE, item_index("chorus_fruit"), _MILK)

_CONTAINER = np.zeros(len(ITEM_NAMES), np.int16)
"""Item that is left of what was eaten or drunk."""
for _name in ("mushroom_stew", "rabbit_stew", "beetroot_soup"):
    _CONTAINER[item_index(_name)] = item_index("bowl")
_CONTAINER[_MILK] = item_index("bucket")

_SICKENING = np.zeros((len(ITEM_NAMES), 3))
"""Chance, effect and ticks of what unwholesome food does; all at level I."""
_SICKENING[item_index("rotten_flesh")] = (0.8, HUNGER, 600)
_SICKENING[item_index("chicken")] = (0.3, HUNGER, 600)
_SICKENING[item_index("poisonous_potato")] = (0.6, POISON, 100)
_SICKENING[item_index("spider_eye")] = (1.0, POISON, 100)


@kernel()
def edible_slot(s: State, rules: Rules, w: int, p: int) -> int:
    """Return the slot of the hand that holds what the player would eat or drink now, main hand first; -1 for none.

    Only a hungry player eats, except what can be eaten always. Nobody eats out of the off hand beside a bow.
    """
    for hand in range(2):
        slot = OFF_HAND if hand else int(s.players[w, p].selected)
        item = s.slots[w, p, slot].item
        if item == _BOW:
            return -1
        is_food = rules.items[item].food > 0 and s.players[w, p].food < FULL
        if (is_food or item in _ALWAYS_EDIBLE) and rules.items[item].use_ticks > 0:
            return slot
    return -1


@kernel()
def eat_tick(s: State, rules: Rules, w: int, p: int, held: bool) -> bool:
    """Eat or drink what is in a hand while the use key is held; return whether the player is at it."""
    player = s.players[w, p]
    slot = edible_slot(s, rules, w, p)
    if slot < 0 or not held:
        return False
    player.use_ticks += 1
    if player.use_ticks >= rules.items[s.slots[w, p, slot].item].use_ticks:
        player.use_ticks = 0
        _swallow(s, rules, w, p, slot)
    return True


@kernel()
def _swallow(s: State, rules: Rules, w: int, p: int, slot: int) -> None:
    stack = s.slots[w, p, slot]
    item, meta = int(stack.item), int(stack.meta)
    s.used[w, p, item] += 1
    if item == _FISH and meta >= _CLOWNFISH:
        feed(s, w, p, 1, 0.2)
    else:
        feed(s, w, p, rules.items[item].food, rules.items[item].saturation)
    _take_effect(s, w, p, item, meta)
    take_from_slot(s, w, p, slot, 1)
    left = _CONTAINER[item]
    if left == 0:
        return
    if stack.count == 0:
        stack.item, stack.meta, stack.count = left, 0, 1
    elif add_item(s, rules, w, p, left, 0, 1) > 0:
        player = s.players[w, p]
        spawn_item(s, w, player.x, player.y, player.z, 0.0, 0.0, 0.0, left, 0, 1, 0)


@kernel()
def _take_effect(s: State, w: int, p: int, item: int, meta: int) -> None:
    """Let food do what it does beside feeding."""
    if item == _MILK:
        clear_effects(s, w, p)
    elif item == _GOLDEN_APPLE:
        enchanted = meta > 0
        add_effect(s, w, p, REGENERATION, 400 if enchanted else 100, 1)
        add_effect(s, w, p, ABSORPTION, 2400, 3 if enchanted else 0)
        if enchanted:
            add_effect(s, w, p, RESISTANCE, 6000, 0)
            add_effect(s, w, p, FIRE_RESISTANCE, 6000, 0)
    elif item == _FISH and meta == _PUFFERFISH:
        add_effect(s, w, p, POISON, 1200, 3)
        add_effect(s, w, p, HUNGER, 300, 2)
        add_effect(s, w, p, NAUSEA, 300, 1)
    elif _SICKENING[item, 0] > 0.0 and random_float(s, w) < _SICKENING[item, 0]:
        add_effect(s, w, p, int(_SICKENING[item, 1]), int(_SICKENING[item, 2]), 0)
