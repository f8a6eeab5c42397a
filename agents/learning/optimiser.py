"""AdamW as all runs use it: what decays, and how fast each part learns at which step."""

import math
from collections.abc import Callable
from typing import Any

from torch import nn
from torch.optim import AdamW

from agents.learning.config import RunConfig

FLOOR = 0.1
"""Share of the learning rate that is left at the end."""
_DECAYING = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)
_MATRICES = ("in_proj_weight", "projection")
"""CLIP's names for weights of linear layers that stand alone."""


def make_optimiser(network: nn.Module, config: RunConfig, share: Callable[[str], float] | None = None) -> AdamW:
    """Return the optimiser of the parameters that learn.

    Weights of linear and convolutional layers decay, the others do not.

    Args:
        network: Whose parameters.
        config: Of the run.
        share: Of the learning rate that a parameter has, by its name; all of it if not given.
    """
    decaying = {id(module.weight) for module in network.modules() if isinstance(module, _DECAYING)}
    groups: dict[tuple[float, bool], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            decays = id(parameter) in decaying or name.endswith(_MATRICES)
            groups.setdefault((share(name) if share else 1.0, not decays), []).append(parameter)
    return AdamW(
        [
            {"params": groups[key], "weight_decay": 0.0 if key[1] else config.weight_decay, "share": key[0]}
            for key in sorted(groups)
        ],
        lr=config.learning_rate,
    )


def fits(optimiser: AdamW, saved: dict[str, Any]) -> bool:
    """Return whether a saved state is that of parameters of the same shapes; torch looks at their number alone."""
    sizes = [[parameter.shape for parameter in group["params"]] for group in optimiser.param_groups]
    if [len(group["params"]) for group in saved["param_groups"]] != [len(group) for group in sizes]:
        return False
    numbers = [number for group in saved["param_groups"] for number in group["params"]]
    shapes = [shape for group in sizes for shape in group]
    moments = [saved["state"].get(number, {}).get("exp_avg") for number in numbers]
    return all(moment is None or moment.shape == shape for moment, shape in zip(moments, shapes, strict=True))


def set_rate(optimiser: AdamW, config: RunConfig, step: int) -> float:
    """Give the optimiser the learning rate of a step, and return it."""
    rate = learning_rate(config, step)
    for group in optimiser.param_groups:
        group["lr"] = rate * group.get("share", 1.0)  # runs of version 0.1 saved none
    return rate


def learning_rate(config: RunConfig, step: int) -> float:
    """Return the learning rate of a step, counted from 0: a linear rise, then a cosine."""
    if step < config.warmup_steps:
        return config.learning_rate * (step + 1) / config.warmup_steps
    done = (step - config.warmup_steps) / max(config.steps - config.warmup_steps, 1)
    return config.learning_rate * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))
