"""Sections about several evaluations: side by side, pair by pair, and one agent under several conditions."""

from collections.abc import Collection, Sequence

from lodestone.report.document import Block, Cell, Look, Mark, Plot, PlotRow, Points, Section, Table, Text
from lodestone.report.estimates import Estimate
from lodestone.report.paired import Paired, paired
from lodestone.report.plots import PERCENT, point
from lodestone.report.sections.results import NUMBERS, numbers
from lodestone.report.subject import Subject
from lodestone.report.suite import SuiteFacts
from lodestone.report.tally import ALL, Tally, tally, whole
from lodestone.report.words import NONE, chance, counted, longer, number, percent, points

_POINTS = tuple(((place + 100) / 200, f"{place:+d}" if place else "0") for place in (-100, -50, 0, 50, 100))
_NO_PAIRS = "They have no task and seed in common, so nothing can be said pair by pair."

Parts = dict[str, Collection[str]]
"""Which tasks, by what they are called together."""


def parts_of(facts: SuiteFacts) -> Parts:
    """Return all tasks, groups, abilities and, if there are several, kinds."""
    cuts = {"group": facts.by_group, "ability": facts.by_ability, "kind": facts.by_kind}
    if len(facts.by_kind) < 2:
        del cuts["kind"]
    named = {f"{cut} {name}": entries for cut, parts in cuts.items() for name, entries in parts.items()}
    return {ALL: list(facts.entries), **named}


def side_by_side(found: Sequence[Subject], facts: SuiteFacts) -> Section:
    """Return the success of each evaluation in each part of the suite."""
    parts = parts_of(facts)
    made = {name: [tally(name, entries, each.episodes, facts) for each in found] for name, entries in parts.items()}
    legend = [(Mark(Look.POINT, 0.5, 0.0, 1.0, place), each.label) for place, each in enumerate(found)]
    rows = [_lanes(name, tallies) for name, tallies in made.items()]
    plot = Plot("Success side by side", rows, PERCENT, legend)
    cells = [[Cell(name), *map(_success, tallies)] for name, tallies in made.items()]
    table = Table("Success side by side", ("", *(each.label for each in found)), cells)
    overall = [[Cell(each.label), *numbers(whole(each.episodes, facts))] for each in found]
    verdicts = Points([_verdict(found[0], other, facts) for other in found[1:]])
    return Section(
        "side", "Side by side", [Table("The whole", ("evaluation", *NUMBERS), overall), verdicts, plot, table]
    )


def against(first: Subject, second: Subject, facts: SuiteFacts) -> Section:
    """Return by how much the second did better than the first, pair by pair."""
    key, title = f"{second.key}-against", f"{second.label} against {first.label}"
    parts = parts_of(facts)
    found = _paired(parts, first, second)
    if not found:
        return Section(key, title, [Text(_NO_PAIRS)])
    text = (
        "Percentage points by which success rose, episode against episode of the same task and seed: the mean over "
        "tasks, with the 95 % interval of tasks and pairs drawn again 2,000 times (of no width where all pairs went "
        "the same way). Steps are those by which the second took longer where both succeeded. p is McNemar's, exact; "
        "of twenty parts that do not differ one has a p below 0.05 by chance."
    )
    rows = [PlotRow(each.name, points(each.difference), [_difference_mark(each.difference)]) for each in found]
    tasks = _paired({entry: [entry] for entry in facts.entries}, first, second)
    blocks: list[Block] = [
        Text(text),
        Plot("Difference in success, in percentage points", rows, _POINTS),
        _paired_table("Differences", found),
        _paired_table("Differences by task", tasks),
    ]
    return Section(key, title, blocks)


def robustness(found: Sequence[Subject], facts: SuiteFacts) -> list[Section]:
    """Return how agents that were evaluated under several conditions held up; no section if there is none."""
    agents = dict.fromkeys(each.evaluation.agent for each in found)
    sections = []
    for place, agent in enumerate(agents):
        same = [each for each in found if each.evaluation.agent == agent]
        if len(same) > 1:
            sections.append(_robustness(f"robust-{place}", agent, same, facts))
    return sections


def _robustness(key: str, agent: str, same: Sequence[Subject], facts: SuiteFacts) -> Section:
    """Return success under each condition, and how far the worst lies below the best, by part of the suite."""
    rows = []
    for name, entries in parts_of(facts).items():
        tallies = [tally(name, entries, each.episodes, facts) for each in same]
        values = [each.success.value for each in tallies if each]
        fall = 100 * (max(values) - min(values)) if values else None
        rows.append([Cell(name), *map(_success, tallies), Cell(NONE if fall is None else f"{fall:.0f}", fall)])
    text = (
        f"{agent} played under {counted(len(same), 'condition')}. The last column says by how many percentage points "
        "its success in the worst of them lies below that in the best; some of that is chance, as the intervals say."
    )
    columns = ("", *(each.condition for each in same), "worst below best")
    return Section(key, f"Robustness of {agent}", [Text(text), Table("Success by condition", columns, rows)])


def _verdict(first: Subject, second: Subject, facts: SuiteFacts) -> tuple[str, str]:
    """Return by how much the second did better than the first, in words."""
    title = f"{second.label} against {first.label}"
    found = paired(ALL, facts.entries, first.episodes, second.episodes)
    if found is None:
        return title, _NO_PAIRS
    better, worse = found.difference.low > 0, found.difference.high < 0
    verdict = "better" if better else "worse" if worse else "neither shown to be better nor worse"
    rise = f"success {points(found.difference)} percentage points on {counted(found.pairs, 'pair')} of task and seed"
    return title, f"{verdict}: {rise}"


def _paired(parts: Parts, first: Subject, second: Subject) -> list[Paired]:
    made = (paired(name, entries, first.episodes, second.episodes) for name, entries in parts.items())
    return [each for each in made if each]


def _paired_table(caption: str, found: Sequence[Paired]) -> Table:
    columns = (
        "",
        "pairs",
        "points",
        "only the second",
        "only the first",
        "ties",
        "p",
        "both succeeded",
        "steps longer",
    )
    rows = [
        [
            Cell(each.name),
            Cell(number(each.pairs), each.pairs),
            Cell(points(each.difference), each.difference.value),
            Cell(number(each.wins), each.wins),
            Cell(number(each.losses), each.losses),
            Cell(number(each.ties), each.ties),
            Cell(chance(each.p), each.p),
            Cell(number(each.both), each.both),
            Cell(longer(each.steps), each.steps.value if each.steps else None),
        ]
        for each in found
    ]
    return Table(caption, columns, rows)


def _difference_mark(estimate: Estimate) -> Mark:
    """Return a difference on an axis that begins at -100 percentage points."""
    return point(Estimate(*((each + 1) / 2 for each in estimate)))


def _lanes(name: str, tallies: Sequence[Tally | None]) -> PlotRow:
    marks = [point(each.success, lane, lane) for lane, each in enumerate(tallies) if each]
    return PlotRow(name, "\n".join(percent(each.success) if each else NONE for each in tallies), marks)


def _success(found: Tally | None) -> Cell:
    return Cell(percent(found.success), found.success.value) if found else Cell(NONE)
