"""A run's curves as one picture: a small panel for each thing that is worth a look."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Line = dict[str, float]
"""A line of a run's metrics: `step`, and figures by name."""
_COLUMNS = 3
_WIDTH, _HEIGHT = 4.0, 2.5
"""Inches of a panel."""
_DOTS = 100
"""An inch."""
_STRETCHES = 40
"""A curve of many points is drawn pale, and over it means of as many stretches."""
_MANY = 5
"""Curves of a panel that has more are thin, and what they are stands beside it."""
_STYLES = ("-", "--", ":")
"""Of the first ten curves, of the next ten, which have the same colours, and so on."""
_START = 0.05
"""Share of a run whose figures need not fit onto the axis: losses begin so high that nothing else would be seen."""
_SHARE = (0.0, 1.02)
"""Axis of what is a share."""
_GREY, _PALE, _INK = "#8A8F98", "#E6E8EB", "#22262B"
_NOTE = "Description"
"""Key of the text in a picture that says what it was drawn from."""


class Panel(NamedTuple):
    """What is drawn over each other."""

    title: str
    names: tuple[str, ...]
    """Of figures; one that ends in / stands for all that begin with it."""
    span: tuple[float, float] | None = None
    """Of the axis; what the figures need after the start of the run if not given."""


PANELS = (
    Panel("loss", ("train/loss", "validation/loss")),
    Panel("share of actions guessed right", ("train/buttons_right", "train/camera_right"), _SHARE),
    Panel("the same, validation", ("validation/buttons_right", "validation/camera_right"), _SHARE),
    Panel("episodes that succeed", ("episode/success",), _SHARE),
    Panel("the same, by task", ("episode/success/",), _SHARE),
    Panel("return of an episode, by term", ("episode/return/",)),
    Panel("KL to the teacher", ("train/teacher_kl",)),
    Panel("explained variance of returns", ("train/explained_variance",)),
    Panel("entropy", ("train/entropy",)),
    Panel("own caption among 32", ("validation/recall@1", "validation/recall@5"), _SHARE),
    Panel("F1, mean over kinds", ("validation/f1",), _SHARE),
)
"""In the order in which they are drawn; those of which a run has no figure are left out."""


def draw(lines: Sequence[Line], out: Path, note: str = "") -> bool:
    """Draw the curves of a run, and tell whether there was anything to draw.

    Args:
        lines: Its metrics, in order.
        out: The png.
        note: Kept in the picture, for `note_of`.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    panels = [(panel, names) for panel in PANELS if (names := _names(panel, lines))]
    if not panels:
        return False
    columns = min(_COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(_WIDTH * columns, _HEIGHT * rows), dpi=_DOTS, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    for place, (panel, names) in enumerate(panels):
        _draw_panel(figure.add_subplot(rows, columns, place + 1), panel, names, lines)
    draft = out.with_name(f".{out.name}.tmp")
    figure.savefig(draft, format="png", metadata={"Software": None, _NOTE: note})
    draft.replace(out)
    return True


def note_of(picture: Path) -> str:
    """Return the note that `draw` was given."""
    from PIL import Image

    with Image.open(picture) as image:
        return str(image.info.get(_NOTE, ""))


def _names(panel: Panel, lines: Sequence[Line]) -> list[str]:
    """Return the figures of a panel that there are, each once."""
    found = dict.fromkeys(name for line in lines for name in line)
    return [
        name
        for wanted in panel.names
        for name in found
        if name == wanted or (wanted.endswith("/") and name.startswith(wanted))
    ]


def _draw_panel(axes: Any, panel: Panel, names: Sequence[str], lines: Sequence[Line]) -> None:
    many = len(names) > _MANY
    for place, name in enumerate(names):
        colour, style = f"C{place % 10}", _STYLES[place // 10 % len(_STYLES)]
        steps, values = np.array([(line["step"], line[name]) for line in lines if name in line]).T
        label = name.removeprefix("episode/return/").removeprefix("episode/success/")
        if len(steps) > 2 * _STRETCHES:
            if not many:
                axes.plot(steps, values, color=colour, lw=0.6, alpha=0.3)
            steps, values = (
                np.array([part.mean() for part in np.array_split(array, _STRETCHES)]) for array in (steps, values)
            )
        marker = "o" if len(steps) < 20 and not many else None
        axes.plot(steps, values, color=colour, ls=style, lw=0.8 if many else 1.6, label=label, marker=marker, ms=3)
    axes.set_title(panel.title, loc="left", fontsize=10, color=_INK)
    axes.set_ylim(panel.span or _span(names, lines))
    axes.grid(axis="y", color=_PALE, lw=0.8)
    axes.tick_params(colors=_INK, labelsize=8, length=3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(_GREY)
    if len(names) > 1:
        beside = {"loc": "center left", "bbox_to_anchor": (1, 0.5), "fontsize": 5, "labelspacing": 0.2}
        axes.legend(frameon=False, labelcolor=_INK, **(beside if many else {"fontsize": 8}))


def _span(names: Sequence[str], lines: Sequence[Line]) -> tuple[float, float]:
    """Return the limits of an axis on which figures have room."""
    points = [(line["step"], line[name]) for line in lines for name in names if math.isfinite(line.get(name, math.nan))]
    values = [value for step, value in points if step > _START * lines[-1]["step"]] or [value for _, value in points]
    low, high = min(values, default=0.0), max(values, default=0.0)
    margin = 0.06 * (high - low) or max(0.06 * abs(high), 0.1)
    return low - margin, high + margin
