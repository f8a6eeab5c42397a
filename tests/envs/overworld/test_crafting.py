"""Crafting and smelting as one action, against the game's recipe tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.gamedata import ITEM_NAMES, RULES, TABLE, item_index
from envs.overworld.player.crafting import craft, smelt
from tests.envs.overworld.scenes import flat_world, give, held

RECIPES = TABLE["recipes"]


@pytest.fixture(scope="module")
def shared():
    return flat_world()


@pytest.fixture
def s(shared):
    shared.slots[:] = 0
    shared.players["furnace_heat"] = 0
    shared.entities[:] = 0
    return shared


def make(s, name, at_table=False):
    return craft(s, RULES, 0, 0, item_index(name), at_table)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(range(len(RECIPES))))
def test_each_recipe_turns_its_ingredients_into_its_product(shared, index):
    shared.slots[:] = 0
    recipe = RECIPES[index]
    for slot, need in enumerate(recipe["needs"]):
        give(shared, slot, need["item"], need["count"], need["meta"] or 0)
    before = {name: held(shared, name) for name in ITEM_NAMES}
    assert craft(shared, RULES, 0, 0, item_index(recipe["item"]), True)
    gained = held(shared, recipe["item"]) - before[recipe["item"]]
    used = sum(need["count"] for need in recipe["needs"] if need["item"] == recipe["item"])
    assert gained == recipe["count"] - used
    assert shared.slots["count"].sum() == recipe["count"]


def test_variants_follow_the_ingredients(s):
    give(s, 0, "log", 1, meta=2)
    assert make(s, "planks")
    assert held(s, "planks", meta=2) == 4


def test_big_recipes_need_a_table(s):
    give(s, 0, "planks", 3)
    give(s, 1, "stick", 2)
    assert not make(s, "wooden_pickaxe")
    assert make(s, "wooden_pickaxe", at_table=True)
    assert held(s, "planks") == held(s, "stick") == 0


def test_a_missing_ingredient_changes_nothing(s):
    give(s, 0, "planks", 2)
    before = s.slots.copy()
    assert not make(s, "wooden_pickaxe", at_table=True)
    assert (s.slots == before).all()


def test_one_coal_smelts_eight(s):
    give(s, 0, "iron_ore", 9)
    give(s, 1, "coal", 1)
    iron = item_index("iron_ingot")
    assert sum(smelt(s, RULES, 0, 0, iron) for _ in range(9)) == 8
    assert held(s, "iron_ingot") == 8
    assert held(s, "coal") == 0


def test_two_planks_smelt_three(s):
    give(s, 0, "iron_ore", 9)
    give(s, 1, "planks", 2)
    assert sum(smelt(s, RULES, 0, 0, item_index("iron_ingot")) for _ in range(9)) == 3


def test_what_is_of_use_is_burnt_last(s):
    for slot, name in enumerate(("wooden_pickaxe", "crafting_table", "stick", "planks", "coal", "iron_ore")):
        give(s, slot, name, 20 if name == "iron_ore" else 2)
    smelted = []
    while smelt(s, RULES, 0, 0, item_index("iron_ingot")):
        smelted.append([held(s, name) for name in ("coal", "planks", "stick", "crafting_table")])
    assert smelted[0] == [1, 2, 2, 2] and smelted[15] == [0, 2, 2, 2]  # eight items each
    assert smelted[16:19] == [[0, 1, 2, 2], [0, 0, 2, 2], [0, 0, 2, 2]]  # three of two planks
    assert smelted[19] == [0, 0, 0, 2]


def test_charcoal_can_be_burnt_from_its_own_kind_of_log(s):
    give(s, 0, "log", 2)
    assert smelt(s, RULES, 0, 0, item_index("coal"))
    assert held(s, "coal", meta=1) == 1
    assert held(s, "log") == 0


def test_no_fuel_no_smelting(s):
    give(s, 0, "iron_ore", 1)
    assert not smelt(s, RULES, 0, 0, item_index("iron_ingot"))
    assert held(s, "iron_ore") == 1


def test_a_full_inventory_drops_the_product(s):
    for slot in range(36):
        give(s, slot, "dirt", 64)
    give(s, 0, "log", 2)
    assert make(s, "planks")
    dropped = s.entities[0][s.entities[0]["kind"] != 0]
    assert dropped["item"].tolist() == [item_index("planks")]
    assert dropped["count"].tolist() == [4]
