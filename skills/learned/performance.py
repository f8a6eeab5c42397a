"""A learnt skill performed in N worlds side by side: the policy acts, the judge says where it is done."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from agents.errors import CheckpointError
from agents.vpt.actions import JointAction
from skills.learned.repertoire import LearnedSkills


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
        self._policy, goal = skills.policy(name), skills.goal(name)
        worlds, *size = observation["rgb"].shape[:3]
        sees = self._policy.config.image_size
        if size != [sees, sees]:
            raise CheckpointError(
                f"the policy of '{name}' sees pictures of {sees}x{sees}, and these are {size[0]}x{size[1]}"
            )
        self._goal = None if goal is None else goal.expand(worlds, -1)
        self._judge = skills.judge(name)
        self._judge.begin(observation, count)
        self._state = self._policy.initial_state(worlds)
        self._first = torch.ones(worlds, dtype=torch.bool)
        self._random = torch.Generator().manual_seed(seed)

    def act(self, observation: Mapping[str, Any]) -> tuple[JointAction, NDArray[np.bool_]]:
        """Return what to do in each world, and (N,) in which of them the skill is done.

        To be asked once a step.
        """
        done = self._judge.done(observation)
        frames = torch.from_numpy(np.ascontiguousarray(observation["rgb"]))
        decision = self._policy.act(frames, self._first, self._state, self._goal, generator=self._random)
        self._state, self._first = decision.state, torch.zeros_like(self._first)
        return decision.action.numpy(), done
