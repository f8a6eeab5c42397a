"""All three wrappers of the interface for neural networks in one."""

from typing import Any

from lodestone.compat.minedojo.sim.wrappers.ar_nn.ar_masks_wrapper import ARMasksWrapper
from lodestone.compat.minedojo.sim.wrappers.ar_nn.delta_inventory_wrapper import DeltaInventoryWrapper
from lodestone.compat.minedojo.sim.wrappers.ar_nn.nn_action_space_wrapper import NNActionSpaceWrapper
from lodestone.compat.minedojo.sim.wrappers.base import Wrapper


class ARNNWrapper(Wrapper):
    """Discrete actions, masks and changes of the inventory; what `make` returns.

    Args:
        sim: A simulator, or a task.
        cam_interval: Degrees between two bins of the camera.
        strict_check: Whether to choose an empty slot is an error.
        n_increased: How many items that became more are told.
        n_decreased: How many items that became fewer are told.
        default_item_name: What stands for no item.
    """

    def __init__(
        self,
        sim: Any,
        cam_interval: float = 15,
        strict_check: bool = True,
        n_increased: int = 1,
        n_decreased: int = 4,
        default_item_name: str = "air",
    ) -> None:
        discrete = NNActionSpaceWrapper(sim, discretized_camera_interval=cam_interval, strict_check=strict_check)
        masked = ARMasksWrapper(discrete)
        super().__init__(DeltaInventoryWrapper(masked, n_increased, n_decreased, default_item_name))
        self.cam_interval = cam_interval
        self._discrete = discrete

    def reverse_action(self, action: dict[str, Any]) -> Any:
        """Return the discrete action nearest to a raw one."""
        return self._discrete.reverse_action(action)
