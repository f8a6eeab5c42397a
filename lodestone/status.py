"""What people see of an episode while it runs; the terminal and the video's side panel draw the same `Status`."""

from dataclasses import dataclass, field
from enum import StrEnum


class Mark(StrEnum):
    """How far a step of the plan is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


SIGNS = {Mark.WAITING: "·", Mark.RUNNING: "▶", Mark.DONE: "✓", Mark.FAILED: "✗"}
"""One character for each mark."""


@dataclass
class Line:
    """One step of the plan, or one that was carried out under an earlier plan."""

    skill: str
    count: int
    mark: Mark = Mark.WAITING

    def __str__(self) -> str:
        return self.skill.replace("_", " ") + (f" ×{self.count}" if self.count > 1 else "")


@dataclass
class Status:
    """An episode at one moment."""

    order: str
    """As it was given, in any language."""
    goal: str
    """What was understood, in English."""
    skills: str
    """Label of the executors, such as `oracle`."""
    lines: list[Line] = field(default_factory=list)
    """What was done, what is being done, and what is planned, in order."""
    note: str = ""
    """What happens besides, such as why the plan was revised."""
    inventory: dict[str, int] = field(default_factory=dict)
    """Counts by item."""
    health: float = 20.0
    """Half hearts, 0-20."""
    food: float = 20.0
    """Half drumsticks, 0-20."""
    step: int = 0
    """Environment steps so far, 20 a second of game time."""
    max_steps: int = 0

    @property
    def current(self) -> int:
        """Index of the line that is being carried out, or of the last one that was."""
        for index, line in enumerate(self.lines):
            if line.mark is Mark.RUNNING:
                return index
        finished = [index for index, line in enumerate(self.lines) if line.mark is not Mark.WAITING]
        return finished[-1] if finished else 0
