"""Keeps the status of an episode true to what is observed, and passes it on to the listener and the video."""

from collections import Counter
from collections.abc import Mapping
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.kernels import COMPILING, compile_kernels, kernels_are_compiled
from lodestone.status import Event, Listener, Status
from lodestone.video import VideoWriter
from planner.situation import read_situation
from skills.record import item_name

CLOSING_FRAMES = 30
"""Frames that a video stands still at its end, so that one can read how it ended."""
_COMPILING = Lock()


class Watcher:
    """Sees every observation of an episode or of its replay."""

    def __init__(self, status: Status, listener: Listener | None) -> None:
        self.video: VideoWriter | None = None
        self._status = status
        self._listener = listener
        self._slots = b""
        self._picture: NDArray[np.uint8] | None = None

    def prepare(self, pictures: bool) -> None:
        """See to it that the kernels are compiled, and say so."""
        with _COMPILING:  # one thread for all
            if kernels_are_compiled(pictures):
                self.tell(Event.PREPARING, "preparing the world")
            else:
                self.tell(Event.PREPARING, COMPILING)
                compile_kernels(pictures)

    def look(self, observation: Mapping[str, Any]) -> None:
        """Put what the player has and feels into the status, and the picture into the video."""
        slots = observation["inventory"]
        seen = slots["name"].tobytes() + slots["quantity"].tobytes()
        if seen != self._slots:
            self._slots = seen
            self._status.inventory = _by_name(read_situation(observation).inventory)
        life = observation["life_stats"]
        self._status.health, self._status.food = float(life["life"][0]), float(life["food"][0])
        if self.video is not None:
            self._picture = observation["rgb"]
            self.video.write(self._picture, self._status)

    def tell(self, event: Event, note: str | None = None) -> None:
        """Tell the listener what happened; `note` replaces the one in the status. At the end the video stands still."""
        if note is not None:
            self._status.note = note
        if event is Event.FINISHED and self.video is not None and self._picture is not None:
            for _ in range(CLOSING_FRAMES):
                self.video.write(self._picture, self._status)
        if self._listener is not None:
            self._listener(event, self._status)


def _by_name(inventory: Mapping[str, int]) -> dict[str, int]:
    """Return amounts by item name, whatever the variant."""
    counts: Counter[str] = Counter()
    for key, count in inventory.items():
        counts[item_name(key)] += count
    return dict(sorted(counts.items()))
