"""Demonstrations: what is recorded is what was done, in actions that VPT's policy can say."""

import json
from pathlib import Path

import numpy as np

from agents.data.records import load_actions
from agents.data.video import read_frames
from agents.vpt.actions import camera_degrees, quantise_camera
from lodestone.config import EpisodeConfig
from lodestone.demonstrations import demonstrate
from lodestone.episode import run_episode
from lodestone.record import load
from lodestone.replay import replay

CHOP = EpisodeConfig(
    order="get 1 log", skills="oracle", biome="forest", max_steps=1000, image_size=(128, 128), controls="vpt", seed=3
)


def test_actions_that_were_rounded_are_those_of_the_record(tmp_path: Path) -> None:
    result = run_episode(CHOP.model_copy(update={"out": tmp_path / "record"}))
    assert result.record.success
    _, actions = load(result.path)
    turns = np.stack([actions["pitch"], actions["yaw"]], -1)
    assert np.abs(turns).max() <= 10.0
    assert np.allclose(turns, camera_degrees(quantise_camera(turns)), atol=1e-5)
    assert replay(result.path).same


def test_a_recording_has_the_actions_of_the_episode_and_a_picture_for_each(tmp_path: Path) -> None:
    made = demonstrate(CHOP, tmp_path / "demos")
    assert made.success
    assert made.video is not None
    _, actions = load(run_episode(CHOP.model_copy(update={"out": tmp_path / "record"})).path)
    read = load_actions(made.video.with_suffix(".jsonl"))
    assert len(read) == made.steps == len(actions)
    assert np.array_equal(read.keys[:, 0], actions["attack"])
    assert np.allclose(read.camera, np.stack([actions["pitch"], actions["yaw"]], -1), atol=1e-4)
    frames = list(read_frames(made.video, (128, 128)))
    assert len(frames) == made.steps
    assert np.std(frames[0]) > 10


def test_what_is_recorded_is_not_played_again(tmp_path: Path) -> None:
    first = demonstrate(CHOP, tmp_path)
    assert first.video is not None
    before = first.video.stat().st_mtime_ns
    assert demonstrate(CHOP, tmp_path).steps == 0
    assert first.video.stat().st_mtime_ns == before


def test_what_fails_is_not_kept(tmp_path: Path) -> None:
    made = demonstrate(CHOP.model_copy(update={"max_steps": 5}), tmp_path / "demos")
    assert not made.success
    assert made.video is None
    assert not list(tmp_path.rglob("*.mp4"))


def test_what_keys_cannot_say_is_not_kept(tmp_path: Path) -> None:
    crafted = EpisodeConfig(
        order="make 4 planks", skills="oracle", biome="forest", max_steps=1500, controls="vpt", seed=3
    )
    made = demonstrate(crafted, tmp_path / "demos")
    assert not made.success
    assert "functional action 'craft'" in made.reason
    assert not list(tmp_path.rglob("*.mp4"))


def test_a_task_of_the_suite_skills_is_shown_without_a_plan(tmp_path: Path) -> None:
    config = EpisodeConfig(task="skills/hunt_cow", skills="oracle", image_size=(128, 128), seed=1_000_001)
    made = demonstrate(config, tmp_path / "demos", textures=4)
    assert made.success
    assert made.video is not None
    options = json.loads((made.video.parent / f"{made.video.stem}-options.json").read_text())
    assert (options["order"], options["textures"], options["frames"]) == ("hunt a cow", 1, made.steps)
    assert len(list(read_frames(made.video, (128, 128)))) == made.steps
