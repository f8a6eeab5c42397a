"""What a task is: how a world begins, what success means, what it pays, and when it is over. All of it is data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from envs.overworld.world import WorldStart
from envs.tasks.tracker import Tracker

STATIONS = ("crafting_table", "furnace")
"""What can be nearby."""


@dataclass(frozen=True)
class Facts:
    """What an observation tells of a task: amounts by item name, and the stations nearby."""

    inventory: Mapping[str, int] = field(default_factory=dict)
    nearby: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Success:
    """What has to happen: more of an item than at the beginning, or a station nearby.

    Raises:
        ValueError: Neither or both are asked for.
    """

    item: str | None = None
    """Item whose amount has to grow."""
    increase: int = 1
    """By how much."""
    nearby: str | None = None
    """`crafting_table` or `furnace`, which has to be near and in view."""

    def __post_init__(self) -> None:
        if (self.item is None) == (self.nearby is None):
            raise ValueError("a task's success is either an item or something nearby")
        if self.nearby is not None and self.nearby not in STATIONS:
            raise ValueError(f"nearby must be {' or '.join(STATIONS)}, not {self.nearby}")
        if self.increase < 1:
            raise ValueError(f"increase must be at least 1, not {self.increase}")

    def holds(self, initial: Facts, now: Facts) -> bool:
        """Tell whether it has happened between two observations."""
        if self.item is None:
            return self.nearby in now.nearby
        return now.inventory.get(self.item, 0) >= initial.inventory.get(self.item, 0) + self.increase


@dataclass(frozen=True)
class Task:
    """A task of a suite."""

    id: str
    """Suite and name, such as `plan4mc/craft_stick`."""
    group: str
    prompt: str
    """The order in plain English."""
    start: WorldStart
    success: Success
    max_steps: int
    """Environment steps (20 a second) after which an episode is truncated."""
    reward: float = 1.0
    """Paid once, at success."""

    @property
    def suite(self) -> str:
        """What stands before the slash of the id."""
        return self.id.partition("/")[0]

    def track(self, num_worlds: int) -> Tracker:
        """Return what measures the task in a batch of Overworlds."""
        return Tracker(num_worlds, self.success.item, self.success.increase, self.success.nearby, self.reward)
