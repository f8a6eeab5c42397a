"""Pseudo-labels: the jsonl of a video whose keys nobody recorded, from a model that sees what happened.

The model is any callable, such as an inverse dynamics model. It sees windows of 128 frames that overlap by half, and is
believed in the middle of each, where it knows both what came before and what comes after.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.data.records import to_record
from agents.data.video import IMAGE_SIZE, read_frames
from agents.errors import RecordingError
from agents.vpt.actions import camera_degrees
from envs.overworld.action import KEYS

WINDOW = 128
"""Frames that the model sees at once; fewer only if the whole video is shorter."""
STEP = WINDOW // 2

Predict = Callable[[NDArray[np.uint8]], tuple[NDArray[Any], NDArray[Any]]]
"""Frames uint8 RGB (T, height, width, 3) to keys (T, 20) of 0 and 1 and camera bins (T, 2), pitch first."""


def label_video(video: Path, predict: Predict, size: tuple[int, int] = IMAGE_SIZE) -> Path:
    """Write the jsonl beside a video and return its path.

    Args:
        video: An mp4.
        predict: The model.
        size: (height, width) of the frames it sees.

    Raises:
        RecordingError: There is a jsonl already, the video breaks off, or it has no frame.
        ValueError: The model returned another shape.
    """
    target = video.with_suffix(".jsonl")
    if target.exists():
        raise RecordingError(target, "exists already, and labels of a person must not be lost")
    part = target.with_name(f".{target.name}")
    record: dict[str, Any] | None = None
    try:
        with part.open("w") as file:
            for keys, bins in _labels(video, predict, size):
                pressed = dict(zip(KEYS, keys.tolist(), strict=True))
                record = to_record(pressed | {"camera": camera_degrees(bins)}, None, record)
                file.write(json.dumps(record, separators=(",", ":")) + "\n")
        if record is None:
            raise RecordingError(video, "has no frame")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _labels(video: Path, predict: Predict, size: tuple[int, int]) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Yield keys (20,) and camera bins (2,) of each frame.

    A window begins `STEP` frames after the one before, the last one where the video has just enough left.
    """
    held: list[NDArray[np.uint8]] = []
    begin = done = 0  # frame at which `held` begins; frames that are labelled
    for index, frame in enumerate(read_frames(video, size)):
        held.append(frame)
        if len(held) == WINDOW + STEP:  # there is a later window, so this one is believed up to its middle
            upto = index + 1 - STEP - STEP // 2
            yield from _window(predict, held[:WINDOW], done - begin, upto - begin)
            held, begin, done = held[STEP:], begin + STEP, upto
    if len(held) > WINDOW:  # a full window and an incomplete rest: two windows, the second one up to the end
        upto = begin + WINDOW - STEP // 2
        yield from _window(predict, held[:WINDOW], done - begin, upto - begin)
        late = len(held) - WINDOW
        held, begin, done = held[late:], begin + late, upto
    if held:
        yield from _window(predict, held, done - begin, len(held))


def _window(
    predict: Predict, frames: list[NDArray[np.uint8]], begin: int, end: int
) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    keys, bins = (np.asarray(part) for part in predict(np.stack(frames)))
    if keys.shape != (len(frames), len(KEYS)) or bins.shape != (len(frames), 2):
        raise ValueError(
            f"labels of {len(frames)} frames must be keys {(len(frames), len(KEYS))} and camera bins "
            f"{(len(frames), 2)}, not {keys.shape} and {bins.shape}"
        )
    yield from zip(keys[begin:end], bins[begin:end], strict=True)
