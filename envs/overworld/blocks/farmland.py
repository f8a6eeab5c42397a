"""Farmland: wet near water and in rain, dry and then bare dirt without, and trampled by those who fall on it."""

import numpy as np

from envs.overworld.blocks.breaking import settle
from envs.overworld.blocks.grid import get_block, is_loaded, set_block
from envs.overworld.blocks.liquids import is_water
from envs.overworld.gamedata import block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float
from envs.overworld.rules import Rules
from envs.overworld.state import State
from envs.overworld.weather import is_rained_on

FARMLAND = block_id("farmland")
"""Block id; its metadata is the moisture, 0 (dry) to 7."""

_DIRT = block_state("dirt")
_WETTEST = 7
_WATER_REACH = 4  # blocks along x and z within which water keeps it wet
_SOFT_FALL = 0.5  # blocks; each block more adds 1 to the chance that farmland is trampled
_KEEP_TILLED = np.zeros(256, np.bool_)
_KEEP_TILLED[[block_id(n) for n in ("wheat", "carrots", "potatoes", "beetroots", "melon_stem", "pumpkin_stem")]] = True


@kernel()
def tick_farmland(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Wet the farmland at (x, y, z) at once, or dry it by a seventh; dry farmland without a crop becomes dirt."""
    moisture = state & 15
    if _has_water(s, w, x, y, z) or is_rained_on(s, w, x, y + 1, z):
        if moisture < _WETTEST:
            set_block(s, rules, w, x, y, z, FARMLAND << 4 | _WETTEST)
    elif moisture > 0:
        set_block(s, rules, w, x, y, z, state - 1)
    elif not _KEEP_TILLED[get_block(s, w, x, y + 1, z) >> 4]:
        _turn_to_dirt(s, rules, w, x, y, z)


@kernel()
def trample(s: State, rules: Rules, w: int, x: int, y: int, z: int, fall_distance: float) -> None:
    """Let a body that fell `fall_distance` blocks land on the block at (x, y, z): farmland may turn to dirt.

    The game spares farmland the fall of bodies smaller than 0.512 cubic blocks (width * width * height): do not call
    this for them.
    """
    if get_block(s, w, x, y, z) >> 4 == FARMLAND and random_float(s, w) < fall_distance - _SOFT_FALL:
        _turn_to_dirt(s, rules, w, x, y, z)


@kernel()
def _turn_to_dirt(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    set_block(s, rules, w, x, y, z, _DIRT)
    settle(s, rules, w, x, y, z)


@kernel()
def _has_water(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether there is water within reach, at this height or one higher."""
    for ax in range(x - _WATER_REACH, x + _WATER_REACH + 1):
        for az in range(z - _WATER_REACH, z + _WATER_REACH + 1):
            if is_loaded(s, w, ax, az) and (
                is_water(get_block(s, w, ax, y, az)) or is_water(get_block(s, w, ax, y + 1, az))
            ):
                return True
    return False
