"""Scores of whole videos: what prompts, and negatives beside them, make of each frame."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, get_args

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from agents.errors import RewardError
from agents.mineclip.frames import check_frames
from agents.mineclip.model import MineCLIP
from agents.mineclip.negatives import COUNT, choose, pool_of
from agents.mineclip.reward import Padding, black_features, check_choice, encode_negatives, precision, stride_of

_AT_ONCE = 64
"""Frames, and windows of them, that are looked at together."""


class Scores(NamedTuple):
    """What a video looks like at each frame. The probabilities of a frame add up to one."""

    probability: NDArray[np.float32]
    """(T, prompts)."""
    negatives: NDArray[np.float32]
    """(T, negatives)."""
    negative_prompts: tuple[str, ...]
    """Those that were taken."""


@torch.no_grad()
def score(
    model: MineCLIP,
    frames: NDArray[np.uint8] | Iterable[NDArray[np.uint8]],
    prompts: Sequence[str],
    negatives: Sequence[str] | None = None,
    count: int = COUNT,
    stride: int | None = None,
    padding: Padding = "black",
    half: bool = False,
) -> Scores:
    """Return what a whole video looks like at each frame: prompts against each other and against negatives.

    Args:
        model: Stays where it is; put into evaluation mode.
        frames: (T, H, W, 3) uint8 RGB in the model's size, a tick (0.05 s) apart, or such images one after the other.
        prompts: At least one.
        negatives: As in `VideoReward`; none that is among the prompts is taken.
        count: As in `VideoReward`.
        stride: As in `VideoReward`.
        padding: As in `VideoReward`.
        half: As in `VideoReward`.

    Raises:
        RewardError: As `VideoReward` does, or there are no prompts, one twice, or no frames.
    """
    check_choice("padding", padding, get_args(Padding))
    apart = stride_of(model, stride)
    if not prompts:
        raise RewardError("there is nothing to score: give at least one prompt")
    if len(pool_of(prompts)) < len(prompts):
        raise RewardError("a prompt is given twice: each takes from the other's probability")
    pool = pool_of(negatives)
    taken = [pool[place] for place in np.flatnonzero(choose(pool, prompts, count))]
    model.eval()
    with precision(model, half):
        texts = torch.cat([model.encode_prompts(prompts).float(), encode_negatives(model, taken)])
        encoded = [model.encode_frames(images).float() for images in _batches(model, frames)]
        if not encoded:
            raise RewardError("there is nothing to score: the video has no frames")
        features = torch.cat(encoded)
        before = features[:1] if padding == "first" else black_features(model)
        features = torch.cat([before, features])
        window = torch.arange(1 - model.config.window, 1, device=features.device) * apart
        ends = torch.arange(1, len(features), device=features.device)
        videos = [
            model.encode_video(features[(part[:, None] + window).clamp(min=0)]).float() for part in ends.split(_AT_ONCE)
        ]
    found = torch.softmax(model.scale().float() * torch.cat(videos) @ texts.T, 1).cpu().numpy()
    return Scores(found[:, : len(prompts)], found[:, len(prompts) :], tuple(taken))


def _batches(model: MineCLIP, frames: NDArray[np.uint8] | Iterable[NDArray[np.uint8]]) -> Iterator[Tensor]:
    device = model.scale().device
    images = iter(frames)
    while batch := list(islice(images, _AT_ONCE)):
        stack = torch.from_numpy(np.stack(batch))
        check_frames(stack, model.config.image_size)
        yield stack.to(device)
