"""Measures a task in a batch of Overworlds: no loop over worlds, one over what the task counts."""

from collections.abc import Callable
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.daylight import DAY
from envs.overworld.gamedata import item_index, mob_index
from envs.overworld.jit import kernel
from envs.overworld.player.stations import stations_nearby
from envs.overworld.state import State
from envs.tasks.contract import STATIONS, Measure, Quantity, Reward, Task

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Outcome:
    """What a step brought to each of N worlds."""

    reward: NDArray[np.float64]
    """(N,) sum of all terms."""
    success: NDArray[np.bool_]
    """(N,)"""
    terms: dict[str, NDArray[np.float64]]
    """(N,) arrays: the parts of the reward by name."""

    def replaced(self, chosen: NDArray[np.bool_], other: "Outcome") -> "Outcome":
        """Return this outcome with that of the chosen (N,) worlds taken from another."""
        return Outcome(
            np.where(chosen, other.reward, self.reward),
            np.where(chosen, other.success, self.success),
            {name: np.where(chosen, other.terms[name], values) for name, values in self.terms.items()},
        )


class Tracker:
    """Compares N worlds with how their episodes began, and with the step before.

    Args:
        task: What to measure.
        num_worlds: N.
        reward: What to pay in place of the task's own reward.

    Raises:
        UnknownNameError: The game has no such item, or the world no such mob.
    """

    def __init__(self, task: Task, num_worlds: int, reward: Reward | None = None) -> None:
        self._readers = [_reader(measure) for measure in task.measures]
        column = {measure: index for index, measure in enumerate(task.measures)}
        self._success = task.success
        self._goals = [(column[g.measure], g.count) for g in task.success.goals] if task.success else []
        self._every = task.success is None or task.success.every
        self._reward = task.reward if reward is None else reward
        self._terms = [(column[t.measure], t.weight, f"reward_{t.measure}") for t in self._reward.terms]
        self._from_zero = np.array([not measure.is_growth for measure in task.measures], np.bool_)
        self._initial = np.zeros((num_worlds, len(task.measures)), np.int64)
        self._before = self._initial.copy()

    def begin(self, state: State, chosen: NDArray[np.bool_]) -> None:
        """Note how the episodes of the chosen (N,) worlds begin."""
        now = self._read(state)
        self._before[chosen] = now[chosen]
        self._initial[chosen] = np.where(self._from_zero, 0, now)[chosen]

    def measure(self, state: State, running: NDArray[np.bool_]) -> Outcome:
        """Tell what the step just made has brought; worlds that are not `running` (N,) get nothing."""
        now = self._read(state)
        change = np.where(running[:, None], now - self._before, 0)
        self._before[running] = now[running]
        if self._goals:
            reached = np.stack([now[:, i] - self._initial[:, i] >= count for i, count in self._goals])
            success = running & (reached.all(axis=0) if self._every else reached.any(axis=0))
        else:
            success = np.zeros(len(running), np.bool_)
        terms = {name: change[:, i] * float(weight) for i, weight, name in self._terms}
        terms["reward_success"] = np.where(success, self._reward.bonus, 0.0)
        return Outcome(np.sum(list(terms.values()), axis=0), success, terms)

    def _read(self, state: State) -> Numbers:
        columns = [read(state) for read in self._readers]
        return np.stack(columns, axis=1) if columns else np.zeros((len(state.clock), 0), np.int64)


def _reader(measure: Measure) -> Callable[[State], Numbers]:
    """Return what reads a measure of player 0 of every world, (N,)."""
    if measure.of is Quantity.ITEM:
        item = item_index(measure.name)
        return lambda state: _held(state, item)
    if measure.of is Quantity.KILL:
        mob = mob_index(measure.name)
        return lambda state: state.kills[:, 0, mob].astype(np.int64)
    if measure.of is Quantity.USE:
        item = item_index(measure.name)
        return lambda state: state.used[:, 0, item].astype(np.int64)
    if measure.of is Quantity.DAYS:
        return lambda state: (state.clock["age"] - state.players["born"][:, 0]) // DAY
    station = STATIONS.index(measure.name)
    return lambda state: _nearby(state, station)


def _held(state: State, item: int) -> Numbers:
    slots = state.slots[:, 0]
    return np.where(slots["item"] == item, slots["count"], 0).sum(axis=1, dtype=np.int64)


def _nearby(state: State, station: int) -> Numbers:
    found = np.zeros((len(state.clock), len(STATIONS)), np.bool_)
    _find_stations(state, found)
    return found[:, station].astype(np.int64)


@kernel(parallel=True)
def _find_stations(s: State, found: NDArray[np.bool_]) -> None:
    for index in numba.prange(found.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        table, furnace = stations_nearby(s, w, 0)
        found[w, 0] = table
        found[w, 1] = furnace
