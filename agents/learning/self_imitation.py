"""Self-imitation: what once led to success is done again, as far as it turned out better than expected.

Source: Oh et al. 2018, "Self-imitation learning". What is kept differs: no more than what led to success, drawn with
equal chances, and in stretches of a fragment, each with the memory that it began with, for policies that remember.
"""

from collections import deque
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from agents.learning.advantages import estimate
from agents.learning.config import SelfImitationConfig
from agents.learning.fragments import Fragment, join_fragments
from agents.learning.ppo import Reading, read
from agents.vpt.heads import ValueHead


class SelfImitationLoss(NamedTuple):
    """Means over the steps that led to success, as scalar tensors; 0 if there are none."""

    policy: Tensor
    """-log probability of the action times what it brought beyond the value, if more."""
    value: Tensor
    """Half the square of what it brought beyond the value, if more."""


class SelfImitation:
    """Keeps the newest stretches that led to success, each of them the steps of one world in one fragment.

    A success keeps no more than its own fragment has of it: earlier steps are not imitated. The memory at the start of
    a stretch is that of the policy which acted; the capacity limits how old it is. The buffer is in no checkpoint, for
    its frames are hundreds of megabytes (6 MB for 128 steps of 128 x 128): a run that is resumed begins with none.

    Args:
        config: How much is kept, and what it weighs.
        gamma: Of the run's rewards.
        random: For the draws.
    """

    def __init__(self, config: SelfImitationConfig, gamma: float, random: np.random.Generator) -> None:
        self._config, self._gamma, self._random = config, gamma, random
        self._kept: deque[Fragment] = deque(maxlen=config.capacity)

    def keep(self, fragment: Fragment) -> None:
        """Keep the worlds of a fragment in which there was a success, on the CPU."""
        worlds = fragment.success.any(0).nonzero().flatten()
        if len(worlds):
            part = replace(fragment.of(worlds), teacher_state=None).to("cpu")
            self._kept.extend(part.split(len(worlds)))

    def draw(self, count: int) -> Fragment | None:
        """Return so many stretches, or all if there are fewer, as the worlds of a fragment; None if there are none."""
        if not self._kept:
            return None
        chosen = self._random.choice(len(self._kept), min(count, len(self._kept)), replace=False)
        return join_fragments([self._kept[number] for number in chosen.tolist()])

    def loss(self, model: nn.Module, head: ValueHead, count: int) -> tuple[Tensor, dict[str, Tensor]]:
        """Return the loss of so many stretches as it counts in the run's, with its gradients, and figures of it.

        Args:
            model: The policy, wrapped or not.
            head: Of its values.
            count: How many.
        """
        past = self.draw(count)
        device = head.linear.weight.device
        if past is None:
            loss = SelfImitationLoss(*torch.zeros(2, device=device))
        else:
            past = past.to(device)
            returns = estimate(past, self._gamma, 1.0).returns  # of rewards alone, where success followed
            loss = self_imitation_loss(read(model, past, past.state), past, head.normalise(returns))
        figures = {"success_policy": loss.policy.detach(), "success_value": loss.value.detach()}
        return self._config.weight * (loss.policy + self._config.value_weight * loss.value), figures


def led_to_success(fragment: Fragment) -> Tensor:
    """Return (T, N) bool, after which steps the episode succeeded within the fragment."""
    led = torch.zeros_like(fragment.success)
    later = torch.zeros_like(led[0])
    for step in reversed(range(fragment.steps)):
        goes_on = fragment.live[step] & ~fragment.terminated[step] & ~fragment.truncated[step]
        later = led[step] = fragment.success[step] | (later & goes_on)
    return led


def self_imitation_loss(reading: Reading, fragment: Fragment, target: Tensor) -> SelfImitationLoss:
    """Return the loss of past steps.

    Args:
        reading: What the policy says of them now, with its gradients.
        fragment: The steps.
        target: (T, N) float32, their returns in the units of the value head; it counts where success followed.
    """
    led = led_to_success(fragment).float()
    share = led / led.sum().clamp(min=1.0)
    gain = led * (target - reading.value).clamp(min=0.0)
    log_prob = reading.said.log_prob(fragment.action)
    return SelfImitationLoss(-(share * log_prob * gain.detach()).sum(), (share * 0.5 * gain**2).sum())
