"""A learnt skill performed in N worlds side by side: the policy acts, the judge says where it is done.

Policies learn from episodes that end with the first unit, so each further one is begun with an empty memory.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from agents.errors import CheckpointError
from agents.vpt.actions import JointAction
from agents.vpt.actor import PolicyActor
from skills.learned.networks import LearnedSkills


class Performance:
    """One go at a skill.

    Args:
        skills: Where policy and judge come from.
        name: Of the skill.
        observation: Of N worlds, before the first step.
        count: How many units are wanted in each.
        seed: Of the policy's draws.

    Raises:
        KeyError: The skill is not in the repertoire.
        CheckpointError: A network that it needs cannot be read or does not fit.
    """

    def __init__(
        self, skills: LearnedSkills, name: str, observation: Mapping[str, Any], count: int = 1, seed: int = 0
    ) -> None:
        policy = skills.policy(name)
        worlds, *size = observation["rgb"].shape[:3]
        sees = policy.config.image_size
        if size != [sees, sees]:
            raise CheckpointError(
                f"the policy of '{name}' sees pictures of {sees}x{sees}, and these are {size[0]}x{size[1]}"
            )
        self._actor = PolicyActor(policy, worlds, torch.Generator().manual_seed(seed), skills.goal(name))
        self._judge = skills.judge(name)
        self._judge.begin(observation)
        self._count = count
        self.units: NDArray[np.int64] = np.zeros(worlds, np.int64)
        """(N,) what it has yielded so far."""

    @property
    def at(self) -> NDArray[np.floating] | None:
        """(N, 2) where in the last picture that is which is looked for: see `Judge.at`."""
        return self._judge.at

    def act(self, observation: Mapping[str, Any]) -> tuple[JointAction, NDArray[np.bool_]]:
        """Return what to do in each world, and (N,) in which of them the skill is done.

        To be asked once a step.
        """
        units = self._judge.units(observation)
        self._actor.forget(units > self.units)
        self.units = units
        return self._actor.act(observation["rgb"]), units >= self._count
