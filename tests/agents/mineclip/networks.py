"""Networks of the same parts as the released one and the small one, small enough to be made for each test."""

import numpy as np
import torch

from agents.mineclip.config import (
    ConvolutionVisionConfig,
    MineCLIPConfig,
    PatchVisionConfig,
    TemporalConfig,
    TransformerConfig,
)
from agents.mineclip.model import MineCLIP
from agents.mineclip.tokenizer import vocabulary_of

CAPTIONS = ("chop a tree", "hit a cow with a wooden sword", "shear a sheep")
PATCHES = MineCLIPConfig(
    image_size=(32, 48),
    width=16,
    vision=PatchVisionConfig(width=32, layers=2, heads=4),
    text=TransformerConfig(width=8, layers=2, heads=2),
    temporal=TemporalConfig(heads=2, head_size=4, hidden=8),
)
CONVOLUTIONS = MineCLIPConfig(
    image_size=(64, 64),
    width=16,
    stride=4,
    vision=ConvolutionVisionConfig(channels=(16, 32), blocks=(1, 1)),
    text=TransformerConfig(width=24, layers=1, heads=4),
    vocabulary=vocabulary_of(CAPTIONS),
    temporal=TemporalConfig(heads=2, head_size=4, hidden=8),
)
CONFIGS = {
    "patches": PATCHES,
    "mean": PATCHES.model_copy(update={"temporal": None}),
    "convolutions": CONVOLUTIONS,
}


def network(config, seed=0):
    """Return a network with weights of a seed."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return MineCLIP(config).eval()


def clips(config, batch=2, frames=16, seed=1):
    """Return frames (batch, frames, H, W, 3) uint8."""
    shape = (batch, frames, *config.image_size, 3)
    return torch.from_numpy(np.random.default_rng(seed).integers(0, 256, shape, np.uint8))
