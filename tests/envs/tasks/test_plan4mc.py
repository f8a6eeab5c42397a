"""Plan4MC's tasks: the catalog against the published facts."""

import importlib.util
import json
from collections import Counter
from pathlib import Path

import pytest

from envs.tasks import Goal, Measure, Quantity, Reward, get_task, list_tasks
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
SUITES = ("plan4mc", "plan4mc_normal_speed", "plan4mc_repository", "plan4mc_repository_fast")
TASKS = [task for suite in SUITES for task in list_tasks(suite=suite)]


def test_catalog_has_the_40_tasks_and_both_variants_of_mine_ores_at_both_speeds():
    sizes = Counter(task.group for task in TASKS)
    variants = ("Mine-Ores-normal-speed", "Mine-Ores-repository", "Mine-Ores-repository-fast")
    assert sizes == dict.fromkeys(("Cut-Trees", "Mine-Stones", "Interact-Mobs", "Mine-Ores", *variants), 10)
    assert len(list_tasks(suite="plan4mc")) == 40
    assert len({task.id for task in TASKS}) == 70
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
    assert task.reward == Reward(bonus=1.0)


def test_mobs_of_interact_mobs_are_the_published_ones():
    for task in list_tasks("Interact-Mobs"):
        assert [(mob.mob, mob.count) for mob in task.start.mobs] == [("cow", 3), ("sheep", 3)]
        assert {(mob.low, mob.high) for mob in task.start.mobs} == {((-30, 1, -30), (30, 1, 30))}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_prompt_asks_for_what_success_means(task):
    goal = understand(task.prompt)
    (wanted,) = task.success.goals
    if wanted.measure.of is Quantity.NEARBY:
        assert [thing.name for thing in goal.structures] == [wanted.measure.name]
    else:
        assert [(target.item, target.count) for target in goal.targets] == [(wanted.measure.name, wanted.count)]


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


def test_success_is_what_the_record_says():
    assert get_task("plan4mc/craft_stick").success.goals == (Goal(Measure(Quantity.ITEM, "stick")),)
    near = Measure(Quantity.NEARBY, "furnace")
    assert get_task("plan4mc/get_furnace_nearby_with_logs").success.goals == (Goal(near),)
