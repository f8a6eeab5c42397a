"""Rain and snow: streaks on three cylinders around the eyes, where the sky is open and nothing nearer hides them.

All cylinders share the direction of a ray, so each pixel needs one place around them; what falls in a column is a
matter of chance numbers fixed for ever, and moves with the world's age.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render.numeric import single
from envs.overworld.render.shading import to_byte
from envs.overworld.render.view import IN_AIR, Work
from envs.overworld.state import MASK, State

_ZERO = single(0.0)
_ONE = single(1.0)
_CYLINDERS = 3
_NEAREST = 2.5
"""Blocks to the first cylinder; each further one is twice as far."""
_COLUMNS = 3.6
"""Streaks in a quarter of the way around the nearest cylinder, by its radius."""
_PERIOD = 3600.0
"""Blocks after which the fall starts again, so that single precision suffices."""
_RAIN_SPEED = 0.9
"""Blocks a tick."""
_SNOW_SPEED = 0.09
_CHANCE = np.random.default_rng(7).random((256, 3)).astype(np.float32)
"""What makes one column of rain or one flake differ from the next."""
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
    fallen = single(float(s.clock[w].age) * (_SNOW_SPEED if snows else _RAIN_SPEED) % _PERIOD)
    strength = single(camera.falls * (0.8 if snows else 0.5))
    bright = work.lights[w, 240, 1]
    side_length = single(camera.right[0] ** 2 + camera.right[1] ** 2 + camera.right[2] ** 2)
    up_length = single(camera.up[0] ** 2 + camera.up[1] ** 2 + camera.up[2] ** 2)
    for row in range(first, last):
        up = single(1.0 - (2 * row + 1) / height)
        for i in range(width):
            side = single((2 * i + 1) / width - 1.0)
            dx = camera.forward[0] + up * camera.up[0] + side * camera.right[0]
            dy = camera.forward[1] + up * camera.up[1] + side * camera.right[1]
            dz = camera.forward[2] + up * camera.up[2] + side * camera.right[2]
            level = _ONE / (single(math.sqrt(dx * dx + dz * dz)) + single(1e-6))
            length = single(math.sqrt(_ONE + up * up * up_length + side * side * side_length)) * level
            # where around: 0-4, once around a diamond instead of a circle
            turn = dz / (abs(dx) + abs(dz) + single(1e-6))
            turn = _ONE + turn if dx > _ZERO else single(3.0) - turn
            radius = single(_NEAREST)
            for cylinder in range(_CYLINDERS):
                if radius * length > work.depth[w, row, i]:
                    break
                y = camera.origin[1] + radius * dy * level
                if _streak(turn * radius * single(_COLUMNS), y + fallen, cylinder, snows):
                    x = math.floor(camera.origin[0] + radius * dx * level)
                    z = math.floor(camera.origin[2] + radius * dz * level)
                    if s.top[w, x & MASK, z & MASK] <= y:
                        for channel in range(3):
                            below = single(frame[row, i, channel])
                            colour = single(_SNOW[channel] if snows else _RAIN[channel]) * bright
                            frame[row, i, channel] = to_byte(below + (colour - below) * strength)
                radius *= single(2.0)


@kernel(inline=True)
def _streak(across: float, along: float, cylinder: int, snows: bool) -> bool:
    """Whether a drop or flake is at a place of a cylinder, `across` in columns and `along` in blocks."""
    column = int(across)
    part = across - single(column)
    chance = _CHANCE[(column * 37 + cylinder * 91) & 255]
    if snows:
        along = along * single(1.6) + chance[0] * single(8.0)
        flake = math.floor(along)
        chance = _CHANCE[(column * 37 + flake * 101 + cylinder * 91) & 255]
        x = abs(part - single(0.15) - single(0.7) * chance[1])
        y = abs(along - single(flake) - single(0.15) - single(0.7) * chance[2])
        return x < single(0.12) and y < single(0.09)
    if abs(part - single(0.2) - single(0.6) * chance[1]) > single(0.07):
        return False
    along = along * (single(0.3) + single(0.4) * chance[2]) + chance[0] * single(8.0)
    return along - single(math.floor(along)) < single(0.4)
