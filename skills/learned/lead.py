"""What leads a policy to a thing that is seen: step by step, until it has been out of sight for a while."""

import math
from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from envs.overworld.render.view import FIELD_OF_VIEW
from skills.executor import Action

_HALF = math.tan(math.radians(FIELD_OF_VIEW / 2))

_AFTER = 20
"""Steps that it goes on after the thing was last seen."""

Place = tuple[float, float]
"""Where something is in the picture, see `Seen.at`."""


def angle_of(share: float) -> float:
    """Return how many degrees off the middle of a square picture that is which is `share` of the way to its edge."""
    return math.degrees(math.atan(share * _HALF))


class Lead(ABC):
    """Turns what a policy does in one world into what serves to get at something that is seen."""

    def __init__(self) -> None:
        self._left = 0

    def act(self, at: Place | None, rgb: NDArray[np.uint8], action: Action) -> Action | None:
        """Return what to do, None if there is nothing to get at.

        Args:
            at: Where the thing is in the picture; None if it is not seen.
            rgb: (H, W, 3) the picture.
            action: What the policy does.
        """
        self._left = _AFTER if at is not None else max(self._left - 1, 0)
        return self._lead(at, rgb, action) if self._left else None

    @abstractmethod
    def _lead(self, at: Place | None, rgb: NDArray[np.uint8], action: Action) -> Action | None:
        """Return what to do, as `act` does, while it goes on."""
