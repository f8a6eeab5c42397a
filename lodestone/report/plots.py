"""Rows of the plots that a report has: intervals beside what is published, and bars."""

from collections.abc import Collection, Sequence

from lodestone.report.document import Look, Mark, Plot, PlotRow
from lodestone.report.estimates import Estimate
from lodestone.report.suite import Published, SuiteFacts
from lodestone.report.words import share

PERCENT = tuple((place / 100, f"{place} %") for place in (0, 25, 50, 75, 100))
NOT_OURS = "published, not measured here"


def point(estimate: Estimate, series: int = 0, lane: int = 0) -> Mark:
    """Return a value with its interval, on an axis from 0 to 1."""
    return Mark(Look.POINT, estimate.value, estimate.low, estimate.high, series, lane)


def published_mark(figure: Published, facts: SuiteFacts) -> Mark:
    """Return a published figure, shaped after its method."""
    return Mark(Look.PUBLISHED, figure.success, series=facts.methods.index(figure.method))


def published_legend(methods: Collection[str], facts: SuiteFacts) -> list[tuple[Mark, str]]:
    """Return what the shapes of some methods' figures mean."""
    shapes = enumerate(facts.methods)
    return [
        (Mark(Look.PUBLISHED, 0.5, series=shape), f"{name} ({NOT_OURS})") for shape, name in shapes if name in methods
    ]


def bars(caption: str, sizes: Sequence[tuple[str, float]]) -> Plot:
    """Return bars, each with its share of the sum."""
    total = sum(size for _, size in sizes) or 1.0
    rows = [
        PlotRow(name, f"{size:,.0f} ({share(size / total)})", [Mark(Look.BAR, size / total)]) for name, size in sizes
    ]
    return Plot(caption, rows, PERCENT)
