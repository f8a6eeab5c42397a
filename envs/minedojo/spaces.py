"""MineDojo's spaces: those of Gymnasium, each of which also knows the value that does nothing (`no_op`)."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray


class Box(spaces.Box):
    """Numbers within limits."""

    def sample(self, mask: Any = None, probability: Any = None) -> NDArray[Any]:
        """Return an array drawn at random, also where there is but one number."""
        return np.asarray(super().sample(mask, probability))

    def no_op(self) -> NDArray[Any]:
        """Return zeros."""
        return np.zeros(self.shape, self.dtype)


class Discrete(spaces.Discrete):
    """Whole numbers from `start` on; of two, also truth values."""

    def contains(self, x: Any) -> bool:
        """Whether `x` is one of them."""
        truth = isinstance(x, bool | np.bool_) or (isinstance(x, np.ndarray) and x.dtype == np.bool_ and x.shape == ())
        return super().contains(int(x) if truth else x)

    def no_op(self) -> int:
        """Return the first of them."""
        return int(self.start)


class Enum(Discrete):
    """One of some words, sorted; also known by their places in that order.

    Args:
        values: The words.
        default: The word that does nothing; the first of `values` if not given.
    """

    def __init__(self, *values: str, default: str | None = None) -> None:
        self.default = default if default is not None else values[0]
        self.values = np.array(sorted(values))
        self.value_map = {str(value): place for place, value in enumerate(self.values)}
        super().__init__(len(values))

    def no_op(self) -> str:  # type: ignore[override]
        """Return the default."""
        return self.default

    def sample(self, mask: Any = None, probability: Any = None) -> Any:
        """Return a word drawn at random."""
        return str(self.values[super().sample(mask, probability)])

    def contains(self, x: Any) -> bool:
        """Whether `x` is one of the words."""
        return isinstance(x, str) and x in self.value_map

    def __getitem__(self, word: str) -> int:
        """Return the place of a word."""
        return self.value_map[word]

    def __len__(self) -> int:
        return len(self.values)


class MultiDiscrete(spaces.MultiDiscrete):
    """Whole numbers below limits.

    Args:
        nvec: The limits.
        noop_vec: The numbers that do nothing; zeros if not given.
    """

    def __init__(self, nvec: Sequence[int], noop_vec: Sequence[int] | None = None) -> None:
        super().__init__(np.asarray(nvec))
        self._noop_vec = np.zeros_like(self.nvec) if noop_vec is None else np.asarray(noop_vec, self.dtype)

    def no_op(self) -> NDArray[np.int64]:
        """Return the numbers that do nothing."""
        return self._noop_vec.copy()


class Text(spaces.Space[NDArray[np.str_]]):
    """An array of words.

    Args:
        shape: Its shape.
        words: What `sample` draws from.
    """

    def __init__(self, shape: Sequence[int], words: Sequence[str] = ("air",)) -> None:
        super().__init__(tuple(shape), np.str_)
        self._words = np.array(words)

    @property
    def is_np_flattenable(self) -> bool:
        """Words are no numbers."""
        return False

    def sample(self, mask: Any = None, probability: Any = None) -> NDArray[np.str_]:
        """Return words drawn at random."""
        return self._words[self.np_random.integers(len(self._words), size=self.shape)]

    def contains(self, x: Any) -> bool:
        """Whether `x` is an array of words of this shape."""
        return isinstance(x, np.ndarray) and x.shape == self.shape and x.dtype.kind == "U"

    def __repr__(self) -> str:
        return f"Text{self.shape}"


class Dict(spaces.Dict):
    """Spaces by name."""

    def __init__(self, inner: Mapping[str, spaces.Space[Any]]) -> None:
        super().__init__(dict(inner))

    def no_op(self) -> dict[str, Any]:
        """Return, by name, the values that do nothing."""
        return {name: space.no_op() for name, space in self.spaces.items()}  # type: ignore[attr-defined]

    def __delitem__(self, key: str) -> None:
        """Take out a space."""
        del self.spaces[key]
