"""MineDojo's tasks, and `make`."""

import re
from collections.abc import Mapping
from typing import Any

from envs.overworld.gamedata import UnknownNameError
from envs.tasks import creative, minedojo
from envs.tasks.missing import lack_of_dimension
from lodestone.compat.minedojo.sim import InventoryItem, MineDojoSim
from lodestone.compat.minedojo.sim.wrappers import ARNNWrapper, FastResetWrapper
from lodestone.compat.minedojo.tasks.meta import (
    CombatMeta,
    CreativeMeta,
    HarvestMeta,
    MetaTaskBase,
    Playthrough,
    SurvivalMeta,
    TechTreeMeta,
)
from lodestone.compat.minedojo.tasks.meta.base import require
from lodestone.compat.minedojo.tasks.specs import (
    ALL_CREATIVE_TASK_IDS,
    ALL_CREATIVE_TASK_INSTRUCTIONS,
    ALL_PROGRAMMATIC_TASK_IDS,
    ALL_PROGRAMMATIC_TASK_INSTRUCTIONS,
    ALL_TASK_IDS,
    ALL_TASK_INSTRUCTIONS,
    ALL_TASKS_SPECS,
    PLAYTHROUGH_TASK_ID,
    PLAYTHROUGH_TASK_INSTRUCTION,
)

MetaTaskName2Class: dict[str, Any] = {
    "open-ended": MineDojoSim,
    "harvest": HarvestMeta,
    "combat": CombatMeta,
    "techtree": TechTreeMeta,
    "playthrough": Playthrough,
    "survival": SurvivalMeta,
    "creative": CreativeMeta,
}
"""Kinds of tasks by name."""
_CREATIVE_ID = re.compile(r"creative:(\d+)")


def make(task_id: str, *, cam_interval: float = 15, **kwargs: Any) -> ARNNWrapper:
    """Return an environment with MineDojo's interface.

    Args:
        task_id: An id of ALL_TASK_IDS, such as `harvest_1_log` or `creative:7`, or a kind of task: `open-ended`,
            `harvest`, `combat`, `techtree`, `survival`, `creative`.
        cam_interval: Degrees between two bins of the camera.
        kwargs: Arguments of the kind of task and of the simulator, which replace those of the task's specification.
            `image_size` has to be among them.

    Raises:
        UnavailableTaskError: It takes something that the Overworld has not; the message says what.
        UnknownNameError: There is no such task.
        ValueError: A setting that cannot be.
    """
    name = task_id.lower()
    if _CREATIVE_ID.fullmatch(name):
        env = _creative_make(name, **kwargs)
    elif task_id in minedojo.specs():
        env = _specific_task_make(task_id, **kwargs)
        env.specify_prompt(ALL_TASK_INSTRUCTIONS[task_id][0])
        env.specify_guidance(ALL_TASK_INSTRUCTIONS[task_id][1])
    elif name == PLAYTHROUGH_TASK_ID.lower():
        require(task_id, lack_of_dimension("the_end"))
    elif name in MetaTaskName2Class:
        env = _meta_task_make(name, **kwargs)
    else:
        raise UnknownNameError("task", task_id, [*ALL_TASK_IDS, *MetaTaskName2Class])
    return ARNNWrapper(env, cam_interval=cam_interval)


def _creative_make(task_id: str, **kwargs: Any) -> CreativeMeta:
    task = creative.creative_task(task_id)
    env: CreativeMeta = _meta_task_make("creative", **kwargs)
    env.specify_prompt(task.prompt)
    env.specify_guidance(creative.guidance(task_id))
    env.collection = creative.collection(task_id)
    return env


def _specific_task_make(task_id: str, **kwargs: Any) -> Any:
    """Return the environment of a programmatic task, with raw actions."""
    spec = minedojo.specs()[task_id]
    require(task_id, minedojo.missing(spec))
    said = ALL_TASKS_SPECS[task_id]
    said.pop("prompt")
    if "initial_inventory" in said:
        said["initial_inventory"] = _parse_inventory_dict(said["initial_inventory"])
    return _meta_task_make(said.pop("__cls__"), **(said | kwargs))


def _meta_task_make(meta_task: str, **kwargs: Any) -> Any:
    """Return the environment of a kind of task, with raw actions."""
    name = meta_task.lower()
    if name not in MetaTaskName2Class:
        raise UnknownNameError("kind of task", meta_task, list(MetaTaskName2Class))
    if name != "open-ended":
        return MetaTaskName2Class[name](**kwargs)
    fast, reach = kwargs.pop("fast_reset", False), kwargs.pop("fast_reset_random_teleport_range", None)
    sim = MineDojoSim(**kwargs)
    return FastResetWrapper(sim, reach) if fast else sim


def _parse_inventory_dict(inv_dict: Mapping[Any, Mapping[str, Any]]) -> list[InventoryItem]:
    """Return stacks from settings by slot."""
    return [InventoryItem(slot=slot, **stack) for slot, stack in inv_dict.items()]


__all__ = [
    "ALL_CREATIVE_TASK_IDS",
    "ALL_CREATIVE_TASK_INSTRUCTIONS",
    "ALL_PROGRAMMATIC_TASK_IDS",
    "ALL_PROGRAMMATIC_TASK_INSTRUCTIONS",
    "ALL_TASKS_SPECS",
    "ALL_TASK_IDS",
    "ALL_TASK_INSTRUCTIONS",
    "PLAYTHROUGH_TASK_ID",
    "PLAYTHROUGH_TASK_INSTRUCTION",
    "ARNNWrapper",
    "FastResetWrapper",
    "InventoryItem",
    "MetaTaskBase",
    "MetaTaskName2Class",
    "MineDojoSim",
    "make",
]
