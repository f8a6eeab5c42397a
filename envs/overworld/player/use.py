"""The use key: what it does to the mob or block in view, and with what is in the hands, in the game's order.

The mob under the crosshair answers first, then the block, then for the main hand and for the off hand: the item on the
block, the item in the air. What takes time (food, bow, shield) goes on while the key is held; `PLAYER.use_ticks` counts
it.
"""

from envs.overworld.gamedata import item_index
from envs.overworld.jit import kernel
from envs.overworld.player.activate import use_block
from envs.overworld.player.archery import bow_tick, shield_tick, throw_held
from envs.overworld.player.buckets import use_bucket
from envs.overworld.player.eating import OFF_HAND, eat_tick, edible_slot
from envs.overworld.player.farming import use_on_block
from envs.overworld.player.interact import use_mob
from envs.overworld.player.inventory import swap_slots
from envs.overworld.player.look import aim
from envs.overworld.player.placing import place
from envs.overworld.rules import Rules
from envs.overworld.state import State

USE_COOLDOWN = 4
"""Ticks between two uses while the key is held (1.11.2)."""

_FEET, _HEAD = 36, 39
_BOW = item_index("bow")
_PUMPKIN = item_index("pumpkin")
_SKULL = item_index("skull")


@kernel()
def use_tick(s: State, rules: Rules, w: int, p: int, held: bool) -> None:
    """Let a player press, hold or release the use key for one tick."""
    player = s.players[w, p]
    if player.use_cooldown > 0:
        player.use_cooldown -= 1
    if player.use_ticks > 0:
        _go_on(s, rules, w, p, held)
    elif held and player.use_cooldown == 0:
        player.use_cooldown = USE_COOLDOWN
        _use(s, rules, w, p)
    if player.use_ticks == 0:
        player.blocking = 0
    if not held:
        player.use_cooldown = 0
    player.use_held = held


@kernel()
def stop_using(s: State, w: int, p: int) -> None:
    """Break off what takes time: another item was taken in hand."""
    player = s.players[w, p]
    player.use_ticks = 0
    player.blocking = 0


@kernel()
def wear(s: State, rules: Rules, w: int, p: int, slot: int) -> bool:
    """Put the armour of a slot on, if nothing is worn in its place; return whether it was put on."""
    stack = s.slots[w, p, slot]
    item = int(stack.item)
    place_of_it = int(rules.items[item].slot)
    if item == _PUMPKIN or item == _SKULL or not _FEET <= place_of_it <= _HEAD:
        return False
    if s.slots[w, p, place_of_it].count > 0:
        return False
    s.used[w, p, item] += 1
    swap_slots(s, w, p, slot, place_of_it)
    return True


@kernel()
def _go_on(s: State, rules: Rules, w: int, p: int, held: bool) -> None:
    """Go on eating, drawing or blocking; what nobody goes on with is at its end."""
    player = s.players[w, p]
    if eat_tick(s, rules, w, p, held):
        return
    if s.slots[w, p, player.selected].item == _BOW and bow_tick(s, rules, w, p, held):
        return
    if not shield_tick(s, rules, w, p, held):
        player.use_ticks = 0


@kernel()
def _use(s: State, rules: Rules, w: int, p: int) -> None:
    """Use something, at a press of the key or again while it is held."""
    player = s.players[w, p]
    if use_mob(s, rules, w, p):
        player.swing = 0
        return
    hit, x, y, z, face, _ = aim(s, rules, w, p)
    empty = s.slots[w, p, player.selected].count == 0 and s.slots[w, p, OFF_HAND].count == 0
    fresh = not player.use_held  # a door does not flap while the key is held
    if hit and fresh and (empty or not player.sneaking) and use_block(s, rules, w, p, x, y, z):
        player.swing = 0
        return
    for hand in range(2):
        slot = OFF_HAND if hand else int(player.selected)
        if hit and use_on_block(s, rules, w, p, slot, x, y, z, face):
            player.swing = 0
            return
        if place(s, rules, w, p, slot) or _use_in_air(s, rules, w, p, slot):
            return
    shield_tick(s, rules, w, p, True)


@kernel()
def _use_in_air(s: State, rules: Rules, w: int, p: int, slot: int) -> bool:
    """Use what a hand holds on nothing: pour, eat, draw, throw, put on."""
    if use_bucket(s, rules, w, p, slot):
        return True
    if edible_slot(s, rules, w, p) == slot:
        return eat_tick(s, rules, w, p, True)
    if slot == OFF_HAND:
        return False
    if s.slots[w, p, slot].item == _BOW:
        return bow_tick(s, rules, w, p, True)
    return throw_held(s, rules, w, p) or wear(s, rules, w, p, slot)
