"""An evaluation as a report takes it: checked against its suite, its episodes by task, with a name of its own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lodestone.report.contract import EpisodeRow, Evaluation
from lodestone.report.suite import SuiteFacts

Episodes = dict[str, list[EpisodeRow]]
"""By task, in the suite's order; tasks that were not played are left out."""


class ReportError(ValueError):
    """Evaluations of which no report can be made; the message is one line."""


@dataclass(frozen=True)
class Played:
    """An evaluation, and where it lies."""

    evaluation: Evaluation
    folder: Path
    """Paths of records and films go on from here."""
    linked: bool = True
    """Whether the page leads to them; not if it is to be passed on without them."""


@dataclass(frozen=True)
class Subject:
    """An evaluation that is reported."""

    key: str
    """By which a page tells it from the others."""
    label: str
    """By which people do."""
    condition: str
    """Under which it played, as far as others of the same agent had another."""
    evaluation: Evaluation
    folder: Path
    linked: bool
    episodes: Episodes


def subjects(played: Sequence[Played], facts: SuiteFacts) -> list[Subject]:
    """Return evaluations as they are reported, in their order.

    Raises:
        ReportError: There is none, one is of another suite, has an episode of no task of it, or one twice, or has none.
    """
    if not played:
        raise ReportError("there is no evaluation to report: give at least one")
    told = _conditions(played)
    made = []
    for place, (each, condition) in enumerate(zip(played, told, strict=True), 1):
        evaluation = each.evaluation
        label = f"{evaluation.agent} ({condition})" if condition else evaluation.agent
        rows = by_task(evaluation, facts)
        made.append(Subject(f"e{place}", label, condition, evaluation, each.folder, each.linked, rows))
    return made


def by_task(evaluation: Evaluation, facts: SuiteFacts) -> Episodes:
    """Return the episodes of an evaluation by task, those of a task in the order of their seeds.

    Raises:
        ReportError: It is of another suite, has an episode of no task of it, or one twice, or has none.
    """
    who = f"the evaluation of '{evaluation.agent}'"
    ours, theirs = (facts.name, facts.version), (evaluation.suite, evaluation.suite_version)
    if ours != theirs:
        raise ReportError(f"{who} played {theirs[0]} {theirs[1]}, and the suite at hand is {ours[0]} {ours[1]}")
    if not evaluation.episodes:
        raise ReportError(f"{who} has no episodes: there is nothing to report")
    found: defaultdict[str, list[EpisodeRow]] = defaultdict(list)
    for episode in sorted(evaluation.episodes, key=lambda episode: episode.seed):
        if episode.entry not in facts.entries:
            raise ReportError(
                f"{who} has an episode of '{episode.entry}', which is not in {facts.name} {facts.version}"
            )
        if found[episode.entry] and found[episode.entry][-1].seed == episode.seed:
            raise ReportError(f"{who} has '{episode.entry}' with seed {episode.seed} twice: keep one of them")
        found[episode.entry].append(episode)
    return {entry: found[entry] for entry in facts.entries if entry in found}


def _conditions(played: Sequence[Played]) -> list[str]:
    """Return what tells each evaluation from others of the same agent; nothing where there is no other."""
    told = []
    for place, each in enumerate(played, 1):
        agent = each.evaluation.agent
        same = [conditions_of(other.evaluation) for other in played if other.evaluation.agent == agent]
        columns = zip(conditions_of(each.evaluation), zip(*same, strict=True), strict=True)
        parts = [own for own, all_of_them in columns if len(set(all_of_them)) > 1]
        told.append(", ".join(parts) if parts or len(same) == 1 else f"no. {place}")
    return told


def conditions_of(evaluation: Evaluation) -> tuple[str, ...]:
    """Return under which conditions an evaluation was played, each in a few words."""
    time = evaluation.start_time
    return (
        f"textures {evaluation.texture}",
        "at the tasks' own time" if time is None else f"from time {time} on",
        f"wording {evaluation.wording}",
        f"seeds {evaluation.seeds}",
    )
