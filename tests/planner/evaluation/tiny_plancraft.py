"""A Plancraft of a few recipes and items, in the layout of the real one, written for the tests."""

import json
import zipfile
from pathlib import Path

FILES = {
    "plancraft/environment/tags/planks.json": {"values": ["minecraft:oak_planks", "minecraft:birch_planks"]},
    "plancraft/environment/tags/burnt.json": {"values": ["#minecraft:planks", "minecraft:oak_log"]},
    "plancraft/environment/recipes/oak_planks.json": {
        "type": "minecraft:crafting_shapeless",
        "ingredients": [{"item": "minecraft:oak_log"}],
        "result": {"item": "minecraft:oak_planks", "count": 4},
    },
    "plancraft/environment/recipes/stick.json": {
        "type": "minecraft:crafting_shaped",
        "pattern": ["#", "#"],
        "key": {"#": {"tag": "minecraft:planks"}},
        "result": {"item": "minecraft:stick", "count": 4},
    },
    "plancraft/environment/recipes/torch.json": {
        "type": "minecraft:crafting_shaped",
        "pattern": ["X ", " #"],
        "key": {"#": {"item": "minecraft:stick"}, "X": [{"item": "minecraft:coal"}, {"item": "minecraft:charcoal"}]},
        "result": {"item": "minecraft:torch", "count": 4},
    },
    "plancraft/environment/recipes/charcoal.json": {
        "type": "minecraft:smelting",
        "ingredient": {"tag": "minecraft:burnt"},
        "result": "minecraft:charcoal",
    },
    "plancraft/environment/recipes/stone_slab.json": {
        "type": "minecraft:stonecutting",
        "ingredient": {"item": "minecraft:stone"},
        "result": "minecraft:stone_slab",
        "count": 2,
    },
    "plancraft/data/test.json": [
        {
            "id": "TEST0000",
            "target": "torch",
            "inventory": {"oak_log": 1, "cake": 3},
            "impossible": False,
            "optimal_path_length": 4.0,
            "split": "test",
        },
        {
            "id": "TEST0001",
            "target": "torch",
            "inventory": {"stick": 4, "cake": 3},
            "impossible": True,
            "optimal_path_length": None,
            "split": "test",
        },
    ],
}


def write_folder(folder: Path, **changed: object) -> Path:
    """Write it as a folder; `changed` has texts for files, by the last part of their name, in place of their own."""
    for name, data in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(str(changed.get(file.stem, json.dumps(data))), encoding="utf-8")
    return folder


def write_wheel(file: Path, left_out: str | None = None) -> Path:
    """Write it as a wheel, without what lies in one of its folders."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, data in FILES.items():
            if left_out not in Path(name).parts:
                wheel.writestr(name, json.dumps(data))
    return file
