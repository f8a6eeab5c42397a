"""Crafting tables and furnaces near a player: MineDojo's rule of what counts as nearby.

A station counts when its centre is within five blocks of the head and in view. MineDojo derives the angles from the
shape of the image; here they are those of a square image, so that the size of a picture does not change the game.
"""

import math

from envs.overworld.blocks.grid import get_block
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.state import State

STATION_REACH = 5.0
"""Blocks from the head to the centre of a table or furnace."""
STATION_ANGLE = 35.0
"""Degrees off the crosshair, in yaw and in pitch, within which a table or furnace counts as in view."""
HEAD_HEIGHT = 1.6
"""Height of the head above the feet in MineDojo's rule."""

_TABLE = block_state("crafting_table") >> 4
_FURNACE = block_state("furnace") >> 4
_LIT_FURNACE = block_state("lit_furnace") >> 4
_CELLS = 6


@kernel()
def stations_nearby(s: State, w: int, p: int) -> tuple[bool, bool]:
    """Return whether a crafting table, and whether a furnace, is near the player and in view."""
    player = s.players[w, p]
    x0 = math.floor(player.x)
    y0 = math.floor(player.y + HEAD_HEIGHT)
    z0 = math.floor(player.z)
    table = False
    furnace = False
    for x in range(x0 - _CELLS, x0 + _CELLS + 1):
        for z in range(z0 - _CELLS, z0 + _CELLS + 1):
            for y in range(y0 - _CELLS, y0 + _CELLS + 1):
                block = get_block(s, w, x, y, z) >> 4
                if block == _TABLE:
                    table = table or _in_view(s, w, p, x, y, z)
                elif block == _FURNACE or block == _LIT_FURNACE:
                    furnace = furnace or _in_view(s, w, p, x, y, z)
    return table, furnace


@kernel()
def _in_view(s: State, w: int, p: int, x: int, y: int, z: int) -> bool:
    player = s.players[w, p]
    dx = x + 0.5 - player.x
    dy = y + 0.5 - (player.y + HEAD_HEIGHT)
    dz = z + 0.5 - player.z
    flat = math.hypot(dx, dz)
    if math.hypot(flat, dy) > STATION_REACH:
        return False
    yaw = math.degrees(math.atan2(-dx, dz)) - player.yaw
    yaw -= 360.0 * math.floor(yaw / 360.0 + 0.5)
    pitch = math.degrees(math.atan2(-dy, flat)) - player.pitch
    return abs(yaw) <= STATION_ANGLE and abs(pitch) <= STATION_ANGLE
