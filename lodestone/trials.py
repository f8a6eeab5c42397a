"""A version of a skill put to the test: an episode a seed of one task, with nothing but the skill at work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from envs.tasks import Task, get_task, list_tasks
from envs.tasks.contract import Quantity
from envs.tasks.skills import SUITE
from lodestone.config import LEARNED, ConfigError, EpisodeConfig
from lodestone.spread import spread
from lodestone.venue import make_env
from skills.executor import Outcome
from skills.learned.repertoire import LearnedSkill, read_repertoire
from skills.library.contract import SkillTest, SkillVersion
from skills.library.library import Library
from skills.record import Skill, any_of

if TYPE_CHECKING:
    from skills.learned.networks import LearnedSkills

Listener = Callable[[int], None]
"""Is told of each episode, after how many steps it succeeded, 0 if it did not."""


@dataclass(frozen=True)
class _Trial:
    """What is the same in all episodes of a test."""

    folder: Path
    """Of the repertoire."""
    skill: Skill
    task: str
    texture: int


def try_out(
    library: Library,
    version: SkillVersion,
    task: str | None,
    seeds: Sequence[int],
    texture: int,
    workers: int,
    listener: Listener,
) -> SkillTest:
    """Play, keep in the library how it went, and return it.

    Args:
        library: Where the version is.
        version: What is tested.
        task: What it has to do; if None, the task of the suite `skills` that asks for the same.
        seeds: Of the episodes.
        texture: Seed of the textures.
        workers: Processes; more than one need Ray.
        listener: Is told of each episode.

    Raises:
        ConfigError: It is not learnt, or no task is given and none of the suite fits.
        LibraryError: Its executor is missing or damaged.
        CheckpointError: One of its networks cannot be read.
        UnknownNameError: There is no such task.
    """
    folder = library.executor(version)
    repertoire = read_repertoire(folder)
    if version.name not in repertoire.skills:
        raise ConfigError(f"{version} is not learnt: scripts and oracles are not tested")
    skill = repertoire.additions.get(version.name) or library.graph[version.name]
    chosen = get_task(task) if task else _fitting(version.name, repertoire.skills[version.name])
    steps = spread(partial(_play, _Trial(folder, skill, chosen.id, texture)), seeds, workers, listener)
    test = SkillTest(chosen.id, f"{seeds[0]}..{seeds[-1]}", texture, tuple(steps))
    library.note_test(version, test)
    return test


def _fitting(name: str, learned: LearnedSkill) -> Task:
    """Return the task of the suite that asks for what a skill yields, one with the same prompt if there is any.

    Raises:
        ConfigError: There is none.
    """
    gained = [(Quantity.ITEM, name) for item in (learned.gain, learned.loot) if item for name in any_of(item)]
    wanted = {(Quantity.VIEW, learned.see), (Quantity.USE, learned.spend), *gained}
    for task in sorted(list_tasks(suite=SUITE), key=lambda task: task.prompt != learned.prompt):
        if task.success and any((goal.measure.of, goal.measure.name) in wanted for goal in task.success.goals):
            return task
    raise ConfigError(f"no task of the suite {SUITE} asks for what {name} yields: name one with --task")


def _play(trial: _Trial, seed: int) -> int:
    """Play an episode; return after how many steps it succeeded, as the task says, 0 if it did not."""
    from skills.learned.executor import LearnedExecutor

    task = get_task(trial.task)
    config = EpisodeConfig(task=task.id, skills=LEARNED, seed=seed, texture_seed=trial.texture)
    env = make_env(config, pictures=True)
    observation, _ = env.reset(seed=seed)
    executor = LearnedExecutor(_networks(trial.folder), seed)
    executor.begin(trial.skill, _asked(task))
    steps = 0
    while not isinstance(decision := executor.act(observation), Outcome):
        observation, _, terminated, truncated, info = env.step(decision)
        steps += 1
        if info["success"]:
            return steps
        if terminated or truncated:
            break
    return 0


def _asked(task: Task) -> int:
    """Return how many units a task asks for."""
    goals = task.success.goals if task.success else ()
    return max((int(goal.count) for goal in goals if goal.measure.of is Quantity.ITEM), default=1)


@lru_cache(maxsize=1)
def _networks(folder: Path) -> "LearnedSkills":
    from skills.learned.networks import LearnedSkills

    return LearnedSkills(folder)
