"""What a page consists of, whatever it is written as: sections with texts, tables, plots and pictures.

All text in it is plain, and may come from anywhere; who writes it as HTML or Markdown escapes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Union

from lodestone.report.films import Pictures


@dataclass(frozen=True)
class Cell:
    """One cell of a table."""

    text: str
    order: float | None = None
    """By which numbers are sorted; None where there is none."""
    href: str = ""
    """File that it leads to, relative to the page."""
    target: str = ""
    """Section that it leads to."""


@dataclass(frozen=True)
class Table:
    """A table; its rows can be sorted by any column."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    words: int = 1
    """How many columns, from the left, hold words rather than numbers."""


class Look(StrEnum):
    """What a mark of a plot is."""

    POINT = "point"
    """A value and the interval around it."""
    BOX = "box"
    """Quartiles."""
    BAR = "bar"
    """A length, from the axis's beginning."""
    PUBLISHED = "published"
    """What somebody else has published."""


@dataclass(frozen=True)
class Mark:
    """Something drawn in a row of a plot; places are shares of the axis."""

    look: Look
    at: float
    low: float = 0.0
    high: float = 0.0
    series: int = 0
    """Chooses its colour, or the shape of what is published."""
    lane: int = 0
    """Line of the row, from the top."""


@dataclass(frozen=True)
class PlotRow:
    """A row of a plot: a name, what is drawn, and the same in words."""

    label: str
    words: str
    marks: Sequence[Mark]
    target: str = ""
    """Section that the name leads to."""


@dataclass(frozen=True)
class Plot:
    """Rows that share an axis."""

    caption: str
    rows: Sequence[PlotRow]
    ticks: Sequence[tuple[float, str]]
    """Places on the axis and what stands there."""
    legend: Sequence[tuple[Mark, str]] = ()


@dataclass(frozen=True)
class Figure:
    """A number that matters most."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Figures:
    """Several of them side by side."""

    items: Sequence[Figure]


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list; each point has some leading words."""

    items: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Code:
    """Text as it is, such as a command or a traceback."""

    text: str


@dataclass(frozen=True)
class Fold:
    """Blocks that are shown on demand."""

    title: str
    blocks: Sequence["Block"]
    open: bool = False
    """Whether they are shown from the outset."""


@dataclass(frozen=True)
class Scene:
    """Pictures of an episode."""

    title: str
    good: bool
    """Whether it is a success that is shown."""
    pictures: Pictures
    film: str
    """File of the whole, relative to the page; "" if the page does not lead to it."""


@dataclass(frozen=True)
class Scenes:
    """Several of them side by side."""

    items: Sequence[Scene]


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    key: str
    """Letters, digits and dashes; the only one of its page."""
    title: str
    blocks: Sequence["Block"]


Block = Union[Text, Points, Figures, Table, Plot, Code, Fold, Scenes, Section]  # noqa: UP007  - some are named ahead


@dataclass(frozen=True)
class Page:
    """The whole."""

    title: str
    lead: str
    """What was played by whom and how it went, in a sentence or two."""
    sections: Sequence[Section]
