"""Gymnasium wrappers that give the Overworld other projects' interfaces."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.actions import CAMERA_INTERVAL, from_minedojo, minedojo_action_space
from envs.overworld.gamedata import ITEM_NAMES

_NAMES = np.array([name.replace("_", " ") for name in ITEM_NAMES])


class MineDojoAction(gymnasium.ActionWrapper[dict[str, Any], NDArray[np.int64], dict[str, Any]]):
    """Takes MineDojo's MultiDiscrete action.

    Unlike MineDojo, every action takes one tick, and a slot argument means that very slot.

    Args:
        env: An Overworld.
        camera_interval: Degrees between two camera bins.
    """

    def __init__(
        self, env: gymnasium.Env[dict[str, Any], dict[str, Any]], camera_interval: float = CAMERA_INTERVAL
    ) -> None:
        super().__init__(env)
        self._interval = camera_interval
        self.action_space = minedojo_action_space(camera_interval)

    def action(self, action: NDArray[np.int64]) -> dict[str, Any]:
        """Return the canonical action."""
        return from_minedojo(action, self._interval)


class MineDojoObservation(gymnasium.ObservationWrapper[dict[str, Any], Any, dict[str, Any]]):
    """Gives pictures channel first, and items by name with spaces, as MineDojo does.

    Names are text, so the declared space covers everything but them.
    """

    def __init__(self, env: gymnasium.Env[dict[str, Any], Any]) -> None:
        super().__init__(env)
        space = dict(env.observation_space.spaces)  # type: ignore[attr-defined]
        if "rgb" in space:
            height, width, channels = space["rgb"].shape
            space["rgb"] = spaces.Box(0, 255, (channels, height, width), np.uint8)
        self.observation_space = spaces.Dict(space)

    def observation(self, observation: dict[str, Any]) -> dict[str, Any]:
        """Return MineDojo's form of an observation."""
        result = dict(observation)
        if "rgb" in result:
            result["rgb"] = np.moveaxis(result["rgb"], -1, 0)
        for group in ("inventory", "equipment"):
            result[group] = {**result[group], "name": _NAMES[result[group]["name"]]}
        delta = result["delta_inv"]
        result["delta_inv"] = {key: _NAMES[value] if "_name_" in key else value for key, value in delta.items()}
        return result
