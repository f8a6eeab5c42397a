"""Tasks to make and use something of a level of technology."""

from collections.abc import Mapping, Sequence
from typing import Any

from envs.tasks.minedojo import NEVER_USED, OBTAIN_WEIGHT, USE_WEIGHT
from envs.tasks.missing import missing_item
from lodestone.compat.minedojo.sim.inventory import InventoryItem
from lodestone.compat.minedojo.tasks.meta.base import by_target, listed, require
from lodestone.compat.minedojo.tasks.meta.spawning import ExtraSpawnMetaTaskBase, at_rate
from lodestone.compat.minedojo.tasks.meta.utils import (
    simple_inventory_based_check,
    simple_inventory_based_reward,
    use_all_item_check,
    use_any_item_reward,
)

ARMORS = ["boots", "chestplate", "helmet", "leggings"]
TOOLS = ["axe", "hoe", "pickaxe", "shovel", "sword"]
TECH_ITEMS: dict[str, list[str]] = {
    "wooden": [f"wooden_{tool}" for tool in TOOLS],
    "leather": [f"leather_{piece}" for piece in ARMORS],
    "chainmail": [f"chainmail_{piece}" for piece in ARMORS],
    "golden": [f"golden_{thing}" for thing in ARMORS + TOOLS],
    "stone": [f"stone_{tool}" for tool in TOOLS],
    "iron": [f"iron_{thing}" for thing in ARMORS + TOOLS],
    "diamond": [f"diamond_{thing}" for thing in ARMORS + TOOLS],
    "archery": ["bow"],
    "explosives": ["tnt"],
    "redstone": [
        "redstone_block", "clock", "compass", "dispenser", "dropper", "observer", "piston", "redstone_lamp",
        "redstone_torch", "repeater", "detector_rail", "comparator", "activator_rail",
    ],
}  # fmt: skip
"""Items by level."""
ALL_TECH_LEVELS = list(TECH_ITEMS)
TECH_ITEMS_FLATTENED = [item for items in TECH_ITEMS.values() for item in items]


class TechTreeMeta(ExtraSpawnMetaTaskBase):
    """Use each item of a level of technology, or one item, once. Pays for each one gained or lost, and for each use.

    The game counts no use of clocks and compasses: here it is enough to come by one, unless the simulator is faithful.

    Args:
        tech: The level.
        tech_item: The item, if there is no `tech`.
        obtain_items_reward_weights: What one of each item pays.
        use_items_reward_weights: What a use of each pays.
        initial_inventory: What the player begins with.
        specified_biome: The biome of the whole world.
        spawn_rate: Chances that mobs or blocks appear, by name.
        task: Of the other kinds of task and of the simulator.

    Raises:
        UnavailableTaskError: An item cannot be come by.
        ValueError: There is no such level or item, or not one of them is given.
    """

    _prompt_template = "Unlock {tech} technology."

    def __init__(
        self,
        *,
        tech: str | None = None,
        tech_item: str | None = None,
        obtain_items_reward_weights: float | Mapping[str, float] = OBTAIN_WEIGHT,
        use_items_reward_weights: float | Mapping[str, float] = USE_WEIGHT,
        initial_inventory: Sequence[InventoryItem] | None = None,
        specified_biome: int | str | None = None,
        spawn_rate: Mapping[str, float] | None = None,
        **task: Any,
    ) -> None:
        items = _items(tech, tech_item)
        self._target_tech = tech or str(tech_item).replace("_", " ")
        gains = by_target(items, obtain_items_reward_weights, "obtain_items_reward_weights")
        given = frozenset(item.name for item in initial_inventory or ())
        biome = specified_biome if isinstance(specified_biome, str) else None
        mobs = frozenset(listed(task.get("initial_mobs") or ()))
        for item in items if spawn_rate is None else ():
            require("techtree", missing_item(item, biome, given, mobs))
        used = [item for item in items if task.get("faithful") or item not in NEVER_USED]
        held = [simple_inventory_based_check(item, 1) for item in items if item not in used]
        checks = [*held, *([use_all_item_check(dict.fromkeys(used, 1))] if used else [])]
        super().__init__(
            success_criteria=[lambda **infos: all(check(**infos) for check in checks)],
            reward_fns=[
                *(simple_inventory_based_reward(*pair) for pair in gains.items()),
                use_any_item_reward(by_target(items, use_items_reward_weights, "use_items_reward_weights")),
            ],
            initial_inventory=initial_inventory,
            specified_biome=specified_biome,
            spawn_rate=at_rate(items, spawn_rate),
            **task,
        )

    @property
    def task_prompt(self) -> str:
        """What the task is, in words."""
        return self.get_prompt(tech=self._target_tech)


def _items(tech: str | None, tech_item: str | None) -> list[str]:
    if (tech is None) == (tech_item is None):
        raise ValueError("give either tech or tech_item")
    if tech is not None and tech not in TECH_ITEMS:
        raise ValueError(f"unknown tech '{tech}'; known are {', '.join(TECH_ITEMS)}")
    if tech_item is not None and tech_item not in TECH_ITEMS_FLATTENED:
        raise ValueError(f"unknown tech_item '{tech_item}'; known are {', '.join(TECH_ITEMS_FLATTENED)}")
    return TECH_ITEMS[tech] if tech is not None else [str(tech_item)]
