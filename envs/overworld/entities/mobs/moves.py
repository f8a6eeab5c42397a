"""Where a mob walks: places to go to, when to plan a way, and the way itself."""

import math

from envs.overworld.blocks.daylight import light_level
from envs.overworld.blocks.grid import is_loaded
from envs.overworld.entities.mobs.ground import ground_near
from envs.overworld.entities.mobs.paths import corner, find_path
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.entities.mobs.steering import follow_path, walk_towards
from envs.overworld.entities.mobs.wishes import AVOID, FIGHT, GO, SET_OUT, SHADE, WALK
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import MONSTER, Rules
from envs.overworld.state import HEIGHT, MASK, State

_GRASS = block_state("grass")
_GRASS_WORTH = 10
_TRIES = 8
_AVOID_REACH, _AVOID_RISE = 16, 7
_SHADE_REACH, _SHADE_RISE = 10, 3
_REPLAN = 10  # ticks, and a few more by row so that not all mobs plan in the same tick
_SPREAD = 8
_FAILED = -20  # a way that ends before its goal is kept longer
_CLOSE = 2.5  # blocks over which a mob without a way walks straight ahead


@kernel(inline=True)
def move(s: State, rules: Rules, w: int, i: int, what: int, x: float, y: float, z: float, pace: float) -> None:
    """Grant a wish to move, from WALK to SHADE, for this tick."""
    entity = s.entities[w, i]
    half, height = mob_size(s, rules, w, i)
    plans = entity.path_age >= _REPLAN + i % _SPREAD
    to_x, to_y, to_z = x, y, z
    if what == SET_OUT or what == AVOID or what == SHADE:
        cells, tall = int(2.0 * half + 1.0), int(height + 1.0)
        wild = rules.mobs[entity.mob].category == MONSTER
        plans, cell_x, cell_y, cell_z = _find_spot(s, w, i, what, x, y, z, cells, tall, wild)
        to_x, to_y, to_z = cell_x + 0.5 * cells, float(cell_y), cell_z + 0.5 * cells
    elif what == WALK:
        plans = False
    if plans and not find_path(s, rules, w, i, to_x, to_y, to_z):
        entity.path_age = _FAILED
    if what != GO and what != FIGHT:
        follow_path(entity, half, pace)
        return
    straight = entity.path_length == 1
    if straight or not follow_path(entity, half, pace):
        near = (x - entity.x) ** 2 + (z - entity.z) ** 2 < _CLOSE * _CLOSE
        if near or straight:
            walk_towards(entity, x, z, pace)


@kernel()
def _find_spot(
    s: State, w: int, i: int, what: int, x: float, y: float, z: float, cells: int, tall: int, wild: bool
) -> tuple[bool, int, int, int]:
    """Choose a place to walk to, the best of some at random: animals like grass and light, monsters the dark.

    Returns:
        Whether there is one, and its lowest corner cell.
    """
    entity = s.entities[w, i]
    reach, rise = int(x), int(y)
    if what == AVOID:
        reach, rise = _AVOID_REACH, _AVOID_RISE
    elif what == SHADE:
        reach, rise = _SHADE_REACH, _SHADE_RISE
    level = math.floor(entity.y + 0.5)
    before = (entity.x - x) ** 2 + (entity.z - z) ** 2
    found, best, best_x, best_y, best_z = False, 0, 0, 0, 0
    for _ in range(_TRIES):
        to_x = corner(entity.x, cells) + random_int(s, w, 2 * reach + 1) - reach
        to_z = corner(entity.z, cells) + random_int(s, w, 2 * reach + 1) - reach
        if what == AVOID:  # not towards it, and not past it
            ahead = (to_x - entity.x) * (entity.x - x) + (to_z - entity.z) * (entity.z - z)
            if ahead < 0.0 or (to_x - x) ** 2 + (to_z - z) ** 2 < before:
                continue
        if not is_loaded(s, w, to_x, to_z) or not is_loaded(s, w, to_x + cells, to_z + cells):
            continue
        to_y = ground_near(s, w, to_x, level, to_z, cells, tall, rise)
        if to_y < 0 or to_y >= HEIGHT:
            continue
        if what == SHADE and s.top[w, to_x & MASK, to_z & MASK] <= to_y + tall:
            continue
        worth = light_level(s, w, to_x, to_y, to_z)
        if wild:
            worth = -worth
        elif s.blocks[w, to_x & MASK, to_z & MASK, to_y - 1] == _GRASS:
            worth += _GRASS_WORTH
        if not found or worth > best:
            found, best, best_x, best_y, best_z = True, worth, to_x, to_y, to_z
    return found, best_x, best_y, best_z
