"""Explosions: what they hurt, push and break."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def explode(s: State, rules: Rules, w: int, x: float, y: float, z: float, power: float, fire: bool, owner: int) -> None:
    """Explode at a point with the game's power (creeper 3, TNT 4), as body `owner`."""
