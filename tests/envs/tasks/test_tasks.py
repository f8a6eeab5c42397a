"""Tasks: the catalog against the published facts, and what success means."""

import importlib.util
import json
from collections import Counter
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
    "plan4mc/craft_stick": ("plains", {}, 3000),
    "plan4mc/craft_sign": ("forest", {}, 3000),
    "plan4mc/get_furnace_nearby_with_logs": ("extreme_hills", {"log": 10}, 5000),
    "plan4mc/craft_stone_slab_with_logs": ("extreme_hills", {"log": 10}, 3000),
    "plan4mc/craft_lever_with_wooden_pickaxe": ("forest_hills", {"wooden_pickaxe": 1}, 5000),
    "plan4mc/craft_stone_pickaxe_with_wooden_pickaxe": ("forest_hills", {"wooden_pickaxe": 1}, 10000),
    "plan4mc/craft_bed_with_crafting_table_and_shears": ("plains", {"crafting_table": 1, "shears": 1}, 10000),
    "plan4mc/craft_iron_trapdoor_with_stone_pickaxe": ("forest", {"stone_pickaxe": 5, "dirt": 64}, 12000),
    "plan4mc_normal_speed/craft_iron_trapdoor_with_stone_pickaxe": ("forest", {"stone_pickaxe": 5, "dirt": 64}, 12000),
    "plan4mc_repository/craft_hopper_with_stone_pickaxe": ("forest", {"stone_pickaxe": 1}, 10000),
}


PLAN4MC = [task for task in list_tasks() if task.suite.startswith("plan4mc")]


def test_catalog_has_the_40_tasks_and_both_variants_of_mine_ores_at_both_speeds():
    sizes = Counter(task.group for task in PLAN4MC)
    variants = ("Mine-Ores-normal-speed", "Mine-Ores-repository", "Mine-Ores-repository-fast")
    assert sizes == dict.fromkeys(("Cut-Trees", "Mine-Stones", "Interact-Mobs", "Mine-Ores", *variants), 10)
    assert len(list_tasks(suite="plan4mc")) == 40
    assert len({task.id for task in PLAN4MC}) == 70
    speeds = {group: {task.start.break_speed for task in list_tasks(group)} for group in sizes}
    assert {group for group, found in speeds.items() if found == {10.0}} == {"Mine-Ores", "Mine-Ores-repository-fast"}
    assert all(found in ({1.0}, {10.0}) for found in speeds.values())


@pytest.mark.parametrize("name", PUBLISHED)
def test_catalog_matches_the_published_facts(name):
    task = get_task(name)
    biome, inventory, limit = PUBLISHED[name]
    assert task.start.biome == biome
    assert {stack.item: stack.count for stack in task.start.inventory} == inventory
    assert task.max_steps == limit
    assert (task.start.start_time, task.start.spawn_radius) == (6000, 500)


def test_mobs_of_interact_mobs_are_the_published_ones():
    for task in list_tasks("Interact-Mobs"):
        assert [(mob.mob, mob.count) for mob in task.start.mobs] == [("cow", 3), ("sheep", 3)]
        assert {(mob.low, mob.high) for mob in task.start.mobs} == {((-30, 1, -30), (30, 1, 30))}


@pytest.mark.parametrize("task", PLAN4MC, ids=lambda task: task.id)
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
    facts = {"biome": "extreme_hills", "target_quantity": 1, "initial_inventory": {"log": 10}, "max_steps": 5000}
    mobs = {"initial_mobs": {"cow": 3, "sheep": 3}, "mob_spawn_box_blocks": [[-30, 1, -30], [30, 1, 30]]}
    ores = {"group": "Mine-Ores", "biome": "forest", "target_quantity": 1, "max_steps": 10000}
    picks = {"initial_inventory": {"stone_pickaxe": 5, "dirt": 64}, "break_speed_multiplier": 10}
    rows = [
        {"task": "get_furnace_nearby_with_logs", "group": "Mine-Stones", "target": "furnace_nearby", **facts},
        {"task": "craft_torch_with_logs", "group": "Mine-Stones", "target": "torch", **facts},
        {"task": "harvest_beef_with_diamond_sword", "group": "Interact-Mobs", "target": "beef"}
        | {"biome": "plains", "target_quantity": 1, "initial_inventory": {"diamond_sword": 1}, "max_steps": 3000}
        | mobs,
        {"task": "craft_shears_with_stone_pickaxe", "target": "shears"} | ores | picks,
    ]
    draft = {"task": "craft_hopper_with_stone_pickaxe", "target": "hopper", "initial_inventory": {"stone_pickaxe": 1}}
    script = _script()
    built = script.build({"paper_v2_40_tasks": rows, "repo_head_iron_variant": [draft | ores]})["tasks"]
    committed = {row["id"]: row for row in json.loads(script.TARGET.read_text(encoding="utf-8"))["tasks"]}
    assert len(built) == 7
    assert all(committed[row["id"]] == row for row in built)


def test_tracker_sees_stations_in_front_of_the_player():
    env = OverworldEnv(task="plan4mc/get_crafting_table_nearby", biome="plains", image_size=None)
    env.reset(seed=3, options={"inventory": (StartStack(item="crafting_table"),), "spawn_radius": 0})
    info = env.step({"camera": (60.0, 0.0)})[4]
    assert not info["success"]
    _, reward, terminated, _, info = env.step({"place": 1})
    assert (reward, terminated, info["success"]) == (1.0, True, True)
