"""What was measured of the planner, as tables that are Markdown, too."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from lodestone.evaluate.planner_figures import Figures
from planner.evaluation.crafted import CraftRow
from planner.evaluation.goals import GoalRow
from planner.evaluation.items import ItemRow
from planner.evaluation.understanding import OrderRow
from skills.rates import Rate


def tables(found: Figures, seeds: str, model: str, show_misread: bool) -> Group:
    """Return tables of everything that was measured.

    Args:
        found: What came of it.
        seeds: As they were asked for.
        model: Says which model it was.
        show_misread: Whether to list the orders that were not understood.
    """
    rows_by_title = {
        f"Plan4MC's goals in worlds of recipes, seeds {seeds}; LLM: {model}": list(map(_goal, found.goals)),
        f"Crafting, {found.source}; LLM: {model}": list(map(_crafting, found.plancraft)),
        "Every item of the game, from nothing": list(map(_item, found.items)),
        "Orders": _orders(found.orders),
    }
    parts: list[Any] = []
    for title, rows in rows_by_title.items():
        parts += [Text(f"\n{title}\n", style="bold"), _table(rows)] if rows else []
    parts += [f"\nwrong without {row.forbidden}: {', '.join(row.wrong)}" for row in found.items if row.wrong]
    return Group(*parts, *(_misread(found) if show_misread else ()))


def _table(rows: Sequence[Mapping[str, str]]) -> Table:
    table = Table(*rows[0], box=box.MARKDOWN)
    for row in rows:
        table.add_row(*row.values())
    return table


def _goal(row: GoalRow) -> dict[str, str]:
    return {
        "fail": f"{row.failures:.0%}",
        "planner": row.planner,
        "reached": _counted(row.reached),
        "ticks": f"{row.ticks:,.0f}",
        "of depth first's": f"x {row.ratio:.2f}",
        "skills": f"{row.runs:.1f}",
        "LLM calls": f"{row.calls:.1f}",
        "tokens": f"{row.tokens:,.0f}",
    }


def _crafting(row: CraftRow) -> dict[str, str]:
    return {
        "planner": row.planner,
        "possible made": _counted(row.reached),
        "impossible refused": _counted(row.refused),
        "in fewest runs": _counted(row.fewest),
        "of fewest": "–" if row.ratio is None else f"x {row.ratio:.3f}",
        "LLM calls": f"{row.calls:.1f}",
        "tokens": f"{row.tokens:,.0f}",
    }


def _item(row: ItemRow) -> dict[str, str]:
    return {
        "forbidden": row.forbidden or "nothing",
        "possible planned": _counted(row.planned),
        "others refused": _counted(row.refused),
        "for what is forbidden": _counted(row.named),
        "longest, ms": f"{row.longest:.1f}",
        "median, ms": f"{row.median:.2f}",
    }


def _orders(rows: Sequence[OrderRow]) -> list[dict[str, str]]:
    """Return a row for whole orders, one for each part of their goals, and one for the time."""
    if not rows:
        return []
    names = [f"{row.language}, {row.purpose}" for row in rows]
    figures = {"whole orders": [_counted(row.understood) for row in rows]}
    for part in dict.fromkeys(part for row in rows for part in row.parts):
        figures[part] = [_counted(row.parts.get(part, Rate(0, 0))) for row in rows]
    figures["ms an order"] = [f"{row.milliseconds:.1f}" for row in rows]
    return [{"understood": name, **dict(zip(names, cells, strict=True))} for name, cells in figures.items()]


def _misread(found: Figures) -> list[str]:
    orders = [order for row in found.orders for order in row.misread]
    return [f"\n{order.order}\n    wanted {dict(order.wanted)}\n    read   {dict(order.read)}" for order in orders]


def _counted(rate: Rate) -> str:
    """Write a rate with its counts, and its interval in percent."""
    if not rate.episodes:
        return "–"
    low, high = rate.interval
    return f"{rate.wins} of {rate.episodes} [{100 * low:.1f}, {100 * high:.1f}]"
