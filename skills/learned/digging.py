"""A way to dig out what is seen: the gaze goes to where it is in the picture, the player up to it, and digs.

Policies that mine ore learnt from episodes that began with it before their eyes, and often dig beside it otherwise. In
32 worlds (20000 to 20031 of `skills/mine_iron_ore`, textures 1001) a look round and this way came to ore within 300
steps in 31, a look round and the policy in 12, and the policy alone, without a look round, in 27. In 24 worlds (20032
to 20055, textures 1002) it chopped a tree in 47 of 48 episodes of `skills/chop_log` and `skills/chop_lone_tree`, the
policy alone in 35.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills.executor import Action
from skills.learned.lead import Lead, Place, angle_of
from skills.scripted.acts import turn

_GAIN = 0.7
"""Share of the angle that is turned in a step."""
_ON, _AHEAD = 6.0, 25.0
"""Degrees off, on both axes, up to which it digs, and up to which it walks."""
_STEEP = 30.0
"""Degrees up or down from which a thing is so near that it need not be gone to."""
_SAME, _STILL = 1.0, 3
"""Median difference of a picture from the one before, of 255, up to which the player did not move, and for how many
pictures in a row, so that something is in the way."""
_WALK, _HOP = 80, 8
"""Steps on the way there, at most, and of a try to get over what is in the way."""
_DIG, _NEARER = 75, 12
"""Steps that it digs where it stands, with its gaze fixed, and of going on a bit then. A log takes 60 by hand, and more
from a hop on, as digging is slow in the air."""
_MOST = 250
"""Steps after which it was no such thing, or is out of reach."""
_STAY: dict[str, Any] = {
    **dict.fromkeys(("forward", "jump", "back", "left", "right", "sneak", "sprint", "attack"), 0),
    **turn(0.0, 0.0),
}


class Digging(Lead):
    """Goes to what is seen and digs it out; where it was, for a second after, as what was dug lies there.

    Args:
        gaze: Degrees below level at which the gaze is when it begins.
    """

    def __init__(self, gaze: float) -> None:
        super().__init__()
        self._gaze = gaze
        self._picture: NDArray[np.int16] | None = None
        self._still = 0
        self._at: Place = (0.0, 0.0)
        self._begin()

    def act(self, at: Place | None, rgb: NDArray[np.uint8], action: Action) -> Action | None:
        """Return what to do, None if there is nothing to dig, or it was dug in vain for long enough."""
        before, self._picture = self._picture, rgb[::2, ::2].astype(np.int16)
        moved = before is None or np.median(np.abs(self._picture - before)) >= _SAME
        self._still = 0 if moved else self._still + 1
        led = super().act(at, rgb, action)
        if not self._left:
            self._begin()
        self._gaze = float(np.clip(self._gaze + (led or action)["camera"][0], -90.0, 90.0))
        return led

    def _begin(self) -> None:
        self._steps, self._moves = 0, self._dig()

    def _lead(self, at: Place | None, rgb: NDArray[np.uint8], action: Action) -> Action | None:
        self._steps += 1
        if self._steps > _MOST:
            return None
        if at is None:
            return {**action, **_STAY, "attack": 1, "forward": 1}
        self._at = at
        return {**action, **_STAY, **next(self._moves)}

    def _dig(self) -> Iterator[Action]:
        """Yield what to do as long as it is seen: go there, and dig, again and again."""
        walked = hopped = 0
        while True:
            yaw, pitch = map(angle_of, self._at)
            off = max(abs(yaw), abs(pitch))
            steer = turn(_GAIN * pitch, _GAIN * yaw)
            at_hand = walked >= _WALK or hopped >= _HOP + _STILL or abs(self._gaze + _GAIN * pitch) > _STEEP
            if off <= _AHEAD and not at_hand:
                walked += 1
                if hopped or (walked > _STILL and self._still >= _STILL):
                    hopped += 1
                yield {**steer, "forward": 1, "jump": int(0 < hopped <= _HOP)}
            elif off > _ON:
                yield steer
            else:
                yield from ({"attack": 1} for _ in range(_DIG))
                yield from ({"attack": 1, "forward": 1, "jump": 1} for _ in range(_NEARER))
