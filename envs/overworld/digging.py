"""Digging: how long a block takes with what is in the hand, and what breaking it leaves behind.

Per tick a block loses speed / hardness / 30 of its strength to a tool that can harvest it, / 100 to any other; a fifth
of that off the ground, and a fifth with the eyes under water. One whole in a single tick breaks at the click.
"""

import numpy as np

from envs.overworld.gamedata import ITEM_NAMES, block_id, block_state, item_index
from envs.overworld.grid import AIR, get_block, set_block
from envs.overworld.hunger import add_exhaustion
from envs.overworld.inventory import damage_tool
from envs.overworld.items import drop_block_item
from envs.overworld.jit import kernel
from envs.overworld.look import aim
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import DROP_NOT_SHEARS, DROP_SHEARS_ONLY, LIQUID, SOLID, Rules
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
_ICE = block_id("ice")
_WATER = block_state("flowing_water")
_BED = block_id("bed")
_IN_TWO_HALVES = np.zeros(256, np.bool_)
_IN_TWO_HALVES[[block_id("bed"), block_id("double_plant")]] = True
for _wood in ("wooden", "iron", "spruce", "birch", "jungle", "acacia", "dark_oak"):
    _IN_TWO_HALVES[block_id(f"{_wood}_door")] = True
_SECOND_HALF = 8
_BED_DX = (0, -1, 0, 1)
_BED_DZ = (1, 0, -1, 0)


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
    break_speed = s.clock[w].break_speed
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
    first_half = _remove(s, rules, w, x, y, z, state)
    if harvested:
        drop_items(s, rules, w, x, y, z, first_half, item)
        add_exhaustion(s, w, p, _EXHAUSTION)
    if item == _SHEARS or (rules.items[item].is_tool and hardness != 0.0):
        damage_tool(s, rules, w, p, player.selected, 2 if _IS_SWORD[item] else 1)


@kernel()
def _remove(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> int:
    """Take away a block, and its other half; return the state whose drops count, that of the lower half or the foot."""
    below = rules.blocks[get_block(s, w, x, y - 1, z)].flags
    melts = state >> 4 == _ICE and below & (SOLID | LIQUID) != 0
    set_block(s, rules, w, x, y, z, _WATER if melts else AIR)
    if not _IN_TWO_HALVES[state >> 4]:
        return state
    sign = -1 if state & _SECOND_HALF else 1
    if state >> 4 == _BED:
        x += sign * _BED_DX[state & 3]
        z += sign * _BED_DZ[state & 3]
    else:
        y += sign
    other = get_block(s, w, x, y, z)
    if other >> 4 != state >> 4 or (other ^ state) & _SECOND_HALF == 0:
        return state
    set_block(s, rules, w, x, y, z, AIR)
    return other if state & _SECOND_HALF else state


@kernel()
def drop_items(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int, item: int) -> None:
    """Drop what a block yields when it is broken with an item that can harvest it."""
    block = rules.blocks[state]
    for row in range(block.drop_start, block.drop_start + block.drop_count):
        drop = rules.drops[row]
        if drop.tool == DROP_SHEARS_ONLY and item != _SHEARS:
            continue
        if drop.tool == DROP_NOT_SHEARS and item == _SHEARS:
            continue
        if drop.chance < 1.0 and random_float(s, w) >= drop.chance:
            continue
        count = drop.low + random_int(s, w, drop.high - drop.low + 1)
        drop_block_item(s, w, x, y, z, drop.item, drop.meta, count)
        if drop.exclusive:
            return
