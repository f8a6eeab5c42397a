"""Wrappers around the simulator: resets in the same world, and the interface for neural networks."""

from lodestone.compat.minedojo.sim.wrappers.ar_nn import ARNNWrapper
from lodestone.compat.minedojo.sim.wrappers.fast_reset import FastResetWrapper

__all__ = ["ARNNWrapper", "FastResetWrapper"]
