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
        spaces: dict[str, Any] = {}
        self._no_change: dict[str, NDArray[Any]] = {}
        for sign, most in self._most.items():
            for cause in ("craft", "other"):
                names, quantities = f"{sign}_name_by_{cause}", f"{sign}_quantity_by_{cause}"
                spaces |= {names: Text((most,)), quantities: Box(0, 64, (most,), np.float32)}
                self._no_change[names] = np.full(most, default_item_name, _NAMES.dtype)
                self._no_change[quantities] = np.zeros(most, np.float32)
        self.observation_space = Dict(dict(env.observation_space.spaces) | {"delta_inv": Dict(spaces)})
        self._before: Observation = {}

    def reset(self, **kwargs: Any) -> Observation:  # type: ignore[override]
        """Begin an episode, with no change."""
        self._before = {}
        return self.observation(super().reset(**kwargs), None)

    def step(self, action: Any) -> Any:
        """Take a step and tell what it changed."""
        observation, *rest = self.env.step(action)
        return self.observation(observation, int(action[CRAFT_ARGUMENT]) if action[FUNCTION] == CRAFT else None), *rest

    def observation(self, observation: Observation, made: int | None) -> Observation:
        """Add what has changed since the observation before; `made` is the item that the action was to make."""
        observation["delta_inv"] = told = {name: values.copy() for name, values in self._no_change.items()}
        inventory = observation["inventory"]
        if self._before and not _is_same(inventory, self._before["inventory"]):
            change = (get_inventory_vector(inventory) - get_inventory_vector(self._before["inventory"]))[0]
            if made is not None and not self._before["masks"]["craft_smelt"][made]:
                made = None
            self._tell(told, change, made)
        self._before = {"inventory": inventory, "masks": observation["masks"]}
        return observation

    def _tell(self, told: dict[str, NDArray[Any]], change: NDArray[np.float64], made: int | None) -> None:
        """Write the changes of all items into `delta_inv`."""
        more = np.flatnonzero(change > 0)[: self._most["inc"]]
        fewer = np.flatnonzero(change < 0)[: self._most["dec"]]
        by_craft = {
            "inc": made is not None and _PRODUCTS[made] in more,
            "dec": made is not None and _NEEDS[made].issubset(fewer.tolist()),
        }
        for sign, places in (("inc", more), ("dec", fewer)):
            cause = "craft" if by_craft[sign] else "other"
            told[f"{sign}_name_by_{cause}"][: len(places)] = _NAMES[places]
            told[f"{sign}_quantity_by_{cause}"][: len(places)] = np.abs(change[places])


def _is_same(one: dict[str, NDArray[Any]], other: dict[str, NDArray[Any]]) -> bool:
    """Whether two inventories hold the same amounts in the same slots; by their bytes, which is quickest."""
    return all(one[name].tobytes() == other[name].tobytes() for name in ("quantity", "name"))
