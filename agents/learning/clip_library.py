"""Clips of several folders as one list: their frames, their captions, and which caption is true of which clip."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.data.clips import Clip, ClipFolder, ClipFormat
from agents.errors import RecordingError, TrainingError

_MEMORY = Path("/proc/meminfo")


class ClipLibrary:
    """What can be learnt from folders of clips.

    Frames are decoded when they are first asked for, and stay decoded while there is room.

    Args:
        folders: Of clips, at least one, all of one format.
        room: Bytes for frames that stay decoded.
        shuffle: Seed of an order in which captions are dealt out anew over the clips; None leaves them.

    Raises:
        TrainingError: A folder holds no clips, or clips of another format than the first.
    """

    def __init__(self, folders: Sequence[Path], room: float = 0.0, shuffle: int | None = None) -> None:
        self.clips: list[Clip] = []
        self._places: list[tuple[ClipFolder, int]] = []
        self._decoded: dict[int, NDArray[np.uint8]] = {}
        try:
            sources = [ClipFolder(folder) for folder in folders]
        except RecordingError as error:
            raise TrainingError(str(error)) from error
        self.folders = list(folders)
        self.layout: ClipFormat = sources[0].layout
        for source in sources:
            if source.layout != self.layout:
                raise TrainingError(
                    f"{source.folder} has clips of {describe(source.layout)}, and {folders[0]} of "
                    f"{describe(self.layout)}: learn from folders of one format"
                )
            self.clips += source.clips
            self._places += [(source, index) for index in range(len(source))]
        for clip, (source, index) in zip(self.clips, self._places, strict=True):
            if not clip.captions:
                raise TrainingError(f"{source.folder}: clip {index} has no caption, and needs at least one")
        if shuffle is not None:
            order = np.random.default_rng(shuffle).permutation(len(self.clips))
            self._places = [self._places[place] for place in order]
        self._kept = int(room / (self.layout.frames * 3 * np.prod(self.layout.image_size)))
        claims: dict[str, frozenset[str]] = {}
        for caption in (caption for clip in self.clips for caption in clip.captions):
            claims[caption.text] = claims.get(caption.text, caption.claims) & caption.claims
        self.texts = list(claims)
        """Every caption once."""
        numbers = {text: number for number, text in enumerate(self.texts)}
        self.captions = [[numbers[caption.text] for caption in clip.captions] for clip in self.clips]
        """Of each clip, as numbers of texts."""
        facts = sorted(set().union(*(clip.facts for clip in self.clips), *claims.values()))
        self._facts = _table([clip.facts for clip in self.clips], facts)
        self._claims = _table(list(claims.values()), facts)

    def __len__(self) -> int:
        return len(self.clips)

    def frames(self, index: int) -> NDArray[np.uint8]:
        """Return the frames of a clip, uint8 RGB (frames, height, width, 3), not to be written to.

        Raises:
            TrainingError: They cannot be decoded.
        """
        frames = self._decoded.get(index)
        if frames is None:
            source, place = self._places[index]
            try:
                frames = source.frames(place)
            except RecordingError as error:
                raise TrainingError(str(error)) from error
            if len(self._decoded) < self._kept:
                self._decoded[index] = frames
        return frames

    def truth(self, clips: NDArray[np.int64], texts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return whether texts, by number, are true of clips (clips, texts): a clip has all that a text claims."""
        missing = (1.0 - self._facts[clips]) @ self._claims[texts].T
        return np.asarray(missing == 0.0, np.bool_)


def free_memory() -> float:
    """Return the bytes of memory that this machine can spare."""
    if _MEMORY.exists():
        for line in _MEMORY.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return 1024.0 * int(line.split()[1])
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) / 2


def describe(layout: ClipFormat) -> str:
    """Return a format in words."""
    height, width = layout.image_size
    return f"{layout.frames} frames of {height}x{width} (height x width), {layout.stride} ticks apart"


def _table(sets: Sequence[frozenset[str]], facts: list[str]) -> NDArray[np.float32]:
    """Return which facts are in which sets, 1 or 0, (sets, facts)."""
    columns = {fact: column for column, fact in enumerate(facts)}
    table = np.zeros((len(sets), len(facts)), np.float32)
    for row, members in enumerate(sets):
        table[row, [columns[fact] for fact in members]] = 1.0
    return table
