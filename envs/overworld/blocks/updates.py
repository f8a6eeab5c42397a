"""One tick of all blocks of a world: scheduled updates, random ticks, furnaces."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def blocks_tick(s: State, rules: Rules, w: int) -> None:
    """Run the scheduled updates that are due and the random ticks of this tick, and heat the furnaces."""
