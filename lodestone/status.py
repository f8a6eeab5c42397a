"""What people see of an episode while it runs; the terminal and the video's side panel draw the same `Status`."""

from collections.abc import Callable, Iterable
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
    by: str = ""
    """Label of the executor, such as `oracle`, once it is being carried out."""

    def __str__(self) -> str:
        count = f" ×{self.count}" if self.count > 1 else ""
        return self.skill.replace("_", " ") + count + (f" ({self.by})" if self.by else "")


@dataclass
class Status:
    """An episode at one moment."""

    order: str
    """As it was given, in any language."""
    goal: str
    """What was understood, in English."""
    skills: str
    """Whose they are, in one word, such as `mixed`."""
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

    def plan(self, steps: Iterable[tuple[str, int]]) -> None:
        """Show what is ahead: skills and counts, the next one first. What was carried out stays."""
        carried_out = [line for line in self.lines if line.mark in (Mark.DONE, Mark.FAILED)]
        self.lines = carried_out + [Line(skill, count) for skill, count in steps]

    def begin(self, by: str) -> None:
        """Mark the next step of the plan as being carried out by an executor of some label."""
        line = next(line for line in self.lines if line.mark is Mark.WAITING)
        line.mark, line.by = Mark.RUNNING, by

    def end(self, success: bool) -> None:
        """Mark the step that is being carried out as done or failed."""
        next(line for line in self.lines if line.mark is Mark.RUNNING).mark = Mark.DONE if success else Mark.FAILED

    @property
    def current(self) -> int:
        """Index of the line that is being carried out, or of the last one that was."""
        for index, line in enumerate(self.lines):
            if line.mark is Mark.RUNNING:
                return index
        finished = [index for index, line in enumerate(self.lines) if line.mark is not Mark.WAITING]
        return finished[-1] if finished else 0


class Event(StrEnum):
    """What a listener of an episode is told about."""

    PREPARING = "preparing"
    """The world is being made ready; `note` says how."""
    PLANNED = "planned"
    """There is a plan, or a new one."""
    SKILL_BEGUN = "skill begun"
    SKILL_ENDED = "skill ended"
    STEP = "step"
    """The world advanced one tick."""
    FINISHED = "finished"
    """The episode is over; `note` says why."""


Listener = Callable[[Event, Status], None]
"""Is told what happens, in the order in which it happens; the status is the same object every time."""
