"""A policy that knows nothing: what others are held against."""

import math

from torch import Tensor

from agents.vpt.actions import BUTTON_CHOICES, CAMERA_CHOICES
from agents.vpt.memory import Memory
from agents.vpt.policy import PolicyOutput, VPTPolicy


class UniformPolicy(VPTPolicy):
    """Every joint action with the same chance, whatever is seen, told and remembered; its weights play no part."""

    def _read(self, frames: Tensor, first: Tensor, state: Memory, goal: Tensor | None) -> PolicyOutput:
        where = frames.shape[:2]
        like = self.value_head.linear.weight
        buttons, camera = (
            like.new_full((*where, choices), -math.log(choices)) for choices in (BUTTON_CHOICES, CAMERA_CHOICES)
        )
        return PolicyOutput(buttons, camera, like.new_zeros(where), state)
