"""How an evaluation comes along: episodes, the running mean of successes, what is lost to crashes, time left."""

from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from lodestone.report.contract import EpisodeRow


class EvaluationProgress:
    """Shows it on standard error; a context manager and a listener."""

    def __init__(self, console: Console, total: int) -> None:
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        self._progress = Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console)
        self._bar = self._progress.add_task("", total=total)
        self._wins = self._played = self._crashes = 0

    def __enter__(self) -> "EvaluationProgress":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def already(self, rows: Sequence[EpisodeRow]) -> None:
        """Count what was played before."""
        self._played, self._wins = len(rows), sum(row.success for row in rows)
        self._progress.update(self._bar, completed=len(rows))

    def __call__(self, row: EpisodeRow) -> None:
        """Count an episode, and name it where no bar is shown."""
        self._played += 1
        self._wins += row.success
        self._crashes += bool(row.crash)
        crashed = f", {self._crashes} crashed" if self._crashes else ""
        mean = f"{100 * self._wins / self._played:.0f} % succeeded{crashed}"
        self._progress.update(self._bar, advance=1, description=mean)
        if not self._progress.console.is_terminal:
            outcome = "done" if row.success else row.reason
            self._progress.console.print(
                f"{row.entry}, seed {row.seed}: {outcome}, {row.steps} steps; {mean}", highlight=False, markup=False
            )
