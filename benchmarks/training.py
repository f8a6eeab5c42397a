"""Speed of learning: environment steps a second of rollouts, of PPO alone and through RLlib, and of imitation.

    python -m benchmarks.training [--preset nano] [--worlds 16] [--fragment 64] [--threads 1] [--repeats 5] [--json]

All in the same run, one after the other; the first batch of each does not count, and times are medians of the others:

* `rollout`: worlds and policy alone, `Sampler.collect`;
* `plain`: that and what is learnt from it, `Reinforcement` without Ray. Ratios are to its rate;
* `shell`: one worker samples and this process learns, in turns (`staleness` 0), `FragmentPPO`;
* `imitation`: the same policy learns from what the oracle did, which is recorded before: `Imitation`.

The first three do the same work with the same seeds. Shares are of the seconds of each: `world` is in the worlds'
`step`, `policy` the rest of a rollout, `learner` what comes after it, `data` what finds and decodes recordings. With
the worker the plain loop's parts take the same seconds, as it has as many threads; what the shell takes longer is
Ray's: fragments and weights on their way, RLlib's bookkeeping, processes that wait for each other.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numba
import torch
from gymnasium.vector import VectorEnv, VectorWrapper

from agents.data.sequences import SequenceConfig
from agents.data.video import IMAGE_SIZE
from agents.learning.config import ImitationConfig, ReinforcementConfig
from agents.learning.imitation import Imitation
from agents.learning.reinforcement import Reinforcement
from agents.learning.run_folder import RunFolder
from agents.vpt.config import PRESETS
from agents.vpt.policy import VPTPolicy
from lodestone.config import ORACLE, EpisodeConfig
from lodestone.demonstrations import demonstrate

TASK = "minedojo/harvest_1_log_forest"
ROWS, EPISODES = 8, 2
"""Rows of a batch of imitation, and recordings for each."""


class TimedWorlds(VectorWrapper):
    """Worlds that say how long their steps have taken, in seconds, since they were made."""

    seconds = 0.0

    def step(self, actions: Any) -> Any:
        """Step the worlds."""
        began = time.perf_counter()
        result = self.env.step(actions)
        self.seconds += time.perf_counter() - began
        return result


class TimedReinforcement(Reinforcement):
    """A run whose worlds are timed."""

    def make_env(self) -> VectorEnv[Any, Any, Any]:
        """Return the worlds."""
        self.worlds = TimedWorlds(super().make_env())
        return self.worlds


def seconds(run: Callable[[], Any]) -> float:
    """Return the time of a call."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def time_plain(config: ReinforcementConfig, folder: Path, repeats: int) -> dict[str, float]:
    """Return the seconds of a step of the plain loop, in parts."""
    run = TimedReinforcement(config, RunFolder(folder))
    parts: dict[str, list[float]] = {"world": [], "policy": [], "learner": []}
    for repeat in range(repeats + 1):
        stepped, began = run.worlds.seconds, time.perf_counter()
        samples = run.source.collect(run.step)
        sampled, world = time.perf_counter() - began, run.worlds.seconds - stepped
        learnt = seconds(lambda samples=samples: run.learn(run.prepare(samples)))  # type: ignore[misc]
        run.step += 1
        if repeat:
            for name, value in (("world", world), ("policy", sampled - world), ("learner", learnt)):
                parts[name].append(value)
    return {name: median(values) for name, values in parts.items()}


def time_shell(config: ReinforcementConfig, folder: Path, repeats: int) -> float:
    """Return the seconds of a step with one worker."""
    import ray  # an extra

    from agents.learning.cluster.algorithm import ShellConfig

    ray.init(num_cpus=max(config.threads or 1, 1), include_dashboard=False, log_to_driver=False)
    run = RunFolder(folder)
    run.begin(config)
    shell = ShellConfig().reinforcement(config.model_dump(mode="json"), folder)
    algorithm = shell.env_runners(num_cpus_per_env_runner=config.threads).build_algo()
    algorithm.train()
    times = [seconds(algorithm.train) for _ in range(repeats)]
    algorithm.stop()
    ray.shutdown()
    return median(times)


def time_imitation(config: ImitationConfig, folder: Path, repeats: int) -> dict[str, float]:
    """Return the seconds of a step of imitation, in parts."""
    run = Imitation(config, RunFolder(folder))
    batches = run.batches()
    parts: dict[str, list[float]] = {"data": [], "learner": []}
    for repeat in range(repeats + 1):
        began = time.perf_counter()
        batch = next(batches)
        read = time.perf_counter() - began
        learnt = seconds(partial(run.learn, batch))
        run.step += 1
        if repeat:
            parts["data"].append(read)
            parts["learner"].append(learnt)
    return {name: median(values) for name, values in parts.items()}


def record(folder: Path, episodes: int) -> None:
    """Record the oracle."""
    for seed in range(episodes):
        demonstrate(EpisodeConfig(task="skills/chop_log", skills=ORACLE, seed=seed, image_size=IMAGE_SIZE), folder)


def rows(
    plain: dict[str, float], shell: float, imitation: dict[str, float], steps: int, frames: int
) -> list[dict[str, Any]]:
    """Return a row for each way, with its rate, its ratio to the plain loop and its shares.

    Args:
        plain: Seconds of each part of a fragment.
        shell: Seconds of a fragment.
        imitation: Seconds of each part of a batch.
        steps: Of a fragment, in all worlds together.
        frames: Of a batch of imitation, in all rows together.
    """
    whole = sum(plain.values())
    rollout = {name: plain[name] for name in ("world", "policy")}
    ways = {"rollout": rollout, "plain": plain, "shell": plain | {"ray": shell - whole}, "imitation": imitation}
    result = []
    for way, parts in ways.items():
        spent = sum(parts.values())
        shares = {name: value / spent for name, value in parts.items()}
        rate = (frames if way == "imitation" else steps) / spent
        result.append({"way": way, "steps_per_second": rate, "ratio": rate * whole / steps, "shares": shares})
    return result


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", choices=list(PRESETS), default="nano")
    parser.add_argument("--worlds", type=int, default=16)
    parser.add_argument("--fragment", type=int, default=64, help="steps of each world in a fragment")
    parser.add_argument("--threads", type=int, default=1, help="of torch and of the worlds, wherever they are")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object at the end")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demonstrations = folder / "demonstrations"
        record(demonstrations, EPISODES * ROWS)
        numba.set_num_threads(args.threads)
        torch.manual_seed(0)
        VPTPolicy(PRESETS[args.preset]).save_pretrained(folder / "policy")
        config = ReinforcementConfig(
            policy=str(folder / "policy"),
            tasks=(TASK,),
            worlds=args.worlds,
            fragment_steps=args.fragment,
            threads=args.threads,
            steps=args.repeats + 1,
        )
        data = SequenceConfig(folders=(demonstrations,), sequence_length=args.fragment, batch_size=ROWS)
        cloning = ImitationConfig(
            policy=str(folder / "policy"), data=data, threads=args.threads, steps=args.repeats + 1
        )
        imitation = time_imitation(cloning, folder / "imitation", args.repeats)
        plain = time_plain(config, folder / "plain", args.repeats)
        shell = time_shell(config, folder / "shell", args.repeats)
    found = rows(plain, shell, imitation, args.worlds * args.fragment, ROWS * args.fragment)
    for row in found:
        shares = "  ".join(f"{part} {share:6.1%}" for part, share in row["shares"].items())
        print(f"{row['way']:>9} {row['steps_per_second']:9.1f} steps/s ({row['ratio']:.2f} x)   {shares}")
    if args.json:
        print(json.dumps(vars(args) | {"rows": found}))


if __name__ == "__main__":
    main()
