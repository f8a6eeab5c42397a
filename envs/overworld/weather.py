"""Rain, snow and thunder."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def weather_tick(s: State, rules: Rules, w: int) -> None:
    """Let the weather change by the game's clocks, lightning strike, and snow and ice gather."""


@kernel()
def is_rained_on(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether rain (not snow) falls on the cell (x, y, z)."""
    return False


@kernel()
def morning(s: State, w: int) -> None:
    """Begin the next day with clear weather: players have slept."""
