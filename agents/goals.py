"""Prompts as goals: what a policy with goals is told is the feature of the prompt in a reward model, as in STEVE-1."""

from functools import lru_cache

import torch
from torch import Tensor

from agents.errors import CheckpointError
from agents.mineclip.model import MineCLIP, load
from agents.vpt.policy import VPTPolicy


def prompt_feature(prompt: str, text: str) -> Tensor:
    """Return the feature (G,) float32 of a prompt.

    Args:
        prompt: In plain English.
        text: Reward model that reads it: a shipped one, a folder or a Hugging Face id.

    Raises:
        CheckpointError: There is no such model.
        RewardError: It cannot read the prompt.
    """
    with torch.no_grad():
        feature: Tensor = _reader(text).encode_prompts([prompt])[0]
    return feature


def goal_of(policy: VPTPolicy, prompt: str, text: str) -> Tensor | None:
    """Return what a policy is to be told (G,) float32, None if it knows no goals.

    Args:
        policy: Whom to tell.
        prompt: In plain English.
        text: The reward model that the policy learnt with.

    Raises:
        CheckpointError: There is no such model, or the policy knows goals of another size.
        RewardError: The model cannot read the prompt.
    """
    size = policy.config.goal_size
    if size is None:
        return None
    goal = prompt_feature(prompt, text)
    if len(goal) != size:
        raise CheckpointError(
            f"the policy knows goals of {size} numbers, and the reward model '{text}' makes {len(goal)}: name the one "
            "that it learnt with"
        )
    return goal


@lru_cache(maxsize=2)
def _reader(text: str) -> MineCLIP:
    return load(text)
