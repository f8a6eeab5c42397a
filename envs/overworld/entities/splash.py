"""Splash potions: what they do to whoever is within four blocks, the less the farther off.

Mobs have no lasting effects here: of potions they feel healing and harming only (the undead the other way round).
"""

import math

from envs.overworld.entities.bodies import player_of
from envs.overworld.entities.mobs.life import hurt_mob
from envs.overworld.jit import kernel
from envs.overworld.player.damage import heal
from envs.overworld.player.defence import hit_player
from envs.overworld.player.effects import INSTANT_DAMAGE, INSTANT_HEALTH, POISON, add_effect
from envs.overworld.rules import UNDEAD, Rules
from envs.overworld.state import DAMAGE_MAGIC, ENTITY_BODY, ENTITY_MOB, State

REACH = 4.0
"""Blocks within which a splash is felt; half as far up and down."""

_HARM = 6.0
_HEAL = 4.0
_TICKS = 1800
_POISON_TICKS = 900
_LEAST_TICKS = 20


@kernel()
def splash(s: State, rules: Rules, w: int, x: float, y: float, z: float, effect: int, struck: int, owner: int) -> None:
    """Let a potion break at a point.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        x: Where it breaks; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        effect: Number of its effect (`player/effects.py`), at the first level; 0 = water.
        struck: Body that it hit, which feels all of it; or NOBODY.
        owner: Body that threw it.
    """
    if effect == 0:
        return
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        share = _share(player.x - x, player.y - y, player.z - z)
        if player.alive and share > 0.0:
            _splash_player(s, rules, w, p, effect, 1.0 if player_of(struck) == p else share, x, y, z, owner)
    for i in range(s.clock[w].entity_rows):
        entity = s.entities[w, i]
        if entity.kind != ENTITY_MOB or abs(entity.x - x) > REACH:
            continue
        share = _share(entity.x - x, entity.y - y, entity.z - z)
        if share > 0.0 or struck == ENTITY_BODY + i:
            _splash_mob(s, rules, w, i, effect, 1.0 if struck == ENTITY_BODY + i else share, owner)


@kernel(inline=True)
def _share(dx: float, dy: float, dz: float) -> float:
    """Share of a potion that is felt so far from it."""
    return 1.0 - math.sqrt(dx * dx + dy * dy + dz * dz) / REACH


@kernel()
def _splash_player(
    s: State, rules: Rules, w: int, p: int, effect: int, share: float, x: float, y: float, z: float, owner: int
) -> None:
    if effect == INSTANT_DAMAGE:
        hit_player(s, rules, w, p, float(math.floor(share * _HARM + 0.5)), DAMAGE_MAGIC, x, y, z, owner)
    elif effect == INSTANT_HEALTH:
        heal(s, w, p, float(math.floor(share * _HEAL + 0.5)))
    else:
        ticks = math.floor(share * (_POISON_TICKS if effect == POISON else _TICKS) + 0.5)
        if ticks > _LEAST_TICKS:
            add_effect(s, w, p, effect, ticks, 0)


@kernel()
def _splash_mob(s: State, rules: Rules, w: int, i: int, effect: int, share: float, owner: int) -> None:
    entity = s.entities[w, i]
    row = rules.mobs[entity.mob]
    if effect != INSTANT_DAMAGE and effect != INSTANT_HEALTH:
        return
    hurts = (effect == INSTANT_DAMAGE) != (row.flags & UNDEAD != 0)
    if hurts:
        hurt_mob(s, rules, w, i, float(math.floor(share * _HARM + 0.5)), DAMAGE_MAGIC, owner)
    elif entity.death_time == 0:
        entity.health = min(max(row.health, entity.health), entity.health + math.floor(share * _HEAL + 0.5))
