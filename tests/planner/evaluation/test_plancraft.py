"""Plancraft is read as data, from a wheel or a folder, and whatever is wrong with it is one clear error."""

import sys

import pytest

from planner.evaluation.crafting import Need, Puzzle, Recipe
from planner.evaluation.errors import EvaluationError
from planner.evaluation.exhaustive import fewest_runs
from planner.evaluation.plancraft import installed, read_plancraft
from tests.planner.evaluation.tiny_plancraft import write_folder, write_wheel

PLANKS = ("oak_planks", "birch_planks")


@pytest.mark.parametrize("kind", ["folder", "wheel"])
def test_recipes_and_items_are_those_of_the_files(tmp_path, kind):
    source = write_folder(tmp_path) if kind == "folder" else write_wheel(tmp_path / "plancraft.whl")
    recipes, puzzles = read_plancraft(source)
    assert recipes == [  # by the name of their file; stonecutting is left out, as Plancraft does
        Recipe("smelt_charcoal", (Need("any_burnt", (*PLANKS, "oak_log"), 1),), "charcoal"),
        Recipe("craft_oak_planks", (Need("oak_log", ("oak_log",), 1),), "oak_planks", 4),
        Recipe("craft_stick", (Need("any_planks", PLANKS, 2),), "stick", 4),
        Recipe(
            "craft_torch",
            (Need("coal_or_charcoal", ("coal", "charcoal"), 1), Need("stick", ("stick",), 1)),
            "torch",
            4,
        ),
    ]
    assert puzzles == [
        Puzzle("TEST0000", "torch", {"oak_log": 1, "cake": 3}, True, 4),
        Puzzle("TEST0001", "torch", {"stick": 4, "cake": 3}, False, None),
    ]
    assert [fewest_runs(recipes, puzzle.inventory, puzzle.target) for puzzle in puzzles] == [4, None]


def test_an_installed_one_is_found_and_not_imported(tmp_path, monkeypatch):
    write_folder(tmp_path)
    (tmp_path / "plancraft" / "__init__.py").write_text("raise RuntimeError('this was run')")
    assert installed() is None
    monkeypatch.syspath_prepend(tmp_path)
    assert installed() == tmp_path
    assert len(read_plancraft(tmp_path)[1]) == 2
    assert "plancraft" not in sys.modules


@pytest.mark.parametrize("there", [False, True])
def test_what_is_not_there_is_said(tmp_path, there):
    with pytest.raises(EvaluationError, match="does not hold Plancraft's items; give its wheel"):
        read_plancraft(tmp_path if there else tmp_path / "nothing")


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("test", "[{", "test.json"),
        ("test", "{}", "test.json"),
        ("test", '[{"id": "a", "target": "b", "inventory": {"c": -1}}]', "0.inventory.c"),
        (
            "test",
            '[{"id": "a", "target": "b", "inventory": {}, "impossible": false, "optimal_path_length": null}]',
            "path",
        ),
        ("stick", "not json", "stick.json' is damaged"),
        ("stick", "[]", "stick.json' is damaged"),
        ("stick", '{"type": "minecraft:crafting_shaped", "pattern": ["#"], "key": {}}', "stick.json' is damaged"),
        ("burnt", '{"values": ["#minecraft:burning"]}', "charcoal.json' is damaged"),
        ("planks", "{}", "planks.json' is damaged"),
    ],
)
def test_a_damaged_folder_is_one_line(tmp_path, file, text, reason):
    with pytest.raises(EvaluationError, match=reason) as error:
        read_plancraft(write_folder(tmp_path, **{file: text}))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("left_out", ["recipes", "tags"])
def test_a_wheel_without_a_folder_is_one_line(tmp_path, left_out):
    with pytest.raises(EvaluationError, match=f"{left_out}.*is missing"):
        read_plancraft(write_wheel(tmp_path / "part.whl", left_out))


def test_a_damaged_wheel_is_one_line(tmp_path):
    whole = write_wheel(tmp_path / "whole.whl").read_bytes()
    middle = len(whole) // 3
    broken = {"cut": whole[:-60], "text": b"PK, or not", "flipped": whole[:middle] + bytes(40) + whole[middle + 40 :]}
    for name, data in broken.items():
        file = tmp_path / f"{name}.whl"
        file.write_bytes(data)
        with pytest.raises(EvaluationError, match="damaged"):
            read_plancraft(file)
