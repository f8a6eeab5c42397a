"""Random numbers for kernels: one stream a world for the game, and hashes of coordinates for terrain.

The generator is SplitMix64 (Steele, Lea and Flood 2014): one 64-bit word of state, which lives in `State.clock`.
"""

import numba
import numpy as np

from envs.overworld.jit import kernel
from envs.overworld.state import State

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_TO_UNIT = 1.0 / (1 << 53)


@kernel(inline=True)
def mix(z: int) -> int:
    """Scramble 64 bits so that close inputs give unrelated outputs (uint64 in and out)."""
    z = numba.uint64(z)
    z = (z ^ (z >> numba.uint64(30))) * _MIX_1
    z = (z ^ (z >> numba.uint64(27))) * _MIX_2
    return z ^ (z >> numba.uint64(31))


@kernel(inline=True)
def hash3(seed: int, x: int, z: int, salt: int) -> int:
    """Hash of a seed, two coordinates and a purpose: the first state of a stream that belongs to that place."""
    h = mix(numba.uint64(seed) + _GAMMA * numba.uint64(salt + 1))
    h = mix(h ^ (numba.uint64(numba.int64(x)) * numba.uint64(0xD6E8FEB86659FD93)))
    return mix(h ^ (numba.uint64(numba.int64(z)) * numba.uint64(0xA0761D6478BD642F)))


@kernel(inline=True)
def advance(stream: int) -> int:
    """Next state of a stream; its value is `mix(state)`. For streams kept in a local variable."""
    return numba.uint64(stream) + _GAMMA


@kernel(inline=True)
def unit(stream: int) -> float:
    """Value of a stream's state as a float in [0, 1)."""
    return numba.float64(mix(stream) >> numba.uint64(11)) * _TO_UNIT


@kernel(inline=True)
def below(stream: int, bound: int) -> int:
    """Value of a stream's state as an int in [0, bound)."""
    return numba.int64(unit(stream) * bound)


@kernel(inline=True)
def random_float(s: State, w: int) -> float:
    """Next float in [0, 1) of world `w`'s own stream."""
    state = advance(s.clock[w].rng)
    s.clock[w].rng = state
    return unit(state)


@kernel(inline=True)
def random_int(s: State, w: int, bound: int) -> int:
    """Next int in [0, bound) of world `w`'s own stream."""
    return numba.int64(random_float(s, w) * bound)
