"""How often policies do tasks from pixels alone, with Wilson intervals, beside a random policy and the oracle.

    python -m benchmarks.policies --policy cloned=runs/chop/model --task minedojo/harvest_1_log_forest --steps 600
    python -m benchmarks.policies --policy cloned=runs/skills --task skills --oracle --out results.json
    python -m benchmarks.policies --crew learned=learned --task plan4mc --order "make a stone pickaxe" --no-random

Each seed is one episode a task: a new world that nothing was learnt from, textures that nothing was learnt from unless
told otherwise, the task's own limit, success as the task says. Policies get the picture (128x128, as it was recorded),
and the task's prompt if they take goals; they draw their actions, by numbers that follow from the seed. Some worlds are
played side by side, and the next seed begins where an episode ends. `random` draws each of VPT's joint actions with the
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
from typing import Any, Protocol

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
from benchmarks.results import Cell, Results, ResultsError, Setting, table
from envs.overworld.batch import OverworldConfig
from envs.overworld.vector import OverworldVectorEnv
from envs.tasks import Task, tasks_of
from lodestone.config import seed_range
from skills.learned.repertoire import SHIPPED
from skills.rates import Rate

UNSEEN_TEXTURES = 1000
_ORDER = "get 1 log"
"""Any that there is."""
_IDLE = -1
"""In place of the number of an episode, where none is left to begin."""

Tell = Callable[[], None]
"""Is called after every episode."""


class Player(Protocol):
    """Chooses actions for a batch of worlds. All chance in an episode follows from its seed."""

    def begin(self, seeds: Sequence[int], prompt: str) -> None:
        """Forget everything, and hear what is to be done in worlds that begin with these seeds."""

    def begin_again(self, world: int, seed: int) -> None:
        """Forget what was in one of the worlds: its next frame is the first of another episode."""

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return what to do, given (N, H, W, 3)."""


class RandomPlayer:
    """Every joint action with the same chance."""

    def begin(self, seeds: Sequence[int], prompt: str) -> None:
        """Begin with the random numbers of these seeds."""
        self._random = [np.random.default_rng(seed) for seed in seeds]

    def begin_again(self, world: int, seed: int) -> None:
        """Begin with the random numbers of this seed."""
        self._random[world] = np.random.default_rng(seed)

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return random actions."""
        drawn = [random.integers((BUTTON_CHOICES, CAMERA_CHOICES)) for random in self._random]
        return JointAction(*np.array(drawn).T)


class PolicyPlayer:
    """A policy that draws its actions; `text` (a reward model) reads the prompt to it, if it takes goals."""

    def __init__(self, policy: VPTPolicy, text: str) -> None:
        self._policy, self._text = policy.eval(), text

    def begin(self, seeds: Sequence[int], prompt: str) -> None:
        """Empty the memory, and read the prompt."""
        goal = goal_of(self._policy, prompt, self._text)
        self._random = [torch.Generator().manual_seed(seed) for seed in seeds]
        self._actor = PolicyActor(self._policy, len(seeds), self._random, goal)

    def begin_again(self, world: int, seed: int) -> None:
        """Empty the memory of a world."""
        self._random[world].manual_seed(seed)
        self._actor.forget(np.arange(len(self._random)) == world)

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return the policy's actions."""
        return self._actor.act(frames)


def play_policy(
    player: Player, task: Task, seeds: Sequence[int], steps: int | None, texture: int, worlds: int, tell: Tell
) -> list[int]:
    """Play an episode a seed, and return after how many steps each succeeded, 0 if it did not.

    Args:
        player: Who plays.
        task: What; it has a limit of its own, or `steps` is given.
        seeds: Of the episodes.
        steps: Their limit, if not the task's own.
        texture: Seed of the textures.
        worlds: Episodes side by side, at most.
        tell: Is called after each.
    """
    config = OverworldConfig(task=task, image_size=(128, 128), max_steps=steps, texture_seed=texture, voxels=False)
    count = min(worlds, len(seeds))
    env = OverworldVectorEnv(count, config=config)
    observation, _ = env.reset(seed=list(seeds[:count]))
    player.begin(seeds[:count], task.prompt)
    won, episode, age = [0] * len(seeds), np.arange(count), np.zeros(count, np.int64)
    coming = iter(range(count, len(seeds)))
    while (episode != _IDLE).any():
        observation, _, terminated, truncated, info = env.step(to_canonical(player.act(observation["rgb"])))
        age += 1
        success = np.asarray(info["success"])
        for world in np.flatnonzero((success | terminated | truncated) & (episode != _IDLE)).tolist():
            won[episode[world]] = int(age[world]) if success[world] else 0
            tell()
            episode[world], age[world] = next(coming, _IDLE), 0
            if episode[world] != _IDLE:
                observation = _begin_again(env, player, world, seeds[episode[world]])
    return won


def _begin_again(env: OverworldVectorEnv, player: Player, world: int, seed: int) -> dict[str, Any]:
    """Begin another episode in one of the worlds, and return the observation of all."""
    here = np.arange(env.num_envs) == world
    player.begin_again(world, seed)
    observation, _ = env.reset(seed=np.where(here, seed, None).tolist(), options={"reset_mask": here})
    return observation


def play_oracle(task: Task, seeds: Sequence[int], steps: int | None, tell: Tell) -> list[int]:
    """Have the oracle play an episode a seed of a task of the suite `skills`, with VPT's controls."""
    from lodestone.config import ORACLE, EpisodeConfig
    from lodestone.drills import run_drill
    from skills.oracle.executor import OracleExecutor

    won = []
    for seed in seeds:
        config = EpisodeConfig(task=task.id, skills=ORACLE, seed=seed, max_steps=steps)
        drill = run_drill(config, lambda world, seed: OracleExecutor(world, 0, seed))
        won.append(len(drill.actions) if drill.success else 0)
        tell()
    return won


def play_crew(
    skills: str, what: dict[str, str], seeds: Sequence[int], steps: int | None, texture: int, tell: Tell
) -> list[int]:
    """Have the planner and skills of `lodestone run` play an episode a seed of an `order` or a `task`."""
    from lodestone.config import EpisodeConfig
    from lodestone.episode import run_episode
    from lodestone.record import INTERRUPTED
    from planner.plan import PlanError

    won = list[int]()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            how = {"skills": skills, "max_steps": steps, "texture_seed": texture, "out": Path(folder) / "record"}
            try:
                record = run_episode(EpisodeConfig.model_validate({**what, **how, "seed": seed})).record
            except PlanError:  # what these skills cannot do at all is no success either
                won.append(0)
            else:
                if record.reason == INTERRUPTED:  # says nothing of whoever played
                    raise KeyboardInterrupt
                won.append(record.steps if record.success else 0)
        tell()
    return won


@dataclass(frozen=True)
class Entrant:
    """Who is measured."""

    name: str
    play: Callable[[Task, Tell], list[int]]
    """Plays an episode a seed of a task, and returns after how many steps each succeeded, 0 if it did not."""
    play_order: Callable[[str, Tell], list[int]] | None = None
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
        found.append(Entrant("oracle", lambda task, tell: play_oracle(task, args.seeds, args.steps, tell)))
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

    def play_task(task: Task, tell: Tell) -> list[int]:
        return play_crew(skills, {"task": task.id}, args.seeds, args.steps, args.texture, tell)

    def play_order(order: str, tell: Tell) -> list[int]:
        return play_crew(skills, {"order": order}, args.seeds, args.steps, args.texture, tell)

    return Entrant(name, play_task, play_order, policy=folder.name, sha256=repertoire_digest(folder))


def repertoire_digest(folder: Path) -> str:
    """Return the SHA-256 of a repertoire: all its weights, and what it says."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.suffix in (".safetensors", ".yaml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _player(name: str, player: Player, args: argparse.Namespace, **facts: str | None) -> Entrant:
    def play(task: Task, tell: Tell) -> list[int]:
        return play_policy(player, task, args.seeds, args.steps, args.texture, args.worlds, tell)

    return Entrant(name, play, **facts)


def measure(play: Callable[[Tell], list[int]], policy: str | None, setting: Setting, tell: Tell) -> Cell:
    """Play, and return what came of it."""
    began = time.perf_counter()
    steps = play(tell)
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
    if args.steps is None and (endless := [task.id for task in tasks if task.max_steps is None]):
        raise SystemExit(f"{endless[0]} has no limit of its own: give --steps")
    jobs = [(task.id, player, partial(player.play, task)) for task in tasks for player in players]
    jobs += [
        (order, player, partial(player.play_order, order))
        for order in args.order
        for player in players
        if player.play_order is not None
    ]
    seeds = args.seeds
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
                cell = measure(play, player.policy, setting, partial(progress.advance, bar))
                results.add(cell)
            else:
                progress.advance(bar, len(seeds))
            cells.append(cell)
            progress.console.print(f"{name}  {player.name}: {summary(cell.steps)}", highlight=False)
    print(table(cells, [player.name for player in players]))


if __name__ == "__main__":
    main()
