"""What VPT's networks are given, checked: one clear error instead of one from deep inside."""

import torch
from torch import Tensor

from agents.vpt.memory import Memory


def check_frames(frames: Tensor, size: int) -> None:
    """Check a chunk of frames.

    Args:
        frames: To be (B, T, size, size, 3) uint8.
        size: Rows and columns of a frame.

    Raises:
        ValueError: They are not; the message says in what.
    """
    right = f"frames must be uint8 of shape (batch, time, {size}, {size}, 3), RGB last"
    shape = tuple(frames.shape)
    if frames.dtype != torch.uint8:
        raise ValueError(f"{right}; these are {frames.dtype}: give values 0 to 255, the network divides them")
    if len(shape) == 4:
        raise ValueError(f"{right}; these have four axes, {shape}: batch or time is missing")
    if len(shape) != 5:
        raise ValueError(f"{right}; these have shape {shape}")
    if shape[-1] != 3 and shape[2] == 3:
        raise ValueError(f"{right}; these have shape {shape}, channels first: use frames.permute(0, 1, 3, 4, 2)")
    if shape[2:] != (size, size, 3):
        raise ValueError(f"{right}; these have shape {shape}: resize them (OpenCV, INTER_LINEAR)")
    if shape[0] == 0 or shape[1] == 0:
        raise ValueError(f"{right}, none of them 0; these have shape {shape}")


def check_rows(frames: Tensor, first: Tensor, state: Memory, blocks: int, memory: int, width: int) -> None:
    """Check that flags and memory belong to the frames, and the memory to the network.

    Args:
        frames: (B, T, H, W, 3), already checked.
        first: To be (B, T) bool.
        state: To be of B rows.
        blocks: The network's blocks.
        memory: Frames that it remembers.
        width: Features of its trunk.

    Raises:
        ValueError: One does not fit; the message says which.
    """
    batch, time = frames.shape[:2]
    if first.dtype != torch.bool or first.shape != (batch, time):
        raise ValueError(
            f"first must be bool of shape (batch, time) = ({batch}, {time}) like the frames; "
            f"this is {first.dtype} of shape {tuple(first.shape)}"
        )
    if len(state.mask) != batch:
        raise ValueError(
            f"the memory must have a row for each of the {batch} rows of frames; it has {len(state.mask)}: "
            f"use initial_state({batch})"
        )
    if state.keys.shape[1:] != (blocks, memory, width):
        raise ValueError(
            f"the memory must be of {blocks} blocks, {memory} frames and {width} features, this network's; it is of "
            f"{tuple(state.keys.shape[1:])}: it comes from another network"
        )


def check_goal(goal: Tensor | None, frames: Tensor, size: int | None) -> Tensor | None:
    """Return the goal of a chunk of frames as (B, T or 1, size), zeros for none; None if the policy takes no goal.

    Raises:
        ValueError: It does not fit the frames, or the policy takes none.
    """
    batch, time = frames.shape[:2]
    if size is None:
        if goal is not None:
            raise ValueError("this policy takes no goal: give None, or use a policy with goal_size, such as steve1")
        return None
    if goal is None:
        return torch.zeros(batch, 1, size, device=frames.device)
    if goal.shape == (batch, size):
        return goal[:, None].float()
    if goal.shape == (batch, time, size):
        return goal.float()
    raise ValueError(
        f"goal must have shape (batch, {size}) or (batch, time, {size}) with batch {batch} and time {time}; "
        f"this has {tuple(goal.shape)}"
    )


def to_images(frames: Tensor) -> Tensor:
    """Return frames (N, H, W, 3) uint8 as images (N, 3, H, W) float32 from 0 to 1."""
    return frames.permute(0, 3, 1, 2).float() / 255.0
