"""Plancraft's test items and recipes (Dagan et al. 2024), read out of a copy that the user has fetched.

Its wheel is read as data, and nothing of it is imported or run. Recipes are Minecraft 1.16's own files; like
Plancraft, we take the shaped, shapeless and smelting ones. An item is reached with one of its target in the inventory;
a run of a recipe is one step of its optimal paths, and so is each single item that is smelted.
"""

import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, PositiveFloat, PositiveInt, TypeAdapter, ValidationError, model_validator

from planner.evaluation.crafting import Need, Puzzle, Recipe
from planner.evaluation.errors import EvaluationError

_ITEMS = "plancraft/data/test.json"
_RECIPES = "plancraft/environment/recipes"
_TAGS = "plancraft/environment/tags"
_CRAFTED = ("minecraft:crafting_shaped", "minecraft:crafting_shapeless")
_SMELTED = "minecraft:smelting"

T = TypeVar("T")

_Root = Any
"""A `Path` or a `zipfile.Path`, which are alike, and not by type."""


class _Item(BaseModel):
    id: str
    target: str
    inventory: dict[str, PositiveInt]
    impossible: bool
    optimal_path_length: PositiveFloat | None

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> "_Item":
        if self.impossible != (self.optimal_path_length is None):
            raise ValueError("what is possible has an optimal path, and nothing else has")
        return self


def installed() -> Path | None:
    """Return the folder that an installed Plancraft lies in, without importing it."""
    spec = find_spec("plancraft")
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]).parent if places else None


def read_plancraft(source: Path) -> tuple[list[Recipe], list[Puzzle]]:
    """Return Plancraft's recipes and its test items.

    Args:
        source: The wheel, or a folder with `plancraft/` in it.

    Raises:
        EvaluationError: It is neither, or damaged.
    """
    try:
        root: _Root = zipfile.Path(source) if source.is_file() else source
        if not root.joinpath(_ITEMS).is_file():
            raise EvaluationError(
                f"'{source}' does not hold Plancraft's items; give its wheel (pip download --no-deps plancraft==0.4.9) "
                f"or a folder with {_ITEMS} in it"
            )
        items = TypeAdapter(list[_Item]).validate_json(root.joinpath(_ITEMS).read_bytes())
        return list(_recipes(root)), [_puzzle(item) for item in items]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise EvaluationError(f"'{source}' is damaged: {_ITEMS}: {where}: {first['msg']}") from error
    except (OSError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        raise EvaluationError(f"'{source}' is damaged, or no wheel: {error}") from error


def _puzzle(item: _Item) -> Puzzle:
    fewest = None if item.optimal_path_length is None else int(item.optimal_path_length)
    return Puzzle(item.id, item.target, item.inventory, not item.impossible, fewest)


def _recipes(root: _Root) -> Iterator[Recipe]:
    tags = dict(_read(root.joinpath(_TAGS), lambda table: table["values"]))
    for name, recipe in _read(root.joinpath(_RECIPES), partial(_recipe, tags)):
        if recipe is not None:
            yield replace(recipe, name=f"{recipe.name}_{name}")


def _read(folder: _Root, understand: Callable[[Any], T]) -> Iterator[tuple[str, T]]:
    """Yield what is made of each JSON file of a folder, with its name, in order.

    Raises:
        EvaluationError: There is none, or nothing can be made of one of its files.
    """
    if not folder.is_dir():
        raise EvaluationError(f"'{folder}' is missing; give the whole of Plancraft")
    for file in sorted(folder.iterdir(), key=lambda file: str(file.name)):
        if file.name.endswith(".json"):
            try:
                yield file.name.removesuffix(".json"), understand(json.loads(file.read_bytes()))
            except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
                raise EvaluationError(f"'{file}' is damaged: {type(error).__name__}: {error}") from error


def _recipe(tags: Mapping[str, list[str]], table: Mapping[str, Any]) -> Recipe | None:
    """Return a recipe, named after what is done; None for one of a kind that Plancraft leaves out."""
    if table["type"] in _CRAFTED:
        needs = Counter(_choice(tags, slot) for slot in _slots(table))
        return Recipe("craft", _needs(needs), _plain(table["result"]["item"]), int(table["result"].get("count", 1)))
    if table["type"] == _SMELTED:
        return Recipe("smelt", _needs(Counter([_choice(tags, table["ingredient"])])), _plain(table["result"]))
    return None


def _slots(table: Mapping[str, Any]) -> list[Any]:
    """Return what a recipe wants in each place that is not empty."""
    if "ingredients" in table:
        return list(table["ingredients"])
    return [table["key"][sign] for row in table["pattern"] for sign in row if sign != " "]


_Choice = tuple[str, tuple[str, ...]]
"""What a choice is called, and the items to choose from."""


def _choice(tags: Mapping[str, list[str]], wanted: Any) -> _Choice:
    """Return what may lie in a place: an item, any of a tag, or any of a list of these."""
    if isinstance(wanted, list):
        options = [_choice(tags, option) for option in wanted]
        items = tuple(dict.fromkeys(item for _, those in options for item in those))
        others = f"_or_{len(items) - 1}_others" if len(items) > 2 else "".join(f"_or_{item}" for item in items[1:])
        return f"{items[0]}{others}", items
    if isinstance(wanted, str):
        wanted = {"tag": wanted[1:]} if wanted.startswith("#") else {"item": wanted}
    if "item" in wanted:
        return _plain(wanted["item"]), (_plain(wanted["item"]),)
    tag = _plain(wanted["tag"])
    items = tuple(dict.fromkeys(item for value in tags[tag] for item in _choice(tags, value)[1]))
    return f"any_{tag}", items


def _needs(choices: Counter[_Choice]) -> tuple[Need, ...]:
    return tuple(Need(name, items, count) for (name, items), count in choices.items())


def _plain(name: str) -> str:
    return name.removeprefix("minecraft:")
