"""What another simulator can begin and measure."""

from collections.abc import Callable
from dataclasses import dataclass

from envs.overworld.world import WorldStart
from envs.tasks.contract import Quantity, Task
from envs.tasks.missing import Missing, UnavailableTaskError

Lack = tuple[str, str]
"""A cause, such as `sites`, and what is the matter with it, in words."""
SITES: Lack = ("sites", "it begins at the world's spawn and cannot look for a site")
"""Lacking everywhere but in the Overworld."""


@dataclass(frozen=True)
class Limits:
    """What a simulator can do."""

    name: str
    measured: tuple[Quantity, ...]
    """What it tells enough of to be measured."""
    lack: Callable[[WorldStart], Lack | None]
    """Says what of a start it does not have, if anything."""

    def check_task(self, task: Task) -> None:
        """Check that a task can be played.

        Raises:
            UnavailableTaskError: It begins as the simulator cannot, or is measured by what that does not tell.
        """
        self.check_start(task.start, task.id)
        for measure in task.measures:
            if measure.of not in self.measured:
                reason = f"it does not tell of '{measure}', by which success is measured"
                raise UnavailableTaskError(task.id, Missing(f"measure '{measure.of}'", reason), self.name)

    def check_start(self, start: WorldStart, what: str) -> None:
        """Check that the simulator can begin so; raises as `check_task`.

        Args:
            start: How.
            what: Whose start it is, for the error.
        """
        lack = self.lack(start)
        if lack is not None:
            raise UnavailableTaskError(what, Missing(*lack), self.name)
