"""CLIP's vision transformer on frames that need not be square.

Names of parameters are those of MineCLIP's checkpoints (MineDojo/MineCLIP).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from agents.mineclip.blocks import blocks
from agents.mineclip.config import PatchVisionConfig
from agents.mineclip.frames import normalise


class PatchVision(nn.Module):
    """Frames to features, by a transformer over patches and one place that has none.

    Args:
        config: Sizes.
        image_size: (height, width) in pixels, multiples of a patch.
        width: Numbers of a feature.
    """

    def __init__(self, config: PatchVisionConfig, image_size: tuple[int, int], width: int) -> None:
        super().__init__()
        self.grid = (image_size[0] // config.patch, image_size[1] // config.patch)
        deviation = config.width**-0.5
        self.conv1 = nn.Conv2d(3, config.width, config.patch, stride=config.patch, bias=False)
        self.cls_token = nn.Parameter(deviation * torch.randn(config.width))
        self.pos_embed = nn.Parameter(deviation * torch.randn(1 + self.grid[0] * self.grid[1], config.width))
        self.ln_pre = nn.LayerNorm(config.width)
        self.blocks = blocks(config, causal=False)
        self.ln_post = nn.LayerNorm(config.width)
        self.projection = nn.Parameter(deviation * torch.randn(config.width, width))

    def forward(self, frames: Tensor) -> Tensor:
        """Return features (N, width) of frames (N, H, W, 3) uint8."""
        patches = self.conv1(normalise(frames).to(self.conv1.weight.dtype)).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.to(patches.dtype).expand(len(patches), 1, -1), patches], 1)
        x = self.blocks(self.ln_pre(x + self.pos_embed))
        return self.ln_post(x[:, 0]) @ self.projection


def resize_positions(positions: Tensor, grid: tuple[int, int]) -> Tensor:
    """Return the position embedding (1 + h * w, E) of a square grid of patches for another grid (h, w).

    The row of the place without a patch stays, the others are interpolated (bicubic, corners not aligned), as MineCLIP
    began from CLIP.
    """
    side = round((len(positions) - 1) ** 0.5)
    square = positions[1:].T.unflatten(1, (side, side))[None].float()
    resized = functional.interpolate(square, size=grid, mode="bicubic", align_corners=False)
    return torch.cat([positions[:1].float(), resized[0].flatten(1).T])
