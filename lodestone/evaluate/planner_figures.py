"""The measurements behind `lodestone evaluate planner`: how they are made, and what came of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from envs.overworld.gamedata import ITEM_NAMES
from planner.evaluation.crafted import CraftRow, measure_crafting
from planner.evaluation.crafting import Puzzle, recipe_graph
from planner.evaluation.goals import GoalRow, measure_goals
from planner.evaluation.items import BANS, ItemRow, measure_items
from planner.evaluation.measure import Track, plan4mc_assignments
from planner.evaluation.models import Asked
from planner.evaluation.plancraft import installed, read_plancraft
from planner.evaluation.puzzles import own_puzzles, own_recipes
from planner.evaluation.scripted_model import scripted_model
from planner.evaluation.understanding import LANGUAGES, OrderRow, Purpose, measure_orders, read_orders
from planner.llm.config import EndpointConfig
from planner.llm.endpoint import Endpoint
from planner.llm.errors import AnswerError
from skills.graph import SkillGraph, skill_graph
from skills.rates import Rate

GOALS, PLANCRAFT, ITEMS, ORDERS = PARTS = ("goals", "plancraft", "items", "orders")

Models = Callable[[SkillGraph], AbstractContextManager[Asked]]
"""Gives, for the skills that there are, a model to ask as long as the context lasts."""


@dataclass(frozen=True)
class Measurement:
    """What to measure, and with what."""

    parts: Sequence[str]
    seeds: Sequence[int]
    """Of the goals' worlds, and of our own puzzles."""
    failures: Sequence[float]
    """Shares of runs of skills that fail."""
    plancraft: Path | None
    """Plancraft's wheel, or a folder with it; None for an installed one, or else our own puzzles."""
    models: Models
    purpose: Purpose
    """Which orders are read."""


@dataclass(frozen=True)
class Figures:
    """What came of it; of parts that were not measured, nothing."""

    goals: tuple[GoalRow, ...] = ()
    source: str = ""
    """Of the puzzles."""
    plancraft: tuple[CraftRow, ...] = ()
    items: tuple[ItemRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, without the orders that were misread."""
        parts = {part: [_plain(row) for row in getattr(self, part)] for part in PARTS if getattr(self, part)}
        return parts | ({"source": self.source} if self.source else {})


def measure(what: Measurement, track: Track[Any]) -> Figures:
    """Measure; what is wrong with the input is said before anything is.

    Args:
        what: What to measure.
        track: Shows how far it has come.

    Raises:
        EvaluationError: Plancraft, or the orders, cannot be read.
        LLMError: The model cannot be asked.
    """
    source, graph, puzzles = _puzzles(what, track) if PLANCRAFT in what.parts else ("", skill_graph(), [])
    if ORDERS in what.parts:
        read_orders(LANGUAGES[0], what.purpose)
    goals: list[GoalRow] = []
    if GOALS in what.parts:
        with what.models(skill_graph()) as asked:
            for failures in what.failures:
                goals += measure_goals(plan4mc_assignments(), failures, what.seeds, asked, track)
    crafted: list[CraftRow] = []
    if puzzles:
        with what.models(graph) as asked:
            crafted = measure_crafting(graph, puzzles, asked, track)
    items = [measure_items(ban, ITEM_NAMES, track) for ban in BANS] if ITEMS in what.parts else []
    orders = [measure_orders(name, what.purpose, track) for name in LANGUAGES] if ORDERS in what.parts else []
    return Figures(tuple(goals), source, tuple(crafted), tuple(items), tuple(orders))


def scripted(mistakes: float) -> Models:
    """Return a model that is scripted and spoils so large a share of its answers."""
    return partial(scripted_model, mistakes=mistakes)


def real(config: EndpointConfig) -> Models:
    """Return a model behind a server.

    Raises:
        LLMError: It does not answer.
    """
    with suppress(AnswerError):  # it is there, whatever it says
        Endpoint(config).ask("hello", [{"role": "user", "content": 'Answer {"ready": true}.'}], _Ready)

    @contextmanager
    def asked(_: SkillGraph) -> Iterator[Asked]:
        yield lambda _: Endpoint(config)

    return asked


class _Ready(BaseModel):
    ready: bool


def _puzzles(what: Measurement, track: Track[Any]) -> tuple[str, SkillGraph, list[Puzzle]]:
    """Return where the puzzles are from, their recipes as skills, and the puzzles."""
    source = what.plancraft or installed()
    if source is not None:
        recipes, puzzles = read_plancraft(source)
        return f"Plancraft's test items, {source.name}", recipe_graph(recipes), puzzles
    own = list(own_puzzles(track(what.seeds, "drawing puzzles")))
    return "puzzles of our own recipes, as there is no Plancraft (--plancraft)", recipe_graph(own_recipes()), own


def _plain(row: Any) -> dict[str, Any]:
    values = {field.name: getattr(row, field.name) for field in fields(row) if field.name != "misread"}
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    if isinstance(value, Rate):
        return value.to_json()
    if isinstance(value, dict):
        return {name: _json(one) for name, one in value.items()}
    return value
