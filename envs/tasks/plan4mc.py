"""Plan4MC's tasks from their record, `plan4mc.json`; `scripts/build_plan4mc_tasks.py` makes it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from envs.overworld.world import StartMob, StartStack, WorldStart
from envs.tasks.contract import Goal, Measure, Quantity, Success, Task


@cache
def plan4mc_tasks() -> dict[str, Task]:
    """Return the tasks of all four suites (`plan4mc` and its variants) by id."""
    data = json.loads(Path(__file__).with_name("plan4mc.json").read_text(encoding="utf-8"))
    return {row["id"]: _task(row, data["start"]) for row in data["tasks"]}


def _task(row: dict[str, Any], start: dict[str, Any]) -> Task:
    inventory = tuple(StartStack(item=item, count=count) for item, count in row["inventory"].items())
    mobs = tuple(
        StartMob(mob=mob["mob"], count=mob["count"], low=tuple(mob["low"]), high=tuple(mob["high"]))
        for mob in row.get("mobs", ())
    )
    return Task(
        id=row["id"],
        group=row["group"],
        prompt=row["prompt"],
        start=WorldStart(
            biome=row["biome"], inventory=inventory, mobs=mobs, break_speed=row.get("break_speed", 1.0), **start
        ),
        success=_success(**row["success"]),
        max_steps=row["max_steps"],
    )


def _success(item: str = "", increase: int = 1, nearby: str = "") -> Success:
    measure = Measure(Quantity.NEARBY, nearby) if nearby else Measure(Quantity.ITEM, item)
    return Success((Goal(measure, increase),))
