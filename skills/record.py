"""The record of a skill: what it needs, uses up and yields, what it is told, and how well it has done so far.

Items are keys: a name of the game (`planks`), or a name and a variant (`dye#4`) where recipes tell variants apart. A
bare name is a variant that nobody knows, and is taken to fit; so a plan for an oak fence trusts that the logs are oak.
What is demanded may also be any of several items, under a name of its own (`log_or_log2`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache

from skills.statistics import Statistics

_TROPHY = "kill_"
_USE = "use_"
_ANY: Mapping[str, tuple[str, ...]] = {"log_or_log2": ("log", "log2")}
"""Names of demands that any of several items meets. The game has two items for logs only as variants are few bits."""


class Kind(StrEnum):
    """What sort of thing a skill does."""

    FIND = "find"
    COLLECT = "collect"
    CRAFT = "craft"
    SMELT = "smelt"
    PLACE = "place"
    PICKUP = "pickup"
    BUILD = "build"
    FIGHT = "fight"
    SHEAR = "shear"
    MILK = "milk"
    USE = "use"


GATHERING = (Kind.COLLECT, Kind.FIGHT, Kind.SHEAR, Kind.MILK)
"""Kinds that go out for something: what `Variant.nearby` names has to be found first."""


@cache
def item_name(key: str) -> str:
    """Return the game's name of an item key."""
    return key.partition("#")[0]


def any_of(name: str) -> tuple[str, ...]:
    """Return the game's names of the items that meet a demand for a name: itself, but for `log_or_log2`."""
    return _ANY.get(name, (name,))


@cache
def fits(key: str, demand: str) -> bool:
    """Tell whether an item of one key serves where another is demanded."""
    return key == demand or (item_name(key) in any_of(item_name(demand)) and ("#" not in key or "#" not in demand))


def trophy(mob: str) -> str:
    """Return the key under which kills of a mob are counted, among the items."""
    return f"{_TROPHY}{mob}"


def use_of(item: str) -> str:
    """Return the key under which uses of an item are counted, among the items."""
    return f"{_USE}{item}"


def is_deed(key: str) -> bool:
    """Tell whether a key counts deeds (kills, uses) rather than items; no observation of the inventory shows them."""
    return key.startswith((_TROPHY, _USE))


def killed_mob(key: str) -> str | None:
    """Return the mob whose kills a key counts, or None if it is an item's."""
    return key.removeprefix(_TROPHY) if key.startswith(_TROPHY) else None


def used_item(key: str) -> str | None:
    """Return the item whose uses a key counts, or None if it is an item itself, or a kill."""
    return key.removeprefix(_USE) if key.startswith(_USE) else None


@dataclass(frozen=True)
class Variant:
    """One way to run a skill once: what it uses up, what it makes, and the stations it stands at."""

    consumes: Mapping[str, int]
    item: str
    """Key of what it makes; of a structure, its name; of kills, their `trophy`; of uses, their `use_of`."""
    count: int = 1
    nearby: tuple[str, ...] = ()
    """What must be in reach: `crafting_table`, `furnace`, or what a find skill is called after, `log` or `cow`."""


@dataclass(frozen=True)
class Effort:
    """What a run costs: ticks and tool uses, once and for each unit that it yields."""

    ticks: float = 0.0
    ticks_each: float = 0.0
    tool_uses: float = 0.0
    tool_uses_each: float = 0.0

    def wear(self, count: int) -> int:
        """Return the tool uses of a run for so many units."""
        return round(self.tool_uses + self.tool_uses_each * count + 0.4999)


@dataclass(frozen=True)
class Skill:
    """Something that an agent can do."""

    name: str
    kind: Kind
    item: str
    """The item or structure that it is about."""
    variants: tuple[Variant, ...]
    """Alternatives, the usual one first."""
    prompt: str
    """What a text-conditioned policy is told, in English."""
    step_limit: int
    """Environment steps (20 a second) that one run may take, before the time for each unit is added."""
    blocks: tuple[str, ...] = ()
    """Blocks that it looks for."""
    tools: tuple[str, ...] = ()
    """Items of which one is needed and worn; empty where hands will do."""
    effort: Effort = Effort()
    unavailable: str = ""
    """Why it cannot be done; empty where it can."""
    statistics: Statistics = field(default_factory=Statistics)

    def cost(self, count: int) -> float:
        """Return the expected ticks until so many units are there: of a run, over the chance that it succeeds."""
        guess = self.effort.ticks + self.effort.ticks_each * count
        return self.statistics.run_ticks(guess, count) / self.statistics.success_rate

    def limit(self, count: int) -> int:
        """Return the environment steps that a run for so many units may take: room for four times what is expected."""
        return self.step_limit + round(4 * self.effort.ticks_each * count)

    def narrowed(self, variant: int) -> "Skill":
        """Return the skill with one of its alternatives only."""
        return replace(self, variants=(self.variants[variant],))
