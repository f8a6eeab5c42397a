"""How plants grow and farmland keeps its water."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def fertilise(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Use bone meal on the block at (x, y, z): crops, saplings, grass; return whether it was used up."""
    return False


@kernel()
def trample(s: State, rules: Rules, w: int, x: int, y: int, z: int, fall_distance: float) -> None:
    """Let a body land on the block at (x, y, z) after a fall: farmland may turn to dirt."""
