"""Random ticks: what grows, spreads, decays, freezes and melts by chance."""

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel()
def random_ticks(s: State, rules: Rules, w: int) -> None:
    """Tick a random sample of the blocks of a world, as many a tick as the game does around a player."""
