"""The lexicon covers the game, and no name means two items."""

import json
from pathlib import Path

import pytest

import planner.lexicon
from envs.overworld.gamedata import ITEM_NAMES, TABLE
from planner.lexicon import lexicon, names_of_things
from skills.graph import skill_graph
from skills.text import is_chinese, split_units

NAMES = json.loads(Path(planner.lexicon.__file__).with_name("items.json").read_text(encoding="utf-8"))
AMBIGUOUS_IN_THE_GAME = {
    "Brick",
    "Clay",
    "Grass",
    "Leaves",
    "Map",
    "Melon",
    "Nether Brick",
    "Nether Quartz",
    "Snow",
    "Wood",
}


def meaning(name):
    units = split_units(name)
    readings, length = lexicon().find(units)
    return readings.get("item") if length == len(units) else None


def test_every_item_has_names_in_both_languages():
    assert set(NAMES) == set(ITEM_NAMES)
    for item, names in NAMES.items():
        assert names["en"], item
        assert names["zh"], item
        assert all(not is_chinese(name) for name in names["en"]), item
        assert all(is_chinese(name) or "tnt" in name.lower() for name in names["zh"]), item


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_name_means_its_item(language):
    for item, names in NAMES.items():
        for name in names[language]:
            assert meaning(name) == item, name


def test_display_names_of_the_game_are_understood():
    for row in TABLE["items"]:
        if row["display_name"] not in AMBIGUOUS_IN_THE_GAME:
            assert meaning(row["display_name"]) == row["name"]


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("工作台", "crafting_table"),
        ("熔炉", "furnace"),
        ("火把", "torch"),
        ("木板", "planks"),
        ("木棍", "stick"),
        ("铁锭", "iron_ingot"),
        ("煤炭", "coal"),
        ("下界之星", "nether_star"),
        ("绿宝石", "emerald"),
        ("附魔台", "enchanting_table"),
        ("活塞", "piston"),
    ],
)
def test_chinese_names(name, item):
    assert meaning(name) == item


@pytest.mark.parametrize(
    ("plural", "item"),
    [
        ("torches", "torch"),
        ("axes", "wooden_axe"),
        ("bookshelves", "bookshelf"),
        ("eyes of ender", "ender_eye"),
        ("potatoes", "potato"),
        ("bricks", "brick_block"),
        ("leaves", "leaves"),
        ("lily pads", "waterlily"),
        ("boxes of nothing", None),
    ],
)
def test_plurals(plural, item):
    assert meaning(plural) == item


def test_what_skills_are_about_has_names():
    names = names_of_things()
    assert "火把" in names["torch"]
    assert "cow" in names["kill_cow"]
    assert "house" in names["shelter"]
    assert {skill.item for skill in skill_graph().skills.values() if skill.kind == "craft"} <= names.keys()
