"""What training reads: batches of chunks whose rows follow episodes, so that a policy's memory can be carried.

Row r of a batch goes on where row r of the batch before ended. Where an episode ends in a chunk the next one begins on
the following frame, and `first` says so. Every epoch deals all sequences to the rows in a new order, which depends on
the seed and the epoch alone: neither the number of workers nor a pause in between changes a batch.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zipfile import BadZipFile

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from agents.data.check import Problem
from agents.data.segments import Segment, find_segments, join_sequences
from agents.data.streams import START, Chunk, ChunkLayout, NullActions, Position, Stream
from agents.data.video import IMAGE_SIZE
from agents.errors import RecordingError

_Sequence = tuple[Segment, ...]
_log = logging.getLogger(__name__)


class SequenceConfig(BaseModel):
    """Which recordings, and how they are cut."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folders: Annotated[tuple[Path, ...], Field(min_length=1)]
    """Folders of recordings, or index files."""
    sequence_length: Annotated[int, Field(ge=1)] = 128
    """Frames in a chunk."""
    batch_size: Annotated[int, Field(ge=1)] = 8
    """Rows."""
    null_actions: NullActions = "drop"
    """Frames on which nothing is done: `keep` them, `drop` them as VPT's training did, or `mask` them: the policy sees
    them, and their weight is 0."""
    workers: Annotated[int, Field(ge=0)] = 0
    """Processes that decode; 0 decodes in this one."""
    seed: Annotated[int, Field(ge=0)] = 0
    """Of the order of episodes."""
    image_size: tuple[int, int] = IMAGE_SIZE
    """(height, width) in pixels."""


@dataclass(frozen=True)
class Batch:
    """B rows of T frames."""

    frames: NDArray[np.uint8]
    """(B, T, height, width, 3) RGB."""
    buttons: NDArray[np.int64]
    """(B, T) joint buttons."""
    camera: NDArray[np.int64]
    """(B, T) joint camera."""
    first: NDArray[np.bool_]
    """(B, T) whether an episode begins with the frame, so that memory must be empty."""
    weight: NDArray[np.float32]
    """(B, T) 1 or 0: masked, unknown, or padding of a row whose episodes have ended."""
    goal: NDArray[np.float32] | None
    """(B, T, G), zeros where a recording has none; None if none has."""


_FIELDS = ("frames", "buttons", "camera", "first", "weight", "goal")


@dataclass
class _Pack:
    """What one worker adds to a batch: R of its rows, or nothing more."""

    rows: list[int]
    tensors: dict[str, Tensor]
    """(R, T, ...) by name of field; tensors, as those come from another process without a copy through a pipe."""
    ends: list[Position]
    broken: list[Problem]


class Sequences:
    """Iterates over batches, epoch after epoch; iterating anew goes on after the last batch.

    Recordings that are broken are left out, logged, and listed in `broken`.
    """

    def __init__(self, config: SequenceConfig, epochs: int | None = None, shard: tuple[int, int] = (0, 1)) -> None:
        """Find the recordings.

        Args:
            config: Which, and how they are cut.
            epochs: After how many to end; never if None.
            shard: (rank, count) of this process among those that learn together: each has rows of its own, and in an
                epoch no sequence is read twice.

        Raises:
            RecordingError: A folder is missing, or holds no recording.
            ValueError: There are fewer sequences than rows.
        """
        self.config = config
        self.epoch = 0
        self._epochs = epochs
        self._rank, count = shard
        self._rows = config.batch_size * count
        self.broken: list[Problem] = []
        """What was left out so far, each file once."""
        segments: list[Segment] = []
        for folder in config.folders:
            found = find_segments(folder)
            if not found:
                raise RecordingError(folder, "holds no recording")
            segments += found
        self._sequences = join_sequences(segments)
        if len(self._sequences) < self._rows:
            raise ValueError(
                f"{self._rows} rows need as many sequences, and there are {len(self._sequences)}: "
                "lower batch_size or add recordings"
            )
        self._sizes = [sum(map(_size, sequence)) for sequence in self._sequences]
        self._layout = ChunkLayout(config.sequence_length, config.image_size, config.null_actions, _goal_size(segments))
        self._positions = [START] * config.batch_size

    @property
    def goal_size(self) -> int:
        """Numbers in the embedding of a goal; 0 if no recording has goals."""
        return self._layout.goal_size

    def __len__(self) -> int:
        """Return the number of sequences: recordings, those that follow each other counted as one."""
        return len(self._sequences)

    def __iter__(self) -> Iterator[Batch]:
        """Yield the batches that are left.

        Raises:
            RecordingError: Not one recording of an epoch can be read.
        """
        while self._epochs is None or self.epoch < self._epochs:
            yield from self._rest_of_epoch()
            self.epoch += 1
            self._positions = [START] * self.config.batch_size

    def state_dict(self) -> dict[str, Any]:
        """Return where the loader is, as plain values: after the last batch that it yielded."""
        return {
            "epoch": self.epoch,
            "positions": [list(position) for position in self._positions],
            "broken": [list(problem) for problem in self.broken],
            "data": self._fingerprint(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go to where a loader of the same recordings was; its number of workers may differ.

        Raises:
            ValueError: The recordings, the configuration or the shard are others.
        """
        if state["data"] != self._fingerprint():
            raise ValueError("the state of the data is that of other recordings, another configuration or shard")
        self.epoch = state["epoch"]
        self._positions = [Position(*position) for position in state["positions"]]
        self.broken = [Problem(*problem) for problem in state["broken"]]

    def _rest_of_epoch(self) -> Iterator[Batch]:
        empty = self._positions == [START] * self.config.batch_size
        for packs in self._packs():
            self._report([problem for pack in packs for problem in pack.broken])
            if any(pack.rows for pack in packs):
                empty = False
                yield self._batch(packs)
        if empty:
            raise RecordingError(self.config.folders[0], f"no recording can be read, {len(self.broken)} are broken")

    def _packs(self) -> Iterator[list[_Pack]]:
        """Yield what all workers add to each batch; those that have ended are not waited for."""
        workers = min(self.config.workers, self.config.batch_size)
        dataset = _Rows(self._deal(), self._positions, self._layout)
        loader: DataLoader[_Pack] = DataLoader(
            dataset, batch_size=None, num_workers=workers, collate_fn=_as_it_is, generator=torch.Generator()
        )  # a generator of its own, as the global one is not to be touched
        packs: list[_Pack] = []
        live = max(1, workers)
        for pack in loader:  # from one worker after another, in order
            packs.append(pack)
            if len(packs) == live:
                yield packs
                live -= sum(not pack.rows for pack in packs)
                packs = []

    def _deal(self) -> list[list[_Sequence]]:
        """Return the sequences of each row in this epoch: in random order, each to the row that has least to read."""
        order = np.random.default_rng([self.config.seed, self.epoch]).permutation(len(self._sequences))
        rows: list[list[_Sequence]] = [[] for _ in range(self._rows)]
        loads = [0] * self._rows
        for index in order.tolist():
            row = loads.index(min(loads))
            rows[row].append(self._sequences[index])
            loads[row] += self._sizes[index]
        begin = self._rank * self.config.batch_size
        return rows[begin : begin + self.config.batch_size]

    def _batch(self, packs: list[_Pack]) -> Batch:
        blank = Chunk.blank(self._layout)
        fields: dict[str, NDArray[Any] | None] = {}
        for name in _FIELDS:
            padding = getattr(blank, name)
            whole = np.empty((self.config.batch_size, *padding.shape), padding.dtype)
            whole[:] = padding
            for pack in packs:
                if pack.rows:
                    whole[pack.rows] = pack.tensors[name].numpy()
            fields[name] = whole
        for pack in packs:
            for row, end in zip(pack.rows, pack.ends, strict=True):
                self._positions[row] = end
        if not self._layout.goal_size:
            fields["goal"] = None
        return Batch(**fields)  # type: ignore[arg-type]

    def _report(self, problems: list[Problem]) -> None:
        known = {problem.file for problem in self.broken}
        for problem in problems:
            if problem.file not in known:
                _log.warning("left out %s: %s", problem.file, problem.reason)
                self.broken.append(problem)
                known.add(problem.file)

    def _fingerprint(self) -> str:
        """Return a hash of what decides the batches; recordings may move, and the number of workers may change."""
        config = self.config.model_dump(mode="json", exclude={"folders", "workers"})
        names = [[segment.name for segment in sequence] for sequence in self._sequences]
        decisive = [config, names, self._sizes, self._rank, self._rows]
        return hashlib.sha256(json.dumps(decisive).encode()).hexdigest()


class _Rows(IterableDataset[_Pack]):
    """The rows of an epoch; each worker reads every W-th of them."""

    def __init__(self, rows: list[list[_Sequence]], positions: list[Position], layout: ChunkLayout) -> None:
        self._streams = [Stream(row, layout, start) for row, start in zip(rows, positions, strict=True)]

    def __iter__(self) -> Iterator[_Pack]:
        """Yield packs; the last one has no rows."""
        worker = get_worker_info()
        mine = range(len(self._streams))
        if worker is not None:
            cv2.setNumThreads(0)  # OpenCV's threads do not survive a fork
            mine = range(worker.id, len(self._streams), worker.num_workers)
        readers = {row: self._streams[row].chunks() for row in mine}
        while True:
            chunks = {row: chunk for row, reader in readers.items() if (chunk := next(reader, None)) is not None}
            broken = [problem for row in readers for problem in self._streams[row].broken]
            for row in readers:
                self._streams[row].broken.clear()
            tensors = {
                name: torch.from_numpy(np.stack([getattr(chunk, name) for chunk in chunks.values()]))
                for name in _FIELDS
                if chunks
            }
            yield _Pack(list(chunks), tensors, [chunk.end for chunk in chunks.values()], broken)
            if not chunks:
                return


def _as_it_is(pack: Any) -> Any:
    return pack


def _size(segment: Segment) -> int:
    """Return the bytes of a segment's actions: near enough a measure of its length, without opening it."""
    return segment.actions.stat().st_size if segment.actions.is_file() else 0


def _goal_size(segments: list[Segment]) -> int:
    """Return the size of the first goals that can be read, or 0."""
    for segment in segments:
        if segment.goals.is_file():
            try:
                with np.load(segment.goals, allow_pickle=False) as file:
                    return int(file["goal"].shape[-1])
            except (OSError, ValueError, KeyError, EOFError, IndexError, BadZipFile):
                continue  # it is named when it is its turn
    return 0
