"""Lightning: strikes open ground in thunderstorms, sets fire and hurts what stands near. Rules of 1.11.2.

Left out: bolts that are drawn to animals and players, charged creepers, pigs that become pigmen, skeleton horses.
"""

from envs.overworld.blocks.fire import ignite
from envs.overworld.entities.mobs.life import hurt_mob
from envs.overworld.jit import kernel
from envs.overworld.player.defence import hit_player
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import Rules
from envs.overworld.state import (
    CHUNK,
    CHUNKS,
    DAMAGE_LIGHTNING,
    ENTITY_MOB,
    MASK,
    NOBODY,
    NORMAL,
    NOT_LOADED,
    WINDOW,
    State,
)
from envs.overworld.weather import is_rained_on, it_thunders

_CHANCE = CHUNKS * CHUNKS / 100_000.0  # of a bolt a tick: one in 100,000 in each chunk
_DAMAGE = 5.0
_REACH = 3.0  # blocks around the bolt, and below its foot
_RISE = 9.0  # blocks above its foot in which it still strikes
_BURNING = 160  # ticks for which what was struck burns
_MORE_FIRES = 4


@kernel()
def lightning_tick(s: State, rules: Rules, w: int) -> None:
    """In a thunderstorm, now and then let a bolt strike a random column that is rained on."""
    if not it_thunders(s, w) or random_float(s, w) >= _CHANCE:
        return
    ix = random_int(s, w, WINDOW)
    iz = random_int(s, w, WINDOW)
    slot = s.chunks[w, ix // CHUNK, iz // CHUNK]
    if slot[0] == NOT_LOADED:
        return
    x = int(slot[0]) * CHUNK + ix % CHUNK
    z = int(slot[1]) * CHUNK + iz % CHUNK
    y = int(s.top[w, x & MASK, z & MASK])
    if is_rained_on(s, w, x, y, z):
        strike(s, rules, w, x, y, z)


@kernel()
def strike(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Let a bolt strike the cell (x, y, z): fire, and 5 damage to all that is within three blocks."""
    if s.clock[w].difficulty >= NORMAL:
        ignite(s, rules, w, x, y, z)
        for _ in range(_MORE_FIRES):
            dx = random_int(s, w, 3) - 1
            dy = random_int(s, w, 3) - 1
            dz = random_int(s, w, 3) - 1
            ignite(s, rules, w, x + dx, y + dy, z + dz)
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        if player.alive and _is_near(player.x, player.y, player.z, x, y, z):
            hit_player(s, rules, w, p, _DAMAGE, DAMAGE_LIGHTNING, x + 0.5, y, z + 0.5, NOBODY)
            player.fire = max(player.fire, _BURNING)
    for i in range(s.clock[w].entity_rows):
        entity = s.entities[w, i]
        if entity.kind == ENTITY_MOB and _is_near(entity.x, entity.y, entity.z, x, y, z):
            hurt_mob(s, rules, w, i, _DAMAGE, DAMAGE_LIGHTNING, NOBODY)
            entity.fire = max(entity.fire, _BURNING)


@kernel(inline=True)
def _is_near(px: float, py: float, pz: float, x: int, y: int, z: int) -> bool:
    return abs(px - x) <= _REACH and abs(pz - z) <= _REACH and -_REACH <= py - y <= _RISE
