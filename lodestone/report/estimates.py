"""Numbers with 95 % intervals: means over tasks of which each has several episodes, and a test of paired outcomes.

A mean over tasks varies for two reasons: other tasks could have been in the suite, and other seeds could have been
played. So tasks are drawn with replacement, and of each task drawn its episodes, also with replacement; 95 % of the
means so drawn lie within the interval. Where tasks differ, it holds the truth about as often as it says from ten tasks
on, and of three tasks in four cases of five; where they hardly do, more often.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from skills.rates import Rate

DRAWS = 2000
SEED = 0
_LEVELS = (0.025, 0.975)

Values = NDArray[np.float64]


class Estimate(NamedTuple):
    """A number, and the 95 % interval that it comes with."""

    value: float
    low: float
    high: float


def mean_over_tasks(tasks: Sequence[Values], seed: int = SEED) -> Estimate:
    """Return the mean over tasks of the mean of each one's values, every task with the same weight.

    Args:
        tasks: (episodes,) of each task; there is at least one task, and of each at least one episode.
        seed: Of the draws.
    """
    low, high = np.quantile(drawn_means(tasks, seed), _LEVELS)
    return Estimate(float(np.mean([values.mean() for values in tasks])), float(low), float(high))


def drawn_means(tasks: Sequence[Values], seed: int = SEED) -> Values:
    """Return (DRAWS,) means over tasks drawn with replacement, of episodes drawn with replacement."""
    random = np.random.default_rng(seed)
    lengths = np.array([len(values) for values in tasks])
    table = np.zeros((len(tasks), lengths.max()))
    for row, values in zip(table, tasks, strict=True):
        row[: len(values)] = values
    total = np.zeros(DRAWS)
    for _ in tasks:
        task = random.integers(len(tasks), size=(DRAWS, 1))
        length = lengths[task]
        episode = (random.random((DRAWS, table.shape[1])) * length).astype(np.int64)
        counts = np.arange(table.shape[1]) < length
        total += (table[task, episode] * counts).sum(1) / length[:, 0]
    return total / len(tasks)


def success_over_tasks(rates: Sequence[Rate], seed: int = SEED) -> Estimate:
    """Return the mean over tasks of the share of successes.

    Of a single task the interval is Wilson's. So it is, of all episodes together, where all of them succeeded or none
    did: draws from them would show no spread at all.

    Args:
        rates: Of each task, with at least one episode.
        seed: Of the draws.
    """
    total = Rate(sum(rate.wins for rate in rates), sum(rate.episodes for rate in rates))
    if len(rates) == 1 or total.wins in (0, total.episodes):
        return Estimate(total.value, *total.interval)
    return mean_over_tasks([(np.arange(rate.episodes) < rate.wins).astype(float) for rate in rates], seed)


def mcnemar(wins: int, losses: int) -> float:
    """Return the exact two-sided p of McNemar's test: how likely so uneven a split is if neither side is better.

    Args:
        wins: Pairs in which only the one succeeded.
        losses: Pairs in which only the other did.
    """
    pairs = wins + losses
    tail = sum(math.comb(pairs, count) for count in range(min(wins, losses) + 1))
    return min(1.0, 2 * tail / 2**pairs)


class Quartiles(NamedTuple):
    """The middle of some numbers, and between what the middle half of them lies."""

    low: float
    median: float
    high: float


def quartiles(values: Sequence[float]) -> Quartiles | None:
    """Return the quartiles of some numbers, None of none."""
    return Quartiles(*map(float, np.quantile(values, (0.25, 0.5, 0.75)))) if len(values) else None
