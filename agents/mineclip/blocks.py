"""The transformer block of CLIP: attention and a feed-forward layer, each normalised before and added.

Names of parameters are those of MineCLIP's checkpoints (MineDojo/MineCLIP; there as in OpenAI's CLIP).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from agents.mineclip.config import TransformerConfig

_SLOPE = 1.702
"""With which CLIP draws GELU near: x * sigmoid(1.702 x)."""


class Attention(nn.Module):
    """Multi-head self-attention, whose queries, keys and values come from one matrix."""

    def __init__(self, width: int, heads: int, causal: bool) -> None:
        super().__init__()
        self.heads, self.causal = heads, causal
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.normal_(self.in_proj_weight, std=width**-0.5)
        nn.init.zeros_(self.out_proj.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the places of sequences (B, L, E) tell each other, or only those after if causal."""
        projected = functional.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = projected.unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.out_proj(attended.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    """Four times as many hidden features, CLIP's GELU between."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)
        nn.init.normal_(self.c_fc.weight, std=(2 * width) ** -0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Return features of the shape of `x`."""
        hidden = self.c_fc(x)
        return self.c_proj(hidden * torch.sigmoid(_SLOPE * hidden))


class Block(nn.Module):
    """One layer of the transformer."""

    def __init__(self, width: int, heads: int, causal: bool) -> None:
        super().__init__()
        self.attn = Attention(width, heads, causal)
        self.ln_1 = nn.LayerNorm(width)
        self.mlp = FeedForward(width)
        self.ln_2 = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        """Return sequences (B, L, E) one layer further."""
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


def blocks(config: TransformerConfig, causal: bool) -> nn.Sequential:
    """Return the layers of a transformer, their outputs small enough at the start to be added up."""
    layers = [Block(config.width, config.heads, causal) for _ in range(config.layers)]
    for layer in layers:
        for output in (layer.attn.out_proj, layer.mlp.c_proj):
            nn.init.normal_(output.weight, std=(2 * config.layers * config.width) ** -0.5)
    return nn.Sequential(*layers)
