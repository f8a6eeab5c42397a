"""Fighting one mob to its end: come into reach, strike with full strength, keep out of its reach in between."""

import math

import numpy as np

from envs.overworld.gamedata import RULES, mob_index
from envs.overworld.rules import BEHAVIOURS, FLIES, MONSTER
from skills.executor import Action, Cause
from skills.oracle.archery import can_shoot, shoot
from skills.oracle.body import TURN, Behaviour, Body, Failed
from skills.oracle.cells import DANGER, FLOOR, KIND, LOW, WATER
from skills.oracle.creatures import (
    Point,
    aim_point,
    box_of,
    cell_of,
    cover_of,
    distance_to,
    gap_to,
    is_alive,
    is_struck,
    mob_record,
    sees,
)
from skills.oracle.dig import dig, is_quickly_broken
from skills.oracle.goals import at_column, near
from skills.oracle.navigate import go
from skills.oracle.weapons import attack_damage, blow_ticks, has_shield, take_weapon

REACH = 2.9
"""Blocks from the eyes within which it strikes; a little less than the game's 3."""

_AT_CLOSE_QUARTERS = 4.5
_PLAIN = 14.0
_SLACK = 0.6
"""Part of a mob's half width that the crosshair may be off its middle: nobody mends what still hits, and who learns
from the oracle could hardly see it."""
_KEEP_OFF, _AWAIT = 2.7, 4.0
"""Blocks from a monster within which one steps back until the next blow is ready, and within which one lets it come."""
_BESIDE = 1.2
_STALE = 3.0
_LOOK = 4
_WAIT = 60
_SIDESTEP = 50.0
_SPRINT_GAP = 3.2
_SPRINT_FOOD = 6
_DEEPEST = 3
_SHORT_FUSE, _LONG_FUSE, _LAST_MOMENT = 2, 16, 22  # ticks, of 30, that a creeper's fuse has burnt: back, away, too late
_BLAST = 8.0  # blocks; beyond 7 a creeper gives up
_CREEPER = mob_index("creeper")
_SHOOTERS = tuple(BEHAVIOURS.index(name) for name in ("shoot", "throw"))


def duel(body: Body, row: int, patience: int = 1200) -> Behaviour[bool]:
    """Fight the mob in a row until it is dead, for so many exchanges at most; return whether it is.

    Raises:
        Failed: There is no way to it.
    """
    mob = int(mob_record(body, row)["mob"])
    body.foe = row
    yield from take_weapon(body, float(mob_record(body, row)["health"]))
    for _ in range(patience):
        if not is_alive(body, row, mob):
            break
        if can_shoot(body, row):
            yield from shoot(body, row)
            yield from take_weapon(body, float(mob_record(body, row)["health"]))
        elif is_at_hand(body, row):
            yield _exchange(body, row)
        else:
            yield from approach_mob(body, row)
    body.foe = None
    return not is_alive(body, row, mob)


def is_at_hand(body: Body, row: int) -> bool:
    """Whether a mob is so near, over such ground, that one simply runs at it."""
    gap = gap_to(body, row)
    if gap > _PLAIN or not sees(body, row):
        return False
    return gap <= REACH or _is_plain(body, aim_point(body, row))


def approach_mob(body: Body, row: int) -> Behaviour[None]:
    """Go some of the way to a mob: until it is at hand, or no more where it was.

    Raises:
        Failed: There is no way to it, or none to where it could be struck.
    """
    mob = int(mob_record(body, row)["mob"])
    cell = cell_of(body, row)
    flies = RULES.mobs[mob]["flags"] & FLIES
    for radius in (1, 0):
        goal = at_column(cell[0], cell[2], radius) if flies else near(cell, radius)
        for tick, action in enumerate(go(body, goal)):
            if not is_alive(body, row, mob):
                return
            yield action
            moved = math.dist(cell, cell_of(body, row))
            if (tick % _LOOK == 0 and is_at_hand(body, row)) or moved > max(_STALE, 0.3 * distance_to(body, row)):
                return
    cover = cover_of(body, row)
    if cover is not None and gap_to(body, row) <= REACH and is_quickly_broken(body, cover):
        yield from dig(body, cover)
        return
    for _ in range(_WAIT):
        if is_at_hand(body, row) or cell != cell_of(body, row):
            return
        yield {}
    raise Failed(Cause.UNREACHABLE, "it stands where it cannot be struck")


def look_and_walk(body: Body, row: int, keys: Action) -> Action:
    """Keys, and a turn towards the middle of a mob unless the crosshair is all but there."""
    point, (low, high) = aim_point(body, row), box_of(body, row)
    camera = body.camera(*body.angles_to(point))
    slack = math.degrees(math.atan2(_SLACK * (high[0] - low[0]) / 2, math.dist(body.eyes, point)))
    return {**keys, "camera": camera if np.hypot(*camera) > slack else np.zeros_like(camera)}


def on_target(body: Body, row: int, action: Action, reach: float = REACH) -> bool:
    """Whether the crosshair lies on a mob after the turn of an action."""
    pitch, yaw = action["camera"]
    return is_struck(body, row, float(body.player["yaw"] + yaw), float(body.player["pitch"] + pitch), reach)


def chase_keys(body: Body, row: int, nearest: float) -> Action:
    """Keys that run at a mob which is at hand, until it is so near."""
    gap, point = gap_to(body, row), aim_point(body, row)
    player = body.player
    turn = abs(body.turned_by(body.angles_to(point)[0]))
    keys: Action = {}
    if gap > nearest and turn < _SIDESTEP and is_safe_step(body, point, 1.0):
        keys["forward"] = 1
        keys["sprint"] = int(gap > _SPRINT_GAP and turn < TURN and int(player["food"]) > _SPRINT_FOOD)
    keys["jump"] = int(_has_to_jump(body, point, bool(keys)))
    return keys


def _exchange(body: Body, row: int) -> Action:
    """One tick of a fight with a mob at hand."""
    entity = mob_record(body, row)
    gap, point = gap_to(body, row), aim_point(body, row)
    kind = RULES.mobs[entity["mob"]]
    is_monster = kind["category"] == MONSTER and kind["behaviour"] not in _SHOOTERS
    ready = int(body.player["attack_ticks"]) + 1 >= blow_ticks(body)
    if entity["mob"] == _CREEPER and _must_leave(body, row):
        return look_and_walk(body, row, _backwards(body, point))
    if is_monster and not ready and gap < _KEEP_OFF:
        action = look_and_walk(body, row, _backwards(body, point))
    else:
        awaits = not ready and entity["mob"] != _CREEPER  # which would burn its fuse meanwhile
        nearest = (_AWAIT if awaits else _KEEP_OFF) if is_monster else _BESIDE
        action = look_and_walk(body, row, chase_keys(body, row, nearest))
    if ready and not body.player["attack_held"] and gap <= REACH and on_target(body, row, action):
        action["attack"] = 1
    elif kind["category"] == MONSTER and not ready and has_shield(body):
        action["use"] = 1
    return action


def _must_leave(body: Body, row: int) -> bool:
    """Whether a creeper's fuse burns, and the next blow would not end it."""
    entity = mob_record(body, row)
    fuse = int(entity["timer"])
    if fuse > _LONG_FUSE or fuse <= _SHORT_FUSE:
        body.is_wary = fuse > _LONG_FUSE
    last_blow = attack_damage(body) >= float(entity["health"]) and fuse < _LAST_MOMENT
    return body.is_wary and gap_to(body, row) < _BLAST and not last_blow


def _backwards(body: Body, point: Point) -> Action:
    """Keys that step back from a point, if nothing bad is behind."""
    x, _, z = body.position
    away = (2 * x - point[0], point[1], 2 * z - point[2])
    turn = abs(body.turned_by(body.angles_to(point)[0]))
    if turn > _SIDESTEP or not is_safe_step(body, away, 1.0):
        return {}
    return {"back": 1, "jump": int(_has_to_jump(body, away, True))}


def _ahead(body: Body, point: Point, step: float) -> tuple[int, int, int]:
    """The cell of the feet after a step towards a point."""
    x, y, z = body.position
    dx, dz = point[0] - x, point[2] - z
    far = max(math.hypot(dx, dz), 1e-6)
    part = min(step, far) / far
    return math.floor(x + dx * part), math.floor(y + 0.1), math.floor(z + dz * part)


def is_safe_step(body: Body, point: Point, step: float) -> bool:
    """Whether a step towards a point neither hurts nor falls deep."""
    x, y, z = _ahead(body, point, step)
    for height in range(y + 1, y - _DEEPEST - 1, -1):
        kind = KIND[body.block((x, height, z))]
        if kind == DANGER:
            return False
        if kind in (FLOOR, LOW, WATER):
            return True
    return False


def _has_to_jump(body: Body, point: Point, moving: bool) -> bool:
    """Whether a step is in the way, or there is water to stay afloat in."""
    if body.player["in_water"] or body.player["in_lava"]:
        return point[1] > body.position[1] or bool(body.player["eyes_in_water"])
    x, y, z = _ahead(body, point, 0.8)
    return moving and KIND[body.block((x, y, z))] == FLOOR and KIND[body.block((x, y + 1, z))] < FLOOR


def _is_plain(body: Body, point: Point) -> bool:
    """Whether one can run straight at a point: no wall higher than a step, no deep fall, nothing that hurts."""
    x, y, z = body.position
    dx, dz = point[0] - x, point[2] - z
    steps = max(1, math.ceil(math.hypot(dx, dz) / 0.5))
    height = math.floor(y + 0.1)
    for step in range(1, steps + 1):
        cx, cz = math.floor(x + dx * step / steps), math.floor(z + dz * step / steps)
        for rise in (0, 1, -1, -2, -3):
            ground = KIND[body.block((cx, height + rise - 1, cz))]
            here, above = KIND[body.block((cx, height + rise, cz))], KIND[body.block((cx, height + rise + 1, cz))]
            stands = ground == FLOOR or here in (LOW, WATER)
            if stands and (here <= WATER or here == LOW) and above <= WATER:
                height += rise
                break
        else:
            return False
    return True
