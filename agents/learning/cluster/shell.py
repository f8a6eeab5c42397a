"""A run of reinforcement with workers, from beginning to end."""

import logging
from pathlib import Path
from typing import Any

import ray

from agents.errors import TrainingError
from agents.learning.cluster.algorithm import ShellConfig
from agents.learning.config import ReinforcementConfig
from agents.learning.run import Listener
from agents.learning.run_folder import RunFolder


class Shell:
    """Stands where a `Reinforcement` would, and has workers sample for it.

    Args:
        config: What the run is made with; each worker has `worlds` worlds and `threads` CPUs, one if not given.
        folder: Where it is kept.
        resume: Go on from the newest checkpoint.
        workers: How many processes sample. The learner is in this one.

    Raises:
        TrainingError: The run cannot be begun or resumed, or Ray has too few CPUs.
    """

    def __init__(
        self,
        config: ReinforcementConfig,
        folder: RunFolder,
        resume: bool,
        workers: int,
        shell: ShellConfig | None = None,
    ) -> None:
        logging.getLogger("ray.rllib").setLevel(logging.ERROR)  # its warnings are of its own old and new interfaces
        self._steps, self._model = config.steps, folder.path / "model"
        if not ray.is_initialized():
            ray.init(log_to_driver=False)
        each = config.threads or 1
        if (there := ray.cluster_resources().get("CPU", 0)) < workers * each:
            raise TrainingError(f"{workers} workers of {each} CPUs need more than the {there:.0f} that Ray has")
        shell = (shell or ShellConfig()).reinforcement(config.model_dump(mode="json"), folder.path.resolve(), resume)
        shell.env_runners(num_env_runners=workers, num_cpus_per_env_runner=each)
        self.algorithm = shell.build_algo()

    def run(self, listener: Listener | None = None) -> Path:
        """Learn until the configured step and return the folder of the network."""
        try:
            while self.algorithm.progress()[0] < self._steps:
                self.algorithm.train()
                if listener is not None:
                    listener(*self.algorithm.progress())
            self.algorithm.learner_group.foreach_learner(_finish)
        finally:
            self.algorithm.stop()
        return self._model


def _finish(learner: Any) -> None:
    learner.finish()
