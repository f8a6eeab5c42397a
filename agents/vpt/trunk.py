"""VPT's trunk: transformer blocks over the features of frames, with a memory or without.

Source: Video-Pre-Training, `lib/util.py` (`ResidualRecurrentBlocks`) and `lib/policy.py`.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from agents.vpt.attention import Attention
from agents.vpt.encoder import ImageEncoder, Impala, Unit, linear_unit
from agents.vpt.memory import Memory, visibility


class Block(nn.Module):
    """Norm, attention, MLP. What the norm gives is what the two residuals add to: its input is dropped."""

    def __init__(self, width: int, heads: int, memory: int, ratio: int, gain: float) -> None:
        super().__init__()
        self.mlp0 = linear_unit(width, ratio * width)
        self.mlp1 = Unit(nn.Linear(ratio * width, width), None, gain, activate=False)
        self.pre_r_ln = nn.LayerNorm(width)
        self.r = nn.ModuleDict({"orc_block": Attention(width, heads, memory, gain**0.5)})

    def forward(self, x: Tensor) -> Tensor:
        """Return frames (B, T, E) that have all seen each other."""
        x = self.pre_r_ln(x)
        x = x + self.r["orc_block"](x)
        return x + self.mlp1(self.mlp0(x))

    def remember(self, x: Tensor, keys: Tensor, values: Tensor, visible: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return frames (B, T, E) that have seen those before them, and the keys and values after them."""
        x = self.pre_r_ln(x)
        attention = self.r["orc_block"]
        assert isinstance(attention, Attention)
        attended, keys, values = attention.remember(x, keys, values, visible)
        x = x + attended
        return x + self.mlp1(self.mlp0(x)), keys, values


class Trunk(nn.Module):
    """A chain of blocks, what the checkpoints call `recurrent_layer`.

    Args:
        width: Features of a frame, E.
        heads: Heads of each block.
        blocks: Number of blocks.
        memory: Frames that a frame sees, itself included; 0 if it sees all of a chunk.
        ratio: Hidden features of a block's MLP for each of `width`.
    """

    def __init__(self, width: int, heads: int, blocks: int, memory: int, ratio: int) -> None:
        super().__init__()
        self.width, self.memory = width, memory
        gain = (2 * blocks) ** -0.5
        self.blocks = nn.ModuleList(Block(width, heads, memory, ratio, gain) for _ in range(blocks))

    def initial_state(self, batch: int, device: torch.device | str | None = None) -> Memory:
        """Return the memory before the first frame."""
        return Memory.empty(batch, len(self.blocks), self.memory, self.width, device)

    def forward(self, x: Tensor) -> Tensor:
        """Return frames (B, T, E) that have all seen each other."""
        for block in self.blocks:
            x = block(x)
        return x

    def remember(self, x: Tensor, first: Tensor, memory: Memory) -> tuple[Tensor, Memory]:
        """Return frames (B, T, E) that have seen the frames of their episode before them, and the memory after them.

        Args:
            x: (B, T, E) frames, T at least 1.
            first: (B, T) bool, which of them begin an episode.
            memory: What came before.
        """
        visible, mask = visibility(memory.mask, first)
        keys, values = [], []
        for index, block in enumerate(self.blocks):
            assert isinstance(block, Block)
            x, key, value = block.remember(x, memory.keys[:, index], memory.values[:, index], visible)
            keys.append(key)
            values.append(value)
        return x, Memory(torch.stack(keys, 1), torch.stack(values, 1), mask)


class Net(nn.Module):
    """Encoder, trunk and the last two layers, what the checkpoints call `net`.

    Args:
        cnn: The encoder's convolutions.
        trunk: The blocks.
    """

    def __init__(self, cnn: Impala, trunk: Trunk) -> None:
        super().__init__()
        self.img_process = ImageEncoder(cnn, trunk.width)
        self.recurrent_layer = trunk
        self.lastlayer = linear_unit(trunk.width, trunk.width)
        self.final_ln = nn.LayerNorm(trunk.width)

    def finish(self, x: Tensor, last_layer: bool = True) -> Tensor:
        """Return the features that the heads read, of the trunk's output."""
        x = functional.relu(x)
        return self.final_ln(self.lastlayer(x) if last_layer else x)
