"""A page as Markdown. Plots and pictures are left out: what plots show, the tables say; films are linked."""

import re
from collections.abc import Iterable
from functools import singledispatch
from itertools import chain

from lodestone.report.document import Block, Cell, Code, Figures, Fold, Page, Plot, Points, Scenes, Section, Table, Text
from lodestone.report.words import printable

_SPECIAL = re.compile(r"[\\`*<>|~&$]|(?<!\w)_|_(?!\w)|\](?=[(\[:])")
"""What would be read as markup; brackets and underscores where they are only text stay as they are."""
_AT_BEGIN = re.compile(r"^(?=[#+=-])|^(\d+)(?=[.)])")
"""What would be read as a heading, a list or a rule at the beginning of a line."""


def to_markdown(page: Page) -> str:
    """Return a page as Markdown."""
    blocks = [f"# {_escaped(page.title)}", _paragraph(page.lead), *chain(*(_write(each, 2) for each in page.sections))]
    return "\n\n".join(blocks) + "\n"


@singledispatch
def _write(block: Block, level: int) -> list[str]:
    """Return a block as paragraphs.

    Args:
        block: What is written.
        level: Of its heading, if it has one.
    """
    raise NotImplementedError(f"no Markdown for {type(block).__name__}")


@_write.register
def _(block: Section, level: int) -> list[str]:
    return [f"{'#' * level} {_escaped(block.title)}", *chain(*(_write(each, level + 1) for each in block.blocks))]


@_write.register
def _(block: Text, level: int) -> list[str]:
    return [_paragraph(block.text)]


@_write.register
def _(block: Points, level: int) -> list[str]:
    return ["\n".join(f"- **{_escaped(lead)}**: {_escaped(text)}" for lead, text in block.items)] if block.items else []


@_write.register
def _(block: Figures, level: int) -> list[str]:
    rows = [[Cell(each.label), Cell(each.value), Cell(each.note)] for each in block.items]
    return _write(Table("In numbers", ("", "", ""), rows, words=3), level)


@_write.register
def _(block: Table, level: int) -> list[str]:
    marks = ["---" if place < block.words else "---:" for place in range(len(block.columns))]
    lines = [_row(map(_escaped, block.columns)), _row(marks), *(_row(map(_cell, row)) for row in block.rows)]
    return [f"**{_escaped(block.caption)}**", "\n".join(lines)]


@_write.register
def _(block: Plot, level: int) -> list[str]:
    return []


@_write.register
def _(block: Code, level: int) -> list[str]:
    text = printable(block.text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}\n{text}\n{fence}"]


@_write.register
def _(block: Fold, level: int) -> list[str]:
    return [_paragraph(block.title), *chain(*(_write(each, level) for each in block.blocks))]


@_write.register
def _(block: Scenes, level: int) -> list[str]:
    films = [f": [film]({each.film})" if each.film else "" for each in block.items]
    return ["\n".join(f"- {_escaped(each.title)}{film}" for each, film in zip(block.items, films, strict=True))]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return f"[{_escaped(cell.text)}]({cell.href})" if cell.href else _escaped(cell.text)


def _paragraph(text: str) -> str:
    return _AT_BEGIN.sub(r"\1\\", _escaped(text))


def _escaped(text: str) -> str:
    """Return text as one line in which nothing is markup."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(printable(text).split()))
