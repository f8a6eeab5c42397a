"""A policy at work in worlds side by side: it draws its actions, and its memory goes along."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from agents.vpt.actions import JointAction
from agents.vpt.policy import VPTPolicy

_STRETCH = 64
"""Frames that are read at once, at most."""


class PolicyActor:
    """Acts in N worlds, from the first frame of their episodes on.

    Args:
        policy: Who acts.
        worlds: N.
        random: Where its draws come from; of several generators, each world has its own.
        goal: (G,) float32, what it is told in all worlds; None if it knows no goals.
    """

    def __init__(
        self,
        policy: VPTPolicy,
        worlds: int,
        random: torch.Generator | Sequence[torch.Generator],
        goal: Tensor | None = None,
    ) -> None:
        self._policy, self._random = policy, random
        self._goal = None if goal is None else goal.expand(worlds, -1)
        self._state = policy.initial_state(worlds)
        self._first = torch.ones(worlds, dtype=torch.bool)
        self._watched: list[tuple[Tensor, Tensor]] = []

    def watch(self, frames: NDArray[np.uint8]) -> None:
        """See (N, H, W, 3) while somebody else acts: a stretch of frames is read at once, and so in less time."""
        self._watched.append((torch.from_numpy(np.ascontiguousarray(frames)), self._first))
        self._first = torch.zeros_like(self._first)
        if len(self._watched) == _STRETCH:
            self._catch_up()

    def act(self, frames: NDArray[np.uint8]) -> JointAction:
        """Return what to do, given (N, H, W, 3); every frame of the episodes is shown, in order, here or to `watch`."""
        self._catch_up()
        seen = torch.from_numpy(np.ascontiguousarray(frames))
        decision = self._policy.act(seen, self._first, self._state, self._goal, generator=self._random)
        self._state, self._first = decision.state, torch.zeros_like(self._first)
        return decision.action.numpy()

    def forget(self, where: NDArray[np.bool_]) -> None:
        """Begin anew with the next frame in some of the worlds, (N,): nothing before it is remembered there."""
        self._first |= torch.from_numpy(where)

    @torch.no_grad()
    def _catch_up(self) -> None:
        if self._watched:
            frames, first = (torch.stack(parts, 1) for parts in zip(*self._watched, strict=True))
            self._state = self._policy(frames, first, self._state, self._goal).state
            self._watched.clear()
