"""Furnaces that work over time: fuel, cooking, the lit block."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def furnaces_tick(s: State, rules: Rules, w: int) -> None:
    """Let every furnace that holds something burn and cook for one tick."""
