"""Reinforcement: a policy that was imitated tries for itself, and what paid becomes likelier.

A step of the run learns from a fragment: so many steps of all worlds, in a few epochs of minibatches, each of which has
some of the worlds with all their steps. A frozen teacher reads the same frames with a memory of its own. Where the
fragments come from is a source's business: worlds in this process, or workers (`agents.learning.cluster`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gymnasium.vector import VectorEnv
from torch import Tensor, nn

from agents.errors import CheckpointError, TrainingError
from agents.learning.abouts import about_reinforcement
from agents.learning.advantages import estimate, explained_variance, normalised
from agents.learning.config import ReinforcementConfig
from agents.learning.curriculum import Curriculum, Stages, start_sites
from agents.learning.fragments import Fragment, join_fragments
from agents.learning.model_card import About
from agents.learning.optimiser import make_optimiser
from agents.learning.ppo import Lesson, ppo_loss, read
from agents.learning.run import ALONE, Listener, Outcome, Run, Wrap, means
from agents.learning.run_folder import RunFolder, Team
from agents.learning.sampler import Sample, Sampler, Source, make_worlds
from agents.learning.self_imitation import SelfImitation
from agents.vpt.heads import Distribution, ValueHead
from agents.vpt.memory import Memory, join
from agents.vpt.policy import VPTPolicy

_MINIBATCHES, _SUCCESSES = 1, 2
"""Streams of random numbers."""


class Reinforcement(Run[ReinforcementConfig, Lesson]):
    """One run of PPO.

    Args:
        config: What it is made with.
        folder: Where it is kept.
        resume: Go on from the newest checkpoint. Weights, optimiser, learning rate, the teacher's weight and the stages
            of the curriculum are as they were; the worlds begin new episodes, with seeds that follow from the run's
            seed and the step.
        wrap: What is done to the policy for several devices.
        team: The processes that learn together: one.
        source: Where fragments come from; worlds in this process if not given.

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
        source: Source | None = None,
    ) -> None:
        if team.size > 1:
            raise TrainingError(f"reinforcement learns in one process, not in {team.size}: others sample for it")
        super().__init__(config, folder, resume, wrap, team)
        start = config.policy if self.saved is None else str(self.saved.folder)
        self.network = load_policy("policy", start).to(self.device)
        if self.saved is None:
            begin_values(self.network.value_head)
        self.teacher = self._load_teacher()
        self._teacher_states: dict[int, Memory] = {}
        self.model: nn.Module = self.wrap(self.network)
        self.optimiser = make_optimiser(self.network, config)
        sites = start_sites(config)
        self.curriculum = Curriculum(config.curriculum, sites) if config.curriculum else None
        self.restore()
        random = np.random.default_rng([config.seed, self.step, _SUCCESSES])
        again = config.self_imitation
        self.self_imitation = SelfImitation(again, config.gamma, random) if again else None
        self._env: VectorEnv[Any, Any, Any] | None = None
        self.source = source or self._sampler()

    def run(self, listener: Listener | None = None) -> Path:
        """Learn until the configured step, let the worlds go, and return the folder of the network."""
        try:
            return super().run(listener)
        finally:
            if self._env is not None:
                self._env.close()

    def make_env(self) -> VectorEnv[Any, Any, Any]:
        """Return the worlds of this process."""
        return make_worlds(self.config, self.network.config.image_size)

    def batches(self) -> Iterator[Lesson]:
        """Yield a lesson after the other, each acted by the policy as it is then."""
        while True:
            yield self.prepare(self.source.collect(self.step, self.stages))

    def prepare(self, samples: Sequence[Sample]) -> Lesson:
        """Return what is to be learnt: how good steps were, and what the teacher says of them.

        Args:
            samples: In the order in which they came. The stale ones are not learnt from; the teacher sees them too, or
                its memory would lack what came between.
        """
        config = self.config
        if self.curriculum:
            self.curriculum.hear(episode for sample in samples for episode in sample.episodes)
        asked = [self._ask_teacher(sample._replace(fragment=sample.fragment.to(self.device))) for sample in samples]
        stale = [sample.stale(self.step, config.staleness) for sample in samples]
        fresh = [pair for pair, old in zip(asked, stale, strict=True) if not old]
        fragment = join_fragments([fragment for fragment, _ in fresh])
        if self.self_imitation:
            self.self_imitation.keep(fragment)
        said = [said for _, said in fresh if said is not None]
        live = fragment.live
        estimated = estimate(fragment, config.gamma, config.gae_lambda)
        head = self.network.value_head
        if live.any():
            head.normalise(estimated.returns[live], update=True)
        advantage, target = normalised(estimated.advantage, live), head.normalise(estimated.returns)
        return Lesson(fragment=fragment, advantage=advantage, target=target, teacher=_together(said) if said else None)

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
        if self.self_imitation:
            with self.autocast():
                again, more = self.self_imitation.loss(self.model, self.network.value_head, fragment.worlds)
            total, figures = total + again, figures | more
        return Outcome(total, figures, weight, fragment.steps * fragment.worlds)

    def validate(self) -> dict[str, float]:
        """Return what the episodes were like that ended since the last time; nothing else is tried."""
        return self.source.figures() | (self.curriculum.figures() if self.curriculum else {})

    def about(self) -> About:
        """Return what the card says of this run."""
        return about_reinforcement(self.config, self.network)

    def own(self) -> dict[str, Any]:
        """Return the stages of the curriculum; what else is not in the weights follows from the seed and the step."""
        return {"curriculum": self.curriculum.state_dict()} if self.curriculum else {}

    def load_own(self, own: dict[str, Any]) -> None:
        """Take what `own` returned."""
        if self.curriculum and "curriculum" in own:
            self.curriculum.load_state_dict(own["curriculum"])

    @property
    def stages(self) -> Stages:
        """Of the curriculum, at which episodes begin."""
        return self.curriculum.stages if self.curriculum else {}

    @property
    def teacher_weight(self) -> float:
        """What the distance to the teacher weighs in this step of the run."""
        return self.config.teacher_weight * self.config.teacher_decay**self.step

    def _sampler(self) -> Sampler:
        """Return one of worlds in this process."""
        self._env = self.make_env()
        try:
            return Sampler(self.config, self.network, self._env, self.device, self.step, stages=self.stages)
        except BaseException:
            self._env.close()
            raise

    @torch.no_grad()
    def _ask_teacher(self, sample: Sample) -> tuple[Fragment, Distribution | None]:
        """Return the fragment with the teacher's memory before it, and what it says: 35 kB a frame.

        The memory after the fragment is kept for the sampler's next one.
        """
        fragment = sample.fragment
        if self.teacher is None:
            return fragment, None
        if sample.sampler not in self._teacher_states:
            self._teacher_states[sample.sampler] = self.teacher.initial_state(fragment.worlds)
        fragment = replace(fragment, teacher_state=self._teacher_states[sample.sampler])
        readings = []
        for part in fragment.split(self.config.minibatches):
            assert part.teacher_state is not None
            with self.autocast():
                readings.append(read(self.teacher, part, part.teacher_state))
        self._teacher_states[sample.sampler] = join([reading.state for reading in readings])
        return fragment, _together([reading.said for reading in readings])

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
        teacher = load_policy("teacher", config.teacher or config.policy).to(self.device).eval().requires_grad_(False)
        for name in ("image_size", "goal_size"):
            theirs, ours = getattr(teacher.config, name), getattr(self.network.config, name)
            if theirs != ours:
                raise TrainingError(f"configuration, teacher: its {name} is {theirs}, and the policy's is {ours}")
        return teacher


def begin_values(head: ValueHead) -> None:
    """Let a value head that has never learnt say 0 of everything, as VPT's does when reinforcement begins."""
    if head.normalizer.debiasing_term == 0:
        nn.init.zeros_(head.linear.weight)
        nn.init.zeros_(head.linear.bias)


def _together(said: Sequence[Distribution]) -> Distribution:
    """Return what was said of several worlds, (T, N, ...) each, as said of all of them."""
    return Distribution(*(torch.cat(heads, 1) for heads in zip(*said, strict=True)))


def load_policy(field: str, source: str) -> VPTPolicy:
    """Return a policy that a field of the configuration names.

    Raises:
        TrainingError: It cannot be read.
    """
    try:
        return VPTPolicy.from_pretrained(source)
    except CheckpointError as error:
        raise TrainingError(f"configuration, {field}: {error}") from error
