"""Planners side by side: on goals, on puzzles, on every item, on orders."""

import json
from dataclasses import replace

import pytest

from planner.evaluation import items, understanding
from planner.evaluation.crafted import measure_crafting
from planner.evaluation.crafting import Need, Puzzle, Recipe, recipe_graph
from planner.evaluation.errors import EvaluationError
from planner.evaluation.feasible import obtainable
from planner.evaluation.goals import ALONE, DEPTH_FIRST, LEARNT, PLANNERS, SEARCH, VERIFIED, measure_goals
from planner.evaluation.items import measure_items
from planner.evaluation.measure import plan4mc_assignments
from planner.evaluation.scripted_model import scripted_model
from planner.evaluation.understanding import measure_orders
from planner.plan import PlanError
from planner.search import plan
from skills.graph import skill_graph
from skills.rates import Rate


def untracked(sequence, text):
    assert text
    return sequence


def test_every_planner_plays_the_same_goals():
    pytest.importorskip("openai")
    with scripted_model(skill_graph(), 0.5) as asked:
        rows = measure_goals(plan4mc_assignments()[::8], 0.2, [3], asked, untracked)
    by_name = {row.planner: row for row in rows}
    assert tuple(by_name) == PLANNERS
    assert all(row.reached.episodes == 5 and row.failures == 0.2 for row in rows)
    assert all(by_name[name].reached.wins == 5 for name in (DEPTH_FIRST, SEARCH, LEARNT, VERIFIED))
    assert by_name[DEPTH_FIRST].ratio == 1 > by_name[SEARCH].ratio
    assert by_name[SEARCH].ratio == pytest.approx(by_name[SEARCH].ticks / by_name[DEPTH_FIRST].ticks)
    assert by_name[DEPTH_FIRST].calls == by_name[SEARCH].tokens == 0
    assert min(by_name[name].calls for name in (ALONE, VERIFIED)) >= 1


PLANKS = ("oak_planks", "birch_planks")
RECIPES = (
    Recipe("craft_stick", (Need("any_planks", PLANKS, 2),), "stick", 4),
    Recipe("craft_stick_of_bamboo", (Need("bamboo", ("bamboo",), 1),), "stick", 1),
    Recipe("craft_ladder", (Need("stick", ("stick",), 7),), "ladder", 3),
)
PUZZLES = [
    Puzzle("two sorts", "ladder", {"oak_planks": 3, "birch_planks": 1}, True, 3),
    Puzzle("bamboo", "stick", {"bamboo": 1}, True, 1),
    Puzzle("too little", "ladder", {"oak_planks": 3}, False, None),
    Puzzle("nothing", "stick", {"coal": 3}, False, None),
]


def test_puzzles_are_made_or_refused_and_counted():
    pytest.importorskip("openai")
    graph = recipe_graph(RECIPES)
    with scripted_model(graph, 0.0) as asked:
        rows = {row.planner: row for row in measure_crafting(graph, PUZZLES, asked, untracked)}
    for name in (SEARCH, ALONE, VERIFIED):
        assert rows[name].reached == rows[name].refused == rows[name].fewest == Rate(2, 2), name
        assert rows[name].ratio == 1
    assert rows[ALONE].calls == 1
    assert rows[VERIFIED].calls == 0.5  # what is impossible needs no model


def test_a_model_that_errs_is_worth_less_alone():
    pytest.importorskip("openai")
    graph = recipe_graph(RECIPES)
    puzzles = [replace(puzzle, inventory={**puzzle.inventory, "cake": n}) for n in range(1, 6) for puzzle in PUZZLES]
    with scripted_model(graph, 1.0) as asked:
        rows = {row.planner: row for row in measure_crafting(graph, puzzles, asked, untracked)}
    assert rows[VERIFIED].reached == rows[VERIFIED].refused == Rate(10, 10)
    assert rows[ALONE].reached.wins + rows[ALONE].refused.wins < 20


@pytest.mark.parametrize(
    ("forbidden", "there", "not_there"),
    [
        ((), {"log", "iron_ingot", "torch", "wool", "milk_bucket", "egg"}, {"nether_star", "fish"}),
        (("furnace",), {"stone_pickaxe", "coal", "furnace"}, {"iron_ingot", "glass", "cooked_beef"}),
        (("crafting_table",), {"planks", "stick", "crafting_table", "wool"}, {"furnace", "coal", "wooden_pickaxe"}),
        (("wooden_pickaxe",), {"torch", "golden_pickaxe"}, {"nether_star"}),  # gold of zombie pigmen
        (("bucket",), {"bucket"}, {"milk_bucket"}),
    ],
)
def test_what_can_be_had(forbidden, there, not_there):
    found = obtainable(forbidden)
    assert there <= found
    assert not not_there & found


SOME = ("stick", "iron_ingot", "torch", "bucket", "nether_star", "comparator", "wool")


@pytest.mark.parametrize(("forbidden", "possible"), [("", 5), ("furnace", 3), ("crafting table", 2), ("pickaxe", 2)])
def test_items_are_planned_or_refused_with_the_right_reason(forbidden, possible):
    row = measure_items(forbidden, SOME, untracked)
    assert row.wrong == ()
    assert row.planned == Rate(possible, possible)
    assert row.refused == Rate(7 - possible, 7 - possible)
    assert row.named == Rate(5 - possible, 5 - possible)
    assert 0 < row.median <= row.longest


def test_a_planner_that_refuses_all_without_a_reason_is_found_out(monkeypatch):
    def refuse_all_but_sticks(goal, inventory):
        if goal.targets[0].item != "stick":
            raise PlanError("no")
        return plan(goal, inventory)

    monkeypatch.setattr(items, "plan", refuse_all_but_sticks)
    row = measure_items("furnace", SOME, untracked)
    assert row.wrong == ("iron_ingot", "torch", "bucket", "wool")
    assert (row.planned, row.refused, row.named) == (Rate(1, 3), Rate(2, 4), Rate(0, 2))


def test_orders_are_compared_part_by_part(tmp_path, monkeypatch):
    rows = [
        {"order": "get 3 logs", "goal": {"items": {"log": 3}}},
        {"order": "make a stone pickaxe before night", "goal": {"items": {"stone_pickaxe": 1}}},
        {"order": "craft a furnace", "goal": {"items": {"furnace": 2}}},
        {"order": "make something useful", "goal": {"ask": True}},
    ]
    (tmp_path / "development_en.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    monkeypatch.setattr(understanding, "FOLDER", tmp_path)
    found = measure_orders("en", "development", untracked)
    assert found.understood == Rate(2, 4)
    assert found.parts == {"items": Rate(2, 3), "ask": Rate(1, 1)}
    assert [(one.order, dict(one.read)) for one in found.misread] == [
        ("make a stone pickaxe before night", {"items": {"stone_pickaxe": 1}, "before": "night"}),
        ("craft a furnace", {"items": {"furnace": 1}}),
    ]
    with pytest.raises(EvaluationError, match="checkout"):
        measure_orders("zh", "development", untracked)
