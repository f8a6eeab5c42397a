"""Where fragments come from: worlds of a run that its policy steps, in this process or in another."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch
from gymnasium.vector import VectorEnv
from torch import Tensor

from agents.errors import CheckpointError, RewardError, TrainingError
from agents.goals import goal_of
from agents.learning.config import ReinforcementConfig
from agents.learning.curriculum import start_sites
from agents.learning.fragments import Fragment
from agents.learning.rollout import Episode, Rollout
from agents.mineclip.model import load
from agents.mineclip.reward import VideoReward
from agents.mineclip.terms import RewardTerms
from agents.vpt.policy import VPTPolicy
from envs.overworld.batch import OverworldConfig
from envs.overworld.vector import OverworldVectorEnv
from envs.tasks import get_task

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

    def collect(self, version: int, stage: int = 0) -> Sequence[Sample]:
        """Return one at least that is not stale, for a policy of this version and a stage of the curriculum."""

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
        stage: Of the curriculum, at which the first episodes begin.

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
        stage: int = 0,
    ) -> None:
        self.number = number
        self._steps = config.fragment_steps
        self._env, self._sites = env, start_sites(config)
        self._begin_at(stage)
        *seeds, draws = _seeds(config, version, number)
        random = torch.Generator(device).manual_seed(draws)
        half = config.precision == "bfloat16"
        try:
            terms = RewardTerms({str(name): weight for name, weight in config.rewards.items()})
            video = _load_video(config, policy.config.image_size, device)
            goal = _goal(config, policy)
            self.rollout = Rollout(env, policy, terms, seeds, random, video, goal, half, stage)
        except RewardError as error:
            raise TrainingError(f"configuration, rewards: {error}") from error

    def collect(self, version: int, stage: int = 0) -> Sequence[Sample]:
        """Return the next fragment; episodes that begin in it do so at this stage of the curriculum."""
        if stage != self._stage:
            self._begin_at(stage)
        known = len(self.rollout.episodes)
        fragment = self.rollout.collect(self._steps, version, stage)
        return [Sample(self.number, fragment, self.rollout.episodes[known:])]

    def figures(self) -> dict[str, float]:
        """Return what episodes were like that ended since the last call: see `Rollout.figures`."""
        return self.rollout.figures()

    def _begin_at(self, stage: int) -> None:
        self._stage = stage
        if site := self._sites[stage]:
            self._env.change_start({"site": site})  # type: ignore[attr-defined]  # the Overworld's, which has sites


def make_worlds(config: ReinforcementConfig, image_size: int, number: int = 0) -> VectorEnv[Any, Any, Any]:
    """Return the worlds of a sampler, with square pictures of a size.

    Raises:
        TrainingError: There is no such task or biome.
    """
    fields = OverworldConfig(
        task=config.task,
        biome=config.biome,
        image_size=image_size,
        texture_seed=number % config.texture_seeds,
        max_steps=config.max_steps,
        voxels=False,
    )
    try:
        return OverworldVectorEnv(config.worlds, config=fields)
    except ValueError as error:
        raise TrainingError(f"configuration, task or biome: {error}") from error


def _seeds(config: ReinforcementConfig, version: int, number: int) -> list[int]:
    """Return a seed for the first episode of each world, and one for the policy's draws."""
    state = np.random.SeedSequence([config.seed, version, number]).generate_state(config.worlds + 1)
    return [int(word) >> (32 - _SEED_BITS) for word in state]


def _goal(config: ReinforcementConfig, policy: VPTPolicy) -> Tensor | None:
    """Return what the policy is told in each world (N, G), None if it knows no goals."""
    try:
        goal = goal_of(policy, config.prompt or get_task(config.task).prompt, config.text)
    except (CheckpointError, RewardError) as error:
        raise TrainingError(f"configuration, prompt or text: {error}") from error
    return None if goal is None else goal.expand(config.worlds, -1)


def _load_video(config: ReinforcementConfig, size: int, device: torch.device) -> VideoReward | None:
    settings = config.mineclip
    if settings is None:
        return None
    try:
        model = load(settings.model).to(device)
        video = VideoReward(model, settings.prompt, config.worlds, settings.kind, padding=settings.padding)
    except (CheckpointError, RewardError) as error:
        raise TrainingError(f"configuration, mineclip: {error}") from error
    if model.config.image_size != (size, size):
        raise TrainingError(
            f"configuration, mineclip.model: it sees pictures of {model.config.image_size}, and the policy of "
            f"{(size, size)}: name one that sees the same"
        )
    return video
