"""Sections about how it was played, so that it can be played again, and where published figures come from."""

from lodestone.report.document import Block, Cell, Code, Points, Section, Table, Text
from lodestone.report.plots import NOT_OURS
from lodestone.report.subject import Subject, conditions_of
from lodestone.report.suite import Published, SuiteFacts
from lodestone.report.words import duration, number, share


def setup(subject: Subject) -> Section:
    """Return the command, the versions and the seeds."""
    evaluation = subject.evaluation
    seconds = sum(episode.seconds for episode in evaluation.episodes)
    facts = {
        "conditions": ", ".join(conditions_of(evaluation)),
        "begun": evaluation.begun.isoformat(sep=" ", timespec="seconds"),
        "workers": number(evaluation.workers),
        "episodes at once in each worker": number(evaluation.together),
        "episodes took": f"{duration(seconds)} in all",
        "tokens of a large language model": number(sum(episode.tokens for episode in evaluation.episodes)),
        "times planned anew": number(sum(episode.revisions for episode in evaluation.episodes)),
        **evaluation.versions,
    }
    table = Table(
        "Setting and versions", ("", ""), [[Cell(name), Cell(value)] for name, value in facts.items()], words=2
    )
    blocks: list[Block] = [Text("The command that repeats it:"), Code(evaluation.command), table]
    return Section(f"{subject.key}-setup", "How it was played", blocks)


def sources(facts: SuiteFacts) -> list[Section]:
    """Return where published figures stand and what was different there; no section if there are none."""
    if not facts.published:
        return []
    text = f"Figures of others are {NOT_OURS}. They are for orientation, and do not say which is better."
    points = dict.fromkeys((each.method, f"{each.source}. {each.differs}") for each in facts.published)
    rows = [[Cell(each.method), Cell(_part(each)), Cell(share(each.success), each.success)] for each in facts.published]
    table = Table(f"Figures of others ({NOT_OURS})", ("method", "of", "success"), rows, words=2)
    return [Section("published", "Published figures", [Text(text), Points(list(points)), table])]


def _part(figure: Published) -> str:
    return figure.entry or figure.group or "all tasks"
