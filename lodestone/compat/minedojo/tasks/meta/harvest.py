"""Tasks to come by items."""

from collections.abc import Mapping, Sequence
from typing import Any

from envs.tasks.missing import missing_item
from lodestone.compat.minedojo.sim.inventory import InventoryItem
from lodestone.compat.minedojo.tasks.meta.base import by_target, listed, require
from lodestone.compat.minedojo.tasks.meta.spawning import SPAWNED_FOR, ExtraSpawnMetaTaskBase, rates_of
from lodestone.compat.minedojo.tasks.meta.utils import simple_inventory_based_check, simple_inventory_based_reward

NIGHT = 18000


class HarvestMeta(ExtraSpawnMetaTaskBase):
    """Come by so many of any of some items. Pays for each one gained, and takes it back for each one lost.

    Args:
        target_names: The items.
        target_quantities: How many: one number, a list, or by item.
        reward_weights: What one of each pays.
        initial_inventory: What the player begins with.
        specified_biome: The biome of the whole world.
        start_at_night: Whether an episode begins at midnight.
        spawn_rate: Chances that what an item comes from appears, one for all, by target, or by mob and block.
        task: Of the other kinds of task and of the simulator.

    Raises:
        UnavailableTaskError: An item cannot be come by.
    """

    _prompt_template = "Harvest {targets}."

    def __init__(
        self,
        *,
        target_names: str | Sequence[str],
        target_quantities: int | Sequence[int] | Mapping[str, int],
        reward_weights: float | Mapping[str, float] = 1.0,
        initial_inventory: Sequence[InventoryItem] | None = None,
        specified_biome: int | str | None = None,
        start_at_night: bool = False,
        spawn_rate: Any = None,
        **task: Any,
    ) -> None:
        names = listed(target_names)
        self._target_quantities = by_target(names, target_quantities, "target_quantities")
        weights = by_target(names, reward_weights, "reward_weights")
        biome = specified_biome if isinstance(specified_biome, str) else None
        given = frozenset(item.name for item in initial_inventory or ())
        mobs = frozenset(listed(task.get("initial_mobs") or ()))
        for name in names if spawn_rate is None else ():
            require("harvest", missing_item(name, biome, given, mobs))
        super().__init__(
            success_criteria=[simple_inventory_based_check(*pair) for pair in self._target_quantities.items()],
            reward_fns=[simple_inventory_based_reward(*pair) for pair in weights.items()],
            initial_inventory=initial_inventory,
            specified_biome=specified_biome,
            start_time=NIGHT if start_at_night else None,
            spawn_rate=rates_of(names, spawn_rate, SPAWNED_FOR),
            **task,
        )

    @property
    def task_prompt(self) -> str:
        """What the task is, in words."""
        return self.get_prompt(targets=in_words(self._target_quantities))


def in_words(quantities: Mapping[str, int]) -> str:
    """Return targets with their numbers, such as `1 cow, 2 pig`."""
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in quantities.items())
