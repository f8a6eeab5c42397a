"""The learner: RLlib brings fragments, and a run of reinforcement learns from them as it does alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ray.rllib.core import DEFAULT_MODULE_ID
from ray.rllib.core.learner.torch.torch_learner import TorchLearner
from ray.rllib.core.learner.training_data import TrainingData
from torch import Tensor

from agents.learning.cluster.runner import STAGES, Harvest
from agents.learning.curriculum import FIRST, Stages
from agents.learning.ppo import Lesson
from agents.learning.reinforcement import Reinforcement
from agents.learning.rollout import LOST_WORLDS
from agents.learning.run_folder import RunFolder
from agents.learning.sampler import Sample

_COUNT, _SUCCESS = "episode/count", "episode/success"
"""Figures, which those of single tasks begin with."""


class Mailbox:
    """A source of fragments: those that were brought last."""

    def __init__(self) -> None:
        self._samples: list[Sample] = []
        self._figures: list[dict[str, float]] = []
        self._workers: dict[str, float] = {}

    def bring(self, harvests: Sequence[Harvest], workers: dict[str, float]) -> None:
        """Take what workers returned, and figures of how they are."""
        self._samples = [harvest.sample for harvest in harvests]
        self._figures += [harvest.figures for harvest in harvests]
        self._workers = workers

    def collect(self, version: int, stages: Stages = FIRST) -> Sequence[Sample]:
        """Return what was brought."""
        return self._samples

    def figures(self) -> dict[str, float]:
        """Return the figures of all workers since the last call, and how the workers are."""
        figures, self._figures = self._figures, []
        return together(figures) | self._workers


class FragmentLearner(TorchLearner):
    """Holds the run; an update is a step of it.

    Raises:
        TrainingError: The run cannot be begun or resumed.
    """

    def build(self) -> None:
        """Begin or resume the run."""
        config = self.config
        self._mailbox = Mailbox()
        folder = RunFolder(Path(config.folder))
        self.run = Reinforcement(config.checked(), folder, config.resume, source=self._mailbox)
        self.measured: dict[str, float] = {}
        self._steps = self.run.steps()
        super().build()
        self._weights_seq_no = self.run.step

    def update(self, *, training_data: TrainingData, workers: dict[str, float], **_: Any) -> dict[str, Any]:
        """Learn from fragments, measure and keep, and return RLlib's record of what was measured.

        Args:
            training_data: Its `episodes` are harvests.
            workers: Figures of how the workers are.

        Raises:
            TrainingError: The loss is not finite.
        """
        self._mailbox.bring(training_data.episodes, workers)
        self.measured = next(self._steps)
        self._weights_seq_no = self.run.step
        for name, value in self.measured.items():
            self.metrics.log_value((DEFAULT_MODULE_ID, name), value, window=1)
        if self.run.step == self.run.config.steps:
            self.finish()
        return dict(self.metrics.reduce())

    def get_state(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what RLlib's learner has, and the stages of the curriculum: runners need both."""
        state: dict[str, Any] = super().get_state(*args, **kwargs)
        return state | {STAGES: dict(self.run.stages)}

    def finish(self) -> None:
        """Save what was learnt, once the last step is done."""
        next(self._steps, None)

    def configure_optimizers_for_module(self, module_id: str, config: Any = None) -> None:
        """Let RLlib know of the run's optimiser."""
        self.register_optimizer(
            module_id=module_id, optimizer=self.run.optimiser, params=list(self.run.network.parameters())
        )

    def compute_loss_for_module(self, *, module_id: str, config: Any, batch: Lesson, fwd_out: Any) -> Tensor:
        """Return the loss of some worlds of a fragment."""
        return self.run.outcome(batch).loss

    def _make_module(self) -> Any:
        """Return RLlib's module around the run's network, so that its weights are what is sent."""
        module = super()._make_module()
        module[DEFAULT_MODULE_ID].policy = self.run.network
        return module


def together(figures: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the figures of several rollouts as those of one: see `Rollout.figures`.

    Numbers of episodes and of lost worlds are added. Means over episodes are weighted by how many there were, a task's
    by how many it had; means over steps by nothing: fragments are alike.
    """
    result = dict[str, float]()
    for name in sorted({name for one in figures for name in one}):
        those = [one for one in figures if name in one]
        values = [one[name] for one in those]
        if name.startswith((_COUNT, LOST_WORLDS)):
            result[name] = sum(values)
            continue
        by_task = _COUNT + name.removeprefix(_SUCCESS) if name.startswith(_SUCCESS) else _COUNT
        weights = np.array([one[by_task] if name.startswith("episode/") else 1.0 for one in those])
        result[name] = float(np.dot(values, weights / weights.sum()))  # of one worker, to the bit what it said
    return result
