"""Digging: how long a block takes with what is in the hand, and what it costs the player.

Per tick a block loses speed / hardness / 30 of its strength to a tool that can harvest it, / 100 to any other; a fifth
of that off the ground, and a fifth with the eyes under water. One whole in a single tick breaks at the click.
"""

import numpy as np

from envs.overworld.blocks.breaking import drop_items, remove_block, settle
from envs.overworld.blocks.grid import get_block
from envs.overworld.gamedata import ITEM_NAMES, item_index
from envs.overworld.jit import kernel
from envs.overworld.player.effects import dig_factor
from envs.overworld.player.hunger import add_exhaustion
from envs.overworld.player.inventory import damage_tool
from envs.overworld.player.look import aim
from envs.overworld.rules import Rules
from envs.overworld.state import State

DIG_COOLDOWN = 5
"""Ticks of rest after a block that took more than one tick."""

_HARVEST = 30.0
_NO_HARVEST = 100.0
_HINDERED = 5.0
_EXHAUSTION = 0.005
_SWING_AGAIN = 3

_SHEARS = item_index("shears")
_IS_SWORD = np.array([name.endswith("_sword") for name in ITEM_NAMES])


@kernel()
def dig_rate(rules: Rules, state: int, item: int, on_ground: bool, under_water: bool, break_speed: float) -> np.float32:
    """Return the share of a block that one tick of digging takes: 0 never breaks, 1 or more breaks at the click.

    Args:
        rules: Tables of the game.
        state: Block state.
        item: Item in hand, 0 = bare hand.
        on_ground: The player stands on something.
        under_water: The player's eyes are in water.
        break_speed: Factor on the speed, 1 in the game.
    """
    block = rules.blocks[state]
    if block.hardness < 0.0:
        return np.float32(0.0)
    speed = np.float32(rules.dig_speed[block.material, item] * break_speed)
    if under_water:
        speed /= np.float32(_HINDERED)
    if not on_ground:
        speed /= np.float32(_HINDERED)
    if block.hardness == 0.0:
        return np.float32(1.0)
    return speed / block.hardness / np.float32(_HARVEST if rules.can_harvest[state >> 4, item] else _NO_HARVEST)


@kernel()
def dig_ticks(rules: Rules, state: int, item: int, on_ground: bool, under_water: bool, break_speed: float) -> int:
    """Return how many ticks of digging break a block: 0 at the click, -1 never. Arguments as for `dig_rate`."""
    rate = dig_rate(rules, state, item, on_ground, under_water, break_speed)
    if rate <= 0.0:
        return -1
    if rate >= 1.0:
        return 0
    ticks = 0
    progress = np.float32(0.0)
    while progress < 1.0:
        progress += rate
        ticks += 1
    return ticks


@kernel()
def dig_tick(s: State, rules: Rules, w: int, p: int, attack: bool) -> None:
    """Work on the block under the crosshair while the attack key is held.

    A fresh press begins the block and works on it in the same tick; with the key held, a new block is begun in one
    tick and worked on from the next, after the rest that the last one cost. Another block or another item in hand
    starts from nothing.
    """
    player = s.players[w, p]
    pressed = attack and not player.attack_held
    player.attack_held = attack
    if not attack or player.use_ticks > 0:
        _stop(s, w, p)
        return
    hit, x, y, z, _, _ = aim(s, rules, w, p)
    if hit or pressed:
        _swing(s, w, p)
    if not hit:
        _stop(s, w, p)
        return

    item = s.slots[w, p, player.selected].item
    same = player.digging and player.dig_x == x and player.dig_y == y and player.dig_z == z and player.dig_item == item
    under_water = player.eyes_in_water != 0
    break_speed = s.clock[w].break_speed * dig_factor(s, w, p)
    rate = dig_rate(rules, get_block(s, w, x, y, z), item, player.on_ground != 0, under_water, break_speed)
    if not same and (pressed or player.dig_cooldown == 0):
        _stop(s, w, p)
        if rate >= 1.0:
            break_block(s, rules, w, p, x, y, z)
            return
        player.digging = 1
        player.dig_x, player.dig_y, player.dig_z, player.dig_item = x, y, z, item
        if not pressed:
            return
    if player.dig_cooldown > 0:
        player.dig_cooldown -= 1
        return
    player.dig_progress += rate
    if player.dig_progress >= 1.0:
        _stop(s, w, p)
        player.dig_cooldown = DIG_COOLDOWN
        break_block(s, rules, w, p, x, y, z)


@kernel()
def _stop(s: State, w: int, p: int) -> None:
    player = s.players[w, p]
    player.digging = 0
    player.dig_progress = 0.0


@kernel()
def _swing(s: State, w: int, p: int) -> None:
    """Swing the arm, again and again while digging, but not before half of the last swing."""
    player = s.players[w, p]
    if player.swing >= _SWING_AGAIN:
        player.swing = 0


@kernel()
def break_block(s: State, rules: Rules, w: int, p: int, x: int, y: int, z: int) -> None:
    """Break a block with what is in the player's hand: drops, wear of the tool, exhaustion."""
    player = s.players[w, p]
    item = s.slots[w, p, player.selected].item
    state = get_block(s, w, x, y, z)
    hardness = rules.blocks[state].hardness
    harvested = rules.can_harvest[state >> 4, item]
    first_half = remove_block(s, rules, w, x, y, z)
    if harvested:
        drop_items(s, rules, w, x, y, z, first_half, item)
        add_exhaustion(s, w, p, _EXHAUSTION)
    if rules.items[item].is_tool:
        s.used[w, p, item] += 1
    if item == _SHEARS or (rules.items[item].is_tool and hardness != 0.0):
        damage_tool(s, rules, w, p, player.selected, 2 if _IS_SWORD[item] else 1)
    settle(s, rules, w, x, y, z)
