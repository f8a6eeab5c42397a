"""The loss of a reward model: video against text, both ways, and never against what is true as well."""

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from agents.learning.run_folder import Team


class ContrastiveLoss(NamedTuple):
    """Scalar tensors."""

    total: Tensor
    """Mean of both directions."""
    video_right: Tensor
    """Share of clips to which, of all captions that are not true as well, their own is the nearest."""
    text_right: Tensor
    """Share of captions to which their own clip is."""


def contrastive_loss(
    videos: Tensor, texts: Tensor, scale: Tensor, truth: Tensor, targets: Tensor | None = None
) -> ContrastiveLoss:
    """Return the loss of a batch of pairs: symmetric InfoNCE.

    Where a caption is true of a clip that it was not drawn for, the two are no pair and no counterexample: they are
    left out of the denominators.

    Args:
        videos: (B, W) features of norm 1.
        texts: (B, W) features of norm 1, in the order of the clips.
        scale: Scalar that cosines are multiplied by.
        truth: (B, B) bool, whether the caption in a column is true of the clip in a row.
        targets: (2, B) int64, which column counts as a clip's own and which row as a caption's; none of them left out.
            Its own if not given.
    """
    own = torch.arange(len(videos), device=videos.device)
    logits = scale * videos.float() @ texts.float().T
    logits = logits.masked_fill(truth & (own[:, None] != own), -torch.inf)
    of_videos, of_texts = (own, own) if targets is None else targets
    total = 0.5 * (cross_entropy(logits, of_videos) + cross_entropy(logits.T, of_texts))
    with torch.no_grad():
        video_right, text_right = ((matrix.argmax(1) == own).float().mean() for matrix in (logits, logits.T))
    return ContrastiveLoss(total, video_right, text_right)


def gather(features: Tensor, team: Team) -> Tensor:
    """Return the features (team.size * N, W) of all processes, in the order of their ranks, from one's own (N, W).

    Each process is to compute the whole loss from them, and gradients of weights to be averaged over processes.
    """
    return features if team.size == 1 else _Gather.apply(features, team)


class _Gather(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, features: Tensor, team: Team) -> Tensor:
        ctx.team = team
        parts = [torch.empty_like(features) for _ in range(team.size)]
        torch.distributed.all_gather(parts, features.contiguous())
        return torch.cat(parts)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        own = gradient.chunk(ctx.team.size)[ctx.team.rank]
        return own * ctx.team.size, None  # the mean over processes divides it again


def ranks(scores: Tensor, own: Tensor, candidates: Tensor) -> Tensor:
    """Return how many candidates a clip finds at least as near as its own caption, (N,) int64; 0 is the best.

    Args:
        scores: (N, M) how near captions are to clips.
        own: (N,) int64, the caption of each clip.
        candidates: (N, M) bool, which others it is told from.
    """
    return ((scores >= scores.gather(1, own[:, None])) & candidates).sum(1)
