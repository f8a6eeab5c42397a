"""Where fragments come from: worlds of a run that its policy steps, in this process or in another."""

from collections.abc import Sequence
from itertools import cycle
from typing import Any, NamedTuple, Protocol

import gymnasium
import numpy as np
import torch
from gymnasium.vector import VectorEnv
from numpy.typing import NDArray
from torch import Tensor

from agents.errors import CheckpointError, RewardError, TrainingError
from agents.goals import goal_of
from agents.learning.config import OVERWORLD, ReinforcementConfig
from agents.learning.curriculum import FIRST, Stages, start_sites
from agents.learning.fragments import Fragment
from agents.learning.rollout import Episode, Rollout
from agents.mineclip.model import load
from agents.mineclip.reward import VideoReward
from agents.mineclip.terms import RewardTerms
from agents.vpt.policy import VPTPolicy
from envs.overworld.batch import OverworldConfig
from envs.overworld.gamedata import UnknownNameError
from envs.overworld.mixed import MixedVectorEnv
from envs.overworld.vector import OverworldVectorEnv
from envs.tasks import get_task
from envs.worker.worlds import SimulatorVectorEnv, single_world

_SEED_BITS = 31


class Sample(NamedTuple):
    """What a sampler's worlds went through."""

    sampler: int
    """Number of the sampler. Its fragments follow each other, or begin new episodes."""
    fragment: Fragment
    episodes: Sequence[Episode] = ()
    """Those that ended in it."""

    def stale(self, version: int, limit: int) -> bool:
        """Return whether the policy that acted is more than `limit` versions older than one of `version`."""
        return version - self.fragment.version > limit


class Source(Protocol):
    """Brings fragments to a run."""

    def collect(self, version: int, stages: Stages = FIRST) -> Sequence[Sample]:
        """Return one at least that is not stale, for a policy of this version and stages of the curriculum."""

    def figures(self) -> dict[str, float]:
        """Return what episodes were like that ended since the last call: see `Rollout.figures`."""


class Sampler:
    """Steps the worlds of a configuration from one fragment to the next.

    Args:
        config: What the run is made with.
        policy: Is asked as it is at the time.
        env: The worlds: see `make_worlds`.
        device: Of the policy.
        version: Of the policy that begins. Together with the run's seed and the number it says which episodes are
            played, so that a sampler that takes another's place does not play the same ones again.
        number: Of the sampler.
        stages: Of the curriculum, at which the first episodes begin.

    Raises:
        TrainingError: A reward cannot be given, or starts cannot move; the message names the field that is wrong.
    """

    def __init__(
        self,
        config: ReinforcementConfig,
        policy: VPTPolicy,
        env: VectorEnv[Any, Any, Any],
        device: torch.device,
        version: int,
        number: int = 0,
        stages: Stages = FIRST,
    ) -> None:
        self.number = number
        self._steps, self._tasks = config.fragment_steps, config.played
        self._parts = list(zip(cycle(config.tasks), getattr(env, "parts", [env]), strict=False))
        self._sites, self._stages = start_sites(config), dict[str, int]()
        self._begin_at(stages)
        *seeds, draws = _seeds(config, version, number)
        random = torch.Generator(device).manual_seed(draws)
        half = config.precision == "bfloat16"
        try:
            terms = RewardTerms({str(name): weight for name, weight in config.rewards.items()})
            video = _load_video(config, policy.config.image_size, device)
            goal = _goal(config, policy)
            begun = self._stage_by_world()
            self.rollout = Rollout(env, policy, terms, seeds, random, video, goal, half, begun, self._tasks)
        except RewardError as error:
            raise TrainingError(f"configuration, rewards: {error}") from error

    def collect(self, version: int, stages: Stages = FIRST) -> Sequence[Sample]:
        """Return the next fragment; episodes that begin in it do so at these stages of the curriculum."""
        self._begin_at(stages)
        known = len(self.rollout.episodes)
        fragment = self.rollout.collect(self._steps, version, self._stage_by_world())
        return [Sample(self.number, fragment, self.rollout.episodes[known:])]

    def figures(self) -> dict[str, float]:
        """Return what episodes were like that ended since the last call: see `Rollout.figures`."""
        return self.rollout.figures()

    def _begin_at(self, stages: Stages) -> None:
        """Tell the worlds of each task whose stage is another one."""
        for task in self._sites:
            stage = stages.get(task, 0)
            if stage != self._stages.get(task) and (site := self._sites[task][stage]):
                for played, env in self._parts:
                    if played == task:
                        env.change_start({"site": site})
            self._stages[task] = stage

    def _stage_by_world(self) -> NDArray[np.int64]:
        return np.array([self._stages[task] for task in self._tasks])


def make_worlds(config: ReinforcementConfig, image_size: int, number: int = 0) -> VectorEnv[Any, Any, Any]:
    """Return the worlds of a sampler, with square pictures of a size.

    Raises:
        TrainingError: There is no such biome or world.
        UnavailableTaskError: A task cannot be played there.
        BackendError: What the world needs is not here.
    """
    if config.world != OVERWORLD:
        check_worlds(config, image_size)
        return SimulatorVectorEnv(config.world, _settings(config, image_size, number))
    textures = min(config.texture_seeds, config.worlds // len(config.tasks))
    parts = [
        OverworldConfig(
            task=task,
            biome=config.biome,
            image_size=image_size,
            texture_seed=(number * textures + texture) % config.texture_seeds,
            max_steps=config.max_steps,
            voxels=False,
        )
        for texture in range(textures)
        for task in config.tasks
    ]
    try:
        return (
            OverworldVectorEnv(config.worlds, config=parts[0])
            if len(parts) == 1
            else MixedVectorEnv(config.worlds, parts)
        )
    except ValueError as error:
        raise TrainingError(f"configuration, biome: {error}") from error


def check_worlds(config: ReinforcementConfig, image_size: int) -> None:
    """Find what is wrong with the worlds of a configuration, without starting simulators; raises as `make_worlds`."""
    if config.world == OVERWORLD:
        make_worlds(config, image_size).close()
        return
    try:
        for settings in _settings(config, image_size, 0)[: len(config.tasks)]:
            single_world(config.world, settings).close()
    except (ImportError, gymnasium.error.Error) as error:
        raise TrainingError(
            f"configuration, world: there is no '{config.world}' ({error}); name {OVERWORLD}, or one that Gymnasium "
            "makes, after its module, such as lodestone:lodestone/MineDojo-v0 (--world minedojo is short for it)"
        ) from error
    except UnknownNameError as error:
        raise TrainingError(f"configuration, biome: {error}") from error


def _settings(config: ReinforcementConfig, image_size: int, number: int) -> list[dict[str, Any]]:
    """Return what each world of a sampler is made with, where it is not the Overworld."""
    ports = config.world_ports or (None,)
    return [
        {
            "task": task,
            "port": ports[(number * config.worlds + world) % len(ports)],
            "biome": config.biome,
            "image_size": (image_size, image_size),
            "max_steps": config.max_steps,
        }
        for world, task in enumerate(config.played)
    ]


def _seeds(config: ReinforcementConfig, version: int, number: int) -> list[int]:
    """Return a seed for the first episode of each world, and one for the policy's draws."""
    state = np.random.SeedSequence([config.seed, version, number]).generate_state(config.worlds + 1)
    return [int(word) >> (32 - _SEED_BITS) for word in state]


def _goal(config: ReinforcementConfig, policy: VPTPolicy) -> Tensor | None:
    """Return what the policy is told in each world (N, G), None if it knows no goals."""
    if policy.config.goal_size is None:
        return None
    prompts = _prompts(config, config.prompt)
    try:
        goals = {prompt: goal_of(policy, prompt, config.text) for prompt in dict.fromkeys(prompts)}
    except (CheckpointError, RewardError) as error:
        raise TrainingError(f"configuration, prompt or text: {error}") from error
    return torch.stack([goal for prompt in prompts if (goal := goals[prompt]) is not None])


def _prompts(config: ReinforcementConfig, given: str | None) -> list[str]:
    """Return a prompt for each world: the given one, or its task's own."""
    return [given or get_task(task).prompt for task in config.played]


def _load_video(config: ReinforcementConfig, size: int, device: torch.device) -> VideoReward | None:
    settings = config.mineclip
    if settings is None:
        return None
    try:
        model = load(settings.model).to(device)
        prompts = _prompts(config, settings.prompt)
        half = config.precision == "bfloat16"
        video = VideoReward(model, prompts, kind=settings.kind, padding=settings.padding, half=half)
    except (CheckpointError, RewardError) as error:
        raise TrainingError(f"configuration, mineclip: {error}") from error
    if model.config.image_size != (size, size):
        raise TrainingError(
            f"configuration, mineclip.model: it sees pictures of {model.config.image_size}, and the policy of "
            f"{(size, size)}: name one that sees the same"
        )
    return video
