"""PPO's loss on a fragment, with nearness to a teacher in place of the entropy bonus.

Source: Schulman et al. 2017, "Proximal policy optimization algorithms"; Baker et al. 2022 (VPT), section on fine-tuning
with reinforcement learning.

A policy reads a whole fragment in one forward, from the memory that the fragment began with: this repeats exactly what
it computed frame by frame while it acted, resets included. So before anything is learnt the ratio of new and old
probability is 1 everywhere, and `Loss.drift` tells if it is not.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import torch
from torch import Tensor, nn

from agents.learning.fragments import Fragment
from agents.vpt.heads import Distribution
from agents.vpt.memory import Memory


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A fragment with what is to be learnt from it."""

    fragment: Fragment
    advantage: Tensor
    """(T, N) float32, normalised over the steps of the whole fragment."""
    target: Tensor
    """(T, N) float32, the returns in the units of the value head."""
    teacher: Distribution | None
    """(T, N, ...) what the teacher would have done; None if there is none."""

    def of(self, rows: Tensor) -> Self:
        """Return some of the worlds, by their numbers (M,) int64."""
        teacher = None if self.teacher is None else Distribution(*(said[:, rows] for said in self.teacher))
        fragment = self.fragment.of(rows)
        return replace(
            self, fragment=fragment, advantage=self.advantage[:, rows], target=self.target[:, rows], teacher=teacher
        )


class Reading(NamedTuple):
    """What a policy says of the frames of a fragment that were acted on."""

    said: Distribution
    """(T, N, ...)."""
    value: Tensor
    """(T, N) float32, normalised: see `ValueHead`."""
    state: Memory
    """Memory after them, before the fragment's last frame."""


class Loss(NamedTuple):
    """Means over the steps that were taken, as scalar tensors."""

    total: Tensor
    policy: Tensor
    """The clipped surrogate, to be made small."""
    value: Tensor
    """Half the squared error of the value, in the units of the value head."""
    teacher_kl: Tensor
    """KL(policy || teacher) in nats; 0 without a teacher."""
    step_kl: Tensor
    """About KL(policy that acted || policy), from the actions taken (Schulman's estimate k3)."""
    clipped: Tensor
    """Share of steps whose ratio is outside the clip."""
    entropy: Tensor
    """In nats, of both heads."""
    drift: Tensor
    """Largest difference of the actions' log-probabilities to those when they were drawn. Before the first update it
    is what rounding makes: about 1e-5 in single precision, 1e-1 in bfloat16. More tells of a fault."""
    steps: Tensor
    """How many were taken; 0 makes all the others 0."""


def read(policy: nn.Module, fragment: Fragment, state: Memory) -> Reading:
    """Return what a policy, or a teacher, says of a fragment.

    Args:
        policy: A `VPTPolicy`, wrapped or not.
        fragment: What it reads.
        state: Its own memory before the first frame, N rows.
    """
    frames, first = fragment.frames[:-1].transpose(0, 1), fragment.first[:-1].transpose(0, 1)
    goal = None if fragment.goal is None else fragment.goal[:-1].transpose(0, 1)
    output = policy(frames, first, state, goal)
    said = Distribution(*(log_probs.transpose(0, 1) for log_probs in output.distribution))
    return Reading(said, output.value.transpose(0, 1), output.state)


def ppo_loss(reading: Reading, lesson: Lesson, clip: float, value_weight: float, teacher_weight: float) -> Loss:
    """Return the loss of a fragment.

    VPT holds the policy near its start by KL(teacher || policy). It is the other way round here: so the policy's own
    entropy is in the term, which is what takes the place of an entropy bonus, and what the teacher would never do costs
    most.

    Args:
        reading: Of the policy, with its gradients.
        lesson: What is to be learnt.
        clip: How far from 1 a ratio of probabilities still pays.
        value_weight: Of the value's error.
        teacher_weight: Of the distance to the teacher.
    """
    weight = lesson.fragment.live.float()
    steps = weight.sum()
    share = weight / steps.clamp(min=1.0)

    def mean(values: Tensor) -> Tensor:
        return (values * share).sum()

    moved = reading.said.log_prob(lesson.fragment.action) - lesson.fragment.log_prob
    ratio = (weight * moved).exp()
    policy = mean(-torch.minimum(ratio * lesson.advantage, ratio.clamp(1 - clip, 1 + clip) * lesson.advantage))
    value = mean(0.5 * (reading.value - lesson.target) ** 2)
    teacher_kl = torch.zeros_like(policy) if lesson.teacher is None else mean(reading.said.kl(lesson.teacher))
    total = policy + value_weight * value + teacher_weight * teacher_kl
    with torch.no_grad():
        step_kl = mean(ratio - 1 - moved)
        clipped = mean(((ratio - 1).abs() > clip).float())
        entropy = mean(reading.said.entropy())
        drift = (weight * moved).abs().max()
    return Loss(total, policy.detach(), value.detach(), teacher_kl.detach(), step_kl, clipped, entropy, drift, steps)
