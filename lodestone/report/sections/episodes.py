"""Sections about each task: what it asks for, pictures of a success and a failure, all episodes and their records."""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from lodestone.report.contract import EpisodeRow
from lodestone.report.document import Block, Cell, Fold, Scene, Scenes, Section, Table, Text
from lodestone.report.estimates import success_over_tasks
from lodestone.report.films import CLIP_SECONDS, FilmError, pictures
from lodestone.report.sections.results import task_key
from lodestone.report.subject import Subject
from lodestone.report.suite import SuiteFacts
from lodestone.report.tally import succeeded, success_rate
from lodestone.report.words import NONE, counted, number, percent, share

_COLUMNS = ("outcome", "why it ended", "record", "film", "seed", "steps", "progress", "planned anew", "seconds")


def shown(subject: Subject) -> list[EpisodeRow]:
    """Return the episodes shown in pictures: of each task the first success and the first failure with a film."""
    return [episode for episodes in subject.episodes.values() for episode in _two(episodes)]


def episodes(subject: Subject, facts: SuiteFacts, page: Path, clip_bytes: int) -> Section:
    """Return a section for each task.

    Args:
        subject: The evaluation.
        facts: The suite.
        page: Folder of the page, which links are relative to.
        clip_bytes: That each clip may take, 0 for no clips.
    """
    text = "Of each task one success and one failure are shown, as far as there are films"
    text += f": frames of the whole episode, and its last {CLIP_SECONDS} seconds." if clip_bytes else ": frames of it."
    tasks = [_task(subject, entry, facts, page, clip_bytes) for entry in subject.episodes]
    return Section(f"{subject.key}-episodes", "Task by task", [Text(text), *tasks])


def _task(subject: Subject, entry: str, facts: SuiteFacts, page: Path, clip_bytes: int) -> Section:
    rows, task = subject.episodes[entry], facts.entries[entry]
    rate = success_rate(rows)
    asks = f"; asks for {', '.join(task.abilities)}" if task.abilities else ""
    text = (
        f"“{task.order}” within {number(task.limit)} steps (group {task.group}{asks}): "
        f"{percent(success_over_tasks([rate]))}, {rate.wins} of {counted(rate.episodes, 'episode')}."
    )
    scenes, troubles = [], []
    for episode in _two(rows):
        try:
            scenes.append(_scene(subject, episode, page, clip_bytes))
        except FilmError as error:
            troubles.append(Text(f"{error}."))
    blocks: list[Block] = [Text(text), *([Scenes(scenes)] if scenes else []), *troubles]
    fold = Fold(f"{counted(len(rows), 'episode')} of {entry}", [_table(subject, entry, rows, page)])
    return Section(task_key(subject, entry, facts), entry, [*blocks, fold])


def _two(rows: Sequence[EpisodeRow]) -> list[EpisodeRow]:
    """Return the first success and the first failure that have a film."""
    filmed = [episode for episode in rows if episode.film is not None]
    firsts = (next((each for each in filmed if succeeded(each) is wanted), None) for wanted in (True, False))
    return [episode for episode in firsts if episode]


def _scene(subject: Subject, episode: EpisodeRow, page: Path, clip_bytes: int) -> Scene:
    """Return pictures of an episode.

    Raises:
        FilmError: Its film is missing or damaged.
    """
    assert episode.film is not None
    title = f"{_outcome(episode)}, seed {episode.seed}, {number(episode.steps)} steps"
    if not succeeded(episode):
        title += f": {episode.reason}"
    found = pictures(subject.folder / episode.film, clip_bytes)
    return Scene(title, succeeded(episode), found, _link(subject, episode.film, page))


def _table(subject: Subject, entry: str, rows: Sequence[EpisodeRow], page: Path) -> Table:
    cells = [
        [
            Cell(_outcome(each)),
            Cell(each.reason),
            _file("record", each.record, subject, page),
            _file("film", each.film, subject, page),
            Cell(str(each.seed), each.seed),
            Cell(number(each.steps), each.steps),
            Cell(share(each.progress), each.progress),
            Cell(number(each.revisions), each.revisions),
            Cell(number(each.seconds), each.seconds),
        ]
        for each in rows
    ]
    return Table(f"Episodes of {entry}", _COLUMNS, cells, words=4)


def _outcome(episode: EpisodeRow) -> str:
    return "crash" if episode.crash else "success" if succeeded(episode) else "failure"


def _file(name: str, path: Path | None, subject: Subject, page: Path) -> Cell:
    link = path and _link(subject, path, page)
    return Cell(name, href=link) if link else Cell(NONE)


def _link(subject: Subject, path: Path, page: Path) -> str:
    """Return a file of an evaluation as a link from the page, whatever its name; "" if the page leads nowhere."""
    if not subject.linked:
        return ""
    return quote(Path(os.path.relpath(subject.folder / path, page)).as_posix(), errors="replace")
