"""Where mobs come from, and when they go: herds with new chunks, monsters in the dark, the mobs of a task."""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State

SUMMON = np.dtype([("mob", np.uint8), ("count", np.int16), ("low", np.int16, 3), ("high", np.int16, 3)], align=True)
"""Mobs to begin an episode with: `count` of a mob within the box low..high (blocks) around the player."""


@kernel()
def spawn_tick(s: State, rules: Rules, w: int) -> None:
    """Let mobs appear and disappear by the game's rules for one tick."""


@kernel()
def populate(s: State, rules: Rules, w: int) -> None:
    """Give the chunks that were never loaded before their first animals, and forget mobs whose chunk is gone."""


@kernel()
def summon(s: State, rules: Rules, w: int, requests: NDArray[np.void]) -> None:
    """Place the mobs of (K,) SUMMON rows on ground near the player that carries them (squid: in water)."""
