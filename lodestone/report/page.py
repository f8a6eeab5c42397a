"""The report as a page, before it is written as anything: which sections there are, and in which order."""

from collections.abc import Sequence
from pathlib import Path

from lodestone.report.document import Page, Section, Text
from lodestone.report.films import clip_bytes
from lodestone.report.sections import comparison
from lodestone.report.sections.behaviour import crashes, failed, skills
from lodestone.report.sections.episodes import episodes, shown
from lodestone.report.sections.results import abilities, groups, kinds, tasks
from lodestone.report.sections.setup import setup, sources
from lodestone.report.sections.summary import sentence, summary
from lodestone.report.subject import Subject
from lodestone.report.suite import SuiteFacts


def make_page(found: Sequence[Subject], facts: SuiteFacts, folder: Path, clips: bool) -> Page:
    """Return the page about one evaluation, or about several side by side.

    Args:
        found: The evaluations; the others are held against the first.
        facts: The suite that they played.
        folder: Where the page will lie.
        clips: Whether films are shown as short clips, too, where there is room, or as strips alone.
    """
    room = clip_bytes(sum(len(shown(subject)) for subject in found)) if clips else 0
    parts = [_parts(subject, facts, folder, room) for subject in found]
    suite = f"{facts.name} {facts.version}"
    if len(found) == 1:
        lead = f"{sentence(found[0], facts)} {facts.about}"
        return Page(f"{found[0].label}: {suite}", lead, [*parts[0], *sources(facts)])
    compared = [
        comparison.side_by_side(found, facts),
        *(comparison.against(found[0], other, facts) for other in found[1:]),
        *comparison.robustness(found, facts),
    ]
    each = [
        Section(subject.key, subject.label, [Text(sentence(subject, facts)), *sections])
        for subject, sections in zip(found, parts, strict=True)
    ]
    lead = f"{len(found)} evaluations side by side; the others are held against {found[0].label}. {facts.about}"
    return Page(f"{len(found)} evaluations: {suite}", lead, [*compared, *each, *sources(facts)])


def _parts(subject: Subject, facts: SuiteFacts, folder: Path, room: int) -> list[Section]:
    return [
        summary(subject, facts),
        groups(subject, facts),
        *([abilities(subject, facts)] if facts.by_ability else []),
        *([kinds(subject, facts)] if len(facts.by_kind) > 1 else []),
        tasks(subject, facts),
        failed(subject),
        skills(subject),
        *crashes(subject),
        setup(subject),
        episodes(subject, facts, folder, room),
    ]
