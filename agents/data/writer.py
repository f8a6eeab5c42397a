"""Writes an episode of ours as a recording: mp4, jsonl and options, in the layout of VPT's contractors.

Files get their names only when the episode is closed, the video last: what a killed process leaves is no recording.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from numpy.typing import NDArray

from agents.data.records import to_record
from agents.data.video import IMAGE_SIZE
from agents.errors import RecordingError

FRAMES_PER_SECOND = 20
CODEC = "libx264"
_OPTIONS = {"preset": "ultrafast", "crf": "14", "g": "100", "threads": "1"}
"""Near to what was seen. Files are half as large again as with slower presets, and decode in half the time. One thread,
so that the bytes do not depend on the machine's cores."""


class EpisodeWriter:
    """Writes one recording; a context manager, which drops it if the episode ends in an exception."""

    def __init__(
        self,
        folder: Path,
        name: str,
        size: tuple[int, int] = IMAGE_SIZE,
        seed: int | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        """Open the files under names that no reader takes for a recording.

        Args:
            folder: Made if it is missing.
            name: Of the recording, without ending.
            size: (height, width) of its frames in pixels, even numbers.
            seed: Of the episode.
            metadata: What else to keep in `<name>-options.json`; plain values.

        Raises:
            RecordingError: There is a recording of this name, or the files cannot be written.
            ValueError: The size is not even, or the name is that of a hidden file.
        """
        if name.startswith(".") or Path(name).name != name:
            raise ValueError(f"a recording's name is a file name that begins with no dot, not '{name}'")
        if min(size) < 2 or size[0] % 2 or size[1] % 2:
            raise ValueError(f"height and width of a video must be even, not {size}")
        self._finals = [folder / f"{name}{ending}" for ending in ("-options.json", ".jsonl", ".mp4")]
        self._parts = [path.with_name(f".{path.name}") for path in self._finals]
        if self._finals[2].exists():
            raise RecordingError(self._finals[2], "exists already")
        self._options = {**(metadata or {}), "seed": seed, "height": size[0], "width": size[1]}
        self._size = size
        self._record: dict[str, Any] | None = None
        self._frames = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lines = self._parts[1].open("w")
            self._file = av.open(str(self._parts[2]), "w", format="mp4")
        except OSError as error:
            raise RecordingError(self._finals[2], f"cannot be written: {error.strerror}") from error
        self._stream = self._file.add_stream(CODEC, rate=Fraction(FRAMES_PER_SECOND), options=_OPTIONS)
        self._stream.height, self._stream.width = size
        self._stream.pix_fmt = "yuv420p"
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, traceback: TracebackType | None) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def append(
        self, frame: NDArray[np.uint8], action: Mapping[str, Any], observation: Mapping[str, Any] | None = None
    ) -> None:
        """Add a step: what was seen, and what was then done.

        Args:
            frame: uint8 RGB (height, width, 3).
            action: Canonical, without functional actions.
            observation: Of the same moment as the frame; its place and inventory are kept.

        Raises:
            ValueError: The frame has another size or dtype.
            InvalidActionError: A functional action, which keys cannot say, is used.
        """
        if frame.shape != (*self._size, 3) or frame.dtype != np.uint8:
            raise ValueError(f"a frame must be uint8 {(*self._size, 3)}, not {frame.dtype} {frame.shape}")
        self._record = to_record(action, observation, self._record)
        self._lines.write(json.dumps(self._record, separators=(",", ":")) + "\n")
        picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
        picture.pts, picture.time_base = self._frames, Fraction(1, FRAMES_PER_SECOND)
        self._file.mux(self._stream.encode(picture))
        self._frames += 1

    def close(self) -> Path | None:
        """Finish the recording and return the path of its video; nothing happens the second time.

        An episode without a step leaves no files and returns None.
        """
        if not self._open:
            return self._finals[2] if self._frames else None
        if not self._frames:
            self.discard()
            return None
        self._file.mux(self._stream.encode())
        self._release()
        self._parts[0].write_text(json.dumps({**self._options, "frames": self._frames}, indent=2) + "\n")
        for part, final in zip(self._parts, self._finals, strict=True):
            part.replace(final)
        return self._finals[2]

    def discard(self) -> None:
        """Drop the recording, if it is not closed yet."""
        if self._open:
            self._release()
            for part in self._parts:
                part.unlink(missing_ok=True)

    def _release(self) -> None:
        self._open = False
        self._lines.close()
        self._file.close()
