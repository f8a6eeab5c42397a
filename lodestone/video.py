"""An mp4 of an episode, written frame by frame while it runs: the picture, and the panel beside it.

Frames are scaled and encoded in a thread of their own (libswscale and libx264 release the interpreter), so recording
takes little time from the run. The file is valid as far as it was written, even when the process is killed.
"""

import queue
import threading
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

from lodestone import panel
from lodestone.status import Status

FRAMES_PER_SECOND = 20
"""One frame a step: the video plays at the speed of the game."""
_HEIGHT = 400
"""Pixels that pictures are scaled up to, unless they are higher already."""
_WAITING_FRAMES = 32
_CONTAINER = {"movflags": "hybrid_fragmented", "flush_packets": "1"}
"""Fragments on disk while it is written, an ordinary mp4 once it is finished."""
_CODECS = {"libx264": {"preset": "ultrafast", "crf": "23", "g": "100", "threads": "1"}, "mpeg4": {"qscale": "4"}}
"""The first one that this build of FFmpeg has is used. Slower presets make files half as large, and runs slower."""


_Planes = list[NDArray[np.uint8]]
"""Brightness (H, W) and the two colours (H / 2, W / 2), as encoders want a picture."""


class VideoError(ValueError):
    """A video that cannot be written; the message says why."""


def codec() -> str:
    """Return the name of the encoder in use.

    Raises:
        VideoError: This build of FFmpeg has neither.
    """
    for name in _CODECS:
        if name in av.codecs_available:
            return name
    raise VideoError(f"this build of PyAV has none of the encoders {', '.join(_CODECS)}: pip install --upgrade av")


def check_path(path: Path) -> None:
    """Look at a video's path before anything is written.

    Raises:
        VideoError: It is no mp4.
    """
    if path.suffix != ".mp4":
        raise VideoError(f"a video's path must end in .mp4, and '{path}' does not")


class VideoWriter:
    """Writes one video; a context manager, so that the file is finished whatever happens."""

    def __init__(self, path: Path, icons: panel.Icons) -> None:
        """Open the file.

        Args:
            path: Where; its folder is made if it is missing.
            icons: Pictures of items for the panel.

        Raises:
            VideoError: The path is no mp4, or cannot be written.
        """
        check_path(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = av.open(str(path), "w", options=_CONTAINER)
        except OSError as error:
            raise VideoError(f"the video '{path}' cannot be written: {error.strerror}") from error
        self.path = path
        self._icons = icons
        self._stream: Any = None
        self._panel: tuple[tuple[Any, ...], _Planes] | None = None
        self._frames: queue.Queue[tuple[NDArray[np.uint8], _Planes] | None] = queue.Queue(_WAITING_FRAMES)
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._encode_all, name="video", daemon=True)
        self._thread.start()

    def __enter__(self) -> "VideoWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, picture: NDArray[np.uint8], status: Status) -> None:
        """Add a frame.

        Args:
            picture: (H, W, 3); the same size every time.
            status: What the panel shows.

        Raises:
            VideoError: The encoder failed.
        """
        if self._failure is not None:
            raise VideoError(f"the video '{self.path}' cannot be written: {self._failure}") from self._failure
        height = max(_HEIGHT, picture.shape[0] // 2 * 2)
        self._frames.put((picture.copy(), self._draw_panel(status, height)))

    def close(self) -> None:
        """Finish the file; nothing happens the second time."""
        if self._thread.is_alive():
            self._frames.put(None)
            self._thread.join()
            self._file.close()

    def _draw_panel(self, status: Status, height: int) -> _Planes:
        """Return the panel, drawn anew only when what it shows has changed (its clock ticks in seconds)."""
        lines = tuple(str(line) for line in status.lines)
        stock = tuple(sorted(status.inventory.items()))
        key = (height, lines, status.note, stock, status.health, status.food, status.step // FRAMES_PER_SECOND)
        if self._panel is None or self._panel[0] != key:
            drawn = np.asarray(panel.draw_panel(status, height, self._icons))
            self._panel = (key, _planes(drawn, panel.WIDTH, height))
        return self._panel[1]

    def _encode_all(self) -> None:
        while (frame := self._frames.get()) is not None:
            if self._failure is None:
                try:
                    self._encode(*frame)
                except Exception as error:
                    self._failure = error
        if self._stream is not None and self._failure is None:
            self._file.mux(self._stream.encode())

    def _encode(self, picture: NDArray[np.uint8], side: _Planes) -> None:
        height = side[0].shape[0]
        width = round(picture.shape[1] * height / picture.shape[0] / 2) * 2
        planes = [np.hstack(pair) for pair in zip(_planes(picture, width, height), side, strict=True)]
        packed = np.concatenate([plane.ravel() for plane in planes]).reshape(height * 3 // 2, -1)
        frame = av.VideoFrame.from_ndarray(packed, format="yuv420p")
        if self._stream is None:
            name = codec()
            self._stream = self._file.add_stream(name, rate=Fraction(FRAMES_PER_SECOND), options=_CODECS[name])
            self._stream.width, self._stream.height = frame.width, frame.height
            self._stream.pix_fmt = "yuv420p"
        self._file.mux(self._stream.encode(frame))


def _planes(picture: NDArray[np.uint8], width: int, height: int) -> _Planes:
    """Scale an RGB picture and return its planes."""
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    frame = frame.reformat(width, height, "yuv420p", interpolation=Interpolation.BICUBIC)
    packed = np.asarray(frame.to_ndarray(), np.uint8).ravel()
    brightness, blue, red = np.split(packed, [width * height, width * height * 5 // 4])
    half = (height // 2, width // 2)
    return [brightness.reshape(height, width), blue.reshape(half), red.reshape(half)]
