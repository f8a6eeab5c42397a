"""How a learnt skill knows that it is done: from the screen and the inventory, as a player does, never from the world.

Judges look at N worlds at once, once a step, at canonical observations whose arrays have a leading axis of N.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from agents.errors import CheckpointError
from agents.spotter.model import Spotter
from envs.overworld.gamedata import item_index
from skills.record import any_of

_SURE = 0.7
"""Chance from which something nearby counts as seen: who is told too early stands there and looks for what is not."""
_STEADY = 3
"""Frames in a row that have to say so."""


class Judge(ABC):
    """Tells how much a skill has yielded."""

    @abstractmethod
    def begin(self, observation: Mapping[str, Any]) -> None:
        """Note how things are in N worlds before the skill begins."""

    at: NDArray[np.floating] | None = None
    """(N, 2) where in the picture that is which was asked about last, if near or far: see `Seen.at`; NaN where it is
    not seen. None of judges that do not look."""

    @abstractmethod
    def units(self, observation: Mapping[str, Any]) -> NDArray[np.int64]:
        """Return (N,) units yielded so far; to be asked of every observation once, the first one included."""


class Amount(Judge):
    """The inventory holds more of an item than before, or less.

    Args:
        item: Name of the item, or of any of several (`log_or_log2`).
        sign: 1 if the count is to be gained, -1 if it is to be spent.

    Raises:
        UnknownNameError: The game has no such item.
    """

    def __init__(self, item: str, sign: int = 1) -> None:
        self._items, self._sign = [item_index(name) for name in any_of(item)], sign

    def begin(self, observation: Mapping[str, Any]) -> None:
        """Note how many there are."""
        self._before = self._held(observation)

    def units(self, observation: Mapping[str, Any]) -> NDArray[np.int64]:
        """Return (N,) how many were gained, or spent."""
        return self._sign * (self._held(observation) - self._before)

    def _held(self, observation: Mapping[str, Any]) -> NDArray[np.int64]:
        slots = observation["inventory"]
        counted = np.isin(slots["name"], self._items)
        held: NDArray[np.int64] = np.where(counted, slots["quantity"], 0).sum(-1).astype(np.int64)
        return held


class Loot(Amount):
    """The inventory has come to hold more of an item so many times, however many came at once: what a kill leaves.

    What two kills leave may be picked up together and count as one; nothing counts that was not gained.
    """

    def begin(self, observation: Mapping[str, Any]) -> None:
        """Note how many there are."""
        super().begin(observation)
        self._last, self._times = self._before, np.zeros_like(self._before)

    def units(self, observation: Mapping[str, Any]) -> NDArray[np.int64]:
        """Return (N,) how many times some were gained."""
        held = self._held(observation)
        self._times, self._last = self._times + (held > self._last), held
        return self._times


class Sight(Judge):
    """A spotter sees something nearby, some frames in a row.

    Args:
        spotter: Looks at the screen.
        kind: What it is to see.
        glimpse: Chance from which something far off counts as seen.
        sign: What is gone to as long as the kind is not seen, if anything.

    Raises:
        CheckpointError: This spotter does not know one of them.
    """

    def __init__(self, spotter: Spotter, kind: str, glimpse: float, sign: str | None = None) -> None:
        kinds = spotter.config.kinds
        for name in (kind, *([sign] if sign else [])):
            if name not in kinds:
                raise CheckpointError(f"the spotter does not know '{name}': it knows {', '.join(kinds)}")
        self._spotter, self._column = spotter, kinds.index(kind)
        self._goals = [kinds.index(name) for name in (sign, kind) if name]
        self._glimpse = glimpse

    def begin(self, observation: Mapping[str, Any]) -> None:
        """Forget what was seen."""
        self._row = np.zeros(len(observation["rgb"]), np.int64)

    def units(self, observation: Mapping[str, Any]) -> NDArray[np.int64]:
        """Return (N,) 1 where it is in view and near, 0 elsewhere."""
        seen = self._spotter.look(torch.from_numpy(np.ascontiguousarray(observation["rgb"])))
        chances, at = (part.numpy() for part in seen)
        self.at = np.full((len(self._row), 2), np.nan)
        for goal in self._goals:
            for distance in reversed(range(chances.shape[2])):  # the nearest map that shows it tells best where it is
                is_seen = chances[:, goal, distance, None] > self._glimpse
                self.at = np.where(is_seen, at[:, goal, distance], self.at)
        self._row = np.where(chances[:, self._column, 0] > _SURE, self._row + 1, 0)
        return (self._row >= _STEADY).astype(np.int64)


class Aimed(Judge):
    """What another judge says, and where that is seen which it comes from.

    Args:
        judge: Says how much there is.
        sight: Sees what is gone for.
    """

    def __init__(self, judge: Judge, sight: Sight) -> None:
        self._judge, self._sight = judge, sight

    def begin(self, observation: Mapping[str, Any]) -> None:
        """Begin with both."""
        self._judge.begin(observation)
        self._sight.begin(observation)

    def units(self, observation: Mapping[str, Any]) -> NDArray[np.int64]:
        """Return (N,) units of the one, having looked."""
        self._sight.units(observation)
        self.at = self._sight.at
        return self._judge.units(observation)
