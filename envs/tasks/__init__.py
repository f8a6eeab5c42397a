"""Tasks: how a world begins, and what has to happen in it."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from envs.overworld.gamedata import UnknownNameError
from envs.overworld.world import StartMob, StartStack, WorldStart
from envs.tasks.contract import Facts, Success, Task

__all__ = ["Facts", "Success", "Task", "get_task", "list_tasks"]

_SUITES = ("plan4mc.json",)


def list_tasks(group: str | None = None, suite: str | None = None) -> list[Task]:
    """Return all tasks in the order of their suites, or those of one group or suite (`plan4mc`, ...).

    Raises:
        UnknownNameError: There is no such group or suite.
    """
    tasks = list(_catalog().values())
    if suite is not None:
        suites = list(dict.fromkeys(task.suite for task in tasks))
        if suite not in suites:
            raise UnknownNameError("suite", suite, suites)
        tasks = [task for task in tasks if task.suite == suite]
    if group is None:
        return tasks
    groups = list(dict.fromkeys(task.group for task in tasks))
    if group not in groups:
        raise UnknownNameError("task group", group, groups)
    return [task for task in tasks if task.group == group]


def get_task(task_id: str) -> Task:
    """Return a task by its id, such as `plan4mc/craft_stick`.

    Raises:
        UnknownNameError: There is no such task; the message gives the nearest ones.
    """
    catalog = _catalog()
    if task_id not in catalog:
        raise UnknownNameError("task", task_id, list(catalog))
    return catalog[task_id]


@lru_cache(maxsize=1)
def _catalog() -> dict[str, Task]:
    tasks = {}
    for suite in _SUITES:
        data = json.loads(Path(__file__).with_name(suite).read_text(encoding="utf-8"))
        for row in data["tasks"]:
            task = _task(data, row)
            tasks[task.id] = task
    return tasks


def _task(suite: dict[str, Any], row: dict[str, Any]) -> Task:
    inventory = tuple(StartStack(item=item, count=count) for item, count in row["inventory"].items())
    mobs = tuple(
        StartMob(mob=mob["mob"], count=mob["count"], low=tuple(mob["low"]), high=tuple(mob["high"]))
        for mob in row.get("mobs", ())
    )
    start = WorldStart(
        biome=row["biome"],
        inventory=inventory,
        mobs=mobs,
        break_speed=row.get("break_speed", 1.0),
        **suite["start"],
    )
    return Task(
        id=row["id"],
        group=row["group"],
        prompt=row["prompt"],
        start=start,
        success=Success(**row["success"]),
        max_steps=row["max_steps"],
    )
