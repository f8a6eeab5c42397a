"""MineDojo's interface for neural networks: discrete actions, masks, changes of the inventory."""

from lodestone.compat.minedojo.sim.wrappers.ar_nn.ar_nn_wrapper import ARNNWrapper

__all__ = ["ARNNWrapper"]
