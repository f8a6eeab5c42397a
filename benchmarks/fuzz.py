"""Play millions of random actions in random worlds and stop at the first thing that must never happen.

    python -m benchmarks.fuzz --actions 10_000_000
    python -m benchmarks.fuzz --episode SEED --ticks 1234     # again, alone, with every check after every tick

What is checked stands in `tests/fuzz/`. The exit code is 0 when nothing was found and 1 when something was.
"""

import argparse
import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.fuzz.runner import FoundError, Fuzz, episode_seeds

ROUND = 3000
"""Ticks of an episode."""


def main() -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=1_000_000, help="ticks of all worlds together")
    parser.add_argument("--worlds", type=int, default=64, help="worlds side by side")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--episode", type=int, help="play the episode of this seed alone")
    parser.add_argument("--ticks", type=int, default=ROUND, help="of one episode")
    parser.add_argument("--every", type=int, help="ticks between checks (100; 1 for a single episode)")
    arguments = parser.parse_args()
    start = time.perf_counter()
    try:
        played = _replay(arguments) if arguments.episode is not None else _search(arguments)
    except FoundError as found:
        print(found, file=sys.stderr)
        return 1
    seconds = time.perf_counter() - start
    print(f"clean: {played:,} actions in {seconds:.0f} s, {played / seconds:,.0f} a second, resets and checks included")
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    every = arguments.every or 1
    Fuzz(1).play([arguments.episode], arguments.ticks, every=every, dear_every=max(every, 100))
    return int(arguments.ticks)


def _search(arguments: argparse.Namespace) -> int:
    fuzz = Fuzz(arguments.worlds)
    played = 0
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("actions"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[round]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("fuzz", total=arguments.actions, round="")
        episode = 0
        while played < arguments.actions:
            seeds = episode_seeds(arguments.seed, episode, arguments.worlds)
            ticks = min(arguments.ticks, -(-(arguments.actions - played) // arguments.worlds))
            progress.update(bar, round=f"round {episode}")
            fuzz.play(
                seeds,
                ticks,
                every=arguments.every or 100,
                on_tick=lambda: progress.advance(bar, arguments.worlds),
            )
            played += ticks * arguments.worlds
            episode += 1
    return played


if __name__ == "__main__":
    sys.exit(main())
