"""Tasks in which mobs are there from the beginning, and more of them, or ores, appear as time passes."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.minedojo.info import Info
from envs.minedojo.observation import Observation
from envs.overworld.gamedata import MOB_NAMES, block_id
from envs.tasks.missing import missing_mob
from lodestone.compat.minedojo.tasks.meta.base import MetaTaskBase, by_target, listed, require
from lodestone.compat.minedojo.tasks.meta.utils import (
    always_satisfy_condition,
    check_above_height_condition,
    check_above_light_level_condition,
    check_below_height_condition,
    check_below_light_level_condition,
    extra_spawn_condition_base,
)

Corner = Sequence[float] | NDArray[np.float64]
Corners = tuple[NDArray[np.float64], NDArray[np.float64]]

SPAWNED_FOR = {
    "cobblestone": "stone", "diamond": "diamond_ore", "redstone": "redstone_ore", "coal": "coal_ore",
    "iron_ingot": "iron_ore", "gold_ingot": "gold_ore", "leather": "cow", "mutton": "sheep", "porkchop": "pig",
    "beef": "cow", "bone": "skeleton", "web": "spider", "feather": "chicken", "wool": "sheep", "milk_bucket": "cow",
    "wheat_seeds": "wheat", "beetroot_seeds": "beetroots", "pumpkin_seeds": "pumpkin",
}  # fmt: skip
"""What appears so that an item can be come by."""
_LOWEST = {"stone": 60, "coal_ore": 60, "iron_ore": 50, "gold_ore": 29, "redstone_ore": 16, "diamond_ore": 14}
_ABOVE_SEA = ("pumpkin", "reeds", "wheat", "beetroots", "potatoes", "carrots")
_IN_THE_DARK = ("zombie", "creeper", "spider", "skeleton", "witch", "enderman", "bat", "husk", "slime")
_IN_THE_LIGHT = ("pig", "cow", "chicken", "sheep", "rabbit", "horse", "donkey", "mooshroom")
CONDITIONS: dict[str, extra_spawn_condition_base] = (
    {name: check_below_height_condition(height) for name, height in _LOWEST.items()}
    | {name: check_above_height_condition(62) for name in _ABOVE_SEA}
    | {name: check_below_light_level_condition(7) for name in _IN_THE_DARK}
    | {name: check_above_light_level_condition(9) for name in _IN_THE_LIGHT}
    | {"llama": check_above_light_level_condition(7)}
)
"""When what appears."""


class ExtraSpawnMetaTaskBase(MetaTaskBase):
    """A task with mobs to begin with, and mobs or blocks that appear around the player at a rate.

    Args:
        initial_mobs: Mobs to begin with, each at a point of a box around the player.
        initial_mob_spawn_range_low: Corner of the box.
        initial_mob_spawn_range_high: The opposite corner.
        spawn_rate: Chances that a mob or block appears in a step.
        spawn_range_low: Corner of the box in which it does.
        spawn_range_high: The opposite corner.
        seed: Of all that is random.
        task: Of the task and the simulator.
    """

    def __init__(
        self,
        *,
        initial_mobs: str | Sequence[str] | None = None,
        initial_mob_spawn_range_low: Corner | None = None,
        initial_mob_spawn_range_high: Corner | None = None,
        spawn_rate: Mapping[str, float] | None = None,
        spawn_range_low: Corner | None = None,
        spawn_range_high: Corner | None = None,
        seed: int | None = None,
        **task: Any,
    ) -> None:
        self._mobs = listed(initial_mobs or ())
        for mob in self._mobs:
            require(task.get("sim_name", type(self).__name__), missing_mob(mob))
        self._mob_box = _box(initial_mob_spawn_range_low, initial_mob_spawn_range_high, "initial_mob_spawn_range")
        if self._mobs and self._mob_box is None:
            raise ValueError("initial_mobs need initial_mob_spawn_range_low and _high")
        self._rates = dict(spawn_rate or {})
        self._box = _box(spawn_range_low, spawn_range_high, "spawn_range")
        _check_rates(self._rates, self._box)
        self._random = np.random.default_rng(seed)
        super().__init__(seed=seed, **task)

    def step(self, action: Any) -> Any:
        """Let appear what does, each in a tick of its own, then take a step."""
        if self._rates:
            assert self._box is not None
            infos = {"ini_info_dict": self._ini_info_dict, "pre_info_dict": self._pre_info_dict}
            for name, rate in self._rates.items():
                place = self._random.uniform(*self._box)
                condition = CONDITIONS.get(name, always_satisfy_condition)
                if self._random.random() <= rate and condition(**infos, elapsed_timesteps=self._elapsed_timesteps):
                    self._appear(name, place)
        return super().step(action)

    def _appear(self, name: str, place: Corner) -> None:
        sim: Any = self.unwrapped
        with sim.unseen():
            (sim.spawn_mobs if name in MOB_NAMES else sim.set_block)(name, place)

    def _after_sim_reset_hook(self, reset_obs: Observation, reset_info: Info) -> tuple[Observation, Info]:
        if not self._mobs:
            return reset_obs, reset_info
        assert self._mob_box is not None
        places = self._random.uniform(*self._mob_box, (len(self._mobs), 3))
        observation, _, _, info = self.unwrapped.spawn_mobs(self._mobs, places)  # type: ignore[attr-defined]
        return observation, info


def rates_of(targets: Sequence[str], given: Any, stands_for: Mapping[str, str]) -> dict[str, float] | None:
    """Return the rates by what appears: as given in a dict, or from a number or list by target."""
    if given is None or isinstance(given, Mapping):
        return given  # type: ignore[return-value]
    rates = by_target(targets, given, "spawn_rate")
    return {stands_for.get(name, name): rate for name, rate in rates.items()}


def _box(low: Corner | None, high: Corner | None, name: str) -> Corners | None:
    if low is None and high is None:
        return None
    corners = np.asarray(low, np.float64), np.asarray(high, np.float64)
    if any(corner.shape != (3,) for corner in corners) or (corners[0] > corners[1]).any():
        raise ValueError(f"{name}_low and _high must be (x, y, z) with low <= high, not {low} and {high}")
    return corners


def _check_rates(rates: Mapping[str, float], box: Any) -> None:
    for name, rate in rates.items():
        if not 0 <= rate <= 1:
            raise ValueError(f"the spawn rate of {name} must be within 0..1, not {rate}")
        if name not in MOB_NAMES:
            block_id(name)
    if rates and box is None:
        raise ValueError("spawn_rate needs spawn_range_low and spawn_range_high")


at_rate = partial(rates_of, stands_for={})
"""`rates_of` for targets that appear themselves."""
