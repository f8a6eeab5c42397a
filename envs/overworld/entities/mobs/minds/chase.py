"""Monsters that run up and strike: zombie, husk, silverfish; and the zombie pigman, who does so only out of revenge.

Whom they hunt is settled before (`hunt.attend`): the ones hunt players in sight, the other who struck one of them.
"""

from typing import Any

from envs.overworld.entities.mobs.minds.calm import be_calm
from envs.overworld.entities.mobs.minds.hunt import close_in
from envs.overworld.entities.mobs.wishes import Prey, Wish
from envs.overworld.jit import kernel
from envs.overworld.state import State


@kernel(inline=True)
def chase(s: State, w: int, i: int, row: Any, p: int, near: float, prey: Prey, pace: float) -> Wish:
    """Run after the prey with a pace, or be calm without any."""
    if prey[0]:
        return close_in(s.entities[w, i], row, prey, pace)
    return be_calm(s.entities[w, i], row, s.clock[w], s.players[w, max(p, 0)], near, 1.0)
