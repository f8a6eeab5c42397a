"""What a library keeps: versions of skills, their tests, and what came of episodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from skills.rates import Rate

BUILT_IN = 0
"""Version of what ships."""


class LibraryError(ValueError):
    """A library that cannot be used, or that refuses; the message is one line that says why and what would help."""


class State(StrEnum):
    """Where a version of a skill is in its life."""

    CANDIDATE = "candidate"
    """Added, and in nobody's service: it has to be tested first."""
    SERVING = "serving"
    """What agents use; of each skill, one version at most."""
    RETIRED = "retired"
    """Kept, but not used any more."""


@dataclass(frozen=True)
class SkillVersion:
    """One way to carry a skill out."""

    name: str
    version: int
    state: State
    executor: str
    """Hash of the folder that it is kept in; empty for what ships."""
    added: str
    """When, in UTC."""

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


@dataclass(frozen=True)
class SkillTest:
    """How a version of a skill did, an episode a seed."""

    task: str
    seeds: str
    """The first and the last, such as `20000..20049`."""
    texture: int
    """Seed of the textures."""
    steps: tuple[int, ...]
    """After how many steps each episode succeeded; 0 if it did not."""

    @property
    def rate(self) -> Rate:
        """How often it succeeded."""
        return Rate(sum(map(bool, self.steps)), len(self.steps))

    def __str__(self) -> str:
        return f"{self.rate} of {self.task}, seeds {self.seeds}, texture {self.texture}"

    def is_as(self, other: "SkillTest") -> bool:
        """Tell whether both were played in the same worlds."""
        return (self.task, self.seeds, self.texture) == (other.task, other.seeds, other.texture)


@dataclass(frozen=True)
class RunOutcome:
    """How one run of a skill went, and where."""

    skill: str
    version: int
    executor: str
    """Label of who acted."""
    asked: int
    """Units."""
    success: bool
    cause: str | None
    ticks: int
    biome: str | None
    night: bool
    tool: str | None


@dataclass(frozen=True)
class EpisodeOutcome:
    """What there is to learn from an episode."""

    id: str
    """The same for the same episode, which counts once however often it is learnt from."""
    order: str
    goal: Mapping[str, Any]
    """As `planner.goal.Goal.to_json` gives it."""
    meaning: str
    """The goal in words."""
    crew: str
    """Who carried skills out, as `lodestone run --skills` names it."""
    seed: int
    success: bool
    steps: int
    begun: str
    """When, in UTC."""
    runs: Sequence[RunOutcome]


@dataclass(frozen=True)
class ProvenPlan:
    """Skills that, in this order, reached a goal."""

    order: str
    meaning: str
    """The goal in words."""
    steps: tuple[tuple[str, int], ...]
    """Skills and units."""
    ticks: int
    """That it took."""
