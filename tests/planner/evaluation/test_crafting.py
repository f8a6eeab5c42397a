"""Crafting puzzles: recipes as a graph, what trying everything finds, and puzzles that are drawn."""

from collections import Counter
from itertools import product

import pytest

from envs.overworld.gamedata import TABLE
from planner.evaluation.crafting import Need, Puzzle, Recipe, recipe_graph, runs_of_recipes
from planner.evaluation.exhaustive import TooManyStatesError, fewest_runs
from planner.evaluation.puzzles import own_puzzles, own_recipes
from planner.plan import Belief, PlanError, verify
from planner.search import plan_from

LOGS, PLANKS = ("oak_log", "birch_log"), ("oak_planks", "birch_planks")
ANY_PLANKS = "any_planks"


def need(item, count=1):
    return Need(item, (item,), count)


RECIPES = (
    Recipe("craft_oak_planks", (need("oak_log"),), "oak_planks", 4),
    Recipe("craft_birch_planks", (need("birch_log"),), "birch_planks", 4),
    Recipe("craft_stick", (Need(ANY_PLANKS, PLANKS, 2),), "stick", 4),
    Recipe("craft_stick_of_bamboo", (need("bamboo", 2),), "stick", 1),
    Recipe("craft_chest", (Need(ANY_PLANKS, PLANKS, 8),), "chest"),
    Recipe("craft_campfire", (need("stick", 3), need("coal"), Need("any_log", LOGS, 3)), "campfire"),
    Recipe("smelt_coal", (Need("any_log", LOGS, 1),), "coal"),
)
GRAPH = recipe_graph(RECIPES)


def planned(target, **inventory):
    """Return how many runs of recipes the planner takes."""
    puzzle = Puzzle("", target, inventory, True, None)
    belief = Belief(GRAPH)
    for item, count in inventory.items():
        belief.give(item, count)
    found = plan_from(puzzle.assignment.goal, belief)
    verify(found, belief)
    return runs_of_recipes(found.steps, GRAPH)


@pytest.mark.parametrize(
    ("target", "inventory", "runs"),
    [
        ("oak_planks", {"oak_log": 1}, 1),
        ("chest", {"oak_log": 2}, 3),
        ("chest", {"oak_log": 1, "birch_log": 1}, 3),  # planks of two sorts, none enough alone
        ("chest", {"oak_planks": 3, "birch_planks": 2, "oak_log": 1}, 2),
        ("campfire", {"oak_log": 2, "birch_log": 1, "bamboo": 6, "coal": 1}, 4),  # no log to spare for sticks
        ("campfire", {"oak_log": 4, "stick": 3}, 2),
    ],
)
def test_the_planner_takes_as_few_runs_as_there_can_be(target, inventory, runs):
    assert fewest_runs(RECIPES, inventory, target) == runs
    assert planned(target, **inventory) == runs


@pytest.mark.parametrize(
    ("target", "inventory"),
    [("chest", {"oak_log": 1}), ("campfire", {"oak_log": 3, "stick": 3}), ("stick", {"bamboo": 1}), ("coal", {})],
)
def test_what_cannot_be_made_is_refused(target, inventory):
    assert fewest_runs(RECIPES, inventory, target) is None
    with pytest.raises(PlanError):
        planned(target, **inventory)


def test_what_is_held_takes_no_run():
    assert fewest_runs(RECIPES, {"chest": 1}, "chest") == 0


def test_trying_everything_has_a_limit():
    with pytest.raises(TooManyStatesError):
        fewest_runs(RECIPES, {"oak_log": 30, "birch_log": 30, "bamboo": 30}, "campfire", most_states=50)


def test_a_choice_is_a_step_without_cost_and_a_recipe_one_run_each():
    chosen = [skill for skill in GRAPH.skills.values() if skill.name.startswith("choose_")]
    assert {skill.item for skill in chosen} == {ANY_PLANKS, "any_log"}
    assert all(skill.cost(7) == 0 for skill in chosen)
    assert GRAPH["craft_oak_planks"].cost(8) == 2


def test_our_own_recipes_are_those_of_the_game():
    names = [recipe.name for recipe in own_recipes()]
    assert len(set(names)) == len(names) == len(TABLE["recipes"]) + len(TABLE["smelting"])
    chest = next(recipe for recipe in own_recipes() if recipe.name == "craft_chest")
    assert chest.needs == (Need(ANY_PLANKS, tuple(f"planks_{kind}" for kind in range(6)), 8),)


PUZZLES = list(own_puzzles([7]))


def test_puzzles_follow_from_the_seed():
    assert list(own_puzzles([7])) == PUZZLES != list(own_puzzles([8]))
    assert Counter(puzzle.possible for puzzle in PUZZLES) == {True: 16, False: 4}
    assert all((puzzle.fewest is not None) == puzzle.possible for puzzle in PUZZLES)
    assert all(puzzle.target not in puzzle.inventory for puzzle in PUZZLES)
    assert max(puzzle.fewest or 0 for puzzle in PUZZLES) >= 4


ROWS = TABLE["recipes"] + TABLE["smelting"]
TOLD_APART = {want["item"] for row in ROWS for want in row["needs"] if want["meta"] is not None}


def fits(held, want):
    if want["meta"] is not None:
        return held == f"{want['item']}_{want['meta']}"
    return held == want["item"] or (want["item"] in TOLD_APART and held.rpartition("_")[0] == want["item"])


def after(row, stock):
    """Yield what one run of a row of the game's table can leave."""
    sorts = [sorted(held for held in stock if fits(held, want)) for want in row["needs"] for _ in range(want["count"])]
    for chosen in {tuple(sorted(one)) for one in product(*sorts)}:
        if Counter(chosen) <= stock:
            made = f"{row['item']}_{row['meta']}" if row["item"] in TOLD_APART else row["item"]
            yield stock - Counter(chosen) + Counter({made: row["count"]})


def makeable(inventory, target):
    """Tell, by the game's own table and depth first, whether something can be made; every way is tried."""
    names = {target, target.rpartition("_")[0]}
    while more := {want["item"] for row in ROWS if row["item"] in names for want in row["needs"]} - names:
        names |= more
    rows = [row for row in ROWS if row["item"] in names]
    useful = {item: count for item, count in inventory.items() if {item, item.rpartition("_")[0]} & names}
    left, seen = [Counter(useful)], set()
    while left:
        stock = left.pop()
        if stock[target]:
            return True
        if (key := frozenset(stock.items())) not in seen:
            seen.add(key)
            left += [new for row in rows for new in after(row, stock)]
    return False


@pytest.mark.parametrize(
    "puzzle", [puzzle for puzzle in own_puzzles([7, 8, 9]) if not puzzle.possible], ids=lambda puzzle: puzzle.name
)
def test_impossible_puzzles_are_impossible(puzzle):
    assert not makeable(puzzle.inventory, puzzle.target)


@pytest.mark.parametrize("puzzle", [puzzle for puzzle in PUZZLES if puzzle.possible], ids=lambda puzzle: puzzle.name)
def test_no_plan_takes_fewer_runs_than_trying_everything_finds(puzzle):
    graph = recipe_graph(own_recipes())
    belief = Belief(graph)
    for item, count in puzzle.inventory.items():
        belief.give(item, count)
    found = plan_from(puzzle.assignment.goal, belief)
    verify(found, belief)
    assert runs_of_recipes(found.steps, graph) >= puzzle.fewest
