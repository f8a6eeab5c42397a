"""Fire: how it spreads, what it burns, when it dies."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def ignite(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Set fire to the air at (x, y, z), as flint and steel do; return whether it burns now."""
    return False


@kernel()
def lava_ignites(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Let the lava at (x, y, z), still or flowing, set fire to what burns around it: its random tick."""


@kernel()
def fire_tick(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Let the fire at (x, y, z) age, spread, burn what is beside it, or die."""
