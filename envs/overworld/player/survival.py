"""What hurts a player, by 1.11.2's numbers: falls, drowning, fire, lava, cactus, suffocation, the void, starving."""

import math

import numpy as np

from envs.overworld.blocks.collision import count_touched
from envs.overworld.blocks.grid import get_block
from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.player.damage import burn_player, damage_player
from envs.overworld.player.effects import JUMP_BOOST, WATER_BREATHING, effect_level
from envs.overworld.player.hunger import hunger_tick
from envs.overworld.player.physics import HALF_WIDTH, HEIGHT, eye_height
from envs.overworld.rules import OPAQUE_CUBE, Rules
from envs.overworld.state import (
    DAMAGE_CACTUS,
    DAMAGE_DROWN,
    DAMAGE_FALL,
    DAMAGE_FIRE,
    DAMAGE_LAVA,
    DAMAGE_STARVE,
    DAMAGE_SUFFOCATE,
    DAMAGE_VOID,
    State,
)

FULL_AIR = 300
"""Ticks of breath."""

_SAFE_FALL = 3.0
_HAY_FACTOR = 0.2
_DROWN_AIR = -20
_DROWN_DAMAGE = 2.0
_LAVA_DAMAGE = 4.0
_LAVA_FIRE = 300
_FIRE_DAMAGE = 1.0
_FIRE_EVERY = 20
_FIRE_BLOCK_FIRE = 160
_NOT_BURNING = -20  # ticks in fire before a player catches fire
_CACTUS_DAMAGE = 1.0
_SUFFOCATE_DAMAGE = 1.0
_SUFFOCATE_SIDE = 0.8 * HALF_WIDTH
_SUFFOCATE_RISE = 0.05
_VOID = -64.0
_VOID_DAMAGE = 4.0

_CACTUS = block_id("cactus")
_FIRE = block_id("fire")
_LAVA = block_id("lava")
_FLOWING_LAVA = block_id("flowing_lava")
_SLIME = block_id("slime")
_HAY = block_id("hay_block")


@kernel()
def survival_tick(s: State, rules: Rules, w: int, p: int) -> None:
    """Apply one tick of hunger and of everything that hurts; follows the tick's movement. May end the player's life."""
    player = s.players[w, p]
    if player.hurt_time > 0:
        player.hurt_time -= 1
    _land(s, rules, w, p)
    _touch(s, rules, w, p)
    _burn(s, rules, w, p)
    if player.y < _VOID:
        damage_player(s, rules, w, p, _VOID_DAMAGE, DAMAGE_VOID)
    if _in_opaque_block(s, rules, w, p):
        damage_player(s, rules, w, p, _SUFFOCATE_DAMAGE, DAMAGE_SUFFOCATE)
    _breathe(s, rules, w, p)
    damage_player(s, rules, w, p, hunger_tick(s, w, p), DAMAGE_STARVE)


@kernel()
def _land(s: State, rules: Rules, w: int, p: int) -> None:
    """Turn the height of a fall into damage: one point a block beyond three; slime and hay break the fall."""
    player = s.players[w, p]
    if not player.on_ground:
        return
    ground = get_block(s, w, math.floor(player.x), math.floor(player.y - 0.2), math.floor(player.z)) >> 4
    distance = player.fall_distance
    player.fall_distance = 0.0
    if ground == _SLIME and not player.sneaking:
        return
    factor = _HAY_FACTOR if ground == _HAY else 1.0
    safe = _SAFE_FALL + effect_level(s, w, p, JUMP_BOOST)
    damage_player(s, rules, w, p, math.ceil((distance - safe) * factor), DAMAGE_FALL)


@kernel()
def _touch(s: State, rules: Rules, w: int, p: int) -> None:
    """Cactus pricks; fire and lava scorch, and set on fire who stays in them for a second."""
    player = s.players[w, p]
    x, y, z = player.x, player.y, player.z
    if count_touched(s, w, x, y, z, HALF_WIDTH, HEIGHT, _CACTUS) > 0:
        damage_player(s, rules, w, p, _CACTUS_DAMAGE, DAMAGE_CACTUS)
    in_fire = False
    for block in (_FIRE, _LAVA, _FLOWING_LAVA):
        in_fire |= count_touched(s, w, x, y, z, HALF_WIDTH, HEIGHT, block) > 0
    if in_fire:
        damage_player(s, rules, w, p, _FIRE_DAMAGE, DAMAGE_FIRE)
        if not player.in_water:
            player.fire += 1
            if player.fire == 0:
                player.fire = _FIRE_BLOCK_FIRE
    elif player.fire <= 0:
        player.fire = _NOT_BURNING
    if player.in_water and player.fire > 0:
        player.fire = _NOT_BURNING


@kernel()
def _burn(s: State, rules: Rules, w: int, p: int) -> None:
    """Burn while on fire; lava burns, and sets on fire for 15 seconds."""
    player = s.players[w, p]
    if player.fire > 0:
        if player.fire % _FIRE_EVERY == 0:
            burn_player(s, rules, w, p, _FIRE_DAMAGE)
        player.fire -= 1
    if player.in_lava:
        damage_player(s, rules, w, p, _LAVA_DAMAGE, DAMAGE_LAVA)
        player.fire = max(player.fire, _LAVA_FIRE)
        player.fall_distance *= np.float32(0.5)


@kernel()
def _in_opaque_block(s: State, rules: Rules, w: int, p: int) -> bool:
    """Whether a corner of the head, around the eyes, is inside a full opaque block."""
    player = s.players[w, p]
    eyes = player.y + eye_height(player.sneaking != 0)
    for corner in range(8):
        x = player.x + (_SUFFOCATE_SIDE if corner & 1 else -_SUFFOCATE_SIDE)
        y = eyes + (_SUFFOCATE_RISE if corner & 2 else -_SUFFOCATE_RISE)
        z = player.z + (_SUFFOCATE_SIDE if corner & 4 else -_SUFFOCATE_SIDE)
        if rules.blocks[get_block(s, w, math.floor(x), math.floor(y), math.floor(z))].flags & OPAQUE_CUBE:
            return True
    return False


@kernel()
def _breathe(s: State, rules: Rules, w: int, p: int) -> None:
    """Use up breath with the eyes under water; out of it, drown every second."""
    player = s.players[w, p]
    if not player.eyes_in_water:
        player.air = FULL_AIR
        return
    if player.effect_ticks[WATER_BREATHING] > 0:
        return
    player.air -= 1
    if player.air == _DROWN_AIR:
        player.air = 0
        damage_player(s, rules, w, p, _DROWN_DAMAGE, DAMAGE_DROWN)
