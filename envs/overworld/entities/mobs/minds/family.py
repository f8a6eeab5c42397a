"""What animals do for food, family and life: come to food in a hand, court, stay near a parent, panic."""

from typing import Any

from envs.overworld.entities.mobs.minds.calm import BUSY
from envs.overworld.entities.mobs.steering import is_walking, look_at, rest
from envs.overworld.entities.mobs.wishes import BEAR, GO, NOTHING, SET_OUT, WALK, Wish
from envs.overworld.jit import kernel
from envs.overworld.player.physics import EYE_HEIGHT
from envs.overworld.rules import MOB_FOODS
from envs.overworld.state import ENTITY_MOB, NOBODY, State

PANIC, COURT, COME, KEEP_UP = BUSY, BUSY + 1, BUSY + 2, BUSY + 3

_REVENGE_TICKS = 100  # that a blow is remembered
_PANIC_REACH, _PANIC_RISE = 5.0, 4.0
_TEMPT_REACH, _TEMPT_NEAR = 10.0, 2.5
_COURT_REACH, _COURT_NEAR = 8.0, 3.0
_COURT_TICKS = 60
_PARENT_REACH, _PARENT_NEAR = 16.0, 3.0
_OFF_HAND = 40


@kernel(inline=True)
def has_matters(entity: Any, near: float) -> bool:
    """Whether `mind_family` could find anything to do; most animals, most of the time, need not ask."""
    troubled = entity.attacker != NOBODY or entity.fire > 0
    return troubled or entity.love > 0 or entity.growth < 0 or near < _TEMPT_REACH**2


@kernel()
def mind_family(
    s: State, w: int, i: int, row: Any, p: int, near: float, panic: float, tempt: float, keep_up: float
) -> tuple[bool, Wish]:
    """Panic when hurt or burning, else court, else come to food, else keep near a parent.

    Args:
        s: State of all worlds.
        w: World.
        i: Entity row of the animal.
        row: Its MOB row.
        p: The nearest player, or -1.
        near: Squared distance to that player.
        panic: Pace of a panic.
        tempt: Pace at which it comes to food.
        keep_up: Pace at which it hurries after a parent.

    Returns:
        Whether there is anything of it to do, and the wish for it.
    """
    entity = s.entities[w, i]
    struck = entity.attacker != NOBODY and entity.attacker_ticks < _REVENGE_TICKS
    if struck or entity.fire > 0:
        if entity.goal != PANIC:
            rest(entity, PANIC)
        what = WALK if is_walking(entity) else SET_OUT
        return True, (what, _PANIC_REACH, _PANIC_RISE, 0.0, panic)
    if entity.love > 0 and entity.growth == 0:
        partner, distance = _nearest_kin(s, w, i, _COURT_REACH, True)
        if partner >= 0:
            return True, _court(s, w, i, row, partner, distance)
    if near < _TEMPT_REACH**2 and _is_tempting(s, w, row, p):
        if entity.goal != COME:
            rest(entity, COME)
        player = s.players[w, p]
        look_at(entity, row, player.x, player.y + EYE_HEIGHT, player.z)
        what = GO if near > _TEMPT_NEAR**2 else NOTHING
        return True, (what, player.x, player.y, player.z, tempt)
    if entity.growth < 0:
        parent, distance = _nearest_kin(s, w, i, _PARENT_REACH, False)
        if parent >= 0 and distance > _PARENT_NEAR**2:
            if entity.goal != KEEP_UP:
                rest(entity, KEEP_UP)
            other = s.entities[w, parent]
            return True, (GO, other.x, other.y, other.z, keep_up)
    return False, (NOTHING, 0.0, 0.0, 0.0, 1.0)


@kernel()
def _is_tempting(s: State, w: int, row: Any, p: int) -> bool:
    """Whether a player holds in one of the hands what a kind of mob eats."""
    main, off = s.slots[w, p, s.players[w, p].selected].item, s.slots[w, p, _OFF_HAND].item
    found = False
    for k in range(MOB_FOODS):
        food = row.foods[k]
        found = found or (food != 0 and (food == main or food == off))
    return found


@kernel()
def _nearest_kin(s: State, w: int, i: int, reach: float, in_love: bool) -> tuple[int, float]:
    """Nearest other mob of the same kind that is in love, or else grown up; -1 if none; and the squared distance."""
    entity = s.entities[w, i]
    nearest, best = -1, reach * reach
    for j in range(s.clock[w].entity_rows):
        other = s.entities[w, j]
        if j == i or other.kind != ENTITY_MOB or other.mob != entity.mob or other.death_time > 0:
            continue
        if other.growth < 0 or (in_love and other.love <= 0):
            continue
        distance = (other.x - entity.x) ** 2 + (other.y - entity.y) ** 2 + (other.z - entity.z) ** 2
        if distance < best:
            nearest, best = j, distance
    return nearest, best


@kernel()
def _court(s: State, w: int, i: int, row: Any, partner: int, distance: float) -> Wish:
    """Go to the partner; three seconds together and there is a young one."""
    entity, other = s.entities[w, i], s.entities[w, partner]
    if entity.goal != COURT:
        rest(entity, COURT)
    entity.goal_ticks += 1
    look_at(entity, row, other.x, other.y + row.eyes, other.z)
    if entity.goal_ticks >= _COURT_TICKS and distance < _COURT_NEAR**2:
        return BEAR, float(partner), 0.0, 0.0, 1.0
    return GO, other.x, other.y, other.z, 1.0
