"""Our record of MineDojo's tasks against MineDojo's own templates, filled as MineDojo fills them.

`data/minedojo_tasks.json` is an extract of the published wheel: counts, a hash over the facts of all 1,572 tasks, and
some of them whole.
"""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from envs.overworld.senses.sensors import VoxelBounds
from envs.tasks import UnavailableTaskError, get_task
from envs.tasks.minedojo import specs

PUBLISHED = json.loads((Path(__file__).parent / "data/minedojo_tasks.json").read_text(encoding="utf-8"))


def facts(spec):
    """Return one of our tasks in the form of the extract."""
    return {
        "group": spec.group,
        "target": spec.target,
        "count": spec.count,
        "biome": spec.biome or "",
        "mob": spec.mob or "",
        "box": [list(corner) for corner in spec.box] if spec.box else [],
        "start_time": spec.start_time,
        "daylight_cycle": spec.daylight_cycle,
        "mob_spawning": spec.mob_spawning,
        "inventory": sorted([slot, item, count] for slot, item, count in spec.inventory),
    }


def in_wheel():
    """Return our tasks without the nine that MineDojo's repository has added."""
    return {task_id: spec for task_id, spec in specs().items() if not task_id.startswith("combat_enderman_end_")}


def test_there_are_as_many_tasks_of_each_group():
    assert Counter(spec.group for spec in in_wheel().values()) == PUBLISHED["counts"]


def test_all_tasks_are_the_published_ones():
    ours = {task_id: facts(spec) for task_id, spec in in_wheel().items()}
    assert hashlib.sha256(json.dumps(ours, sort_keys=True).encode()).hexdigest() == PUBLISHED["sha256"]


@pytest.mark.parametrize("task_id", PUBLISHED["sample"])
def test_task_is_the_published_one(task_id):
    assert facts(specs()[task_id]) == PUBLISHED["sample"][task_id]


@pytest.mark.parametrize("task_id", PUBLISHED["sample"])
def test_playable_task_begins_as_published(task_id):
    published = PUBLISHED["sample"][task_id]
    try:
        task = get_task(task_id)
    except UnavailableTaskError:
        pytest.skip("the world lacks something for it")
    stacks = task.start.stacks()
    filled = {slot: int(stack["count"]) for slot, stack in enumerate(stacks) if stack["count"]}
    assert filled == {slot: count for slot, _, count in published["inventory"]}
    assert (task.start.biome or "", task.start.start_time) == (published["biome"], published["start_time"])
    assert [mob.mob for mob in task.start.mobs] == ([published["mob"]] if published["mob"] else [])


def test_all_tasks_see_the_blocks_around_the_player():
    (bounds,) = map(json.loads, PUBLISHED["voxels"])
    assert VoxelBounds() == VoxelBounds(*((bounds[f"{axis}min"], bounds[f"{axis}max"]) for axis in "xyz"))
