"""From the features of a clip's frames to one feature: a transformer over time and a mean, or the mean alone.

Names of parameters are those of MineCLIP's checkpoints (MineDojo/MineCLIP, which builds on x_transformers). The numbers
in them are places in lists; where upstream has a layer without weights there is an identity here.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from agents.errors import RewardError
from agents.mineclip.config import TemporalConfig


class _Attention(nn.Module):
    def __init__(self, width: int, heads: int, head_size: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, heads * head_size, bias=False)
        self.to_k = nn.Linear(width, heads * head_size, bias=False)
        self.to_v = nn.Linear(width, heads * head_size, bias=False)
        self.to_out = nn.Linear(heads * head_size, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = (
            project(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for project in (self.to_q, self.to_k, self.to_v)
        )
        return self.to_out(functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class _Gated(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.proj = nn.Linear(width, 2 * hidden)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.proj(x).chunk(2, -1)
        return value * functional.silu(gate)


class _FeedForward(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.net = nn.Sequential(_Gated(width, hidden), nn.Identity(), nn.Identity(), nn.Linear(hidden, width))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


class _Layers(nn.Module):
    """Attention and feed-forward layers in turn, each normalised before and added."""

    def __init__(self, config: TemporalConfig, width: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList()
        for _ in range(config.layers):
            for inner in (_Attention(width, config.heads, config.head_size), _FeedForward(width, config.hidden)):
                self.layers.append(nn.Sequential(nn.Sequential(nn.LayerNorm(width)), inner))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = x + layer(x)
        return x


class _Positions(nn.Module):
    def __init__(self, count: int, width: int) -> None:
        super().__init__()
        self.emb = nn.Embedding(count, width)

    def forward(self, x: Tensor) -> Tensor:
        positions, width = self.emb.weight.shape
        if x.shape[1] > positions:
            raise RewardError(f"a clip can have {positions} frames at most; this one has {x.shape[1]}")
        return x + self.emb.weight[: x.shape[1]] * width**-0.5


class _Transformer(nn.Module):
    def __init__(self, config: TemporalConfig, width: int) -> None:
        super().__init__()
        self.pos_emb = _Positions(config.positions, width)
        self.attn_layers = _Layers(config, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.attn_layers(self.pos_emb(x)))


class TemporalEncoder(nn.Module):
    """Features of frames to the feature of a clip.

    Args:
        config: Sizes; None for the mean over frames.
        width: Numbers of a feature.
    """

    def __init__(self, config: TemporalConfig | None, width: int) -> None:
        super().__init__()
        if config is not None:
            self.attn = nn.ModuleDict({"model": _Transformer(config, width)})
        self.pooled = config is None

    def forward(self, features: Tensor) -> Tensor:
        """Return features (B, width) of clips whose frames have features (B, L, width).

        Raises:
            RewardError: Clips have more frames than there are positions.
        """
        return (features if self.pooled else self.attn["model"](features)).mean(1)


class RewardHead(nn.Module):
    """The video adapter: two layers, mixed with what goes past them."""

    def __init__(self, width: int, residual_weight: float) -> None:
        super().__init__()
        self.video_residual_weight = nn.Parameter(torch.tensor(residual_weight))
        self.video_adapter = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Identity(), nn.Linear(width, width))

    def forward(self, videos: Tensor) -> Tensor:
        """Return adapted features (B, width) of clips."""
        share = torch.sigmoid(self.video_residual_weight)
        return share * videos + (1.0 - share) * self.video_adapter(videos)
