"""Reflexes: what cannot wait until the skill is done. Out of lava and fire, up for air, and against attackers."""

import math

import numpy as np

from envs.overworld.gamedata import RULES, mob_index
from envs.overworld.rules import BEHAVIOURS
from envs.overworld.state import ENTITY_BODY, PLAYER_BODY
from skills.oracle.body import Behaviour, Body, Cell, Failed
from skills.oracle.cells import DANGER, FLOOR, KIND, OPEN, WATER
from skills.oracle.creatures import creatures_around, distance_to, is_alive, mob_record, sees
from skills.oracle.dig import dig
from skills.oracle.duel import duel
from skills.oracle.goals import near
from skills.oracle.navigate import go
from skills.oracle.tools import hold

_GASP = 60
"""Ticks of breath left at which it comes up for air."""
_MELEE, _BLAST, _SHOT = 6.0, 8.0, 14.0
"""Blocks within which somebody who strikes, explodes or shoots is dealt with before all else."""
_SHOOTERS = tuple(BEHAVIOURS.index(name) for name in ("shoot", "throw"))
_HARMLESS_SLIME = 1
_SLIME = mob_index("slime")
_CREEPER = mob_index("creeper")
_ESCAPE = 4
_ESCAPE_TICKS = 60
_TO_WATER = 8
_BURNS = 20
_RISE_TICKS = 200
_PATIENCE = 200
"""Ticks that it spends on an attacker before it goes on with its work."""


def reflex(body: Body) -> Behaviour[None] | None:
    """Return what has to be done at once, or None."""
    player = body.player
    if player["in_lava"]:
        return _out_of_lava(body)
    if player["eyes_in_water"] and int(player["air"]) < _GASP:
        return _up_for_air(body)
    if int(player["fire"]) > _BURNS and not player["in_water"] and (water := _water_nearby(body)) is not None:
        return _into_water(body, water)
    row = attacker(body)
    return None if row is None else _fend_off(body, row)


def attacker(body: Body) -> int | None:
    """Row of the mob that has to be fought first, other than the one that is being fought; None if there is none."""
    by = int(body.player["hurt_from"]) - ENTITY_BODY if body.player["damage"] > 0 else -1
    if by >= 0 and by != body.foe and by not in body.spared and is_alive(body, by) and distance_to(body, by) < _SHOT:
        return by
    for row in creatures_around(body, _SHOT):
        if row != body.foe and row not in body.spared and _threatens(body, row):
            return row
    return None


def _threatens(body: Body, row: int) -> bool:
    entity = mob_record(body, row)
    if entity["target"] != PLAYER_BODY or (entity["mob"] == _SLIME and entity["variant"] <= _HARMLESS_SLIME):
        return False
    kind = RULES.mobs[entity["mob"]]["behaviour"]
    reach = _SHOT if kind in _SHOOTERS else _BLAST if entity["mob"] == _CREEPER else _MELEE
    return distance_to(body, row) <= reach and sees(body, row)


def _fend_off(body: Body, row: int) -> Behaviour[None]:
    """Fight somebody, then take in hand again what was there before; who cannot be got at is spared for now."""
    before = int(body.slots[int(body.player["selected"])]["item"])
    old_foe = body.foe
    try:
        killed = yield from duel(body, row, patience=_PATIENCE)
    except Failed:
        killed = False
    body.foe = old_foe
    if not killed:
        body.spared.add(row)
    slots = np.flatnonzero(body.slots["item"][:36] == before)
    if int(body.slots[int(body.player["selected"])]["item"]) != before and len(slots):
        yield from hold(body, int(slots[0]))


def _out_of_lava(body: Body) -> Behaviour[None]:
    """Swim up and to the nearest ground."""
    for _ in range(_ESCAPE_TICKS):
        if not body.player["in_lava"]:
            return
        shore = _shore(body)
        if shore is None:
            yield {"jump": 1}
            continue
        yaw, _ = body.angles_to((shore[0] + 0.5, shore[1] + 1.0, shore[2] + 0.5))
        turn = abs(body.turned_by(yaw))
        keys = {"forward": int(turn < 60.0), "back": int(turn > 120.0)}
        yield {"jump": 1, "camera": body.camera(yaw, 0.0), **keys}


def _shore(body: Body) -> Cell | None:
    """The nearest cell that one can stand in, out of lava."""
    x, y, z = body.feet()
    best: tuple[float, Cell] | None = None
    for dx in range(-_ESCAPE, _ESCAPE + 1):
        for dz in range(-_ESCAPE, _ESCAPE + 1):
            for dy in (-1, 0, 1, 2):
                cell = (x + dx, y + dy, z + dz)
                room = [int(KIND[body.block((cell[0], cell[1] + up, cell[2]))]) for up in (-1, 0, 1)]
                if room[0] in (FLOOR, WATER) and room[1] <= WATER and room[2] <= WATER:
                    distance = math.hypot(dx, dz) + abs(dy)
                    best = min(best, (distance, cell)) if best else (distance, cell)
    return best[1] if best else None


def _water_nearby(body: Body) -> Cell | None:
    """The nearest water that one can walk into."""
    x, y, z = body.feet()
    around = range(-_TO_WATER, _TO_WATER + 1)
    cells = [(x + dx, y + dy, z + dz) for dx in around for dz in around for dy in (-1, 0)]
    wet = [cell for cell in cells if KIND[body.block(cell)] == WATER]
    return min(wet, key=lambda cell: math.dist(cell, (x, y, z)), default=None)


def _into_water(body: Body, water: Cell) -> Behaviour[None]:
    try:
        for action in go(body, near(water), dig=False):
            if int(body.player["fire"]) <= 0:
                return
            yield action
    except Failed:
        return


def _up_for_air(body: Body) -> Behaviour[None]:
    """Swim up, through the ceiling if there is one."""
    for _ in range(_RISE_TICKS):
        if not body.player["eyes_in_water"]:
            return
        x, y, z = body.feet()
        ceiling = (x, y + 2, z)
        if KIND[body.block(ceiling)] in (OPEN, WATER, DANGER) or not (yield from dig(body, ceiling)):
            yield {"jump": 1}
