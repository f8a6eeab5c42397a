"""What measurements of policies are kept as: a cell for each task and player, in one file that grows while they run."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from agents.learning.run_folder import write_text
from skills.rates import Rate

FORMAT = "lodestone-policies-1"


class ResultsError(ValueError):
    """A file that holds no results; the message is one line."""


class Setting(BaseModel):
    """How a task is played by whom: who plays it so again is likely to do as well."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: str
    player: str
    sha256: str | None
    """Of the policy's weights; None of players that have none."""
    text: str | None
    """Reward model whose features of prompts are the policy's goals."""
    seeds: str
    """The first and the last, such as `10000..10099`: an episode each."""
    texture: int
    """Seed of the textures."""
    limit: int | None
    """Steps of an episode; the task's own if None."""


class Cell(BaseModel):
    """What came of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    setting: Setting
    policy: str | None
    """Name of the policy's folder, or of its run's."""
    steps: tuple[int, ...]
    """After how many steps each episode succeeded; 0 if it did not."""
    seconds: float
    """That it took."""
    versions: dict[str, str]

    @property
    def rate(self) -> Rate:
        """How often it succeeded."""
        return Rate(sum(map(bool, self.steps)), len(self.steps))


def gain(before: Rate, after: Rate) -> tuple[float, float]:
    """Return the 95 % interval of how much a rate rose, of episodes that have nothing to do with each other.

    It is Newcombe's (1998, method 10), made from the Wilson intervals of both.
    """
    (low_b, high_b), (low_a, high_a) = before.interval, after.interval
    rise = after.value - before.value
    below = math.hypot(after.value - low_a, high_b - before.value)
    above = math.hypot(high_a - after.value, before.value - low_b)
    return rise - below, rise + above


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Literal["lodestone-policies-1"]
    cells: list[Cell]


class Results:
    """Cells by task and player.

    Args:
        file: Is written whenever a cell is added, whole or not at all; what it holds already is kept.

    Raises:
        ResultsError: The file is there and holds something else.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        cells = read_cells(file) if file is not None and file.exists() else []
        self._cells = {(cell.setting.task, cell.setting.player): cell for cell in cells}

    def find(self, setting: Setting) -> Cell | None:
        """Return what came of a setting, if it has been played."""
        found = self._cells.get((setting.task, setting.player))
        return found if found is not None and found.setting == setting else None

    def add(self, cell: Cell) -> None:
        """Keep a cell, in place of what the same player did in the same task under another setting."""
        self._cells[cell.setting.task, cell.setting.player] = cell
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            lines = ",\n".join(cell.model_dump_json() for cell in self._cells.values())
            write_text(self._file, f'{{"format": "{FORMAT}", "cells": [\n{lines}\n]}}\n')


def read_cells(file: Path) -> list[Cell]:
    """Return the cells of a file.

    Raises:
        ResultsError: It cannot be read, or holds something else.
    """
    try:
        return _File.model_validate_json(file.read_text(encoding="utf-8")).cells
    except OSError as error:
        raise ResultsError(f"the results '{file}' cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise ResultsError(f"'{file}' holds no results of benchmarks.policies: {where}: {first['msg']}") from error


def table(cells: Iterable[Cell], players: Sequence[str]) -> str:
    """Return rates with their intervals as a table in Markdown: a row a task, a column for each of the players."""
    rows: dict[str, dict[str, Rate]] = {}
    for cell in cells:
        rows.setdefault(cell.setting.task, {})[cell.setting.player] = cell.rate
    lines = [f"| task | {' | '.join(players)} |", "|---" * (len(players) + 1) + "|"]
    for task, found in rows.items():
        lines.append(f"| {task} | {' | '.join(str(found.get(player, '–')) for player in players)} |")
    return "\n".join(lines)
