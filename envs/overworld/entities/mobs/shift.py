"""A mob's body against blocks: how far its velocity takes it, what it steps onto, what is left of it."""

import math

import numpy as np

from envs.overworld.blocks.collision import slide, sweep
from envs.overworld.blocks.grid import get_block
from envs.overworld.entities.mobs.floor import is_open_floor
from envs.overworld.entities.mobs.touch import IN_SOUL_SAND, IN_WEB
from envs.overworld.gamedata import MOB_NAMES, block_id, mob_index
from envs.overworld.jit import kernel
from envs.overworld.rules import CLIMBS, Rules
from envs.overworld.state import State

STEP = 0.6
"""Height that most mobs step onto without a jump."""
_TALL_STEP = 1.0
_STEPS = np.full(len(MOB_NAMES), STEP)
for _name in ("horse", "donkey", "llama", "enderman"):
    _STEPS[mob_index(_name)] = _TALL_STEP

_WEB_DRAG, _WEB_DRAG_Y = 0.25, 0.05
_SOUL_SAND_DRAG = 0.4
_SLIME_BLOCK = block_id("slime")


@kernel()
def shift_mob(s: State, rules: Rules, w: int, i: int, half: float, height: float, touched: int) -> None:
    """Move by the velocity as far as blocks let: step up, bounce, stick in webs; count what is fallen."""
    entity = s.entities[w, i]
    dx, dy, dz = entity.vx, entity.vy, entity.vz
    if touched & IN_WEB and not rules.mobs[entity.mob].flags & CLIMBS:
        dx, dy, dz = dx * _WEB_DRAG, dy * _WEB_DRAG_Y, dz * _WEB_DRAG
        entity.vx = entity.vy = entity.vz = 0.0
        entity.fall_distance = 0.0
    x, y, z = entity.x, entity.y, entity.z
    if entity.on_ground and is_open_floor(s, w, x, y, z, half, height, dx, dy, dz):
        entity.x, entity.z = x + dx, z + dz
        entity.vy = 0.0
        entity.collided = 0
        return
    moved_x, moved_y, moved_z = slide(s, rules, w, x, y, z, half, height, dx, dy, dz)
    hit_y = moved_y != dy
    if (moved_x != dx or moved_z != dz) and (entity.on_ground or (hit_y and dy < 0.0)):
        step_x, step_y, step_z = _step_up(s, rules, w, i, half, height, dx, dz)
        if step_x * step_x + step_z * step_z > moved_x * moved_x + moved_z * moved_z:
            moved_x, moved_y, moved_z = step_x, step_y, step_z
            hit_y = True
    entity.x = x + moved_x
    entity.y = y + moved_y
    entity.z = z + moved_z
    entity.collided = moved_x != dx or moved_z != dz
    entity.on_ground = hit_y and dy < 0.0
    if moved_x != dx:
        entity.vx = 0.0
    if moved_z != dz:
        entity.vz = 0.0
    if hit_y:
        below = get_block(s, w, math.floor(entity.x), math.floor(entity.y - 0.2), math.floor(entity.z))
        entity.vy = abs(entity.vy) if below >> 4 == _SLIME_BLOCK else 0.0
    elif moved_y < 0.0:
        entity.fall_distance -= moved_y
    if touched & IN_SOUL_SAND:
        entity.vx *= _SOUL_SAND_DRAG
        entity.vz *= _SOUL_SAND_DRAG


@kernel()
def _step_up(
    s: State, rules: Rules, w: int, i: int, half: float, height: float, dx: float, dz: float
) -> tuple[float, float, float]:
    """Return the move that steps onto something: rise as far as there is room over the way, go, and come down."""
    entity = s.entities[w, i]
    x, y, z = entity.x, entity.y, entity.z
    step = _STEPS[entity.mob]
    low_x, high_x = x - half + min(dx, 0.0), x + half + max(dx, 0.0)
    low_z, high_z = z - half + min(dz, 0.0), z + half + max(dz, 0.0)
    rise = sweep(s, rules, w, low_x, y, low_z, high_x, y + height, high_z, 1, step)
    step_x, _, step_z = slide(s, rules, w, x, y + rise, z, half, height, dx, 0.0, dz)
    drop = slide(s, rules, w, x + step_x, y + rise, z + step_z, half, height, 0.0, -rise, 0.0)[1]
    return step_x, rise + drop, step_z
