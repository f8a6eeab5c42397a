"""How much better a step turned out than the value foretold: generalised advantage estimation.

Source: Schulman et al. 2016, "High-dimensional continuous control using generalized advantage estimation".

Three ways for a step not to be followed by the next one, in worlds of Gymnasium's `NEXT_STEP` mode:

* it *terminated* the episode: nothing comes after, the value of the frame after it does not count;
* it *truncated* it: the world would have gone on, so the value of the frame after it counts. That frame is the
  episode's own last one (the policy sees it with its memory of the episode), not the first of another;
* it is *no step*: the frame after it is another episode's first, the action was not carried out. It has advantage 0 and
  is to be left out of losses.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from agents.learning.fragments import Fragment


class Advantages(NamedTuple):
    """Of each step, in the units of the rewards; 0 where there was no step."""

    advantage: Tensor
    """(T, N) float32."""
    returns: Tensor
    """(T, N) float32, what the value should have been: advantage and value together."""


def estimate(fragment: Fragment, gamma: float, decay: float) -> Advantages:
    """Return the advantages of a fragment's steps.

    Args:
        fragment: What happened.
        gamma: What a reward is worth for each step that it comes later, 0 to 1.
        decay: Lambda of the method: 0 trusts the value of the next frame, 1 trusts nothing but rewards.
    """
    live = fragment.live
    goes_on = ~fragment.terminated
    surprise = fragment.reward + gamma * fragment.value[1:] * goes_on - fragment.value[:-1]
    followed = goes_on & ~fragment.truncated
    advantage = torch.zeros_like(surprise)
    later = torch.zeros_like(surprise[0])
    for step in reversed(range(fragment.steps)):
        later = live[step] * (surprise[step] + gamma * decay * followed[step] * later)
        advantage[step] = later
    return Advantages(advantage, live * (advantage + fragment.value[:-1]))


def normalised(advantage: Tensor, live: Tensor) -> Tensor:
    """Return advantages (T, N) with mean 0 and standard deviation 1 over the steps that were taken, 0 elsewhere."""
    taken = advantage[live]
    if not len(taken):
        return advantage
    spread = taken.std(correction=0).clamp(min=1e-6)
    return live * (advantage - taken.mean()) / spread


def explained_variance(value: Tensor, returns: Tensor) -> Tensor:
    """Return which share of the returns' variance values foretold, a scalar: 1 is all, 0 none, below that harm.

    Args:
        value: Any shape.
        returns: Of the same shape. Where they hardly vary there is nothing to explain, and the share is 0.
    """
    variance = returns.var(correction=0)
    share = 1.0 - (returns - value).var(correction=0) / variance.clamp(min=1e-8)
    return torch.where(variance > 1e-8, share, torch.zeros_like(share))
