"""A way to get near something that is seen from afar: turn to where it is in the picture, and go there.

Policies that learnt from the oracle to look for things pass by what they see far off: in most of what they learnt from,
the oracle went to something else, which the picture did not show.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills.executor import Action
from skills.learned.lead import Lead, Place, angle_of
from skills.scripted.acts import turn

_GAIN, _FASTEST = 0.5, 8.0
"""Share of the angle that is turned in a step, and degrees at most."""
_KEYS: dict[str, Any] = {"forward": 1, "jump": 1, "back": 0, "left": 0, "right": 0, "sneak": 0, "attack": 0}
"""Jumping takes every step of the ground, and in water it swims."""


class Approach(Lead):
    """Goes to what is seen, also for a second after; the gaze goes up and down as the policy's would."""

    def _lead(self, at: Place | None, rgb: NDArray[np.uint8], action: Action) -> Action:
        angle = 0.0 if at is None else angle_of(at[0])
        yaw = float(np.clip(_GAIN * angle, -_FASTEST, _FASTEST))
        return {**action, **_KEYS, **turn(action["camera"][0], yaw)}
