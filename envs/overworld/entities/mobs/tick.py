"""One tick of one mob."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def tick_mob(s: State, rules: Rules, w: int, i: int) -> None:
    """Advance one mob by one tick: think, move, suffer, grow, die."""
