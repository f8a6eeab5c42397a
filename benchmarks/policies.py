"""How often policies do tasks from pixels alone, with Wilson intervals, beside a random policy and the oracle.

    python -m benchmarks.policies --policy cloned=runs/chop/model --task minedojo/harvest_1_log_forest --steps 600
    python -m benchmarks.policies --policy cloned=runs/skills --task skills --oracle --out results.json
    python -m benchmarks.policies --crew learned=learned --task plan4mc --order "make a stone pickaxe" --no-random

Each seed is one episode a task: a new world that nothing was learnt from, textures that nothing was learnt from unless
told otherwise, the task's own limit, success as the task says. Policies get the picture (128x128, as it was recorded),
and the task's prompt if they take goals; they draw their actions. `random` draws each of VPT's joint actions with the
same chance. `oracle` reads the world's state: an upper bound. A crew is what `lodestone run --skills` takes: skills, of
which the planner makes whole plans; it alone can play orders.

`--out` keeps what was played, and a measurement that was stopped goes on from it: what stands there from the same
weights, seeds, textures and limit is not played again.
"""

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import Progress

from agents.errors import CheckpointError
from agents.goals import goal_of
from agents.learning.run_folder import versions
from agents.pretrained import WEIGHTS, folder_of
from agents.vpt.actions import BUTTON_CHOICES, CAMERA_CHOICES, JointAction, to_canonical
from agents.vpt.actor import PolicyActor
from agents.vpt.policy import VPTPolicy
from benchmarks.orders import seed_range
from benchmarks.results import Cell, Rate, Results, ResultsError, Setting, table
from envs.overworld.batch import OverworldConfig
from envs.overworld.vector import OverworldVectorEnv
from envs.tasks import Task, tasks_of
from skills.learned.repertoire import SHIPPED

UNSEEN_TEXTURES = 1000
_ORDER = "get 1 log"
"""Any that there is."""


class Player(Protocol):
    """Chooses actions for a batch of worlds whose episodes begin together."""

    def begin(self, seeds: Sequence[int], prompt: str) -> None:
        """Forget everything, and hear what is to be done. All chance follows from the seeds of the worlds."""

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return what to do, given (N, H, W, 3)."""


class RandomPlayer:
    """Every joint action with the same chance."""

    def begin(self, seeds: Sequence[int], prompt: str) -> None:
        """Begin with the random numbers of these seeds."""
        self._random = np.random.default_rng(list(seeds))

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return random actions."""
        count = len(frames)
        return JointAction(
            self._random.integers(BUTTON_CHOICES, size=count), self._random.integers(CAMERA_CHOICES, size=count)
        )


class PolicyPlayer:
    """A policy that draws its actions; `text` (a reward model) reads the prompt to it, if it takes goals."""

    def __init__(self, policy: VPTPolicy, text: str) -> None:
        self._policy, self._text = policy.eval(), text

    def begin(self, seeds: Sequence[int], prompt: str) -> None:
        """Empty the memory, and read the prompt."""
        goal = goal_of(self._policy, prompt, self._text)
        generator = torch.Generator().manual_seed(seeds[0])
        self._actor = PolicyActor(self._policy, len(seeds), generator, goal)

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return the policy's actions."""
        return self._actor.act(frames)


def play_policy(player: Player, task: Task, seeds: Sequence[int], steps: int | None, texture: int) -> list[int]:
    """Play an episode a seed side by side, and return after how many steps each succeeded, 0 if it did not."""
    config = OverworldConfig(task=task, image_size=(128, 128), max_steps=steps, texture_seed=texture, voxels=False)
    env = OverworldVectorEnv(len(seeds), config=config)
    observation, _ = env.reset(seed=list(seeds))
    player.begin(seeds, task.prompt)
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
    from lodestone.config import ORACLE, EpisodeConfig
    from lodestone.drills import run_drill
    from skills.oracle.executor import OracleExecutor

    drills = [
        run_drill(
            EpisodeConfig(task=task.id, skills=ORACLE, seed=seed, max_steps=steps),
            lambda world, seed: OracleExecutor(world, 0, seed),
        )
        for seed in seeds
    ]
    return [len(drill.actions) if drill.success else 0 for drill in drills]


def play_crew(skills: str, what: dict[str, str], seeds: Sequence[int], steps: int | None, texture: int) -> list[int]:
    """Have the planner and skills of `lodestone run` play an episode a seed of an `order` or a `task`."""
    from lodestone.config import EpisodeConfig
    from lodestone.episode import run_episode
    from planner.plan import PlanError

    played = list[int]()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            how = {"skills": skills, "max_steps": steps, "texture_seed": texture, "out": Path(folder) / "record"}
            try:
                record = run_episode(EpisodeConfig.model_validate({**what, **how, "seed": seed})).record
            except PlanError:  # what these skills cannot do at all is no success either
                played.append(0)
                continue
        played.append(record.steps if record.success else 0)
    return played


@dataclass(frozen=True)
class Entrant:
    """Who is measured."""

    name: str
    play: Callable[[Task, Sequence[int]], list[int]]
    """Plays an episode a seed of a task, and returns after how many steps each succeeded, 0 if it did not."""
    play_order: Callable[[str, Sequence[int]], list[int]] | None = None
    """The same of an order, if it has a planner."""
    policy: str | None = None
    """Name of the folder, or of the run."""
    sha256: str | None = None
    """Of the weights."""
    text: str | None = None
    """Reward model that reads prompts to it."""


def entrants(args: argparse.Namespace) -> list[Entrant]:
    """Return everybody that the command line names.

    Raises:
        CheckpointError: There is no such policy.
    """
    found = [] if args.no_random else [_player("random", RandomPlayer(), args)]
    for given in args.policy:
        name, _, source = given.partition("=")
        found.append(_policy(name, source, args))
    for given in args.crew:
        name, _, source = given.partition("=")
        found.append(_crew(name, source, args))
    if args.oracle:
        found.append(Entrant("oracle", lambda task, seeds: play_oracle(task, seeds, args.steps)))
    return found


def _policy(name: str, source: str, args: argparse.Namespace) -> Entrant:
    """Return a policy that is measured: a folder or hub id of its own, or a run folder."""
    run = Path(source)
    folder = folder_of(str(run / "model") if (run / "config.yaml").exists() and (run / "model").exists() else source)
    policy = VPTPolicy.from_pretrained(folder)
    with (folder / WEIGHTS).open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    label = folder.resolve().parent.name if folder.name == "model" else Path(source).name
    text = None if policy.config.goal_size is None else args.text
    return _player(name, PolicyPlayer(policy, args.text), args, policy=label, sha256=sha256, text=text)


def _crew(name: str, skills: str, args: argparse.Namespace) -> Entrant:
    """Return the planner with learnt skills: those that ship, those of a folder, or with the oracle's help.

    Raises:
        CheckpointError: There is no repertoire in the folder, or it says something that cannot be.
        ConfigError: There are no skills of that name, or a person is to act.
    """
    from lodestone.config import episode_config
    from lodestone.executors import executor_maker

    executor_maker(episode_config({"order": _ORDER, "skills": skills}))  # tells what is wrong before anybody plays
    folder = Path(skills) if Path(skills).is_dir() else SHIPPED
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.suffix in (".safetensors", ".yaml")):
        digest.update(file.read_bytes())

    def play_task(task: Task, seeds: Sequence[int]) -> list[int]:
        return play_crew(skills, {"task": task.id}, seeds, args.steps, args.texture)

    def play_order(order: str, seeds: Sequence[int]) -> list[int]:
        return play_crew(skills, {"order": order}, seeds, args.steps, args.texture)

    return Entrant(name, play_task, play_order, policy=folder.name, sha256=digest.hexdigest())


def _player(name: str, player: Player, args: argparse.Namespace, **facts: str | None) -> Entrant:
    return Entrant(name, lambda task, seeds: play_policy(player, task, seeds, args.steps, args.texture), **facts)


def measure(
    play: Callable[[Sequence[int]], list[int]],
    policy: str | None,
    setting: Setting,
    groups: Sequence[Sequence[int]],
    tell: Callable[[int], None],
) -> Cell:
    """Play a group of seeds after the other, and tell how many episodes are done after each."""
    began, steps = time.perf_counter(), list[int]()
    for group in groups:
        steps += play(group)
        tell(len(group))
    seconds = round(time.perf_counter() - began, 1)
    return Cell(setting=setting, policy=policy, steps=tuple(steps), seconds=seconds, versions=versions())


def summary(steps: Sequence[int]) -> str:
    """Return successes, rate with its interval, and the median of the steps that they took."""
    wins = [count for count in steps if count]
    low, high = Rate(len(wins), len(steps)).interval
    median = f"median {np.median(wins):.0f} steps" if wins else "never"
    return f"{len(wins)} of {len(steps)}, {low:.1%} to {high:.1%}, {median}"


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the command line, read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--policy", action="append", default=[], metavar="NAME=DIR", help="policy, a run's folder, or a hub id"
    )
    parser.add_argument("--text", default="small", help="reward model whose features of prompts are the goals")
    parser.add_argument(
        "--crew",
        action="append",
        default=[],
        metavar="NAME=SKILLS",
        help="skills for the planner: learned, mixed, a folder",
    )
    parser.add_argument("--task", action="append", default=[], metavar="ID|SUITE", help="task id, or a whole suite")
    parser.add_argument("--order", action="append", default=[], help="in plain language; crews alone play it")
    parser.add_argument("--seeds", type=seed_range, default=seed_range("10000..10099"))
    parser.add_argument("--worlds", type=int, default=20, help="episodes side by side")
    parser.add_argument("--steps", type=int, help="limit; the task's own if not given")
    parser.add_argument("--texture", type=int, default=UNSEEN_TEXTURES, help="seed of the textures")
    parser.add_argument("--oracle", action="store_true", help="play tasks of the suite `skills` with the oracle, too")
    parser.add_argument("--no-random", action="store_true", help="leave the random policy out")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON that keeps the results; goes on from it")
    args = parser.parse_args(given)
    if not args.task and not args.order:
        parser.error("say what to play: --task, or --order for crews")
    return args


def main(given: Sequence[str] | None = None) -> None:
    """Measure, keep and print."""
    args = arguments(given)
    try:
        results, players, tasks = Results(args.out), entrants(args), tasks_of(args.task)
    except (ResultsError, CheckpointError, ValueError) as error:
        raise SystemExit(str(error)) from error
    jobs = [(task.id, player, partial(player.play, task)) for task in tasks for player in players]
    jobs += [
        (order, player, partial(player.play_order, order))
        for order in args.order
        for player in players
        if player.play_order is not None
    ]
    seeds = args.seeds
    groups = [seeds[start : start + args.worlds] for start in range(0, len(seeds), args.worlds)]
    cells = []
    with Progress() as progress:
        bar = progress.add_task("episodes", total=len(jobs) * len(seeds))
        for name, player, play in jobs:
            setting = Setting(
                task=name,
                player=player.name,
                sha256=player.sha256,
                text=player.text,
                seeds=f"{seeds[0]}..{seeds[-1]}",
                texture=args.texture,
                limit=args.steps,
            )
            cell = results.find(setting)
            if cell is None:
                cell = measure(play, player.policy, setting, groups, lambda count: progress.advance(bar, count))
                results.add(cell)
            else:
                progress.advance(bar, len(seeds))
            cells.append(cell)
            progress.console.print(f"{name}  {player.name}: {summary(cell.steps)}", highlight=False)
    print(table(cells, [player.name for player in players]))


if __name__ == "__main__":
    main()
