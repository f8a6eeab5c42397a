"""What an order asks for, as data."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


class GoalError(ValueError):
    """An order that cannot be turned into a goal; the message says what is wrong and what would be right."""


@dataclass(frozen=True)
class Target:
    """So many of one item (underscored id) in the inventory, those already there included."""

    item: str
    count: int


@dataclass(frozen=True)
class Structure:
    """Something that stands in the world: a `shelter`, a placed `crafting_table` or `furnace`, and its material."""

    name: str
    material: str


@dataclass(frozen=True)
class Goal:
    """Item targets and structures that must hold together at the end."""

    targets: tuple[Target, ...] = ()
    structures: tuple[Structure, ...] = ()

    def is_met(self, inventory: Mapping[str, int], standing: Collection[str] = ()) -> bool:
        """Tell whether the goal holds.

        Args:
            inventory: Counts by item name.
            standing: Names of the structures that stand: built shelters, and the tables and furnaces in reach.
        """
        held = all(inventory.get(target.item, 0) >= target.count for target in self.targets)
        return held and all(structure.name in standing for structure in self.structures)

    def to_json(self) -> dict[str, Any]:
        """Return the goal as plain data."""
        return {
            "targets": [{"item": target.item, "count": target.count} for target in self.targets],
            "structures": [{"name": thing.name, "material": thing.material} for thing in self.structures],
        }
