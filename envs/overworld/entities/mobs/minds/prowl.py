"""Wolves: wild ones hunt sheep and rabbits and stand by each other; tame ones follow and defend their owner."""

from typing import Any

from envs.overworld.entities.mobs.minds.calm import BUSY, be_calm
from envs.overworld.entities.mobs.minds.family import PANIC, mind_family
from envs.overworld.entities.mobs.minds.hunt import MEMORY, close_in, is_turn
from envs.overworld.entities.mobs.minds.pounce import leap
from envs.overworld.entities.mobs.steering import look_at, rest
from envs.overworld.entities.mobs.wishes import BLINK_TO, GO, NOTHING, Prey, Wish
from envs.overworld.gamedata import mob_index
from envs.overworld.jit import kernel
from envs.overworld.player.physics import EYE_HEIGHT
from envs.overworld.rng import random_float
from envs.overworld.state import ENTITY_BODY, ENTITY_MOB, NOBODY, PLAYER_BODY, State

_FOLLOW = BUSY + 13
_SHEEP, _RABBIT, _CREEPER = mob_index("sheep"), mob_index("rabbit"), mob_index("creeper")
_FOLLOW_FROM, _FOLLOW_TO, _TELEPORT_FROM = 10.0, 2.0, 12.0
_NOTICE_EVERY = 10


@kernel(inline=True)
def prowl(s: State, w: int, i: int, row: Any, p: int, near: float, prey: Prey) -> Wish:
    """Fight the prey, if there is any; else court, follow the owner or a parent, and be calm."""
    entity = s.entities[w, i]
    if prey[0]:
        leap(entity, s.clock[w], prey)
        return close_in(entity, row, prey, 1.0)
    if entity.tame:
        _take_sides(s, w, i)
        follows, wish = _follow(s, w, i, row)
        if follows:
            return wish
    elif is_turn(s, w, i, _NOTICE_EVERY):
        _notice_prey(s, w, i, row)
    busy, wish = mind_family(s, w, i, row, -1, row.follow**2, 1.0, 1.0, 1.1)
    if busy and entity.goal != PANIC:
        return wish
    return be_calm(s.entities[w, i], row, s.clock[w], s.players[w, max(p, 0)], near, 1.0)


@kernel()
def _take_sides(s: State, w: int, i: int) -> None:
    """Hunt what the owner has struck, and what has hurt the owner; but no creeper and no pet."""
    entity = s.entities[w, i]
    if entity.owner < PLAYER_BODY or entity.owner >= ENTITY_BODY:
        return
    player = s.players[w, entity.owner - PLAYER_BODY]
    for body in (player.foe, player.hurt_from):
        if body >= ENTITY_BODY and body != ENTITY_BODY + i:
            other = s.entities[w, body - ENTITY_BODY]
            if other.kind == ENTITY_MOB and other.mob != _CREEPER and not other.tame:
                entity.target = body
                entity.anger = MEMORY


@kernel()
def _notice_prey(s: State, w: int, i: int, row: Any) -> None:
    """Hunt the nearest sheep or rabbit; one that is not in sight is forgotten soon."""
    entity = s.entities[w, i]
    best = row.follow**2
    for j in range(s.clock[w].entity_rows):
        other = s.entities[w, j]
        if other.kind == ENTITY_MOB and (other.mob == _SHEEP or other.mob == _RABBIT) and other.death_time == 0:
            distance = (other.x - entity.x) ** 2 + (other.y - entity.y) ** 2 + (other.z - entity.z) ** 2
            if distance < best:
                best = distance
                entity.target = ENTITY_BODY + j
                entity.anger = 1


@kernel()
def _follow(s: State, w: int, i: int, row: Any) -> tuple[bool, Wish]:
    """A tame one goes to its owner from 10 blocks away, and teleports from more than 12."""
    entity = s.entities[w, i]
    wish = (NOTHING, 0.0, 0.0, 0.0, 1.0)
    if entity.owner < PLAYER_BODY or entity.owner >= ENTITY_BODY or entity.target != NOBODY:
        return False, wish
    owner = s.players[w, entity.owner - PLAYER_BODY]
    distance = (owner.x - entity.x) ** 2 + (owner.y - entity.y) ** 2 + (owner.z - entity.z) ** 2
    start = _FOLLOW_TO if entity.goal == _FOLLOW else _FOLLOW_FROM
    if not owner.alive or distance < start * start:
        return False, wish
    if entity.goal != _FOLLOW:
        rest(entity, _FOLLOW)
    look_at(entity, row, owner.x, owner.y + EYE_HEIGHT, owner.z)
    if distance > _TELEPORT_FROM**2:
        x, z = owner.x + 4.0 * random_float(s, w) - 2.0, owner.z + 4.0 * random_float(s, w) - 2.0
        return True, (BLINK_TO, x, owner.y + 1.0, z, 1.0)
    return True, (GO, owner.x, owner.y, owner.z, 1.0)
