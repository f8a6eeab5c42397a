"""Finding recordings: pairs of an mp4 and a jsonl, in a folder or as an index file lists them.

VPT's contractors recorded in segments of up to five minutes, `<version>/<alias>-<session>-<date>-<time>.mp4`.
Segments that follow each other are one sequence, so that memory can go on from one to the next.
"""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from agents.errors import RecordingError

LONGEST_GAP = timedelta(minutes=6)
"""Between the starts of two segments of which the second follows the first: five minutes, and one for slow ticks."""

_NAME = re.compile(r"(?P<session>.+)-(?P<start>\d{8}-\d{6})")
_VERSION = re.compile(r"\d+\.\d+")


@dataclass(frozen=True)
class Segment:
    """One recording; either file may be missing, see `missing`."""

    video: Path
    actions: Path
    name: str
    """File name without its ending."""
    version: str | None
    """Of the recorder, such as `6.13`: the name of its folder if that is a version."""

    @property
    def goals(self) -> Path:
        """Where an embedding of each frame's goal may lie: `goal` (frames, size) in an npz."""
        return self.video.with_suffix(".npz")

    @property
    def options(self) -> Path:
        """Where recordings of ours tell their order, seed and the like."""
        return self.video.with_name(f"{self.name}-options.json")

    def missing(self) -> list[Path]:
        """Return which of its two files are not there."""
        return [path for path in (self.video, self.actions) if not path.is_file()]


def find_segments(source: Path) -> list[Segment]:
    """Return the recordings of a folder and the folders in it, or of an index file, in order of their paths.

    A video without actions, or actions without a video, is a segment too. Names that begin with a dot are being
    written.

    Args:
        source: A folder, or a JSON file with `basedir` and `relpaths`. A `basedir` that is a URL, as in the public
            ones, stands for the folder of the index file.

    Raises:
        RecordingError: There is no such folder or file, or it is no index.
    """
    if source.is_dir():
        files = [path for ending in ("*.mp4", "*.jsonl") for path in source.rglob(ending)]
        files = [path for path in files if not path.name.startswith(".")]
    elif source.is_file():
        files = _listed(source)
    else:
        raise RecordingError(source, "there is no such folder or index file")
    stems = sorted({path.with_suffix("") for path in files})
    return [_segment(stem) for stem in stems]


def join_sequences(segments: Sequence[Segment]) -> list[tuple[Segment, ...]]:
    """Return the segments as sequences that were played without a break, each in order of time.

    Segments follow each other if their folder, alias and session are one and the second began at most `LONGEST_GAP`
    after the first. A name without date and time is a sequence of its own.
    """
    sessions: dict[tuple[Path, str], list[tuple[datetime, Segment]]] = defaultdict(list)
    sequences: list[tuple[Segment, ...]] = []
    for segment in segments:
        match = _NAME.fullmatch(segment.name)
        try:
            start = datetime.strptime(match["start"], "%Y%m%d-%H%M%S") if match else None
        except ValueError:
            start = None
        if match is None or start is None:
            sequences.append((segment,))
        else:
            sessions[segment.video.parent, match["session"]].append((start, segment))
    for timed in sessions.values():
        timed.sort(key=lambda pair: pair[0])
        run = [timed[0][1]]
        for (before, _), (start, segment) in pairwise(timed):
            if start - before > LONGEST_GAP:
                sequences.append(tuple(run))
                run = []
            run.append(segment)
        sequences.append(tuple(run))
    return sorted(sequences, key=lambda sequence: sequence[0].video)


def _listed(index: Path) -> list[Path]:
    try:
        content = json.loads(index.read_bytes())
        base, names = str(content["basedir"]), [str(name) for name in content["relpaths"]]
    except (ValueError, KeyError, TypeError) as error:
        raise RecordingError(index, f"is no index, which has `basedir` and `relpaths`: {error!r}") from error
    folder = index.parent if "://" in base else index.parent / base
    return [folder / name for name in names]


def _segment(stem: Path) -> Segment:
    folder = stem.parent.name
    version = folder if _VERSION.fullmatch(folder) else None
    return Segment(stem.with_name(f"{stem.name}.mp4"), stem.with_name(f"{stem.name}.jsonl"), stem.name, version)
