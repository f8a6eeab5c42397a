"""Fragments: what a rollout leaves behind for learning, some steps of some worlds with the memory that they began with.

The worlds are stepped in Gymnasium's `NEXT_STEP` mode. After an episode's last step its last frame is shown; the action
that answers it is not carried out, and the frame after it begins another episode. So a step is no step wherever the
frame after it is a first one, which is all that has to be known about resets (`live`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import torch
from torch import Tensor

from agents.errors import TrainingError
from agents.vpt.heads import TensorAction
from agents.vpt.memory import Memory, join


@dataclass(frozen=True, kw_only=True)
class Fragment:
    """T steps of N worlds. Tensors are time first, on one device.

    Raises:
        TrainingError: A tensor has another shape or dtype than the frames and steps ask for.
    """

    frames: Tensor
    """(T + 1, N, H, W, 3) uint8 RGB. The last one is acted on in the next fragment; here it tells what is to come."""
    first: Tensor
    """(T + 1, N) bool, which frames begin an episode."""
    action: TensorAction
    """Each (T, N) int64."""
    log_prob: Tensor
    """(T, N) float32, of the action when it was drawn."""
    value: Tensor
    """(T + 1, N) float32, of each frame when it was seen, in the units of the rewards."""
    terms: dict[str, Tensor]
    """What steps paid by name, each (T, N) float32, weight included."""
    terminated: Tensor
    """(T, N) bool, which steps ended an episode for good: nothing comes after."""
    truncated: Tensor
    """(T, N) bool, which steps were the last for want of time: the frame after them would still have gone on."""
    success: Tensor
    """(T, N) bool, with which steps the task was done."""
    state: Memory
    """Of the policy before the first frame, N rows."""
    version: int
    """Of the policy that acted: how many fragments it had learnt from."""
    goal: Tensor | None = None
    """(T + 1, N, G) float32, the goal's embedding at each frame, if the policy has goals."""
    teacher_state: Memory | None = None
    """Of the teacher before the first frame, N rows; whoever asks the teacher fills it in."""

    def __post_init__(self) -> None:
        steps, worlds = self.log_prob.shape[:2]
        _check("frames", self.frames, (steps + 1, worlds, *self.frames.shape[2:]), torch.uint8)
        step, frame = (steps, worlds), (steps + 1, worlds)
        _check("first", self.first, frame, torch.bool)
        _check("buttons", self.action.buttons, step, torch.int64)
        _check("camera", self.action.camera, step, torch.int64)
        _check("log_prob", self.log_prob, step, torch.float32)
        _check("value", self.value, frame, torch.float32)
        for name, term in self.terms.items():
            _check(f"term '{name}'", term, step, torch.float32)
        _check("terminated", self.terminated, step, torch.bool)
        _check("truncated", self.truncated, step, torch.bool)
        _check("success", self.success, step, torch.bool)
        if self.goal is not None:
            _check("goal", self.goal, (*frame, *self.goal.shape[2:]), torch.float32)
        for name, state in (("state", self.state), ("teacher_state", self.teacher_state)):
            if state is not None:
                _check(name, state.mask, (worlds, *state.mask.shape[1:]), torch.bool)

    @property
    def steps(self) -> int:
        """T."""
        return self.log_prob.shape[0]

    @property
    def worlds(self) -> int:
        """N."""
        return self.log_prob.shape[1]

    @property
    def live(self) -> Tensor:
        """(T, N) bool, which steps were taken: where it is False, the world was reset instead."""
        return ~self.first[1:]

    @property
    def reward(self) -> Tensor:
        """(T, N) float32, the sum of the terms."""
        return torch.stack([*self.terms.values()]).sum(0)

    def of(self, rows: Tensor) -> Self:
        """Return some of the worlds.

        Args:
            rows: (M,) int64, their numbers, in the order that they are to have.
        """
        return replace(
            self,
            frames=self.frames[:, rows],
            first=self.first[:, rows],
            action=TensorAction(*(choice[:, rows] for choice in self.action)),
            log_prob=self.log_prob[:, rows],
            value=self.value[:, rows],
            terms={name: term[:, rows] for name, term in self.terms.items()},
            terminated=self.terminated[:, rows],
            truncated=self.truncated[:, rows],
            success=self.success[:, rows],
            state=_rows(self.state, rows),
            goal=None if self.goal is None else self.goal[:, rows],
            teacher_state=None if self.teacher_state is None else _rows(self.teacher_state, rows),
        )

    def split(self, parts: int) -> list[Self]:
        """Return the fragment in parts, worlds side by side, as equal in size as can be."""
        numbers = torch.arange(self.worlds, device=self.first.device)
        return [self.of(rows) for rows in numbers.tensor_split(parts)]

    def to(self, device: torch.device | str) -> Self:
        """Return it on another device."""
        moved: dict[str, Tensor | Memory] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Tensor | Memory):
                moved[field.name] = value.to(device)
        action = TensorAction(*(choice.to(device) for choice in self.action))
        terms = {name: term.to(device) for name, term in self.terms.items()}
        return replace(self, action=action, terms=terms, **moved)  # type: ignore[arg-type]


def join_fragments(fragments: Sequence[Fragment]) -> Fragment:
    """Return the worlds of several fragments as one, of the oldest version among them.

    Raises:
        TrainingError: There are none, or they differ in steps, frames, terms, or in whether they have goals.
    """
    if not fragments:
        raise TrainingError("there are no fragments to join; give one at least")
    head = fragments[0]
    if len(fragments) == 1:
        return head
    for other in fragments[1:]:
        if _layout(other) != _layout(head):
            raise TrainingError(
                f"fragments of {_layout(other)} and of {_layout(head)} cannot be joined: make them alike"
            )

    def cat(name: str) -> Tensor:
        return torch.cat([getattr(fragment, name) for fragment in fragments], 1)

    choices = zip(*(fragment.action for fragment in fragments), strict=True)
    teachers = [fragment.teacher_state for fragment in fragments if fragment.teacher_state is not None]
    return Fragment(
        frames=cat("frames"),
        first=cat("first"),
        action=TensorAction(*(torch.cat(choice, 1) for choice in choices)),
        log_prob=cat("log_prob"),
        value=cat("value"),
        terms={name: torch.cat([fragment.terms[name] for fragment in fragments], 1) for name in head.terms},
        terminated=cat("terminated"),
        truncated=cat("truncated"),
        success=cat("success"),
        state=join([fragment.state for fragment in fragments]),
        version=min(fragment.version for fragment in fragments),
        goal=None if head.goal is None else cat("goal"),
        teacher_state=join(teachers) if teachers else None,
    )


def _rows(memory: Memory, rows: Tensor) -> Memory:
    return Memory(*(tensor[rows] for tensor in memory))


def _layout(fragment: Fragment) -> str:
    extras = [name for name in ("goal", "teacher_state") if getattr(fragment, name) is not None]
    height, width = fragment.frames.shape[2:4]
    return f"{fragment.steps} steps of {height}x{width} with {', '.join([*sorted(fragment.terms), *extras])}"


def _check(name: str, tensor: Tensor, shape: tuple[int, ...], dtype: torch.dtype) -> None:
    if tensor.shape != shape or tensor.dtype != dtype:
        raise TrainingError(
            f"{name} of a fragment must be {str(dtype).removeprefix('torch.')} of shape {tuple(shape)}, not "
            f"{str(tensor.dtype).removeprefix('torch.')} of {tuple(tensor.shape)}"
        )
