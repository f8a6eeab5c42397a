"""One row of a training batch: sequences one after another, cut into chunks of equal length.

A stream is a pure function of its recordings and of where it begins, so that it can be resumed at every chunk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from agents.data.check import Problem
from agents.data.records import load_actions
from agents.data.segments import Segment
from agents.data.video import count_frames, read_frames
from agents.errors import RecordingError
from agents.vpt.actions import NULL_BUTTONS, NULL_CAMERA, is_null

NullActions = Literal["keep", "drop", "mask"]


class Position(NamedTuple):
    """The next frame of a stream; (0, 0, 0) is its beginning."""

    sequence: int
    segment: int
    """Of the sequence."""
    frame: int
    """Of the segment."""


START = Position(0, 0, 0)


@dataclass(frozen=True)
class ChunkLayout:
    """What a chunk looks like."""

    length: int
    """Frames T."""
    image_size: tuple[int, int]
    """(height, width) in pixels."""
    null_actions: NullActions
    """What becomes of frames on which nothing is done: they count, are left out, or are shown and do not count."""
    goal_size: int
    """Numbers in a goal's embedding; 0 if there are none."""


@dataclass
class Chunk:
    """T frames of a stream; after the stream's end frames are black, and do not count."""

    frames: NDArray[np.uint8]
    """(T, height, width, 3) RGB."""
    buttons: NDArray[np.int64]
    """(T,) joint buttons."""
    camera: NDArray[np.int64]
    """(T,) joint camera."""
    first: NDArray[np.bool_]
    """(T,) whether a sequence begins with the frame."""
    weight: NDArray[np.float32]
    """(T,) 1 or, where the label does not count, 0."""
    goal: NDArray[np.float32]
    """(T, goal_size); zeros where a recording has none."""
    end: Position = START
    """Where the stream goes on."""

    @classmethod
    def blank(cls, layout: ChunkLayout) -> "Chunk":
        """Return one without frames."""
        count = layout.length
        return cls(
            np.zeros((count, *layout.image_size, 3), np.uint8),
            np.full(count, NULL_BUTTONS, np.int64),
            np.full(count, NULL_CAMERA, np.int64),
            np.zeros(count, np.bool_),
            np.zeros(count, np.float32),
            np.zeros((count, layout.goal_size), np.float32),
        )


class _Step(NamedTuple):
    """One frame."""

    number: int
    """In its segment."""
    frame: NDArray[np.uint8]
    buttons: int
    camera: int
    weight: float
    goal: NDArray[np.float32]


@dataclass
class Stream:
    """Reads sequences one after another.

    A recording that is broken is left out from where it breaks, and what follows it in its sequence begins anew.
    """

    sequences: Sequence[tuple[Segment, ...]]
    layout: ChunkLayout
    start: Position = START
    broken: list[Problem] = field(default_factory=list)
    """Recordings that were left out so far; the reader may empty it."""

    def chunks(self) -> Iterator[Chunk]:
        """Yield chunks until the last sequence has ended; the last chunk may be short of frames."""
        chunk, filled = Chunk.blank(self.layout), 0
        for first, end, step in self._steps():
            chunk.frames[filled] = step.frame
            chunk.buttons[filled], chunk.camera[filled] = step.buttons, step.camera
            chunk.first[filled], chunk.weight[filled] = first, step.weight
            chunk.goal[filled] = step.goal
            chunk.end = end
            filled += 1
            if filled == self.layout.length:
                yield chunk
                chunk, filled = Chunk.blank(self.layout), 0
        if filled:
            yield chunk

    def _steps(self) -> Iterator[tuple[bool, Position, _Step]]:
        """Yield whether a sequence begins, where the stream goes on, and the frame."""
        for number in range(self.start.sequence, len(self.sequences)):
            resumed = number == self.start.sequence and self.start != START
            first = not resumed
            for place, segment in enumerate(self.sequences[number]):
                if resumed and place < self.start.segment:
                    continue
                begin = self.start.frame if resumed and place == self.start.segment else 0
                try:
                    for step in self._read(segment, begin):
                        yield first, Position(number, place, step.number + 1), step
                        first = False
                except RecordingError as error:
                    self.broken.append(Problem(str(error.path), error.reason))
                    first = True

    def _read(self, segment: Segment, begin: int) -> Iterator[_Step]:
        """Yield the frames of a segment from `begin` on."""
        actions = load_actions(segment.actions, segment.version)
        count, promised = len(actions), count_frames(segment.video)
        if promised not in (0, count):  # 0 where the header does not say
            raise RecordingError(segment.actions, f"has {count} lines for {promised} frames")
        goals = load_goals(segment, count, self.layout.goal_size)
        joint = actions.joint()
        idle, weight = is_null(joint), actions.known.astype(np.float32)
        keep = np.arange(count) >= begin
        if self.layout.null_actions == "drop":
            keep &= ~idle
        elif self.layout.null_actions == "mask":
            weight[idle] = 0.0
        frames = read_frames(segment.video, self.layout.image_size, actions, keep)
        for index in np.flatnonzero(keep).tolist():
            frame = next(frames)
            yield _Step(index, frame, joint.buttons[index], joint.camera[index], weight[index], goals[index])
        for _ in frames:  # to the end, where a wrong length shows
            pass


def load_goals(segment: Segment, count: int, size: int) -> NDArray[np.float32]:
    """Return the goals (count, size) of a segment, zeros if it has none.

    Raises:
        RecordingError: They cannot be read, or have another shape.
    """
    if not size or not segment.goals.is_file():
        return np.zeros((count, size), np.float32)
    try:
        with np.load(segment.goals, allow_pickle=False) as file:
            goals = np.asarray(file["goal"], np.float32)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise RecordingError(segment.goals, f"holds no goals: {error}") from error
    if goals.shape != (count, size):
        raise RecordingError(segment.goals, f"has goals {goals.shape}, not {(count, size)}")
    return goals
