"""Chop a log with PPO in one plain file, in the manner of CleanRL: torch, the native vector environment, nothing else.

python -m examples.cleanrl_chop_log --steps 200000
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.distributions import Categorical
from torch.utils.tensorboard import SummaryWriter

from examples.chop import make_vector_env


class Agent(nn.Module):
    """The network of Nature DQN with a policy and a value on top."""

    def __init__(self, actions: int) -> None:
        super().__init__()
        self.trunk = nn.Sequential(
            nn.Conv2d(3, 32, 8, stride=4),
            nn.ReLU(),
            nn.Conv2d(32, 64, 4, stride=2),
            nn.ReLU(),
            nn.Conv2d(64, 64, 3),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(64 * 4 * 4, 512),
            nn.ReLU(),
        )
        self.policy = nn.Linear(512, actions)
        self.value = nn.Linear(512, 1)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear):
                nn.init.orthogonal_(layer.weight, 0.01 if layer is self.policy else 2**0.5)
                nn.init.zeros_(layer.bias)

    def forward(self, pictures: Tensor) -> tuple[Categorical, Tensor]:
        """Return the distribution of actions and the values (B,) of (B, H, W, 3) uint8 pictures."""
        hidden = self.trunk(pictures.permute(0, 3, 1, 2).float() / 255.0)
        return Categorical(logits=self.policy(hidden)), self.value(hidden).squeeze(-1)


def main() -> None:
    """Train, log to TensorBoard, save the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--steps", type=int, default=200_000, help="environment steps")
    parser.add_argument("--envs", type=int, default=16, help="worlds side by side")
    parser.add_argument("--rollout", type=int, default=128, help="steps a world between two updates")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--minibatches", type=int, default=4)
    parser.add_argument("--learning-rate", type=float, default=2.5e-4)
    parser.add_argument("--gamma", type=float, default=0.99)
    parser.add_argument("--gae-lambda", type=float, default=0.95)
    parser.add_argument("--clip", type=float, default=0.1)
    parser.add_argument("--entropy", type=float, default=0.01)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--out", type=Path, default=Path("runs/cleanrl_chop_log"), help="folder of curves and weights")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    device = torch.device(args.device)

    env = make_vector_env(args.envs)
    agent = Agent(int(env.single_action_space.n)).to(device)
    optimizer = torch.optim.Adam(agent.parameters(), lr=args.learning_rate, eps=1e-5)
    writer = SummaryWriter(args.out)

    shape = (args.rollout, args.envs)
    pictures = torch.zeros((*shape, 64, 64, 3), dtype=torch.uint8, device=device)
    actions = torch.zeros(shape, dtype=torch.int64, device=device)
    log_probs, rewards, values, starts = (torch.zeros(shape, device=device) for _ in range(4))

    observation, _ = env.reset(seed=args.seed)
    start = np.zeros(args.envs, np.bool_)  # a step that only began the next episode is not learnt from
    returns, running = [0.0], np.zeros(args.envs)
    begun = time.time()
    for update in range(1, max(1, args.steps // (args.rollout * args.envs)) + 1):
        for t in range(args.rollout):
            pictures[t] = torch.as_tensor(observation, device=device)
            starts[t] = torch.as_tensor(start, device=device)
            with torch.no_grad():
                policy, values[t] = agent(pictures[t])
            actions[t] = policy.sample()
            log_probs[t] = policy.log_prob(actions[t])
            observation, reward, terminated, truncated, _ = env.step(actions[t].cpu().numpy())
            rewards[t] = torch.as_tensor(reward, device=device)
            start = terminated | truncated
            running += reward
            returns = (returns + running[start].tolist())[-100:]
            running[start] = 0.0

        with torch.no_grad():
            following = agent(torch.as_tensor(observation, device=device))[1]
            advantages = torch.zeros(shape, device=device)
            last = torch.zeros(args.envs, device=device)
            ended = torch.as_tensor(start, dtype=torch.float32, device=device)
            for t in reversed(range(args.rollout)):
                delta = rewards[t] + args.gamma * following * (1 - ended) - values[t]
                last = delta + args.gamma * args.gae_lambda * (1 - ended) * last
                advantages[t] = last
                following, ended = values[t], starts[t]
        targets = advantages + values

        real = (1 - starts).reshape(-1)
        for _ in range(args.epochs):
            for rows in torch.randperm(real.numel(), device=device).chunk(args.minibatches):
                policy, value = agent(pictures.reshape(-1, 64, 64, 3)[rows])
                ratio = (policy.log_prob(actions.reshape(-1)[rows]) - log_probs.reshape(-1)[rows]).exp()
                advantage = advantages.reshape(-1)[rows]
                advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
                gain = torch.min(advantage * ratio, advantage * ratio.clamp(1 - args.clip, 1 + args.clip))
                error = 0.5 * (value - targets.reshape(-1)[rows]) ** 2
                each = -gain + 0.5 * error - args.entropy * policy.entropy()
                loss = (each * real[rows]).sum() / real[rows].sum()
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(agent.parameters(), 0.5)
                optimizer.step()

        steps = update * args.rollout * args.envs
        rate = steps / (time.time() - begun)
        mean = float(np.mean(returns))
        for name, number in {"return": mean, "steps_per_second": rate, "loss": float(loss)}.items():
            writer.add_scalar(name, number, steps)
        print(f"{steps:>8} steps, {rate:.0f} a second, mean return {mean:.3f}", flush=True)
    torch.save(agent.state_dict(), args.out / "agent.pt")
    writer.close()
    print(f"saved {args.out / 'agent.pt'}")


if __name__ == "__main__":
    main()
