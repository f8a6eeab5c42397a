"""VPT's heads: log-probabilities of actions, and a value whose targets are normalised by running statistics.

Source: Video-Pre-Training, `lib/action_head.py`, `lib/scaled_mse_head.py`, `lib/normalize_ewma.py`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from agents.vpt.actions import BUTTON_CHOICES, CAMERA_CHOICES, JointAction

_BETA = 0.99999
"""What is left of the running statistics after an update."""
_MIN_DEBIASING = 1e-5
_MIN_VARIANCE = 1e-2


class TensorAction(NamedTuple):
    """A `JointAction` on the network's device."""

    buttons: Tensor
    """int64, 0 to 8,640."""
    camera: Tensor
    """int64, 0 to 120."""

    def numpy(self) -> JointAction:
        """Return it as arrays."""
        return JointAction(self.buttons.cpu().numpy(), self.camera.cpu().numpy())


class Distribution(NamedTuple):
    """What the two heads say, independent of each other: float32 log-probabilities, normalised over the last axis."""

    buttons: Tensor
    """(..., 8641)."""
    camera: Tensor
    """(..., 121)."""

    def log_prob(self, action: TensorAction) -> Tensor:
        """Return the log-probability (...) of an action; the camera counts even where the buttons say it is still."""
        chosen = zip(self, action, strict=True)
        return torch.stack([x.gather(-1, index[..., None]).squeeze(-1) for x, index in chosen]).sum(0)

    def entropy(self) -> Tensor:
        """Return the entropy (...) in nats, the sum of both heads'."""
        return torch.stack([-(x.exp() * x).sum(-1) for x in self]).sum(0)

    def kl(self, other: "Distribution") -> Tensor:
        """Return KL(self || other) (...) in nats, the sum of both heads'."""
        return torch.stack([(x.exp() * (x - y)).sum(-1) for x, y in zip(self, other, strict=True)]).sum(0)

    def mode(self) -> TensorAction:
        """Return the likeliest action."""
        return TensorAction(self.buttons.argmax(-1), self.camera.argmax(-1))

    def sample(self, generator: torch.Generator | Sequence[torch.Generator] | None = None) -> TensorAction:
        """Return an action drawn by the Gumbel-max trick, with the numbers of `generator` (on the same device).

        Of several generators, the first axis has one for each row: then what a row draws does not depend on the others.
        """
        return TensorAction(*((x + _gumbel(x, generator)).argmax(-1) for x in self))


def _gumbel(like: Tensor, generator: torch.Generator | Sequence[torch.Generator] | None) -> Tensor:
    if isinstance(generator, Sequence):
        rows = [torch.rand(like.shape[1:], generator=each, device=like.device) for each in generator]
        uniform = torch.stack(rows)
    else:
        uniform = torch.rand(like.shape, generator=generator, device=like.device)
    return -torch.log(-torch.log(uniform))


class CategoricalHead(nn.Module):
    """Features to log-probabilities of choices.

    Args:
        width: Number of features.
        shape: Shape of the choices, the number of alternatives last.
        temperature: What logits are divided by.
    """

    def __init__(self, width: int, shape: tuple[int, ...], temperature: float) -> None:
        super().__init__()
        self.shape, self.temperature = shape, temperature
        self.linear_layer = nn.Linear(width, torch.Size(shape).numel())

    def forward(self, features: Tensor) -> Tensor:
        """Return float32 log-probabilities (..., *shape) of features (..., width)."""
        logits = self.linear_layer(features).float() / self.temperature
        return functional.log_softmax(logits.unflatten(-1, self.shape), -1)


def policy_heads(width: int, temperature: float) -> nn.ModuleDict:
    """Return a policy's heads for joint actions."""
    return nn.ModuleDict(
        {
            "camera": CategoricalHead(width, (CAMERA_CHOICES,), temperature),
            "buttons": CategoricalHead(width, (BUTTON_CHOICES,), temperature),
        }
    )


class _Normaliser(nn.Module):
    """Exponential averages of targets and their squares; parameters, not buffers, as in the checkpoints."""

    def __init__(self) -> None:
        super().__init__()
        self.running_mean = nn.Parameter(torch.zeros(1), requires_grad=False)
        self.running_mean_sq = nn.Parameter(torch.zeros(1), requires_grad=False)
        self.debiasing_term = nn.Parameter(torch.tensor(0.0), requires_grad=False)

    def statistics(self) -> tuple[Tensor, Tensor]:
        """Return mean and standard deviation, each (1,)."""
        weight = self.debiasing_term.clamp(min=_MIN_DEBIASING)
        mean = self.running_mean / weight
        return mean, (self.running_mean_sq / weight - mean**2).clamp(min=_MIN_VARIANCE).sqrt()

    @torch.no_grad()
    def update(self, targets: Tensor) -> None:
        """Take a batch of targets into the averages."""
        averages = ((self.running_mean, targets.mean()), (self.running_mean_sq, targets.square().mean()))
        for running, new in averages:
            running.mul_(_BETA).add_(new, alpha=1.0 - _BETA)
        self.debiasing_term.mul_(_BETA).add_(1.0 - _BETA)


class ValueHead(nn.Module):
    """Features to a value, in units in which the returns seen so far have mean 0 and standard deviation 1."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.linear = nn.Linear(width, 1)
        self.normalizer = _Normaliser()

    def forward(self, features: Tensor) -> Tensor:
        """Return normalised float32 values (...) of features (..., width)."""
        return self.linear(features).squeeze(-1).float()

    def normalise(self, targets: Tensor, update: bool = False) -> Tensor:
        """Return targets (returns, any shape) in the units of `forward`.

        Args:
            targets: In the units of the rewards.
            update: Whether to take them into the statistics first; only in training mode.
        """
        targets = targets.float()
        if update and self.training:
            self.normalizer.update(targets)
        mean, deviation = self.normalizer.statistics()
        return (targets - mean) / deviation

    def denormalise(self, values: Tensor) -> Tensor:
        """Return values of `forward` in the units of the rewards."""
        mean, deviation = self.normalizer.statistics()
        return values * deviation + mean
