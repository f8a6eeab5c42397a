"""Scores of a video as people read them: a table, and a plot under a strip of frames."""

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Group
from rich.table import Table
from rich.text import Text

from lodestone.config import ConfigError
from lodestone.score import TICKS, VideoScores, pictures

_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's, which colour-blind people tell apart; yellow, which paper swallows, is left out."""
_DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1.5)))
"""For more prompts than colours."""
_GREY, _PALE, _INK = "#8A8F98", "#E6E8EB", "#22262B"
_SPARKS = "▁▂▃▄▅▆▇█"
_SPARK_WIDTH = 40
_WIDTH, _RIGHT, _LEFT = 12.0, 2.5, 0.75
"""Inches: of the plot, and of its margins; the legend stands in the right one."""
_PLOT_HEIGHT = 3.2
_STRIP_HEIGHT = 1.05
_GAP = 0.02
"""Between the frames."""
_LEGEND_COLUMNS = 26
"""Letters of a line of the legend."""
_MOST_LINES = 3
_DOTS = 150
"""An inch."""


def table(scores: VideoScores) -> Group:
    """Return the scores of each prompt in a line, and of the negatives together in one."""
    quantity = {"probability": "probability", "direct": "direct reward", "delta": "delta reward"}[scores.shown]
    shown = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for heading in ("prompt", "mean", "max", "at", "on top", f"{quantity} over time"):
        shown.add_column(heading, justify="right" if heading in ("mean", "max", "at", "on top") else "left")
    top = scores.on_top()
    for index, (prompt, values) in enumerate(zip(scores.prompts, scores.values.T, strict=True)):
        best = int(values.argmax())
        shown.add_row(
            Text(prompt, "bold"),
            f"{values.mean():z.3f}",
            f"{values.max():z.3f}",
            f"{scores.seconds[best]:.1f} s",
            f"{top[index]:.0%}",
            Text(_spark(values), "cyan"),
        )
    rest = top[len(scores.prompts) :]
    shown.add_row(Text(f"{len(rest)} negatives", "dim"), "", "", "", Text(f"{rest.sum():.0%}", "dim"), "")
    notes = f"{scores.picture}; window {scores.window / TICKS:.1f} s, stride {_ticks(scores.stride)}"
    notes += f"; chance {scores.chance:.3f}"
    if rest.max() > 0:
        notes += f"; the negative most on top: '{scores.negative_prompts[int(rest.argmax())]}' ({rest.max():.0%})"
    return Group(shown, Text(notes, "dim"))


def check_path(path: Path) -> None:
    """Look at the path of a plot before anything is computed.

    Raises:
        ConfigError: It is no png.
    """
    if path.suffix.lower() != ".png":
        raise ConfigError(f"a plot's path must end in .png, and '{path}' does not")


def draw(scores: VideoScores, video: Path, out: Path, model: str) -> None:
    """Write a plot of scores over time under frames of their video.

    Args:
        scores: Of the video.
        video: Where its frames are.
        out: The png; its folder is made if it is missing.
        model: Name of the model, for the title.

    Raises:
        ConfigError: It cannot be written.
        RecordingError: The video cannot be decoded.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    duration = len(scores.values) / TICKS
    inner = _WIDTH - _LEFT - _RIGHT
    rows, columns = scores.image_size
    count = round(inner * rows / (_STRIP_HEIGHT * columns))
    strip_height = inner / count * rows / columns
    height = 0.75 + strip_height + 0.08 + _PLOT_HEIGHT + 0.6
    figure = Figure(figsize=(_WIDTH, height), dpi=_DOTS, facecolor="white")
    FigureCanvasAgg(figure)
    left, wide = _LEFT / _WIDTH, inner / _WIDTH
    plot = figure.add_axes((left, 0.6 / height, wide, _PLOT_HEIGHT / height))
    strip = figure.add_axes((left, (0.68 + _PLOT_HEIGHT) / height, wide, strip_height / height), sharex=plot)
    times = (np.arange(count) + 0.5) * duration / count
    _draw_strip(strip, pictures(video, times, scores.image_size), duration, _GAP * duration / inner)
    _draw_lines(plot, scores, duration)
    title = 1.0 - 0.32 / height
    figure.text(left, title, video.name, fontsize=13, fontweight="bold", color=_INK)
    kind = {"probability": "Probability", "direct": "Direct reward", "delta": "Delta reward"}[scores.shown]
    others = "the others and " if len(scores.prompts) > 1 else ""
    line = f"{kind} against {others}{len(scores.negative_prompts)} negatives"
    line += f"   ·   model {model}   ·   stride {_ticks(scores.stride)}"
    figure.text(left, 1.0 - 0.58 / height, line, fontsize=9, color=_GREY)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(out)
    except OSError as error:
        raise ConfigError(f"the plot '{out}' cannot be written: {error.strerror}") from error


def _draw_strip(axes: Any, frames: list[NDArray[np.uint8]], duration: float, gap: float) -> None:
    """Draw frames side by side, each around the time that it is of, with gaps (in seconds, as wide as they look)."""
    width = duration / len(frames)
    for index, frame in enumerate(frames):
        extent = (index * width + gap / 2, (index + 1) * width - gap / 2, 0.0, 1.0)
        axes.imshow(frame, extent=extent, aspect="auto", interpolation="antialiased")
    axes.set(xlim=(0.0, duration), ylim=(0.0, 1.0))
    axes.axis("off")


def _draw_lines(axes: Any, scores: VideoScores, duration: float) -> None:
    """Draw a line for each prompt, and below them what it is to be held against."""
    seconds, notes = scores.seconds, []
    if scores.shown == "probability":
        best = scores.negatives.max(1)
        notes.append(axes.fill_between(seconds, best, color=_PALE, lw=0, zorder=1, label="likeliest negative"))
        chance = f"chance, 1/{len(scores.prompts) + len(scores.negative_prompts)}"
        notes.append(axes.axhline(scores.chance, color=_GREY, lw=1, ls=(0, (4, 3)), zorder=2, label=chance))
    else:
        axes.axhline(0.0, color=_GREY, lw=1, zorder=2)
    filling = min(scores.window / TICKS, duration)
    hatched = {"facecolor": "none", "edgecolor": _PALE, "hatch": "///", "lw": 0, "zorder": 0}
    notes.append(axes.axvspan(0.0, filling, label="window not yet full", **hatched))
    lines = [
        axes.plot(
            seconds,
            scores.values[:, index],
            color=_COLOURS[index % len(_COLOURS)],
            ls=_DASHES[index // len(_COLOURS) % len(_DASHES)],
            lw=1.8,
            solid_joinstyle="round",
            label=_wrap(scores.prompts[index]),
            zorder=3,
        )[0]
        for index in np.argsort(-scores.values.mean(0), kind="stable")
    ]
    look = {"frameon": False, "fontsize": 9, "handlelength": 1.8, "labelspacing": 0.7, "labelcolor": _INK}
    axes.legend(handles=[*lines, *notes], loc="upper left", bbox_to_anchor=(1.01, 1.02), **look)
    _dress(axes, scores, duration)


def _dress(axes: Any, scores: VideoScores, duration: float) -> None:
    """Set limits, ticks and colours."""
    from matplotlib.ticker import MaxNLocator

    highest = float(max(scores.values.max(), scores.negatives.max() if scores.shown == "probability" else 0.0))
    if scores.shown == "delta":
        span = max(1.15 * float(np.abs(scores.values).max()), 0.01)
        axes.set_ylim(-span, span)
    else:
        axes.set_ylim(0.0, min(1.02, max(1.15 * highest, 3.0 * scores.chance)))
    axes.set_xlim(0.0, duration)
    axes.xaxis.set_major_locator(MaxNLocator(10, steps=[1, 2, 3, 5, 6, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.grid(axis="y", color=_PALE, lw=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel("time in seconds", color=_INK, fontsize=9.5)
    axes.set_ylabel("probability" if scores.shown == "probability" else "reward", color=_INK, fontsize=9.5)
    axes.tick_params(colors=_INK, labelsize=9, length=3)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_GREY)


def _wrap(prompt: str) -> str:
    return "\n".join(textwrap.wrap(prompt, _LEGEND_COLUMNS, max_lines=_MOST_LINES, placeholder=" …"))


def _spark(values: NDArray[np.float32]) -> str:
    """Return values as a line of bars, the highest of each of a few stretches of time."""
    pieces = np.array_split(values, min(_SPARK_WIDTH, len(values)))
    highest = np.array([piece.max() for piece in pieces])
    low, high = min(0.0, float(highest.min())), max(float(highest.max()), 1e-9)
    return "".join(_SPARKS[round((len(_SPARKS) - 1) * float(value - low) / (high - low))] for value in highest)


def _ticks(count: int) -> str:
    return f"{count} tick{'s' if count > 1 else ''}"
