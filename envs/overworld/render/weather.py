"""Rain and snow: streaks on three cylinders around the eyes, where the sky is open and nothing nearer hides them.

All cylinders share the direction of a ray, so each pixel needs one angle; what falls in a column is a matter of the
hash of column and cylinder, and moves with the world's age.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render.numeric import single, unsigned
from envs.overworld.render.shading import to_byte
from envs.overworld.render.view import IN_AIR, Work
from envs.overworld.rng import hash3
from envs.overworld.state import MASK, State

_CYLINDERS = 3
_NEAREST = 2.5
"""Blocks to the first cylinder; each further one is twice as far."""
_COLUMNS = 36.0
"""Streaks around the nearest cylinder."""
_RAIN_SPEED = 0.9
"""Blocks a tick."""
_SNOW_SPEED = 0.09
_RAIN = (118.0, 138.0, 190.0)
_SNOW = (240.0, 244.0, 250.0)


@kernel()
def draw_weather(s: State, work: Work, w: int, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Draw what falls from the sky on rows [first, last) of one world's frame."""
    camera = work.cameras[w]
    if camera.falls <= 0.0 or camera.medium != IN_AIR:
        return
    height, width = frame.shape[0], frame.shape[1]
    snows = camera.snows != 0
    fallen = float(s.clock[w].age) * (_SNOW_SPEED if snows else _RAIN_SPEED)
    strength = camera.falls * (0.8 if snows else 0.5)
    bright = work.lights[w, 240, 1]
    for row in range(first, last):
        up = 1.0 - (2 * row + 1) / height
        for i in range(width):
            side = (2 * i + 1) / width - 1.0
            dx = camera.forward[0] + up * camera.up[0] + side * camera.right[0]
            dy = camera.forward[1] + up * camera.up[1] + side * camera.right[1]
            dz = camera.forward[2] + up * camera.up[2] + side * camera.right[2]
            level = math.sqrt(dx * dx + dz * dz) + 1e-6
            stretch = math.sqrt(1.0 + (dy / level) ** 2)
            turn = math.atan2(dz, dx) / (2.0 * math.pi) + 0.5
            radius = _NEAREST
            columns = _COLUMNS
            for cylinder in range(_CYLINDERS):
                if radius * stretch > work.depth[w, row, i]:
                    break
                y = camera.origin[1] + radius * dy / level
                if _streak(turn * columns, y + fallen, int(columns), cylinder, snows):
                    x = math.floor(camera.origin[0] + radius * dx / level)
                    z = math.floor(camera.origin[2] + radius * dz / level)
                    if s.top[w, x & MASK, z & MASK] <= y:
                        for channel in range(3):
                            below = float(frame[row, i, channel])
                            colour = (_SNOW[channel] if snows else _RAIN[channel]) * bright
                            frame[row, i, channel] = to_byte(single(below + (colour - below) * strength))
                radius *= 2.0
                columns *= 2.0


@kernel(inline=True)
def _streak(across: float, along: float, columns: int, cylinder: int, snows: bool) -> bool:
    """Whether a drop or flake is at a place of a cylinder, `across` in columns and `along` in blocks."""
    column = math.floor(across)
    part = across - column
    h = hash3(77, column % columns, cylinder, 3)
    offset = float(h % unsigned(1024)) / 128.0
    if snows:
        along = along * 1.6 + offset
        flake = math.floor(along)
        h = hash3(78, column % columns, flake, cylinder)
        x = 0.15 + 0.7 * float(h % unsigned(64)) / 64.0
        y = 0.15 + 0.7 * float((h >> unsigned(8)) % unsigned(64)) / 64.0
        return abs(part - x) < 0.12 and abs(along - flake - y) < 0.09
    middle = 0.2 + 0.6 * float((h >> unsigned(12)) % unsigned(64)) / 64.0
    along = (along + offset * 3.0) * (0.35 + 0.1 * float((h >> unsigned(20)) % unsigned(4)))
    return abs(part - middle) < 0.07 and along - math.floor(along) < 0.4
