"""Sites in deep water, at a distance from the land."""

import math
from typing import Any

from envs.overworld.blocks.grid import AIR, get_block, is_loaded
from envs.overworld.blocks.liquids import is_water
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import Rules
from envs.overworld.sites.standing import NOWHERE, SPREAD, is_surrounded, put_player, standing_height, turn_towards
from envs.overworld.state import MASK, State

DEPTH = 3
"""Blocks of water, at least, that are deep."""

_TRIES = 300
_AFLOAT = -0.4  # feet against the bottom of the topmost cell of water: the eyes are above the surface
_BANK = 2  # blocks above the water, at most, of land that a swimmer gets onto
_FAR = 1e9


@kernel()
def settle_in_water(s: State, rules: Rules, w: int, site: Any) -> bool:
    """Float in deep water at a distance from the nearest land; see `settle_near_block`."""
    player = s.players[w, 0]
    middle_x, middle_z = math.floor(player.x), math.floor(player.z)
    for _ in range(_TRIES):
        x = middle_x - SPREAD + random_int(s, w, 2 * SPREAD + 1)
        z = middle_z - SPREAD + random_int(s, w, 2 * SPREAD + 1)
        y = int(s.top[w, x & MASK, z & MASK]) - 1
        if not _is_deep(s, w, x, y, z):
            continue
        nearest, land_x, land_z = _nearest_land(s, rules, w, x, y, z, int(site.high))
        if not site.low <= nearest <= site.high:
            continue
        put_player(s, w, x, y + _AFLOAT, z)
        player.on_ground, player.in_water = 0, 1
        turn_towards(s, w, land_x + 0.5, y + 1.0, land_z + 0.5, site.aside)
        return True
    return False


@kernel()
def _is_deep(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether (x, y, z) is the surface of deep water under open air."""
    if not is_surrounded(s, w, x, z) or y < DEPTH or get_block(s, w, x, y + 1, z) != AIR:
        return False
    for down in range(DEPTH):  # noqa: SIM110 (kernels know no generators)
        if not is_water(get_block(s, w, x, y - down, z)):
            return False
    return True


@kernel()
def _nearest_land(s: State, rules: Rules, w: int, x: int, y: int, z: int, high: int) -> tuple[float, int, int]:
    """Blocks to the nearest column of land, and which it is; none that is too steep to get onto may be nearer."""
    nearest, land_x, land_z = _FAR, x, z
    for dx in range(-high, high + 1):
        for dz in range(-high, high + 1):
            far = math.hypot(dx, dz)
            if far >= nearest or not is_loaded(s, w, x + dx, z + dz):
                continue
            height = standing_height(s, rules, w, x + dx, z + dz)
            if height != NOWHERE and height <= y + 1 + _BANK:
                nearest, land_x, land_z = far, x + dx, z + dz
    return nearest, land_x, land_z
