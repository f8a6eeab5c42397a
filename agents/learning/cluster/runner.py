"""A worker: an RLlib env runner that steps a batch of worlds and returns a fragment at a time."""

from typing import TYPE_CHECKING, Any, NamedTuple

import gymnasium
import numba
import torch
from ray.rllib.core import COMPONENT_RL_MODULE, DEFAULT_MODULE_ID
from ray.rllib.core.rl_module.torch import TorchRLModule
from ray.rllib.env import INPUT_ENV_SPACES
from ray.rllib.env.env_runner import EnvRunner
from ray.rllib.utils.metrics import WEIGHTS_SEQ_NO

from agents.errors import RewardError, TrainingError
from agents.learning.cluster.transport import share_tensors
from agents.learning.curriculum import FIRST
from agents.learning.sampler import Sample, Sampler, make_worlds
from agents.vpt.policy import VPTPolicy
from envs.worker.link import WorkerError

if TYPE_CHECKING:
    from agents.learning.cluster.algorithm import ShellConfig


STAGES = "curriculum_stages"
"""Name of the curriculum's stages in the state that the learner sends."""


class Harvest(NamedTuple):
    """What a worker returns."""

    sample: Sample
    figures: dict[str, float]
    """Of its episodes since the harvest before: see `Rollout.figures`."""


class PolicyModule(TorchRLModule):
    """A policy as RLlib passes it about: the weights of learner and runners. `model_config["policy"]` names it."""

    policy: VPTPolicy

    def setup(self) -> None:
        """Load the policy."""
        self.policy = VPTPolicy.from_pretrained(self.model_config["policy"])


class FragmentRunner(EnvRunner):
    """Steps worlds of its own with the policy that it was sent.

    Args:
        config: Of the algorithm.
        kwargs: What RLlib tells every runner, among it `worker_index`: 0 is in the learner's process and has no worlds.

    Raises:
        TrainingError: There is no such biome or world.
    """

    def __init__(self, *, config: "ShellConfig", **kwargs: Any) -> None:
        super().__init__(config=config, **kwargs)
        self.settings = config.checked()
        self._version, self._stages = 0, FIRST
        self._sampler: Sampler | None = None
        if self.worker_index > 0:
            threads = self.settings.threads or 1
            torch.set_num_threads(threads)
            numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
            share_tensors()
            self.make_module()
            self.make_env()

    def make_module(self) -> None:
        """Load the policy; its weights come with the first call of `sample`."""
        here = torch.cuda.is_available() and self.settings.device != "cpu"  # if RLlib gave this runner a GPU
        self.device = torch.device("cuda" if here else "cpu")
        self.module = PolicyModule(model_config={"policy": self.settings.policy}).to(self.device)

    def make_env(self) -> None:
        """Make the worlds."""
        size = self.module.policy.config.image_size
        self.env = make_worlds(self.settings, size, self.worker_index - 1)

    def sample(self, *, state: dict[str, Any]) -> Harvest | ValueError:
        """Return the next fragment, or what is wrong with the configuration or its worlds.

        An error that is raised makes RLlib begin the runner anew; those that would come again are returned instead.

        Args:
            state: Weights and version of the policy, as the learner group gives them, and the curriculum's stages.
        """
        self.set_state(state)
        try:
            if self._sampler is None:
                self._sampler = self._begin()
            (sample,) = self._sampler.collect(self._version, self._stages)
        except (TrainingError, RewardError) as error:
            return error
        return Harvest(sample, self._sampler.figures())

    def _begin(self) -> Sampler:
        place = (self.device, self._version, self.worker_index - 1)
        try:
            return Sampler(self.settings, self.module.policy, self.env, *place, stages=self._stages)
        except WorkerError as error:  # another runner would not fare better
            raise TrainingError(str(error)) from error

    def stop(self) -> None:
        """Let the worlds go."""
        if self.worker_index > 0:
            self.env.close()

    def get_spaces(self) -> dict[str, tuple[gymnasium.Space[Any], gymnasium.Space[Any]]]:
        """Return what is seen and done, for RLlib's records."""
        spaces = (self.env.single_observation_space, self.env.single_action_space)
        return {INPUT_ENV_SPACES: spaces, DEFAULT_MODULE_ID: spaces}

    def get_state(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Return nothing: a runner that takes another's place begins new episodes."""
        return {}

    def set_state(self, state: dict[str, Any]) -> None:
        """Take weights, their version and the stages, if they are in the state and this runner acts."""
        if COMPONENT_RL_MODULE in state and self.worker_index > 0:
            self.module.set_state(state[COMPONENT_RL_MODULE][DEFAULT_MODULE_ID])
            self._version = int(state[WEIGHTS_SEQ_NO])
            self._stages = state[STAGES]

    def assert_healthy(self) -> None:
        """Check nothing: a runner that could not be made is not there."""
