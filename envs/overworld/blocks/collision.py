"""Boxes against the true shapes of blocks: how far a box can move, what it overlaps, which cells it reaches into.

A moving body is an upright box with a square base: feet centre (x, y, z), half width, height.
"""

import math

from envs.overworld.blocks.grid import get_block
from envs.overworld.jit import kernel
from envs.overworld.rules import LIQUID, Rules
from envs.overworld.state import State

EPSILON = 1e-7
"""Two faces closer than this touch: a box that rests against a wall stays outside it whatever the rounding."""
_SHRINK = 0.001


@kernel()
def sweep(
    s: State,
    rules: Rules,
    w: int,
    x0: float,
    y0: float,
    z0: float,
    x1: float,
    y1: float,
    z1: float,
    axis: int,
    distance: float,
) -> float:
    """Return how far the box (x0, y0, z0)-(x1, y1, z1) can move along `axis` (0 = x, 1 = y, 2 = z).

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        x0: Low corner of the box; then `y0`, `z0` and the high corner `x1`, `y1`, `z1`.
        y0: See `x0`.
        z0: See `x0`.
        x1: See `x0`.
        y1: See `x0`.
        z1: See `x0`.
        axis: Direction of the move.
        distance: Wanted move, signed; the result has its sign and is no longer.
    """
    if distance == 0.0:
        return 0.0
    ahead = max(distance, 0.0)
    behind = min(distance, 0.0)
    low_x, high_x = _cells(x0, x1, ahead, behind, axis == 0)
    low_y, high_y = _cells(y0, y1, ahead, behind, axis == 1)
    low_z, high_z = _cells(z0, z1, ahead, behind, axis == 2)
    for cx in range(low_x, high_x + 1):
        for cz in range(low_z, high_z + 1):
            for cy in range(low_y - 1, high_y + 1):  # boxes of fences and walls reach up into the next cell
                shape = rules.blocks[get_block(s, w, cx, cy, cz)].shape
                for i in range(rules.box_counts[shape]):
                    box = rules.boxes[shape, i]
                    in_x = x1 > cx + box[0] + EPSILON and x0 < cx + box[3] - EPSILON
                    in_y = y1 > cy + box[1] + EPSILON and y0 < cy + box[4] - EPSILON
                    in_z = z1 > cz + box[2] + EPSILON and z0 < cz + box[5] - EPSILON
                    if axis == 0 and in_y and in_z:
                        to_low = cx + box[0] - x1
                        to_high = cx + box[3] - x0
                    elif axis == 1 and in_x and in_z:
                        to_low = cy + box[1] - y1
                        to_high = cy + box[4] - y0
                    elif axis == 2 and in_x and in_y:
                        to_low = cz + box[2] - z1
                        to_high = cz + box[5] - z0
                    else:
                        continue
                    if distance > 0.0 and to_low >= -EPSILON:
                        distance = min(distance, max(to_low, 0.0))
                    elif distance < 0.0 and to_high <= EPSILON:
                        distance = max(distance, min(to_high, 0.0))
    return distance


@kernel(inline=True)
def _cells(low: float, high: float, ahead: float, behind: float, along: bool) -> tuple[int, int]:
    """First and last cell that an extent, stretched along the axis of the move only, reaches into."""
    if along:
        low += behind
        high += ahead
    return math.floor(low), math.floor(high)


@kernel()
def slide(
    s: State,
    rules: Rules,
    w: int,
    x: float,
    y: float,
    z: float,
    half: float,
    height: float,
    dx: float,
    dy: float,
    dz: float,
) -> tuple[float, float, float]:
    """Move a body along y, then x, then z, each as far as it goes (the game's order); return the three moves made."""
    dy = sweep(s, rules, w, x - half, y, z - half, x + half, y + height, z + half, 1, dy)
    y += dy
    dx = sweep(s, rules, w, x - half, y, z - half, x + half, y + height, z + half, 0, dx)
    x += dx
    dz = sweep(s, rules, w, x - half, y, z - half, x + half, y + height, z + half, 2, dz)
    return dx, dy, dz


@kernel()
def overlaps(s: State, rules: Rules, w: int, x: float, y: float, z: float, half: float, height: float) -> bool:
    """Whether a body at (x, y, z) would stand inside a collision box of a block."""
    for cx in range(math.floor(x - half), math.floor(x + half) + 1):
        for cz in range(math.floor(z - half), math.floor(z + half) + 1):
            for cy in range(math.floor(y) - 1, math.floor(y + height) + 1):
                shape = rules.blocks[get_block(s, w, cx, cy, cz)].shape
                for i in range(rules.box_counts[shape]):
                    box = rules.boxes[shape, i]
                    in_x = x + half > cx + box[0] + EPSILON and x - half < cx + box[3] - EPSILON
                    in_y = y + height > cy + box[1] + EPSILON and y < cy + box[4] - EPSILON
                    in_z = z + half > cz + box[2] + EPSILON and z - half < cz + box[5] - EPSILON
                    if in_x and in_y and in_z:
                        return True
    return False


@kernel()
def touches_liquid(s: State, rules: Rules, w: int, x: float, y: float, z: float, half: float, height: float) -> bool:
    """Whether a body at (x, y, z) reaches into a cell of water or lava."""
    for cx in range(math.floor(x - half + EPSILON), math.ceil(x + half - EPSILON)):
        for cz in range(math.floor(z - half + EPSILON), math.ceil(z + half - EPSILON)):
            for cy in range(math.floor(y + EPSILON), math.ceil(y + height - EPSILON)):
                if rules.blocks[get_block(s, w, cx, cy, cz)].flags & LIQUID:
                    return True
    return False


@kernel()
def count_touched(s: State, w: int, x: float, y: float, z: float, half: float, height: float, block: int) -> int:
    """Count the cells of one block that a body at (x, y, z) reaches into.

    Args:
        s: State of all worlds.
        w: World.
        x: Feet centre of the body; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        half: Half the body's width.
        height: The body's height.
        block: Numeric block id (0-255), whatever its metadata.
    """
    count = 0
    for cx in range(math.floor(x - half + _SHRINK), math.floor(x + half - _SHRINK) + 1):
        for cz in range(math.floor(z - half + _SHRINK), math.floor(z + half - _SHRINK) + 1):
            for cy in range(math.floor(y + _SHRINK), math.floor(y + height - _SHRINK) + 1):
                if get_block(s, w, cx, cy, cz) >> 4 == block:
                    count += 1
    return count
