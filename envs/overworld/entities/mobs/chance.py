"""Draws from a world's stream by its CLOCK record: the stream of `rng.random_float`, without handing on the state."""

from typing import Any

from envs.overworld.jit import kernel
from envs.overworld.rng import advance, unit


@kernel(inline=True)
def draw(clock: Any) -> float:
    """Next float in [0, 1) of the stream of the world whose CLOCK record this is."""
    stream = advance(clock.rng)
    clock.rng = stream
    return unit(stream)
