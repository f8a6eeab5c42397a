"""What keeps an executor that sees pictures out of lava: with some of it near, it turns off, and away.

Films of episodes in which the player died showed it walking straight into pools of lava that filled the picture:
policies learnt from an oracle that does not lead them there, and scripts do not look.
"""

import numpy as np
from numpy.typing import NDArray

from skills.executor import Action, Executor, Observation, Outcome
from skills.record import Skill
from skills.scripted.acts import turn

_BRIGHT = 185
"""Red, of 255, from which a pixel may be lava."""
_GREEN, _BLUE = (0.25, 0.76), 0.45
"""Shares of red that lava has of green, and of blue at most."""
_SPREAD = 0.035
"""Standard deviation of the share of green: lava has bright veins. Of ten sets of textures, in pixels from red 150 on,
it was 0.044 and more in lava, 0.032 at most in red sand."""
_ROWS = (0.5, 0.78)
"""Of the picture, what shows the ground ahead: from its middle to the hotbar."""
_HEIGHT = 128
"""Rows of a picture that are looked at, of a larger one."""
_NEAR = 0.05
"""Share of that from which lava is too near: a pool six blocks off fills as much."""
_TURN = 30.0
"""Degrees that it turns in a step."""
_LEAST, _ROUND = 3, 12
"""Steps of a turn, at least, and of one all round."""
_AWAY = 30
"""Steps straight on after that; who sneaks does not slip off an edge."""


class Wary(Executor):
    """Has another executor act, but where lava lies ahead.

    Args:
        executor: It acts on the canonical observation; without `rgb` nothing is held back.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.label = executor.label
        self._seen: list[float] = []
        self._side, self._left, self._blind = 0.0, 0, 0

    def knows(self, skill: Skill) -> bool:
        """Return whether the executor knows a skill."""
        return self._executor.knows(skill)

    def begin(self, skill: Skill, count: int) -> None:
        """Have the executor begin a skill.

        Raises:
            KeyError: It does not know the skill.
        """
        self._executor.begin(skill, count)

    def act(self, observation: Observation) -> Action | Outcome:
        """Return what turns away from lava or leads past it, else what the executor does."""
        if "rgb" in observation and (step := self._shy(_lava(observation["rgb"]))):
            return step
        return self._executor.act(observation)

    def _shy(self, lava: NDArray[np.float64]) -> Action | None:
        """Return a step that leads away from lava, None if none is near.

        Where it is all around, it goes to where there is least, and then lets the executor act for a while.
        """
        self._blind -= 1
        near = self._blind < 0 and lava.mean() > _NEAR
        if near or 0 < len(self._seen) < _LEAST:
            if not self._seen:
                self._side = 1.0 if lava[1] < lava[0] else -1.0
            self._seen.append(float(lava.mean()))
            steps = 1
            if len(self._seen) == _ROUND:
                steps = 1 + int(np.argmin(self._seen))
                steps -= _ROUND * (steps > _ROUND // 2)  # the shorter way
                self._blind = 2 * _AWAY
            self._left = _AWAY
            return {"sneak": 1, **turn(0.0, steps * self._side * _TURN)}
        self._seen = []
        self._left -= 1
        return {"forward": 1, "sneak": 1} if self._left >= 0 else None


def _lava(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the shares of lava in what the picture (H, W, 3) shows of the ground, to the left and to the right."""
    step = max(1, len(rgb) // _HEIGHT)
    ground = rgb[int(_ROWS[0] * len(rgb)) : int(_ROWS[1] * len(rgb)) : step, ::step].astype(np.float32)
    red = np.maximum(ground[..., 0], 1.0)
    green, blue = ground[..., 1] / red, ground[..., 2] / red
    like = (red > _BRIGHT) & (green > _GREEN[0]) & (green < _GREEN[1]) & (blue < _BLUE)
    if not like.any() or green[like].std() < _SPREAD:
        return np.zeros(2)
    return np.array([half.mean() for half in np.array_split(like, 2, axis=1)])
