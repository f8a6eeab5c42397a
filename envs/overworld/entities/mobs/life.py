"""How mobs come into the world, are hurt, and die: health, armour, knock-back, what is left of them."""

import math

import numpy as np

from envs.overworld.entities.bodies import body_place, player_behind, remove_body
from envs.overworld.entities.mobs.loot import drop_loot, leave_experience
from envs.overworld.entities.rows import new_entity
from envs.overworld.gamedata import BIOME_NAMES, MOB_NAMES, mob_index
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import BEHAVIOURS, FIREPROOF, Rules
from envs.overworld.state import (
    DAMAGE_ARROW,
    DAMAGE_DROWN,
    DAMAGE_FALL,
    DAMAGE_FIRE,
    DAMAGE_LAVA,
    DAMAGE_MAGIC,
    DAMAGE_SUFFOCATE,
    DAMAGE_VOID,
    ENTITY_BODY,
    ENTITY_MOB,
    HARD,
    MASK,
    NOBODY,
    State,
)

HURT_TICKS = 20
"""Ticks after a hit in whose first half only a harder hit counts."""
PLAYER_KILL_TICKS = 100
"""Ticks after a player's blow in which a death counts as the player's doing."""
DEATH_TICKS = 20
"""Ticks that a dead mob lies before it is gone."""
KNOCK = 0.4
"""Strength of the push of a common blow."""

_FULL_AIR = 300
_AT_REST = 255
_KNOCK_LIMIT = 0.4000000059604645  # 0.4 in 32 bits
_MAGIC_SHARE_OF_WITCHES = 0.15
_UNARMOURED = (DAMAGE_FALL, DAMAGE_DROWN, DAMAGE_FIRE, DAMAGE_SUFFOCATE, DAMAGE_VOID, DAMAGE_MAGIC)

_HOP = BEHAVIOURS.index("hop")
_TELEPORT = BEHAVIOURS.index("teleport")
_THROW = BEHAVIOURS.index("throw")

_SHEEP = mob_index("sheep")
_RABBIT = mob_index("rabbit")
_BLACK, _GRAY, _SILVER, _BROWN, _PINK = 15, 7, 8, 12, 6
_COATS = np.ones(len(MOB_NAMES), np.int64)
_COATS[mob_index("horse")] = 7
_COATS[mob_index("llama")] = 4
_HAS_YOUNG_MONSTERS = np.array([name in ("zombie", "husk", "zombie_pigman") for name in MOB_NAMES])
_YOUNG_MONSTER_CHANCE = 0.05
_BIG_SLIME_CHANCE = 0.0625  # of one size more, on hard (half of the clamped regional difficulty of a young world)

_SNOWY = ("ice", "cold", "frozen")
_RABBIT_LAND = np.zeros(256, np.uint8)
for _id, _name in BIOME_NAMES.items():
    _RABBIT_LAND[_id] = 1 if _name.startswith(_SNOWY) else 2 if _name.startswith("desert") else 0


@kernel()
def spawn_mob(s: State, rules: Rules, w: int, mob: int, x: float, y: float, z: float) -> int:
    """Put a healthy mob with its feet at a point; its variant (colour, size) is drawn from the world's stream.

    It is grown, but for one in twenty of the zombies. Sheep, rabbits and slimes come in the game's shares.

    Returns:
        Its entity row, or -1 if there is no room.
    """
    i = new_entity(s, w, ENTITY_MOB, x, y, z)
    if i < 0:
        return i
    entity = s.entities[w, i]
    row = rules.mobs[mob]
    entity.mob = mob
    entity.item = row.holds
    entity.air = _FULL_AIR
    entity.swing = _AT_REST
    entity.pace = 1.0
    entity.yaw = random_float(s, w) * 360.0 - 180.0
    entity.head_yaw = entity.yaw
    entity.variant = _draw_variant(s, rules, w, mob, x, z)
    entity.health = row.health
    if row.behaviour == _HOP:
        entity.health = row.health * entity.variant * entity.variant
    if _HAS_YOUNG_MONSTERS[mob] and random_float(s, w) < _YOUNG_MONSTER_CHANCE:
        entity.growth = -1  # for ever: young monsters do not grow up
    return i


@kernel()
def _draw_variant(s: State, rules: Rules, w: int, mob: int, x: float, z: float) -> int:
    """Colour of a sheep, coat of a rabbit, horse or llama, size of a slime."""
    if mob == _SHEEP:
        return _fleece(s, w)
    if mob == _RABBIT:
        land = _RABBIT_LAND[s.biomes[w, math.floor(x) & MASK, math.floor(z) & MASK]]
        share = random_int(s, w, 100)
        if land == 1:
            return 1 if share < 80 else 3
        if land == 2:
            return 4
        return 0 if share < 50 else 5 if share < 90 else 2
    if rules.mobs[mob].behaviour == _HOP:
        power = random_int(s, w, 3)
        if power < 2 and s.clock[w].difficulty == HARD and random_float(s, w) < _BIG_SLIME_CHANCE:
            power += 1
        return 1 << power
    return random_int(s, w, _COATS[mob]) if _COATS[mob] > 1 else 0


@kernel()
def _fleece(s: State, w: int) -> int:
    """Colour of a wild sheep: 5 % each black, gray and light gray, 3 % brown, 0.164 % pink, the rest white."""
    share = random_int(s, w, 100)
    if share < 5:
        return _BLACK
    if share < 10:
        return _GRAY
    if share < 15:
        return _SILVER
    if share < 18:
        return _BROWN
    return _PINK if random_int(s, w, 500) == 0 else 0


@kernel()
def hurt_mob(s: State, rules: Rules, w: int, i: int, amount: float, kind: int, attacker: int) -> bool:
    """Hurt a mob and, at no health left, begin its death; return whether it felt anything.

    A blow with an attacker also pushes the mob away from it. Endermen feel no arrow, but remember who shot it:
    `attacker_ticks` is 0 then, and `hurt_time` as it was.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        i: Entity row of the mob.
        amount: Health points before armour; 0 (a snowball) only pushes.
        kind: A DAMAGE_* constant.
        attacker: Body that did it, or NOBODY; it may be hunted, fled or avenged for it.
    """
    entity = s.entities[w, i]
    row = rules.mobs[entity.mob]
    if entity.kind != ENTITY_MOB or entity.death_time > 0:
        return False
    if row.flags & FIREPROOF and kind in (DAMAGE_FIRE, DAMAGE_LAVA):
        return False
    if row.behaviour == _TELEPORT and kind == DAMAGE_ARROW:
        _remember(s, w, i, attacker)
        return False
    fresh = entity.hurt_time <= HURT_TICKS // 2
    felt = amount
    if fresh:
        entity.hurt_time = HURT_TICKS
    elif amount <= entity.last_damage:
        return False
    else:
        felt = amount - entity.last_damage
    entity.last_damage = amount
    if kind not in _UNARMOURED:
        felt = _through_armour(felt, row.armour)
    elif kind == DAMAGE_MAGIC and row.behaviour == _THROW:
        felt *= _MAGIC_SHARE_OF_WITCHES
    entity.health -= felt
    entity.idle = 0
    _remember(s, w, i, attacker)
    if fresh and attacker != NOBODY and attacker != ENTITY_BODY + i:
        x, _, z = body_place(s, w, attacker)
        knock_back(s, w, i, KNOCK, x - entity.x, z - entity.z)
    if entity.health <= 0.0:
        _die(s, rules, w, i)
    return True


@kernel()
def _remember(s: State, w: int, i: int, attacker: int) -> None:
    """Keep in mind who struck, and whether a player (or a player's wolf) answers for it."""
    entity = s.entities[w, i]
    if attacker == NOBODY or attacker == ENTITY_BODY + i:
        return
    entity.attacker = attacker
    entity.attacker_ticks = 0
    if player_behind(s, w, attacker) >= 0:
        entity.by_player = PLAYER_KILL_TICKS


@kernel(inline=True)
def _through_armour(amount: float, armour: float) -> float:
    """What armour points let through of a hit (1.9 and later, without toughness)."""
    return amount * (1.0 - min(20.0, max(armour / 5.0, armour - amount / 2.0)) / 25.0)


@kernel()
def knock_back(s: State, w: int, i: int, strength: float, dx: float, dz: float) -> None:
    """Push a mob away: (dx, dz) points from the mob to where the blow came from; nowhere pushes at random."""
    entity = s.entities[w, i]
    while dx * dx + dz * dz < 1e-8:
        dx = random_float(s, w) - 0.5
        dz = random_float(s, w) - 0.5
    length = math.sqrt(dx * dx + dz * dz)
    entity.vx = entity.vx / 2.0 - dx / length * strength
    entity.vz = entity.vz / 2.0 - dz / length * strength
    if entity.on_ground:
        entity.vy = min(entity.vy / 2.0 + strength, _KNOCK_LIMIT)


@kernel()
def _die(s: State, rules: Rules, w: int, i: int) -> None:
    """Fall: drop the loot, count the kill; it is gone after a second (see `finish_death`)."""
    entity = s.entities[w, i]
    entity.health = 0.0
    entity.death_time = 1
    entity.forward = entity.strafe = entity.rise = 0.0
    entity.jump = 0
    if entity.by_player > 0:
        killer = player_behind(s, w, entity.attacker)
        s.kills[w, max(killer, 0), entity.mob] += 1
    drop_loot(s, rules, w, i)


@kernel()
def finish_death(s: State, rules: Rules, w: int, i: int) -> None:
    """End a second of dying: experience, the parts of a slime, and the mob is gone."""
    entity = s.entities[w, i]
    leave_experience(s, rules, w, i)
    size = int(entity.variant)
    if rules.mobs[entity.mob].behaviour == _HOP and size > 1:
        for part in range(2 + random_int(s, w, 3)):
            x = entity.x + (part % 2 - 0.5) * size / 4.0
            z = entity.z + (part // 2 - 0.5) * size / 4.0
            small = spawn_mob(s, rules, w, entity.mob, x, entity.y + 0.5, z)
            if small >= 0:
                s.entities[w, small].variant = size // 2
                s.entities[w, small].health = rules.mobs[entity.mob].health * (size // 2) ** 2
                s.entities[w, small].persistent = entity.persistent
    remove_body(s, w, i)
