"""How an agent went about it: its skills and how they went, where its time went, what failures ended with."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lodestone.report.contract import EpisodeRow, RunRow
from lodestone.report.tally import ORACLE, succeeded
from skills.graph import skill_graph
from skills.rates import Rate

CRASHED = "crashed"
"""Of an episode that ended by an error of the program."""
NO_SKILL = "no skill failed"
"""Of an episode whose last skill succeeded, or that ran none: its own reason says why it ended."""
OTHER = "other"
"""Kind of skills that the graph does not have."""
BETWEEN = "between skills"


@dataclass(frozen=True)
class SkillTally:
    """How the runs of a skill went."""

    skill: str
    kind: str
    rate: Rate
    """Of its runs."""
    ticks: int
    """Of all its runs."""
    executors: Counter[str]
    """Runs by the label of who acted."""
    causes: Counter[str]
    """Of its failures."""

    @property
    def mean_ticks(self) -> float:
        """Of a run, failed ones included."""
        return self.ticks / self.rate.episodes


@dataclass(frozen=True)
class TimeSpent:
    """Ticks that went to something."""

    name: str
    ticks: int
    oracle: int
    """Of them, those in which the oracle acted."""


def by_skill(episodes: Iterable[EpisodeRow]) -> list[SkillTally]:
    """Return how the runs of each skill went, the skill that took the most time first."""
    runs: dict[str, list[RunRow]] = {}
    for episode in episodes:
        for run in episode.runs:
            runs.setdefault(run.skill, []).append(run)
    return sorted((_of_skill(name, each) for name, each in runs.items()), key=lambda tally: (-tally.ticks, tally.skill))


def by_kind(episodes: Sequence[EpisodeRow]) -> list[TimeSpent]:
    """Return where the time went, by kinds of skills, the most first; last, what was between them."""
    all_runs = [run for episode in episodes for run in episode.runs]
    ticks, oracle = Counter[str](), Counter[str]()
    for run in all_runs:
        ticks[kind_of(run.skill)] += run.ticks
        oracle[kind_of(run.skill)] += run.ticks * (run.executor == ORACLE)
    between = sum(episode.steps for episode in episodes) - ticks.total()
    return [TimeSpent(kind, each, oracle[kind]) for kind, each in ticks.most_common()] + [
        TimeSpent(BETWEEN, max(between, 0), 0)
    ]


def kind_of(skill: str) -> str:
    """Return what sort of thing a skill does."""
    graph = skill_graph()
    return str(graph[skill].kind) if skill in graph else OTHER


def failures(episodes: Iterable[EpisodeRow]) -> Counter[tuple[str, str]]:
    """Return how many episodes failed, by the cause and the skill that they ended with."""
    return Counter(_end(episode) for episode in episodes if not succeeded(episode))


def _end(episode: EpisodeRow) -> tuple[str, str]:
    """Return the cause of a failed episode and the skill that ran last; no skill's name where none had failed."""
    last = episode.runs[-1] if episode.runs else None
    if episode.crash:
        return CRASHED, last.skill if last else ""
    if last is None or last.success:
        return NO_SKILL, ""
    return last.cause or "no cause given", last.skill


def _of_skill(name: str, runs: Sequence[RunRow]) -> SkillTally:
    return SkillTally(
        skill=name,
        kind=kind_of(name),
        rate=Rate(sum(run.success for run in runs), len(runs)),
        ticks=sum(run.ticks for run in runs),
        executors=Counter(run.executor for run in runs),
        causes=Counter(run.cause or "no cause given" for run in runs if not run.success),
    )
