"""What hurts a player, by 1.11.2's numbers: falls, drowning, fire, lava, cactus, suffocation, the void, starving."""

import math

import numpy as np

from envs.overworld.blocks.collision import count_touched
from envs.overworld.blocks.grid import get_block
from envs.overworld.gamedata import ITEM_NAMES, block_id
from envs.overworld.jit import kernel
from envs.overworld.player.hunger import add_exhaustion, hunger_tick
from envs.overworld.player.inventory import damage_tool
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

_HURT_TICKS = 20
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
_HIT_EXHAUSTION = 0.1

_CACTUS = block_id("cactus")
_FIRE = block_id("fire")
_LAVA = block_id("lava")
_FLOWING_LAVA = block_id("flowing_lava")
_SLIME = block_id("slime")
_HAY = block_id("hay_block")

_FEET, _HEAD = 36, 39
_ARMOUR_BY_MATERIAL = {
    "leather": (1, 2, 3, 1),
    "golden": (1, 3, 5, 2),
    "chainmail": (1, 4, 5, 2),
    "iron": (2, 5, 6, 2),
    "diamond": (3, 6, 8, 3),
}
"""Armour points of boots, leggings, chestplate, helmet (Minecraft Wiki, Armor)."""
_ARMOUR = np.zeros(len(ITEM_NAMES))
_TOUGHNESS = np.zeros(len(ITEM_NAMES))
for _material, _points in _ARMOUR_BY_MATERIAL.items():
    for _piece, _value in zip(("boots", "leggings", "chestplate", "helmet"), _points, strict=True):
        _ARMOUR[ITEM_NAMES.index(f"{_material}_{_piece}")] = _value
        _TOUGHNESS[ITEM_NAMES.index(f"{_material}_{_piece}")] = 2.0 if _material == "diamond" else 0.0


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
def damage_player(s: State, rules: Rules, w: int, p: int, amount: float, kind: int) -> None:
    """Hurt a player: armour, the ticks of invulnerability after a hit, absorption, death.

    Within half a second of a hit only what exceeds that hit counts. Armour helps against lava and cactus.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        p: Player.
        amount: Health points before armour.
        kind: A DAMAGE_* constant.
    """
    player = s.players[w, p]
    if amount <= 0.0 or not player.alive:
        return
    hit = np.float32(amount)
    if player.hurt_time > _HURT_TICKS // 2:
        if hit <= player.last_damage:
            return
        amount -= player.last_damage
    else:
        player.hurt_time = _HURT_TICKS
    player.last_damage = hit
    if kind in (DAMAGE_LAVA, DAMAGE_CACTUS):
        amount = _through_armour(s, rules, w, p, amount)
        add_exhaustion(s, w, p, _HIT_EXHAUSTION)
    absorbed = min(amount, player.absorption)
    player.absorption -= np.float32(absorbed)
    lost = min(np.float32(amount - absorbed), player.health)
    player.health -= lost
    player.damage += lost
    player.damage_kind = kind
    if player.health <= 0.0:
        player.alive = 0
        player.deaths += 1


@kernel()
def armour_points(s: State, w: int, p: int) -> float:
    """Return the armour points (0-20) of what a player wears."""
    points = 0.0
    for slot in range(_FEET, _HEAD + 1):
        points += _ARMOUR[s.slots[w, p, slot].item]
    return points


@kernel()
def _through_armour(s: State, rules: Rules, w: int, p: int, amount: float) -> float:
    """Wear the armour and return what of a hit it lets through."""
    armour = armour_points(s, w, p)
    toughness = 2.0
    for slot in range(_FEET, _HEAD + 1):
        item = s.slots[w, p, slot].item
        toughness += _TOUGHNESS[item] / 4.0
        if _ARMOUR[item] > 0.0:
            damage_tool(s, rules, w, p, slot, max(1, int(amount / 4.0)))
    shield = min(20.0, max(armour / 5.0, armour - amount / toughness))
    return amount * (1.0 - shield / 25.0)


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
    damage_player(s, rules, w, p, math.ceil((distance - _SAFE_FALL) * factor), DAMAGE_FALL)


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
            damage_player(s, rules, w, p, _FIRE_DAMAGE, DAMAGE_FIRE)
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
    player.air -= 1
    if player.air == _DROWN_AIR:
        player.air = 0
        damage_player(s, rules, w, p, _DROWN_DAMAGE, DAMAGE_DROWN)
