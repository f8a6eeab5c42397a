"""MineDojo's lists of tasks: ids, what each asks for, prompts. The facts are MineDojo's, the words ours."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from envs.tasks import creative, minedojo
from envs.tasks.contract import with_setting
from envs.tasks.minedojo import Spec
from lodestone.compat.minedojo.sim.inventory import SLOT_IDX2NAME
from lodestone.compat.minedojo.sim.sim import VOXEL_SIZE
from lodestone.compat.minedojo.tasks.meta.harvest import NIGHT

CREATIVE_TASKS = 1560
"""How many creative tasks MineDojo has in its repository; the wheel has two fewer."""
PLAYTHROUGH_TASK_ID = "playthrough"
PLAYTHROUGH_PROMPT = "defeat the ender dragon and get its egg"

ALL_PROGRAMMATIC_TASK_IDS: list[str] = list(minedojo.specs())
ALL_CREATIVE_TASK_IDS: list[str] = [f"creative:{number}" for number in range(CREATIVE_TASKS)]
ALL_TASK_IDS: list[str] = [*ALL_PROGRAMMATIC_TASK_IDS, *ALL_CREATIVE_TASK_IDS, PLAYTHROUGH_TASK_ID]


def settings(spec: Spec) -> dict[str, Any]:
    """Return what MineDojo's specification of a task says, in its words: arguments of the kind `__cls__`."""
    said: dict[str, Any] = {"__cls__": spec.group, "prompt": _words(spec), **_target(spec)}
    if spec.mob is not None and spec.box is not None:
        low, high = spec.box
        said |= {"initial_mobs": spec.mob}
        said |= {"initial_mob_spawn_range_low": list(low), "initial_mob_spawn_range_high": list(high)}
    if spec.inventory:
        said["initial_inventory"] = {
            SLOT_IDX2NAME.get(slot, slot): {"name": item, "quantity": count} for slot, item, count in spec.inventory
        }
    if spec.biome is not None:
        said["specified_biome"] = spec.biome
    if not spec.mob_spawning:
        said["allow_mob_spawn"] = False
    return said | _time(spec) | _sensors()


def _sensors() -> dict[str, Any]:
    return {"use_voxel": True, "voxel_size": dict(VOXEL_SIZE), "use_lidar": False}


def _words(spec: Spec) -> str:
    return with_setting(minedojo.prompt(spec), minedojo.setting(spec))


def _target(spec: Spec) -> dict[str, Any]:
    if spec.group == "survival":
        return {"target_days": spec.count}
    if spec.group == "techtree":
        return {"tech_item": spec.target}
    return {"target_names": spec.target, "target_quantities": spec.count, "reward_weights": 1}


def _time(spec: Spec) -> dict[str, Any]:
    if spec.group == "combat":
        return {"start_at_night": spec.start_time > 0, "always_night": not spec.daylight_cycle}
    return {"start_at_night": True} if spec.start_time == NIGHT else {}


class Specs(Mapping[str, dict[str, Any]]):
    """Settings by id, made when they are asked for; a fresh dict each time, which may be changed."""

    def __getitem__(self, task_id: str) -> dict[str, Any]:
        if task_id == PLAYTHROUGH_TASK_ID:
            return {"__cls__": PLAYTHROUGH_TASK_ID, "prompt": PLAYTHROUGH_PROMPT} | _sensors()
        return settings(minedojo.specs()[task_id])

    def __iter__(self) -> Iterator[str]:
        return iter((*minedojo.specs(), PLAYTHROUGH_TASK_ID))

    def __len__(self) -> int:
        return len(minedojo.specs()) + 1


ALL_TASKS_SPECS = Specs()
"""Settings of all tasks but the creative ones."""


class Instructions(Mapping[str, tuple[str, str | None]]):
    """(prompt, guidance) by id. Guidance, and prompts of creative tasks, are there once they have been imported."""

    def __init__(self, ids: list[str]) -> None:
        self._ids = ids

    def __getitem__(self, task_id: str) -> tuple[str, str | None]:
        if task_id not in _known(tuple(self._ids)):
            raise KeyError(task_id)
        if creative.is_creative(task_id):
            return creative.creative_task(task_id).prompt, creative.guidance(task_id)
        if task_id == PLAYTHROUGH_TASK_ID:
            return PLAYTHROUGH_PROMPT, creative.guidance(task_id)
        return _words(minedojo.specs()[task_id]), creative.guidance(task_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


@cache
def _known(ids: tuple[str, ...]) -> frozenset[str]:
    return frozenset(ids)


ALL_PROGRAMMATIC_TASK_INSTRUCTIONS = Instructions(ALL_PROGRAMMATIC_TASK_IDS)
ALL_CREATIVE_TASK_INSTRUCTIONS = Instructions(ALL_CREATIVE_TASK_IDS)
ALL_TASK_INSTRUCTIONS = Instructions(ALL_TASK_IDS)
PLAYTHROUGH_TASK_INSTRUCTION = (PLAYTHROUGH_PROMPT, creative.guidance(PLAYTHROUGH_TASK_ID))
