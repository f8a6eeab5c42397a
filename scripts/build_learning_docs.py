"""Write `docs/learning.md`: which runs made the weights that ship, and how often their policies do tasks.

The text stands in `docs/learning.yaml`; all numbers come from `docs/runs`: a slim record of each run (config, versions,
thinned metrics) and the results of `benchmarks.policies`, so that the page cannot say what was not measured.

    python scripts/build_learning_docs.py --add chop-clone=runs/chop      # keep a run's record, or replace it
    python scripts/build_learning_docs.py --add-results results.json      # keep results, or replace them
    python scripts/build_learning_docs.py --add-evaluation DIR            # keep what skills that ship did in a suite
    python scripts/build_learning_docs.py                                 # write page and curves
    python scripts/build_learning_docs.py --check                         # only tell whether they are up to date
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from agents.learning.curves import draw, note_of  # noqa: E402
from agents.learning.model_card import CURVES  # noqa: E402
from agents.learning.run_folder import RunFolder  # noqa: E402
from benchmarks.orders import seed_range  # noqa: E402
from benchmarks.results import Cell, ResultsError, gain, read_cells, table  # noqa: E402
from envs.tasks.catalog import list_tasks  # noqa: E402
from lodestone.config import ConfigError  # noqa: E402
from scripts.run_records import add_evaluation, add_results, add_run  # noqa: E402
from skills.rates import Rate  # noqa: E402

DOCS = ROOT / "docs"
HELD_OUT_SEEDS, HELD_OUT_TEXTURES = range(10_000, 20_000), 1_000
"""Nothing is learnt from worlds of these seeds, and from textures of seeds from this one on."""
_LAST = ("validation/loss", "validation/recall@1", "validation/f1", "episode/success")
"""Figures whose last value is told of each run that has them."""


class PageError(ValueError):
    """The page's source and the records do not go together."""


def build(docs: Path = DOCS) -> str:
    """Return the page.

    Raises:
        PageError: Runs, players or results do not go together, or episodes were not held out.
        ResultsError: A file of results holds something else.
    """
    source = yaml.safe_load((docs / "learning.yaml").read_text(encoding="utf-8"))
    cells = read_results(docs / "runs")
    _check(source, cells, docs / "runs")
    parts = [source["title"], source["intro"], "## How often", _results(source, cells), source["columns"]]
    parts += ["## What reinforcement adds", source["adds"], _gains(source["gains"], cells)]
    parts += ["## Plan4MC", source["plan4mc"], _groups(source, cells)]
    parts += ["## The runs", source["about_runs"], *(_run(run, docs / "runs" / run["name"]) for run in source["runs"])]
    return "\n\n".join(part.strip() for part in [*parts, source["following"], source["closing"]]) + "\n"


def draw_curves(docs: Path = DOCS) -> None:
    """Draw the curves of all runs."""
    for folder in run_folders(docs / "runs"):
        draw(RunFolder(folder).history(), folder / CURVES, _digest(folder))


def stale(docs: Path = DOCS) -> list[str]:
    """Return what is not up to date, by name."""
    page, old = docs / "learning.md", [folder for folder in run_folders(docs / "runs") if _is_stale(folder)]
    wrong = [] if page.exists() and page.read_text(encoding="utf-8") == build(docs) else [page.name]
    return wrong + [f"runs/{folder.name}/{CURVES}" for folder in old]


def run_folders(runs: Path) -> list[Path]:
    """Return the records of runs, by name."""
    return sorted(config.parent for config in runs.glob("*/config.yaml"))


def read_results(runs: Path) -> list[Cell]:
    """Return the cells of all files of results.

    Raises:
        PageError: Two have the same task and player.
        ResultsError: A file holds something else.
    """
    cells = dict[tuple[str, str], Cell]()
    for file in sorted(runs.glob("results*.json")):
        for cell in read_cells(file):
            key = cell.setting.task, cell.setting.player
            if key in cells:
                raise PageError(f"{file.name}: '{key[1]}' has played {key[0]} in another file, too")
            cells[key] = cell
    return list(cells.values())


def _check(source: dict[str, Any], cells: Sequence[Cell], runs: Path) -> None:
    """See to it that names lead somewhere, that nothing is forgotten, and that episodes were held out."""
    told, kept = [run["name"] for run in source["runs"]], [folder.name for folder in run_folders(runs)]
    for name in sorted(set(told) ^ set(kept)):
        lacks = "learning.yaml says nothing of it" if name in kept else "there is no record of it: --add it"
        raise PageError(f"run '{name}': {lacks}")
    for cell in cells:
        setting = cell.setting
        if setting.player not in source["players"]:
            raise PageError(f"learning.yaml says nothing of the player '{setting.player}'")
        if not set(seed_range(setting.seeds)) <= set(HELD_OUT_SEEDS) or setting.texture < HELD_OUT_TEXTURES:
            raise PageError(
                f"'{setting.player}' played {setting.task} with seeds {setting.seeds} and textures {setting.texture}; "
                f"held out are seeds {HELD_OUT_SEEDS[0]} to {HELD_OUT_SEEDS[-1]}, textures from {HELD_OUT_TEXTURES} on"
            )


def _results(source: dict[str, Any], cells: Sequence[Cell]) -> str:
    """Return the table of all results, and who the players are."""
    if not cells:
        return "*Nothing has been measured yet.*"
    present = {cell.setting.player for cell in cells}
    players = [player for player in source["players"] if player in present]
    lines = [table(cells, players), ""]
    for player in players:
        ours = [cell for cell in cells if cell.setting.player == player]
        lines.append(f"- **{player}**: {source['players'][player].strip()} {_played(ours)}")
    return "\n".join(lines)


def _played(cells: Sequence[Cell]) -> str:
    """Return with which weights and how something was played."""
    policies = sorted({f"`{cell.policy}` ({cell.setting.sha256[:12]})" for cell in cells if cell.setting.sha256})
    settings = sorted({_how(cell) for cell in cells})
    said = [f"Weights: {', '.join(policies)}."] if policies else []
    hours = sum(cell.seconds for cell in cells) / 3600
    return " ".join([*said, f"Played with {'; '.join(settings)} in {hours:.1f} hours."])


def _how(cell: Cell) -> str:
    setting = cell.setting
    limit = "the tasks' own limits" if setting.limit is None else f"a limit of {setting.limit} steps"
    return f"seeds {setting.seeds}, textures {setting.texture} and {limit}"


def _gains(pairs: Sequence[dict[str, str]], cells: Sequence[Cell]) -> str:
    """Return how much rates rose from one player to another."""
    rates = {(cell.setting.task, cell.setting.player): cell.rate for cell in cells}
    lines = ["| task | from | to | points | |", "|---|---|---|---|---|"]
    for task, pair in [(task, pair) for task in dict.fromkeys(task for task, _ in rates) for pair in pairs]:
        before, after = rates.get((task, pair["from"])), rates.get((task, pair["to"]))
        if before and after:
            low, high = gain(before, after)
            verdict = "better" if low > 0 else "worse" if high < 0 else "no difference shown"
            points = f"{100 * (after.value - before.value):+.0f} [{100 * low:+.0f}, {100 * high:+.0f}]"
            lines.append(f"| {task} | {pair['from']} | {pair['to']} | {points} | {verdict} |")
    return "\n".join(lines) if lines[2:] else "*Nothing has been measured yet.*"


def _groups(source: dict[str, Any], cells: Sequence[Cell]) -> str:
    """Return the mean rate of each player in each group of Plan4MC's tasks that it has played whole."""
    tasks = sorted(list_tasks(suite="plan4mc"), key=lambda task: task.group)
    lines = ["| group | player | ours | the paper's |", "|---|---|---|---|"]
    for group, members in groupby(tasks, key=lambda task: task.group):
        names = [task.id for task in members]
        for player in source["players"]:
            ours = [cell.rate for cell in cells if cell.setting.player == player and cell.setting.task in names]
            if len(ours) == len(names) and group in source["paper"]:
                lines.append(f"| {group} | {player} | {_mean(ours)} | {source['paper'][group]:.3f} |")
    return "\n".join(lines) if lines[2:] else "*Nothing has been measured yet.*"


def _mean(rates: Sequence[Rate]) -> str:
    """Return the mean over tasks, with the normal 95 % interval of a mean of independent rates."""
    half = 1.96 * np.sqrt(sum(rate.value * (1 - rate.value) / rate.episodes for rate in rates)) / len(rates)
    mean = np.mean([rate.value for rate in rates])
    return f"{mean:.3f} [{max(mean - half, 0):.3f}, {min(mean + half, 1):.3f}]"


def _run(run: dict[str, Any], folder: Path) -> str:
    """Return what there is to say of a run."""
    record = RunFolder(folder)
    config, figures = record.saved_config(), record.figures()
    versions = json.loads((folder / "versions.json").read_text(encoding="utf-8"))
    facts = [f"{config['steps']:,} steps", run["time"]]
    facts += [f"{name} {figures[name]:.3g}" for name in _LAST if name in figures]
    facts += [", ".join(f"{name} {number}" for name, number in versions.items())]
    files = f"[config](runs/{folder.name}/config.yaml), [metrics](runs/{folder.name}/metrics.jsonl)"
    commands = "\n".join(["```", *run["commands"], "```"])
    picture = f"![Curves of {folder.name}](runs/{folder.name}/{CURVES})"
    return "\n\n".join([f"### {folder.name}", run["about"].strip(), f"{'; '.join(facts)}; {files}.", commands, picture])


def _digest(folder: Path) -> str:
    """Return what says which metrics curves were drawn from."""
    return hashlib.sha256(RunFolder(folder).metrics.read_bytes()).hexdigest()


def _is_stale(folder: Path) -> bool:
    picture = folder / CURVES
    return not picture.exists() or note_of(picture) != _digest(folder)


def main(given: Sequence[str] | None = None, docs: Path = DOCS) -> None:
    """Keep records, and write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", action="append", default=[], metavar="NAME=RUN", help="keep the record of a run")
    parser.add_argument("--add-results", action="append", default=[], type=Path, metavar="FILE", help="keep results")
    parser.add_argument(
        "--add-evaluation", action="append", default=[], type=Path, metavar="DIR", help="keep its rates"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if something is out of date")
    args = parser.parse_args(given)
    try:
        for pair in args.add:
            name, _, folder = pair.partition("=")
            add_run(RunFolder(Path(folder)), docs / "runs" / name)
        for file in args.add_results:
            add_results(file, docs / "runs")
        for folder in args.add_evaluation:
            add_evaluation(folder, docs / "runs")
        if args.add or args.add_results or args.add_evaluation:
            return
        if not args.check:
            (docs / "learning.md").write_text(build(docs), encoding="utf-8")
            draw_curves(docs)
        elif wrong := stale(docs):
            sys.exit(f"out of date: {', '.join(wrong)}: python scripts/build_learning_docs.py")
    except (ConfigError, PageError, ResultsError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
