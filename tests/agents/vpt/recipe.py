"""Weights and frames that are the same numbers wherever they are made, for networks too big to store."""

import numpy as np
import torch

STATISTICS = {"running_mean": 0.2, "running_mean_sq": 0.9, "debiasing_term": 0.4}


def weights(shapes, seed):
    """Return weights by name: norms, biases, attention and its bias all far from where training starts."""
    rng = np.random.default_rng(seed)
    return {name: torch.from_numpy(_weight(name, tuple(shapes[name]), rng)) for name in sorted(shapes)}


def fill(module, seed):
    """Give a network the weights of a seed and return it."""
    module.load_state_dict(weights({name: value.shape for name, value in module.state_dict().items()}, seed))
    return module


def frames(batch, time, size, seed):
    """Return frames (batch, time, size, size, 3) uint8 of 4 x 4 coloured squares."""
    squares = np.random.default_rng(seed).integers(0, 256, (batch, time, 4, 4, 3), np.uint8)
    return torch.from_numpy(squares.repeat(size // 4, 2).repeat(size // 4, 3))


def goals(batch, size, seed):
    """Return goals (batch, size)."""
    return torch.from_numpy(np.random.default_rng(seed).standard_normal((batch, size)).astype(np.float32))


def _weight(name, shape, rng):
    last = name.rsplit(".", 1)[-1]
    if last in STATISTICS:
        return np.full(shape, STATISTICS[last], np.float32)
    values = rng.standard_normal(shape)
    if last == "bias":
        values = 0.2 * values
    elif last == "b_nd":
        values = 0.5 * values
    elif len(shape) == 1:
        values = 1.0 + 0.3 * values
    else:
        sharper = 2.0 if any(part in name for part in ("q_layer", "k_layer", "pi_head")) else 1.0
        values = sharper * values * (2.0 / np.prod(shape[1:])) ** 0.5
    return values.astype(np.float32)
