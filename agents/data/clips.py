"""Clips with captions: what a reward model learns from.

clips/
  dataset.json     frames of a clip, ticks between them, image size
  <name>.mp4       clips one after the other; each begins with a key frame, so that any of them is read alone
  <name>.jsonl     a line a clip, in the same order

A clip says what is true of it as *facts*. A caption *claims* some facts; it is true of every clip that has them all,
whether or not it was written for that clip. A trainer asks `is_true_of`, and never punishes a true pair.
"""

import os
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Annotated, Self

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, ValidationError

from agents.errors import RecordingError

DATASET = "dataset.json"
Facts = Annotated[frozenset[str], PlainSerializer(sorted, list[str])]
"""Written in one order, so that the same clips are the same bytes."""
_CODEC = "libx264"
_OPTIONS = {"preset": "veryfast", "crf": "20", "mbtree": "0", "bf": "0", "threads": "1"}
"""Without x264's macroblock tree, which now and then makes other bytes of the same small pictures."""


class ClipFormat(BaseModel):
    """What all clips of a dataset have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    frames: Annotated[int, Field(ge=1)] = 16
    """Of a clip."""
    stride: Annotated[int, Field(ge=1)] = 4
    """Ticks (20 Hz) from one frame of a clip to the next."""
    image_size: tuple[int, int] = (128, 128)
    """(height, width) in pixels, even numbers."""


class Caption(BaseModel):
    """A sentence about a clip, and what it says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    claims: Facts
    """Facts that it states."""


class Clip(BaseModel):
    """One clip: where it is from, what is true of it, and how one may put it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    behaviour: str
    """What the episode was about, such as `chop`."""
    doing: bool
    """False of a hard negative: near to the behaviour, but not it."""
    facts: Facts
    """All that is known to be true; what is not here counts as false."""
    captions: tuple[Caption, ...]
    """At least one."""
    size: float | None = None
    """Largest share of a frame that the target covers, 0 to 1; None without a target (CLIP4MC weights by it)."""
    seed: int
    biome: str
    textures: int
    time: int
    """Of day at the first frame, ticks."""
    tick: int
    """Of the episode, at the first frame."""

    def is_true(self, caption: Caption) -> bool:
        """Return whether a caption, of whichever clip, is true of this one."""
        return caption.claims <= self.facts


class ClipWriter:
    """Writes the clips of one episode; a context manager, which drops them if the episode ends in an exception."""

    def __init__(self, folder: Path, name: str, layout: ClipFormat) -> None:
        """Open the files under names that no reader takes for clips.

        Args:
            folder: Of the dataset; made if it is missing.
            name: Of the episode.
            layout: Of the dataset.

        Raises:
            RecordingError: The dataset has another format, has these clips already, or cannot be written.
        """
        self.path = folder / f"{name}.mp4"
        self._parts = [folder / f".{name}.jsonl", folder / f".{name}.mp4"]
        self._layout = layout
        self._lines: list[str] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _declare(folder, layout)
            if self.path.exists():
                raise RecordingError(self.path, "exists already")
            self._file = av.open(str(self._parts[1]), "w", format="mp4")
        except OSError as error:
            raise RecordingError(self.path, f"cannot be written: {error.strerror}") from error
        options = {**_OPTIONS, "g": str(layout.frames), "keyint_min": str(layout.frames), "sc_threshold": "0"}
        self._stream = self._file.add_stream(_CODEC, rate=_rate(layout), options=options)
        self._stream.height, self._stream.width = layout.image_size
        self._stream.pix_fmt = "yuv420p"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, traceback: TracebackType | None) -> None:
        whole = kind is None and bool(self._lines)
        if whole:
            self._file.mux(self._stream.encode())
        self._file.close()
        if not whole:
            self._parts[1].unlink(missing_ok=True)
            return
        self._parts[0].write_text("".join(self._lines), encoding="utf-8")
        self._parts[0].replace(self.path.with_suffix(".jsonl"))
        self._parts[1].replace(self.path)

    def append(self, frames: NDArray[np.uint8], clip: Clip) -> None:
        """Add a clip.

        Args:
            frames: uint8 RGB (frames, height, width, 3).
            clip: What is known of it.

        Raises:
            ValueError: The frames have another shape or dtype, the clip has no caption, or a caption is not true.
        """
        layout = self._layout
        expected = (layout.frames, *layout.image_size, 3)
        if frames.shape != expected or frames.dtype != np.uint8:
            raise ValueError(f"a clip must be uint8 {expected}, not {frames.dtype} {frames.shape}")
        if not clip.captions:
            raise ValueError("a clip needs a caption")
        for caption in clip.captions:
            if not clip.is_true(caption):
                raise ValueError(f"'{caption.text}' claims {sorted(caption.claims - clip.facts)}, which is no fact")
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
            self._file.mux(self._stream.encode(picture))
        self._lines.append(clip.model_dump_json() + "\n")


class ClipFolder:
    """The clips of a dataset.

    Raises:
        RecordingError: The folder holds no dataset, no clips, or lines that say something else than a clip.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.layout = _read_format(folder)
        self.clips: list[Clip] = []
        self._places: list[tuple[Path, int]] = []
        for video in sorted(folder.glob("*.mp4")):
            if not video.name.startswith("."):
                clips = _read_lines(video.with_suffix(".jsonl"))
                self.clips += clips
                self._places += [(video, index) for index in range(len(clips))]
        if not self.clips:
            raise RecordingError(folder, "holds no clips")

    def __len__(self) -> int:
        return len(self.clips)

    def frames(self, index: int) -> NDArray[np.uint8]:
        """Return the frames of a clip, uint8 RGB (frames, height, width, 3).

        Raises:
            RecordingError: Its video cannot be decoded, or is too short.
        """
        video, place = self._places[index]
        first = place * self.layout.frames
        wanted = range(first, first + self.layout.frames)
        images = []
        try:
            with av.open(str(video)) as file:
                stream = file.streams.video[0]
                stream.codec_context.thread_count = 1
                assert stream.time_base is not None
                tick = 1 / (_rate(self.layout) * stream.time_base)
                file.seek(round(first * tick), stream=stream)
                for frame in file.decode(stream):
                    if frame.pts is not None and round(frame.pts / tick) in wanted:
                        planes = frame.to_ndarray(format="yuv420p")
                        images.append(cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420))  # 7 times as fast as PyAV's, nearer
                    if len(images) == self.layout.frames:
                        break
        except (OSError, av.FFmpegError, IndexError) as error:
            raise RecordingError(video, f"cannot be decoded: {error}") from error
        if len(images) < self.layout.frames:
            raise RecordingError(video, f"has no {self.layout.frames} frames at clip {place}")
        return np.asarray(np.stack(images), np.uint8)


def _rate(layout: ClipFormat) -> Fraction:
    return Fraction(20, layout.stride)


def _declare(folder: Path, layout: ClipFormat) -> None:
    file = folder / DATASET
    if file.exists():
        if (found := _read_format(folder)) != layout:
            raise RecordingError(file, f"is of another format, {found!r}")
        return
    draft = file.with_name(f".{DATASET}.{os.getpid()}.tmp")
    draft.write_text(layout.model_dump_json(indent=2) + "\n", encoding="utf-8")
    draft.replace(file)


def _read_format(folder: Path) -> ClipFormat:
    file = folder / DATASET
    try:
        return ClipFormat.model_validate_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordingError(file, f"cannot be read: {error.strerror}; a folder of clips has one") from error
    except ValidationError as error:
        raise RecordingError(file, f"is no format of clips: {error.errors()[0]['msg']}") from error


def _read_lines(file: Path) -> list[Clip]:
    clips = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise RecordingError(file, f"cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        try:
            clips.append(Clip.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise RecordingError(file, f"line {number} is no clip: {where}: {first['msg']}") from error
    return clips
