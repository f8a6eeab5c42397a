"""The small model's frame encoder: convolutions from 128x128 pixels to a map of 4x4, and a matrix over all of the map.

The map is not averaged: where something is on the screen, above all under the crosshair, says what is being done to it.

What is fast on a CPU was measured: channels last in memory, plain convolutions (those of one channel each are slow
backwards), groups normalised rather than channels, pixels scaled by the weights of the first layer rather than one by
one.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from agents.mineclip.config import ConvolutionVisionConfig
from agents.mineclip.frames import BYTE, CHANNELS, DEVIATION, MEAN

_GROUP = 16
"""Channels that are normalised together."""
_SPREAD = 0.25
"""Standard deviation of features at the start: small, so that the positions of frames in a clip can be told by them."""


class _Stem(nn.Conv2d):
    """The first convolution, of patches that overlap, on bytes as they are."""

    def __init__(self, outputs: int) -> None:
        super().__init__(CHANNELS, outputs, 8, stride=4, padding=2)

    def forward(self, frames: Tensor) -> Tensor:
        """Return (N, C, H / 4, W / 4) of (N, H, W, 3), as if the pixels had been normalised and framed in black."""
        mean = torch.tensor(MEAN, device=frames.device)
        deviation = torch.tensor(DEVIATION, device=frames.device)
        assert self.bias is not None
        weight = self.weight / (BYTE * deviation)[:, None, None]
        bias = self.bias - self.weight.sum((2, 3)) @ (mean / deviation).to(self.weight.dtype)
        images, weight = frames.permute(0, 3, 1, 2).to(self.weight.dtype), weight.to(self.weight.dtype)
        return functional.conv2d(images, weight, bias, self.stride, self.padding)


class _Block(nn.Module):
    """Norm, half as many channels, 3x3 between those, all channels again, added to what it was given."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(channels // _GROUP, channels)
        self.conv1 = nn.Conv2d(channels, channels // 2, 1)
        self.conv2 = nn.Conv2d(channels // 2, channels // 2, 3, padding=1)
        self.conv3 = nn.Conv2d(channels // 2, channels, 1)
        for layer in (self.conv1, self.conv2):
            nn.init.kaiming_normal_(layer.weight)
        nn.init.normal_(self.conv3.weight, std=0.2 * (channels // 2) ** -0.5)

    def forward(self, x: Tensor) -> Tensor:
        hidden = functional.relu(self.conv1(self.norm(x)))
        return x + self.conv3(functional.relu(self.conv2(hidden)))


class ConvolutionMap(nn.Module):
    """Frames to maps of features, by residual convolutions.

    Args:
        config: Sizes.
    """

    def __init__(self, config: ConvolutionVisionConfig) -> None:
        super().__init__()
        self.stem = _Stem(config.channels[0])
        self.stages = nn.ModuleList()
        before = config.channels[0]
        for index, (channels, blocks) in enumerate(zip(config.channels, config.blocks, strict=True)):
            layers: list[nn.Module] = [nn.Conv2d(before, channels, 3, stride=2, padding=1)] if index else []
            self.stages.append(nn.Sequential(*layers, *(_Block(channels) for _ in range(blocks))))
            before = channels

    def forward(self, frames: Tensor) -> Tensor:
        """Return maps (N, C, H / reduction, W / reduction) of frames (N, H, W, 3) uint8."""
        x = self.stem(frames)
        for stage in self.stages:
            x = stage(x)
        return functional.relu(x)


class ConvolutionVision(ConvolutionMap):
    """Frames to features: a matrix over all of their map.

    Args:
        config: Sizes.
        image_size: (height, width) in pixels.
        width: Numbers of a feature.
    """

    def __init__(self, config: ConvolutionVisionConfig, image_size: tuple[int, int], width: int) -> None:
        super().__init__(config)
        before = config.channels[-1]
        places = image_size[0] * image_size[1] // config.reduction**2
        self.norm = nn.LayerNorm(before * places)
        self.projection = nn.Linear(before * places, width)
        nn.init.normal_(self.projection.weight, std=_SPREAD * (before * places) ** -0.5)
        nn.init.zeros_(self.projection.bias)

    def forward(self, frames: Tensor) -> Tensor:
        """Return features (N, width) of frames (N, H, W, 3) uint8."""
        return self.projection(self.norm(super().forward(frames).permute(0, 2, 3, 1).flatten(1)))
