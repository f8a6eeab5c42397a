"""How many orders are understood, in English and Chinese, by part of the goal, and what that takes.

An order is understood if every part of its goal is: items and amounts, structures, kills, conditions, and that it is
one, or that it is not. Orders that are to be asked back about, or refused, are understood if they are.
"""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import planner.reader
from planner.evaluation.errors import EvaluationError
from planner.evaluation.measure import Track
from planner.goal import Goal, GoalError, UnclearOrderError
from planner.language import to_the_letter, understand
from planner.materials import STATIONS
from skills.rates import Rate

FOLDER = Path(planner.reader.__file__).with_name("orders")
LANGUAGES = ("en", "zh")
Purpose = Literal["development", "test"]
"""What orders are for: to work on the reader with, or held out to measure it."""


@dataclass(frozen=True)
class Misread:
    """An order that was not understood."""

    order: str
    wanted: Mapping[str, Any]
    read: Mapping[str, Any]


@dataclass(frozen=True)
class OrderRow:
    """How orders in one language were understood."""

    language: str
    purpose: Purpose
    understood: Rate
    parts: Mapping[str, Rate]
    """By the part of a goal, of the orders that have it."""
    milliseconds: float
    """For an order, on average."""
    misread: tuple[Misread, ...]


def measure_orders(language: str, purpose: Purpose, track: Track[dict[str, Any]]) -> OrderRow:
    """Read all orders in a language.

    Args:
        language: `en` or `zh`.
        purpose: Which orders.
        track: Is told of each order.

    Raises:
        EvaluationError: The orders are not there: an installed package has none.
    """
    rows = read_orders(language, purpose)
    understand("make a torch")  # loads the lexicon and the network
    begun = time.perf_counter()
    read = [meant(row["order"]) for row in track(rows, f"orders, {language}")]
    each = (time.perf_counter() - begun) / len(rows)
    parts, right = Counter[str](), Counter[str]()
    misread = []
    for row, goal in zip(rows, read, strict=True):
        wanted = in_order(row["goal"])
        parts.update(wanted.keys())
        right.update(part for part in wanted if wanted[part] == goal.get(part))
        if wanted != goal:
            misread.append(Misread(row["order"], wanted, goal))
    understood = Rate(len(rows) - len(misread), len(rows))
    by_part = {part: Rate(right[part], count) for part, count in parts.most_common()}
    return OrderRow(language, purpose, understood, by_part, each * 1e3, tuple(misread))


def read_orders(language: str, purpose: Purpose) -> list[dict[str, Any]]:
    """Return orders with their goals.

    Raises:
        EvaluationError: They are not there.
    """
    file = FOLDER / f"{purpose}_{language}.jsonl"
    if not file.is_file():
        raise EvaluationError(f"there are no orders in {FOLDER}; measure in a checkout of Lodestone, which has them")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def meant(order: str) -> dict[str, Any]:
    """Return the goal of an order in the form of the brief."""
    try:
        return in_order(brief(understand(order)))
    except UnclearOrderError:
        return {"ask": True}
    except GoalError:
        return {"refuse": True}


def brief(goal: Goal) -> dict[str, Any]:
    """Write a goal in the form of `planner/reader/orders/brief.md`, which calls wood of any tree `log`."""
    goal = to_the_letter(goal)
    shelters = {thing.name: thing.material for thing in goal.structures if thing.name not in STATIONS}
    near = next((thing.near for thing in goal.structures if thing.near), None)
    parts = {
        "items": {target.item: target.count for target in goal.targets},
        "structures": shelters,
        "stations": [thing.name for thing in goal.structures if thing.name in STATIONS],
        "kills": {kill.mob: kill.count for kill in goal.kills},
        "uses": [use.item for use in goal.uses],
        "most": list(goal.most),
        "before": goal.before,
        "within": goal.within,
        "without": [f"{ban.deed}:{ban.thing}" for ban in goal.bans],
        "near": near,
    }
    return {key: value for key, value in parts.items() if value}


def in_order(goal: Mapping[str, Any]) -> dict[str, Any]:
    """Return a goal with its lists sorted, so that two can be compared."""
    return {key: sorted(value) if isinstance(value, list) else value for key, value in goal.items()}
