"""What a page shows of a film: frames side by side, and its end as a small clip that any browser plays.

A page carries its pictures in itself, so each has a number of bytes that it may take.
"""

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
from PIL import Image

from lodestone.panel import without_panel

CLIP_SECONDS = 6
_ROOM = 10_500_000
"""Bytes of all pictures of a page; in the page they take a third more."""
_STRIP_BYTES = 25_000
"""Of a strip of frames and the first picture of a clip, about."""
_LEAST, _MOST = 30_000, 120_000
"""Bytes of a clip: with fewer nothing could be told from it, and more add little."""
_FRAMES = 6
"""Of a strip."""
_STRIP_WIDTH, _CLIP_WIDTH = 150, 256
_GAP = 3
_RATE = 10
"""Frames a second of a clip."""
_QUALITY = 62
_CODEC = "libx264"
"""The one kind that all browsers play."""


class FilmError(ValueError):
    """A film that cannot be shown; the message is one line."""


class Pictures(NamedTuple):
    """What is shown of a film."""

    strip: bytes
    """JPEG."""
    clip: bytes
    """MP4; empty if none was wanted."""
    poster: bytes
    """JPEG of the clip's first frame; empty if there is no clip."""


def clip_bytes(films: int) -> int:
    """Return how many bytes the clip of each of some films may take on a page, 0 if there is no room for clips."""
    left = _ROOM // max(films, 1) - _STRIP_BYTES
    return min(left, _MOST) if left >= _LEAST else 0


def pictures(film: Path, most_bytes: int) -> Pictures:
    """Return what a page shows of a film.

    Args:
        film: A file that PyAV can decode.
        most_bytes: That the clip may take; no clip is made for 0.

    Raises:
        FilmError: There is no such film, or it cannot be decoded.
    """
    try:
        with av.open(str(film)) as file:
            end = _length(file)
            places = (end * (2 * place + 1) / (2 * _FRAMES) for place in range(_FRAMES))
            strip = _strip([next(_pictures(file, place, Fraction(0), _STRIP_WIDTH)) for place in places])
            if not most_bytes:
                return Pictures(strip, b"", b"")
            last = list(_pictures(file, max(end - CLIP_SECONDS, Fraction(0)), Fraction(1, _RATE), _CLIP_WIDTH))
            return Pictures(strip, _clip(last, most_bytes), _jpeg(last[0]))
    except (OSError, ValueError, IndexError, StopIteration) as error:
        reason = (error.strerror if isinstance(error, OSError) else str(error)) or "it has no pictures"
        raise FilmError(f"the film '{film.name}' cannot be shown: {reason}") from error


def _length(file: Any) -> Fraction:
    """Return how many seconds a film lasts."""
    stream = file.streams.video[0]
    if stream.duration:
        return Fraction(stream.duration * stream.time_base)
    return Fraction(file.duration or 0, av.time_base)


def _pictures(file: Any, begin: Fraction, apart: Fraction, width: int) -> Iterator[Image.Image]:
    """Yield the pictures of a film from some second on, some time apart, without the panel beside them.

    Of films that say that they last longer than they do, the last picture is yielded.
    """
    stream = file.streams.video[0]
    file.seek(int(begin / stream.time_base), stream=stream)
    due, frame = begin, None
    for frame in file.decode(stream):
        if frame.pts * stream.time_base >= due:
            yield _scaled(frame, width)
            due += apart
    if frame is not None and due == begin:
        yield _scaled(frame, width)


def _scaled(frame: av.VideoFrame, width: int) -> Image.Image:
    image = Image.fromarray(without_panel(frame.to_ndarray(format="rgb24")))
    height = max(2, round(width * image.height / image.width / 2) * 2)  # coders want even numbers
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _strip(images: Sequence[Image.Image]) -> bytes:
    """Return images side by side."""
    step = _STRIP_WIDTH + _GAP
    sheet = Image.new("RGB", (len(images) * step - _GAP, images[0].height), "white")
    for place, image in enumerate(images):
        sheet.paste(image, (place * step, 0))
    return _jpeg(sheet)


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_QUALITY, optimize=True)
    return file.getvalue()


def _clip(images: Sequence[Image.Image], most_bytes: int) -> bytes:
    """Return images as a film that takes no more than so many bytes, if that can be done at all."""
    bits = 8 * most_bytes * _RATE // (len(images) + _RATE)  # a second; the coder may save a second's up
    options = {"preset": "slow", "crf": "30", "maxrate": str(bits), "bufsize": str(bits), "threads": "1"}
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream(_CODEC, rate=_RATE, options=options)
        stream.width, stream.height = images[0].size
        stream.pix_fmt = "yuv420p"
        for image in images:
            out.mux(stream.encode(av.VideoFrame.from_image(image)))
        out.mux(stream.encode())
    return file.getvalue()
