"""Gradient noise in two and three dimensions, with hashed instead of tabulated gradients.

The form is Perlin's improved noise (2002): gradients at the corners of a lattice, blended by a quintic. The gradients
come from a hash of the corner and the seed, so that no table has to be built for a seed.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel

_X = np.uint32(0x9E3779B1)
_Y = np.uint32(0x85EBCA77)
_Z = np.uint32(0xC2B2AE3D)
_MIX = np.uint32(0x27D4EB2F)


def _sphere(count: int) -> NDArray[np.float64]:
    """Return `count` directions spread evenly over the sphere, scaled to length sqrt(2) as in the improved noise."""
    height = 1.0 - (2.0 * np.arange(count) + 1.0) / count
    angle = np.arange(count) * np.pi * (3.0 - np.sqrt(5.0))
    radius = np.sqrt(1.0 - height**2)
    # Rounded, so that the last bit of a machine's sine does not matter.
    return np.round(np.sqrt(2.0) * np.stack([radius * np.cos(angle), height, radius * np.sin(angle)], axis=1), 6)


_BITS = np.uint32(26)
_SPHERE = _sphere(64)
_ANGLES = np.arange(64) * np.pi / 32
_CIRCLE = np.round(np.sqrt(2.0) * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1), 6)
_SHIFT = 0.381966  # keeps the zeros of the octaves apart, and away from the origin


@kernel(inline=True)
def _direction(h: int) -> int:
    """Row of the gradient tables for a corner's hash."""
    h = numba.uint32(h)
    h = numba.uint32(numba.uint32(h ^ numba.uint32(h >> numba.uint32(15))) * _MIX)
    h = numba.uint32(numba.uint32(h ^ numba.uint32(h >> numba.uint32(13))) * _X)
    return numba.uint32(h >> _BITS)


@kernel(inline=True)
def _fade(t: float) -> float:
    return t * t * t * (t * (t * 6.0 - 15.0) + 10.0)


@kernel(inline=True)
def _dot2(h: int, x: float, z: float) -> float:
    row = _direction(h)
    return _CIRCLE[row, 0] * x + _CIRCLE[row, 1] * z


@kernel(inline=True)
def _dot3(h: int, x: float, y: float, z: float) -> float:
    row = _direction(h)
    return _SPHERE[row, 0] * x + _SPHERE[row, 1] * y + _SPHERE[row, 2] * z


@kernel()
def noise2(seed: int, x: float, z: float) -> float:
    """Noise of a plane: about -1 to 1, zero at the lattice points, standard deviation 0.25.

    Args:
        seed: Only the low 32 bits count.
        x: Position in lattice cells.
        z: Position in lattice cells.
    """
    x0 = np.floor(x)
    z0 = np.floor(z)
    x -= x0
    z -= z0
    s = numba.uint32(seed)
    hx0 = numba.uint32(numba.int64(x0)) * _X
    hx1 = hx0 + _X
    hz0 = (numba.uint32(numba.int64(z0)) * _Z) ^ s
    hz1 = (numba.uint32(numba.int64(z0) + 1) * _Z) ^ s
    u = _fade(x)
    a = _dot2(hx0 ^ hz0, x, z)
    b = _dot2(hx1 ^ hz0, x - 1.0, z)
    c = _dot2(hx0 ^ hz1, x, z - 1.0)
    d = _dot2(hx1 ^ hz1, x - 1.0, z - 1.0)
    a += (b - a) * u
    c += (d - c) * u
    return a + (c - a) * _fade(z)


@kernel()
def noise3(seed: int, x: float, y: float, z: float) -> float:
    """Noise of space: about -1 to 1, zero at the lattice points, standard deviation 0.24; arguments as `noise2`."""
    x0 = np.floor(x)
    y0 = np.floor(y)
    z0 = np.floor(z)
    x -= x0
    y -= y0
    z -= z0
    s = numba.uint32(seed)
    hx0 = numba.uint32(numba.int64(x0)) * _X
    hx1 = hx0 + _X
    hy0 = numba.uint32(numba.int64(y0)) * _Y
    hy1 = hy0 + _Y
    hz0 = (numba.uint32(numba.int64(z0)) * _Z) ^ s
    hz1 = (numba.uint32(numba.int64(z0) + 1) * _Z) ^ s
    u = _fade(x)
    v = _fade(y)
    a = _dot3(hx0 ^ hy0 ^ hz0, x, y, z)
    b = _dot3(hx1 ^ hy0 ^ hz0, x - 1.0, y, z)
    c = _dot3(hx0 ^ hy1 ^ hz0, x, y - 1.0, z)
    d = _dot3(hx1 ^ hy1 ^ hz0, x - 1.0, y - 1.0, z)
    a += (b - a) * u
    c += (d - c) * u
    near = a + (c - a) * v
    a = _dot3(hx0 ^ hy0 ^ hz1, x, y, z - 1.0)
    b = _dot3(hx1 ^ hy0 ^ hz1, x - 1.0, y, z - 1.0)
    c = _dot3(hx0 ^ hy1 ^ hz1, x, y - 1.0, z - 1.0)
    d = _dot3(hx1 ^ hy1 ^ hz1, x - 1.0, y - 1.0, z - 1.0)
    a += (b - a) * u
    c += (d - c) * u
    far = a + (c - a) * v
    return near + (far - near) * _fade(z)


@kernel()
def fractal2(seed: int, x: float, z: float, octaves: int) -> float:
    """Sum of octaves of `noise2`, each of twice the frequency and half the amplitude of the one before."""
    total = 0.0
    amplitude = 1.0
    x += _SHIFT
    z += _SHIFT
    for octave in range(octaves):
        total += amplitude * noise2(seed + octave, x, z)
        amplitude *= 0.5
        x = 2.0 * x + _SHIFT
        z = 2.0 * z + _SHIFT
    return total


@kernel()
def fractal3(seed: int, x: float, y: float, z: float, octaves: int) -> float:
    """Sum of octaves of `noise3`, as `fractal2`."""
    total = 0.0
    amplitude = 1.0
    x += _SHIFT
    y += _SHIFT
    z += _SHIFT
    for octave in range(octaves):
        total += amplitude * noise3(seed + octave, x, y, z)
        amplitude *= 0.5
        x = 2.0 * x + _SHIFT
        y = 2.0 * y + _SHIFT
        z = 2.0 * z + _SHIFT
    return total


@kernel(inline=True)
def sine(turns: float) -> float:
    """Sine of an angle in turns, to 0.001; the same bits on every machine."""
    t = turns - np.floor(turns + 0.5)
    s = 8.0 * t - 16.0 * t * abs(t)
    return 0.225 * (s * abs(s) - s) + s
