"""Batches: rows follow episodes, whatever the number of workers, and go on exactly where they were left."""

import json
import logging
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from agents.data.sequences import Batch, SequenceConfig, Sequences
from agents.errors import RecordingError
from agents.vpt.actions import NULL_BUTTONS, NULL_CAMERA, from_canonical, is_null
from tests.agents.data.recordings import number_of, some_action, write_recording
from tests.agents.data.test_check import damage

LENGTHS = {"a": 23, "b": 40, "c": 9, "d": 31, "e": 16}
STARTS = dict(zip(LENGTHS, (1000, 2000, 3000, 4000, 5000), strict=True))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five episodes whose frames have numbers of their own."""
    path = tmp_path_factory.mktemp("episodes")
    for name, count in LENGTHS.items():
        write_recording(path, name, STARTS[name], count)
    return path


def config(folder: Path, **changes: Any) -> SequenceConfig:
    return SequenceConfig.model_validate(
        {"folders": (folder,), "sequence_length": 8, "batch_size": 2, "null_actions": "keep"} | changes
    )


def same(left: Batch, right: Batch) -> bool:
    pairs = [(getattr(left, field.name), getattr(right, field.name)) for field in fields(Batch)]
    return all(a is b is None or (a == b).all() for a, b in pairs)


def rows_of(batches: list[Batch]) -> list[list[tuple[int, bool, int, int]]]:
    """Return of each row (number, first, buttons, camera) of the frames that count or are seen."""
    rows: list[list[tuple[int, bool, int, int]]] = [[] for _ in batches[0].frames]
    for batch in batches:
        for row, frames in enumerate(batch.frames):
            for step, frame in enumerate(frames):
                if frame.any():
                    labels = batch.buttons[row, step], batch.camera[row, step]
                    rows[row].append((number_of(frame), bool(batch.first[row, step]), *map(int, labels)))
    return rows


def expected(name: str, drop: bool = False) -> Iterator[tuple[int, bool, int, int]]:
    first = True
    for number in range(STARTS[name], STARTS[name] + LENGTHS[name]):
        joint = from_canonical(some_action(number))
        if not (drop and is_null(joint)):
            yield number, first, int(joint.buttons), int(joint.camera)
            first = False


@pytest.mark.parametrize("drop", [False, True])
def test_rows_hold_every_episode_once_and_in_order(folder: Path, drop: bool) -> None:
    batches = list(Sequences(config(folder, null_actions="drop" if drop else "keep"), epochs=1))
    assert batches[0].frames.shape == (2, 8, 128, 128, 3)
    assert [getattr(batches[0], name).dtype for name in ("frames", "buttons", "camera", "first", "weight")] == [
        np.uint8,
        np.int64,
        np.int64,
        np.bool_,
        np.float32,
    ]
    found = {}
    for row in rows_of(batches):
        begins = [index for index, step in enumerate(row) if step[1]] + [len(row)]
        assert begins[0] == 0
        for begin, end in pairwise(begins):
            found["abcde"[row[begin][0] // 1000 - 1]] = row[begin:end]
    assert found == {name: list(expected(name, drop)) for name in LENGTHS}
    assert any(batch.first[:, 1:].any() for batch in batches)  # packed: an episode begins in the middle
    assert sum(batch.weight.sum() for batch in batches) == sum(map(len, found.values()))


def test_padding_is_black_null_and_does_not_count(folder: Path) -> None:
    last = list(Sequences(config(folder), epochs=1))[-1]
    padding = ~last.frames.any((2, 3, 4))
    assert padding.any()
    assert (last.weight == ~padding).all()
    assert (last.buttons[padding] == NULL_BUTTONS).all()
    assert (last.camera[padding] == NULL_CAMERA).all()


def test_masked_frames_are_seen_and_do_not_count(folder: Path) -> None:
    for keep, mask in zip(
        Sequences(config(folder), epochs=1), Sequences(config(folder, null_actions="mask"), epochs=1), strict=True
    ):
        null = (keep.buttons == NULL_BUTTONS) & (keep.camera == NULL_CAMERA)
        assert null.any()
        assert (mask.weight == keep.weight * ~null).all()
        assert (mask.frames == keep.frames).all() and (mask.first == keep.first).all()


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_change_nothing(folder: Path, workers: int) -> None:
    state = torch.get_rng_state()
    alone = list(Sequences(config(folder), epochs=2))
    together = list(Sequences(config(folder, workers=workers), epochs=2))
    assert all(same(left, right) for left, right in zip(alone, together, strict=True))
    assert torch.equal(state, torch.get_rng_state())


@pytest.mark.parametrize(("null_actions", "workers"), [("drop", 0), ("mask", 2)])
def test_a_resumed_loader_goes_on_with_the_next_batch(folder: Path, null_actions: str, workers: int) -> None:
    settings = config(folder, null_actions=null_actions)
    whole = list(Sequences(settings, epochs=2))
    assert len(whole) > 8
    for stop in range(1, len(whole) + 1, 6 if workers else 2):
        first = Sequences(settings, epochs=2)
        for _ in zip(range(stop), first, strict=False):
            pass
        again = Sequences(config(folder, null_actions=null_actions, workers=workers), epochs=2)
        again.load_state_dict(first.state_dict())
        rest = list(again)
        assert len(rest) == len(whole) - stop
        assert all(same(left, right) for left, right in zip(rest, whole[stop:], strict=True))


def test_a_state_of_other_data_is_refused(folder: Path) -> None:
    state = Sequences(config(folder)).state_dict()
    for changes, shard in (({"seed": 1}, (0, 1)), ({"sequence_length": 9}, (0, 1)), ({}, (1, 2))):
        with pytest.raises(ValueError, match="other recordings"):
            Sequences(config(folder, **changes), shard=shard).load_state_dict(state)


def test_the_order_is_that_of_the_seed_and_the_epoch(folder: Path) -> None:
    def order(seed: int) -> list[list[int]]:
        loader = Sequences(config(folder, seed=seed), epochs=1)
        return [[step[0] for step in row if step[1]] for row in rows_of(list(loader))]

    assert order(0) == order(0)
    assert len({str(order(seed)) for seed in range(4)}) > 1
    forever = iter(Sequences(config(folder)))
    epochs = [[number_of(batch.frames[0, 0]) for batch in (next(forever) for _ in range(9))] for _ in range(3)]
    assert len({str(numbers) for numbers in epochs}) > 1


def test_shards_share_the_episodes(folder: Path) -> None:
    seen = []
    for rank in range(2):
        batches = list(Sequences(config(folder, batch_size=1), epochs=1, shard=(rank, 2)))
        seen += [step[0] for row in rows_of(batches) for step in row]
    assert sorted(seen) == sorted(step[0] for name in LENGTHS for step in expected(name))


def test_segments_of_a_session_go_on_without_a_beginning(tmp_path: Path) -> None:
    names = [f"player-0123-20220421-0{minute}0000" for minute in (1, 2)]
    write_recording(tmp_path, names[0].replace("010000", "010500"), 20, 10)
    write_recording(tmp_path, names[0], 10, 10)
    write_recording(tmp_path, names[1], 40, 10)  # an hour later
    (row,) = rows_of(list(Sequences(config(tmp_path, batch_size=1), epochs=1)))
    assert {number for number, first, *_ in row if first} == {10, 40}
    numbers = [number for number, *_ in row]
    assert sorted(numbers) == [*range(10, 30), *range(40, 50)]
    assert numbers.index(20) == numbers.index(19) + 1
    (tmp_path / names[0]).with_suffix(".jsonl").write_text("")
    (row,) = rows_of(list(Sequences(config(tmp_path, batch_size=1), epochs=1)))
    assert {number for number, first, *_ in row if first} == {20, 40}  # what was before is lost


@pytest.mark.parametrize("workers", [0, 2])
def test_broken_recordings_are_left_out_and_named(
    tmp_path: Path, workers: int, caplog: pytest.LogCaptureFixture
) -> None:
    damage(tmp_path)
    loader = Sequences(config(tmp_path, workers=workers), epochs=2)
    with caplog.at_level(logging.WARNING):
        batches = list(loader)
    assert {number for row in rows_of(batches) for number, *_ in row} == set(range(1, 61))
    names = sorted(Path(problem.file).name for problem in loader.broken)
    assert names == ["cut.mp4", "late.mp4", "long.jsonl", "orphan.jsonl", "silent.mp4", "text.jsonl", "void.jsonl"]
    assert all(name in caplog.text for name in names)
    assert len(caplog.records) == len(names)


def test_a_loader_resumes_around_a_recording_that_breaks_off(tmp_path: Path) -> None:
    names = [f"player-0123-20220421-01{minute}00" for minute in ("00", "05", "10")]
    for number, name in enumerate(names, start=1):
        write_recording(tmp_path, name, 100 * number, 40)
    middle = tmp_path / f"{names[1]}.mp4"
    content = bytearray(middle.read_bytes())
    begin = (content.index(b"mdat") + 3 * content.index(b"moov")) // 4  # three quarters of the frames are whole
    content[begin : begin + 200] = bytes(200)
    middle.write_bytes(content)
    settings = config(tmp_path, batch_size=1)
    whole = list(Sequences(settings, epochs=1))
    (row,) = rows_of(whole)
    assert [number for number, first, *_ in row if first] == [100, 300]
    assert 80 < len(row) < 120
    for stop in range(1, len(whole)):
        first = Sequences(settings, epochs=1)
        for _ in zip(range(stop), first, strict=False):
            pass
        again = Sequences(settings, epochs=1)
        again.load_state_dict(json.loads(json.dumps(first.state_dict())))
        assert all(same(left, right) for left, right in zip(again, whole[stop:], strict=True))


def test_nothing_to_read_is_an_error(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(RecordingError, match="holds no recording"):
        Sequences(config(tmp_path))
    (tmp_path / "a.mp4").write_bytes(b"")
    with pytest.raises(RecordingError, match="no recording can be read"):
        next(iter(Sequences(config(tmp_path, batch_size=1))))
    with pytest.raises(ValueError, match="10 rows need as many sequences, and there are 5"):
        Sequences(config(folder, batch_size=10))


def test_goals_lie_beside_recordings(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        write_recording(tmp_path, name, STARTS[name], 10)
    goals = np.random.default_rng(0).normal(size=(10, 3)).astype(np.float32)
    np.savez(tmp_path / "b.npz", goal=goals)
    np.savez(tmp_path / "c.npz", goal=goals[:9])
    (tmp_path / "d.npz").write_bytes(b"PK nonsense")
    loader = Sequences(config(tmp_path, batch_size=1), epochs=1)
    found = {}
    for batch in loader:
        assert batch.goal is not None
        for frame, goal in zip(batch.frames[0], batch.goal[0], strict=True):
            if frame.any():
                found[number_of(frame)] = goal
    assert sorted(found) == [*range(1000, 1010), *range(2000, 2010)]
    assert all((found[2000 + index] == goals[index]).all() and not found[1000 + index].any() for index in range(10))
    assert sorted(Path(problem.file).name for problem in loader.broken) == ["c.npz", "d.npz"]
