"""Names of the game and of the catalog as fields of a file: checked, and brought to one spelling."""

from typing import Annotated

from pydantic import AfterValidator

from envs.overworld.gamedata import (
    BIOME_NAMES,
    BLOCK_NAMES,
    ITEM_NAMES,
    MOB_NAMES,
    UnknownNameError,
    biome_id,
    block_id,
    item_index,
    mob_index,
)
from envs.tasks import UnavailableTaskError, get_task, list_tasks, minedojo


def task_ids(suite: str, group: str = "") -> list[str]:
    """Return the ids of a suite of the catalog, or of one of its groups, also of tasks that cannot be played here.

    Tasks without a measure of success are left out.

    Raises:
        UnknownNameError: There is no such suite or group.
    """
    if suite == minedojo.SUITE:
        groups = {f"{suite}/{spec.id}": spec.group for spec in minedojo.specs().values()}
    else:
        groups = {task.id: task.group for task in list_tasks(suite=suite) if task.success is not None}
    if group and group not in groups.values():
        raise UnknownNameError("task group", group, list(dict.fromkeys(groups.values())))
    return [task_id for task_id, its_group in groups.items() if group in ("", its_group)]


def _item(name: str) -> str:
    index = item_index(name)
    if index == 0:
        raise UnknownNameError("item", name, [])  # air is what an empty slot holds
    return ITEM_NAMES[index]


def _task(name: str) -> str:
    try:
        return get_task(name).id
    except UnavailableTaskError:
        return name


def _suite(name: str) -> str:
    list_tasks(suite=name)
    return name


Item = Annotated[str, AfterValidator(_item)]
Mob = Annotated[str, AfterValidator(lambda name: MOB_NAMES[mob_index(name)])]
Block = Annotated[str, AfterValidator(lambda name: BLOCK_NAMES[block_id(name)])]
Biome = Annotated[str, AfterValidator(lambda name: BIOME_NAMES[biome_id(name)])]
TaskId = Annotated[str, AfterValidator(_task)]
"""Also of a task that cannot be played here."""
TaskSuite = Annotated[str, AfterValidator(_suite)]
"""A suite of the catalog (`envs/tasks`), such as `plan4mc`."""
