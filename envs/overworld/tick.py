"""One tick of a world: the players, then what moves by itself, then blocks, weather and time."""

import math
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.daylight import DAY
from envs.overworld.blocks.growth import trample
from envs.overworld.blocks.updates import blocks_tick
from envs.overworld.entities.items import throw_item
from envs.overworld.entities.tick import entities_tick
from envs.overworld.jit import kernel
from envs.overworld.player.combat import strike_tick
from envs.overworld.player.crafting import craft, smelt
from envs.overworld.player.death import death_tick
from envs.overworld.player.digging import dig_tick
from envs.overworld.player.effects_tick import effects_tick
from envs.overworld.player.inventory import swap_slots
from envs.overworld.player.physics import move_player, update_sprint
from envs.overworld.player.placing import place
from envs.overworld.player.sleep import sleep_tick
from envs.overworld.player.stations import stations_nearby
from envs.overworld.player.survival import survival_tick
from envs.overworld.player.swapping import swap
from envs.overworld.player.use import stop_using, use_tick
from envs.overworld.rules import Rules
from envs.overworld.state import NOBODY, State
from envs.overworld.terrain.window import window_is_complete
from envs.overworld.weather import weather_tick

_SWING_TICKS = 6
_AT_REST = 255


def step_worlds(s: State, rules: Rules, actions: NDArray[np.void], running: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Advance every world with `running[w]` by one tick (50 ms of game time); `actions` are (N,) ACTION rows.

    Three kernels rather than one, so that they compile side by side and an edit to one part leaves the others cached.

    Returns:
        (N,) in which worlds the player has come to another chunk, so that chunks must be loaded.
    """
    tick_players(s, rules, actions, running)
    tick_entities(s, rules, running)
    moved: NDArray[np.bool_] = tick_blocks(s, rules, running)
    return moved


@kernel(parallel=True)
def tick_players(s: State, rules: Rules, actions: NDArray[np.void], running: NDArray[np.bool_]) -> None:
    """Let the players act, move and suffer. The dead do nothing, but the world goes on."""
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        if running[w]:
            player_tick(s, rules, w, 0, actions[w])


@kernel(parallel=True)
def tick_entities(s: State, rules: Rules, running: NDArray[np.bool_]) -> None:
    """Let items, mobs, arrows and all else that moves by itself go on."""
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)
        if running[w]:
            entities_tick(s, rules, w)


@kernel(parallel=True)
def tick_blocks(s: State, rules: Rules, running: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Let blocks, weather and time go on; return (N,) in which worlds chunks must be loaded."""
    moved = np.zeros(s.clock.shape[0], np.bool_)
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)
        if running[w]:
            blocks_tick(s, rules, w)
            weather_tick(s, rules, w)
            clock = s.clock[w]
            clock.age += 1
            if clock.daylight_cycle:
                clock.time = (clock.time + 1) % DAY
            moved[w] = not window_is_complete(s, w)
    return moved


@kernel()
def player_tick(s: State, rules: Rules, w: int, p: int, action: Any) -> None:
    """Advance one player by one tick."""
    player = s.players[w, p]
    player.damage = 0.0
    player.damage_kind = 0
    player.hurt_from = NOBODY
    player.crafted = 0
    if not player.alive:
        death_tick(s, rules, w, p)
        return
    if player.sleeping:
        sleep_tick(s, rules, w, p, action.jump != 0 or action.sneak != 0)
        move_player(s, rules, w, p, 0.0, 0.0, False, False, False)
    else:
        _turn(s, w, p, action)
        _inventory_actions(s, rules, w, p, action)
        use_tick(s, rules, w, p, action.use != 0)
        _attack(s, rules, w, p, action.attack != 0)
        _move(s, rules, w, p, action)
    effects_tick(s, rules, w, p)
    survival_tick(s, rules, w, p)
    player.hurt_x, player.hurt_y, player.hurt_z = player.x, player.y, player.z  # until somebody strikes


@kernel()
def _turn(s: State, w: int, p: int, action: Any) -> None:
    """Turn the head at once, as MineDojo does, and choose the hotbar slot."""
    player = s.players[w, p]
    yaw = player.yaw + action.yaw
    player.yaw = yaw - 360.0 * math.floor((yaw + 180.0) / 360.0)
    player.pitch = min(90.0, max(-90.0, player.pitch + action.pitch))
    if action.hotbar > 0 and player.selected != action.hotbar - 1:
        player.selected = action.hotbar - 1
        stop_using(s, w, p)
    if player.swing < _SWING_TICKS:
        player.swing += 1
    else:
        player.swing = _AT_REST


@kernel()
def _inventory_actions(s: State, rules: Rules, w: int, p: int, action: Any) -> None:
    """MineDojo's functional actions, and the drop key."""
    player = s.players[w, p]
    if action.destroy > 0:
        stack = s.slots[w, p, action.destroy - 1]
        stack.item = 0
        stack.meta = 0
        stack.count = 0
    if action.equip > 0:
        _equip(s, rules, w, p, action.equip - 1)
    if action.swap_from > 0 and action.swap_to > 0:
        swap(s, rules, w, p, action.swap_from - 1, action.swap_to - 1)
    if action.place > 0:
        place(s, rules, w, p, action.place - 1)
    if action.craft > 0 or action.smelt > 0:
        table, furnace = stations_nearby(s, w, p)
        if action.craft > 0 and craft(s, rules, w, p, action.craft, table):
            player.crafted = 1
        if action.smelt > 0 and furnace and smelt(s, rules, w, p, action.smelt):
            player.crafted = 1
    if action.drop and not player.drop_held:
        throw_item(s, w, p, int(player.selected), 1)
    player.drop_held = action.drop


@kernel()
def _equip(s: State, rules: Rules, w: int, p: int, slot: int) -> None:
    """Swap a stack with what is in its natural slot: armour to the body, everything else to the main hand."""
    item = s.slots[w, p, slot].item
    if item == 0:
        return
    target = int(rules.items[item].slot)
    if target < 0:
        target = int(s.players[w, p].selected)
    elif slot != target:
        s.used[w, p, item] += 1  # putting armour on is its use
    swap_slots(s, w, p, slot, target)


@kernel()
def _attack(s: State, rules: Rules, w: int, p: int, held: bool) -> None:
    """The attack key: strike the mob under the crosshair, else dig. Whoever eats, draws or blocks does neither."""
    player = s.players[w, p]
    able = held and player.use_ticks == 0
    strikes = strike_tick(s, rules, w, p, able)
    dig_tick(s, rules, w, p, able and not strikes)
    player.attack_held = held  # also where it was not for digging


@kernel()
def _move(s: State, rules: Rules, w: int, p: int, action: Any) -> None:
    """Walk, swim, climb and fall; opposite keys cancel each other."""
    forward = float(action.forward) - float(action.back)
    strafe = float(action.left) - float(action.right)
    sneak = action.sneak != 0
    update_sprint(s, w, p, forward, sneak, action.sprint != 0)
    move_player(s, rules, w, p, forward, strafe, action.jump != 0, sneak, s.players[w, p].sprinting != 0)
    player = s.players[w, p]
    if player.on_ground and player.fall_distance > 0.0:
        x, y, z = math.floor(player.x), math.floor(player.y - 0.2), math.floor(player.z)
        trample(s, rules, w, x, y, z, player.fall_distance)
