"""Steps per second of the Overworld, as ratios to PyPI's `crafter` measured in the same run.

    pip install -e '.[benchmarks]'
    python benchmarks/overworld.py [--quick] [--threads 1 2] [--seconds 8] [--json]

Each row is measured through the public Gymnasium interface on worlds that are being played in: all biomes, the night in
half of them, animals and monsters about, keys that are held for a while at random. Every fresh group of worlds is first
played in for 200 steps. Resets are excluded on both sides and stand in a row of their own, a world each. Crafter is
two-dimensional, 64x64 pixels. Rows with one thread count the process's CPU time, so that other work on the machine
disturbs less; rows with more threads, and the row of one thread that they are compared with, count the clock's.

The shares say where the time of these very steps went; `python` is the rest: checking actions and putting observations
together.
"""

import argparse
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest import mock

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld import tick
from envs.overworld import world as world_module
from envs.overworld.batch import OverworldConfig
from envs.overworld.render import frame
from envs.overworld.state import allocate
from envs.overworld.vector import OverworldVectorEnv
from envs.overworld.world import Overworld, WorldStart

SIZES: tuple[tuple[int, int] | None, ...] = ((64, 64), (128, 128), (160, 256), None)
BATCHES = (1, 16)
SEED = 0
WARM_UP = 200
GROUPS = 6
"""Fresh worlds one after the other that a row of one world is the mean of."""
NIGHT = 15_000
NOON = 6_000
RESETS = 16
PHASES = (
    ("players", tick, "tick_players"),
    ("entities", tick, "tick_entities"),
    ("blocks", tick, "tick_blocks"),
    ("terrain", world_module, "load_windows"),
    ("populate", world_module, "populate_windows"),
    ("observe", world_module, "observe_all"),
    ("prepare", frame, "prepare_frames"),
    ("draw", frame, "draw_frames"),
)
"""Shares: name, and the kernel that is timed."""
CHANCES = {"forward": 0.6, "jump": 0.2, "attack": 0.5, "use": 0.1, "left": 0.15, "right": 0.15, "sprint": 0.3}
"""Share of the time for which a key is held."""
HELD = 10
"""Ticks for which keys stay as they are."""

Clock = Callable[[], float]


def crafter_rate(seconds: float, clock: Clock) -> float:
    """Return Crafter's steps per second inside episodes."""
    import crafter

    env = crafter.Env(seed=SEED)
    env.reset()
    random = np.random.default_rng(SEED)
    steps, busy = 0, 0.0
    while busy < seconds:
        start = clock()
        _, _, done, _ = env.step(int(random.integers(env.action_space.n)))
        busy += clock() - start
        steps += 1
        if done:
            env.reset()
    return steps / busy


def random_actions(num_envs: int, steps: int, seed: int) -> list[dict[str, NDArray[Any]]]:
    """Return a script of random play: mostly forward, turning, often digging, sometimes jumping and placing."""
    random = np.random.default_rng(seed)
    script = []
    for index in range(steps):
        if index % HELD == 0:
            held = {name: (random.random(num_envs) < chance).astype(np.int64) for name, chance in CHANCES.items()}
        script.append(held | {"camera": random.normal(0.0, 6.0, (num_envs, 2)).astype(np.float32)})
    return script


class Stopwatch:
    """Adds up the time spent in a function."""

    def __init__(self, function: Callable[..., Any], clock: Clock) -> None:
        self.function = function
        self.clock = clock
        self.seconds = 0.0

    def __call__(self, *args: Any) -> Any:
        """Call the function."""
        start = self.clock()
        result = self.function(*args)
        self.seconds += self.clock() - start
        return result


def play(env: OverworldVectorEnv, group: int, seconds: float, clock: Clock, watches: list[Stopwatch]) -> NDArray[Any]:
    """Play in fresh worlds; return steps, seconds and the seconds of each watch, without steps that reset a world."""
    env.reset(seed=SEED + 100 * group)
    night = (np.arange(env.num_envs) + group) % 2 == 1
    env.world.state.clock["time"] = np.where(night, NIGHT, NOON)
    script = random_actions(env.num_envs, 4 * WARM_UP, group)
    total = np.zeros(2 + len(watches))
    ended = False
    index = 0
    while index < WARM_UP or total[1] < seconds:
        before = [watch.seconds for watch in watches]
        start = clock()
        _, _, terminated, truncated, _ = env.step(script[index % len(script)])
        spent = clock() - start
        if index >= WARM_UP and not ended:
            total += [1, spent, *(watch.seconds - was for watch, was in zip(watches, before, strict=True))]
        ended = bool((terminated | truncated).any())
        index += 1
    return total


def env_rate(
    size: tuple[int, int] | None, num_envs: int, seconds: float, clock: Clock
) -> tuple[float, dict[str, float]]:
    """Return world steps per second through the vector interface, and each phase's share of a step."""
    env = OverworldVectorEnv(num_envs, config=OverworldConfig(image_size=size, start=WorldStart()))
    groups = GROUPS if num_envs == 1 else 1
    with ExitStack() as stack:
        watches = [Stopwatch(getattr(owner, name), clock) for _, owner, name in PHASES]
        for (_, owner, name), watch in zip(PHASES, watches, strict=True):
            stack.enter_context(mock.patch.object(owner, name, watch))
        parts = [play(env, group, seconds / groups, clock, watches) for group in range(groups)]
    steps, spent, *phases = np.sum(parts, axis=0).tolist()
    shares = {name: part / spent for (name, _, _), part in zip(PHASES, phases, strict=True)}
    shares["python"] = 1.0 - sum(shares.values())
    return num_envs * steps / spent, shares


def reset_seconds(clock: Clock) -> float:
    """Return the seconds that the reset of a world takes, all biomes."""
    world = Overworld(RESETS)
    starts = [WorldStart()] * RESETS
    world.reset(range(RESETS), starts)
    start = clock()
    world.reset(range(RESETS, 2 * RESETS), starts)
    return (clock() - start) / RESETS


def world_bytes() -> int:
    """Return the bytes of one world's state."""
    return sum(array.nbytes for array in allocate(1))


def measure(threads: list[int], sizes: tuple[tuple[int, int] | None, ...], seconds: float) -> dict[str, Any]:
    """Return all figures."""
    rows: list[dict[str, Any]] = []
    references: dict[str, float] = {}
    resets: dict[str, float] = {}
    jobs: list[tuple[int, str, Clock]] = [(1, "cpu", time.process_time)]
    if max(threads) > 1:
        jobs += [(count, "wall", time.perf_counter) for count in threads]
    for count, name, clock in jobs:
        numba.set_num_threads(count)
        if name not in references:
            references[name] = crafter_rate(seconds, clock)
        resets[f"{count} threads, {name}"] = reset_seconds(clock)
        for size in sizes:
            for num_envs in BATCHES:
                rate, shares = env_rate(size, num_envs, seconds, clock)
                rows.append(
                    {
                        "image": "none" if size is None else f"{size[0]}x{size[1]}",
                        "worlds": num_envs,
                        "threads": count,
                        "time": name,
                        "steps_per_second": rate,
                        "ratio_to_crafter": rate / references[name],
                        "share": shares,
                    }
                )
                show(rows[-1])
    return {
        "crafter_steps_per_second": references,
        "reset_seconds": resets,
        "bytes_per_world": world_bytes(),
        "rows": rows,
    }


def show(row: dict[str, Any]) -> None:
    """Print one row."""
    shares = "  ".join(f"{name} {share:.1%}" for name, share in row["share"].items())
    print(
        f"{row['image']:>8} {row['worlds']:3d} worlds {row['threads']} threads {row['time']:>4} "
        f"{row['steps_per_second']:9,.0f} steps/s {row['ratio_to_crafter']:6.2f} x crafter   {shares}",
        flush=True,
    )


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=sorted({1, numba.config.NUMBA_NUM_THREADS}))
    parser.add_argument("--seconds", type=float, default=8.0, help="measuring time of each row")
    parser.add_argument("--quick", action="store_true", help="64x64 and no picture only, one second each, one thread")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object at the end")
    args = parser.parse_args()
    result = measure([1], (SIZES[0], None), 1.0) if args.quick else measure(args.threads, SIZES, args.seconds)
    for name, rate in result["crafter_steps_per_second"].items():
        print(f"crafter, {name} time: {rate:,.0f} steps/s in episodes")
    for name, spent in result["reset_seconds"].items():
        print(f"reset, {name} time: {1000 * spent:.0f} ms a world")
    print(f"memory: {result['bytes_per_world'] / 1e6:.1f} MB a world ({result['bytes_per_world'] / 2**20:.1f} MiB)")
    if args.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
