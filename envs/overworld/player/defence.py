"""How players take blows: difficulty, shields, knock-back; armour is `player/damage.py`'s."""

import math

from envs.overworld.entities.bodies import row_of
from envs.overworld.entities.mobs.life import knock_back
from envs.overworld.gamedata import item_index
from envs.overworld.jit import kernel
from envs.overworld.player.damage import damage_player
from envs.overworld.player.inventory import damage_tool
from envs.overworld.player.look import look_vector
from envs.overworld.rng import random_float
from envs.overworld.rules import UNDEAD, Rules
from envs.overworld.state import (
    DAMAGE_ARROW,
    DAMAGE_EXPLOSION,
    DAMAGE_MOB,
    EASY,
    ENTITY_BODY,
    HARD,
    PEACEFUL,
    State,
)

OFF_HAND = 40
"""Inventory slot of the off hand."""

_SHIELD = item_index("shield")
_KNOCK = 0.4
_KNOCK_LIMIT = 0.4000000059604645  # 0.4 in 32 bits
_SHIELD_KNOCK = 0.5
_SHIELD_WEAR_FROM = 3.0
_FRESH = 10  # half of the ticks of invulnerability
_BURNING_BLOW = 0.3  # chance for each level of difficulty that a burning zombie sets alight
_SECOND = 20


@kernel()
def hit_player(
    s: State, rules: Rules, w: int, p: int, amount: float, kind: int, x: float, y: float, z: float, attacker: int
) -> bool:
    """Deal a blow, shot or blast that comes from (x, y, z) to a player; return whether it hurt.

    A raised shield in its way stops it; armour weakens it; what hurts pushes the player away. Amounts are those of
    normal difficulty and are scaled here (peaceful none, easy half + 1, hard one and a half) if a mob did it.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        p: Player.
        amount: Health points.
        kind: A DAMAGE_* constant.
        x: Where it comes from; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        attacker: Body that did it, or NOBODY.
    """
    player = s.players[w, p]
    if attacker >= ENTITY_BODY:
        amount = scaled_by_difficulty(amount, s.clock[w].difficulty)
    if amount <= 0.0 or not player.alive:
        return False
    if _is_shielded(s, w, p, kind, x, z):
        if amount >= _SHIELD_WEAR_FROM:
            damage_tool(s, rules, w, p, _shield_slot(s, w, p), 1 + math.floor(amount))
        if kind == DAMAGE_MOB and attacker >= ENTITY_BODY:
            row = row_of(attacker)
            dx, dz = player.x - s.entities[w, row].x, player.z - s.entities[w, row].z
            knock_back(s, w, row, _SHIELD_KNOCK, dx, dz)
        return False
    fresh = player.hurt_time <= _FRESH
    before = player.health + player.absorption
    damage_player(s, rules, w, p, amount, kind)
    if player.health + player.absorption >= before:
        return False
    player.hurt_from = attacker
    player.hurt_x, player.hurt_y, player.hurt_z = x, y, z
    if fresh:
        _knock_player(s, w, p, x, z)
    if kind == DAMAGE_MOB and attacker >= ENTITY_BODY:
        _set_alight(s, rules, w, p, row_of(attacker))
    return True


@kernel(inline=True)
def scaled_by_difficulty(amount: float, difficulty: int) -> float:
    """What a mob's blow of normal difficulty is at another one."""
    if difficulty == PEACEFUL:
        return 0.0
    if difficulty == EASY:
        return min(amount / 2.0 + 1.0, amount)
    return amount * 1.5 if difficulty == HARD else amount


@kernel()
def _is_shielded(s: State, w: int, p: int, kind: int, x: float, z: float) -> bool:
    """Whether a raised shield is between the player and (x, z): it covers the half-plane in front."""
    player = s.players[w, p]
    if not player.blocking or (kind != DAMAGE_MOB and kind != DAMAGE_ARROW and kind != DAMAGE_EXPLOSION):
        return False
    look_x, _, look_z = look_vector(player.yaw, player.pitch)
    return (x - player.x) * look_x + (z - player.z) * look_z > 0.0


@kernel(inline=True)
def _shield_slot(s: State, w: int, p: int) -> int:
    selected = int(s.players[w, p].selected)
    return selected if s.slots[w, p, selected].item == _SHIELD else OFF_HAND


@kernel()
def _knock_player(s: State, w: int, p: int, x: float, z: float) -> None:
    """Push a player away from (x, z), and up if standing."""
    player = s.players[w, p]
    dx, dz = x - player.x, z - player.z
    while dx * dx + dz * dz < 1e-8:
        dx = random_float(s, w) - 0.5
        dz = random_float(s, w) - 0.5
    length = math.sqrt(dx * dx + dz * dz)
    player.vx = player.vx / 2.0 - dx / length * _KNOCK
    player.vz = player.vz / 2.0 - dz / length * _KNOCK
    if player.on_ground:
        player.vy = min(player.vy / 2.0 + _KNOCK, _KNOCK_LIMIT)


@kernel()
def _set_alight(s: State, rules: Rules, w: int, p: int, row: int) -> None:
    """Let a burning undead mob with bare hands set the player alight now and then: two seconds a level."""
    mob = s.entities[w, row]
    difficulty = float(s.clock[w].difficulty) * 0.75  # the regional difficulty of a young world
    able = mob.fire > 0 and mob.item == 0 and rules.mobs[mob.mob].flags & UNDEAD
    if able and random_float(s, w) < _BURNING_BLOW * difficulty:
        s.players[w, p].fire = max(s.players[w, p].fire, 2 * _SECOND * int(difficulty))
