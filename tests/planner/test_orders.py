"""The orders that the parser is developed and measured with are what their brief says."""

import json
from itertools import product
from pathlib import Path

import pytest

import planner.reader
from envs.overworld.gamedata import item_index
from planner.evaluation.understanding import in_order, meant
from planner.lexicon import lexicon
from skills.text import is_chinese

FOLDER = Path(planner.reader.__file__).with_name("orders")
SIZES = {"training": 10_000, "development": 290, "test": 300}
KEYS = {
    "items",
    "structures",
    "stations",
    "kills",
    "uses",
    "before",
    "within",
    "without",
    "near",
    "most",
    "ask",
    "refuse",
}


def read(purpose, language):
    """Return the rows of one file."""
    lines = (FOLDER / f"{purpose}_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(("purpose", "language"), list(product(SIZES, ("en", "zh"))))
def test_rows_are_orders_in_their_language_with_goals_of_the_game(purpose, language):
    mobs = {readings["mobs"] for readings in lexicon().phrases.values() if "mobs" in readings}
    rows = read(purpose, language)
    assert len(rows) >= SIZES[purpose]
    for row in rows:
        goal = row["goal"]
        assert goal and set(goal) <= KEYS
        assert is_chinese(row["order"]) == (language == "zh")
        for item in (*goal.get("items", ()), *goal.get("uses", ()), *goal.get("most", ())):
            item_index(item)
        assert set(goal.get("kills", ())) <= mobs
        assert set(goal.get("structures", {"shelter": "planks"}).values()) <= {"planks", "cobblestone", "dirt"}
        assert set(goal.get("stations", ())) <= {"crafting_table", "furnace"}
        assert goal.get("before", "night") in ("night", "morning") and goal.get("within", 1) >= 1
        assert goal.get("near", "tree") in ("water", "tree", "stone", "cave")
        for condition in goal.get("without", ()):
            deed, _, thing = condition.partition(":")
            assert deed in ("kill", "use")
            assert thing in mobs | {"animal"} if deed == "kill" else item_index(thing)
        assert all(count >= 1 for count in (*goal.get("items", {}).values(), *goal.get("kills", {}).values()))


def test_no_order_is_in_two_files():
    orders = [row["order"] for purpose in SIZES for lang in ("en", "zh") for row in read(purpose, lang)]
    assert len(set(orders)) == len(orders)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_development_orders_are_understood(language):
    rows = read("development", language)
    right = sum(meant(row["order"]) == in_order(row["goal"]) for row in rows)
    assert right >= 0.93 * len(rows)
