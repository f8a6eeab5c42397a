"""What a step changed in the inventory."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.minedojo.observation import Observation
from envs.minedojo.spaces import Box, Dict, Text
from lodestone.compat.minedojo.sim.mc_meta.mc import ALL_CRAFT_SMELT_ITEMS, ALL_ITEMS
from lodestone.compat.minedojo.sim.wrappers.ar_nn.ar_masks_wrapper import RECIPES, get_inventory_vector
from lodestone.compat.minedojo.sim.wrappers.ar_nn.nn_action_space_wrapper import CRAFT, CRAFT_ARGUMENT, FUNCTION
from lodestone.compat.minedojo.sim.wrappers.base import Wrapper

_NAMES = np.array(ALL_ITEMS)
_NEEDS = [set(np.flatnonzero(row).tolist()) for row in RECIPES]
_PRODUCTS = [ALL_ITEMS.index(item) for item in ALL_CRAFT_SMELT_ITEMS]


class DeltaInventoryWrapper(Wrapper):
    """Adds `delta_inv` to the observation: the first items, in alphabetical order, that became more or fewer.

    A change counts as by craft if the action was to craft, the mask allowed it, and the product is among what became
    more, or all ingredients of its first recipe are among what became fewer.

    Args:
        env: With discrete actions and masks.
        n_increased: How many items that became more are told.
        n_decreased: How many items that became fewer are told.
        default_item_name: What stands for no item.
    """

    def __init__(self, env: Any, n_increased: int = 1, n_decreased: int = 4, default_item_name: str = "air") -> None:
        super().__init__(env)
        self._most = {"inc": n_increased, "dec": n_decreased}
        self._nothing = default_item_name
        spaces: dict[str, Any] = {}
        for sign, most in self._most.items():
            for cause in ("craft", "other"):
                spaces[f"{sign}_name_by_{cause}"] = Text((most,))
                spaces[f"{sign}_quantity_by_{cause}"] = Box(0, 64, (most,), np.float32)
        self.observation_space = Dict(dict(env.observation_space.spaces) | {"delta_inv": Dict(spaces)})
        self._had: NDArray[np.float64] = np.zeros(len(ALL_ITEMS))
        self._craftable: NDArray[np.bool_] = np.zeros(len(ALL_CRAFT_SMELT_ITEMS), np.bool_)

    def reset(self, **kwargs: Any) -> Observation:
        """Begin an episode, with no change."""
        observation: Observation = super().reset(**kwargs)
        self._remember(observation, get_inventory_vector(observation["inventory"])[0])
        observation["delta_inv"] = self._told([], [], np.zeros(0), None)
        return observation

    def step(self, action: Any) -> Any:
        """Take a step and tell what it changed."""
        observation, *rest = self.env.step(action)
        has = get_inventory_vector(observation["inventory"])[0]
        change = has - self._had
        made = int(action[CRAFT_ARGUMENT]) if action[FUNCTION] == CRAFT else None
        if made is not None and not self._craftable[made]:
            made = None
        more, fewer = (
            np.flatnonzero(sign * change > 0)[:most].tolist() for sign, most in zip((1, -1), self._most.values())
        )
        observation["delta_inv"] = self._told(more, fewer, change, made)
        self._remember(observation, has)
        return observation, *rest

    def _remember(self, observation: Observation, has: NDArray[np.float64]) -> None:
        self._had = has
        self._craftable = observation["masks"]["craft_smelt"]

    def _told(
        self, more: list[int], fewer: list[int], change: NDArray[np.float64], made: int | None
    ) -> dict[str, NDArray[Any]]:
        """Return `delta_inv` from the places of items that became more and fewer, and the item that was made."""
        by_craft = {
            "inc": made is not None and _PRODUCTS[made] in more,
            "dec": made is not None and _NEEDS[made].issubset(fewer),
        }
        told: dict[str, NDArray[Any]] = {}
        for sign, places in (("inc", more), ("dec", fewer)):
            names = np.full(self._most[sign], self._nothing, _NAMES.dtype)
            quantities = np.zeros(self._most[sign], np.float32)
            none = names.copy(), quantities.copy()
            names[: len(places)] = _NAMES[places]
            quantities[: len(places)] = np.abs(change[places])
            for cause in ("craft", "other"):
                chosen = (names, quantities) if by_craft[sign] == (cause == "craft") else none
                told[f"{sign}_name_by_{cause}"], told[f"{sign}_quantity_by_{cause}"] = chosen
        return told
