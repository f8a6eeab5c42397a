"""What episodes have taught, put together for a context: every run counts once, the nearer the more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from skills.graph import SkillGraph
from skills.statistics import Context, Statistics


class Row(NamedTuple):
    """Runs of a skill in one context, summed up."""

    skill: str
    biome: str | None
    night: bool
    tool: str | None
    successes: int
    failures: int
    asked: int
    ticks: int


_NEAREST = 3


class Remembered:
    """An `Experience` of summed-up runs.

    A run with the same tool says more than one with another, one at the same time of the day more yet, and one in the
    same biome most. Each of these groups is what was known before the next.

    Args:
        rows: Runs, summed up by skill and context.
        graph: Says which tools a skill may be run with.
        tests: What is known of skills from their tests, by name; that is before all else.
    """

    def __init__(self, rows: Iterable[Row], graph: SkillGraph, tests: Mapping[str, Statistics]) -> None:
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self._rows[row.skill].append(row)
        self._graph = graph
        self._tests = tests

    def statistics(self, context: Context) -> Mapping[str, Statistics]:
        """Return what is known of skills in a context, by name."""
        known = dict(self._tests)
        for name, rows in self._rows.items():
            if name in self._graph:
                tool = context.tool(self._graph[name].tools)
                known[name] = _put_together(rows, context, tool, self._tests.get(name))
        return known


def _put_together(rows: Iterable[Row], context: Context, tool: str | None, before: Statistics | None) -> Statistics:
    groups = [Statistics() for _ in range(_NEAREST + 1)]
    for row in rows:
        near = _nearness(row, context, tool)
        groups[near] = groups[near].with_runs(row.successes, row.failures, row.asked, row.ticks)
    result = before or Statistics()
    for group in groups:
        if group.runs:
            result = group.upon(result)
    return result


def _nearness(row: Row, context: Context, tool: str | None) -> int:
    """Return from 0 to 3 how near the context of runs is to another."""
    if row.tool != tool:
        return 0
    if bool(row.night) != context.night:
        return 1
    return _NEAREST if row.biome == context.biome else 2
