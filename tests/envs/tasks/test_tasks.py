"""Tasks: the catalog against the published facts, and what success means."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import UnknownNameError, item_index
from envs.overworld.state import allocate
from envs.overworld.world import StartStack, WorldStart
from envs.tasks import Facts, Success, Task, get_task, list_tasks
from planner.language import understand

# Biome, start, limit of some of Plan4MC's tasks, as published.
PUBLISHED = {
    "craft_stick": ("plains", {}, 3000),
    "craft_sign": ("forest", {}, 3000),
    "get_furnace_nearby_with_logs": ("extreme_hills", {"log": 10}, 5000),
    "craft_stone_slab_with_logs": ("extreme_hills", {"log": 10}, 3000),
    "craft_lever_with_wooden_pickaxe": ("forest_hills", {"wooden_pickaxe": 1}, 5000),
    "craft_stone_pickaxe_with_wooden_pickaxe": ("forest_hills", {"wooden_pickaxe": 1}, 10000),
}


def test_catalog_has_both_groups():
    assert len(list_tasks()) == 20
    assert [len(list_tasks(group)) for group in ("Cut-Trees", "Mine-Stones")] == [10, 10]
    assert len({task.id for task in list_tasks()}) == 20


@pytest.mark.parametrize("name", PUBLISHED)
def test_catalog_matches_the_published_facts(name):
    task = get_task(f"plan4mc/{name}")
    biome, inventory, limit = PUBLISHED[name]
    assert task.start.biome == biome
    assert {stack.item: stack.count for stack in task.start.inventory} == inventory
    assert task.max_steps == limit
    assert (task.start.start_time, task.start.spawn_radius) == (6000, 500)


@pytest.mark.parametrize("task", list_tasks(), ids=lambda task: task.id)
def test_prompt_asks_for_what_success_means(task):
    goal = understand(task.prompt)
    if task.success.item:
        assert [(target.item, target.count) for target in goal.targets] == [(task.success.item, task.success.increase)]
    else:
        assert [thing.name for thing in goal.structures] == [task.success.nearby]


def test_unknown_tasks_and_groups_name_the_nearest():
    with pytest.raises(UnknownNameError, match="plan4mc/craft_stick"):
        get_task("plan4mc/craft_stik")
    with pytest.raises(UnknownNameError, match="Cut-Trees"):
        list_tasks("cut-trees")


def test_success_is_an_increase():
    success = Success(item="log", increase=2)
    initial = Facts({"log": 3})
    assert not success.holds(initial, Facts({"log": 4}))
    assert success.holds(initial, Facts({"log": 5}))
    assert Success(nearby="furnace").holds(Facts(), Facts(nearby=frozenset({"furnace"})))
    assert not Success(nearby="furnace").holds(Facts(), Facts(nearby=frozenset({"crafting_table"})))


@pytest.mark.parametrize(
    "fields", [{}, {"item": "log", "nearby": "furnace"}, {"nearby": "bed"}, {"item": "log", "increase": 0}]
)
def test_senseless_success_is_refused(fields):
    with pytest.raises(ValueError, match=r"success|nearby|increase"):
        Success(**fields)


def test_tracker_compares_each_world_with_its_own_beginning():
    state = allocate(3, 1)
    stick = item_index("stick")
    state.slots["item"][:, 0, 5] = stick
    state.slots["count"][:, 0, 5] = [0, 4, 4]
    task = Task("test/sticks", "test", "get sticks", WorldStart(), Success(item="stick", increase=2), 10, reward=5.0)
    tracker = task.track(3)
    tracker.begin(state, np.array([True, True, False]))
    state.slots["item"][:, 0, 30] = stick
    state.slots["count"][:, 0, 30] = [2, 1, 2]
    reward, success = tracker.measure(state)
    assert success.tolist() == [True, False, True]
    assert reward.tolist() == [5.0, 0.0, 5.0]


def test_unknown_item_is_refused():
    task = Task("test/x", "test", "x", WorldStart(), Success(item="stik"), 10)
    with pytest.raises(UnknownNameError, match="stick"):
        task.track(1)


def _script():
    path = Path(__file__).parents[3] / "scripts" / "build_plan4mc_tasks.py"
    spec = importlib.util.spec_from_file_location("build_plan4mc_tasks", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_script_turns_published_facts_into_the_catalog():
    """From two published records, and one of a group that is left out."""
    facts = {"biome": "extreme_hills", "target_quantity": 1, "initial_inventory": {"log": 10}, "max_steps": 5000}
    rows = [
        {"task": "get_furnace_nearby_with_logs", "group": "Mine-Stones", "target": "furnace_nearby", **facts},
        {"task": "craft_torch_with_logs", "group": "Mine-Stones", "target": "torch", **facts},
        {"task": "harvest_beef_with_diamond_sword", "group": "Interact-Mobs", "target": "beef", **facts},
    ]
    script = _script()
    built = script.build({"paper_v2_40_tasks": rows})["tasks"]
    committed = {row["name"]: row for row in json.loads(script.TARGET.read_text(encoding="utf-8"))["tasks"]}
    assert [row["name"] for row in built] == ["get_furnace_nearby_with_logs", "craft_torch_with_logs"]
    assert all(committed[row["name"]] == row for row in built)


def test_tracker_sees_stations_in_front_of_the_player():
    env = OverworldEnv(task="plan4mc/get_crafting_table_nearby", biome="plains", image_size=None)
    env.reset(seed=3, options={"inventory": (StartStack(item="crafting_table"),), "spawn_radius": 0})
    info = env.step({"camera": (60.0, 0.0)})[4]
    assert not info["success"]
    _, reward, terminated, _, info = env.step({"place": 1})
    assert (reward, terminated, info["success"]) == (1.0, True, True)
