"""Writes the report of evaluations: the same page as HTML and as Markdown."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lodestone.report.html import to_html
from lodestone.report.markdown import to_markdown
from lodestone.report.page import make_page
from lodestone.report.subject import Played, ReportError, subjects
from lodestone.report.suite import SuiteFacts

HTML, MARKDOWN = "report.html", "report.md"


class Written(NamedTuple):
    """Where a report lies."""

    html: Path
    markdown: Path


def write_report(played: Sequence[Played], facts: SuiteFacts, folder: Path, clips: bool = True) -> Written:
    """Write `report.html` and `report.md`, each whole or not at all.

    Args:
        played: The evaluations; with several, the others are held against the first.
        facts: The suite that they played.
        folder: Where to; it is made if it is missing.
        clips: Whether films are shown as short clips, too, and not as strips alone.

    Raises:
        ReportError: There is no evaluation, one does not fit the suite, or the report cannot be written.
    """
    page = make_page(subjects(played, facts), facts, folder, clips)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return Written(_write(folder / HTML, to_html(page)), _write(folder / MARKDOWN, to_markdown(page)))
    except OSError as error:
        raise ReportError(f"the report in '{folder}' cannot be written: {error.strerror}") from error


def _write(path: Path, text: str) -> Path:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    return beside.replace(path)
