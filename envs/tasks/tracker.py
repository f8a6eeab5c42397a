"""Measures a task in a batch of Overworlds: no loop over worlds, one over what the task counts."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.daylight import DAY
from envs.overworld.gamedata import RULES, block_id, item_index, mob_index
from envs.overworld.jit import kernel
from envs.overworld.player.stations import stations_nearby
from envs.overworld.rules import Rules
from envs.overworld.senses.shelter import is_shut_in
from envs.overworld.senses.view import KINDS, sense_view, view_kind
from envs.overworld.state import HEIGHT, MASK, SLOTS, State
from envs.overworld.threads import threads_for
from envs.tasks.contract import STATIONS, Measure, Quantity, Reward, Task


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
        UnknownNameError: The game has no such item or block, or the world no such mob.
    """

    def __init__(self, task: Task, num_worlds: int, reward: Reward | None = None) -> None:
        self._rows = np.array([_row(measure) for measure in task.measures], np.int32).reshape(-1, 2)
        column = {measure: index for index, measure in enumerate(task.measures)}
        goals, never = (task.success.goals, task.success.never) if task.success else ((), ())
        self._wanted = np.array([column[goal.measure] for goal in goals], np.int64)
        self._counts = np.array([goal.count for goal in goals], np.int64)
        self._never = np.array([column[measure] for measure in never], np.int64)
        self._combine = np.logical_and if task.success is None or task.success.every else np.logical_or
        self._reward = task.reward if reward is None else reward
        self._terms = [(column[t.measure], float(t.weight), f"reward_{t.measure}") for t in self._reward.terms]
        self._from_zero = np.array([not measure.is_growth for measure in task.measures], np.bool_)
        self._initial = np.zeros((num_worlds, len(task.measures)), np.int64)
        self._before = self._initial.copy()
        self._views = [(k, view_kind(m.name), m.within) for k, m in enumerate(task.measures) if m.of is Quantity.VIEW]
        self._looked_for = np.isin(np.arange(len(KINDS)), [kind for _, kind, _ in self._views])
        self._reach = max((within for _, _, within in self._views), default=0.0)
        self._distances = np.zeros((num_worlds, len(KINDS)), np.float32)

    def begin(self, state: State, chosen: NDArray[np.bool_]) -> None:
        """Note how the episodes of the chosen (N,) worlds begin."""
        now = self.read(state, chosen)
        self._before[chosen] = now[chosen]
        self._initial[chosen] = np.where(self._from_zero, 0, now)[chosen]

    def measure(self, state: State, running: NDArray[np.bool_]) -> Outcome:
        """Tell what the step just made has brought; worlds that are not `running` (N,) get nothing."""
        now = self.read(state, running)
        change = (now - self._before) * running[:, None]
        self._before += change
        if len(self._wanted):
            grown = now - self._initial
            forbidden = (grown[:, self._never] > 0).any(axis=1)
            success = self._combine.reduce(grown[:, self._wanted] >= self._counts, axis=1) & running & ~forbidden
        else:
            success = np.zeros(len(running), np.bool_)
        terms = {name: np.multiply(change[:, i], weight, dtype=np.float64) for i, weight, name in self._terms}
        terms["reward_success"] = success * self._reward.bonus
        return Outcome(np.sum(list(terms.values()), axis=0), success, terms)

    def read(self, state: State, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the (N, K) numbers; those of what is in view are right in the chosen worlds alone."""
        numbers = np.zeros_like(self._initial)
        if len(self._rows):
            _read_measures(state, RULES, self._rows, numbers)
        if self._views:
            with threads_for(len(chosen)):
                sense_view(state, RULES, chosen, self._looked_for, self._reach, self._distances)
            for k, kind, within in self._views:
                numbers[:, k] = self._distances[:, kind] <= within
        return numbers


_ITEM, _KILL, _USE, _DAYS, _NEARBY, _VIEW, _DEPTH, _SURFACE, _LAND, _SHELTER = range(10)
_KINDS = {
    Quantity.ITEM: _ITEM,
    Quantity.KILL: _KILL,
    Quantity.USE: _USE,
    Quantity.DAYS: _DAYS,
    Quantity.NEARBY: _NEARBY,
    Quantity.VIEW: _VIEW,
    Quantity.DEPTH: _DEPTH,
    Quantity.SURFACE: _SURFACE,
    Quantity.LAND: _LAND,
    Quantity.SHELTER: _SHELTER,
}
_FOOTING = 0.01  # blocks by which feet on the ground may be lower than its whole number
_OPEN_CELLS = 5  # of the nine around the head, that have to lie under the sky


def _row(measure: Measure) -> tuple[int, int]:
    """Return a measure as the kernel takes it: its kind, and the number of its item, mob, station or block."""
    number = 0
    if measure.of in (Quantity.ITEM, Quantity.USE):
        number = item_index(measure.name)
    elif measure.of is Quantity.KILL:
        number = mob_index(measure.name)
    elif measure.of is Quantity.NEARBY:
        number = STATIONS.index(measure.name)
    elif measure.of is Quantity.SHELTER:
        number = block_id(measure.name)
    return _KINDS[measure.of], number


@kernel()
def _read_measures(s: State, rules: Rules, rows: NDArray[np.int32], numbers: NDArray[np.int64]) -> None:
    """Fill the (N, K) numbers of player 0 of every world, for (K, 2) rows of kind and number.

    On one thread: waking others takes longer than this does.
    """
    for w in range(numbers.shape[0]):
        for k in range(rows.shape[0]):
            numbers[w, k] = _number(s, rules, w, rows[k, 0], rows[k, 1])


@kernel()
def _number(s: State, rules: Rules, w: int, kind: int, number: int) -> int:
    if kind == _ITEM:
        held = 0
        for slot in range(SLOTS):
            stack = s.slots[w, 0, slot]
            if stack.item == number:
                held += stack.count
        return held
    if kind == _KILL:
        return int(s.kills[w, 0, number])
    if kind == _USE:
        return int(s.used[w, 0, number])
    if kind == _DAYS:
        return int((s.clock[w].age - s.players[w, 0].born) // DAY)
    if kind == _DEPTH:
        return -math.floor(s.players[w, 0].y + _FOOTING)
    if kind == _SURFACE:
        return int(_is_on_surface(s, w))
    if kind == _LAND:
        return int(_is_on_land(s, w))
    if kind == _SHELTER:
        return int(is_shut_in(s, rules, w, 0, number))
    if kind == _NEARBY:
        table, furnace = stations_nearby(s, w, 0)
        return int(table if number == 0 else furnace)
    return 0


@kernel()
def _is_on_land(s: State, w: int) -> bool:
    player = s.players[w, 0]
    return player.alive != 0 and player.on_ground != 0 and player.in_water == 0


@kernel()
def _is_on_surface(s: State, w: int) -> bool:
    """Whether the player stands in the open. The bottom of a shaft is under the sky, too, but what is around is not."""
    player = s.players[w, 0]
    x, y, z = math.floor(player.x), math.floor(player.y + _FOOTING) + 1, math.floor(player.z)
    if not _is_on_land(s, w) or not 0 <= y < HEIGHT or s.light[w, x & MASK, z & MASK, y] >> 4 < 15:
        return False
    cells = 0
    for dx in range(-1, 2):
        for dz in range(-1, 2):
            cells += s.light[w, (x + dx) & MASK, (z + dz) & MASK, y] >> 4 == 15
    return cells >= _OPEN_CELLS
