"""Live progress on standard error: a tree that redraws itself in a terminal, plain lines anywhere else."""

import time

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from lodestone.status import SIGNS, Event, Line, Mark, Status

_REDRAW_SECONDS = 0.15
_LINE_SECONDS = 10.0
_RATE_SECONDS = 0.5
_STYLES = {Mark.WAITING: "dim", Mark.RUNNING: "bold yellow", Mark.DONE: "green", Mark.FAILED: "red"}
_MOST_LINES = 24


class Progress:
    """Shows an episode; a context manager and a listener."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, auto_refresh=False, transient=False) if console.is_terminal else None
        self._rate = _Rate()
        self._shown = 0.0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, event: Event, status: Status) -> None:
        """Show what happened."""
        if event is Event.STEP:
            self._rate.count(status.step)
        if self._live is not None:
            self._redraw(event, status)
        else:
            self._print(event, status)

    def _redraw(self, event: Event, status: Status) -> None:
        now = time.monotonic()
        if event is Event.STEP and now - self._shown < _REDRAW_SECONDS:
            return
        self._shown = now
        if self._live is not None:
            if not self._live.is_started:
                self._live.start()
            self._live.update(_picture(status, self._rate.per_second), refresh=True)

    def _print(self, event: Event, status: Status) -> None:
        now = time.monotonic()
        text = ""
        if event is Event.PLANNED:
            plan = ", ".join(str(line) for line in status.lines if line.mark is Mark.WAITING)
            text = f"plan ({status.note}): {plan}" if status.note else f"plan: {plan}"
        elif event in (Event.PREPARING, Event.FINISHED):
            text = status.note
        elif event in (Event.SKILL_BEGUN, Event.SKILL_ENDED) and status.lines:
            line = status.lines[status.current]
            text = f"step {status.step}: {SIGNS[line.mark]} {line}"
            if line.mark is Mark.FAILED:
                text += f" {status.note}"
        elif event is Event.STEP and now - self._shown >= _LINE_SECONDS:
            text = (
                f"step {status.step}: {self._rate.per_second:.0f} steps/s, health {status.health:g}, {_stock(status)}"
            )
        if text:
            self._shown = now
            self._console.print(text, markup=False, emoji=False, highlight=False, soft_wrap=True)


class _Rate:
    """Steps a second, of late."""

    def __init__(self) -> None:
        self.per_second = 0.0
        self._since: tuple[float, int] | None = None

    def count(self, step: int) -> None:
        now = time.monotonic()
        if self._since is None:
            self._since = (now, step)
        elif now - self._since[0] >= _RATE_SECONDS:
            self.per_second = (step - self._since[1]) / (now - self._since[0])
            self._since = (now, step)


def _picture(status: Status, rate: float) -> Group:
    """Return the whole display: the plan as a tree, and what the player has beside it."""
    tree = Tree(
        Text.assemble((status.order, "bold"), ("" if status.goal == status.order else f"  {status.goal}", "dim"))
    )
    branch = tree.add(Text(f"plan, {status.skills} skills", style="dim")) if status.lines else tree
    start = max(0, min(status.current - _MOST_LINES // 3, len(status.lines) - _MOST_LINES))
    for line in status.lines[start : start + _MOST_LINES]:
        branch.add(_line(line))
    facts = Table.grid(padding=(0, 2))
    facts.add_row(
        Text("health", "dim"), Text(f"{status.health:g}/20"), Text("food", "dim"), Text(f"{status.food:g}/20")
    )
    facts.add_row(Text("step", "dim"), Text(f"{status.step}/{status.max_steps}"), Text("rate", "dim"), f"{rate:.0f}/s")
    return Group(tree, facts, Text(_stock(status)), Text(status.note, style="italic"))


def _line(line: Line) -> Text:
    return Text(f"{SIGNS[line.mark]} {line}", style=_STYLES[line.mark])


def _stock(status: Status) -> str:
    items = ", ".join(f"{count} {item}" for item, count in sorted(status.inventory.items()))
    return f"inventory: {items or 'empty'}"
