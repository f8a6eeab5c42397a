"""Lines of sight from a player's eyes: to a block that is to be broken, or to a face that a block is put against."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.raycast import FACE_DX, FACE_DY, FACE_DZ, trace_ray
from envs.overworld.gamedata import RULES
from envs.overworld.jit import kernel
from envs.overworld.rules import LIQUID, REPLACEABLE, Rules
from envs.overworld.state import State
from skills.oracle.cells import KIND, OPEN, WATER

ARM = 4.3
"""Blocks from the eyes within which the oracle mines and places; a little less than the game's 4.5."""

_SPOTS = np.array([(0.5, 0.5)] + [(a, b) for a in (0.5, 0.15, 0.85) for b in (0.5, 0.15, 0.85) if (a, b) != (0.5, 0.5)])
"""Points of a unit face that are tried, middle first."""
_INSIDE = np.array([(0.5, 0.5, 0.5), (0.5, 0.2, 0.5), (0.5, 0.04, 0.5)])
"""Points inside a cell that are tried for blocks that do not fill it, such as flowers and snow."""
_SOFT_TICKS = 12.0
_HAND_TICKS = np.where(RULES.blocks["hardness"] >= 0, RULES.blocks["hardness"] * 30, np.inf).astype(np.float32)
_SIGHT_STEP = 0.1


@kernel(inline=True)
def _face_point(face: int, a: float, b: float) -> tuple[float, float, float]:
    """Point (a, b) of a face of the unit cell, a hair inside it."""
    if face < 2:
        return a, 0.001 if face == 0 else 0.999, b
    if face < 4:
        return a, b, 0.001 if face == 2 else 0.999
    return 0.001 if face == 4 else 0.999, b, a


@kernel()
def _hits(
    s: State, rules: Rules, w: int, eye: tuple[float, float, float], point: tuple[float, float, float], reach: float
) -> tuple[bool, int, int, int, int]:
    """Block and face that the ray from the eyes through a point meets within `reach`."""
    dx, dy, dz = point[0] - eye[0], point[1] - eye[1], point[2] - eye[2]
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    if length < 1e-6:
        return False, 0, 0, 0, 0
    hit, x, y, z, face, _ = trace_ray(s, rules, w, eye[0], eye[1], eye[2], dx / length, dy / length, dz / length, reach)
    return hit, x, y, z, face


@kernel()
def aim_at_block(
    s: State, rules: Rules, w: int, ex: float, ey: float, ez: float, x: int, y: int, z: int, out: NDArray[np.float64]
) -> bool:
    """Find a point to look at so that the crosshair lies on the block (x, y, z); `out` receives the point.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        ex: Eyes; then `ey`, `ez`.
        ey: See `ex`.
        ez: See `ex`.
        x: The block; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        out: (3,) receives the point.

    Returns:
        Whether there is one within ARM of the eyes.
    """
    for index in range(len(_INSIDE) + 6 * len(_SPOTS)):
        if index < len(_INSIDE):
            px, py, pz = _INSIDE[index]
        else:
            face = (index - len(_INSIDE)) % 6
            spot = _SPOTS[(index - len(_INSIDE)) // 6]
            px, py, pz = _face_point(face, spot[0], spot[1])
        hit, hx, hy, hz, _ = _hits(s, rules, w, (ex, ey, ez), (x + px, y + py, z + pz), ARM)
        if hit and hx == x and hy == y and hz == z:
            out[0], out[1], out[2] = x + px, y + py, z + pz
            return True
    return False


@kernel()
def aim_to_place(
    s: State, rules: Rules, w: int, ex: float, ey: float, ez: float, x: int, y: int, z: int, out: NDArray[np.float64]
) -> int:
    """Find a point to look at so that a placed block ends up in the cell (x, y, z).

    That is a face of a neighbour that looks into the cell or, when a plant or the like is in the cell, that plant.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        ex: Eyes; then `ey`, `ez`.
        ey: See `ex`.
        ez: See `ex`.
        x: The cell; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        out: (3,) receives the point.

    Returns:
        The FACE_* that the block would be placed on, or -1.
    """
    inside = get_block(s, w, x, y, z)
    flags = rules.blocks[inside].flags
    if flags & REPLACEABLE == 0:
        return -1
    if inside != 0 and flags & LIQUID == 0:
        return 1 if aim_at_block(s, rules, w, ex, ey, ez, x, y, z, out) else -1
    for index in range(6 * len(_SPOTS)):
        face = index % 6
        nx, ny, nz = x - FACE_DX[face], y - FACE_DY[face], z - FACE_DZ[face]
        neighbour = get_block(s, w, nx, ny, nz)
        if neighbour == 0 or rules.blocks[neighbour].flags & REPLACEABLE != 0 or KIND[neighbour] <= WATER:
            continue
        spot = _SPOTS[index // 6]
        px, py, pz = _face_point(face, spot[0], spot[1])
        hit, hx, hy, hz, met = _hits(s, rules, w, (ex, ey, ez), (nx + px, ny + py, nz + pz), ARM)
        if hit and hx == nx and hy == ny and hz == nz and met == face:
            out[0], out[1], out[2] = nx + px, ny + py, nz + pz
            return face
    return -1


@kernel()
def is_in_reach(s: State, w: int, ex: float, ey: float, ez: float, x: int, y: int, z: int) -> bool:
    """Whether the middle of a block is within the arm's reach of the eyes, behind nothing but plants and leaves."""
    dx, dy, dz = x + 0.5 - ex, y + 0.5 - ey, z + 0.5 - ez
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    if length > ARM:
        return False
    steps = int(length / _SIGHT_STEP) + 1
    for step in range(1, steps):
        part = step / steps
        cx, cy, cz = math.floor(ex + dx * part), math.floor(ey + dy * part), math.floor(ez + dz * part)
        if cx == x and cy == y and cz == z:
            return True
        state = get_block(s, w, cx, cy, cz)
        if KIND[state] != OPEN and KIND[state] != WATER and _HAND_TICKS[state] > _SOFT_TICKS:
            return False
    return True
