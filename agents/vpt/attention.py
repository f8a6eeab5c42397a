"""Self-attention over the last frames, with a learnt bias for how long ago a frame was.

Three things differ from the usual: logits are divided by the size of a head, not by its root; the bias is
`r(x) @ b_nd`, ten basis functions of the distance that each frame weighs for itself; a frame sees `memory` frames
including itself, however long the chunk (Video-Pre-Training, `lib/xf.py`, `lib/masked_attention.py`).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from agents.vpt.encoder import set_row_norm

BASES = 10
"""Basis functions of the distance."""
_NOTHING = float("-inf")


class Attention(nn.Module):
    """Multi-head attention of frames to frames, what the checkpoints call `orc_block`.

    Args:
        width: Features of a frame, E.
        heads: Number of heads.
        memory: Frames that a frame sees, itself included; 0 if frames see all of a chunk, without a bias.
        gain: L2 norm of the rows of the value and output layers at the start.
    """

    def __init__(self, width: int, heads: int, memory: int, gain: float) -> None:
        super().__init__()
        self.heads, self.memory = heads, memory
        self.b_nd = nn.Parameter(0.2 * torch.randn(BASES, memory))
        self.q_layer = nn.Linear(width, width)
        self.k_layer = nn.Linear(width, width, bias=False)
        self.v_layer = nn.Linear(width, width, bias=False)
        self.proj_layer = nn.Linear(width, width)
        self.r_layer = nn.Linear(width, BASES * heads)
        gains = {self.q_layer: 0.1, self.k_layer: 0.2, self.v_layer: gain, self.proj_layer: gain, self.r_layer: 0.1}
        for layer, norm in gains.items():
            set_row_norm(layer, norm)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the frames (B, T, E) of a chunk tell each other, all to all."""
        return self._attend(self.q_layer(x), self.k_layer(x), self.v_layer(x), None)

    def remember(self, x: Tensor, keys: Tensor, values: Tensor, visible: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what frames learn from themselves and the frames before them.

        Args:
            x: (B, T, E) frames.
            keys: (B, M, E) keys of the frames before.
            values: (B, M, E) values of the frames before.
            visible: (B, T, M + T) bool, see `visibility`.

        Returns:
            (B, T, E), and `keys` and `values` after the chunk.
        """
        keys = torch.cat([keys, self.k_layer(x)], 1)
        values = torch.cat([values, self.v_layer(x)], 1)
        bias = self._bias(x).masked_fill(~visible[:, None], _NOTHING)
        attended = self._attend(self.q_layer(x), keys, values, bias)
        start = keys.shape[1] - self.memory
        return attended, keys[:, start:], values[:, start:]

    def _bias(self, x: Tensor) -> Tensor:
        """Return the bias (B, heads, T, M + T) by distance, minus infinity outside 0 to M - 1."""
        batch, frames, _ = x.shape
        weights = self.r_layer(x).view(batch, frames, self.heads, BASES).transpose(1, 2)
        near_last = weights @ self.b_nd.flip(1)
        # Row t belongs in columns t + 1 to t + M of M + T. Rows one longer than that, read as one line, shift by one
        # each when the line is cut again.
        line = functional.pad(near_last.float(), (1, frames), value=_NOTHING).flatten(2)
        return line[..., : frames * (self.memory + frames)].unflatten(2, (frames, self.memory + frames))

    def _attend(self, queries: Tensor, keys: Tensor, values: Tensor, bias: Tensor | None) -> Tensor:
        q, k, v = (x.to(queries.dtype).unflatten(2, (self.heads, -1)).transpose(1, 2) for x in (queries, keys, values))
        bias = None if bias is None else bias.to(q.dtype)
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias, scale=1.0 / q.shape[-1])
        return self.proj_layer(attended.transpose(1, 2).flatten(2))
