"""Slim records of runs and results, to be committed: no weights, few lines, and no paths of the machine."""

import json
import re
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from agents.learning.run_folder import RunFolder, write_text
from benchmarks.policies import repertoire_digest
from benchmarks.results import Cell, Results, ResultsError, Setting, read_cells
from envs.suites import load_suite
from envs.tasks.catalog import list_tasks
from lodestone.config import LEARNED
from lodestone.evaluate.store import Store
from skills.learned.repertoire import SHIPPED

MOST_LINES = 400
_DIGITS = 6
_ABSOLUTE = re.compile(r"(?<![\w./])/(?:[\w.-]+/)*(?=[\w.-]+/[\w.-]+)")
"""What goes of an absolute path: all but its last two names."""


def add_run(run: RunFolder, target: Path) -> None:
    """Write the record of a run, in place of an older one.

    Raises:
        TrainingError: There is no run.
    """
    config = run.saved_config()
    target.mkdir(parents=True, exist_ok=True)
    write_text(target / "config.yaml", yaml.safe_dump(_without_machine(config), sort_keys=False))
    write_text(target / "versions.json", (run.path / "versions.json").read_text(encoding="utf-8").strip() + "\n")
    lines = [{name: _rounded(value) for name, value in line.items()} for line in thinned(run.history())]
    write_text(RunFolder(target).metrics, "".join(f"{json.dumps(line)}\n" for line in lines))


def add_results(file: Path, runs: Path) -> None:
    """Keep a file of results under its own name, which begins with `results`.

    Raises:
        ResultsError: It holds something else.
    """
    read_cells(file)
    name = file.name if file.name.startswith("results") else f"results-{file.name}"
    runs.mkdir(parents=True, exist_ok=True)
    write_text(runs / name, file.read_text(encoding="utf-8"))


def add_evaluation(folder: Path, runs: Path) -> None:
    """Keep what the skills that ship did in an evaluation as results of the player `learned`, a cell a task or order.

    Of an evaluation that was stopped, its first seeds count, as many as every task was played with.

    Raises:
        ConfigError: There is no evaluation, or it is damaged.
        ResultsError: Others played it, or its first seed was not played in all tasks.
    """
    store = Store(folder)
    settings = store.settings()
    config, suite, rows = settings.config, load_suite(settings.config.suite), store.rows()
    if config.skills != LEARNED:
        raise ResultsError(f"'{folder}' was played by {config.label}, not by the skills that ship")
    played_by = [{row.seed for row in rows if row.entry == entry.id} for entry in suite.entries]
    shared = set.intersection(*played_by)
    seeds = list(takewhile(shared.__contains__, config.seeds))
    if not seeds:
        raise ResultsError(f"in '{folder}' the first seed was not played in all tasks yet: --resume goes on with it")
    results = Results(runs / f"results-{suite.name}-learned.json")
    known = {task.id for task in list_tasks()}
    for entry in suite.entries:
        is_known = entry.task.id in known
        played = [row for row in rows if row.entry == entry.id and row.seed in seeds]
        setting = Setting(
            task=entry.task.id if is_known else entry.task.prompt,
            player=LEARNED,
            sha256=repertoire_digest(SHIPPED),
            text=None,
            seeds=f"{seeds[0]}..{seeds[-1]}",
            texture=config.texture,
            limit=None if is_known else entry.task.max_steps,
        )
        steps = tuple(row.steps if row.success else 0 for row in played)
        seconds = round(sum(row.seconds for row in played) / config.together, 1)
        results.add(
            Cell(setting=setting, policy=SHIPPED.name, steps=steps, seconds=seconds, versions=settings.versions)
        )


def thinned(lines: Sequence[dict[str, float]], most: int = MOST_LINES) -> list[dict[str, float]]:
    """Return some of a run's lines, evenly spread: at most `most`, unless there are more validations.

    Lines with a validation are never left out, and neither is the last.
    """
    keep = {place for place, line in enumerate(lines) if any(name.startswith("validation/") for name in line)}
    keep |= {len(lines) - 1} if lines else set()
    others = [place for place in range(len(lines)) if place not in keep]
    room = min(max(most - len(keep), 0), len(others))
    if room:
        keep |= {others[int(place)] for place in np.linspace(0, len(others) - 1, room).round()}
    return [lines[place] for place in sorted(keep)]


def _without_machine(value: Any) -> Any:
    """Return plain values in which absolute paths are cut to their last names."""
    if isinstance(value, dict):
        return {name: _without_machine(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_machine(part) for part in value]
    return without_machine_paths(value) if isinstance(value, str) else value


def without_machine_paths(text: str) -> str:
    """Return a text in which absolute paths are cut to their last names."""
    return _ABSOLUTE.sub("", text)


def _rounded(value: float) -> float:
    return value if isinstance(value, int) else float(f"{value:.{_DIGITS}g}")
