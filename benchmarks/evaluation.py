"""Speed of evaluations: steps a second of bare episodes, of evaluating them, by two workers, by policies together.

    python -m benchmarks.evaluation [--limit 150] [--seeds 8] [--repeats 1] [--json]

The shipped policies play the same short episodes in all ways, one way after the other in the same run:

* `bare`: `run_episode` in a loop, the same executors for all;
* `1 worker`, `2 workers`: `lodestone evaluate` (the second by Ray), each worker an episode at a time;
* `1 worker, 4 together` and so on: each worker plays so many at once, and its policies read their pictures together.

Ratios are to `1 worker`: the inverse of that of `bare` is what evaluating costs, that of `2 workers` what a second one
brings, that of `1 worker, 8 together` what batches bring and that one episode's world can be stepped while another's
policy reads, on a machine that has cores for both.

The clock runs while everybody is at work: from when all workers are through with their first episodes, so that kernels,
imports and networks are there, until the first of them finds nothing more to play. With `--repeats` the ways are gone
through so often in turns, and medians count. The processor's time for a step is that of this process, over all of it.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from envs.suites import load_suite
from lodestone.episode import run_episode
from lodestone.evaluate.config import EvaluationConfig, evaluation_config
from lodestone.evaluate.play import use_one_thread
from lodestone.evaluate.run import evaluate, units
from lodestone.executors import executor_maker
from lodestone.report.contract import EpisodeRow

WAYS = ((1, 1), (1, 4), (1, 8), (2, 1), (2, 4))
"""(workers, episodes at once in each)."""
BARE, ALONE = "bare", "1 worker"
SUITE = """
name: short
version: 1
about: Short episodes that last as long as they may, each with policies at work from beginning to end.
protocol: {{episodes: {seeds}, seed: 10000, texture_seed: 1000}}
groups: {{all: {{limit: {limit}, start: {{biome: plains}}}}}}
tasks:
  - {{group: all, id: chop, order: get 64 logs, start: {{biome: forest}}, success: {{items: {{log: 64}}}}}}
  - group: all
    id: dig
    order: get 64 cobblestone
    start: {{inventory: {{wooden_pickaxe: 1}}}}
    success: {{items: {{cobblestone: 64}}}}
  - group: all
    id: hunt
    order: get 64 beef
    start: {{inventory: {{diamond_sword: 1}}, mobs: [{{mob: cow, count: 6}}]}}
    success: {{items: {{beef: 64}}}}
  - group: all
    id: shear
    order: get 64 wool
    start: {{inventory: {{shears: 1}}, mobs: [{{mob: sheep, count: 6}}]}}
    success: {{items: {{wool: 64}}}}
"""


class Played(NamedTuple):
    """An episode: when it began and ended, in seconds, and its steps."""

    begin: float
    end: float
    steps: int


class Result(NamedTuple):
    """How fast one way was."""

    rate: float
    """Steps a second."""
    processor: float | None
    """Milliseconds of processor time a step; None if other processes played."""


class _Deaf:
    """Listens to an evaluation, and does nothing."""

    def already(self, rows: Sequence[EpisodeRow]) -> None:
        """Hear of what was played before."""

    def __call__(self, row: EpisodeRow) -> None:
        """Hear of an episode."""


def rate(episodes: Sequence[Played], slots: int) -> float:
    """Return steps a second while all of so many slots are at work, their first episodes aside.

    Raises:
        ValueError: There are too few episodes for that.
    """
    if len(episodes) < 2 * slots:
        raise ValueError(f"{slots} episodes at once need at least {2 * slots} to be timed, not {len(episodes)}")
    warm = max(one.end for one in sorted(episodes)[:slots])
    idle = sorted(one.end for one in episodes)[-slots]
    if idle <= warm:
        raise ValueError("the first episodes were not over when the last had begun: play more of them")
    inside = [(max(min(one.end, idle) - max(one.begin, warm), 0.0), one) for one in episodes]
    return sum(one.steps * seconds / (one.end - one.begin) for seconds, one in inside) / (idle - warm)


def bare(config: EvaluationConfig, folder: Path) -> Result:
    """Play all episodes in a loop."""
    use_one_thread()
    suite = load_suite(config.suite)
    make_executor = executor_maker(config.episode(suite.entries[0], 0))
    played = []
    processor = time.process_time()
    for unit in units(config):
        begin = time.time()
        episode = config.episode(suite.entry(unit.entry), unit.seed, folder / unit.entry / str(unit.seed))
        steps = run_episode(episode, make_executor=make_executor, learns=False).record.steps
        played.append(Played(begin, time.time(), steps))
    return _result(played, 1, time.process_time() - processor, config)


def evaluated(config: EvaluationConfig, folder: Path, workers: int) -> Result:
    """Evaluate.

    Raises:
        RuntimeError: An episode crashed.
    """
    processor = time.process_time()
    found = evaluate(config, folder, workers, False, "python -m benchmarks.evaluation", _Deaf())
    processor = time.process_time() - processor
    if crash := next((row.crash for row in found.episodes if row.crash), ""):
        raise RuntimeError(crash)
    played = []
    for row in found.episodes:
        end = (folder / "episodes" / f"{row.entry}-{row.seed}.parquet").stat().st_mtime
        played.append(Played(end - row.seconds, end, row.steps))
    return _result(played, workers, processor, config)


def _result(played: Sequence[Played], workers: int, processor: float, config: EvaluationConfig) -> Result:
    steps = sum(one.steps for one in played)
    spent = 1e3 * processor / steps if workers == 1 else None
    return Result(rate(played, workers * config.together), spent)


def measure(suite: Path, folder: Path) -> dict[str, Result]:
    """Return how fast each way is, played one after the other."""
    found = {BARE: bare(evaluation_config({"suite": str(suite)}, None, None), folder / BARE)}
    for workers, together in WAYS:
        name = f"{workers} worker{'s' * (workers > 1)}" + (f", {together} together" if together > 1 else "")
        config = evaluation_config({"suite": str(suite), "together": together}, None, None)
        found[name] = evaluated(config, folder / name, workers)
    return found


def table(runs: Sequence[dict[str, Result]]) -> list[dict[str, object]]:
    """Return a row for each way: medians, and the median of its ratios to one worker in the same turn."""
    rows: list[dict[str, object]] = []
    for way in runs[0]:
        spent = [run[way].processor for run in runs]
        rows.append(
            {
                "way": way,
                "steps_per_second": median(run[way].rate for run in runs),
                "ratio": median(run[way].rate / run[ALONE].rate for run in runs),
                "processor_ms": median(one for one in spent if one is not None) if None not in spent else None,
            }
        )
    return rows


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, default=150, help="steps of an episode")
    parser.add_argument("--seeds", type=int, default=8, help="episodes of each of the four tasks")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object at the end")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        suite = Path(name, "short.yaml")
        suite.write_text(SUITE.format(limit=args.limit, seeds=args.seeds), encoding="utf-8")
        rows = table([measure(suite, Path(name, str(turn))) for turn in range(args.repeats)])
    for row in rows:
        spent = "" if row["processor_ms"] is None else f"   {row['processor_ms']:6.2f} ms of processor a step"
        print(f"{row['way']:>22} {row['steps_per_second']:8.1f} steps/s ({row['ratio']:.2f} x){spent}")
    if args.json:
        print(json.dumps(vars(args) | {"rows": rows}))


if __name__ == "__main__":
    main()
