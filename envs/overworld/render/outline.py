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
from envs.overworld.render.view import Work
from envs.overworld.rules import Rules
from envs.overworld.state import MASK, State

OUTLINE_SHADE = single(0.4)
"""What is left of a colour under the frame."""
_REACH = 0.9
"""Half the diagonal of a block, a little more: what its bounding sphere covers."""


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
    for row in range(max(first, height // 2 - reach), min(last, height // 2 + reach)):
        up = 1.0 - (2 * row + 1) / height
        for i in range(max(0, width // 2 - reach), min(width, width // 2 + reach)):
            right = (2 * i + 1) / width - 1.0
            dx = camera.forward[0] + up * camera.up[0] + right * camera.right[0]
            dy = camera.forward[1] + up * camera.up[1] + right * camera.right[1]
            dz = camera.forward[2] + up * camera.up[2] + right * camera.right[2]
            length = math.sqrt(dx * dx + dy * dy + dz * dz)
            dx /= length
            dy /= length
            dz /= length
            t, face = outline_entry(rules, state, ox, oy, oz, inverse(dx), inverse(dy), inverse(dz))
            if t < 0.0 or t > work.depth[w, row, i] + 0.01:
                continue
            near = max(0.6 * pixel * t, 0.004)
            if _near_edge(ox + dx * t, oy + dy * t, oz + dz * t, face, near):
                for channel in range(3):
                    frame[row, i, channel] = int(frame[row, i, channel] * OUTLINE_SHADE)


@kernel(inline=True)
def _near_edge(x: float, y: float, z: float, face: int, near: float) -> bool:
    """Whether a place on a face of the unit cube is within `near` of one of the face's edges."""
    u = x if face < 4 else z
    v = z if face < 2 else y
    return u < near or u > 1.0 - near or v < near or v > 1.0 - near
