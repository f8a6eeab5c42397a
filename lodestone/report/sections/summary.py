"""What a newcomer reads first: who played what, how it went, and what the agent is good and bad at."""

from lodestone.report.conduct import failures
from lodestone.report.document import Block, Figure, Figures, Points, Section
from lodestone.report.plots import NOT_OURS
from lodestone.report.sections.results import ability_plot
from lodestone.report.subject import Subject
from lodestone.report.suite import SuiteFacts
from lodestone.report.tally import ALL, Tally, tallies, whole
from lodestone.report.words import NONE, counted, listed, number, percent, share

_MOST_CAUSES = 3
_METHODS = 2
"""That are published and whose figures are told at once, in the order of the suite; others are named."""
_EVEN = 0.5


def sentence(subject: Subject, facts: SuiteFacts) -> str:
    """Return who played what and how it went."""
    total = whole(subject.episodes, facts)
    of = "" if total.tasks == total.of else f" of {total.of}"
    text = (
        f"{subject.label} played {total.tasks}{of} tasks of {facts.name} (version {facts.version}) and succeeded in "
        f"{total.rate.wins:,} of {counted(total.rate.episodes, 'episode')}: "
        f"{percent(total.success)} as a mean over tasks."
    )
    if total.oracle.wins:
        text += f" An oracle, which reads the world's state, carried out {share(total.oracle.value)} of its skills; "
        text += f"{total.alone:,} of its successes came without it."
    return text


def summary(subject: Subject, facts: SuiteFacts) -> Section:
    """Return the numbers that matter most, and strengths and weaknesses."""
    points = [*_strengths(subject, facts), *_ends(subject), *_beside_published(subject, facts)]
    blocks: list[Block] = [_figures(whole(subject.episodes, facts)), Points(points)]
    plots = [ability_plot(subject, facts)] if facts.by_ability else []
    return Section(f"{subject.key}-summary", "Summary", [*blocks, *plots])


def _figures(total: Tally) -> Figures:
    steps = number(total.steps.median) if total.steps else NONE
    used = f"median of successes; {percent(total.used)} of the limit" if total.used else "there was no success"
    oracle = share(total.oracle.value) if total.oracle.episodes else NONE
    return Figures(
        [
            Figure(
                "success", share(total.success.value), f"{_interval(total)}, mean over {counted(total.tasks, 'task')}"
            ),
            Figure("progress along the plan", share(total.progress.value), "mean over tasks, successes count as whole"),
            Figure("steps to success", steps, used),
            Figure(
                "crashes",
                number(total.crashes),
                f"of {counted(total.rate.episodes, 'episode')}; they count as failures",
            ),
            Figure("by the oracle", oracle, f"of {counted(total.oracle.episodes, 'run')} of skills"),
        ]
    )


def _interval(total: Tally) -> str:
    return f"{100 * total.success.low:.0f} to {100 * total.success.high:.0f} % with 95 % confidence"


def _strengths(subject: Subject, facts: SuiteFacts) -> list[tuple[str, str]]:
    """Return abilities in which it was shown to succeed, or to fail, more often than not, and those that remain."""
    found = sorted(tallies(facts.by_ability, subject.episodes, facts), key=lambda tally: -tally.success.value)
    kinds = {
        "Good at (succeeds more often than not)": [each for each in found if each.success.low > _EVEN],
        "Bad at (fails more often than not)": [each for each in reversed(found) if each.success.high < _EVEN],
        "Undecided": [each for each in found if each.success.low <= _EVEN <= each.success.high],
    }
    named = {lead: [f"{tally.name} {percent(tally.success)}" for tally in group] for lead, group in kinds.items()}
    return [(lead, listed(names)) for lead, names in named.items() if names]


def _ends(subject: Subject) -> list[tuple[str, str]]:
    ends = failures([episode for each in subject.episodes.values() for episode in each])
    if not ends:
        return []
    common = [
        f"{cause}{f' in {skill}' if skill else ''} ({number(count)})"
        for (cause, skill), count in ends.most_common(_MOST_CAUSES)
    ]
    return [("Most common ends of failures", listed(common))]


def _beside_published(subject: Subject, facts: SuiteFacts) -> list[tuple[str, str]]:
    """Return figures of the whole and of groups beside what is published of the same."""
    found = [whole(subject.episodes, facts), *tallies(facts.by_group, subject.episodes, facts)]
    here = {tally.name: percent(tally.success) for tally in found}
    by_method: dict[str, list[str]] = {}
    for figure in facts.published:
        name = figure.group or ALL
        if figure.entry is None and name in here:
            compared = f"{name} {share(figure.success)}, here {here[name]}"
            by_method.setdefault(figure.method, []).append(compared)
    methods = list(by_method)
    points = [(f"{method} ({NOT_OURS})", "; ".join(by_method[method])) for method in methods[:_METHODS]]
    others = methods[_METHODS:]
    return [*points, *([(f"Others ({NOT_OURS})", f"{listed(others)}: see Published figures")] if others else [])]
