"""What a text means, as a short vector: texts in English and Chinese about the same thing lie near each other.

A text is a bag of features: words, neighbouring words and pieces of words (as in Bojanowski et al. 2017), Chinese
characters and neighbouring characters. Each is hashed to two rows of a table (as in Svenstrup et al. 2017), so that two
features that share one row seldom share the other. The rows are added up, weighted by the kind of feature, and the sum
is brought to length 1. `scripts/train_meaning.py` learns table and weights from orders; here NumPy is all it takes.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skills.text import is_chinese, split_units

WEIGHTS = Path(__file__).with_name("meaning.npz")
"""The weights that ship."""
KINDS = ("text", "word", "words", "piece", "character", "characters")
"""Kinds of features; every text has the first, even an empty one."""
LONGEST = 2000
"""Characters of a text that are read."""
LEAST_PIECE, LONGEST_PIECE = 3, 5
"""Letters of pieces of words, the marks of a word's beginning and end included."""

Hashes = tuple[int, int, int]
"""A feature: the place of its kind in `KINDS`, and two numbers of 32 bits."""


class MeaningError(ValueError):
    """Weights that cannot be used; the message says which and what to do."""


class Meaning:
    """Turns texts into vectors."""

    def __init__(self, path: Path) -> None:
        """Load what `scripts/train_meaning.py` wrote.

        Raises:
            MeaningError: There is no such file, it is damaged, or it is something else.
        """
        try:
            with np.load(path, allow_pickle=False) as data:
                table, scales, weights = (data[name] for name in ("table", "scales", "weights"))
        except Exception as error:  # a spoilt archive can raise nearly anything
            raise MeaningError(_unusable(path)) from error
        right = table.dtype == np.int8 and table.ndim == 2 and scales.shape == table.shape[:1] and table.size > 0
        if not right or weights.shape != (len(KINDS),):
            raise MeaningError(_unusable(path))
        self._table: NDArray[np.int8] = table
        self._scales = scales.astype(np.float32)
        self._weights = weights.astype(np.float32)

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self._table.shape[1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (N, width) vectors of length 1; the nearer two texts in meaning, the larger their dot product.

        A text's vector does not depend on the other texts. Of a text longer than `LONGEST`, the beginning counts.
        """
        vectors = [self._sum(text) for text in texts]
        return _unit(np.array(vectors, np.float32).reshape(len(vectors), self.width))

    def middle(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the (width,) vector of length 1 in the middle of those of some texts, such as all texts of a skill.

        Raises:
            ValueError: There is no text.
        """
        if not texts:
            raise ValueError("the middle of no texts is nowhere; give one text at least")
        return _unit(self.embed(texts).sum(axis=0))

    def _sum(self, text: str) -> NDArray[np.float32]:
        found = np.array(features(split_units(text[:LONGEST])), np.int64)
        kinds, rows = found[:, 0], found[:, 1:] % len(self._table)
        weights = self._weights[kinds, None] * self._scales[rows]
        total: NDArray[np.float32] = (self._table[rows] * weights[..., None]).sum(axis=(0, 1))
        return total


@lru_cache(maxsize=1)
def meaning() -> Meaning:
    """Return the embedding with the weights that ship.

    Raises:
        MeaningError: They are damaged.
    """
    return Meaning(WEIGHTS)


def features(units: Sequence[str]) -> list[Hashes]:
    """Return the features of a text.

    Args:
        units: Of `skills.text.split_units`. Numbers and signs say nothing, nor does an empty unit, but they separate.
    """
    found = [_hashes("text", "")]
    kinds = [_kind(unit) for unit in units]
    for unit, kind in zip(units, kinds, strict=True):
        found += _of_word(unit) if kind == "word" else [_hashes(kind, unit)] if kind else ()
    for (first, second), (kind, next_kind) in zip(pairwise(units), pairwise(kinds), strict=True):
        if kind and kind == next_kind:
            found.append(_hashes(f"{kind}s", f"{first} {second}"))
    return found


def _kind(unit: str) -> str:
    """Return the kind of feature that a unit is; nothing if it is none."""
    return "character" if is_chinese(unit) else "word" if unit[:1].isalpha() else ""


@lru_cache(maxsize=1 << 16)
def _of_word(word: str) -> tuple[Hashes, ...]:
    marked = f"<{word}>"
    sizes = range(LEAST_PIECE, LONGEST_PIECE + 1)
    pieces = [marked[start : start + size] for size in sizes for start in range(len(marked) - size + 1)]
    return (_hashes("word", word), *(_hashes("piece", piece) for piece in pieces))


@lru_cache(maxsize=1 << 18)
def _hashes(kind: str, text: str) -> Hashes:
    digest = blake2b(f"{kind} {text}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return KINDS.index(kind), int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring vectors to length 1; one of length 0 points along the first axis."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    first = np.eye(1, vectors.shape[-1], dtype=np.float32)[0]
    result: NDArray[np.float32] = np.where(lengths > 0, vectors / np.maximum(lengths, np.finfo(np.float32).tiny), first)
    return result


def _unusable(path: Path) -> str:
    remedy = "install it again, or run `python -m scripts.train_meaning`"
    return f"'{path}' holds no embedding of texts, or is damaged; {remedy}"
