"""Tasks that nobody but people, or a model of theirs, can judge."""

from typing import Any

from lodestone.compat.minedojo.tasks.meta.base import MetaTaskBase


class CreativeMeta(MetaTaskBase):
    """A prompt, without reward and without success.

    Args:
        use_voxel: Whether to show blocks around the player.
        task: Of all tasks and of the simulator.
    """

    collection: str | None = None
    """Where the prompt is from: `manual`, `youtube` or `gpt3`."""

    def __init__(self, *, use_voxel: bool = True, **task: Any) -> None:
        super().__init__(use_voxel=use_voxel, **task)
