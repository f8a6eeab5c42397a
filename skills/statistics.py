"""How well a skill does: measured runs, upon what was known before them.

A chance is the mean of a Beta posterior whose prior mean is what was known before, and so is the time of a run. So
knowledge goes from the general to the particular: all runs of a skill, those with a certain tool, at night, in a biome,
and at last those of the episode at hand. What was never tried is taken to work, so that it will be tried.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

_GUESSED_RUNS = 2.0
"""Runs that a guess counts for."""
_KNOWN_RUNS = 4.0
"""Further runs that what was known before counts for at most: places and episodes differ."""


@dataclass(frozen=True)
class Statistics:
    """Measured runs of a skill."""

    successes: int = 0
    failures: int = 0
    asked: int = 0
    """Units that all runs were asked for, failed ones included."""
    ticks: int = 0
    """Ticks spent by all runs, failed ones included."""
    before: "Statistics | None" = None
    """What was known before these runs; None for nothing."""

    def with_run(self, success: bool, asked: int, ticks: int) -> "Statistics":
        """Return the statistics with one more run."""
        return self.with_runs(int(success), int(not success), asked, ticks)

    def with_runs(self, successes: int, failures: int, asked: int, ticks: int) -> "Statistics":
        """Return the statistics with more runs."""
        runs = (self.successes + successes, self.failures + failures)
        return Statistics(*runs, self.asked + asked, self.ticks + ticks, self.before)

    def upon(self, before: "Statistics | None") -> "Statistics":
        """Return the same runs, upon what was known before them."""
        return Statistics(self.successes, self.failures, self.asked, self.ticks, before)

    @property
    def runs(self) -> int:
        """How many runs were measured."""
        return self.successes + self.failures

    @property
    def weight(self) -> float:
        """For how many runs they count in what is upon them."""
        known = self.before.weight if self.before else _GUESSED_RUNS
        return max(known, min(known + self.runs, _GUESSED_RUNS + _KNOWN_RUNS))

    @property
    def success_rate(self) -> float:
        """Expected share of successes: the mean of the Beta posterior."""
        known, weight = (self.before.success_rate, self.before.weight) if self.before else (1.0, _GUESSED_RUNS)
        return (self.successes + weight * known) / (self.runs + weight)

    def run_ticks(self, guess: float, count: int) -> float:
        """Return the expected ticks of one run for `count` units, whether it succeeds or not.

        Args:
            guess: What is expected of a skill that was never run.
            count: Units that are asked for.
        """
        known, weight = guess, _GUESSED_RUNS
        if self.before:
            known, weight = self.before.run_ticks(guess, count), self.before.weight
        if not self.asked:
            return known
        return (weight * known + self.ticks / self.asked * count * self.runs) / (weight + self.runs)


@dataclass(frozen=True)
class Context:
    """Where and with what a skill is run, as far as it may matter for how well it does."""

    biome: str | None = None
    night: bool = False
    tools: frozenset[str] = field(default_factory=frozenset)
    """Tools that are carried, by item name."""

    def tool(self, tools: Collection[str]) -> str | None:
        """Return which of a skill's tools, strongest first, it would be run with."""
        return next((tool for tool in tools if tool in self.tools), None)


class Experience(Protocol):
    """What earlier episodes have taught."""

    def statistics(self, context: Context) -> Mapping[str, Statistics]:
        """Return what is known of skills in a context, by name; skills that were never run are left out."""
