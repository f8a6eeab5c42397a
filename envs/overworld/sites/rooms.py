"""Sites in a room that is cut into rock, with a torch or dark, with or without an ore in its walls."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import AIR, get_block, set_block
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.player.physics import eye_height
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import GRAVITY, OPAQUE_CUBE, Rules
from envs.overworld.senses.view import KINDS
from envs.overworld.sites.standing import (
    NOWHERE,
    TORCH,
    distance_in_view,
    draw_standing,
    is_in_sight,
    put_player,
    turn_towards,
)
from envs.overworld.state import State

_TRIES = 200
_WALL_TRIES = 60
_CUBE = 0.87
_LOWEST = 5
_DIRECTIONS = np.array([(1, 0), (-1, 0), (0, 1), (0, -1)])
_BLOCK_OF_KIND = np.array([block_state(name) if name.endswith("_ore") else AIR for name in KINDS])


@kernel()
def settle_in_room(
    s: State, rules: Rules, w: int, site: Any, wanted: NDArray[np.bool_], row: NDArray[np.float32]
) -> bool:
    """Cut a room into the rock below the ground and stand at one end of it; see `settle_near_block`.

    It is up to three blocks wide, two or three high, and as long as the distance to an ore asks for.
    """
    middle_x, middle_z = math.floor(s.players[w, 0].x), math.floor(s.players[w, 0].z)
    for _ in range(_TRIES):
        x, ground, z = draw_standing(s, rules, w, middle_x, middle_z)
        y = ground - site.shallowest - random_int(s, w, site.deepest - site.shallowest + 1)
        direction = random_int(s, w, len(_DIRECTIONS))
        left, right, tall = random_int(s, w, 2), random_int(s, w, 2), 2 + random_int(s, w, 2)
        long = 2 + random_int(s, w, 3)
        if site.near >= 0:
            long = max(1, math.floor(site.low + (site.high - site.low) * random_float(s, w) + 0.5))
        if ground == NOWHERE or y < _LOWEST or not _is_rock(s, rules, w, x, y, z, direction, long, left, right, tall):
            continue
        _cut(s, rules, w, x, y, z, direction, long, left, right, tall, site.torch != 0)
        put_player(s, w, x, float(y), z)
        dx, dz = _DIRECTIONS[direction, 0], _DIRECTIONS[direction, 1]
        turn_towards(s, w, x + 0.5 + long * dx, y + 1.0, z + 0.5 + long * dz, site.aside)
        if site.near < 0 or _put_ore(s, rules, w, site, x, y, z, direction, long, left, right, tall, wanted, row):
            return True
    return False


@kernel(inline=True)
def _cell(x: int, z: int, direction: int, along: int, across: int) -> tuple[int, int]:
    """Column of the room: so many blocks along from (x, z), and across to the right."""
    dx, dz = _DIRECTIONS[direction, 0], _DIRECTIONS[direction, 1]
    return x + along * dx - across * dz, z + along * dz + across * dx


@kernel()
def _is_rock(
    s: State, rules: Rules, w: int, x: int, y: int, z: int, direction: int, long: int, left: int, right: int, tall: int
) -> bool:
    """Whether the room and all around it is firm rock."""
    for along in range(-1, long + 1):
        for across in range(-left - 1, right + 2):
            cx, cz = _cell(x, z, direction, along, across)
            for cy in range(y - 1, y + tall + 1):
                flags = rules.blocks[get_block(s, w, cx, cy, cz)].flags
                if flags & OPAQUE_CUBE == 0 or flags & GRAVITY != 0:
                    return False
    return True


@kernel()
def _cut(
    s: State, rules: Rules, w: int, x: int, y: int, z: int, direction: int, long: int, left: int, right: int, tall: int,
    torch: bool,
) -> None:  # fmt: skip
    """Cut the room, and let a torch stand in a corner of its far end."""
    for along in range(long):
        for across in range(-left, right + 1):
            cx, cz = _cell(x, z, direction, along, across)
            for cy in range(y, y + tall):
                set_block(s, rules, w, cx, cy, cz, AIR)
    if torch:
        cx, cz = _cell(x, z, direction, long - 1, right if right else -left)
        set_block(s, rules, w, cx, y, cz, TORCH)


@kernel()
def _put_ore(
    s: State, rules: Rules, w: int, site: Any, x: int, y: int, z: int, direction: int, long: int, left: int,
    right: int, tall: int, wanted: NDArray[np.bool_], row: NDArray[np.float32],
) -> bool:  # fmt: skip
    """Put an ore into a wall ahead or beside, where it is in view at the distance that the site asks for."""
    player = s.players[w, 0]
    for _ in range(_WALL_TRIES):
        along, across = random_int(s, w, long), random_int(s, w, left + right + 1) - left
        side = random_int(s, w, 3)
        if side == 0:
            along = long
        else:
            across = -left - 1 if side == 1 else right + 1
        cx, cz = _cell(x, z, direction, along, across)
        cy = y + random_int(s, w, tall)
        px, py, pz = cx + 0.5, cy + 0.5, cz + 0.5
        eyes = player.y + eye_height(False)
        far = math.sqrt((px - player.x) ** 2 + (py - eyes) ** 2 + (pz - player.z) ** 2)
        if not site.low <= far - 0.5 <= site.high or not is_in_sight(s, w, px, py, pz, _CUBE, row):
            continue
        before = get_block(s, w, cx, cy, cz)
        set_block(s, rules, w, cx, cy, cz, _BLOCK_OF_KIND[site.near])
        turn_towards(s, w, px, py, pz, site.aside)
        if site.low <= distance_in_view(s, rules, w, site.near, wanted, row) <= site.high:
            return True
        set_block(s, rules, w, cx, cy, cz, before)
    return False
