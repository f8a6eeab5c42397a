"""What an order asks for, as data."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from skills.graph import STATIONS
from skills.record import any_of, trophy, use_of

MAX_COUNT = 36 * 64
"""What 36 slots of 64 hold; more than this cannot be carried."""
_TICKS_PER_SECOND = 20
DAY, DUSK, DAWN = 24_000, 13_000, 23_000
"""Ticks of a day; from dusk to dawn monsters come (Minecraft Wiki, "Daylight cycle")."""
_BEGINS = {"night": DUSK, "morning": 0}
_DONE = {"kill": "killed", "use": "used"}
FOUND_BY = {"tree": "log", "water": "water", "stone": "cobblestone"}
"""What is to be found for a place that people name; nobody can look for others."""
_MORE = 16
"""Items that are gone for at a time where there are to be as many as can be had."""


class GoalError(ValueError):
    """An order that cannot be turned into a goal; the message says what is wrong and what would be right."""


class ImpossibleGoalError(GoalError):
    """An order that is understood, but asks for what the game does not allow."""


class UnclearOrderError(GoalError):
    """An order that names no definite thing; the message asks back."""


def checked(count: float, what: str) -> int:
    """Return an amount of something as a whole number.

    Raises:
        ImpossibleGoalError: It is less than one, not whole, or more than can be carried.
    """
    if count < 1 or count != int(count):
        raise ImpossibleGoalError(f"an amount must be a whole number of at least 1, not {count:g}")
    if count > MAX_COUNT:
        raise ImpossibleGoalError(f"{int(count)} {what} cannot be carried; at most {MAX_COUNT} fit in 36 slots")
    return int(count)


def held_of(item: str, inventory: Mapping[str, int]) -> int:
    """Return how many items meet a demand for one.

    Args:
        item: Underscored id, or a name for any of several.
        inventory: Counts by item name.
    """
    return sum(inventory.get(name, 0) for name in any_of(item))


@dataclass(frozen=True)
class Target:
    """So many of one item (underscored id, or `log_or_log2`) in the inventory, those already there included."""

    item: str
    count: int


@dataclass(frozen=True)
class Structure:
    """Something that stands in the world: a `shelter`, a placed `crafting_table` or `furnace`, and its material."""

    name: str
    material: str
    near: str | None = None
    """What it is to stand near to: `water`, `tree`, `stone` or `cave`; None for anywhere."""

    def stands(self, there: Collection[str]) -> bool:
        """Tell whether it is there, and if it is one that can be taken along, near what it is to stand near to.

        Args:
            there: What was built, what is in reach, and what was found here.
        """
        is_placed = self.name not in STATIONS or self.near is None or FOUND_BY.get(self.near) in there
        return self.name in there and is_placed


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
class Ban:
    """Something that must not happen on the way."""

    deed: str
    """`kill` or `use`."""
    thing: str
    """A mob's id, or `animal` for every harmless one; an item's of which no use is made."""


@dataclass(frozen=True)
class Goal:
    """What must hold together at the end, and on what conditions."""

    targets: tuple[Target, ...] = ()
    structures: tuple[Structure, ...] = ()
    kills: tuple[Kill, ...] = ()
    uses: tuple[Use, ...] = ()
    finds: tuple[str, ...] = ()
    """What is to be found: places as people name them, such as `water` or `tree`, and mobs by the game's ids."""
    most: tuple[str, ...] = ()
    """Items of which there are to be as many as can be had while there is time."""
    before: str | None = None
    """`night` or `morning`: the time of the day by which it must hold."""
    within: float | None = None
    """Seconds within which it must hold."""
    bans: tuple[Ban, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.targets or self.structures or self.kills or self.uses or self.finds or self.most)

    @property
    def demands(self) -> tuple[Target, ...]:
        """What is counted: the targets, and kills and uses under keys of their own."""
        kills = tuple(Target(trophy(kill.mob), kill.count) for kill in self.kills)
        return self.targets + kills + tuple(Target(use_of(use.item), 1) for use in self.uses)

    def time_limit(self, time_of_day: int) -> int | None:
        """Return the ticks within which it must hold, from a time of the day on (0 sunrise, 6000 noon, 18000 midnight).

        Night begins at 13,000 and day at 0, as the Minecraft Wiki's "Daylight cycle" has it. None for no limit.
        """
        limits = [] if self.within is None else [round(self.within * _TICKS_PER_SECOND)]
        if self.before is not None:
            limits.append((_BEGINS[self.before] - time_of_day) % DAY or DAY)
        return min(limits, default=None)

    def with_more(self, held: Mapping[str, int]) -> "Goal":
        """Return the goal with a few more than are held, in numbers, of what there is to be most of."""
        if not self.most:
            return self
        kept = tuple(target for target in self.targets if target.item not in self.most)
        more = tuple(Target(item, held_of(item, held) + _MORE) for item in self.most)
        return replace(self, targets=kept + more, most=())

    def is_met(self, inventory: Mapping[str, int], standing: Collection[str] = (), found: Collection[str] = ()) -> bool:
        """Tell whether the goal holds; of what there is to be most, one will do.

        Args:
            inventory: Counts by item name, and of kills and uses by their keys.
            standing: Names of the structures that stand: built shelters, the tables and furnaces in reach, and what
                was found where these are.
            found: What was found so far, wherever that was, by the names of find skills.
        """
        held = all(held_of(target.item, inventory) >= target.count for target in self.demands)
        held = held and all(held_of(item, inventory) for item in self.most)
        held = held and all(FOUND_BY.get(thing, thing) in found for thing in self.finds)
        return held and all(structure.stands(standing) for structure in self.structures)

    def to_json(self) -> dict[str, Any]:
        """Return the goal as plain data."""
        data: dict[str, Any] = {
            "targets": [{"item": target.item, "count": target.count} for target in self.targets],
            "structures": [
                {"name": thing.name, "material": thing.material} | ({"near": thing.near} if thing.near else {})
                for thing in self.structures
            ],
        }
        if self.kills:
            data["kills"] = [{"mob": kill.mob, "count": kill.count} for kill in self.kills]
        if self.uses:
            data["uses"] = [{"item": use.item} for use in self.uses]
        if self.finds:
            data["finds"] = list(self.finds)
        if self.most:
            data["most"] = list(self.most)
        if self.before:
            data["before"] = self.before
        if self.within:
            data["within"] = self.within
        if self.bans:
            data["without"] = [{"deed": ban.deed, "thing": ban.thing} for ban in self.bans]
        return data


def describe(goal: Mapping[str, Any]) -> str:
    """Return a goal (its JSON form) in English, such as `8 torch, shelter of planks`."""
    targets = [f"{target['count']} {target['item']}" for target in goal["targets"]]
    structures = [
        f"{thing['name']} of {thing['material']}" + (f" near {thing['near']}" if "near" in thing else "")
        for thing in goal["structures"]
    ]
    deeds = [f"{kill['count']} {kill['mob']} killed" for kill in goal.get("kills", ())]
    deeds += [f"{use['item']} used" for use in goal.get("uses", ())]
    deeds += [f"{thing} found" for thing in goal.get("finds", ())]
    targets += [f"as many {item} as possible" for item in goal.get("most", ())]
    conditions = [f"before {goal['before']}"] if "before" in goal else []
    conditions += [f"within {goal['within']:g} seconds"] if "within" in goal else []
    conditions += [f"no {ban['thing']} {_DONE[ban['deed']]}" for ban in goal.get("without", ())]
    return ", ".join(targets + structures + deeds + conditions).replace("_", " ")
