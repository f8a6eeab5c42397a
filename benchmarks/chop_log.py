"""How often a policy chops a log from pixels alone, with a Wilson interval, beside a random policy in the same worlds.

    python -m benchmarks.chop_log --policy runs/chop/model --seeds 0..99

Each seed is one episode: a new forest, 600 steps at most, success when a log is in the inventory. The policy gets the
picture (128x128, as it was recorded) and nothing else; it draws its actions. `random` draws each of VPT's joint actions
with the same chance; the untrained policy of the same size is shown as well, if --untrained is given.
"""

import argparse
import json
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import Progress

from agents.vpt.actions import BUTTON_CHOICES, CAMERA_CHOICES, JointAction, to_canonical
from agents.vpt.policy import VPTPolicy
from benchmarks.orders import seed_range, wilson
from envs.overworld.batch import OverworldConfig
from envs.overworld.vector import OverworldVectorEnv

TASK = "minedojo/harvest_1_log_forest"


class Player(Protocol):
    """Chooses actions for a batch of worlds whose episodes begin together."""

    def begin(self, worlds: int) -> None:
        """Forget everything."""

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return what to do, given (N, H, W, 3)."""


class RandomPlayer:
    """Every joint action with the same chance."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def begin(self, worlds: int) -> None:
        """Nothing to forget."""

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return random actions."""
        count = len(frames)
        return JointAction(
            self._random.integers(BUTTON_CHOICES, size=count), self._random.integers(CAMERA_CHOICES, size=count)
        )


class PolicyPlayer:
    """A policy that draws its actions."""

    def __init__(self, policy: VPTPolicy, seed: int) -> None:
        self._policy = policy.eval()
        self._generator = torch.Generator().manual_seed(seed)

    def begin(self, worlds: int) -> None:
        """Empty the memory."""
        self._state = self._policy.initial_state(worlds)
        self._first = torch.ones(worlds, dtype=torch.bool)

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return the policy's actions."""
        decision = self._policy.act(torch.from_numpy(frames), self._first, self._state, generator=self._generator)
        self._state, self._first = decision.state, torch.zeros_like(self._first)
        return decision.action.numpy()


def play(player: Player, seeds: list[int], worlds: int, steps: int, texture: int) -> list[dict[str, Any]]:
    """Play an episode a seed, `worlds` of them side by side."""
    results = []
    with Progress() as progress:
        bar = progress.add_task("episodes", total=len(seeds))
        for start in range(0, len(seeds), worlds):
            group = seeds[start : start + worlds]
            config = OverworldConfig(
                task=TASK, image_size=(128, 128), max_steps=steps, texture_seed=texture, voxels=False
            )
            env = OverworldVectorEnv(len(group), config=config)
            observation, _ = env.reset(seed=group)
            player.begin(len(group))
            success = np.full(len(group), -1)
            over = np.zeros(len(group), bool)
            for step in range(steps):
                observation, _, terminated, truncated, info = env.step(to_canonical(player.act(observation["rgb"])))
                won = np.asarray(info["success"]) & ~over
                success[won] = step + 1
                over |= terminated | truncated
                if over.all():
                    break
            results += [{"seed": seed, "steps": int(steps)} for seed, steps in zip(group, success, strict=True)]
            progress.advance(bar, len(group))
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--policy", required=True, help="folder or Hugging Face id of the policy")
    parser.add_argument("--seeds", type=seed_range, default=seed_range("0..99"))
    parser.add_argument("--worlds", type=int, default=20, help="episodes side by side")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--texture", type=int, default=0, help="seed of the textures")
    parser.add_argument("--untrained", action="store_true", help="show the same policy with its first weights, too")
    parser.add_argument("--json", action="store_true", help="print all results as one JSON object at the end")
    args = parser.parse_args()
    policy = VPTPolicy.from_pretrained(args.policy)
    players: dict[str, Player] = {"policy": PolicyPlayer(policy, 0), "random": RandomPlayer(0)}
    if args.untrained:
        torch.manual_seed(0)
        players["untrained"] = PolicyPlayer(VPTPolicy(policy.config), 0)
    all_results = {}
    for name, player in players.items():
        results = play(player, args.seeds, args.worlds, args.steps, args.texture)
        wins = [result["steps"] for result in results if result["steps"] > 0]
        low, high = wilson(len(wins), len(results))
        median = f"median {np.median(wins):.0f} steps" if wins else "never"
        print(f"{name:>10}: {len(wins):4d} of {len(results):4d}, {low:5.1%} to {high:5.1%}  {median}", flush=True)
        all_results[name] = results
    if args.json:
        print(json.dumps({"task": TASK, "results": all_results}))


if __name__ == "__main__":
    main()
