"""CLIP's text transformer, over all of its vocabulary or the words that a small model was taught.

Names of parameters are those of MineCLIP's checkpoints (MineDojo/MineCLIP).
"""

import torch
from torch import Tensor, nn

from agents.errors import RewardError
from agents.mineclip.blocks import blocks
from agents.mineclip.config import CONTEXT, VOCABULARY, TransformerConfig


class TextTransformer(nn.Module):
    """Token ids to features.

    Args:
        config: Sizes.
        width: Numbers of a feature.
        vocabulary: Ids that have an embedding, ascending; None for all of CLIP's.
    """

    def __init__(self, config: TransformerConfig, width: int, vocabulary: tuple[int, ...] | None) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.token_embedding = nn.Embedding(VOCABULARY if vocabulary is None else len(vocabulary), config.width)
        self.pos_embed = nn.Parameter(0.01 * torch.randn(CONTEXT, config.width))
        self.blocks = blocks(config, causal=True)
        self.ln_final = nn.LayerNorm(config.width)
        self.projection = nn.Parameter(config.width**-0.5 * torch.randn(config.width, width))
        nn.init.normal_(self.token_embedding.weight, std=0.02)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return features (N, width) of sentences (N, 77) int64: what stands at the end token, the highest id.

        Nothing after the end is seen by anything before it, so only as many places are computed as the longest
        sentence has.

        Raises:
            RewardError: An id has no embedding.
        """
        ends = tokens.argmax(1)
        tokens = tokens[:, : int(ends.max()) + 1].contiguous()
        x = self.token_embedding(self._rows(tokens)) + self.pos_embed[: tokens.shape[1]]
        x = self.ln_final(self.blocks(x))
        return x[torch.arange(len(x), device=x.device), ends] @ self.projection

    def _rows(self, tokens: Tensor) -> Tensor:
        if self.vocabulary is None:
            return tokens
        known = torch.tensor(self.vocabulary, device=tokens.device)
        rows = torch.searchsorted(known, tokens).clamp_max(len(known) - 1)
        unknown = tokens[known[rows] != tokens]
        if len(unknown):
            raise RewardError(f"this model does not know the token ids {unknown.unique().tolist()[:5]}")
        return rows
