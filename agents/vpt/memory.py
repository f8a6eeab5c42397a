"""What VPT's trunk remembers: keys and values of the last frames, and which of them belong to this episode."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import torch
from torch import Tensor


class Memory(NamedTuple):
    """Keys and values of past frames, the newest last; every tensor begins with the batch.

    `Memory(*(tensor[rows] for tensor in memory))` is the memory of some rows.
    """

    keys: Tensor
    """(B, blocks, M, E), not yet split into heads."""
    values: Tensor
    """(B, blocks, M, E)."""
    mask: Tensor
    """(B, M) bool, whether a slot holds a frame of the current episode."""

    @classmethod
    def empty(cls, batch: int, blocks: int, frames: int, width: int, device: torch.device | str | None = None) -> Self:
        """Return the memory before the first frame."""
        zeros = torch.zeros(batch, blocks, frames, width, device=device)
        return cls(zeros, zeros.clone(), torch.zeros(batch, frames, dtype=torch.bool, device=device))

    def detach(self) -> Self:
        """Return it without its history, for learning on the next chunk alone."""
        return type(self)(self.keys.detach(), self.values.detach(), self.mask)

    def to(self, device: torch.device | str) -> Self:
        """Return it on another device."""
        return type(self)(self.keys.to(device), self.values.to(device), self.mask.to(device))


def join(memories: Sequence[Memory]) -> Memory:
    """Return the memories of several batches as that of one batch, in their order."""
    return Memory(*(torch.cat(tensors) for tensors in zip(*memories, strict=True)))


def visibility(mask: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
    """Return which frames belong to the episode of which others.

    An episode begins wherever `first` is set, at any step of the chunk. OpenAI's code looks only at a chunk's first
    step; there the two agree.

    Args:
        mask: (B, M) bool, which slots of the memory hold a frame of the episode that the chunk goes on with.
        first: (B, T) bool, which frames of the chunk begin an episode.

    Returns:
        visible: (B, T, M + T) bool, whether a frame and a slot or frame before it are of one episode. Frames after it
            are not excluded.
        mask: (B, M) bool, `mask` after the chunk.
    """
    episode = first.cumsum(1)
    past = mask[:, None] & (episode == 0)[:, :, None]
    visible = torch.cat([past, episode[:, :, None] == episode[:, None]], 2)
    return visible, visible[:, -1, visible.shape[2] - mask.shape[1] :]
