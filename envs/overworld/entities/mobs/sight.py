"""What mobs see: where bodies are, how far, and whether blocks stand between."""

import math

from envs.overworld.blocks.raycast import box_entry, inverse
from envs.overworld.entities.mobs.shape import mob_eyes, mob_size
from envs.overworld.jit import kernel
from envs.overworld.player.physics import EYE_HEIGHT, SNEAK_EYE_HEIGHT
from envs.overworld.player.physics import HEIGHT as PLAYER_HEIGHT
from envs.overworld.rules import OPAQUE_CUBE, Rules
from envs.overworld.state import ENTITY_BODY, ENTITY_MOB, HEIGHT, MASK, NOBODY, PLAYER_BODY, State

PLAYER_WIDTH = 0.6
_FAR = 1e30


@kernel(inline=True)
def find_body(s: State, rules: Rules, w: int, body: int) -> tuple[bool, float, float, float, float, float]:
    """Return whether a body lives, its feet (x, y, z), and the height of its eyes and its width."""
    if body == NOBODY:
        return False, 0.0, 0.0, 0.0, 0.0, 0.0
    if body < ENTITY_BODY:
        player = s.players[w, body - PLAYER_BODY]
        eyes = SNEAK_EYE_HEIGHT if player.sneaking else EYE_HEIGHT
        return player.alive != 0, player.x, player.y, player.z, eyes, PLAYER_WIDTH
    entity = s.entities[w, body - ENTITY_BODY]
    if entity.kind != ENTITY_MOB or entity.death_time > 0:
        return False, 0.0, 0.0, 0.0, 0.0, 0.0
    half, _ = mob_size(s, rules, w, body - ENTITY_BODY)
    return True, entity.x, entity.y, entity.z, mob_eyes(s, rules, w, body - ENTITY_BODY), 2.0 * half


@kernel()
def body_height(s: State, rules: Rules, w: int, body: int) -> float:
    """Height of a player or mob."""
    if body < ENTITY_BODY:
        return PLAYER_HEIGHT
    _, height = mob_size(s, rules, w, body - ENTITY_BODY)
    return height


@kernel(inline=True)
def nearest_player(s: State, w: int, i: int) -> tuple[int, float]:
    """Return the living player nearest to a mob, or -1, and the square of their distance."""
    entity = s.entities[w, i]
    nearest, best = -1, _FAR
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        if player.alive:
            distance = (player.x - entity.x) ** 2 + (player.y - entity.y) ** 2 + (player.z - entity.z) ** 2
            if distance < best:
                nearest, best = p, distance
    return nearest, best


@kernel()
def sees_body(s: State, rules: Rules, w: int, i: int, body: int) -> bool:
    """Whether nothing solid stands between the eyes of a mob and those of a body."""
    entity = s.entities[w, i]
    lives, x, y, z, eyes, _ = find_body(s, rules, w, body)
    own_eyes = entity.y + mob_eyes(s, rules, w, i)
    return lives and line_is_free(s, rules, w, entity.x, own_eyes, entity.z, x, y + eyes, z)


@kernel(inline=True)
def line_is_free(
    s: State, rules: Rules, w: int, x0: float, y0: float, z0: float, x1: float, y1: float, z1: float
) -> bool:
    """Whether no collision box of a block stands on the line between two points; liquids and plants do not hide."""
    dx, dy, dz = x1 - x0, y1 - y0, z1 - z0
    ix, iy, iz = inverse(dx), inverse(dy), inverse(dz)
    bx, by, bz = math.floor(x0), math.floor(y0), math.floor(z0)
    step_x = 1 if ix > 0.0 else -1
    step_y = 1 if iy > 0.0 else -1
    step_z = 1 if iz > 0.0 else -1
    next_x = (bx + (1 if step_x > 0 else 0) - x0) * ix
    next_y = (by + (1 if step_y > 0 else 0) - y0) * iy
    next_z = (bz + (1 if step_z > 0 else 0) - z0) * iz
    entered = 0.0
    while entered <= 1.0:  # in shares of the line
        if 0 <= by < HEIGHT:
            state = s.blocks[w, bx & MASK, bz & MASK, by]
            if state != 0:
                block = rules.blocks[state]
                if block.flags & OPAQUE_CUBE:
                    return False
                for b in range(rules.box_counts[block.shape]):
                    o = rules.boxes[block.shape, b]
                    at, _ = box_entry(x0 - bx, y0 - by, z0 - bz, ix, iy, iz, o[0], o[1], o[2], o[3], o[4], o[5])
                    if at <= 1.0:
                        return False
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
    return True
