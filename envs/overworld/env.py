"""The Overworld as a Gymnasium environment: one world."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from envs.overworld.action import ACTION_SPACE, encode
from envs.overworld.batch import OverworldBatch, OverworldConfig
from envs.overworld.window import Window
from envs.overworld.world import Overworld


class OverworldEnv(gymnasium.Env[dict[str, Any], Mapping[str, Any]]):
    """One Overworld. Keyword arguments are the fields of `OverworldConfig`, or `config` holds them all.

    Observation: `rgb` (H, W, 3) uint8 and the groups of `envs.overworld.senses.observe`. Action: a dict of
    `envs.overworld.action.ACTION_SPACE`; keys left out are not pressed.

    An episode ends (`terminated`) when its task succeeds or the player dies, and is `truncated` at the step limit.
    `render_mode="human"` opens a window (pygame) that shows every step at the speed of the game.
    `info` tells `success`, `died` and the parts of the reward (`reward_...`); that of `reset` tells `seed` and `goal`.
    """

    metadata = {"render_modes": ["human", "rgb_array"], "render_fps": 20}  # noqa: RUF012 - Gymnasium's own form

    def __init__(self, config: OverworldConfig | None = None, render_mode: str | None = None, **fields: Any) -> None:
        if render_mode not in (None, *self.metadata["render_modes"]):
            raise ValueError(f"unknown render_mode '{render_mode}'; known are human and rgb_array")
        config = replace(config, **fields) if config else OverworldConfig(**fields)
        if render_mode == "human" and config.image_size is None:
            raise ValueError("render_mode 'human' needs a picture: give image_size=(height, width)")
        self._window: Window | None = None
        self._batch = OverworldBatch(config, num_worlds=1)
        self.render_mode = render_mode
        self.observation_space = self._batch.observation_space
        self.action_space = ACTION_SPACE
        self._running = np.ones(1, np.bool_)
        self._frame: NDArray[np.uint8] | None = None
        self._begun = False

    @property
    def world(self) -> Overworld:
        """The world, as world 0 of a batch of one."""
        return self._batch.world

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin an episode. `options` may hold fields of `WorldStart` that replace the configured ones."""
        super().reset(seed=seed)
        (chosen,) = self._batch.reset([seed], self._running, options or {})
        self._begun = True
        return self._observe(), {"seed": chosen, "goal": self._batch.goal_text}

    def step(self, action: Mapping[str, Any]) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Advance one tick (50 ms of game time).

        Raises:
            InvalidActionError: The action is not in the action space; the world is left as it was.
        """
        if not self._begun:
            raise gymnasium.error.ResetNeeded("call reset() before step()")
        reward, terminated, truncated, info = self._batch.step(encode(action, 1), self._running)
        facts = {name: values[0].item() for name, values in info.items()}
        return self._observe(), float(reward[0]), bool(terminated[0]), bool(truncated[0]), facts

    def render(self) -> NDArray[np.uint8] | None:  # type: ignore[override]
        """Return the picture of the last observation, (H, W, 3) uint8; in a window every step is shown by itself."""
        return None if self.render_mode == "human" else self._frame

    def close(self) -> None:
        """Close the window, if there is one."""
        if self._window is not None:
            self._window.close()
            self._window = None

    def _observe(self) -> dict[str, Any]:
        observation = _first(self._batch.observe())
        self._frame = observation.get("rgb")
        if self.render_mode == "human" and self._frame is not None:
            if self._window is None:
                self._window = Window("Overworld", self.metadata["render_fps"])
            self._window.show(self._frame)
        return observation


def _first(tree: dict[str, Any]) -> dict[str, Any]:
    return {name: _first(value) if isinstance(value, dict) else value[0] for name, value in tree.items()}
