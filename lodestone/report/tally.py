"""What came of some of the episodes: of all, of those of a group or a task, of those that ask for an ability."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lodestone.report.contract import EpisodeRow
from lodestone.report.estimates import Estimate, Quartiles, Values, mean_over_tasks, quartiles, success_over_tasks
from lodestone.report.subject import Episodes
from lodestone.report.suite import SuiteFacts
from skills.rates import Rate

ALL = "all tasks"
ORACLE = "oracle"
"""Label of who reads the world's state, and is therefore no learnt agent."""


@dataclass(frozen=True)
class Tally:
    """What came of some tasks; there is at least one episode."""

    name: str
    tasks: int
    """That were played."""
    of: int
    """Tasks that there are."""
    rate: Rate
    """Of all episodes together."""
    success: Estimate
    """Mean over tasks."""
    progress: Estimate
    """Share of the first plan's steps that were done, mean over tasks."""
    steps: Quartiles | None
    """That successes took; None if there was none."""
    used: Estimate | None
    """Share of the step limit that successes took, mean over tasks that had one: how efficient it is."""
    crashes: int
    oracle: Rate
    """Runs of skills that the oracle carried out."""
    alone: int
    """Successes in which the oracle carried out nothing."""


def tally(name: str, entries: Collection[str], tasks: Episodes, facts: SuiteFacts) -> Tally | None:
    """Return what came of some tasks, None if none of them was played.

    Args:
        name: What they are called together.
        entries: Which tasks.
        tasks: The episodes of all tasks.
        facts: The suite.
    """
    played = {entry: tasks[entry] for entry in entries if entry in tasks}
    if not played:
        return None
    episodes = [episode for each in played.values() for episode in each]
    runs = [run for episode in episodes for run in episode.runs]
    used = [_shares_used(each, facts.entries[entry].limit) for entry, each in played.items()]
    successful = [shares for shares in used if len(shares)]
    return Tally(
        name=name,
        tasks=len(played),
        of=len(entries),
        rate=success_rate(episodes),
        success=success_over_tasks([success_rate(each) for each in played.values()]),
        progress=mean_over_tasks([np.array([episode.progress for episode in each]) for each in played.values()]),
        steps=quartiles([episode.steps for episode in episodes if succeeded(episode)]),
        used=mean_over_tasks(successful) if successful else None,
        crashes=sum(bool(episode.crash) for episode in episodes),
        oracle=Rate(sum(run.executor == ORACLE for run in runs), len(runs)),
        alone=sum(succeeded(each) and all(run.executor != ORACLE for run in each.runs) for each in episodes),
    )


def succeeded(episode: EpisodeRow) -> bool:
    """Return whether an episode counts as a success; one that crashed does not, whatever was done before."""
    return episode.success and not episode.crash


def success_rate(episodes: Sequence[EpisodeRow]) -> Rate:
    """Return how often episodes succeeded."""
    return Rate(sum(map(succeeded, episodes)), len(episodes))


def whole(tasks: Episodes, facts: SuiteFacts) -> Tally:
    """Return what came of all tasks together, of which one at least was played."""
    found = tally(ALL, facts.entries, tasks, facts)
    assert found is not None
    return found


def tallies(parts: Mapping[str, Collection[str]], tasks: Episodes, facts: SuiteFacts) -> list[Tally]:
    """Return what came of each part of which something was played.

    Args:
        parts: Which tasks, by the part's name.
        tasks: The episodes of all tasks.
        facts: The suite.
    """
    made = (tally(name, entries, tasks, facts) for name, entries in parts.items())
    return [each for each in made if each]


def _shares_used(episodes: Sequence[EpisodeRow], limit: int) -> Values:
    return np.array([episode.steps / limit for episode in episodes if succeeded(episode)])
