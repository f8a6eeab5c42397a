"""Water and lava that flow."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def flow_tick(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Let the flowing liquid at (x, y, z) find its level and spread."""
