"""A way to dig out what is seen: the gaze goes to where it is in the picture, and stays there while it is dug.

Policies that mine ore learnt from episodes that began with it before their eyes, and often dig beside it otherwise. In
32 worlds (20000 to 20031 of `skills/mine_iron_ore`, textures 1001) a look round and this way came to ore within 300
steps in 31, a look round and the policy in 12, and the policy alone, without a look round, in 27.
"""

from typing import Any

from skills.executor import Action
from skills.learned.approach import angle_of
from skills.scripted.acts import turn

_GAIN = 0.7
"""Share of the angle that is turned in a step."""
_ON = 6.0
"""Degrees off, on both axes, from which it digs."""
_AFTER = 20
"""Steps that it digs and goes on after it was last seen: what was dug lies there."""
_STAND, _WALK = 30, 8
"""Steps that it digs where it stands, with its gaze fixed: ore takes 23 with a stone pickaxe. Then it goes on a bit."""
_MOST = 150
"""Steps after which it was no such thing, or is out of reach."""
_FREE: dict[str, Any] = {"jump": 0, "back": 0, "left": 0, "right": 0, "sneak": 0, "sprint": 0}


class Digging:
    """Turns what a policy does in one world into digging what is seen."""

    def __init__(self) -> None:
        self._left, self._steps, self._bout = 0, 0, 0

    def leads(self, at: tuple[float, float] | None) -> bool:
        """Return whether there is something to dig.

        Args:
            at: Where it is in the picture, see `Seen.at`; None if it is not seen.
        """
        self._at = at
        self._left = _AFTER if at is not None else self._left - 1
        self._steps = self._steps + 1 if self._left > 0 else 0
        return self._left > 0 and self._steps <= _MOST

    def led(self, action: Action) -> Action:
        """Return the action that turns to it, or digs."""
        if self._at is not None and self._bout == 0:
            yaw, pitch = map(angle_of, self._at)
            if max(abs(yaw), abs(pitch)) > _ON:
                return {**action, **_FREE, **turn(_GAIN * pitch, _GAIN * yaw), "attack": 0, "forward": 0}
        walks = self._at is None or self._bout >= _STAND
        self._bout = (self._bout + 1) % (_STAND + _WALK)
        return {**action, **_FREE, **turn(0.0, 0.0), "attack": 1, "forward": int(walks)}
