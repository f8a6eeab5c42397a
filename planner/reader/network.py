"""The network that reads orders: a small transformer over tokens, and what it says of candidates. NumPy only.

`planner.reader.training` has the same network for torch, to learn it; a test compares the two. The layers are those of
Vaswani et al. (2017), normalised first, with a bias for the distance of two tokens (Shaw et al. 2018; here one number
a head) and a convolution over neighbours beside the attention.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planner.reader.features import Example

HEADS = 4
"""Of attention."""
FURTHEST = 32
"""Tokens further apart than this look alike to attention."""
INTENTS = ("goal", "ask", "refuse")
"""What an order is: one to carry out, one to ask back about, or none."""
DEADLINES = (None, "night", "morning")
PLACES = (None, "water", "tree", "stone", "cave")
QUESTIONS = {"intent": len(INTENTS), "before": len(DEADLINES), "near": len(PLACES), "spares_animals": 2}
"""What is asked of an order as a whole, with how many answers there are."""

Weights = Mapping[str, NDArray[np.float32]]
"""Arrays by the names that torch gives them."""
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Reading:
    """Probabilities of what an order means; T tokens, C candidates."""

    roles: Floats
    """[C, len(ROLES)] what is wanted with each candidate."""
    counts: Floats
    """[C, 1 + T] which amount counts it; the first stands for none, which is one."""
    answers: Mapping[str, Floats]
    """For each of `QUESTIONS`."""
    limits: Floats
    """[T] that a duration is a time limit."""


class Network:
    """One or more networks with the same vocabulary, whose probabilities are averaged."""

    def __init__(self, path: Path) -> None:
        """Load what `training.save` wrote.

        Raises:
            OSError: There is no such file.
            ValueError: It is something else.
        """
        with np.load(path, allow_pickle=False) as data:
            if "vocabulary" not in data or "members" not in data:
                raise ValueError(f"'{path}' holds no network that reads orders")
            self.vocabulary = {word: index for index, word in enumerate(str(data["vocabulary"]).split("\n"), start=2)}
            members = int(data["members"])
            self.members: list[Weights] = [
                {
                    name.partition("/")[2]: data[name].astype(np.float32)
                    for name in data.files
                    if name.startswith(f"{member}/")
                }
                for member in range(members)
            ]

    def read(self, example: Example) -> Reading:
        """Return what an order means."""
        readings = [_read(weights, example) for weights in self.members]
        return Reading(
            roles=np.mean([reading.roles for reading in readings], axis=0),
            counts=np.mean([reading.counts for reading in readings], axis=0),
            answers={name: np.mean([reading.answers[name] for reading in readings], axis=0) for name in QUESTIONS},
            limits=np.mean([reading.limits for reading in readings], axis=0),
        )


def _read(weights: Weights, example: Example) -> Reading:
    states = _encode(weights, example)
    width = states.shape[1]
    candidates = (
        _linear(weights, "of_name", states[example.names])
        + _linear(weights, "of_other", np.where(example.others[:, None] >= 0, states[example.others], 0))
        + weights["of_kind.weight"][example.kinds]
        + weights["of_distance.weight"][example.distance_to_other]
        + weights["of_what.weight"][example.whats]
    )
    candidates = np.maximum(candidates, 0)
    roles = np.where(example.allowed, _linear(weights, "role", candidates), -np.inf)
    asked, offered = _linear(weights, "count_query", candidates), _linear(weights, "count_key", states)
    near = weights["count_distance.weight"][example.distances, 0] + weights["count_between.weight"][example.between, 0]
    is_amount = np.array([token.kind == "amount" for token in example.tokens])
    counts = np.where(is_amount, asked @ offered.T / np.sqrt(width) + near, -np.inf)
    none = asked @ weights["count_none"] / np.sqrt(width)
    attention = _softmax(_linear(weights, "pool", states).T)
    pooled = attention @ states
    answers = {
        name: _softmax(_linear(weights, f"answers.{name}", pooled[index])) for index, name in enumerate(QUESTIONS)
    }
    limits = (1 / (1 + np.exp(-_linear(weights, "limit", states)[:, 0]))).astype(np.float32)
    return Reading(_softmax(roles), _softmax(np.concatenate([none[:, None], counts], axis=1)), answers, limits)


def _encode(weights: Weights, example: Example) -> Floats:
    """Return the states of the tokens, [T, width]."""
    x = (
        weights["word.weight"][example.words]
        + example.traits @ weights["trait.weight"]
        + weights["thing.weight"][example.things]
        + weights["value.weight"][example.values]
    )
    length, width = x.shape
    apart = np.arange(length)[None] - np.arange(length)[:, None]
    apart = np.clip(apart, -FURTHEST, FURTHEST) + FURTHEST
    layer = 0
    while f"layers.{layer}.distance" in weights:
        name = f"layers.{layer}"
        y = _norm(weights, f"{name}.norm_attention", x)
        query, key, value = (
            _linear(weights, f"{name}.attention_in", y).reshape(length, 3, HEADS, -1).transpose(1, 2, 0, 3)
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(width // HEADS) + weights[f"{name}.distance"][:, apart]
        mixed = (_softmax(scores) @ value).transpose(1, 0, 2).reshape(length, width)
        attended = _linear(weights, f"{name}.attention_out", mixed)
        x = x + attended + np.maximum(_convolve(weights, f"{name}.neighbours", y), 0)
        hidden = np.maximum(_linear(weights, f"{name}.widen", _norm(weights, f"{name}.norm_dense", x)), 0)
        x = x + _linear(weights, f"{name}.narrow", hidden)
        layer += 1
    return _norm(weights, "norm", x)


def _linear(weights: Weights, name: str, x: Floats) -> Floats:
    result: Floats = x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return result


def _convolve(weights: Weights, name: str, x: Floats) -> Floats:
    """Mix each token with the one before and the one after."""
    kernel = weights[f"{name}.weight"]  # [out, in, 3]
    padded = np.pad(x, ((1, 1), (0, 0)))
    result: Floats = sum(padded[tap : tap + len(x)] @ kernel[:, :, tap].T for tap in range(3)) + weights[f"{name}.bias"]
    return result


def _norm(weights: Weights, name: str, x: Floats) -> Floats:
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
    result: Floats = scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return result


def _softmax(x: Floats) -> Floats:
    if not x.size:
        return x
    shifted = np.exp(x - x.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result
