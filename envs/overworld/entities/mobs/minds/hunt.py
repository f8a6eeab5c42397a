"""What hunters share: resenting a blow, calling others, noticing prey, keeping after it.

`target` is the body that a mob hunts, and `anger` counts the ticks for which it will keep after it without seeing it.
"""

import math
from typing import Any

import numpy as np

from envs.overworld.blocks.daylight import light_level
from envs.overworld.entities.mobs.minds.calm import BUSY
from envs.overworld.entities.mobs.sight import find_body, line_is_free
from envs.overworld.entities.mobs.steering import look_at, rest
from envs.overworld.entities.mobs.wishes import FIGHT, Prey, Wish
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import BEHAVIOURS, Rules
from envs.overworld.state import ENTITY_BODY, ENTITY_MOB, NOBODY, PEACEFUL, PLAYER_BODY, State

MEMORY = 60
"""Ticks for which a hunter looks for prey that it has lost from sight."""
HUNT = BUSY + 5

_NOTICE_EVERY = 10  # the game looks with a chance of one in ten
_SNEAKING = 0.8
_KIN_HEIGHT = 10.0
_BRIGHT = 12  # from this light level on a spider is peaceful (brightness 0.5)
_GIVE_UP = 100

_POUNCE = BEHAVIOURS.index("pounce")
_NOTICES = np.array([name in ("chase", "shoot", "pounce", "explode", "hop", "throw") for name in BEHAVIOURS])
_CALLS = np.array([name in ("chase", "avenge", "prowl") for name in BEHAVIOURS])
_GRUDGES = {"avenge": 400, "prowl": 400, "teleport": 400}
_GRUDGE = np.array([_GRUDGES.get(name, MEMORY) for name in BEHAVIOURS])
_GRUDGE_MORE = np.array([400 if name == "avenge" else 1 for name in BEHAVIOURS])


@kernel(inline=True)
def is_turn(s: State, w: int, i: int, every: int) -> bool:
    """True in one of `every` ticks, in which one depends on the row, so that mobs take turns."""
    return (s.clock[w].age + i) % every == 0


@kernel(inline=True)
def forget(entity: Any) -> None:
    """Hunt nobody any more."""
    entity.target = NOBODY
    entity.anger = 0


@kernel(inline=True)
def attend(s: State, rules: Rules, w: int, i: int, p: int, near: float) -> Prey:
    """Keep the target of a mob that hunts: whom it resents, notices, sees, forgets; return what it knows of it.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        i: Entity row of the mob.
        p: The nearest player, or -1.
        near: Squared distance to that player.
    """
    entity = s.entities[w, i]
    row = rules.mobs[entity.mob]
    peaceful = s.clock[w].difficulty == PEACEFUL
    if entity.attacker != NOBODY and entity.attacker_ticks <= 1:
        _resent(s, w, i, row, peaceful)
    notices = False
    target = entity.target
    bright = row.behaviour == _POUNCE and _is_bright(s, w, i)
    if target == NOBODY:
        notices = _NOTICES[row.behaviour] and p >= 0 and not bright and not peaceful and is_turn(s, w, i, _NOTICE_EVERY)
        target = PLAYER_BODY + p
    elif bright and random_int(s, w, _GIVE_UP) == 0:
        forget(entity)
        target = NOBODY
    if entity.target == NOBODY and not notices:
        return False, 0.0, 0.0, 0.0, near, 0.0, False
    lives, x, y, z, eyes, _ = find_body(s, rules, w, target)
    distance = (x - entity.x) ** 2 + (y - entity.y) ** 2 + (z - entity.z) ** 2
    reach = row.follow
    if notices and s.players[w, p].sneaking:
        reach *= _SNEAKING
    if not lives or distance > reach * reach or (peaceful and target < ENTITY_BODY):
        forget(entity)
        return False, 0.0, 0.0, 0.0, near, 0.0, False
    seen = line_is_free(s, rules, w, entity.x, entity.y + row.eyes, entity.z, x, y + eyes, z)
    if seen:
        entity.target = target
        entity.anger = max(entity.anger, MEMORY)
    else:
        entity.anger = max(0, entity.anger - 1)
        if entity.anger == 0:
            forget(entity)
    return entity.target != NOBODY, x, y, z, distance, eyes, seen


@kernel()
def _is_bright(s: State, w: int, i: int) -> bool:
    """Whether a mob stands in bright light."""
    entity = s.entities[w, i]
    return light_level(s, w, math.floor(entity.x), math.floor(entity.y), math.floor(entity.z)) >= _BRIGHT


@kernel()
def _resent(s: State, w: int, i: int, row: Any, peaceful: bool) -> None:
    """Hunt whoever has just struck it; of some kinds, all that hunt nobody yet come too."""
    entity = s.entities[w, i]
    attacker = entity.attacker
    if attacker >= ENTITY_BODY:
        if s.entities[w, attacker - ENTITY_BODY].mob == entity.mob:
            return  # a stray arrow of a friend
    elif peaceful:
        return
    ticks = _GRUDGE[row.behaviour] + random_int(s, w, _GRUDGE_MORE[row.behaviour])
    entity.target = attacker
    entity.anger = ticks
    if not _CALLS[row.behaviour] or entity.tame:
        return
    for j in range(s.clock[w].entity_rows):
        other = s.entities[w, j]
        if other.kind == ENTITY_MOB and other.mob == entity.mob and other.target == NOBODY and not other.tame:
            near = abs(other.x - entity.x) < row.follow and abs(other.z - entity.z) < row.follow
            if near and abs(other.y - entity.y) < _KIN_HEIGHT:
                other.target = attacker
                other.anger = ticks


@kernel()
def close_in(entity: Any, row: Any, prey: Prey, pace: float) -> Wish:
    """Run to the prey, look it in the eye, and strike it when it is in reach."""
    _, x, y, z, _, eyes, _ = prey
    if entity.goal != HUNT:
        rest(entity, HUNT)
    look_at(entity, row, x, y + eyes, z)
    return FIGHT, x, y, z, pace
