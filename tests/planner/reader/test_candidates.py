"""What names could stand for."""

import pytest

from planner.reader.candidates import candidates_of
from planner.reader.tokens import tokens_of


def found(order):
    return {(candidate.kind, candidate.what) for candidate in candidates_of(tokens_of(order))}


@pytest.mark.parametrize(
    ("order", "kind", "what"),
    [
        ("a pickaxe and a sword, both of iron", "pair", "iron_sword"),
        ("two pistons, one of them sticky", "pair", "sticky_piston"),
        ("three red mushrooms and two brown ones", "pair", "brown_mushroom"),
        ("按钮两枚，要石头做的", "pair", "stone_button"),
        ("楼梯要橡木的", "pair", "oak_stairs"),
        ("smelt iron ore", "smelted", "iron_ingot"),
        ("roast a chicken", "smelted", "cooked_chicken"),
        ("mine stone", "mined", "cobblestone"),
        ("milk the cow", "alive", "milk_bucket"),
        ("a full set of iron armour", "set", "iron_set"),
        ("all four pieces of diamond armor", "set", "diamond_set"),
        ("a hut by the lake", "structure", "planks"),
        ("a hut, make it stone", "structpair", "cobblestone"),
        ("somewhere to sleep, out of dirt", "structpair", "dirt"),
        ("two zombies", "mob", "zombie"),
    ],
)
def test_candidates(order, kind, what):
    assert (kind, what) in found(order)


def test_names_of_the_same_sort_do_not_stand_for_each_other():
    assert ("pair", "brown_mushroom") not in found("red mushroom, brown mushroom")


def test_four_pieces_of_an_armour():
    whole = next(candidate for candidate in candidates_of(tokens_of("full gold armour")) if candidate.kind == "set")
    assert whole.pieces == ("golden_helmet", "golden_chestplate", "golden_leggings", "golden_boots")
