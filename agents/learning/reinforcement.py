"""Reinforcement: a policy that was imitated tries for itself, and what paid becomes likelier.

A step of the run is a fragment: so many steps of all worlds, learnt from in a few epochs of minibatches, each of which
has some of the worlds with all their steps. A frozen teacher reads the same frames with a memory of its own.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from gymnasium.vector import VectorEnv
from torch import Tensor, nn

from agents.errors import CheckpointError, RewardError, TrainingError
from agents.learning.advantages import estimate, explained_variance, normalised
from agents.learning.config import ReinforcementConfig
from agents.learning.fragments import Fragment
from agents.learning.optimiser import make_optimiser
from agents.learning.ppo import Lesson, ppo_loss, read
from agents.learning.rollout import Rollout
from agents.learning.run import ALONE, Outcome, Run, Wrap, means
from agents.learning.run_folder import RunFolder, Team
from agents.mineclip.model import load
from agents.mineclip.reward import VideoReward
from agents.mineclip.terms import RewardTerms
from agents.vpt.heads import Distribution, ValueHead
from agents.vpt.memory import join
from agents.vpt.policy import VPTPolicy
from envs.overworld.batch import OverworldConfig
from envs.overworld.vector import OverworldVectorEnv

_SEED_BITS = 31
_MINIBATCHES = 1
"""Stream of random numbers."""


class Reinforcement(Run[ReinforcementConfig, Lesson]):
    """One run of PPO.

    Args:
        config: What it is made with.
        folder: Where it is kept.
        resume: Go on from the newest checkpoint. Weights, optimiser, learning rate and the teacher's weight are as they
            were; the worlds begin new episodes, with seeds that follow from the run's seed and the step.
        wrap: What is done to the policy for several devices.
        team: The processes that learn together: one.

    Raises:
        TrainingError: The run cannot be begun or resumed; the message names the field that is wrong.
    """

    config_type = ReinforcementConfig

    def __init__(
        self,
        config: ReinforcementConfig,
        folder: RunFolder,
        resume: bool = False,
        wrap: Wrap | None = None,
        team: Team = ALONE,
    ) -> None:
        if team.size > 1:
            raise TrainingError(f"reinforcement learns in one process, not in {team.size}: leave out --workers")
        super().__init__(config, folder, resume, wrap, team)
        start = config.policy if self.saved is None else str(self.saved.folder)
        self.network = _load("policy", start).to(self.device)
        if self.saved is None:
            begin_values(self.network.value_head)
        self.teacher = self._load_teacher()
        self._teacher_state = None if self.teacher is None else self.teacher.initial_state(config.worlds)
        self.model: nn.Module = self.wrap(self.network)
        self.optimiser = make_optimiser(self.network, config)
        self.restore()
        self.rollout = self._begin_rollout()

    def make_env(self) -> VectorEnv[Any, Any, Any]:
        """Return the worlds.

        Raises:
            TrainingError: There is no such task or biome.
        """
        config = self.config
        try:
            return OverworldVectorEnv(
                config.worlds,
                config=OverworldConfig(
                    task=config.task,
                    biome=config.biome,
                    image_size=self.network.config.image_size,
                    max_steps=config.max_steps,
                    voxels=False,
                ),
            )
        except ValueError as error:
            raise TrainingError(f"configuration, task or biome: {error}") from error

    def batches(self) -> Iterator[Lesson]:
        """Yield a fragment after the other, each acted by the policy as it is then."""
        while True:
            yield self.prepare(self.rollout.collect(self.config.fragment_steps, self.step))

    def prepare(self, fragment: Fragment) -> Lesson:
        """Return what is to be learnt from a fragment: how good its steps were, and what the teacher says of them."""
        config = self.config
        fragment = fragment.to(self.device)
        live = fragment.live
        estimated = estimate(fragment, config.gamma, config.gae_lambda)
        head = self.network.value_head
        if live.any():
            head.normalise(estimated.returns[live], update=True)
        advantage, target = normalised(estimated.advantage, live), head.normalise(estimated.returns)
        fragment, teacher = self._ask_teacher(fragment)
        return Lesson(fragment=fragment, advantage=advantage, target=target, teacher=teacher)

    def learn(self, batch: Lesson) -> tuple[Outcome, float]:
        """Learn from a fragment, in minibatches, and return the mean of what the policy made of them."""
        outcomes, lengths = list[Outcome](), list[float]()
        for rows in self._minibatches(batch.fragment.worlds):
            outcome, length = super().learn(batch.of(rows))
            outcomes.append(outcome)
            lengths.append(length)
        fragment, live = batch.fragment, batch.fragment.live
        foretold = self.network.value_head.normalise(fragment.value[:-1])
        figures = {name.removeprefix("train/"): value for name, value in means("train", outcomes).items()}
        figures |= {
            "drift": float(outcomes[0].figures["drift"]),
            "explained_variance": float(explained_variance(foretold[live], batch.target[live])),
            "teacher_weight": self.teacher_weight,
        }
        tensors = {name: torch.tensor(value) for name, value in figures.items()}
        whole = Outcome(tensors.pop("loss"), tensors, float(live.sum()), fragment.steps * fragment.worlds)
        return whole, float(np.mean(lengths))

    def outcome(self, batch: Lesson) -> Outcome:
        """Return the loss of some worlds of a fragment."""
        config, fragment = self.config, batch.fragment
        with self.autocast():
            reading = read(self.model, fragment, fragment.state)
        loss = ppo_loss(reading, batch, config.clip, config.value_weight, self.teacher_weight)
        figures = loss._asdict()
        total, weight = figures.pop("total"), figures.pop("steps")
        return Outcome(total, figures, weight, fragment.steps * fragment.worlds)

    def validate(self) -> dict[str, float]:
        """Return what the episodes were like that ended since the last time; nothing else is tried."""
        return self.rollout.figures()

    def own(self) -> dict[str, Any]:
        """Return nothing: what is not in the weights follows from the seed and the step."""
        return {}

    def load_own(self, own: dict[str, Any]) -> None:
        """Take nothing."""

    @property
    def teacher_weight(self) -> float:
        """What the distance to the teacher weighs in this step of the run."""
        return self.config.teacher_weight * self.config.teacher_decay**self.step

    @torch.no_grad()
    def _ask_teacher(self, fragment: Fragment) -> tuple[Fragment, Distribution | None]:
        """Return the fragment with the teacher's memory before it, and what it says: 35 kB a frame.

        The memory after the fragment is kept for the next one.
        """
        if self.teacher is None or self._teacher_state is None:
            return fragment, None
        fragment = replace(fragment, teacher_state=self._teacher_state)
        readings = []
        for part in fragment.split(self.config.minibatches):
            assert part.teacher_state is not None
            with self.autocast():
                readings.append(read(self.teacher, part, part.teacher_state))
        self._teacher_state = join([reading.state for reading in readings])
        heads = zip(*(reading.said for reading in readings), strict=True)
        return fragment, Distribution(*(torch.cat(said, 1) for said in heads))

    def _minibatches(self, worlds: int) -> Iterator[Tensor]:
        """Yield the numbers of the worlds in each minibatch of all epochs."""
        random = np.random.default_rng([self.config.seed, self.step, _MINIBATCHES])
        for _ in range(self.config.epochs):
            for rows in np.array_split(random.permutation(worlds), self.config.minibatches):
                yield self.here(rows)

    def _load_teacher(self) -> VPTPolicy | None:
        config = self.config
        if config.teacher_weight == 0:
            return None
        teacher = _load("teacher", config.teacher or config.policy).to(self.device).eval().requires_grad_(False)
        for name in ("image_size", "goal_size"):
            theirs, ours = getattr(teacher.config, name), getattr(self.network.config, name)
            if theirs != ours:
                raise TrainingError(f"configuration, teacher: its {name} is {theirs}, and the policy's is {ours}")
        return teacher

    def _begin_rollout(self) -> Rollout:
        config = self.config
        state = np.random.SeedSequence([config.seed, self.step]).generate_state(config.worlds + 1)
        seeds = [int(number) >> (32 - _SEED_BITS) for number in state]
        random = torch.Generator(self.device).manual_seed(seeds.pop())
        try:
            env = self.make_env()
            video = self._load_video()
            half = config.precision == "bfloat16"
            terms = RewardTerms({str(name): weight for name, weight in config.rewards.items()})
            return Rollout(env, self.network, terms, seeds, random, video, half=half)
        except RewardError as error:
            raise TrainingError(f"configuration, rewards: {error}") from error

    def _load_video(self) -> VideoReward | None:
        settings = self.config.mineclip
        if settings is None:
            return None
        size = self.network.config.image_size
        try:
            model = load(settings.model).to(self.device)
            video = VideoReward(model, settings.prompt, self.config.worlds, settings.kind)
        except (CheckpointError, RewardError) as error:
            raise TrainingError(f"configuration, mineclip: {error}") from error
        if model.config.image_size != (size, size):
            raise TrainingError(
                f"configuration, mineclip.model: it sees pictures of {model.config.image_size}, and the policy of "
                f"{(size, size)}: name one that sees the same"
            )
        return video


def begin_values(head: ValueHead) -> None:
    """Let a value head that has never learnt say 0 of everything, as VPT's does when reinforcement begins."""
    if head.normalizer.debiasing_term == 0:
        nn.init.zeros_(head.linear.weight)
        nn.init.zeros_(head.linear.bias)


def _load(field: str, source: str) -> VPTPolicy:
    try:
        return VPTPolicy.from_pretrained(source)
    except CheckpointError as error:
        raise TrainingError(f"configuration, {field}: {error}") from error
