"""The dark frame around the block that the crosshair is on, when that block is no opaque cube.

The frame of cubes is drawn with the cubes themselves, which costs next to nothing.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import inverse, outline_entry
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import KIND_CUBE, Art
from envs.overworld.render.numeric import single
from envs.overworld.render.view import VIEW_DISTANCE, Record, Work
from envs.overworld.rules import Rules
from envs.overworld.state import MASK, State

OUTLINE_SHADE = single(0.4)
"""What is left of a colour under the frame."""
_REACH = 0.9
"""Half the diagonal of a block, a little more: what its bounding sphere covers."""
_NEAREST = 0.05


@kernel()
def draw_outline(
    s: State, rules: Rules, art: Art, work: Work, w: int, first: int, last: int, frame: NDArray[np.uint8]
) -> None:
    """Darken the pixels near the edges of the outline boxes of the block in reach, on rows [first, last)."""
    camera = work.cameras[w]
    if camera.aimed_cell < 0:
        return
    height, width = frame.shape[0], frame.shape[1]
    state = s.blocks[w, camera.aimed_x & MASK, camera.aimed_z & MASK, camera.aimed_y]
    if art.kinds[state] == KIND_CUBE:
        return
    ox = camera.origin[0] - camera.aimed_x
    oy = camera.origin[1] - camera.aimed_y
    oz = camera.origin[2] - camera.aimed_z
    pixel = camera.texel_scale / 16.0
    # the block is under the middle of the picture and seldom covers all of it
    distance = max(math.sqrt((ox - 0.5) ** 2 + (oy - 0.5) ** 2 + (oz - 0.5) ** 2) - _REACH, 0.3)
    reach = int(2.0 * _REACH / (distance * pixel)) + 1
    left, right, above, below = _rectangle(camera, ox, oy, oz, height, width)
    above = max(first, height // 2 - reach, above)
    left = max(0, width // 2 - reach, left)
    right = min(width, width // 2 + reach, right)
    for row in range(above, min(last, height // 2 + reach, below)):
        up = 1.0 - (2 * row + 1) / height
        base_x = camera.forward[0] + up * camera.up[0]
        base_y = camera.forward[1] + up * camera.up[1]
        base_z = camera.forward[2] + up * camera.up[2]
        for i in range(left, right):
            side = (2 * i + 1) / width - 1.0
            dx = base_x + side * camera.right[0]
            dy = base_y + side * camera.right[1]
            dz = base_z + side * camera.right[2]
            t, face = outline_entry(rules, state, ox, oy, oz, inverse(dx), inverse(dy), inverse(dz))
            if t > VIEW_DISTANCE or t < 0.0:
                continue
            length = math.sqrt(dx * dx + dy * dy + dz * dz)
            if t * length > work.depth[w, row, i] + 0.01:
                continue
            near = max(0.6 * pixel * t * length, 0.004)
            if _near_edge(ox + dx * t, oy + dy * t, oz + dz * t, face, near):
                for channel in range(3):
                    frame[row, i, channel] = int(frame[row, i, channel] * OUTLINE_SHADE)


@kernel()
def _rectangle(camera: Record, ox: float, oy: float, oz: float, height: int, width: int) -> tuple[int, int, int, int]:
    """Columns and rows (left, right, above, below) that a block may cover, for eyes at a place relative to it."""
    wide = camera.right[0] ** 2 + camera.right[1] ** 2 + camera.right[2] ** 2
    tall = camera.up[0] ** 2 + camera.up[1] ** 2 + camera.up[2] ** 2
    left, right, low, high = 1.0, -1.0, 1.0, -1.0
    for corner in range(8):
        x = (corner & 1) - ox
        y = (corner >> 1 & 1) - oy
        z = (corner >> 2) - oz
        ahead = x * camera.forward[0] + y * camera.forward[1] + z * camera.forward[2]
        if ahead < _NEAREST:
            return 0, width, 0, height
        across = (x * camera.right[0] + y * camera.right[1] + z * camera.right[2]) / (wide * ahead)
        upward = (x * camera.up[0] + y * camera.up[1] + z * camera.up[2]) / (tall * ahead)
        left, right = min(left, across), max(right, across)
        low, high = min(low, upward), max(high, upward)
    return (
        max(int((left + 1.0) * 0.5 * width), 0),
        min(int((right + 1.0) * 0.5 * width) + 1, width),
        max(int((1.0 - high) * 0.5 * height), 0),
        min(int((1.0 - low) * 0.5 * height) + 1, height),
    )


@kernel(inline=True)
def _near_edge(x: float, y: float, z: float, face: int, near: float) -> bool:
    """Whether a place on a face of the unit cube is within `near` of one of the face's edges."""
    u = x if face < 4 else z
    v = z if face < 2 else y
    return u < near or u > 1.0 - near or v < near or v > 1.0 - near
