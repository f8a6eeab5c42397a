"""Frames are those that OpenCV decodes and resizes, with the cursor where the player had it."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from agents.data.records import Actions
from agents.data.video import count_frames, draw_cursor, read_frames
from agents.data.writer import EpisodeWriter
from agents.errors import RecordingError
from tests.agents.data.recordings import number_of, write_recording


def some_video(folder: Path) -> Path:
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 255, (12, 18, 32, 3), np.uint8)
    with EpisodeWriter(folder, "a", (360, 640)) as writer:
        for image in coarse:
            writer.append(np.asarray(cv2.resize(image, (640, 360)), np.uint8), {})
    return folder / "a.mp4"


def test_frames_are_those_of_opencv(tmp_path: Path) -> None:
    path = some_video(tmp_path)
    capture = cv2.VideoCapture(str(path))
    for frame in read_frames(path):
        there, expected = capture.read()
        assert there
        small = cv2.resize(cv2.cvtColor(expected, cv2.COLOR_BGR2RGB), (128, 128), interpolation=cv2.INTER_LINEAR)
        assert frame.dtype == np.uint8
        assert np.abs(frame.astype(int) - small).max() <= 2
    assert not capture.read()[0]
    capture.release()


def test_frames_that_are_not_wanted_are_left_out(tmp_path: Path) -> None:
    write_recording(tmp_path, "a", 100, 30)
    keep = np.arange(30) % 7 == 3
    assert [number_of(frame) for frame in read_frames(tmp_path / "a.mp4", keep=keep)] == [103, 110, 117, 124]
    assert count_frames(tmp_path / "a.mp4") == 30
    for length in (29, 31):
        with pytest.raises(RecordingError, match="has 30 frames"):
            list(read_frames(tmp_path / "a.mp4", keep=np.ones(length, np.bool_)))


def test_the_cursor_is_drawn_only_in_guis(tmp_path: Path) -> None:
    path = some_video(tmp_path)
    gui = np.arange(12) >= 6
    nothing = np.zeros((12, 20), np.uint8)
    cursor = np.tile(np.float32([640, 360]), (12, 1))
    actions = Actions(nothing, nothing[:, :3], np.zeros((12, 2), np.float32), gui, cursor, ~gui)
    plain, drawn = np.stack(list(read_frames(path, None))), np.stack(list(read_frames(path, None, actions)))
    changed = (plain != drawn).any(-1)
    assert changed.any((1, 2)).tolist() == gui.tolist()
    rows, columns = np.nonzero(changed.any(0))
    assert rows.min() >= 180 and rows.max() < 196 and columns.min() >= 320 and columns.max() < 336


def test_the_cursor_is_a_white_arrow_that_is_cut_at_the_edge() -> None:
    image = np.full((360, 640, 3), 40, np.uint8)
    draw_cursor(image, 100, 200)
    assert image[106, 52].min() > 240  # its body
    assert (image[100:116, 50:66] != 40).any(-1).mean() > 0.2
    image[:] = 40
    draw_cursor(image, 1270, 710)
    assert (image[355:, 635:] != 40).any()
    image[:] = 40
    for place in ((1280, 10), (10, 5000), (-30, 10)):
        draw_cursor(image, *place)
    assert (image == 40).all()


def test_broken_videos_say_so(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with pytest.raises(RecordingError, match="cannot be decoded"):
        list(read_frames(path))
    path.touch()
    with pytest.raises(RecordingError, match="is empty"):
        list(read_frames(path))
    path.write_bytes(b"nonsense" * 100)
    with pytest.raises(RecordingError, match="cannot be decoded"):
        count_frames(path)
