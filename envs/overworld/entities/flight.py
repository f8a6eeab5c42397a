"""What stops a thing that flies: the first block with a collision box (grass and water have none), the first body."""

import math

from envs.overworld.blocks.raycast import box_entry, inverse
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.jit import kernel
from envs.overworld.player.physics import HALF_WIDTH
from envs.overworld.player.physics import HEIGHT as PLAYER_HEIGHT
from envs.overworld.rules import Rules
from envs.overworld.state import ENTITY_BODY, ENTITY_MOB, HEIGHT, MASK, NOBODY, PLAYER_BODY, State

_GROWN = 0.3
"""Blocks by which a thing that flies may miss a body and still hit it."""


@kernel()
def first_wall(
    s: State, rules: Rules, w: int, x: float, y: float, z: float, dx: float, dy: float, dz: float, reach: float
) -> tuple[bool, int, int, int, float]:
    """Find the first block whose collision boxes the ray from (x, y, z) along the unit vector (dx, dy, dz) meets.

    Returns:
        Whether there is one within `reach` blocks, its cell, and the distance (`reach` if there is none).
    """
    bx, by, bz = math.floor(x), math.floor(y), math.floor(z)
    ix, iy, iz = inverse(dx), inverse(dy), inverse(dz)
    step_x = 1 if ix > 0.0 else -1
    step_y = 1 if iy > 0.0 else -1
    step_z = 1 if iz > 0.0 else -1
    next_x = (bx + (1 if step_x > 0 else 0) - x) * ix
    next_y = (by + (1 if step_y > 0 else 0) - y) * iy
    next_z = (bz + (1 if step_z > 0 else 0) - z) * iz
    entered = 0.0
    while entered <= reach:
        if 0 <= by < HEIGHT:
            shape = rules.blocks[s.blocks[w, bx & MASK, bz & MASK, by]].shape
            best = reach
            met = False
            for k in range(rules.box_counts[shape]):
                b = rules.boxes[shape, k]
                distance, _ = box_entry(x - bx, y - by, z - bz, ix, iy, iz, b[0], b[1], b[2], b[3], b[4], b[5])
                if distance <= best:
                    best = max(distance, 0.0)
                    met = True
            if met:
                return True, bx, by, bz, best
        if next_x < next_y and next_x < next_z:
            entered = next_x
            next_x += abs(ix)
            bx += step_x
        elif next_y < next_z:
            entered = next_y
            next_y += abs(iy)
            by += step_y
        else:
            entered = next_z
            next_z += abs(iz)
            bz += step_z
    return False, 0, 0, 0, reach


@kernel()
def first_body(
    s: State, rules: Rules, w: int, x: float, y: float, z: float, dx: float, dy: float, dz: float, reach: float,
    spared: int,
) -> tuple[int, float]:  # fmt: skip
    """Find the first body, other than `spared`, whose box, grown by 0.3, is met by a ray; arguments as `first_wall`.

    Returns:
        The body and the distance, or NOBODY and `reach`.
    """
    ix, iy, iz = inverse(dx), inverse(dy), inverse(dz)
    best = reach
    body = NOBODY
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        if player.alive and PLAYER_BODY + p != spared:
            distance = _entry(x, y, z, ix, iy, iz, player.x, player.y, player.z, HALF_WIDTH, PLAYER_HEIGHT)
            if distance <= best:
                best = max(distance, 0.0)
                body = PLAYER_BODY + p
    for i in range(s.clock[w].entity_rows):
        entity = s.entities[w, i]
        near = reach + 3.0
        if entity.kind != ENTITY_MOB or abs(entity.x - x) > near or abs(entity.z - z) > near:
            continue
        if entity.death_time > 0 or ENTITY_BODY + i == spared:
            continue
        half, height = mob_size(s, rules, w, i)
        distance = _entry(x, y, z, ix, iy, iz, entity.x, entity.y, entity.z, half, height)
        if distance <= best:
            best = max(distance, 0.0)
            body = ENTITY_BODY + i
    return body, best


@kernel(inline=True)
def _entry(
    x: float, y: float, z: float, ix: float, iy: float, iz: float,
    at_x: float, at_y: float, at_z: float, half: float, height: float,
) -> float:  # fmt: skip
    side = half + _GROWN
    return box_entry(
        x, y, z, ix, iy, iz, at_x - side, at_y - _GROWN, at_z - side, at_x + side, at_y + height + _GROWN, at_z + side
    )[0]
