"""What is written is read again: frames nearly, actions exactly; and what is not finished is no recording."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agents.data.check import check
from agents.data.records import load_actions
from agents.data.segments import find_segments
from agents.data.video import read_frames
from agents.data.writer import EpisodeWriter
from agents.errors import RecordingError
from envs.overworld.action import KEYS, InvalidActionError
from envs.overworld.env import OverworldEnv


def test_an_episode_of_the_overworld_comes_back(tmp_path: Path) -> None:
    env = OverworldEnv(image_size=(128, 128))
    env.action_space.seed(1)
    rng = np.random.default_rng(1)
    observation, _ = env.reset(seed=3)
    seen, done = [], []
    with EpisodeWriter(tmp_path, "episode", seed=3, metadata={"order": "walk"}) as writer:
        for _ in range(40):
            action = {name: int(rng.random() < 0.2) for name in KEYS if name != "inventory"}
            action |= {"camera": rng.uniform(-12, 12, 2).astype(np.float32)}
            seen.append(observation["rgb"].copy())
            done.append(action)
            writer.append(observation["rgb"], action, observation)
            observation = env.step(action)[0]
    report = check(tmp_path)
    assert (report.whole, report.frames, report.problems) == (1, 40, [])
    actions = load_actions(tmp_path / "episode.jsonl")
    for index, action in enumerate(done):
        assert dict(zip(KEYS, actions.keys[index].tolist(), strict=True)) == {
            name: action.get(name, 0) for name in KEYS
        }
        assert (actions.camera[index] == action["camera"]).all()
    frames = np.stack(list(read_frames(tmp_path / "episode.mp4")))
    assert np.abs(frames.astype(int) - np.stack(seen)).mean() < 5
    options = json.loads((tmp_path / "episode-options.json").read_text())
    assert options == {"order": "walk", "seed": 3, "height": 128, "width": 128, "frames": 40}
    last = json.loads((tmp_path / "episode.jsonl").read_text().splitlines()[-1])
    assert 0 < last["ypos"] < 256 and last["tick"] == 39


def test_another_size_is_written_as_it_is(tmp_path: Path) -> None:
    frame = np.random.default_rng(0).integers(0, 255, (360, 640, 3), np.uint8) // 64 * 64
    with EpisodeWriter(tmp_path / "new" / "folder", "a", (360, 640)) as writer:
        writer.append(frame, {})
    (decoded,) = read_frames(tmp_path / "new" / "folder" / "a.mp4", size=None)
    assert decoded.shape == (360, 640, 3)


def test_two_times_the_same_episode_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        rng = np.random.default_rng(5)
        with EpisodeWriter(tmp_path, name) as writer:
            for _ in range(10):
                writer.append(rng.integers(0, 255, (128, 128, 3), np.uint8), {"jump": 1})
    for ending in (".mp4", ".jsonl"):
        assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


def test_an_episode_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), EpisodeWriter(tmp_path, "a") as writer:
        writer.append(np.zeros((128, 128, 3), np.uint8), {})
        raise RuntimeError
    with EpisodeWriter(tmp_path, "b"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_killed_writer_leaves_no_recording(tmp_path: Path) -> None:
    code = (
        "import os, numpy as np; from pathlib import Path; from agents.data.writer import EpisodeWriter\n"
        f"w = EpisodeWriter(Path({str(tmp_path)!r}), 'a')\n"
        "for _ in range(200): w.append(np.zeros((128, 128, 3), np.uint8), {})\n"
        "os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert list(tmp_path.iterdir())
    assert find_segments(tmp_path) == []
    with EpisodeWriter(tmp_path, "a") as writer:  # and the name is free
        writer.append(np.zeros((128, 128, 3), np.uint8), {})
    assert check(tmp_path).whole == 1
    assert len(list(tmp_path.iterdir())) == 3


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with EpisodeWriter(tmp_path, "a") as writer:
        with pytest.raises(ValueError, match="uint8"):
            writer.append(np.zeros((64, 128, 3), np.uint8), {})
        with pytest.raises(InvalidActionError, match="craft"):
            writer.append(np.zeros((128, 128, 3), np.uint8), {"craft": 3})
        writer.append(np.zeros((128, 128, 3), np.uint8), {})
        assert writer.close() == writer.close() == tmp_path / "a.mp4"
    assert len(load_actions(tmp_path / "a.jsonl")) == 1
    with pytest.raises(RecordingError, match="exists already"):
        EpisodeWriter(tmp_path, "a")
    (tmp_path / "a.mp4").unlink()  # as if killed just before the video got its name
    with EpisodeWriter(tmp_path, "a") as writer:
        writer.append(np.zeros((128, 128, 3), np.uint8), {})
    assert len(load_actions(tmp_path / "a.jsonl")) == 1
    for name, size in ((".hidden", (128, 128)), ("a/b", (128, 128)), ("odd", (127, 128))):
        with pytest.raises(ValueError, match=r"name|even"):
            EpisodeWriter(tmp_path, name, size)
