"""Masks: which of the discrete actions can do something."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.minedojo.observation import Observation, mask_space
from envs.minedojo.spaces import Dict
from lodestone.compat.minedojo.sim.mc_meta.mc import (
    ALL_CRAFT_SMELT_ITEMS,
    ALL_HAND_CRAFT_ITEMS_NN_ACTIONS,
    ALL_ITEMS,
    ALL_SMELT_ITEMS_NN_ACTIONS,
    CRAFTING_RECIPES_BY_OUTPUT,
    NON_MAINHAND_ITEM_NAMES,
    SMELTING_RECIPES_BY_OUTPUT,
)
from lodestone.compat.minedojo.sim.wrappers.base import Wrapper

_ITEM_PLACES = {item.replace("_", " "): place for place, item in enumerate(ALL_ITEMS)}
_TABLE = slice(len(ALL_HAND_CRAFT_ITEMS_NN_ACTIONS), -len(ALL_SMELT_ITEMS_NN_ACTIONS))
_FURNACE = slice(-len(ALL_SMELT_ITEMS_NN_ACTIONS), None)
_CRAFT = 4


def get_recipes_matrix() -> NDArray[np.float64]:
    """Return what the first recipe of each item needs, (244, 392): of every item, in alphabetical order, how many."""
    matrix = np.zeros((len(ALL_CRAFT_SMELT_ITEMS), len(ALL_ITEMS)))
    for row, item in enumerate(ALL_CRAFT_SMELT_ITEMS):
        recipes = SMELTING_RECIPES_BY_OUTPUT if item in ALL_SMELT_ITEMS_NN_ACTIONS else CRAFTING_RECIPES_BY_OUTPUT
        for need, count in recipes[item][0]["ingredients"].items():
            matrix[row, ALL_ITEMS.index(need)] += count
    return matrix


RECIPES = get_recipes_matrix()


def get_inventory_vector(inventory: dict[str, Any]) -> NDArray[np.float64]:
    """Return how many of every item there are, in alphabetical order, (1, 392)."""
    places = [_ITEM_PLACES[name.replace("_", " ")] for name in inventory["name"].tolist()]
    return np.bincount(places, inventory["quantity"], len(ALL_ITEMS)).astype(np.float64, copy=False)[np.newaxis]


class ARMasksWrapper(Wrapper):
    """Adds `masks` to the observation, and takes `full_stats` out.

    If the simulator is faithful, what can be made is judged as in MineDojo, by the first recipe of each item and
    without regard to variants; else by all of them.

    Args:
        env: With discrete actions.
    """

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        spaces = dict(env.observation_space.spaces)
        spaces.pop("full_stats", None)
        self.observation_space = Dict(spaces | {"masks": mask_space()})
        self.unwrapped.shows_statistics = False  # type: ignore[attr-defined]

    def reset(self, **kwargs: Any) -> Observation:  # type: ignore[override]
        """Begin an episode."""
        return self.observation(super().reset(**kwargs))

    def step(self, action: Any) -> Any:
        """Take a step."""
        observation, *rest = self.env.step(action)
        return self.observation(observation), *rest

    def observation(self, observation: Observation) -> Observation:
        """Add the masks."""
        sim: Any = self.unwrapped
        masks = sim.masks()
        if sim.faithful:
            _judge_by_first_recipes(masks, observation)
        observation["masks"] = masks
        observation.pop("full_stats", None)
        return observation


def _judge_by_first_recipes(masks: dict[str, NDArray[np.bool_]], observation: Observation) -> None:
    names = observation["inventory"]["name"]
    can: NDArray[np.bool_] = np.asarray((get_inventory_vector(observation["inventory"]) >= RECIPES).all(axis=1))
    can[_TABLE] &= bool(observation["nearby_tools"]["table"])
    can[_FURNACE] &= bool(observation["nearby_tools"]["furnace"])
    masks["craft_smelt"] = can
    masks["action_type"][_CRAFT] = can.any() and (names == "air").any()
    masks["equip"][0] = names[0] in NON_MAINHAND_ITEM_NAMES
