"""Steps per second of the Overworld, as ratios to PyPI's `crafter` measured in the same run.

    pip install -e '.[benchmarks]'
    python benchmarks/overworld.py [--threads 1 2] [--seconds 5] [--json]

Both worlds are driven by random actions; resets are excluded on both sides. Crafter is two-dimensional, 64x64 pixels.
Each Overworld row is measured through the public Gymnasium interface, on worlds that are being played in: the agent
turns, walks, jumps, digs and places. The shares say where the time of these very steps went; `python` is the rest:
checking actions and putting observations together.
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

from envs.overworld import world as world_module
from envs.overworld.action import ACTION
from envs.overworld.batch import OverworldConfig
from envs.overworld.vector import OverworldVectorEnv
from envs.overworld.world import Overworld, WorldStart

SIZES: tuple[tuple[int, int] | None, ...] = ((64, 64), (128, 128), (160, 256), None)
BATCHES = (1, 16)
STATE_BATCH = 64
SEED = 0


def crafter_rate(seconds: float) -> float:
    """Return Crafter's steps per second inside episodes."""
    import crafter

    env = crafter.Env(seed=SEED)
    env.reset()
    random = np.random.default_rng(SEED)
    steps, busy = 0, 0.0
    while busy < seconds:
        start = time.perf_counter()
        _, _, done, _ = env.step(int(random.integers(env.action_space.n)))
        busy += time.perf_counter() - start
        steps += 1
        if done:
            env.reset()
    return steps / busy


def random_actions(num_envs: int, steps: int) -> list[dict[str, NDArray[Any]]]:
    """Return a script of random play: mostly forward, turning, often digging, sometimes jumping and placing."""
    random = np.random.default_rng(SEED)
    chances = {"forward": 0.7, "jump": 0.15, "attack": 0.4, "use": 0.05, "left": 0.1, "right": 0.1, "sprint": 0.3}
    return [
        {name: (random.random(num_envs) < chance).astype(np.int64) for name, chance in chances.items()}
        | {"camera": random.normal(0.0, 6.0, (num_envs, 2)).astype(np.float32)}
        for _ in range(steps)
    ]


def timed(step: Callable[[int], object], seconds: float, warm_up: int = 20) -> float:
    """Return calls per second of `step(index)`."""
    for index in range(warm_up):
        step(index)
    calls, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        step(calls)
        calls += 1
    return calls / (time.perf_counter() - start)


class Stopwatch:
    """Adds up the time spent in a function."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.seconds = 0.0

    def __call__(self, *args: Any) -> Any:
        """Call the function."""
        start = time.perf_counter()
        result = self.function(*args)
        self.seconds += time.perf_counter() - start
        return result


def env_rate(size: tuple[int, int] | None, num_envs: int, seconds: float) -> tuple[float, dict[str, float]]:
    """Return world steps per second through the vector interface, and each phase's share of a step."""
    env = OverworldVectorEnv(num_envs, config=OverworldConfig(image_size=size, start=WorldStart(daylight_cycle=False)))
    env.reset(seed=SEED)
    script = random_actions(num_envs, 256)
    phases = [(name, world_module, name) for name in ("step_worlds", "load_windows", "observe_all")]
    if env._batch.renderer:  # the phases are not public
        phases.append(("render", env._batch.renderer, "render"))
    with ExitStack() as stack:
        watches = {name: Stopwatch(getattr(owner, attribute)) for name, owner, attribute in phases}
        for name, owner, attribute in phases:
            stack.enter_context(mock.patch.object(owner, attribute, watches[name]))
        begin = time.perf_counter()
        rate = timed(lambda i: env.step(script[i % len(script)]), seconds)
        whole = time.perf_counter() - begin
    shares = {name: watch.seconds / whole for name, watch in watches.items()}
    shares["python"] = 1.0 - sum(shares.values())
    return rate * num_envs, shares


def world_rate(num_worlds: int, seconds: float, explore: bool) -> float:
    """Return world steps per second of the bare batched world: ticks and terrain only, no observation.

    With `explore` the players mostly walk ahead, so that terrain is made all the time; otherwise every key is pressed
    by the toss of a coin, as random agents do.
    """
    world = Overworld(num_worlds)
    world.reset(range(num_worlds), [WorldStart()] * num_worlds)
    random = np.random.default_rng(SEED)
    script = np.zeros((64, num_worlds), ACTION)
    walk = {"forward": 0.7, "jump": 0.15, "attack": 0.4, "left": 0.1}
    coin = dict.fromkeys(("attack", "back", "forward", "jump", "left", "right", "sneak", "sprint", "use"), 0.5)
    for name, chance in (walk if explore else coin).items():
        script[name] = random.random(script.shape) < chance
    script["pitch"] = random.normal(0.0, 6.0, script.shape)
    script["yaw"] = random.normal(0.0, 6.0, script.shape)
    return num_worlds * timed(lambda i: world.step(script[i % len(script)]), seconds)


def measure(threads: list[int], seconds: float) -> dict[str, Any]:
    """Return all figures."""
    reference = crafter_rate(seconds)
    rows = []
    for count in threads:
        numba.set_num_threads(count)
        for size in SIZES:
            for num_envs in BATCHES:
                rate, shares = env_rate(size, num_envs, seconds)
                rows.append(
                    {
                        "image": "none" if size is None else f"{size[0]}x{size[1]}",
                        "worlds": num_envs,
                        "threads": count,
                        "steps_per_second": rate,
                        "ratio_to_crafter": rate / reference,
                        "share": shares,
                    }
                )
                show(rows[-1])
        for explore, label in ((False, "ticks, random"), (True, "ticks, walking")):
            rate = world_rate(STATE_BATCH, seconds, explore)
            rows.append(
                {
                    "image": label,
                    "worlds": STATE_BATCH,
                    "threads": count,
                    "steps_per_second": rate,
                    "ratio_to_crafter": rate / reference,
                    "share": {},
                }
            )
            show(rows[-1])
    return {"crafter_steps_per_second": reference, "rows": rows}


def show(row: dict[str, Any]) -> None:
    """Print one row."""
    shares = "  ".join(f"{name} {share:.0%}" for name, share in row["share"].items())
    print(
        f"{row['image']:>14}  {row['worlds']:3d} worlds  {row['threads']} threads  {row['steps_per_second']:10,.0f} "
        f"steps/s  {row['ratio_to_crafter']:7.2f} x crafter   {shares}",
        flush=True,
    )


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=sorted({1, numba.config.NUMBA_NUM_THREADS}))
    parser.add_argument("--seconds", type=float, default=5.0, help="measuring time of each row")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object at the end")
    args = parser.parse_args()
    result = measure(args.threads, args.seconds)
    print(f"crafter: {result['crafter_steps_per_second']:,.0f} steps/s in episodes")
    if args.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
