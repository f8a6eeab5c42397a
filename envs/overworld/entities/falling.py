"""Sand and gravel on their way down."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def drop_block(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Turn the block at (x, y, z) into one that falls."""


@kernel()
def tick_falling(s: State, rules: Rules, w: int, i: int) -> None:
    """Advance one falling block by one tick; it lands, breaks on what is not whole, or crushes who stands below."""
