"""The hot loop: what one ray sees among the blocks.

The ray walks from column to column in x and z only. `State.top` (32 KB, stays in the first cache) says how high each
column reaches: while the ray is above, the big block array is not touched. Below, the cells of the column that the ray
passes are looked at in order. An opaque cube ends the walk; everything else is handed to `geometry`.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import FACE_DOWN, FACE_EAST, FACE_NORTH, FACE_SOUTH, FACE_UP, FACE_WEST
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import (
    KIND_AIR,
    KIND_CROSS,
    KIND_CUBE,
    KIND_MODEL,
    KIND_TRANSLUCENT,
    KIND_WATER,
    Art,
)
from envs.overworld.render.geometry import in_cell, meet
from envs.overworld.render.numeric import integer, single, unsigned
from envs.overworld.render.shading import face_uv
from envs.overworld.render.veil import veil
from envs.overworld.render.view import IN_AIR, IN_WATER, VIEW_DISTANCE, Record
from envs.overworld.state import HEIGHT

_FAR = single(VIEW_DISTANCE)
_TINY = single(1e-6)
_HUGE = single(1e6)
_ZERO = single(0.0)
_HALF = single(0.5)
_ONE = single(1.0)
_OPAQUE_ENOUGH = single(0.03)
_DEEP = single(16.0)
"""Blocks of water behind which all is dark; light itself reaches five blocks down."""


@kernel(inline=True)
def reciprocal(d: float) -> float:
    """One over a direction component, finite for zero."""
    return _HUGE if abs(d) < _TINY else _ONE / d


@kernel(inline=True)
def _is_open(blocks: NDArray[np.uint16], art: Art, column: int, y: float, medium: int) -> bool:
    """Whether a ray may begin at height `y` of a column: not inside what is met where it is entered."""
    if y < _ZERO or y >= single(HEIGHT):
        return False
    kind = art.kinds[blocks[column << unsigned(8) | unsigned(y)]]
    return kind in (KIND_AIR, KIND_CROSS, KIND_MODEL) or (kind == KIND_WATER and medium == IN_WATER)


@kernel(inline=True)
def march(
    blocks: NDArray[np.uint16], top: NDArray[np.int16], light: NDArray[np.uint8], biomes: NDArray[np.uint8],
    art: Art, camera: Record, lights: NDArray[np.float32], start: float, dx: float, dy: float, dz: float,
) -> tuple[float, int, int, int, int, float, float, int, float, float, float, float, int]:  # fmt: skip
    """Follow one ray from the camera, from the distance `start` on: before it there is nothing.

    The arrays are one world's, flat: cell = (x << 7 | z) << 8 | y. (dx, dy, dz) has length one.

    Returns:
        Distance (VIEW_DISTANCE when nothing is met), block state (0 = nothing), face, column, y, place on the tile u
        and v, face word; then what see-through blocks on the way add (red, green, blue) and the share that they let
        through. Deep water is nothing with a share of 0. Last the y of the level surface of still water, if the ray
        has looked through that and nothing else, or -1.
    """
    ox = camera.origin[0]
    oy = camera.origin[1]
    oz = camera.origin[2]
    ix = reciprocal(dx)
    iy = reciprocal(dy)
    iz = reciprocal(dz)
    x = math.floor(ox + dx * start)
    z = math.floor(oz + dz * start)
    y = oy + dy * start
    column = unsigned((x & 127) << 7 | (z & 127))
    if start > _ZERO and not _is_open(blocks, art, column, y, camera.medium):
        start = _ZERO  # in the midst of something: `start` was told by rays beside this one
        x = math.floor(ox)
        z = math.floor(oz)
        y = oy
        column = unsigned((x & 127) << 7 | (z & 127))
    step_x = 128 if ix > _ZERO else -128
    step_z = 1 if iz > _ZERO else -1
    next_x = (single(x + (1 if ix > _ZERO else 0)) - ox) * ix
    next_z = (single(z + (1 if iz > _ZERO else 0)) - oz) * iz
    size_x = abs(ix)
    size_z = abs(iz)
    face_x = FACE_WEST if ix > _ZERO else FACE_EAST
    face_z = FACE_NORTH if iz > _ZERO else FACE_SOUTH
    face_y = FACE_DOWN if iy > _ZERO else FACE_UP
    step_y = 1 if iy > _ZERO else -1
    edge_y = 0 if iy > _ZERO else 1
    side = face_y
    t = start
    red = _ZERO
    green = _ZERO
    blue = _ZERO
    clear = _ONE
    wet = False
    sea = integer(-1)
    veiled = False
    under_water = camera.medium == IN_WATER
    far = _FAR
    if dy > _ZERO:  # nothing stands above the highest column
        far = min(_FAR, (camera.ceiling - oy) * iy)
    while t < far:
        leave = min(next_x, next_z)
        leave_y = oy + dy * leave
        height = single(top[column])
        if min(y, leave_y) < height:
            base = column << unsigned(8)
            if step_y < 0:
                cell_y = int(min(y, height - _HALF))
                last_y = int(max(leave_y, _ZERO))
            else:
                cell_y = int(max(y, _ZERO))
                last_y = int(min(leave_y, height - _HALF))
            for _ in range((last_y - cell_y) * step_y + 1):
                state = blocks[base | unsigned(cell_y)]
                if state != 0:
                    at = (single(cell_y + edge_y) - oy) * iy
                    face = face_y
                    if at < t:
                        at = t
                        face = side
                    kind = art.kinds[state]
                    if under_water and kind == KIND_WATER and art.kinds[blocks[base | unsigned(cell_y + 1)]] == kind:
                        cell_y += step_y  # seen from within, water shows its surface alone
                        continue
                    here = integer(column)
                    if kind == KIND_CUBE:
                        px = in_cell(ox, dx, at, here >> 7)
                        pz = in_cell(oz, dz, at, here & 127)
                        u, v = face_uv(face, px, oy + dy * at - single(cell_y), pz)
                        word = integer(art.faces[state, face])
                        return at, integer(state), face, here, cell_y, u, v, word, red, green, blue, clear, sea
                    if kind != KIND_AIR and not (wet and kind == KIND_WATER):
                        hit, at, face, u, v, word, texel = meet(
                            blocks, art, camera, integer(state), kind, here, cell_y, face, at, dx, dy, dz, ix, iy, iz
                        )
                        if hit and (kind == KIND_WATER or kind == KIND_TRANSLUCENT):
                            level = kind == KIND_WATER and face == FACE_UP and state & 15 == 0
                            sea = integer(cell_y) if level and not veiled else -1
                            veiled = True
                            if kind == KIND_WATER:  # its surface is drawn once; what follows of it is looked through
                                wet = True
                                if camera.medium == IN_AIR:
                                    far = min(far, at + _DEEP)
                            r, g, b, taken = veil(
                                light, biomes, art, camera, lights, texel, word, here, cell_y, face, at, dx, dy, dz
                            )
                            red += r * clear
                            green += g * clear
                            blue += b * clear
                            clear *= _ONE - taken
                            hit = clear < _OPAQUE_ENOUGH
                            if hit:
                                clear = _ZERO
                        if hit:
                            return at, integer(state), face, here, cell_y, u, v, word, red, green, blue, clear, sea
                elif wet:  # out of the water again
                    wet = False
                    far = _FAR
                cell_y += step_y
        elif wet:
            wet = False
            far = _FAR
        if next_x < next_z:
            t = next_x
            next_x += size_x
            column = (column & unsigned(127)) | unsigned((integer(column) + step_x) & 0x3F80)
            side = face_x
        else:
            t = next_z
            next_z += size_z
            column = (column & unsigned(0x3F80)) | unsigned((integer(column) + step_z) & 127)
            side = face_z
        y = leave_y
    if wet and camera.medium == IN_AIR:
        return _FAR, 0, FACE_UP, 0, 0, _ZERO, _ZERO, 0, red, green, blue, _ZERO, sea
    return _FAR, 0, FACE_UP, 0, 0, _ZERO, _ZERO, 0, red, green, blue, clear, sea
