"""Chop a log with PPO of Ray RLlib.

python -m examples.rllib_chop_log --steps 200000 --runners 2
"""

import argparse
from typing import Any

import gymnasium
import numpy as np
import ray
from gymnasium.wrappers import DtypeObservation, RescaleObservation
from ray.rllib.algorithms.ppo import PPOConfig
from ray.rllib.core.rl_module.default_model_config import DefaultModelConfig
from ray.tune import register_env

from examples.chop import make_env


def make_float_env(config: dict[str, Any]) -> gymnasium.Env[Any, Any]:
    """Return the environment with pictures from 0 to 1, as RLlib's networks want them."""
    low, high = np.float32(0.0), np.float32(1.0)
    return RescaleObservation(DtypeObservation(make_env(config), np.float32), low, high)


def main() -> None:
    """Train, and print what every iteration came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--steps", type=int, default=200_000, help="environment steps")
    parser.add_argument("--runners", type=int, default=1, help="processes that play; 0 = in the learner's own")
    parser.add_argument("--envs", type=int, default=8, help="worlds a runner")
    parser.add_argument("--batch", type=int, default=1024, help="steps between two updates")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    ray.init(include_dashboard=False, ignore_reinit_error=True)
    register_env("chop-a-log", make_float_env)
    config = (
        PPOConfig()
        .environment("chop-a-log")
        .env_runners(num_env_runners=args.runners, num_envs_per_env_runner=args.envs)
        .rl_module(
            model_config=DefaultModelConfig(conv_filters=[[32, 8, 4], [64, 4, 2], [64, 3, 1]], vf_share_layers=True)
        )
        .training(train_batch_size_per_learner=args.batch, minibatch_size=256, num_epochs=4, entropy_coeff=0.01)
        .debugging(seed=args.seed)
    )
    algorithm = config.build_algo()
    steps = 0
    while steps < args.steps:
        result = algorithm.train()
        steps = int(result["num_env_steps_sampled_lifetime"])
        mean = result["env_runners"].get("episode_return_mean", float("nan"))
        print(f"{steps:>8} steps, mean return {mean:.3f}", flush=True)
    algorithm.stop()
    ray.shutdown()


if __name__ == "__main__":
    main()
