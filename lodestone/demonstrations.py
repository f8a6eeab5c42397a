"""Play an order many times with oracle skills and keep what succeeded as recordings to learn from.

Every episode is played without pictures first, with actions that VPT's policy can say. If it succeeds it is played
again, which ends in the same state, with pictures in a texture of its own, and written in the layout of VPT's
contractor data (`agents.data`). An episode with functional actions, which keys cannot say, is not kept.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agents.data.writer import EpisodeWriter
from envs.overworld.action import InvalidActionError, decode
from envs.overworld.env import OverworldEnv
from envs.overworld.world import Overworld
from envs.tasks import get_task
from lodestone.config import EpisodeConfig
from lodestone.drills import Played, is_drill, run_drill
from lodestone.executors import oracle
from lodestone.record import INTERRUPTED, load
from lodestone.spread import spread


@dataclass(frozen=True)
class Demonstration:
    """What became of one episode."""

    seed: int
    steps: int
    success: bool
    reason: str
    video: Path | None


Listener = Callable[[Demonstration], None]


def recording_name(order: str, seed: int) -> str:
    """Return the name of an episode's recording: version, order, seed, in the way of the contractors' files."""
    words = "".join(letter if letter.isalnum() else "-" for letter in order.lower()).strip("-")
    return f"{words}-{seed:06d}"


def demonstrate(config: EpisodeConfig, folder: Path, textures: int = 1) -> Demonstration:
    """Play one episode, and record it if it succeeds.

    Args:
        config: What to play; `image_size` is that of the recording.
        folder: Where recordings go; an episode that is there already is not played again.
        textures: How many sets of procedural textures to draw from; the seed chooses.
    """
    import numba

    numba.set_num_threads(1)
    from lodestone.venue import step_limit

    name = recording_name(config.order or config.task or "", config.seed)
    video = folder / f"{name}.mp4"
    if video.exists():
        return Demonstration(config.seed, 0, True, "recorded before", video)
    played = play_episode(config, oracle)
    steps = len(played.actions)
    if not played.success:
        return Demonstration(config.seed, steps, False, played.reason, None)
    texture = config.seed % textures
    env = OverworldEnv(
        task=config.task,
        biome=config.biome,
        image_size=config.image_size,
        texture_seed=texture,
        max_steps=step_limit(config),
    )
    metadata = {"order": order_of(config), "biome": played.biome, "textures": texture, "executor": "oracle"}
    observation, _ = env.reset(seed=config.seed)
    try:
        with EpisodeWriter(folder, name, config.image_size, config.seed, metadata) as writer:
            for row in played.actions:
                action = decode(row)
                writer.append(observation["rgb"], action, observation)
                observation, *_ = env.step(action)
    except InvalidActionError as error:
        return Demonstration(config.seed, steps, False, str(error), None)
    return Demonstration(config.seed, steps, True, played.reason, video)


def play_episode(config: EpisodeConfig, make_player: Callable[[Overworld, int], Any]) -> Played:
    """Play an order by a plan, or a task of the suite `skills` by itself, in actions that VPT's policy can say.

    Args:
        config: What to play.
        make_player: Gives an executor that can begin tasks, too, for world 0, from the worlds and a seed.

    Raises:
        KeyboardInterrupt: It was interrupted.
    """
    from lodestone.episode import run_episode

    if is_drill(config):
        return run_drill(config, make_player)
    with TemporaryDirectory() as draft:
        quiet = config.model_copy(update={"controls": "vpt", "out": Path(draft)})
        episode = run_episode(quiet, make_executor=make_player)
        record, actions = load(episode.path)
    if record.reason == INTERRUPTED:
        raise KeyboardInterrupt
    return Played(record.success, record.reason, record.biome, actions)


def order_of(config: EpisodeConfig) -> str:
    """Return what a configuration asks for in words: its order, or the prompt of its task."""
    return config.order or get_task(config.task or "").prompt


def demonstrate_all(
    config: EpisodeConfig, seeds: Iterable[int], folder: Path, textures: int, workers: int, listener: Listener
) -> list[Demonstration]:
    """Play one episode a seed, several at once, and return what became of them in the order of the seeds."""
    job = partial(demonstrate, folder=folder, textures=textures)
    return spread(job, with_seeds(config, seeds), workers, listener)


def with_seeds(config: EpisodeConfig, seeds: Iterable[int]) -> list[EpisodeConfig]:
    """Return the configuration once for each seed."""
    return [config.model_copy(update={"seed": seed}) for seed in seeds]
