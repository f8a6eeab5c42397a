"""A way to get near something that is seen from afar: turn to where it is in the picture, and go there.

Policies that learnt from the oracle to look for things pass by what they see far off: in most of what they learnt from,
the oracle went to something else, which the picture did not show.
"""

import math
from typing import Any

import numpy as np

from envs.overworld.render.view import FIELD_OF_VIEW
from skills.executor import Action
from skills.scripted.acts import turn

_HALF = math.tan(math.radians(FIELD_OF_VIEW / 2))
_GAIN, _FASTEST = 0.5, 8.0
"""Share of the angle that is turned in a step, and degrees at most."""
_ON = 20
"""Steps that it goes on after it was last seen."""
_KEYS: dict[str, Any] = {"forward": 1, "jump": 1, "back": 0, "left": 0, "right": 0, "sneak": 0, "attack": 0}
"""Jumping takes every step of the ground, and in water it swims."""


def angle_of(share: float) -> float:
    """Return how many degrees off the middle of a square picture that is which is `share` of the way to its edge."""
    return math.degrees(math.atan(share * _HALF))


class Approach:
    """Turns what a policy does in one world into a way to what is seen."""

    def __init__(self) -> None:
        self._left = 0

    def leads(self, at: tuple[float, float] | None) -> bool:
        """Return whether there is something to go to.

        Args:
            at: Where it is in the picture, see `Seen.at`; None if it is not seen.
        """
        self._at = at
        self._left = _ON if at is not None else self._left - 1
        return self._left > 0

    def led(self, action: Action) -> Action:
        """Return the action that goes there; the gaze goes up and down as it would."""
        angle = 0.0 if self._at is None else angle_of(self._at[0])
        yaw = float(np.clip(_GAIN * angle, -_FASTEST, _FASTEST))
        return {**action, **_KEYS, **turn(action["camera"][0], yaw)}
