"""Frames of a recording's video, one by one, as VPT sees them.

The size is changed with OpenCV's linear interpolation, which VPT was trained on: other resizers differ by many grey
levels. The game draws no cursor into the video, so it is drawn here.
"""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from agents.data.records import WINDOW, Actions
from agents.errors import RecordingError

IMAGE_SIZE = (128, 128)
"""(height, width) that VPT sees."""

_CURSOR = 16
"""Height and width of the cursor."""


def read_frames(
    path: Path,
    size: tuple[int, int] | None = IMAGE_SIZE,
    actions: Actions | None = None,
    keep: NDArray[np.bool_] | None = None,
) -> Iterator[NDArray[np.uint8]]:
    """Yield the frames of a video, uint8 RGB (height, width, 3).

    Args:
        path: The video.
        size: (height, width) of what is yielded; that of the video if None.
        actions: Of the same recording, as long as the video; the cursor is drawn where a GUI is open.
        keep: (frames,) which frames to yield, all if None; the others are decoded, as later ones lean on them, and
            nothing more.

    Raises:
        RecordingError: It cannot be opened, breaks off, or is not as long as `keep`.
    """
    reformatter = VideoReformatter()
    count = 0
    for index, frame in enumerate(_decode(path)):
        count += 1
        if keep is not None and (index >= len(keep) or not keep[index]):
            continue
        image = np.asarray(reformatter.reformat(frame, format="rgb24").to_ndarray(), np.uint8)
        if actions is not None and actions.gui[index]:
            x, y = actions.cursor[index]
            draw_cursor(image, float(x), float(y))
        if size is not None and image.shape[:2] != size:
            image = np.asarray(cv2.resize(image, size[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
        yield image
    if keep is not None and count != len(keep):
        raise RecordingError(path, f"has {count} frames, not {len(keep)}")


def count_frames(path: Path) -> int:
    """Return how many frames a video's header promises.

    Raises:
        RecordingError: It cannot be opened.
    """
    try:
        with av.open(str(path)) as file:
            return int(file.streams.video[0].frames)
    except (OSError, av.FFmpegError, IndexError) as error:
        raise RecordingError(path, _explain(path, error)) from error


def draw_cursor(image: NDArray[np.uint8], x: float, y: float) -> None:
    """Draw a white arrow into an image (height, width, 3), its tip at x and y in pixels of the recorded window."""
    scale = image.shape[0] / WINDOW[1]
    left, top = int(x * scale), int(y * scale)
    if left < 0 or top < 0:
        return
    below = image[top : top + _CURSOR, left : left + _CURSOR]
    alpha, light = (part[: below.shape[0], : below.shape[1], None] for part in (_ALPHA, _LIGHT))
    below[:] = (below * (1.0 - alpha) + light * alpha).astype(np.uint8)


def _decode(path: Path) -> Iterator[av.VideoFrame]:
    try:
        with av.open(str(path)) as file:
            stream = file.streams.video[0]
            stream.codec_context.thread_count = 1  # recordings are decoded side by side
            for frame in file.decode(stream):
                if frame.is_corrupt:
                    raise RecordingError(path, "a frame is damaged")
                yield frame
    except (OSError, av.FFmpegError, IndexError) as error:
        raise RecordingError(path, _explain(path, error)) from error


def _explain(path: Path, error: Exception) -> str:
    if path.is_file() and path.stat().st_size == 0:
        return "is empty"
    if isinstance(error, IndexError):
        return "holds no video"
    return f"cannot be decoded: {getattr(error, 'strerror', None) or error}"


def _arrow() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return opacity (16, 16) from 0 to 1 and brightness (16, 16) of a white arrow with a dark rim.

    It points to its upper left corner, as arrows do.
    """
    fine = 8
    corners = np.array([(0, 0), (0, 13), (3, 10.2), (5.3, 15.3), (7.6, 14.3), (5.4, 9.4), (9.6, 9.4)])
    canvas = np.zeros((_CURSOR * fine, _CURSOR * fine), np.uint8)
    outline = np.round(corners * fine).astype(np.int32)
    body = cv2.fillPoly(canvas.copy(), [outline], 255)
    rim = cv2.polylines(canvas.copy(), [outline], True, 255, fine)
    shrink = (_CURSOR, _CURSOR)
    opacity = cv2.resize(np.maximum(body, rim), shrink, interpolation=cv2.INTER_AREA) / 255.0
    dark = cv2.resize(rim, shrink, interpolation=cv2.INTER_AREA) / 255.0
    return np.asarray(opacity, np.float64), np.asarray(255.0 * (1.0 - 0.75 * dark), np.float64)


_ALPHA, _LIGHT = _arrow()
