"""Cut the view into upright slices: planes through the eyes, in which neighbouring rays cross the same columns.

The camera never rolls, so that all rays of a slice meet the same columns of blocks in the same order, whatever their
slope. In coordinates (side, slope), each divided by the way straight ahead over level ground, a row of the picture is a
line of one slope, and a slice a line of one side. `sweep` walks a slice once for all its rows.

Rows that look steeply up or down have no slices; their rays are short.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.player.look import look_vector
from envs.overworld.render.numeric import single
from envs.overworld.render.view import Record

_STEEPEST = 3.0
"""Slope of the steepest row with slices."""
_DENSITY = 0.5
"""Slices for each pixel of the row in which they stand farthest apart."""


@kernel()
def set_slices(camera: Record, slopes: NDArray[np.float32], yaw: float, pitch: float, width: int) -> None:
    """Lay the slices of a camera whose axes are set, and fill the slope of every row (H,)."""
    height = slopes.shape[0]
    camera.heading[0], _, camera.heading[2] = look_vector(yaw, 0.0)
    ahead = math.cos(math.radians(pitch))
    lean = camera.up[0] * camera.heading[0] + camera.up[2] * camera.heading[2]
    camera.ahead = ahead
    camera.lean = lean
    camera.first_sliced = height
    camera.last_sliced = 0
    nearest = 1e9
    farthest = 0.0
    for row in range(height):
        up = 1.0 - (2 * row + 1) / height
        way = ahead + up * lean
        rise = camera.forward[1] + up * camera.up[1]
        slopes[row] = 0.0
        if way > 0.0 and abs(rise) <= _STEEPEST * way:
            slopes[row] = rise / way
            camera.first_sliced = min(camera.first_sliced, row)
            camera.last_sliced = row + 1
            nearest = min(nearest, way)
            farthest = max(farthest, way)
    camera.slices = 0
    if farthest > 0.0:
        camera.slice_step = 2.0 / width / (_DENSITY * farthest)
        camera.slices = int(2.0 / nearest / camera.slice_step) + 2
        camera.slice_first = -0.5 * (camera.slices - 1) * camera.slice_step


@kernel(inline=True)
def slice_side(camera: Record, index: int) -> float:
    """Side of a slice: steps of `Camera.right` for each block straight ahead."""
    return camera.slice_first + single(index) * camera.slice_step


@kernel(inline=True)
def way_ahead(camera: Record, row: int, height: int) -> float:
    """Way over level ground straight ahead that the rays of a row go, before they are brought to length one."""
    return camera.ahead + (single(1.0) - single(2 * row + 1) / single(height)) * camera.lean


@kernel(inline=True)
def row_of(camera: Record, slope: float, height: int) -> float:
    """Row of the picture, as a fraction, whose rays have a slope; the inverse of `Work.slopes`."""
    up = (slope * camera.ahead - camera.forward[1]) / (camera.up[1] - slope * camera.lean)
    return (single(1.0) - up) * single(height) * single(0.5) - single(0.5)
