"""Bodies that overlap push each other apart."""

import math

from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.jit import kernel
from envs.overworld.player.physics import HALF_WIDTH, HEIGHT
from envs.overworld.rules import FLIES, Rules
from envs.overworld.state import ENTITY_MOB, State

_PUSH = 0.05
_TOO_NEAR = 0.01
_WIDEST = 2.0  # no half width is larger, and no sum with a player's


@kernel()
def push_mobs(s: State, rules: Rules, w: int, i: int) -> None:
    """Push one mob away from those that its box overlaps, and them from it. Bats push nobody."""
    entity = s.entities[w, i]
    if rules.mobs[entity.mob].flags & FLIES:
        return
    half, height = mob_size(s, rules, w, i)
    x, y, z = entity.x, entity.y, entity.z
    for j in range(s.clock[w].entity_rows):
        other = s.entities[w, j]
        if other.kind != ENTITY_MOB or abs(other.x - x) > half + _WIDEST or abs(other.z - z) > half + _WIDEST or j == i:
            continue
        other_half, other_height = mob_size(s, rules, w, j)
        apart = abs(other.x - x) >= half + other_half or abs(other.z - z) >= half + other_half
        if apart or other.y >= y + height or other.y + other_height <= y or rules.mobs[other.mob].flags & FLIES:
            continue
        push_x, push_z = _push(other.x - x, other.z - z)
        entity.vx -= push_x
        entity.vz -= push_z
        other.vx += push_x
        other.vz += push_z


@kernel(inline=True)
def push_players(s: State, rules: Rules, w: int, i: int) -> None:
    """Push one mob away from the players that its box overlaps, and them from it."""
    entity = s.entities[w, i]
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        dx, dz = player.x - entity.x, player.z - entity.z
        if abs(dx) > _WIDEST or abs(dz) > _WIDEST or not player.alive or rules.mobs[entity.mob].flags & FLIES:
            continue
        half, height = mob_size(s, rules, w, i)
        apart = abs(dx) >= half + HALF_WIDTH or abs(dz) >= half + HALF_WIDTH
        if apart or player.y >= entity.y + height or player.y + HEIGHT <= entity.y:
            continue
        push_x, push_z = _push(dx, dz)
        entity.vx -= push_x
        entity.vz -= push_z
        player.vx += push_x
        player.vz += push_z


@kernel(inline=True)
def _push(dx: float, dz: float) -> tuple[float, float]:
    """The game's push between two bodies that stand (dx, dz) apart: at most 0.05, weaker where they nearly coincide."""
    largest = max(abs(dx), abs(dz))
    if largest < _TOO_NEAR:
        return 0.0, 0.0
    root = math.sqrt(largest)
    scale = _PUSH * min(1.0, 1.0 / root) / root
    return dx * scale, dz * scale
