"""Frames as MineCLIP takes them, checked: one clear error instead of a score that looks random.

The network does not resize, as upstream's does not. Users of it lost weeks to frames that were transposed, or reshaped
where they had to be transposed (MineDojo/MineCLIP, issue 18).
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from agents.errors import RewardError

CHANNELS = 3
BYTE = 255.0
MEAN = (0.3331, 0.3245, 0.3051)
"""Of red, green and blue over upstream's videos, of values from 0 to 1."""
DEVIATION = (0.2439, 0.2493, 0.2873)


def check_frames(frames: Tensor | NDArray[np.uint8], image_size: tuple[int, int]) -> None:
    """Check frames.

    Args:
        frames: To be (..., height, width, 3) uint8, RGB, none of the leading axes empty.
        image_size: (height, width) in pixels.

    Raises:
        RewardError: They are not; the message says what they are and what would be right.
    """
    height, width = image_size
    right = f"frames must be uint8 RGB of shape (..., {height}, {width}, {CHANNELS})"
    shape, kind = tuple(frames.shape), str(frames.dtype).removeprefix("torch.")
    if len(shape) < 3:
        raise RewardError(f"{right}; these have shape {shape}")
    if shape[-1] != CHANNELS:
        if shape[-3] == CHANNELS:
            raise RewardError(f"{right}; these have shape {shape}, channels first: {_transposition(frames)}")
        raise RewardError(f"{right}; these have shape {shape}, {shape[-1]} channels at the end instead of {CHANNELS}")
    if kind != "uint8":
        raise RewardError(f"{right}, values 0 to 255; these are {kind}{_range(frames)}")
    if shape[-3:-1] == (width, height) != image_size:
        raise RewardError(
            f"{right}, that is {height} rows of {width} pixels; these have shape {shape}, {width} rows of {height}: "
            "height and width are exchanged where they were made or resized (cv2.resize takes width first)"
        )
    if shape[-3:-1] != image_size:
        raise RewardError(
            f"{right}; these have shape {shape}: resize each to {height}x{width} (height x width) with "
            f"cv2.resize(frame, ({width}, {height}), interpolation=cv2.INTER_AREA)"
        )
    if 0 in shape:
        raise RewardError(f"{right}, at least one of them; these have shape {shape}")


def normalise(frames: Tensor, mean: tuple[float, ...] = MEAN, deviation: tuple[float, ...] = DEVIATION) -> Tensor:
    """Return frames (N, H, W, 3) uint8 as images (N, 3, H, W) float32, less a mean and over a deviation of colours."""
    shift, spread = (torch.tensor(values, device=frames.device) for values in (mean, deviation))
    return ((frames / BYTE - shift) / spread).permute(0, 3, 1, 2)


def _transposition(frames: Tensor | NDArray[np.uint8]) -> str:
    axes = tuple(range(len(frames.shape)))
    order = (*axes[:-3], axes[-2], axes[-1], axes[-3])
    return f"use frames.{'permute' if isinstance(frames, Tensor) else 'transpose'}{order}, not reshape"


def _range(frames: Tensor | NDArray[np.uint8]) -> str:
    if 0 in frames.shape:
        return ""
    low, high = float(frames.min()), float(frames.max())
    if low >= 0.0 and high <= 1.0:
        return f" from {low:.3g} to {high:.3g}: use (255 * frames) rounded to uint8"
    return f" from {low:.3g} to {high:.3g}: give the bytes of the picture as they are, the network normalises them"
