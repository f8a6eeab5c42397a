"""Symbolic execution: what steps need, use up and leave behind."""

import pytest

from planner.goal import Goal, Structure, Target
from planner.plan import Plan, PlanError, Step, believe, verify


def after(steps, inventory=None, nearby=(), durability=None):
    state = believe(inventory or {}, nearby, durability)
    for step in steps:
        state.apply(step)
    return state


def test_yields_are_the_games():
    state = after([Step("craft_planks", 5), Step("craft_stick", 1)], {"log": 2})
    assert state.counts() == {"planks": 6, "stick": 4}
    assert after([Step("craft_trapdoor", 1)], {"planks": 6}, ["crafting_table"]).counts() == {"trapdoor": 2}


def test_finding_and_collecting():
    state = after([Step("find_log"), Step("collect_log", 3)], nearby=["crafting_table"])
    assert state.counts() == {"log": 3}
    assert state.near == {"log"}


def test_placing_and_picking_up():
    state = after([Step("place_crafting_table")], {"crafting_table": 2})
    assert (state.counts(), state.near) == ({"crafting_table": 1}, {"crafting_table"})
    state.apply(Step("pickup_crafting_table"))
    assert (state.counts(), state.near) == ({"crafting_table": 2}, set())


def test_tools_wear_and_break():
    state = after([Step("collect_cobblestone", 6)], {"wooden_pickaxe": 1}, ["cobblestone"], {"wooden_pickaxe": [10]})
    assert state.counts() == {"cobblestone": 6}  # four blocks on the way and six to collect


def test_weakest_tools_go_first():
    state = after([Step("collect_cobblestone", 10)], {"stone_pickaxe": 1, "wooden_pickaxe": 1}, ["cobblestone"])
    assert state.uses == {"stone_pickaxe": [131], "wooden_pickaxe": [45]}


@pytest.mark.parametrize(
    ("fuel", "runs", "amount"), [("coal", 8, 1), ("coal", 9, 2), ("planks", 3, 2), ("stick", 1, 2)]
)
def test_fuel(fuel, runs, amount):
    assert believe({}).fuel_needed(fuel, runs) == amount


def test_heat_that_is_left_smelts_the_next():
    steps = [Step("smelt_iron_ingot", 1, fuel="planks"), Step("smelt_iron_ingot", 2, fuel="planks")]
    assert after(steps, {"iron_ore": 3, "planks": 2}, ["furnace"]).stock["planks"] == 0
    steps = [Step("smelt_iron_ingot", 1, fuel="coal"), Step("smelt_iron_ingot", 7)]
    assert after(steps, {"iron_ore": 8, "coal": 1, "planks": 1}, ["furnace"]).stock["planks"] == 1


def test_smelting_takes_fuel():
    state = after([Step("smelt_stone", 8)], {"cobblestone": 8, "coal": 2}, ["furnace"])
    assert state.counts() == {"stone": 8, "coal": 1}


def test_variants_are_mixed_when_free():
    state = after([Step("craft_planks", 12)], {"log#1": 1, "log#3": 1, "log2#0": 1})
    assert state.counts() == {"planks": 12}
    with pytest.raises(PlanError, match="log"):
        after([Step("craft_planks", 12, variant=1)], {"log#1": 1, "log#3": 1, "log2#0": 1})


@pytest.mark.parametrize(
    ("step", "inventory", "part"),
    [
        (Step("craft_planks", 4), {}, "needs 1 log"),
        (Step("craft_chest", 1), {"planks": 8}, "crafting_table in reach"),
        (Step("collect_log", 1), {}, "find_log"),
        (Step("collect_cobblestone", 1), {}, "wooden_pickaxe"),
        (Step("smelt_stone", 1), {"cobblestone": 1}, "furnace in reach"),
        (Step("place_furnace"), {}, "needs 1 furnace"),
        (Step("pickup_furnace"), {"wooden_pickaxe": 1}, "furnace in reach"),
        (Step("build_shelter", variant=0), {"planks": 3}, "planks"),
        (Step("shear_sheep"), {"shears": 1}, "find_sheep before it"),
        (Step("hunt_cow"), {}, "find_cow before it"),
        (Step("fly_to_moon"), {}, "there is no skill fly_to_moon"),
        (Step("craft_planks", 0), {"log": 1}, "at least 1"),
    ],
)
def test_wrong_plans_are_refused_with_step_and_cause(step, inventory, part):
    bad = Plan(Goal((Target("stick", 1),)), (Step("find_sand"), step))
    with pytest.raises(PlanError, match="step 2: ") as refusal:
        verify(bad, believe(inventory))
    assert part in str(refusal.value)


def test_plans_that_fall_short_are_refused():
    goal = Goal((Target("planks", 9),), (Structure("shelter", "planks"),))
    with pytest.raises(PlanError, match="without 5 more planks, shelter"):
        verify(Plan(goal, (Step("craft_planks", 4),)), believe({"log": 1}))


def test_verify_leaves_the_belief_alone():
    belief = believe({"log": 1})
    verify(Plan(Goal((Target("planks", 4),)), (Step("craft_planks", 4),)), belief)
    assert belief.counts() == {"log": 1}
