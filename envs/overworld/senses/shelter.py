"""Whether a player stands in a closed room, by the blocks around it."""

import math

from envs.overworld.blocks.grid import get_block
from envs.overworld.jit import kernel
from envs.overworld.rules import SOLID, Rules
from envs.overworld.state import State

LARGEST_ROOM = 200
"""Most empty cells that are a room, and not the open air."""

_WIDTH = 2 * LARGEST_ROOM + 1  # no cell of a room is farther off than a room has cells


@kernel()
def is_shut_in(s: State, rules: Rules, w: int, p: int, block: int) -> bool:
    """Tell whether nothing that walks can come from outside to where a player stands.

    The empty cells that connect with the player's are followed face by face; they must not be more than a room has.
    What stops them must be solid and, above the floor, of one kind of block.

    Args:
        s: State of all worlds; the window around the player is loaded.
        rules: Tables of the game.
        w: World.
        p: Player.
        block: Block id of the walls and the roof, whatever its variant.
    """
    player = s.players[w, p]
    x0, y0, z0 = math.floor(player.x), math.floor(player.y + 0.5), math.floor(player.z)  # on a slab, still that above
    if _is_solid(s, rules, w, x0, y0, z0) or _is_solid(s, rules, w, x0, y0 + 1, z0):
        return False
    room = s.scratch[w]
    room[0] = _packed(0, 0, 0)
    cells = 1
    index = 0
    while index < cells:
        dx, dy, dz = _unpacked(room[index])
        index += 1
        for face in range(6):
            sign = 1 - 2 * (face & 1)
            ax = dx + (sign if face >> 1 == 0 else 0)
            ay = dy + (sign if face >> 1 == 1 else 0)
            az = dz + (sign if face >> 1 == 2 else 0)
            if _is_solid(s, rules, w, x0 + ax, y0 + ay, z0 + az):
                if ay >= 0 and get_block(s, w, x0 + ax, y0 + ay, z0 + az) >> 4 != block:
                    return False
                continue
            cell = _packed(ax, ay, az)
            known = False
            for other in range(cells):
                known = known or room[other] == cell
            if known:
                continue
            if cells == LARGEST_ROOM:
                return False
            room[cells] = cell
            cells += 1
    return True


@kernel(inline=True)
def _is_solid(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    return rules.blocks[get_block(s, w, x, y, z)].flags & SOLID != 0


@kernel(inline=True)
def _packed(dx: int, dy: int, dz: int) -> int:
    """Return an offset as one number."""
    return ((dx + LARGEST_ROOM) * _WIDTH + dy + LARGEST_ROOM) * _WIDTH + dz + LARGEST_ROOM


@kernel(inline=True)
def _unpacked(cell: int) -> tuple[int, int, int]:
    """Return the offset that a number stands for."""
    across, dz = cell // _WIDTH, cell % _WIDTH
    return across // _WIDTH - LARGEST_ROOM, across % _WIDTH - LARGEST_ROOM, dz - LARGEST_ROOM
