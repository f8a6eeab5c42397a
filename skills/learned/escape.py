"""A way out: straight on, and up by steps that are cut into whatever is in the way.

Films of failed searches showed most of them at the bottom of a pit, a cave or a pond, out of which no policy finds.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills.executor import Action
from skills.scripted.acts import PICKAXES, take, turn

_HOPS = 12
"""Hops that lead somewhere, after which it is elsewhere."""
_MOST = 1000
"""Steps after which it gives up."""
_HOP = 14
"""Steps of a hop, which is a jump and a bit."""
_PHASES = 7
"""Pictures of a hop that are compared with those of the one before: who jumps on the spot, or bobs in water, has been
where one of them was taken."""
_SAME = 1.5
"""Mean difference of two pictures, of 255, up to which they are taken to be from one place: on the spot it is 0.7 at
most where nothing moves, after a hop on a plain 3 and more."""
_VIEW = 0.75
"""Share of the picture that does not show the hotbar."""
_STEP = (-75.0, -40.0, 0.0)
"""Degrees of pitch to what has to go for a step up: above the head, above the block ahead at eye level, that block."""
_QUICK, _SLOW = 22, 160
"""Ticks to dig grass, and stone, by hand."""
_LAND = 8
"""Ticks from a hop to firm ground, from which digging is five times as fast."""
_ASIDE = (0.0, 35.0, -35.0)


class Escape:
    """Leads one world's player away from a place.

    Args:
        heading: Degrees to the right of where the player looks.
    """

    def __init__(self, heading: float) -> None:
        self._moves = self._go(heading)
        self._steps = 0

    def act(self, observation: Mapping[str, Any]) -> Action | None:
        """Return the next action, None at the end; the gaze, level at the beginning, is level again."""
        self._observation = observation
        self._steps += 1
        return next(self._moves, None)

    def _go(self, heading: float) -> Iterator[Action]:
        yield take(self._observation, PICKAXES)
        yield turn(0.0, heading)
        hops, blocked, ticks = 0, 0, _QUICK
        seen: list[NDArray[np.float32]] = []
        while hops < _HOPS and self._steps < _MOST:
            before, seen = seen, []
            for step in range(_HOP):
                yield {"forward": 1, "jump": 1}
                if step >= _HOP - _PHASES:
                    seen.append(self._picture())
            if all(np.abs(now - then).mean() > _SAME for now in seen for then in before):
                hops, blocked, ticks = hops + 1, 0, _QUICK
                continue
            yield from self._cut(_ASIDE[blocked % len(_ASIDE)], ticks)
            blocked, ticks = blocked + 1, min(2 * ticks, _SLOW) if blocked % len(_ASIDE) == 2 else ticks

    def _cut(self, aside: float, ticks: int) -> Iterator[Action]:
        """Cut a step into what is ahead."""
        yield from ({} for _ in range(_LAND))
        at = 0.0
        yield turn(0.0, aside)
        for pitch in _STEP:
            yield turn(pitch - at, 0.0)
            at = pitch
            yield from ({"attack": 1} for _ in range(ticks))
        yield turn(-at, -aside)

    def _picture(self) -> NDArray[np.float32]:
        rgb = self._observation["rgb"]
        return rgb[: int(_VIEW * len(rgb))].astype(np.float32)
