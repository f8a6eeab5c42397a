"""How often orders and tasks succeed, with Wilson intervals: with oracle skills, an upper bound, or with learnt ones.

    python benchmarks/orders.py                        # the six orders of the README, seeds 0..19
    python benchmarks/orders.py --suite plan4mc --seeds 0..9
    python benchmarks/orders.py --suite minedojo --sample 60 --seeds 0
    python benchmarks/orders.py --order "get 8 torches" --biome plains --seeds 0..49 --workers 2
    python benchmarks/orders.py --order "make a stone pickaxe" --skills learned --seeds 10000..10049

Every episode is `lodestone run`: same planner, limits and checks (shelters by geometry). Records
are kept under --out, so that a failure can be looked at: `lodestone replay DIR --video why.mp4`.
"""

import argparse
import json
import random
import re
import statistics
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.progress import Progress

from lodestone.config import seed_range
from skills.rates import Rate

ORDERS = (
    "make a stone pickaxe",
    "制作一个石镐",
    "craft a furnace",
    "get 8 torches",
    "build a wooden shelter",
    "建造一个木制的避难所",
)


@dataclass(frozen=True)
class Episode:
    """What to run."""

    order: str
    task: str | None
    skills: str
    planner: str
    biome: str | None
    seed: int
    texture_seed: int
    out: Path


def play(episode: Episode) -> dict[str, Any]:
    """Carry out one episode (in a worker process) and return what came of it."""
    import numba

    numba.set_num_threads(1)
    if episode.skills != "oracle":
        import torch

        torch.set_num_threads(1)
    from lodestone.config import EpisodeConfig
    from lodestone.episode import run_episode
    from lodestone.record import INTERRUPTED

    config = EpisodeConfig(**asdict(episode))
    result = run_episode(config)
    if result.record.reason == INTERRUPTED:  # says nothing of whoever played
        raise KeyboardInterrupt
    return {
        "name": episode.task or episode.order,
        "seed": episode.seed,
        "success": result.record.success,
        "reason": result.record.reason,
        "steps": result.record.steps,
        "failed_skills": [f"{run.skill}: {run.cause} {run.detail}" for run in result.record.skills if not run.success],
    }


def episodes(args: argparse.Namespace) -> Iterator[Episode]:
    """Yield everything to run."""
    from envs.tasks import list_tasks

    tasks = [task.id for task in list_tasks(suite=args.suite)] if args.suite else []
    if args.sample is not None:
        tasks = random.Random(0).sample(tasks, args.sample)
    tasks += args.task
    orders = args.order if args.order or tasks else list(ORDERS)
    for name, task in [(order, None) for order in orders] + [("", task) for task in tasks]:
        folder = re.sub(r"[^\w]+", "-", task or name)
        for seed in args.seeds:
            yield Episode(
                name, task, args.skills, args.planner, args.biome, seed, args.texture, args.out / f"{folder}-seed{seed}"
            )


def report(results: list[dict[str, Any]]) -> None:
    """Print a row an order or task, the failures, and the total."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    for result in results:
        by_name.setdefault(result["name"], []).append(result)
    for name, group in [*by_name.items(), ("all", results)]:
        wins = [result for result in group if result["success"]]
        low, high = Rate(len(wins), len(group)).interval
        steps = statistics.median(result["steps"] for result in wins) if wins else float("nan")
        print(f"{len(wins):4d} of {len(group):4d}  {low:5.1%} to {high:6.1%}  median {steps:6.0f} steps  {name}")
    for result in results:
        if not result["success"]:
            skills = "; ".join(result["failed_skills"][-3:])
            print(
                f"failed: {result['name']} seed {result['seed']} after {result['steps']}: {result['reason']} ({skills})"
            )


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--order", action="append", default=[], help="an order; may be repeated")
    parser.add_argument("--task", action="append", default=[], help="a task id; may be repeated")
    parser.add_argument("--suite", help="all tasks of a suite that can be played, such as plan4mc")
    parser.add_argument("--sample", type=int, help="so many tasks of the suite, drawn at random, always the same")
    parser.add_argument("--skills", default="oracle", help="as of `lodestone run`: mixed, learned, oracle or a folder")
    parser.add_argument("--planner", default="search", help="as of `lodestone run`: search, or depth-first to compare")
    parser.add_argument("--texture", type=int, default=0, help="seed of the textures")
    parser.add_argument("--seeds", type=seed_range, default=seed_range("0..19"), help="such as 0..19")
    parser.add_argument("--biome", help="single biome of the world")
    parser.add_argument("--workers", type=int, default=2, help="episodes at once")
    parser.add_argument("--out", type=Path, default=Path("runs/orders"), help="folder of the records")
    parser.add_argument("--json", action="store_true", help="print all results as one JSON object at the end")
    args = parser.parse_args()
    todo = list(episodes(args))
    results = []
    with ProcessPoolExecutor(args.workers, get_context("spawn")) as pool, Progress() as progress:
        bar = progress.add_task("episodes", total=len(todo))
        for result in pool.map(play, todo):
            results.append(result)
            progress.advance(bar)
    report(results)
    if args.json:
        print(json.dumps({"results": results}, ensure_ascii=False))


if __name__ == "__main__":
    main()
