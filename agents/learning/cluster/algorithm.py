"""PPO on fragments as an RLlib algorithm, which is also a Tune trainable, and its configuration."""

from functools import partial
from pathlib import Path
from shutil import copytree
from typing import Any, Self

from ray.rllib.algorithms.algorithm import Algorithm
from ray.rllib.algorithms.algorithm_config import AlgorithmConfig
from ray.rllib.core import COMPONENT_LEARNER, COMPONENT_RL_MODULE
from ray.rllib.core.rl_module.rl_module import RLModuleSpec
from ray.rllib.utils.metrics import ENV_RUNNER_SAMPLING_TIMER, LEARNER_RESULTS, LEARNER_UPDATE_TIMER, TIMERS
from ray.tune.result import DONE

from agents.errors import TrainingError
from agents.learning.cluster.gatherer import Gatherer
from agents.learning.cluster.learner import FragmentLearner
from agents.learning.cluster.runner import FragmentRunner, PolicyModule
from agents.learning.config import ReinforcementConfig, check_config
from agents.learning.reinforcement import load_policy
from agents.learning.run_folder import RunFolder
from agents.learning.sampler import check_worlds

_WEIGHTS = f"{COMPONENT_LEARNER}/{COMPONENT_RL_MODULE}"


class ShellConfig(AlgorithmConfig):
    """RLlib's configuration around ours.

    Tune may search values of `settings`: `ShellConfig().reinforcement({"gamma": tune.grid_search([...]), ...})`.
    """

    def __init__(self, algo_class: type[Algorithm] | None = None) -> None:
        super().__init__(algo_class or FragmentPPO)
        self.settings: dict[str, Any] = {}
        self.folder = ""
        self.resume = False
        self.env_runners(
            env_runner_cls=FragmentRunner,
            num_env_runners=1,
            sample_timeout_s=600.0,
            merge_env_runner_states=False,  # there are no connectors, and weights go with every call
            broadcast_env_runner_states=False,
        )
        self.fault_tolerance(delay_between_env_runner_restarts_s=1.0, env_runner_health_probe_timeout_s=1.0)
        self.debugging(log_sys_usage=False)

    def reinforcement(self, settings: dict[str, Any], folder: Path | None = None, resume: bool = False) -> Self:
        """Say what is learnt.

        Args:
            settings: Fields of `ReinforcementConfig`.
            folder: Of the run, which has been begun. If not given, a new run is begun in RLlib's folder of results.
            resume: Go on from the newest checkpoint.
        """
        self.settings = settings
        self.folder = "" if folder is None else str(folder)
        self.resume = resume
        return self

    def checked(self) -> ReinforcementConfig:
        """Return what is learnt.

        Raises:
            TrainingError: A field is unknown or cannot be.
        """
        return check_config(ReinforcementConfig, self.settings)

    def validate(self) -> None:
        """Check RLlib's settings.

        Raises:
            TrainingError: There are learners in other processes, or no workers.
        """
        super().validate()
        if not self.in_evaluation and (self.num_learners > 0 or self.num_env_runners < 1):
            raise TrainingError(
                f"the learner is in the algorithm's own process and needs a worker at least; num_learners is "
                f"{self.num_learners}, which must be 0, and num_env_runners {self.num_env_runners}"
            )

    def get_default_rl_module_spec(self) -> RLModuleSpec:
        """Return how the policy is loaded."""
        return RLModuleSpec(module_class=PolicyModule, model_config={"policy": self.settings["policy"]})

    def get_default_learner_class(self) -> type[FragmentLearner]:
        """Return the class of the learner."""
        return FragmentLearner


class FragmentPPO(Algorithm):
    """Workers bring fragments, the learner learns from them; its weights go with the next call for fragments.

    RLlib's own checkpoints, pickles that name classes, are not offered: what Tune keeps is the run's folder.
    """

    config: ShellConfig

    @classmethod
    def get_default_config(cls) -> ShellConfig:
        """Return a configuration to begin with."""
        return ShellConfig()

    def setup(self, config: ShellConfig) -> None:
        """Begin the workers and the run.

        Raises:
            TrainingError: The run cannot be begun or resumed.
        """
        settings = self.config.checked()
        size = load_policy("policy", settings.policy).config.image_size
        check_worlds(settings, size)  # what cannot be is named here, and not in a worker's log
        if not self.config.folder:
            folder = RunFolder(Path(self.logdir) / "run")
            folder.begin(settings)
            self._settle(folder=str(folder.path))
        super().setup(self.config)
        group = self.env_runner_group
        restore = partial(self.restore_env_runners, group)
        self._gatherer = Gatherer(group, restore, settings.staleness, self.config.sample_timeout_s)

    def training_step(self) -> None:
        """Gather fragments and learn from them."""
        state = self.learner_group.get_state(components=_WEIGHTS)[COMPONENT_LEARNER]
        with self.metrics.log_time((TIMERS, ENV_RUNNER_SAMPLING_TIMER)):
            harvests = self._gatherer.gather(state)
        with self.metrics.log_time((TIMERS, LEARNER_UPDATE_TIMER)):
            results = self.learner_group.update(episodes=harvests, workers=self._gatherer.figures())
        self.metrics.aggregate(results, key=LEARNER_RESULTS)

    def step(self) -> dict[str, Any]:
        """Do a step of the run, and say whether it was the last."""
        results: dict[str, Any] = super().step()
        return results | {DONE: self.progress()[0] >= self.config.checked().steps}

    def progress(self) -> tuple[int, dict[str, float]]:
        """Return the step that the run is at, and what was measured there."""
        answers = self.learner_group.foreach_learner(lambda learner: (learner.run.step, learner.measured))
        return answers.result_or_errors[0].get()

    def save_checkpoint(self, checkpoint_dir: str) -> None:
        """Write the run's folder, for Tune, with a checkpoint of this step."""
        self.learner_group.foreach_learner(lambda learner: learner.run.keep())
        copytree(self.config.folder, checkpoint_dir, dirs_exist_ok=True)

    def load_checkpoint(self, checkpoint_dir: str) -> None:
        """Go on from a run's folder that Tune kept."""
        self.cleanup()
        copytree(checkpoint_dir, self.config.folder, dirs_exist_ok=True)
        self._settle(resume=True)
        self.setup(self.config)

    def _settle(self, **fields: Any) -> None:
        """Change the configuration, which is frozen."""
        self.config = self.config.copy(copy_frozen=False)
        for name, value in fields.items():
            setattr(self.config, name, value)
        self.config.freeze()
