"""MineCLIP: features of frames, clips and sentences that are near to each other where they fit.

Names and shapes of the parameters are those of the released checkpoints (MineDojo/MineCLIP).
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from agents.errors import CheckpointError, RewardError
from agents.mineclip.backbone import OpenClip
from agents.mineclip.config import CONTEXT, PRESETS, ConvolutionVisionConfig, MineCLIPConfig
from agents.mineclip.convolution import ConvolutionVision
from agents.mineclip.frames import check_frames
from agents.mineclip.temporal import RewardHead, TemporalEncoder
from agents.mineclip.text import TextTransformer
from agents.mineclip.tokenizer import tokenize
from agents.mineclip.vision import PatchVision
from agents.pretrained import Pretrained

SHIPPED = Path(__file__).parent / "shipped"
_AT_ONCE = 64
"""Frames that a CPU encodes together: with more, layers' outputs no longer fit its cache."""


class Logits(NamedTuple):
    """How well clips and sentences fit, as scaled cosines."""

    per_video: Tensor
    """(clips, sentences) float32."""
    per_text: Tensor
    """(sentences, clips) float32."""


class Clip(nn.Module):
    """The two towers, of frames and of sentences."""

    def __init__(self, config: MineCLIPConfig) -> None:
        super().__init__()
        assert config.vision is not None and config.text is not None
        if isinstance(config.vision, ConvolutionVisionConfig):
            self.vision_model: nn.Module = ConvolutionVision(config.vision, config.image_size, config.width)
        else:
            self.vision_model = PatchVision(config.vision, config.image_size, config.width)
        self.text_model = TextTransformer(config.text, config.width, config.vocabulary)
        self.logit_scale = nn.Parameter(torch.tensor(config.scale).log())


class MineCLIP(Pretrained[MineCLIPConfig]):
    """The released networks and smaller ones of the same shape.

    A reward encodes each frame once (`encode_frames`), keeps the features, and asks `encode_video` of the last
    `config.window` of them.
    """

    config_type = MineCLIPConfig

    def __init__(self, config: MineCLIPConfig) -> None:
        super().__init__(config)
        self.clip_model: Clip | OpenClip = Clip(config) if config.backbone is None else OpenClip(config)
        self.temporal_encoder = TemporalEncoder(config.temporal, config.width)
        self.reward_head = RewardHead(config.width, config.residual_weight)

    def encode_frames(self, frames: Tensor) -> Tensor:
        """Return features (..., width) of frames (..., H, W, 3) uint8 RGB of `config.image_size`, not normalised.

        Raises:
            RewardError: The frames have another size, order or dtype.
        """
        check_frames(frames, self.config.image_size)
        every = frames.flatten(0, -4) if frames.ndim > 3 else frames[None]
        in_pieces = every.device.type == "cpu"
        pieces = every.split(_AT_ONCE if in_pieces else len(every))
        features = torch.cat([self.clip_model.vision_model(piece) for piece in pieces])
        return features.unflatten(0, frames.shape[:-3]) if frames.ndim > 3 else features[0]

    def encode_video(self, features: Tensor) -> Tensor:
        """Return features (..., width) of clips whose frames have features (..., L, width), oldest first, L2 norm 1.

        Raises:
            RewardError: The features have another width, or there are more of them than the network has positions for.
        """
        if features.ndim < 2 or features.shape[-1] != self.config.width or 0 in features.shape:
            raise RewardError(
                f"features of clips must have shape (..., frames, {self.config.width}); these have "
                f"{tuple(features.shape)}"
            )
        every = features.flatten(0, -3) if features.ndim > 2 else features[None]
        videos = functional.normalize(self.reward_head(self.temporal_encoder(every)).float(), dim=-1)
        return videos.unflatten(0, features.shape[:-2]) if features.ndim > 2 else videos[0]

    def encode_text(self, tokens: Tensor) -> Tensor:
        """Return features (N, width) of sentences (N, 77) int64 as `tokenize` gives them, L2 norm 1.

        Raises:
            RewardError: The tokens have another shape, or ids that the network has no embedding for.
        """
        if tokens.ndim != 2 or tokens.shape[1] != CONTEXT or tokens.dtype != torch.int64 or len(tokens) == 0:
            raise RewardError(
                f"tokens must be int64 of shape (sentences, {CONTEXT}), see tokenize; these are {tokens.dtype} "
                f"{tuple(tokens.shape)}"
            )
        return functional.normalize(self.clip_model.text_model(tokens).float(), dim=-1)

    def encode_prompts(self, prompts: Sequence[str]) -> Tensor:
        """Return features (N, width) of sentences, on the network's device, L2 norm 1.

        Raises:
            RewardError: See `tokenize`.
        """
        return self.encode_text(self.tokenize(prompts).to(self.clip_model.logit_scale.device))

    def tokenize(self, prompts: Sequence[str]) -> Tensor:
        """Return sentences as token ids (N, 77) int64, on the CPU.

        Raises:
            RewardError: A sentence is empty, longer than 77 tokens, or has a word that the network does not know.
        """
        return tokenize(prompts, self.config.vocabulary)

    def scale(self) -> Tensor:
        """Return what cosines are multiplied by, a scalar."""
        return self.clip_model.logit_scale.exp()

    def forward(self, frames: Tensor, tokens: Tensor) -> Logits:
        """Return how well clips fit sentences.

        Args:
            frames: (B, L, H, W, 3) uint8 RGB.
            tokens: (N, 77) int64.

        Raises:
            RewardError: See `encode_frames`, `encode_video` and `encode_text`.
        """
        videos = self.encode_video(self.encode_frames(frames))
        per_video = self.scale() * videos @ self.encode_text(tokens).T
        return Logits(per_video, per_video.T)

    @classmethod
    def better_preset(cls, tensors: dict[str, Tensor]) -> str:
        """Return which preset weights of other shapes fit."""
        for name, config in PRESETS.items():
            with torch.device("meta"):
                shapes = {key: value.shape for key, value in cls(config).state_dict().items()}
            if all(shapes.get(key) == value.shape for key, value in tensors.items()):
                return f"; the weights fit the preset '{name}'"
        return "; they fit none of the presets"


def load(source: str | os.PathLike[str]) -> MineCLIP:
    """Return a network, on the CPU, in float32, and not in training mode.

    Args:
        source: Name of a shipped one ("small"), a folder, or `owner/name` on the Hugging Face hub.

    Raises:
        CheckpointError: There is none, or its weights do not fit.
    """
    shipped = SHIPPED / os.fspath(source)
    known = sorted(folder.name for folder in SHIPPED.glob("*") if folder.is_dir())
    if os.fspath(source) in known:
        return MineCLIP.from_pretrained(shipped).eval()
    try:
        return MineCLIP.from_pretrained(source).eval()
    except CheckpointError as error:
        raise CheckpointError(f"{error} (shipped: {', '.join(known) or 'none'})") from error
