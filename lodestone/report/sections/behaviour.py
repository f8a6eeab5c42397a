"""Sections about how an agent went about it: its failures, its skills, where its time went, crashes of the program."""

from collections import Counter

from lodestone.report.conduct import BETWEEN, SkillTally, by_kind, by_skill, failures
from lodestone.report.document import Block, Cell, Code, Fold, Section, Table, Text
from lodestone.report.plots import bars
from lodestone.report.subject import Subject
from lodestone.report.tally import succeeded
from lodestone.report.words import NONE, counted, number, share

_MOST_REASONS = 12
_MOST_SEEDS = 20


def failed(subject: Subject) -> Section:
    """Return what failures ended with."""
    episodes = [episode for each in subject.episodes.values() for episode in each]
    ends = failures(episodes)
    if not ends:
        return Section(f"{subject.key}-failures", "Failures", [Text("No episode failed.")])
    causes = Counter[str]()
    for (cause, _), count in ends.items():
        causes[cause] += count
    reasons = Counter(episode.reason for episode in episodes if not succeeded(episode))
    blocks: list[Block] = [
        Text(
            f"{counted(ends.total(), 'episode')} of {len(episodes):,} failed; each counts for the skill that ran last."
        ),
        bars("Failed episodes by cause", causes.most_common()),
        _ends_table(ends, causes),
        _reasons_table(reasons),
    ]
    return Section(f"{subject.key}-failures", "Failures", blocks)


def skills(subject: Subject) -> Section:
    """Return how each skill did, and where the time went."""
    episodes = [episode for each in subject.episodes.values() for episode in each]
    found = by_skill(episodes)
    if not found:
        return Section(f"{subject.key}-skills", "Skills", [Text("It ran no skills: it acted as one policy.")])
    spent = by_kind(episodes)
    total = sum(each.ticks for each in spent) or 1
    rows = [
        [
            Cell(each.name),
            Cell(number(each.ticks), each.ticks),
            Cell(share(each.ticks / total), each.ticks),
            _share_of(each.oracle, each.ticks) if each.name != BETWEEN else Cell(NONE),
        ]
        for each in spent
    ]
    text = (
        "A tick is an environment step, 20 a second. What an oracle does is no feat of a learnt agent: it reads the "
        "world's state. The time between skills is what they leave of the episodes."
    )
    blocks: list[Block] = [
        Text(text),
        bars("Ticks by kind of skill", [(each.name, each.ticks) for each in spent]),
        Table("Where the time went", ("kind of skill", "ticks", "share", "of these by the oracle"), rows),
        _skills_table(found),
    ]
    return Section(f"{subject.key}-skills", "Skills", blocks)


def crashes(subject: Subject) -> list[Section]:
    """Return the tracebacks of episodes that crashed, equal ones together; no section if none did."""
    found: dict[str, list[str]] = {}
    for entry, episodes in subject.episodes.items():
        for episode in episodes:
            if episode.crash:
                found.setdefault(episode.crash, []).append(f"{entry}, seed {episode.seed}")
    if not found:
        return []
    text = "These episodes ended by an error of the program. They count as failures."
    folds = [Fold(_named(where), [Code(trace)], open=True) for trace, where in found.items()]
    return [Section(f"{subject.key}-crashes", "Crashes", [Text(text), *folds])]


def _named(where: list[str]) -> str:
    more = f" and {len(where) - _MOST_SEEDS} more" if len(where) > _MOST_SEEDS else ""
    return f"{counted(len(where), 'episode')}: {'; '.join(where[:_MOST_SEEDS])}{more}"


def _ends_table(ends: Counter[tuple[str, str]], causes: Counter[str]) -> Table:
    """Return how many episodes ended with each skill, and of these, by each cause."""
    skills = Counter[str]()
    for (_, skill), count in ends.items():
        skills[skill] += count
    ordered = [cause for cause, _ in causes.most_common()]
    rows = [
        [Cell(skill or NONE), *(_count(ends[cause, skill]) for cause in ordered), _count(total)]
        for skill, total in skills.most_common()
    ]
    return Table("Failed episodes by the skill that ran last", ("skill", *ordered, "all"), rows)


def _reasons_table(reasons: Counter[str]) -> Table:
    common = reasons.most_common(_MOST_REASONS)
    rest = len(reasons) - len(common)
    rows = [[Cell(reason), _count(count)] for reason, count in common]
    more = f" ({counted(rest, 'further reason')} left out)" if rest else ""
    return Table(f"Why failed episodes ended, in words{more}", ("reason", "episodes"), rows)


def _skills_table(found: list[SkillTally]) -> Table:
    columns = ("skill", "kind", "who acted", "what failed", "runs", "success", "mean ticks", "ticks")
    rows = [
        [
            Cell(each.skill),
            Cell(each.kind),
            Cell(_counts(each.executors)),
            Cell(_counts(each.causes) if each.causes else NONE),
            Cell(number(each.rate.episodes), each.rate.episodes),
            Cell(str(each.rate), each.rate.value),
            Cell(number(each.mean_ticks), each.mean_ticks),
            Cell(number(each.ticks), each.ticks),
        ]
        for each in found
    ]
    return Table("Skills, those that took most time first", columns, rows, words=4)


def _count(count: int) -> Cell:
    return Cell(number(count), count)


def _share_of(part: int, total: int) -> Cell:
    return Cell(share(part / total), part / total) if total else Cell(NONE)


def _counts(found: Counter[str]) -> str:
    """Return counts in words, such as `learned 12, oracle 3`."""
    return ", ".join(f"{name} {count:,}" for name, count in found.most_common())
