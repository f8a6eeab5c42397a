"""How an enderman teleports: to the ground near a point, if there is room and it is dry."""

import math

from envs.overworld.blocks.collision import overlaps, touches_liquid
from envs.overworld.blocks.grid import is_loaded
from envs.overworld.entities.mobs.ground import CLOSED, meaning
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import Rules
from envs.overworld.state import State

_REACH = 32
_DEPTH = 64


@kernel()
def blink(s: State, rules: Rules, w: int, i: int, x: float, y: float, z: float) -> bool:
    """Teleport a mob to the first ground below a point; return whether it could."""
    entity = s.entities[w, i]
    cell_x, cell_y, cell_z = math.floor(x), math.floor(y), math.floor(z)
    half, height = mob_size(s, rules, w, i)
    # The whole body must come to stand in loaded chunks.
    if not is_loaded(s, w, cell_x - 1, cell_z - 1) or not is_loaded(s, w, cell_x + 1, cell_z + 1):
        return False
    while cell_y > 0 and meaning(s, w, cell_x, cell_y - 1, cell_z) != CLOSED:
        cell_y -= 1
    if cell_y <= 0 or overlaps(s, rules, w, x, cell_y, z, half, height):
        return False
    if touches_liquid(s, rules, w, x, cell_y, z, half, height):
        return False
    entity.x, entity.y, entity.z = x, float(cell_y), z
    entity.vx = entity.vy = entity.vz = 0.0
    entity.fall_distance = 0.0
    entity.path_length = entity.path_next = 0
    return True


@kernel()
def blink_away(s: State, rules: Rules, w: int, i: int) -> bool:
    """Try once to teleport to a place at random within 32 blocks; return whether it worked."""
    entity = s.entities[w, i]
    x = entity.x + (random_float(s, w) - 0.5) * 2.0 * _REACH
    y = entity.y + random_int(s, w, _DEPTH) - _DEPTH // 2
    z = entity.z + (random_float(s, w) - 0.5) * 2.0 * _REACH
    return blink(s, rules, w, i, x, y, z)
