"""Layers of a network's transformers, counted from below: which stay as they are, and how fast each one learns."""

import re
from collections.abc import Callable

from torch import nn

from agents.errors import TrainingError

_BLOCK = re.compile(r"(.*?(?:vision|text)_model\.).*?blocks\.(\d+)\.")
_ABOVE = frozenset({"ln_post", "ln_final", "projection", "text_projection", "proj", "norm", "head"})
"""What follows the blocks; whatever else stands beside them comes before."""


class Layers:
    """Of the towers `vision_model` and `text_model`, where they have parameters named `blocks.<n>.…`.

    What comes before the blocks is layer 0, the first block is layer 1. What is in no such branch is above all layers.
    """

    def __init__(self, network: nn.Module) -> None:
        self._blocks: dict[str, int] = {}
        for name, _ in network.named_parameters():
            if found := _BLOCK.match(name):
                branch, number = found[1], int(found[2])
                self._blocks[branch] = max(self._blocks.get(branch, 0), number + 1)

    def freeze(self, network: nn.Module, layers: int) -> None:
        """Let the first blocks of each branch, and what comes before them, learn no more.

        Raises:
            TrainingError: A branch has not so many, or there is no branch.
        """
        fewest = min(self._blocks.values(), default=0)
        if layers > fewest:
            raise TrainingError(f"frozen_layers is {layers}, and a transformer of this model has {fewest} blocks")
        for name, parameter in network.named_parameters():
            if layers and self._from_above(name)[1] <= layers:
                parameter.requires_grad_(False)

    def share(self, decay: float) -> Callable[[str], float]:
        """Return the share of the learning rate that a parameter has, by its name: `decay` for each layer above it."""
        return lambda name: decay ** self._from_above(name)[0]

    def _from_above(self, name: str) -> tuple[int, float]:
        """Return how many layers are above a parameter, and which layer it is in, counted from below."""
        for branch, blocks in self._blocks.items():
            if name.startswith(branch):
                if found := _BLOCK.match(name):
                    layer = int(found[2]) + 1
                else:
                    layer = blocks + 1 if not _ABOVE.isdisjoint(name.split(".")) else 0
                return blocks + 1 - layer, layer
        return 0, float("inf")
