"""Is a folder of recordings whole? Every file is read to its end, and what is wrong is said of each.

A broken recording does not end the check.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from agents.data.records import load_actions
from agents.data.segments import Segment, find_segments
from agents.data.video import read_frames
from agents.errors import RecordingError


class Problem(NamedTuple):
    """What is wrong with a file."""

    file: str
    reason: str


@dataclass
class CheckReport:
    """What was found."""

    segments: int = 0
    """Recordings looked at."""
    whole: int = 0
    """Recordings without a problem."""
    frames: int = 0
    """Frames of whole recordings."""
    problems: list[Problem] = field(default_factory=list)
    """In order of the recordings; one may have several."""

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {**asdict(self), "problems": [problem._asdict() for problem in self.problems]}


def check(source: Path) -> CheckReport:
    """Check the recordings of a folder or an index file.

    Raises:
        RecordingError: There is no such folder or index file.
    """
    return check_segments(find_segments(source))


def check_segments(segments: Iterable[Segment]) -> CheckReport:
    """Check recordings, as they come: pass them through a progress bar if there are many."""
    report = CheckReport()
    for segment in segments:
        frames, problems = _check_segment(segment)
        report.segments += 1
        report.problems += problems
        if not problems:
            report.whole += 1
            report.frames += frames
    return report


def _check_segment(segment: Segment) -> tuple[int, list[Problem]]:
    """Return the number of frames, and what is wrong."""
    missing = segment.missing()
    if missing:
        return 0, [Problem(str(path), "is missing") for path in missing]
    problems = []
    lines, frames = None, 0
    try:
        lines = len(load_actions(segment.actions, segment.version))
    except RecordingError as error:
        problems.append(Problem(str(error.path), error.reason))
    try:
        for _ in read_frames(segment.video, size=None):
            frames += 1
    except RecordingError as error:
        problems.append(Problem(str(error.path), f"{error.reason}, after {frames} frames"))
    if not problems and lines != frames:
        problems.append(Problem(str(segment.actions), f"has {lines} lines for {frames} frames"))
    return frames, problems
