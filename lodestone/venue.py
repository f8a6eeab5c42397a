"""Where an episode is played: which environment, and what of its world's state is known besides what is observed.

The one place that knows worlds apart. In the Overworld all of the state is known; in other simulators nothing but what
their player is told, so that what would look at blocks and mobs is left out there.
"""

from abc import ABC, abstractmethod
from functools import lru_cache
from pathlib import Path
from typing import Any

import gymnasium

from envs.foreign.env import ForeignEnv
from envs.minedojo.env import MineDojoEnv
from envs.minerl.env import MineRLEnv
from envs.overworld.env import OverworldEnv
from envs.overworld.world import Overworld
from envs.tasks import get_task
from envs.worker.link import Link
from lodestone.backends.backend import BACKENDS, BackendError, default_folder, environment_python
from lodestone.backends.environment import is_whole
from lodestone.backends.needs import simulator_needs
from lodestone.config import DEFAULT_MAX_STEPS, MINEDOJO, MINERL, OVERWORLD, EpisodeConfig
from lodestone.facts import against, against_building, against_deeds
from lodestone.record import digest
from lodestone.status import Event
from lodestone.watcher import Watcher
from planner.goal import Goal, Structure
from skills.record import Kind, Skill

SIMULATORS: dict[str, type[MineDojoEnv] | type[MineRLEnv]] = {MINEDOJO: MineDojoEnv, MINERL: MineRLEnv}
"""Environments of the other simulators, by their names."""
_FUNCTIONAL = (Kind.CRAFT, Kind.SMELT, Kind.PLACE, Kind.PICKUP)
"""Skills that are carried out with MineDojo's functional actions."""


class Venue(ABC):
    """A world to play in."""

    env: gymnasium.Env[Any, Any]

    @property
    @abstractmethod
    def overworld(self) -> Overworld:
        """What is known of the state, as world 0 of a batch of one; for executors, too."""

    @abstractmethod
    def prepare(self, watcher: Watcher, pictures: bool) -> None:
        """Do what takes long before an episode can begin, and say so."""

    @abstractmethod
    def against(self, goal: Goal) -> str:
        """Return what the state says against a goal being reached; empty if there is nothing."""

    @abstractmethod
    def against_building(self, thing: Structure) -> str:
        """Return what the state says against something standing where it should; empty if there is nothing."""

    def allows(self, skill: Skill) -> bool:
        """Return whether a skill can be carried out here at all."""
        return True

    @abstractmethod
    def digest(self) -> str | None:
        """Return what tells the state from others, None if it is not known."""

    def close(self) -> None:
        """Let the world go."""
        self.env.close()


class OverworldVenue(Venue):
    """The Overworld.

    Args:
        env: It.
    """

    def __init__(self, env: OverworldEnv) -> None:
        self.env = env
        self._env = env

    @property
    def overworld(self) -> Overworld:
        """All of the state."""
        return self._env.world

    def prepare(self, watcher: Watcher, pictures: bool) -> None:
        """Compile the kernels."""
        watcher.prepare(pictures)

    def against(self, goal: Goal) -> str:
        """Return what deeds, buildings and places say against a goal."""
        return against(self.overworld, goal)

    def against_building(self, thing: Structure) -> str:
        """Return what the blocks say against a building."""
        return against_building(self.overworld, thing)

    def digest(self) -> str:
        """Return the digest of all that the world remembers."""
        return digest(self.overworld.memory())


class ForeignVenue(Venue):
    """Another simulator, which tells of the player's deeds, but not of blocks and mobs around.

    Args:
        env: It.
    """

    def __init__(self, env: ForeignEnv) -> None:
        self.env = env
        self._env = env

    @property
    def overworld(self) -> Overworld:
        """The player alone, as far as it is told; without blocks and mobs."""
        return self._env.mirror.world

    def prepare(self, watcher: Watcher, pictures: bool) -> None:
        """Say that it takes a while; the simulator starts when the episode begins."""
        name = self._env.limits.name
        watcher.tell(Event.PREPARING, f"starting {name}, which takes minutes if Minecraft is not running yet")

    def allows(self, skill: Skill) -> bool:
        """Return whether a skill needs no more than the simulator's actions."""
        return skill.kind not in _FUNCTIONAL or "craft" in self._env.actions.spaces

    def against(self, goal: Goal) -> str:
        """Return what the game's counts of kills and uses say against a goal."""
        return against_deeds(self.overworld, goal)

    def against_building(self, thing: Structure) -> str:
        """Return nothing: there are no blocks to look at."""
        return ""

    def digest(self) -> None:
        """Return None: the state is not known."""


def check_venue(config: EpisodeConfig) -> None:
    """Find what is wrong with the world of a configuration before anything is made; raises as `open_venue`."""
    if config.world != OVERWORLD:
        simulator_python(config.world, config.world_port)
        if config.task:
            SIMULATORS[config.world].limits.check_task(get_task(config.task))


def open_venue(config: EpisodeConfig, pictures: bool) -> Venue:
    """Return the world of a configuration; other simulators always draw pictures.

    Raises:
        BackendError: The simulator, or what it needs to start Minecraft, is not here.
        UnavailableTaskError: The task cannot be played there.
    """
    if config.world == OVERWORLD:
        return OverworldVenue(make_env(config, pictures))
    return ForeignVenue(_simulator(config))


def make_env(config: EpisodeConfig, pictures: bool) -> OverworldEnv:
    """Return the Overworld of a configuration; without pictures it runs much faster."""
    return OverworldEnv(
        task=config.task,
        biome=config.biome,
        image_size=config.image_size if pictures else None,
        resource_pack=config.resource_pack if pictures else None,
        texture_seed=config.texture_seed,
        max_steps=step_limit(config),
        start_changes=start_changes(config.start_time),
    )


def make_minedojo(port: int | None = None, **fields: Any) -> MineDojoEnv:
    """Return `lodestone/MineDojo-v0`: MineDojo in the environment that `lodestone backends install minedojo` made.

    Args:
        port: Of a running Minecraft; if not given, MineDojo starts its own.
        fields: Of `MineDojoConfig`, and `render_mode`.

    Raises:
        BackendError: MineDojo, or what it needs to start Minecraft, is not here.
    """
    return MineDojoEnv(simulator_python(MINEDOJO, port), port=port, **fields)


def make_minerl(port: int | None = None, **fields: Any) -> MineRLEnv:
    """Return `lodestone/MineRL-v0`: MineRL in the environment that `lodestone backends install minerl` made.

    Args:
        port: Of a running Minecraft; if not given, MineRL starts its own.
        fields: Of `MineRLConfig`, and `render_mode`.

    Raises:
        BackendError: MineRL, or what it needs to start Minecraft, is not here.
    """
    return MineRLEnv(simulator_python(MINERL, port), port=port, **fields)


def simulator_python(world: str, port: int | None) -> Path:
    """Return the interpreter of another simulator, once it is certain that it can be used.

    Raises:
        BackendError: It is not installed, or no port is given and what starts Minecraft is missing.
    """
    backend = BACKENDS[world]
    folder = default_folder(backend)
    if not is_whole(folder, backend):
        raise BackendError(
            f"the world {world} needs {backend.title} in an environment of its own, and there is none here: "
            f"{backend.command}"
        )
    missing = [] if port is not None else [need for need in simulator_needs(folder, backend) if not need.ok]
    if missing:
        lacks = "; ".join(f"{need.name}: {need.detail}" for need in missing)
        raise BackendError(
            f"{backend.title} cannot start Minecraft here ({lacks}): see `lodestone backends list`, or give "
            "--world-port of a running one, such as `lodestone serve malmo`"
        )
    return environment_python(folder)


def _simulator(config: EpisodeConfig) -> ForeignEnv:
    return SIMULATORS[config.world](
        simulator_worker(config.world, config.world_port),
        port=config.world_port,
        task=config.task,
        biome=config.biome,
        image_size=config.image_size,
        max_steps=step_limit(config),
        start_changes=start_changes(config.start_time),
    )


def simulator_worker(world: str, port: int | None) -> Link:
    """Return the link to another simulator that this process shares; raises as `simulator_python`."""
    return _worker(world, simulator_python(world, port), port)


@lru_cache(maxsize=1)
def _worker(world: str, python: Path, port: int | None) -> Link:
    """Return a link; the next one with another world or port takes its place. Minecraft takes minutes to start."""
    return Link(SIMULATORS[world].worker_config(python))


def start_changes(time: int | None) -> dict[str, Any]:
    """Return what a time of day changes of how a world begins."""
    return {} if time is None else {"start_time": time}


def step_limit(config: EpisodeConfig) -> int:
    """Return the steps after which an episode is given up."""
    if config.max_steps is not None:
        return config.max_steps
    return (get_task(config.task).max_steps if config.task else None) or DEFAULT_MAX_STEPS
