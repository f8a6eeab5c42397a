"""How often policies do tasks from pixels alone, with Wilson intervals, beside a random policy and the oracle.

    python -m benchmarks.policies --policy cloned=runs/chop/model --task minedojo/harvest_1_log_forest --steps 600
    python -m benchmarks.policies --policy cloned=runs/skills/model --task skills --oracle --markdown

Each seed is one episode a task: a new world that nothing was learnt from, textures that nothing was learnt from unless
told otherwise, the task's own limit, success as the task says. Policies get the picture (128x128, as it was recorded),
and the task's prompt if they take goals; they draw their actions. `random` draws each of VPT's joint actions with the
same chance. `oracle` reads the world's state: an upper bound.
"""

import argparse
import json
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import Progress

from agents.goals import goal_of
from agents.vpt.actions import BUTTON_CHOICES, CAMERA_CHOICES, JointAction, to_canonical
from agents.vpt.actor import PolicyActor
from agents.vpt.policy import VPTPolicy
from benchmarks.orders import seed_range, wilson
from envs.overworld.batch import OverworldConfig
from envs.overworld.vector import OverworldVectorEnv
from envs.tasks import Task, get_task
from envs.tasks.catalog import list_tasks

UNSEEN_TEXTURES = 1000


class Player(Protocol):
    """Chooses actions for a batch of worlds whose episodes begin together."""

    def begin(self, worlds: int, prompt: str) -> None:
        """Forget everything, and hear what is to be done."""

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return what to do, given (N, H, W, 3)."""


class RandomPlayer:
    """Every joint action with the same chance."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def begin(self, worlds: int, prompt: str) -> None:
        """Nothing to forget."""

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return random actions."""
        count = len(frames)
        return JointAction(
            self._random.integers(BUTTON_CHOICES, size=count), self._random.integers(CAMERA_CHOICES, size=count)
        )


class PolicyPlayer:
    """A policy that draws its actions; `text` (a reward model) reads the prompt to it, if it takes goals."""

    def __init__(self, policy: VPTPolicy, text: str, seed: int) -> None:
        self._policy, self._text = policy.eval(), text
        self._generator = torch.Generator().manual_seed(seed)

    def begin(self, worlds: int, prompt: str) -> None:
        """Empty the memory, and read the prompt."""
        goal = goal_of(self._policy, prompt, self._text)
        self._actor = PolicyActor(self._policy, worlds, self._generator, goal)

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return the policy's actions."""
        return self._actor.act(frames)


def play(player: Player, task: Task, seeds: Sequence[int], steps: int | None, texture: int) -> list[int]:
    """Play an episode a seed side by side, and return after how many steps each succeeded, 0 if it did not."""
    config = OverworldConfig(task=task, image_size=(128, 128), max_steps=steps, texture_seed=texture, voxels=False)
    env = OverworldVectorEnv(len(seeds), config=config)
    observation, _ = env.reset(seed=list(seeds))
    player.begin(len(seeds), task.prompt)
    success, over = np.zeros(len(seeds), np.int64), np.zeros(len(seeds), np.bool_)
    for step in range(1, (steps or task.max_steps or 0) + 1):
        observation, _, terminated, truncated, info = env.step(to_canonical(player.act(observation["rgb"])))
        success[np.asarray(info["success"]) & ~over] = step
        over |= terminated | truncated
        if over.all():
            break
    return success.tolist()


def play_oracle(task: Task, seeds: Sequence[int], steps: int | None) -> list[int]:
    """Have the oracle play an episode a seed of a task of the suite `skills`, with VPT's controls."""
    from lodestone.config import EpisodeConfig
    from lodestone.drills import run_drill
    from skills.oracle.executor import OracleExecutor

    drills = [
        run_drill(
            EpisodeConfig(task=task.id, seed=seed, max_steps=steps), lambda world, seed: OracleExecutor(world, 0, seed)
        )
        for seed in seeds
    ]
    return [len(drill.actions) if drill.success else 0 for drill in drills]


def summary(steps: Sequence[int]) -> str:
    """Return successes, rate with its interval, and the median of the steps that they took."""
    wins = [count for count in steps if count]
    low, high = wilson(len(wins), len(steps))
    median = f"median {np.median(wins):.0f} steps" if wins else "never"
    return f"{len(wins)} of {len(steps)}, {low:.1%} to {high:.1%}, {median}"


def tasks_of(names: Sequence[str]) -> list[Task]:
    """Return the tasks of ids and suites."""
    return [task for name in names for task in ([get_task(name)] if "/" in name else list_tasks(suite=name))]


def table(results: dict[str, dict[str, list[int]]]) -> str:
    """Return rates with their intervals as a table in Markdown: a row a task, a column a player."""
    players = list(dict.fromkeys(player for found in results.values() for player in found))
    lines = [f"| task | {' | '.join(players)} |", "|---" * (len(players) + 1) + "|"]
    for task, found in results.items():
        cells = []
        for player in players:
            steps = found.get(player, [])
            wins, (low, high) = sum(map(bool, steps)), wilson(sum(map(bool, steps)), len(steps)) if steps else (0, 0)
            cells.append(f"{100 * wins / len(steps):.0f} % [{100 * low:.0f}, {100 * high:.0f}]" if steps else "–")
        lines.append(f"| {task} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--policy", action="append", default=[], metavar="NAME=DIR", help="policy, folder or hub id")
    parser.add_argument("--text", default="small", help="reward model whose features of prompts are the goals")
    parser.add_argument("--task", action="append", required=True, metavar="ID|SUITE", help="task id, or a whole suite")
    parser.add_argument("--seeds", type=seed_range, default=seed_range("10000..10099"))
    parser.add_argument("--worlds", type=int, default=20, help="episodes side by side")
    parser.add_argument("--steps", type=int, help="limit; the task's own if not given")
    parser.add_argument("--texture", type=int, default=UNSEEN_TEXTURES, help="seed of the textures")
    parser.add_argument("--oracle", action="store_true", help="play tasks of the suite `skills` with the oracle, too")
    parser.add_argument("--no-random", action="store_true", help="leave the random policy out")
    parser.add_argument("--markdown", action="store_true", help="print a table at the end")
    parser.add_argument("--json", action="store_true", help="print all results as one JSON object at the end")
    args = parser.parse_args()
    players: dict[str, Player] = {} if args.no_random else {"random": RandomPlayer(0)}
    for given in args.policy:
        name, _, source = given.partition("=")
        players[name] = PolicyPlayer(VPTPolicy.from_pretrained(source).float(), args.text, 0)
    results: dict[str, dict[str, Any]] = {}
    groups = [args.seeds[start : start + args.worlds] for start in range(0, len(args.seeds), args.worlds)]
    tasks = tasks_of(args.task)
    with Progress() as progress:
        bar = progress.add_task("episodes", total=len(tasks) * (len(players) + args.oracle) * len(args.seeds))
        for task in tasks:
            found = results.setdefault(task.id, {})
            for name in [*players, *(["oracle"] if args.oracle else [])]:
                steps: list[int] = []
                for group in groups:
                    if name == "oracle":
                        steps += play_oracle(task, group, args.steps)
                    else:
                        steps += play(players[name], task, group, args.steps, args.texture)
                    progress.advance(bar, len(group))
                found[name] = steps
                progress.console.print(f"{task.id}  {name}: {summary(steps)}", highlight=False)
    if args.markdown:
        print(table(results))
    if args.json:
        print(json.dumps({"seeds": args.seeds, "steps": results}))


if __name__ == "__main__":
    main()
