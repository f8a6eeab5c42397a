"""Poses: 3 x 4 matrices, from one frame to another, that are built step by step as graphics libraries do.

Columns 0-2 turn and scale, column 3 moves.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel

AXIS_X, AXIS_Y, AXIS_Z = 0, 1, 2


@kernel()
def move(pose: NDArray[np.float32], x: float, y: float, z: float) -> None:
    """Append a translation to a pose (3, 4): columns 0-2 turn and scale, column 3 moves."""
    for i in range(3):
        pose[i, 3] += pose[i, 0] * x + pose[i, 1] * y + pose[i, 2] * z


@kernel()
def turn(pose: NDArray[np.float32], axis: int, degrees: float) -> None:
    """Append a rotation about an axis to a pose."""
    c = math.cos(math.radians(degrees))
    n = math.sin(math.radians(degrees))
    a = (axis + 1) % 3
    b = (axis + 2) % 3
    for i in range(3):
        p = pose[i, a]
        q = pose[i, b]
        pose[i, a] = c * p + n * q
        pose[i, b] = c * q - n * p


@kernel()
def scale(pose: NDArray[np.float32], x: float, y: float, z: float) -> None:
    """Append a scaling along the axes to a pose."""
    for i in range(3):
        pose[i, 0] *= x
        pose[i, 1] *= y
        pose[i, 2] *= z


@kernel()
def reset(pose: NDArray[np.float32]) -> None:
    """Make a pose the one that changes nothing."""
    for i in range(3):
        for k in range(4):
            pose[i, k] = 1.0 if i == k else 0.0


@kernel()
def copy(source: NDArray[np.float32], target: NDArray[np.float32]) -> None:
    """Make one pose equal to another."""
    for i in range(3):
        for k in range(4):
            target[i, k] = source[i, k]
