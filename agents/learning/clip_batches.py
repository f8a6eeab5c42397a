"""Batches of clips with captions. What is in a batch depends on the seed and its number alone, so runs resume anywhere.

A share of each batch is pairs of a clip in which something is done and one, of the same behaviour, in which it is not
quite: what tells the two apart is what the model is to see.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from agents.data.clips import Clip
from agents.errors import TrainingError
from agents.learning.clip_library import ClipLibrary
from agents.learning.config import RewardTrainingConfig
from agents.learning.run_folder import Team

_CAPTIONS, _PICTURES, _TARGETS = 1, 2, 3
"""Streams of random numbers."""
_GREY, _WHITE = 128.0, 255.0


class ClipBatch(NamedTuple):
    """A batch of all processes together (B clips), and the frames of those that this process encodes (R clips)."""

    frames: NDArray[np.uint8]
    """(R, frames, height, width, 3) RGB."""
    clips: NDArray[np.int64]
    """(B,) numbers of clips."""
    texts: NDArray[np.int64]
    """(B,) number of the caption that each goes with."""
    truth: NDArray[np.bool_]
    """(B, B) whether the caption in a column is true of the clip in a row."""
    targets: NDArray[np.int64]
    """(2, B) which column counts as a clip's own, and which row as a caption's."""


class ClipBatches:
    """Draws batches and reads them in threads, one batch ahead.

    Args:
        library: Where clips are from.
        config: Of the run.
        team: The processes that learn together.

    Raises:
        TrainingError: There are fewer clips than a batch of all processes has.
    """

    def __init__(self, library: ClipLibrary, config: RewardTrainingConfig, team: Team) -> None:
        self.library = library
        self.size = config.batch_size * team.size
        if self.size > len(library):
            raise TrainingError(
                f"a batch of {self.size} needs as many clips, and there are {len(library)}: "
                "lower batch_size or add clips"
            )
        first = team.rank * config.batch_size
        self._mine = slice(first, first + config.batch_size)
        self._config = config
        self._epoch: tuple[int, NDArray[np.int64]] = (-1, np.empty((0, self.size), np.int64))

    def draw(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the clips (B,) and the texts (B,) of a batch of all processes, by its number."""
        epoch, place = divmod(number, len(self.library) // self.size)
        if self._epoch[0] != epoch:
            random = np.random.default_rng([self._config.seed, epoch])
            self._epoch = epoch, deal(self.library.clips, self.size, self._config.hard_share, random)
        clips = self._epoch[1][place]
        random = np.random.default_rng([self._config.seed, number, _CAPTIONS])
        return clips, np.array([random.choice(self.library.captions[clip]) for clip in clips], np.int64)

    def read(self, first: int) -> Iterator[ClipBatch]:
        """Yield batches without end.

        Args:
            first: Number of the first one.
        """
        with ThreadPoolExecutor(self._config.readers) as pool:
            ahead: deque[tuple[ClipBatch, list[Future[None]]]] = deque()
            for number in count(first):
                ahead.append(self._begin(number, pool))
                if len(ahead) > 1:
                    batch, readings = ahead.popleft()
                    for reading in readings:
                        reading.result()
                    yield batch

    def _begin(self, number: int, pool: ThreadPoolExecutor) -> tuple[ClipBatch, list[Future[None]]]:
        clips, texts = self.draw(number)
        truth = self.library.truth(clips, texts)
        targets = np.tile(np.arange(self.size), (2, 1))
        if self._config.size_weighting:
            sizes = [self.library.clips[clip].size for clip in clips]
            targets = swap(truth, sizes, np.random.default_rng([self._config.seed, number, _TARGETS]))
        mine = clips[self._mine]
        layout = self.library.layout
        length = 1 if self._config.last_frame else layout.frames
        frames = np.empty((len(mine), length, *layout.image_size, 3), np.uint8)

        def fill(row: int) -> None:
            random = np.random.default_rng([self._config.seed, number, _PICTURES, self._mine.start + row])
            whole = self.library.frames(int(mine[row]))
            frames[row] = vary(whole[-length:], self._config.shift, self._config.jitter, random)

        return ClipBatch(frames, clips, texts, truth, targets), [pool.submit(fill, row) for row in range(len(mine))]


def deal(clips: Sequence[Clip], size: int, hard_share: float, random: np.random.Generator) -> NDArray[np.int64]:
    """Return an epoch's batches (batches, size) of numbers of clips, each clip at most once.

    Args:
        clips: At least `size`.
        size: Of a batch.
        hard_share: Share of a batch that is pairs of a clip that does something and one of the same behaviour that does
            not; less if there are not so many pairs.
        random: Decides.
    """
    sides: dict[tuple[str, bool], list[int]] = {}
    for index in random.permutation(len(clips)).tolist():
        sides.setdefault((clips[index].behaviour, clips[index].doing), []).append(index)
    behaviours = sorted({behaviour for behaviour, _ in sides})
    pairs = [
        pair
        for name in behaviours
        for pair in zip(sides.get((name, True), []), sides.get((name, False), []), strict=False)
    ]
    random.shuffle(pairs)
    batches = len(clips) // size
    quota = min(round(hard_share * size) // 2, size // 2)
    pairs = pairs[: quota * batches]
    paired = {index for pair in pairs for index in pair}
    rest = [index for index in random.permutation(len(clips)).tolist() if index not in paired]
    result = []
    for batch in range(batches):
        begin, end = batch * len(pairs) // batches, (batch + 1) * len(pairs) // batches
        hard = [index for pair in pairs[begin:end] for index in pair]
        missing = size - len(hard)
        result.append(hard + rest[:missing])
        rest = rest[missing:]
    return np.array(result, np.int64)


def swap(truth: NDArray[np.bool_], sizes: Sequence[float | None], random: np.random.Generator) -> NDArray[np.int64]:
    """Return targets (2, B) in which clips whose target looks small have, now and then, those of another.

    CLIP4MC (Jiang et al., ECCV 2024): with probability 1 - gamma the probability of another stands in for that of the
    pair; gamma is 1 for a target of more than 2 % of the frame, else 0.5 + 0.5 * size / 2 %.

    Args:
        truth: (B, B) whether the caption in a column is true of the clip in a row; what is true is not swapped in.
        sizes: Share of the frame that each clip's target covers, 0 to 1; None counts as large.
        random: Decides.
    """
    keeps = np.array([1.0 if size is None else min(0.5 + 0.5 * size / 0.02, 1.0) for size in sizes])
    targets = np.tile(np.arange(len(sizes)), (2, 1))
    for index in np.flatnonzero(random.random(len(sizes)) >= keeps):
        for direction, untrue in enumerate((~truth[index], ~truth[:, index])):
            others = np.flatnonzero(untrue)
            if len(others):
                targets[direction, index] = random.choice(others)
    return targets


def vary(frames: NDArray[np.uint8], shift: int, jitter: float, random: np.random.Generator) -> NDArray[np.uint8]:
    """Return frames (L, height, width, 3) of a clip, all moved and lit anew alike.

    They are not mirrored: the hand and the bars of the screen are always on one side.

    Args:
        frames: Of the clip.
        shift: Pixels, at most, up or down and to the left or right; the rim is repeated.
        jitter: Share, at most, of contrast around grey, and of brightness.
        random: Decides.
    """
    _, height, width, _ = frames.shape
    down, right = random.integers(0, 2 * shift + 1, 2)
    contrast, brightness = random.uniform(-jitter, jitter, 2)
    levels = (np.arange(256) - _GREY) * (1.0 + contrast) + _GREY + brightness * _WHITE
    table = np.clip(np.rint(levels), 0.0, _WHITE).astype(np.uint8)
    varied = np.empty_like(frames)
    for index, frame in enumerate(frames):
        framed = cv2.copyMakeBorder(frame, shift, shift, shift, shift, cv2.BORDER_REPLICATE)
        varied[index] = cv2.LUT(framed[down : down + height, right : right + width], table)
    return varied
