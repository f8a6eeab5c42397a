"""How a player is hurt: armour, resistance, absorption, the ticks of invulnerability after a hit, and the end."""

import numpy as np

from envs.overworld.gamedata import ITEM_NAMES
from envs.overworld.jit import kernel
from envs.overworld.player.effects import FIRE_RESISTANCE, RESISTANCE, effect_level
from envs.overworld.player.hunger import FULL, add_exhaustion
from envs.overworld.player.inventory import damage_tool
from envs.overworld.rng import random_float
from envs.overworld.rules import Rules
from envs.overworld.state import (
    DAMAGE_ARROW,
    DAMAGE_CACTUS,
    DAMAGE_EXPLOSION,
    DAMAGE_FALLING_BLOCK,
    DAMAGE_FIRE,
    DAMAGE_LAVA,
    DAMAGE_LIGHTNING,
    DAMAGE_MOB,
    DAMAGE_PLAYER,
    DAMAGE_STARVE,
    DAMAGE_VOID,
    State,
)

_HURT_TICKS = 20
_HIT_EXHAUSTION = 0.1
_RESISTANCE_STEP = 0.2
_HELMET_SHARE = 0.75

_ARMOURED = (
    DAMAGE_MOB, DAMAGE_ARROW, DAMAGE_EXPLOSION, DAMAGE_FALLING_BLOCK, DAMAGE_FIRE, DAMAGE_LAVA, DAMAGE_CACTUS,
    DAMAGE_LIGHTNING, DAMAGE_PLAYER,
)  # fmt: skip
"""Kinds of damage that armour weakens."""

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
def damage_player(s: State, rules: Rules, w: int, p: int, amount: float, kind: int) -> None:
    """Hurt a player: armour, resistance, absorption, the ticks of invulnerability after a hit, death.

    Within half a second of a hit only what exceeds that hit counts. Whoever sleeps wakes up. Death leaves the
    belongings where they are: `player/death.py` drops them.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        p: Player.
        amount: Health points before armour.
        kind: A DAMAGE_* constant; DAMAGE_FIRE is the touch of fire (see `burn_player`).
    """
    _deal(s, rules, w, p, amount, kind, kind in _ARMOURED)


@kernel()
def burn_player(s: State, rules: Rules, w: int, p: int, amount: float) -> None:
    """Hurt a player who is on fire: DAMAGE_FIRE that no armour weakens, unlike the touch of fire."""
    _deal(s, rules, w, p, amount, DAMAGE_FIRE, False)


@kernel()
def heal(s: State, w: int, p: int, amount: float) -> None:
    """Give back health points, up to a full bar."""
    player = s.players[w, p]
    if player.alive:
        player.health = min(player.health + np.float32(amount), np.float32(FULL))


@kernel()
def armour_points(s: State, w: int, p: int) -> float:
    """Return the armour points (0-20) of what a player wears."""
    points = 0.0
    for slot in range(_FEET, _HEAD + 1):
        points += _ARMOUR[s.slots[w, p, slot].item]
    return points


@kernel()
def _deal(s: State, rules: Rules, w: int, p: int, amount: float, kind: int, armoured: bool) -> None:
    player = s.players[w, p]
    if amount <= 0.0 or not player.alive:
        return
    if (kind == DAMAGE_FIRE or kind == DAMAGE_LAVA) and player.effect_ticks[FIRE_RESISTANCE] > 0:
        return
    player.sleeping = 0
    if kind == DAMAGE_FALLING_BLOCK and s.slots[w, p, _HEAD].count > 0:
        damage_tool(s, rules, w, p, _HEAD, int(amount * (4.0 + 2.0 * random_float(s, w))))
        amount *= _HELMET_SHARE
    hit = np.float32(amount)
    if player.hurt_time > _HURT_TICKS // 2:
        if hit <= player.last_damage:
            return
        amount -= player.last_damage
    else:
        player.hurt_time = _HURT_TICKS
    player.last_damage = hit
    if armoured:
        amount = _through_armour(s, rules, w, p, amount)
        add_exhaustion(s, w, p, _HIT_EXHAUSTION)
    if kind != DAMAGE_STARVE and kind != DAMAGE_VOID:
        amount *= max(1.0 - _RESISTANCE_STEP * effect_level(s, w, p, RESISTANCE), 0.0)
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
