"""The environment of the examples: chop a log in a forest, from 64 x 64 pixels, with thirteen actions."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import VectorEnv, VectorWrapper
from numpy.typing import NDArray

import lodestone  # noqa: F401 - registers the environments
from envs.choices import DiscreteAction, VectorDiscreteAction
from envs.overworld.gamedata import block_id
from envs.overworld.state import MASK
from envs.overworld.world import Overworld
from envs.wrappers import ImageObservation, VectorImageObservation

SETTINGS: dict[str, Any] = {
    "task": "minedojo/harvest_1_log",
    "biome": "forest",
    "image_size": 64,
    "hud": False,
    "max_steps": 500,
}
"""Keyword arguments of `lodestone/Overworld-v0`."""
DIG_REWARD = 0.02
"""For a tick of work on a trunk; a log takes 60 of them by hand."""
_LOGS = (block_id("log"), block_id("log2"))


def digging_a_log(world: Overworld) -> NDArray[np.bool_]:
    """Tell for each world whether its player is breaking a log right now."""
    player = world.state.players[:, 0]
    columns = (np.arange(world.num_worlds), player["dig_x"] & MASK, player["dig_z"] & MASK, player["dig_y"])
    return (player["digging"] != 0) & np.isin(world.state.blocks[columns] >> 4, _LOGS)


class DigReward(gymnasium.Wrapper[Any, Any, Any, Any]):
    """Adds a reward for working on a trunk; without it, random keys hardly ever meet the first log."""

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Advance one tick."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        world = self.unwrapped.world  # type: ignore[attr-defined]
        return observation, float(reward) + DIG_REWARD * bool(digging_a_log(world)[0]), terminated, truncated, info


class VectorDigReward(VectorWrapper):
    """Adds the same reward in a vector of worlds."""

    def step(self, actions: Any) -> tuple[Any, NDArray[Any], NDArray[Any], NDArray[Any], dict[str, Any]]:
        """Advance one tick."""
        observation, reward, terminated, truncated, info = self.env.step(actions)
        world = self.unwrapped.world  # type: ignore[attr-defined]
        return observation, reward + DIG_REWARD * digging_a_log(world), terminated, truncated, info


def make_env(_: Any = None) -> gymnasium.Env[NDArray[np.uint8], np.int64]:
    """Return one world; the settings that RLlib hands to such functions are not needed."""
    return ImageObservation(DigReward(DiscreteAction(gymnasium.make("lodestone/Overworld-v0", **SETTINGS))))


def make_vector_env(num_envs: int) -> VectorEnv[Any, Any, Any]:
    """Return worlds that are stepped by one call."""
    worlds = gymnasium.make_vec("lodestone/Overworld-v0", num_envs, vectorization_mode="vector_entry_point", **SETTINGS)
    return VectorImageObservation(VectorDigReward(VectorDiscreteAction(worlds)))
