"""Gymnasium wrappers that give the Overworld other projects' interfaces."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.vector import VectorEnv, VectorObservationWrapper
from gymnasium.vector.utils import batch_space
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
        self.action_space = minedojo_action_space(camera_interval)  # type: ignore[assignment]

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


class ImageObservation(gymnasium.ObservationWrapper[NDArray[np.uint8], Any, dict[str, Any]]):
    """Gives nothing but the picture.

    Args:
        env: An Overworld with `image_size`.
        channels_first: (3, H, W) in place of (H, W, 3).
    """

    def __init__(self, env: gymnasium.Env[dict[str, Any], Any], channels_first: bool = False) -> None:
        super().__init__(env)
        self._channels_first = channels_first
        self.observation_space = _image_space(env.observation_space, channels_first)

    def observation(self, observation: dict[str, Any]) -> NDArray[np.uint8]:
        """Return the picture."""
        picture: NDArray[np.uint8] = observation["rgb"]
        return np.ascontiguousarray(np.moveaxis(picture, -1, 0)) if self._channels_first else picture


class VectorImageObservation(VectorObservationWrapper):
    """`ImageObservation` for a vector environment: (N, H, W, 3), or (N, 3, H, W).

    Args:
        env: A vector of Overworlds with `image_size`.
        channels_first: (N, 3, H, W) in place of (N, H, W, 3).
    """

    def __init__(self, env: VectorEnv[Any, Any, Any], channels_first: bool = False) -> None:
        super().__init__(env)
        self._channels_first = channels_first
        self.single_observation_space = _image_space(env.single_observation_space, channels_first)
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)

    def observations(self, observations: dict[str, Any]) -> NDArray[np.uint8]:  # type: ignore[override]
        """Return the pictures."""
        pictures: NDArray[np.uint8] = observations["rgb"]
        return np.ascontiguousarray(np.moveaxis(pictures, -1, 1)) if self._channels_first else pictures


def _image_space(space: gymnasium.Space[Any], channels_first: bool) -> spaces.Box:
    if not isinstance(space, spaces.Dict) or not isinstance(space.get("rgb"), spaces.Box):
        raise ValueError("the world shows no picture: make it with image_size=(height, width)")
    height, width, channels = space["rgb"].shape or ()
    return spaces.Box(0, 255, (channels, height, width) if channels_first else (height, width, channels), np.uint8)
