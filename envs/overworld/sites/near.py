"""Sites on the ground and in caves: near a block that is there, or near a mob that is put there."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import is_loaded
from envs.overworld.entities.bodies import remove_body
from envs.overworld.entities.mobs.ground import ground_near
from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.entities.places import is_ground
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import Rules
from envs.overworld.senses.view import MOB_OF_KIND
from envs.overworld.sites.search import STANDABLE, draw_cells, drawn_cell, reach_of
from envs.overworld.sites.site import CAVERN
from envs.overworld.sites.standing import (
    NOWHERE,
    SPREAD,
    distance_in_view,
    draw_standing,
    faces_a_wall,
    is_in_sight,
    is_surrounded,
    put_player,
    stand_anywhere,
    standing_height,
    turn_anywhere,
    turn_towards,
)
from envs.overworld.state import State

_TRIES = 400  # cheap ones: most end at the first test
_LOOKS = 60  # tests of what is in view, which cost the most
_HEADINGS = 4  # ways to look from one place, where nothing is to be in view
_CUBE = 0.87  # half the diagonal of a block
_CLIMB = 6  # blocks of height between the player and what it is near to, beside the distance across
_MOB_CLIMB = 4


@kernel()
def settle_anywhere(s: State, rules: Rules, w: int, site: Any, row: NDArray[np.float32]) -> bool:
    """Stand anywhere on the ground, or in a cave; `row` (len(KINDS),) is overwritten."""
    middle_x, middle_z = math.floor(s.players[w, 0].x), math.floor(s.players[w, 0].z)
    standing = draw_cells(s, w, STANDABLE, middle_x, middle_z, SPREAD, False, 0) if site.place == CAVERN else 0
    for _ in range(_TRIES):
        if site.place == CAVERN and standing == 0:
            return False
        if site.place == CAVERN:
            x, y, z = drawn_cell(s, w, 0, random_int(s, w, standing))
        else:
            x, y, z = draw_standing(s, rules, w, middle_x, middle_z)
        if y != NOWHERE:
            put_player(s, w, x, float(y), z)
            stand_anywhere(s, rules, w, x, float(y), z)
            turn_anywhere(s, w)
            if not faces_a_wall(s, w, row):
                return True
    return False


@kernel()
def settle_near_block(
    s: State, rules: Rules, w: int, site: Any, wanted: NDArray[np.bool_], row: NDArray[np.float32]
) -> bool:
    """Stand on the ground, or in a cave, at a distance from a block (or cave) of the kind `site.near`.

    Args:
        s: State of all worlds; the window around player 0 is loaded.
        rules: Tables of the game.
        w: World.
        site: SITE record.
        wanted: (len(KINDS),) true for the kind alone.
        row: (len(KINDS),) is overwritten.

    Returns:
        Whether there is such a place; if not, the player stands anywhere.
    """
    middle_x, middle_z = math.floor(s.players[w, 0].x), math.floor(s.players[w, 0].z)
    indoors = site.place == CAVERN
    targets = draw_cells(s, w, site.near, middle_x, middle_z, reach_of(site.high), not indoors, 0)
    standing = draw_cells(s, w, STANDABLE, middle_x, middle_z, SPREAD, False, 1) if indoors else 0
    if targets == 0 or (indoors and standing == 0):
        return False
    looks = 0
    for _ in range(_TRIES):
        tx, ty, tz = drawn_cell(s, w, 0, random_int(s, w, targets))
        far = site.low + (site.high - site.low) * random_float(s, w)
        if indoors:
            x, y, z = drawn_cell(s, w, 1, random_int(s, w, standing))
        else:
            x, z = _at_distance(s, w, tx + 0.5, tz + 0.5, far)
            y = standing_height(s, rules, w, x, z) if is_surrounded(s, w, x, z) else NOWHERE
        across = math.hypot(x - tx, z - tz)
        if y == NOWHERE or not is_surrounded(s, w, x, z) or abs(y - ty) > across + _CLIMB:
            continue
        if not site.low <= across <= site.high:
            continue
        put_player(s, w, x, float(y), z)
        if site.in_view == 1 and not is_in_sight(s, w, tx + 0.5, ty + 0.5, tz + 0.5, _CUBE, row):
            continue
        if _looks_as_asked(s, rules, w, site, tx + 0.5, ty + 0.5, tz + 0.5, wanted, row):
            return True
        looks += 1
        if looks >= _LOOKS:
            return False
    return False


@kernel()
def settle_near_mob(
    s: State, rules: Rules, w: int, site: Any, wanted: NDArray[np.bool_], row: NDArray[np.float32]
) -> bool:
    """Stand on the ground and put a mob of the kind `site.near` at a distance; see `settle_near_block`."""
    middle_x, middle_z = math.floor(s.players[w, 0].x), math.floor(s.players[w, 0].z)
    looks = 0
    for _ in range(_TRIES):
        x, y, z = draw_standing(s, rules, w, middle_x, middle_z)
        if y == NOWHERE:
            continue
        put_player(s, w, x, float(y), z)
        far = site.low + (site.high - site.low) * random_float(s, w)
        mob = MOB_OF_KIND[site.near]
        tx, ty, tz = _place_for_mob(s, rules, w, mob, far)
        if ty == NOWHERE:
            continue
        middle = ty + 0.5 * rules.mobs[mob].height
        if site.in_view == 1 and not is_in_sight(s, w, tx, middle, tz, 0.0, row):
            continue
        body = spawn_mob(s, rules, w, mob, tx, float(ty), tz)
        if body < 0:
            return False
        s.entities[w, body].persistent = 1
        s.entities[w, body].growth = max(s.entities[w, body].growth, 0)
        if _looks_as_asked(s, rules, w, site, tx, middle, tz, wanted, row):
            return True
        remove_body(s, w, body)
        looks += 1
        if looks >= _LOOKS:
            return False
    return False


@kernel()
def _at_distance(s: State, w: int, x: float, z: float, far: float) -> tuple[int, int]:
    """A column `far` blocks from a point, in any direction."""
    angle = 2.0 * math.pi * random_float(s, w)
    return math.floor(x + far * math.cos(angle)), math.floor(z + far * math.sin(angle))


@kernel()
def _place_for_mob(s: State, rules: Rules, w: int, mob: int, far: float) -> tuple[float, int, float]:
    """A point on the ground for a mob, `far` blocks from player 0 in any direction; its height may be NOWHERE."""
    player, kind = s.players[w, 0], rules.mobs[mob]
    cells, tall = int(kind.width + 1.0), int(kind.height + 1.0)
    x, z = _at_distance(s, w, player.x, player.z, far)
    y = NOWHERE
    if is_loaded(s, w, x, z) and is_loaded(s, w, x + cells, z + cells):
        y = ground_near(s, w, x, math.floor(player.y), z, cells, tall, _MOB_CLIMB)
    if y != NOWHERE and not is_ground(s, rules, w, x, y - 1, z):
        y = NOWHERE
    return x + 0.5 * cells, y, z + 0.5 * cells


@kernel()
def _looks_as_asked(
    s: State, rules: Rules, w: int, site: Any, x: float, y: float, z: float,
    wanted: NDArray[np.bool_], row: NDArray[np.float32],
) -> bool:  # fmt: skip
    """Turn player 0, to or away from a point as the site asks; whether what is then in view is as it asks, too."""
    for _ in range(1 if site.in_view == 1 else _HEADINGS):
        if site.in_view == 0:
            turn_anywhere(s, w)
        else:
            turn_towards(s, w, x, y, z, site.aside)
        if faces_a_wall(s, w, row):
            continue
        if site.in_view < 0:
            return True
        distance = distance_in_view(s, rules, w, site.near, wanted, row)
        if site.low <= distance <= site.high if site.in_view == 1 else distance == np.inf:
            return True
    return False
