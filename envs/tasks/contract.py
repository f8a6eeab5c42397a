"""What a task is: how a world begins, what success means, what it pays, and when it is over. All of it is data."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from envs.overworld.senses.sensors import VoxelBounds
from envs.overworld.senses.view import REACH, view_kind
from envs.overworld.world import WorldStart


class Quantity(StrEnum):
    """What is counted for success and reward."""

    ITEM = "item"
    """Items of a name in the whole inventory, armour and off hand too, whatever their variant."""
    KILL = "kill"
    """Mobs of a name that the player has killed in this episode."""
    USE = "use"
    """How often an item was used in this episode: dug or struck with, placed, eaten, worn, shot."""
    DAYS = "days"
    """Whole days of 24,000 ticks in this life."""
    NEARBY = "nearby"
    """1 while a `crafting_table` or `furnace` is near and in view, else 0."""
    VIEW = "view"
    """1 while one of a kind of the view sense (`envs/overworld/senses/view.py`) is in view, at most `within` away."""
    DEPTH = "depth"
    """Whole blocks that the feet are lower than when the episode began."""
    SURFACE = "surface"
    """1 while the player stands on the ground in the open: sky above the head, and above most cells around it."""
    LAND = "land"
    """1 while the player stands on ground and out of the water."""
    SHELTER = "shelter"
    """1 while the player stands in a closed room whose walls and roof are of one kind of block."""


STATIONS = ("crafting_table", "furnace")
"""What can be nearby."""
VIEW_WITHIN = 16.0
"""Blocks within which things in view count, unless a measure says otherwise."""
_NAMELESS = (Quantity.DAYS, Quantity.DEPTH, Quantity.SURFACE, Quantity.LAND)
_SINCE_START = (Quantity.ITEM, Quantity.KILL, Quantity.USE, Quantity.DEPTH)
_DEEDS = (Quantity.KILL, Quantity.USE)


@dataclass(frozen=True)
class Measure:
    """One number that a task looks at.

    Raises:
        ValueError: A name where there is none, none where one is needed, a station or a kind of the view sense that
            there is not, or a distance out of range.
    """

    of: Quantity
    name: str = ""
    """Item, mob, station, block, or kind of the view sense; empty for days, depth, surface and land."""
    within: float = VIEW_WITHIN
    """Blocks, of what is in view."""

    def __post_init__(self) -> None:
        if (self.of in _NAMELESS) != (not self.name):
            raise ValueError(f"{self.of} is measured {'without' if self.name else 'with'} a name")
        if self.of is Quantity.NEARBY and self.name not in STATIONS:
            raise ValueError(f"nearby must be {' or '.join(STATIONS)}, not {self.name}")
        if self.of is Quantity.VIEW:
            view_kind(self.name)
        if not 0 < self.within <= REACH:
            raise ValueError(f"within must be above 0 and at most {REACH:g} blocks, not {self.within}")

    @property
    def is_growth(self) -> bool:
        """Whether what counts is the growth since the episode began, rather than the number itself."""
        return self.of in _SINCE_START

    def __str__(self) -> str:
        return f"{self.of}_{self.name}" if self.name else str(self.of)


@dataclass(frozen=True)
class Goal:
    """One thing that has to happen: a measure reaches a count, or grows by it.

    Raises:
        ValueError: The count is less than 1.
    """

    measure: Measure
    count: int = 1

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"the count of {self.measure} must be at least 1, not {self.count}")


@dataclass(frozen=True)
class Success:
    """What has to happen: all of the goals, or any of them.

    Raises:
        ValueError: There is no goal, or what must never happen is neither a kill nor a use.
    """

    goals: tuple[Goal, ...]
    every: bool = True
    """Whether all goals are asked for. The MineDojo wheel asks for all, its repository for any; no task has two."""
    never: tuple[Measure, ...] = ()
    """Kills and uses that the order forbids: after one of them in this episode there is no success any more."""

    def __post_init__(self) -> None:
        if not self.goals:
            raise ValueError("success needs at least one goal")
        for measure in self.never:
            if measure.of not in _DEEDS:
                raise ValueError(f"what must never happen is a kill or a use, not {measure}")


@dataclass(frozen=True)
class Term:
    """Pays `weight` for every unit by which a measure grows in a step, and takes it back when it shrinks."""

    measure: Measure
    weight: float = 1.0


@dataclass(frozen=True)
class Reward:
    """What a step pays."""

    terms: tuple[Term, ...] = ()
    bonus: float = 0.0
    """Paid in the step of success."""


ON_SUCCESS = Reward(bonus=1.0)
"""Nothing but 1 at success."""


@dataclass(frozen=True)
class Task:
    """A task of a suite."""

    id: str
    """Suite and name, such as `plan4mc/craft_stick`."""
    group: str
    prompt: str
    """The order in plain English, such as `get 8 logs`."""
    start: WorldStart
    success: Success | None
    """None: there is no measure of success."""
    max_steps: int | None
    """Environment steps (20 a second) after which an episode is truncated; None: never."""
    reward: Reward = ON_SUCCESS
    setting: str = ""
    """Where and with what, such as `in a forest, with a crafting table`."""
    voxels: VoxelBounds | None = None
    """Blocks around the player that its observation has, unless the environment says otherwise."""
    measures: tuple[Measure, ...] = field(init=False, repr=False)
    """All that success and reward look at, each once."""

    def __post_init__(self) -> None:
        goals = [goal.measure for goal in self.success.goals] + list(self.success.never) if self.success else []
        object.__setattr__(self, "measures", _unique(goals + [term.measure for term in self.reward.terms]))

    @property
    def suite(self) -> str:
        """What stands before the slash of the id."""
        return self.id.partition("/")[0]

    @property
    def text(self) -> str:
        """The prompt with its setting."""
        return with_setting(self.prompt, self.setting)


def with_setting(prompt: str, setting: str) -> str:
    """Return an order with where, when and with what it begins."""
    comma = "," if setting.startswith("with ") else ""
    return f"{prompt}{comma} {setting}" if setting else prompt


def _unique(measures: Iterable[Measure]) -> tuple[Measure, ...]:
    return tuple(dict.fromkeys(measures))
