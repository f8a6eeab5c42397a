"""The loss of imitation: how unlikely the policy finds what was done, summed over both heads."""

from typing import NamedTuple

import torch
from torch import Tensor


class ImitationLoss(NamedTuple):
    """Means over the frames that count, as scalar tensors."""

    total: Tensor
    """-(log p(buttons) + log p(camera)): VPT's loss."""
    buttons: Tensor
    camera: Tensor
    buttons_right: Tensor
    """Share of frames whose likeliest buttons are those that were pressed."""
    camera_right: Tensor
    frames: Tensor
    """Sum of weights; 0 if nothing counts, and then all the others are 0 as well."""


def imitation_loss(
    buttons_log_probs: Tensor, camera_log_probs: Tensor, buttons: Tensor, camera: Tensor, weight: Tensor
) -> ImitationLoss:
    """Return the loss of a batch of sequences.

    Args:
        buttons_log_probs: (B, T, 8641) log-probabilities.
        camera_log_probs: (B, T, 121) log-probabilities.
        buttons: (B, T) joint buttons that were pressed.
        camera: (B, T) joint camera.
        weight: (B, T) how much each frame counts: 0 for padding and for null actions that are masked.
    """
    frames = weight.sum()
    share = weight / frames.clamp(min=1e-6)

    def mean(values: Tensor) -> Tensor:
        return (values * share).sum()

    of_buttons = mean(-buttons_log_probs.gather(-1, buttons.unsqueeze(-1)).squeeze(-1))
    of_camera = mean(-camera_log_probs.gather(-1, camera.unsqueeze(-1)).squeeze(-1))
    with torch.no_grad():
        buttons_right = mean((buttons_log_probs.argmax(-1) == buttons).to(weight.dtype))
        camera_right = mean((camera_log_probs.argmax(-1) == camera).to(weight.dtype))
    return ImitationLoss(of_buttons + of_camera, of_buttons, of_camera, buttons_right, camera_right, frames)
