"""Videos without actions get those of a model, each frame's from the window that has it in its middle."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from agents.data.label import label_video
from agents.data.records import load_actions
from agents.errors import RecordingError
from agents.vpt.actions import quantise_camera
from envs.overworld.action import KEYS
from tests.agents.data.recordings import number_of, write_recording


@pytest.mark.parametrize("count", [1, 127, 128, 129, 191, 192, 193, 300])
def test_each_frame_is_labelled_from_where_it_is_seen_best(tmp_path: Path, count: int) -> None:
    write_recording(tmp_path, "a", 0, count)
    (tmp_path / "a.jsonl").unlink()
    windows = []

    def predict(frames: NDArray[np.uint8]) -> tuple[NDArray[Any], NDArray[Any]]:
        numbers = np.array([number_of(frame) for frame in frames])
        windows.append(numbers)
        keys = numbers[:, None] >> np.arange(len(KEYS)) & 1
        edge = np.minimum(np.arange(len(frames)), 10)
        return keys, np.stack([edge, np.full(len(frames), 7)], -1)

    path = label_video(tmp_path / "a.mp4", predict)
    actions = load_actions(path)
    expected = np.arange(count)[:, None] >> np.arange(len(KEYS)) & 1
    assert (actions.keys == expected).all()
    bins = quantise_camera(actions.camera)
    assert (bins[:, 1] == 7).all()
    assert (bins[10:, 0] == 10).all()  # only at the very beginning is a window's edge believed
    assert all(len(window) == min(count, 128) for window in windows)
    assert len(windows) == 1 + max(0, -(-(count - 128) // 64))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a-options.json", "a.jsonl", "a.mp4"]


def test_labels_of_a_person_are_not_lost_and_wrong_shapes_leave_nothing(tmp_path: Path) -> None:
    write_recording(tmp_path, "a", 0, 3)
    with pytest.raises(RecordingError, match="exists already"):
        label_video(tmp_path / "a.mp4", lambda frames: (np.zeros((3, 20)), np.zeros((3, 2))))
    (tmp_path / "a.jsonl").unlink()
    with pytest.raises(ValueError, match="keys"):
        label_video(tmp_path / "a.mp4", lambda frames: (np.zeros((2, 20)), np.zeros((3, 2))))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a-options.json", "a.mp4"]
