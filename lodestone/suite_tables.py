"""Suites as JSON and as tables."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from envs.suites import Entry, Published, Suite
from lodestone.catalog import bare_table, task_json

NOT_MEASURED = "published by others, in other worlds; not measured here"
"""What stands over published rates, always."""


def suite_json(suite: Suite) -> dict[str, Any]:
    """Return the outline of a suite as plain data."""
    return {
        "name": suite.name,
        "version": suite.version,
        "about": suite.about,
        "source": suite.source,
        "protocol": suite.protocol.model_dump(),
        "groups": suite.groups,
        "playable": len(suite.entries),
        "not_playable": len(suite.unavailable),
        "episodes": suite.episodes,
    }


def whole_suite_json(suite: Suite) -> dict[str, Any]:
    """Return all of a suite as plain data; published rates say that they were not measured here."""
    return suite_json(suite) | {
        "entries": [_entry_json(entry) for entry in suite.entries],
        "unavailable": [asdict(entry) for entry in suite.unavailable],
        "published": [row.model_dump() | {"measured_here": False} for row in suite.published],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "group": entry.group,
        "abilities": list(entry.abilities),
        "task": task_json(entry.task),
        "pays": entry.pays.model_dump() if entry.pays else None,
        "note": entry.note,
    }


def suite_table(suites: Sequence[Suite]) -> Table:
    """Return outlines of suites as a table."""
    rows = bare_table("suite", "version", "entries", "not playable", "groups", "episodes", "source")
    rows.columns[0].min_width = max(len(suite.name) for suite in suites)
    for column in rows.columns[1:-1]:
        column.min_width = len(str(column.header))
    for suite in suites:
        counts = (suite.version, len(suite.entries), len(suite.unavailable), len(suite.groups), suite.episodes)
        rows.add_row(suite.name, *map(str, counts), suite.source)
    return rows


def suite_report(suite: Suite) -> Group:
    """Return all of a suite as tables."""
    seeds = suite.protocol.seeds
    groups = ", ".join(f"{group} {count}" for group, count in suite.groups.items())
    lines = [
        f"{suite.name}, version {suite.version}: {suite.about}",
        f"source: {suite.source or '-'}",
        f"protocol: seeds {seeds[0]}..{seeds[-1]} for each entry, textures {suite.protocol.texture_seed}",
        f"groups: {groups}",
    ]
    parts: list[Any] = [Text("\n".join(lines)), "", _entries(suite)]
    if suite.unavailable:
        missing = bare_table("not playable", "group", "why")
        for entry in suite.unavailable:
            missing.add_row(entry.id, entry.group, entry.reason)
        parts += ["", missing]
    if suite.published:
        parts += ["", Text(NOT_MEASURED, "bold"), *_published(suite.published)]
    return Group(*parts)


def _entries(suite: Suite) -> Table:
    rows = bare_table("entry", "group", "order", "limit", "abilities", "note")
    rows.columns[0].min_width = max(len(entry.id) for entry in suite.entries)
    for entry in suite.entries:
        task = entry.task
        rows.add_row(entry.id, entry.group, task.text, str(task.max_steps), ", ".join(entry.abilities), entry.note)
    return rows


def _published(published: Sequence[Published]) -> Iterator[Any]:
    """Yield a table with a row a method, and under it what is known of where the rates come from."""
    sources = list(dict.fromkeys(_source(row) for row in published))
    rates: dict[tuple[str, str], list[str]] = {}
    for row in published:
        of = row.group or row.task or "all"
        rates.setdefault((row.method, _source(row)), []).append(f"{of} {100 * row.success:.4g}")
    rows = bare_table("method", "source", "success, %")
    for (method, source), shown in rates.items():
        rows.add_row(method, f"[{sources.index(source) + 1}]", ", ".join(shown))
    for column in rows.columns:
        column.no_wrap = False
    yield rows
    for number, source in enumerate(sources, 1):
        yield Text(f"[{number}] {source}")


def _source(row: Published) -> str:
    runs = f"; {row.episodes} episodes each" if row.episodes else ""
    seen = "" if row.seen == "source" else " (as another text quotes it)"
    return f"{row.source}{seen}{runs}" + (f". What differs: {row.differs}" if row.differs else "")
