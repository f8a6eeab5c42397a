"""Chop a log with PPO of Stable-Baselines3.

python -m examples.sb3_chop_log --steps 200000
"""

import argparse
from pathlib import Path

import torch
from stable_baselines3 import PPO
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.vec_env import VecTransposeImage

from examples.chop import make_env


def main() -> None:
    """Train, and save the policy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--steps", type=int, default=200_000, help="environment steps")
    parser.add_argument("--envs", type=int, default=8, help="worlds side by side")
    parser.add_argument("--rollout", type=int, default=128, help="steps a world between two updates")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("runs/sb3_chop_log.zip"), help="where the policy is saved")
    args = parser.parse_args()
    torch.set_num_threads(2)
    worlds = VecTransposeImage(make_vec_env(make_env, n_envs=args.envs, seed=args.seed))
    model = PPO("CnnPolicy", worlds, n_steps=args.rollout, batch_size=256, ent_coef=0.01, seed=args.seed, verbose=1)
    model.learn(args.steps)
    model.save(args.out)
    print(f"saved {args.out}")


if __name__ == "__main__":
    main()
