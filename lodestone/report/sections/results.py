"""Sections about success: of groups, abilities and tasks, beside what is published, and the steps that it takes."""

from collections.abc import Mapping, Sequence

from lodestone.report.document import Block, Cell, Look, Mark, Plot, PlotRow, Section, Table, Text
from lodestone.report.plots import PERCENT, point, published_legend, published_mark
from lodestone.report.subject import Subject
from lodestone.report.suite import Published, SuiteFacts
from lodestone.report.tally import ALL, Tally, tallies, whole
from lodestone.report.words import NONE, number, percent, share, spread

NUMBERS = ("successes", "success", "progress", "steps to success", "of the limit", "crashes", "by the oracle")
"""Columns of what `numbers` returns."""
_HOW_MEANS_ARE = (
    "Success is the mean over the tasks, each with the same weight, and its 95 % interval is that of other tasks and "
    "other seeds (tasks and episodes drawn again 2,000 times); of fewer than ten tasks it comes out too narrow."
)

_Figures = Mapping[str, Sequence[Published]]
"""What is published of each row."""


def task_key(subject: Subject, entry: str, facts: SuiteFacts) -> str:
    """Return the key of the section about a task."""
    return f"{subject.key}-task-{list(facts.entries).index(entry)}"


def groups(subject: Subject, facts: SuiteFacts) -> Section:
    """Return how groups of tasks went."""
    found = [whole(subject.episodes, facts), *tallies(facts.by_group, subject.episodes, facts)]
    of_groups = [each for each in facts.published if each.entry is None]
    figures = {tally.name: [each for each in of_groups if (each.group or ALL) == tally.name] for tally in found}
    blocks: list[Block] = [
        Text(_HOW_MEANS_ARE),
        _success_plot("Success by group", found, facts, figures),
        _table("Groups of tasks", ("group", "tasks"), [_part_cells(each) for each in found], found, facts, figures),
    ]
    return Section(f"{subject.key}-groups", "By group", blocks)


def abilities(subject: Subject, facts: SuiteFacts) -> Section:
    """Return how tasks went by what they ask for."""
    found = tallies(facts.by_ability, subject.episodes, facts)
    text = (
        "A task that asks for several abilities counts for each of them. Progress is the share of the first plan's "
        "steps that were done; the share of the limit tells how quick a success is, and counts successes only."
    )
    table = _table("Abilities", ("ability", "tasks"), [_part_cells(each) for each in found], found, facts, {})
    return Section(f"{subject.key}-abilities", "By ability", [Text(text), table])


def kinds(subject: Subject, facts: SuiteFacts) -> Section:
    """Return how tasks went by what their success is."""
    found = tallies(facts.by_kind, subject.episodes, facts)
    table = _table("Kinds of tasks", ("success is", "tasks"), [_part_cells(each) for each in found], found, facts, {})
    return Section(f"{subject.key}-kinds", "By kind of task", [table])


def ability_plot(subject: Subject, facts: SuiteFacts) -> Plot:
    """Return success by ability, the best first."""
    found = tallies(facts.by_ability, subject.episodes, facts)
    return _success_plot("Success by ability", sorted(found, key=lambda tally: -tally.success.value), facts, {})


def tasks(subject: Subject, facts: SuiteFacts) -> Section:
    """Return how each task went, and how long successes took."""
    found = tallies({entry: [entry] for entry in facts.entries}, subject.episodes, facts)
    figures = {tally.name: [each for each in facts.published if each.entry == tally.name] for tally in found}
    targets = {tally.name: task_key(subject, tally.name, facts) for tally in found}
    leads = [[Cell(each.name, target=targets[each.name]), Cell(facts.entries[each.name].group)] for each in found]
    text = "The interval of a task is Wilson's, of other seeds. Steps are those of successes: median and quartiles."
    blocks: list[Block] = [
        Text(text),
        _success_plot("Success by task", found, facts, figures, targets),
        _table("Tasks", ("task", "group"), leads, found, facts, figures, words=2),
        _steps_plot(found, facts),
    ]
    return Section(f"{subject.key}-tasks", "By task", blocks)


def numbers(tally: Tally) -> list[Cell]:
    """Return a tally's numbers as the cells of a row."""
    return [
        Cell(f"{tally.rate.wins:,} of {tally.rate.episodes:,}", tally.rate.wins),
        Cell(percent(tally.success), tally.success.value),
        Cell(percent(tally.progress), tally.progress.value),
        Cell(spread(tally.steps), tally.steps.median if tally.steps else None),
        Cell(percent(tally.used), tally.used.value if tally.used else None),
        Cell(number(tally.crashes), tally.crashes),
        _share(tally.oracle.value if tally.oracle.episodes else None),
    ]


def _success_plot(
    caption: str, found: Sequence[Tally], facts: SuiteFacts, figures: _Figures, targets: Mapping[str, str] | None = None
) -> Plot:
    """Return a row of success for each tally, beside what is published; names lead to their targets."""
    rows = []
    for tally in found:
        marks = [point(tally.success), *(published_mark(each, facts) for each in figures.get(tally.name, []))]
        rows.append(PlotRow(tally.name, percent(tally.success), marks, (targets or {}).get(tally.name, "")))
    ours = (Mark(Look.POINT, 0.5, 0.0, 1.0), "measured here, with its 95 % interval")
    return Plot(caption, rows, PERCENT, [ours, *published_legend(_methods(figures, facts), facts)])


def _table(
    caption: str,
    heads: Sequence[str],
    leads: Sequence[Sequence[Cell]],
    found: Sequence[Tally],
    facts: SuiteFacts,
    figures: _Figures,
    words: int = 1,
) -> Table:
    """Return tallies as a table: a row is a tally's leading cells, its numbers, and what is published of the same."""
    methods = _methods(figures, facts)
    rows = []
    for lead, tally in zip(leads, found, strict=True):
        theirs = {each.method: each.success for each in figures.get(tally.name, [])}
        rows.append([*lead, *numbers(tally), *(_share(theirs.get(method)) for method in methods)])
    return Table(caption, [*heads, *NUMBERS, *(f"{name}, published" for name in methods)], rows, words)


def _part_cells(tally: Tally) -> list[Cell]:
    tasks = f"{tally.tasks}" if tally.tasks == tally.of else f"{tally.tasks} of {tally.of}"
    return [Cell(tally.name), Cell(tasks, tally.tasks)]


def _steps_plot(found: Sequence[Tally], facts: SuiteFacts) -> Plot:
    """Return the quartiles of the steps that successes took, in shares of each task's limit."""
    rows = []
    for tally in found:
        if tally.steps:
            limit = facts.entries[tally.name].limit
            mark = Mark(Look.BOX, tally.steps.median / limit, tally.steps.low / limit, tally.steps.high / limit)
            rows.append(PlotRow(tally.name, f"{number(tally.steps.median)} of {number(limit)}", [mark]))
    legend = [(Mark(Look.BOX, 0.5, 0.15, 0.85), "the middle half of the successes, and their median")]
    return Plot("Steps to success, as a share of the limit", rows, PERCENT, legend)


def _share(value: float | None) -> Cell:
    return Cell(NONE) if value is None else Cell(share(value), value)


def _methods(figures: _Figures, facts: SuiteFacts) -> list[str]:
    """Return the methods of which a figure is shown."""
    shown = {each.method for of_row in figures.values() for each in of_row}
    return [method for method in facts.methods if method in shown]
