"""Where a player can stand, and how one is put there."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.collision import overlaps
from envs.overworld.blocks.grid import AIR, get_block, is_loaded, set_block
from envs.overworld.entities.mobs.ground import CLOSED, HARMFUL, OPEN, floor_below, meaning, room
from envs.overworld.entities.places import is_ground
from envs.overworld.gamedata import block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.player.physics import HALF_WIDTH, HEIGHT, eye_height
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import LIQUID, OPAQUE_CUBE, Rules
from envs.overworld.senses.view import REACH, follow_sight, look_around
from envs.overworld.state import MASK, State

SPREAD = 24
"""Most blocks from the middle of the loaded window to a site."""
NOWHERE = -1
TORCH = block_state("torch", 5)
"""A torch on the floor."""

_LOGS = (block_id("log"), block_id("log2"))
_JITTER = 0.19  # a body that is so far off the middle of its cell still stands within it
_UP, _DOWN = -5.0, 25.0  # degrees of pitch of one who looks at nothing
_STEEPEST = 60.0
_NOD = 0.25  # of `aside`
_FREE = 2.5  # blocks before the eyes


@kernel()
def standing_height(s: State, rules: Rules, w: int, x: int, z: int) -> int:
    """Height of the feet on the ground of a column, also under leaves; NOWHERE on water, on trees and beside danger."""
    for y in range(int(s.top[w, x & MASK, z & MASK]), 1, -1):
        below = get_block(s, w, x, y - 1, z)
        if is_ground(s, rules, w, x, y - 1, z):
            return y if below >> 4 not in _LOGS and can_stand(s, w, x, y, z) else NOWHERE
        if rules.blocks[below].flags & LIQUID:
            return NOWHERE
    return NOWHERE


@kernel()
def can_stand(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether a player fits into a cell, on a floor, with nothing beside it that hurts."""
    if room(s, w, x, y, z, 1, 1, 2) != OPEN or floor_below(s, w, x, y, z, 1) != CLOSED:
        return False
    for dx, dz in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        for dy in range(-1, 2):
            if meaning(s, w, x + dx, y + dy, z + dz) == HARMFUL:
                return False
    return True


@kernel(inline=True)
def is_surrounded(s: State, w: int, x: int, z: int) -> bool:
    """Whether all is loaded that can be in view from a column."""
    far = int(REACH)
    return is_loaded(s, w, x - far, z - far) and is_loaded(s, w, x + far, z + far)


@kernel()
def draw_standing(s: State, rules: Rules, w: int, middle_x: int, middle_z: int) -> tuple[int, int, int]:
    """A cell to stand in on the ground at most SPREAD blocks off the middle, at random; its height may be NOWHERE."""
    x = middle_x - SPREAD + random_int(s, w, 2 * SPREAD + 1)
    z = middle_z - SPREAD + random_int(s, w, 2 * SPREAD + 1)
    return x, standing_height(s, rules, w, x, z) if is_surrounded(s, w, x, z) else NOWHERE, z


@kernel()
def put_player(s: State, w: int, x: int, y: float, z: int) -> None:
    """Put player 0 into a cell, at rest; the world's spawn is there from now on."""
    clock, player = s.clock[w], s.players[w, 0]
    clock.spawn_x, clock.spawn_y, clock.spawn_z = x, math.floor(y), z
    player.x = x + 0.5 + _JITTER * (2.0 * random_float(s, w) - 1.0)
    player.y = y
    player.z = z + 0.5 + _JITTER * (2.0 * random_float(s, w) - 1.0)


@kernel()
def stand_anywhere(s: State, rules: Rules, w: int, x: int, y: float, z: int) -> None:
    """Let player 0, who stands in a cell, stand anywhere above it, at its edges too, if nothing is in the way there."""
    player, ax, az = s.players[w, 0], x + random_float(s, w), z + random_float(s, w)
    if not overlaps(s, rules, w, ax, y, az, HALF_WIDTH, HEIGHT):
        player.x, player.z = ax, az


@kernel()
def light_up(s: State, rules: Rules, w: int) -> None:
    """Let a torch stand beside player 0 or, where there is no room, in the same cell."""
    player = s.players[w, 0]
    x, y, z = math.floor(player.x), math.floor(player.y), math.floor(player.z)
    for dx, dz in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        free = get_block(s, w, x + dx, y, z + dz) == AIR
        if free and rules.blocks[get_block(s, w, x + dx, y - 1, z + dz)].flags & OPAQUE_CUBE:
            set_block(s, rules, w, x + dx, y, z + dz, TORCH)
            return
    set_block(s, rules, w, x, y, z, TORCH)


@kernel()
def turn_anywhere(s: State, w: int) -> None:
    """Let player 0 look in any direction, about level."""
    player = s.players[w, 0]
    player.yaw = 360.0 * random_float(s, w) - 180.0
    player.pitch = _UP + (_DOWN - _UP) * random_float(s, w)


@kernel()
def turn_towards(s: State, w: int, x: float, y: float, z: float, aside: float) -> None:
    """Let player 0 look towards a point, or up to `aside` degrees away from it."""
    player = s.players[w, 0]
    dx, dy, dz = x - player.x, y - (player.y + eye_height(False)), z - player.z
    yaw = math.degrees(math.atan2(-dx, dz)) + aside * (2.0 * random_float(s, w) - 1.0)
    pitch = math.degrees(math.atan2(-dy, math.hypot(dx, dz))) + _NOD * aside * (2.0 * random_float(s, w) - 1.0)
    player.yaw = yaw - 360.0 * math.floor(yaw / 360.0 + 0.5)
    player.pitch = min(max(pitch, -_STEEPEST), _STEEPEST)


@kernel()
def faces_a_wall(s: State, w: int, row: NDArray[np.float32]) -> bool:
    """Whether a block, or a plant as high as the eyes, stands close before player 0; `row` is overwritten."""
    player = s.players[w, 0]
    a = math.radians(player.yaw)
    dx, dz, eyes = -math.sin(a), math.cos(a), player.y + eye_height(False)
    for step in range(2):
        if get_block(s, w, math.floor(player.x + step * dx), math.floor(eyes), math.floor(player.z + step * dz)) != AIR:
            return True
    return follow_sight(s, w, player.x, eyes, player.z, dx, 0.0, dz, _FREE, row) < _FREE


@kernel()
def distance_in_view(
    s: State, rules: Rules, w: int, near: int, wanted: NDArray[np.bool_], row: NDArray[np.float32]
) -> float:
    """Blocks to the nearest of kind `near` that player 0 sees, the only one `wanted`; `row` is overwritten."""
    look_around(s, rules, w, wanted, REACH, row)
    return row[near]


@kernel()
def is_in_sight(s: State, w: int, x: float, y: float, z: float, slack: float, row: NDArray[np.float32]) -> bool:
    """Whether nothing hides a point from the eyes of player 0, but what is less than `slack` before it."""
    player = s.players[w, 0]
    eyes = player.y + eye_height(False)
    dx, dy, dz = x - player.x, y - eyes, z - player.z
    far = math.sqrt(dx * dx + dy * dy + dz * dz)
    if far <= slack:
        return True
    return follow_sight(s, w, player.x, eyes, player.z, dx / far, dy / far, dz / far, far, row) >= far - slack
