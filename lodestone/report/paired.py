"""Two evaluations on the same tasks and seeds: by how much the second did better, pair by pair."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from lodestone.report.contract import EpisodeRow
from lodestone.report.estimates import Estimate, mcnemar, mean_over_tasks
from lodestone.report.subject import Episodes
from lodestone.report.tally import succeeded

_Pair = tuple[EpisodeRow, EpisodeRow]


@dataclass(frozen=True)
class Paired:
    """The second evaluation held against the first."""

    name: str
    tasks: int
    wins: int
    """Pairs in which only the second succeeded."""
    losses: int
    """Pairs in which only the first did."""
    ties: int
    difference: Estimate
    """By how much the share of successes rose: mean over tasks, and the interval of that."""
    p: float
    """McNemar's, exact."""
    both: int
    """Pairs in which both succeeded."""
    steps: Estimate | None
    """By how many steps the second took longer where both succeeded, mean over tasks; None where they never did."""

    @property
    def pairs(self) -> int:
        """How many there are."""
        return self.wins + self.losses + self.ties


def paired(name: str, entries: Collection[str], first: Episodes, second: Episodes) -> Paired | None:
    """Hold two evaluations against each other, episode against episode of the same task and seed.

    Args:
        name: What the tasks are called together.
        entries: Which tasks.
        first: Episodes of the one.
        second: Episodes of the other.

    Returns:
        How they compare; None if they have no task and seed in common.
    """
    tasks = [pairs for entry in entries if (pairs := _pairs(first.get(entry, []), second.get(entry, [])))]
    if not tasks:
        return None
    rises = [np.array([float(succeeded(b)) - succeeded(a) for a, b in pairs]) for pairs in tasks]
    slower = [
        np.array([float(b.steps - a.steps) for a, b in pairs if succeeded(a) and succeeded(b)]) for pairs in tasks
    ]
    slower = [each for each in slower if len(each)]
    every = np.concatenate(rises)
    wins, losses = int((every > 0).sum()), int((every < 0).sum())
    return Paired(
        name=name,
        tasks=len(tasks),
        wins=wins,
        losses=losses,
        ties=len(every) - wins - losses,
        difference=mean_over_tasks(rises),
        p=mcnemar(wins, losses),
        both=sum(map(len, slower)),
        steps=mean_over_tasks(slower) if slower else None,
    )


def _pairs(first: list[EpisodeRow], second: list[EpisodeRow]) -> list[_Pair]:
    others = {episode.seed: episode for episode in second}
    return [(episode, others[episode.seed]) for episode in first if episode.seed in others]
