"""What an order asks for, as data."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from skills.record import trophy, use_of


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
class Kill:
    """So many mobs of one sort (the game's id) to be killed."""

    mob: str
    count: int


@dataclass(frozen=True)
class Use:
    """One item (underscored id) to be used: dug or struck with, worn, placed, shot; it has to be there first."""

    item: str


@dataclass(frozen=True)
class Goal:
    """Item targets, structures, kills and uses that must hold together at the end."""

    targets: tuple[Target, ...] = ()
    structures: tuple[Structure, ...] = ()
    kills: tuple[Kill, ...] = ()
    uses: tuple[Use, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.targets or self.structures or self.kills or self.uses)

    @property
    def demands(self) -> tuple[Target, ...]:
        """What is counted: the targets, and kills and uses under keys of their own."""
        kills = tuple(Target(trophy(kill.mob), kill.count) for kill in self.kills)
        return self.targets + kills + tuple(Target(use_of(use.item), 1) for use in self.uses)

    def is_met(self, inventory: Mapping[str, int], standing: Collection[str] = ()) -> bool:
        """Tell whether the goal holds.

        Args:
            inventory: Counts by item name, and of kills and uses by their keys.
            standing: Names of the structures that stand: built shelters, and the tables and furnaces in reach.
        """
        held = all(inventory.get(target.item, 0) >= target.count for target in self.demands)
        return held and all(structure.name in standing for structure in self.structures)

    def to_json(self) -> dict[str, Any]:
        """Return the goal as plain data."""
        data: dict[str, Any] = {
            "targets": [{"item": target.item, "count": target.count} for target in self.targets],
            "structures": [{"name": thing.name, "material": thing.material} for thing in self.structures],
        }
        if self.kills:
            data["kills"] = [{"mob": kill.mob, "count": kill.count} for kill in self.kills]
        if self.uses:
            data["uses"] = [{"item": use.item} for use in self.uses]
        return data
