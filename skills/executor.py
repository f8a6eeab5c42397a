"""What carries out a skill: it acts step by step until it is done, has failed with a typed cause, or is out of time."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from skills.record import Skill

Observation = Mapping[str, Any]
"""The canonical observation of one world."""
Action = dict[str, Any]
"""The canonical action of one world (`envs.overworld.action.ACTION_SPACE`); keys left out are not pressed."""

HANDS = 0
"""Slot of the item in hand, among those of `equipment`."""
_BREATH = 300.0
"""Oxygen with the head above water."""


class Cause(StrEnum):
    """Why a skill failed; replanning tells these apart."""

    NOT_FOUND = "not_found"
    """What it looks for was not found within the explored area."""
    UNREACHABLE = "unreachable"
    """It was found, but there is no way to it."""
    NO_TOOL = "no_tool"
    """The tool that it needs is missing or broke."""
    NO_MATERIALS = "no_materials"
    """Something that it consumes is missing."""
    NO_STATION = "no_station"
    """No crafting table or furnace is near, in view."""
    BLOCKED = "blocked"
    """No place to stand, place or build."""
    TIMEOUT = "timeout"
    """Its step limit ran out."""
    DIED = "died"
    """The player died."""


@dataclass(frozen=True)
class Outcome:
    """How a skill ended."""

    success: bool
    cause: Cause | None = None
    """Set when it failed."""
    detail: str = ""
    """One line for people, such as 'no coal_ore within 60 blocks'."""


class Executor(ABC):
    """Carries out skills in one world. `begin` chooses the skill, then `act` is called once a step."""

    label: Literal["oracle", "learned", "scripted", "random"]
    """Where its knowledge comes from: `oracle` reads the world's state and may only teach or give an upper bound,
    `random` has none and may only give a lower one."""

    def knows(self, skill: Skill) -> bool:
        """Return whether it can carry a skill out; every one, unless it says otherwise."""
        return True

    @abstractmethod
    def begin(self, skill: Skill, count: int) -> None:
        """Start carrying out `skill` until `count` more units of what it yields are there.

        Raises:
            KeyError: This executor does not know the skill.
        """

    @abstractmethod
    def act(self, observation: Observation) -> Action | Outcome:
        """Return the next action, or how the skill ended; the outcome uses up no step."""


def shows_bubbles(observation: Observation) -> bool:
    """Return whether the screen shows bubbles: the head is under water."""
    return bool(observation["life_stats"]["oxygen"][0] < _BREATH)
