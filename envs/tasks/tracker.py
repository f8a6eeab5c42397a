"""Measures a task in a batch of Overworlds."""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import item_index
from envs.overworld.jit import kernel
from envs.overworld.player.stations import stations_nearby
from envs.overworld.state import State


class Tracker:
    """Compares N worlds with how their episodes began.

    Args:
        num_worlds: N.
        item: Item whose amount has to grow, or None.
        increase: By how much.
        nearby: `crafting_table` or `furnace`, which has to be near and in view, or None.
        reward: Paid at success.

    Raises:
        UnknownNameError: The game has no such item.
    """

    def __init__(self, num_worlds: int, item: str | None, increase: int, nearby: str | None, reward: float) -> None:
        self._item = item_index(item) if item is not None else None
        self._station = 0 if nearby == "crafting_table" else 1
        self._goal = np.full(num_worlds, increase, np.int64)
        self._increase = increase
        self._reward = reward

    def begin(self, state: State, chosen: NDArray[np.bool_]) -> None:
        """Note how the episodes of the chosen (N,) worlds begin."""
        if self._item is not None:
            self._goal[chosen] = self._held(state, self._item)[chosen] + self._increase

    def measure(self, state: State) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return reward and success of every world, each (N,)."""
        if self._item is not None:
            success = self._held(state, self._item) >= self._goal
        else:
            found = np.zeros((len(self._goal), 2), np.bool_)
            _find_stations(state, found)
            success = found[:, self._station]
        return np.where(success, self._reward, 0.0).astype(np.float64), success

    @staticmethod
    def _held(state: State, item: int) -> NDArray[np.int64]:
        """Return how many of an item player 0 of each world has, (N,)."""
        slots = state.slots[:, 0]
        return np.where(slots["item"] == item, slots["count"], 0).sum(axis=1, dtype=np.int64)


@kernel(parallel=True)
def _find_stations(s: State, found: NDArray[np.bool_]) -> None:
    for index in numba.prange(found.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        table, furnace = stations_nearby(s, w, 0)
        found[w, 0] = table
        found[w, 1] = furnace
