"""Striking mobs with what is in the hand, by the rules of 1.9 and later.

A blow is weak before its weapon has swung back (20 / attack speed ticks): 0.2 + 0.8 share². One of more than 0.9 of its
strength is critical from a fall (x 1.5), knocks further from a sprint, and sweeps with a sword. No enchantments.
"""

import math

import numpy as np

from envs.overworld.blocks.grid import get_block
from envs.overworld.entities.mobs.life import KNOCK, hurt_mob, knock_back
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.gamedata import ITEM_NAMES
from envs.overworld.jit import kernel
from envs.overworld.player.effects import BLINDNESS, FATIGUE, HASTE, STRENGTH, WEAKNESS, effect_level
from envs.overworld.player.hunger import add_exhaustion
from envs.overworld.player.inventory import damage_tool
from envs.overworld.player.look import aim, aim_mob
from envs.overworld.rules import CLIMBABLE, Rules
from envs.overworld.state import DAMAGE_PLAYER, ENTITY_BODY, ENTITY_MOB, NOBODY, PLAYER_BODY, State

FOE_TICKS = 100
"""Ticks for which whom the player struck last is remembered as its foe."""

_FIST = (1.0, 4.0)
_MATERIALS = ("wooden", "stone", "iron", "diamond", "golden")
_WEAPONS = {
    "sword": ((4.0, 1.6), (5.0, 1.6), (6.0, 1.6), (7.0, 1.6), (4.0, 1.6)),
    "axe": ((7.0, 0.8), (9.0, 0.8), (9.0, 0.9), (9.0, 1.0), (7.0, 1.0)),
    "pickaxe": ((2.0, 1.2), (3.0, 1.2), (4.0, 1.2), (5.0, 1.2), (2.0, 1.2)),
    "shovel": ((2.5, 1.0), (3.5, 1.0), (4.5, 1.0), (5.5, 1.0), (2.5, 1.0)),
    "hoe": ((1.0, 1.0), (1.0, 2.0), (1.0, 3.0), (1.0, 4.0), (1.0, 1.0)),
}
"""Damage and attack speed (blows a second) by material (Minecraft Wiki, Damage, Java Edition 1.9 to 1.12)."""
_WEAR = {"sword": 1, "axe": 2, "pickaxe": 2, "shovel": 2, "hoe": 1}

ATTACK_DAMAGE = np.full(len(ITEM_NAMES), _FIST[0])
"""Health points of a full blow with each item in hand."""
ATTACK_SPEED = np.full(len(ITEM_NAMES), _FIST[1])
"""Full blows a second with each item in hand."""
_WEAR_OF_BLOW = np.zeros(len(ITEM_NAMES), np.int64)
_IS_SWORD = np.array([name.endswith("_sword") for name in ITEM_NAMES])
for _kind, _values in _WEAPONS.items():
    for _material, (_damage, _speed) in zip(_MATERIALS, _values, strict=True):
        _item = ITEM_NAMES.index(f"{_material}_{_kind}")
        ATTACK_DAMAGE[_item], ATTACK_SPEED[_item], _WEAR_OF_BLOW[_item] = _damage, _speed, _WEAR[_kind]

_READY = 0.9
_CRITICAL = 1.5
_SPRINT_KNOCK = 0.5
_SPRINT_SLOWDOWN = 0.6
_SWEEP_SPEED = 0.091  # blocks/tick carried over; above it the player walks too fast to sweep
_SWEEP_DAMAGE = 1.0
_SWEEP_SIDE, _SWEEP_RISE, _SWEEP_REACH = 1.0, 0.25, 3.0
_STRENGTH_DAMAGE, _WEAKNESS_DAMAGE = 3.0, 4.0
_HASTE_SPEED = 0.1
_EXHAUSTION = 0.1
_LONG_AGO = 1 << 20


@kernel()
def strike_tick(s: State, rules: Rules, w: int, p: int, attack: bool) -> bool:
    """Strike the mob under the crosshair at a fresh press of the attack key; to be called once a tick, before digging.

    Returns:
        Whether the key is down and a mob is under the crosshair within reach, so that nothing is dug in this tick.
    """
    player = s.players[w, p]
    _pass_time(s, w, p)
    if not attack or player.use_ticks > 0:
        return False
    pressed = not player.attack_held
    target = aim_mob(s, rules, w, p)
    if target < 0:
        if pressed and not aim(s, rules, w, p)[0]:
            player.attack_ticks = 0
        return False
    player.digging = 0
    player.dig_progress = 0.0
    if pressed:
        player.swing = 0
        _strike(s, rules, w, p, target)
    return True


@kernel()
def _pass_time(s: State, w: int, p: int) -> None:
    """Let the weapon swing back, and the foe be forgotten; another item in hand begins anew, at digging too."""
    player = s.players[w, p]
    item = s.slots[w, p, player.selected].item
    player.attack_ticks = min(player.attack_ticks + 1, _LONG_AGO)
    if item != player.dig_item:
        player.dig_item = item
        player.digging = 0
        player.dig_progress = 0.0
        player.attack_ticks = 0
    if player.foe != NOBODY:
        player.foe_ticks -= 1
        if player.foe_ticks <= 0:
            player.foe = NOBODY


@kernel()
def strike_strength(s: State, w: int, p: int) -> float:
    """Share (0-1) of the time between two full blows that has gone by since the last one."""
    player = s.players[w, p]
    speed = ATTACK_SPEED[s.slots[w, p, player.selected].item]
    speed *= 1.0 + _HASTE_SPEED * (effect_level(s, w, p, HASTE) - effect_level(s, w, p, FATIGUE))
    return min(1.0, max(0.0, (player.attack_ticks + 0.5) * max(speed, 0.1) / 20.0))


@kernel()
def _strike(s: State, rules: Rules, w: int, p: int, target: int) -> None:
    """Deal one blow with what is in hand."""
    player = s.players[w, p]
    item = int(s.slots[w, p, player.selected].item)
    strength = strike_strength(s, w, p)
    player.attack_ticks = 0
    damage = ATTACK_DAMAGE[item]
    damage += _STRENGTH_DAMAGE * effect_level(s, w, p, STRENGTH) - _WEAKNESS_DAMAGE * effect_level(s, w, p, WEAKNESS)
    damage *= 0.2 + 0.8 * strength * strength
    if damage <= 0.0:
        return
    ready = strength > _READY
    sprinting = ready and player.sprinting != 0
    critical = ready and not player.sprinting and _falls(s, rules, w, p)
    if critical:
        damage *= _CRITICAL
    slow = math.sqrt(player.vx * player.vx + player.vz * player.vz) < _SWEEP_SPEED
    sweeps = ready and not critical and not sprinting and player.on_ground and slow and _IS_SWORD[item]
    player.foe = ENTITY_BODY + target
    player.foe_ticks = FOE_TICKS
    if not hurt_mob(s, rules, w, target, damage, DAMAGE_PLAYER, PLAYER_BODY + p):
        return
    from_x = math.sin(math.radians(player.yaw))
    from_z = -math.cos(math.radians(player.yaw))
    if sprinting:
        knock_back(s, w, target, _SPRINT_KNOCK, from_x, from_z)
        player.vx *= _SPRINT_SLOWDOWN
        player.vz *= _SPRINT_SLOWDOWN
        player.sprinting = 0
    if sweeps:
        _sweep(s, rules, w, p, target, from_x, from_z)
    s.used[w, p, item] += 1
    if _WEAR_OF_BLOW[item] > 0:
        damage_tool(s, rules, w, p, int(player.selected), _WEAR_OF_BLOW[item])
    add_exhaustion(s, w, p, _EXHAUSTION)


@kernel()
def _falls(s: State, rules: Rules, w: int, p: int) -> bool:
    """Whether the player is in the free fall that makes a blow critical."""
    player = s.players[w, p]
    if player.fall_distance <= 0.0 or player.on_ground or player.in_water or player.effect_ticks[BLINDNESS] > 0:
        return False
    x, y, z = math.floor(player.x), math.floor(player.y), math.floor(player.z)
    return rules.blocks[get_block(s, w, x, y, z)].flags & CLIMBABLE == 0


@kernel()
def _sweep(s: State, rules: Rules, w: int, p: int, target: int, from_x: float, from_z: float) -> None:
    """Graze all mobs around the one that was struck: a point of damage and a push."""
    player = s.players[w, p]
    struck = s.entities[w, target]
    half, height = mob_size(s, rules, w, target)
    for j in range(s.clock[w].entity_rows):
        other = s.entities[w, j]
        if other.kind != ENTITY_MOB or j == target or (other.tame and other.owner == PLAYER_BODY + p):
            continue
        other_half, other_height = mob_size(s, rules, w, j)
        side = half + other_half + _SWEEP_SIDE
        if abs(other.x - struck.x) >= side or abs(other.z - struck.z) >= side:
            continue
        above = other.y >= struck.y + height + _SWEEP_RISE
        if above or other.y + other_height <= struck.y - _SWEEP_RISE:
            continue
        dx, dy, dz = other.x - player.x, other.y - player.y, other.z - player.z
        if dx * dx + dy * dy + dz * dz < _SWEEP_REACH * _SWEEP_REACH:
            knock_back(s, w, j, KNOCK, from_x, from_z)
            hurt_mob(s, rules, w, j, _SWEEP_DAMAGE, DAMAGE_PLAYER, PLAYER_BODY + p)
