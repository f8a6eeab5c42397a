"""Orbs of experience: they float to a player and are taken up."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def drop_experience(s: State, w: int, x: float, y: float, z: float, points: int) -> None:
    """Scatter orbs that are worth so many points together, split as in the game."""


@kernel()
def tick_orb(s: State, rules: Rules, w: int, i: int) -> None:
    """Advance one orb by one tick; a player who touches it gains its points."""
