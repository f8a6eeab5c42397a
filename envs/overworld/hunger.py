"""Hunger: exhaustion uses up saturation, then food; a full stomach heals, an empty one starves."""

from envs.overworld.jit import kernel
from envs.overworld.state import State

SPRINT_FOOD = 6
"""Food points that are too few to sprint."""

_MOST_EXHAUSTION = 40.0


@kernel(inline=True)
def add_exhaustion(s: State, w: int, p: int, amount: float) -> None:
    """Tire a player; every 4 points cost a point of saturation or food (see `hunger_tick`)."""
    player = s.players[w, p]
    player.exhaustion = min(player.exhaustion + amount, _MOST_EXHAUSTION)
