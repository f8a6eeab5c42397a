"""How well a video fits prompts, over time: frames brought to the game's 20 Hz and to the model's size, then scored.

A model sees a picture of the game and nothing else: the panel beside the picture in videos of `lodestone run` is cut
off, and what is wider or higher than the model's picture is cropped, not squeezed, as the game shows the same height
in windows of any width.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, NamedTuple

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from agents.data.video import count_frames, read_frames
from agents.errors import RecordingError
from agents.mineclip.model import MineCLIP
from agents.mineclip.negatives import COUNT
from agents.mineclip.reward import Kind, stride_of
from agents.mineclip.scores import score
from lodestone.panel import without_panel

TICKS = 20
"""A second."""
Shown = Literal["probability"] | Kind

Image = NDArray[np.uint8]


class Header(NamedTuple):
    """What a video says of itself."""

    size: tuple[int, int]
    """(height, width)."""
    rate: Fraction
    """Frames a second."""
    frames: int
    """0 if it does not say."""

    def ticks(self) -> int:
        """Return how many ticks it lasts."""
        return -(-self.frames * TICKS // self.rate)


class VideoScores(NamedTuple):
    """Scores of a video, a row a tick."""

    prompts: tuple[str, ...]
    shown: Shown
    """What `values` are."""
    values: NDArray[np.float32]
    """(T, prompts)."""
    probability: NDArray[np.float32]
    """(T, prompts)."""
    negatives: NDArray[np.float32]
    """(T, negatives), probabilities."""
    negative_prompts: tuple[str, ...]
    window: int
    """Ticks from the first frame that the model sees at once to the last."""
    stride: int
    """Ticks between them."""
    image_size: tuple[int, int]
    """(height, width) of what the model sees."""
    picture: str
    """What was done to the frames, such as `360x640 frames, cropped to 360x360 and resized to 128x128`."""

    @property
    def chance(self) -> float:
        """Probability of a prompt that is as likely as all others."""
        return 1.0 / (len(self.prompts) + len(self.negative_prompts))

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Time of each row, (T,)."""
        return np.arange(len(self.values)) / TICKS

    def on_top(self) -> NDArray[np.float64]:
        """Return the share of time that each prompt, then each negative, is the likeliest of all."""
        every = np.hstack([self.probability, self.negatives])
        return np.bincount(every.argmax(1), minlength=every.shape[1]) / len(every)

    def to_json(self) -> dict[str, Any]:
        """Return everything that the table shows, and the values themselves."""
        top = self.on_top()
        rows = [
            {
                "prompt": prompt,
                "mean": float(values.mean()),
                "max": float(values.max()),
                "max_at": float(self.seconds[values.argmax()]),
                "on_top": float(top[index]),
                "values": [round(float(value), 5) for value in values],
            }
            for index, (prompt, values) in enumerate(zip(self.prompts, self.values.T, strict=True))
        ]
        return {
            "shown": self.shown,
            "seconds": len(self.values) / TICKS,
            "stride": self.stride,
            "chance": self.chance,
            "negatives": len(self.negative_prompts),
            "negatives_on_top": float(top[len(self.prompts) :].sum()),
            "picture": self.picture,
            "prompts": rows,
        }


def read_header(path: Path) -> Header:
    """Return what a video says of itself.

    Raises:
        RecordingError: It cannot be opened, or says nothing of its frame rate.
    """
    frames = count_frames(path)
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        header = Header((stream.height, stream.width), Fraction(stream.average_rate or 0), frames)
    if header.rate <= 0:
        raise RecordingError(path, "does not say how many frames a second it has")
    return header


def score_video(
    model: MineCLIP,
    path: Path,
    prompts: list[str],
    negatives: list[str] | None = None,
    stride: int | None = None,
    shown: Shown = "probability",
    progress: Any = lambda frames, total: frames,
) -> VideoScores:
    """Score a video. Before its first frame that frame is repeated.

    Args:
        model: On any device.
        path: The video, at any frame rate and size.
        prompts: At least one; each is held against the others and against negatives.
        negatives: See `VideoReward`; those that ship if None.
        stride: Ticks between frames of a window; that of the model's config if None.
        shown: What the values are: probabilities, or the rewards made of them.
        progress: Given the frames, a tick each, and how many there are (None if unknown), returns them.

    Raises:
        RecordingError: The video cannot be decoded.
        RewardError: Prompts, negatives or stride cannot be used.
    """
    header = read_header(path)
    model.tokenize(prompts)  # mistakes before the work
    fit = _Fit(model.config.image_size)
    frames = at_ticks((fit(image) for image in read_frames(path, None)), header.rate)
    found = score(model, progress(frames, header.ticks() or None), prompts, negatives, COUNT, stride, padding="first")
    apart = stride_of(model, stride)
    values = found.probability
    if shown == "direct":
        values = np.maximum(values - np.float32(1.0 / (len(prompts) + len(found.negative_prompts))), 0)
    elif shown == "delta":
        values = np.diff(values, axis=0, prepend=values[:1])
    return VideoScores(
        tuple(prompts),
        shown,
        values,
        found.probability,
        found.negatives,
        found.negative_prompts,
        (model.config.window - 1) * apart,
        apart,
        model.config.image_size,
        fit.report(),
    )


def at_ticks(frames: Iterable[Image], rate: Fraction) -> Iterator[Image]:
    """Yield the frame that is on the screen at each tick; frames are repeated or left out.

    Args:
        frames: Of a video.
        rate: Frames a second.
    """
    tick = 0
    for index, frame in enumerate(frames):
        while tick * rate // TICKS == index:
            yield frame
            tick += 1


def pictures(path: Path, seconds: Iterable[float], shape: tuple[int, int]) -> list[Image]:
    """Return the frames on the screen at some times, uint8 RGB, cropped but not resized.

    Args:
        path: The video.
        seconds: The times.
        shape: Height and width in proportion, see `crop`.

    Raises:
        RecordingError: It cannot be decoded.
    """
    rate = read_header(path).rate
    wanted = [int(second * rate) for second in seconds]
    found: dict[int, Image] = {}
    for index, image in enumerate(read_frames(path, None)):
        if index in wanted:
            found[index] = crop(without_panel(image), shape)
    return [found[index] for index in wanted]


def crop(image: Image, shape: tuple[int, int]) -> Image:
    """Return the middle of an image, as large as it can be with height and width in the proportion of a shape."""
    height, width = image.shape[:2]
    kept_height = min(height, max(1, round(width * shape[0] / shape[1])))
    kept_width = min(width, max(1, round(height * shape[1] / shape[0])))
    top, left = (height - kept_height) // 2, (width - kept_width) // 2
    return image[top : top + kept_height, left : left + kept_width]


class _Fit:
    """Brings frames to a model's size, and remembers how."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._steps: list[tuple[int, int]] = []

    def __call__(self, image: Image) -> Image:
        bare = without_panel(image)
        cropped = crop(bare, self._size)
        self._steps = [step.shape[:2] for step in (image, bare, cropped)]
        if cropped.shape[:2] == self._size:
            return np.ascontiguousarray(cropped)
        return np.asarray(cv2.resize(cropped, self._size[::-1], interpolation=cv2.INTER_AREA), np.uint8)

    def report(self) -> str:
        """Return what was done to the frames."""
        given, bare, cropped = self._steps
        done = [f"{_text(given)} frames"]
        done += [f"panel cut off, {_text(bare)} left"] if bare != given else []
        done += [f"cropped to {_text(cropped)}"] if cropped != bare else []
        done += [f"resized to {_text(self._size)}"] if cropped != self._size else []
        return ", ".join(done)


def _text(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"
