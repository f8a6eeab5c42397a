"""Terms that a reward is made of: each with a name and a weight, added up, and logged on its own."""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from agents.errors import RewardError

Term = ArrayLike | Tensor


class RewardTerms:
    """A weighted sum of named terms.

    Args:
        weights: By name, such as `{"mineclip": 1.0, "success": 100.0, "kl": -0.1}`.

    Raises:
        RewardError: There are none, or one is not finite.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        if not weights:
            raise RewardError("a reward needs a term, such as mineclip with weight 1")
        for name, weight in weights.items():
            if not np.isfinite(weight):
                raise RewardError(f"the weight of '{name}' must be a number, not {weight}")
        self.weights = dict(weights)
        self._sums = dict.fromkeys(weights, 0.0)
        self._count = 0

    def combine(self, values: Mapping[str, Term]) -> NDArray[np.float32]:
        """Return the reward of each world, (N,) float32.

        Args:
            values: Every term by name, (N,) each.

        Raises:
            RewardError: A term is missing, is not one of these, is not finite, or is of another length.
        """
        if unknown := sorted(values.keys() - self.weights.keys()):
            raise RewardError(f"there is no reward term '{unknown[0]}': {', '.join(self.weights)}")
        if missing := sorted(self.weights.keys() - values.keys()):
            raise RewardError(f"the reward term '{missing[0]}' is missing; give zeros where it does not matter")
        arrays = {name: _array(name, values[name]) for name in self.weights}
        lengths = {name: len(array) for name, array in arrays.items()}
        if len(set(lengths.values())) > 1:
            raise RewardError(f"reward terms must be as long as each other, not {lengths}")
        weighted = {name: self.weights[name] * array for name, array in arrays.items()}
        for name, array in weighted.items():
            self._sums[name] += float(array.sum(dtype=np.float64))
        self._count += next(iter(lengths.values()))
        return np.sum(list(weighted.values()), axis=0, dtype=np.float32)

    def log(self) -> dict[str, float]:
        """Return the mean of each term since the last call, weight included, as `reward/mineclip` and so on.

        There is none if nothing was combined.
        """
        if not self._count:
            return {}
        means = {f"reward/{name}": total / self._count for name, total in self._sums.items()}
        self._sums = dict.fromkeys(self.weights, 0.0)
        self._count = 0
        return means


def _array(name: str, value: Term) -> NDArray[np.float32]:
    array = np.asarray(value.detach().cpu() if isinstance(value, torch.Tensor) else value, np.float32)
    if array.ndim != 1:
        raise RewardError(f"the reward term '{name}' must be of shape (worlds,), not {array.shape}")
    if not np.isfinite(array).all():
        raise RewardError(f"the reward term '{name}' must be finite, and {array[~np.isfinite(array)][0]} is among it")
    return array
