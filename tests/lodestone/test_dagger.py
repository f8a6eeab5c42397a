"""DAgger: a policy's frames with the oracle's labels, whoever acts."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from agents.data.records import load_actions, load_records
from agents.data.video import read_frames
from agents.errors import RecordingError
from agents.goals import prompt_feature
from agents.vpt.config import PRESETS
from agents.vpt.policy import VPTPolicy
from lodestone import cli, dagger
from lodestone.config import EpisodeConfig
from lodestone.dagger import Lesson, correct
from lodestone.demonstrations import Demonstration, demonstrate

CHOP = EpisodeConfig(order="get 1 log", skills="oracle", biome="forest", max_steps=60, image_size=(128, 128), seed=3)


class Spinner:
    """Always turns left, by the widest step that VPT's camera has."""

    def __init__(self, policy: VPTPolicy, seed: int, goal: None) -> None:
        pass

    def act(self, frame: NDArray[np.uint8]) -> dict[str, Any]:
        """Return the turn."""
        return {"camera": np.array([0.0, -10.0], np.float32)}

    def watch(self, frame: NDArray[np.uint8]) -> None:
        """Let somebody else act."""


@pytest.fixture
def policy(tmp_path: Path) -> str:
    torch.manual_seed(0)
    VPTPolicy(PRESETS["nano"]).save_pretrained(tmp_path / "policy")
    return str(tmp_path / "policy")


def yaws(recording: Demonstration) -> NDArray[np.float64]:
    """Return where the player looked in each frame."""
    assert recording.video is not None
    return np.array([line["yaw"] for line in load_records(recording.video.with_suffix(".jsonl"))])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_policy_acts_and_the_oracle_is_recorded(
    tmp_path: Path, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dagger, "Learner", Spinner)
    made = correct(CHOP, Lesson(policy, share=1.0), tmp_path / "round")
    assert not made.success
    assert made.video is not None
    labels = load_actions(made.video.with_suffix(".jsonl"))
    assert len(labels) == made.steps == CHOP.max_steps
    assert np.allclose((np.diff(yaws(made)) + 180.0) % 360.0 - 180.0, -10.0, atol=1e-3)
    assert (labels.camera[:, 1] > 1.0).any()
    frames = np.stack(list(read_frames(made.video, (128, 128)))).astype(float)
    assert len(frames) == made.steps
    changes = np.abs(np.diff(frames, axis=0)).mean((1, 2, 3))
    turned_round = np.abs(frames[37] - frames[1]).mean()
    assert turned_round < changes.mean()  # 36 turns of 10 degrees


def test_turns_are_taken(tmp_path: Path, policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dagger, "Learner", Spinner)
    made = correct(CHOP.model_copy(update={"max_steps": 200}), Lesson(policy, 0.5, stretch=10), tmp_path / "round")
    spun = np.isclose((np.diff(yaws(made)) + 180.0) % 360.0 - 180.0, -10.0, atol=1e-3)
    assert 0.2 < spun.mean() < 0.8
    assert np.abs(np.diff(spun)).sum() > 2


def test_the_oracle_gets_there_between_the_policys_turns(
    tmp_path: Path, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dagger, "Learner", Spinner)
    made = correct(CHOP.model_copy(update={"max_steps": 1000}), Lesson(policy, share=0.3), tmp_path / "round")
    assert made.success


def test_a_policy_that_never_acts_leaves_the_plain_demonstration(tmp_path: Path, policy: str) -> None:
    config = CHOP.model_copy(update={"max_steps": 1000})
    plain = demonstrate(config, tmp_path / "plain")
    made = correct(config, Lesson(policy, share=0.0), tmp_path / "round")
    assert made.success
    assert made.video is not None
    assert plain.video is not None
    assert load_records(made.video.with_suffix(".jsonl")) == load_records(plain.video.with_suffix(".jsonl"))
    assert made.video.read_bytes() == plain.video.read_bytes()


def test_what_is_recorded_says_who_acted_and_is_not_played_again(tmp_path: Path, policy: str) -> None:
    first = correct(CHOP, Lesson(policy), tmp_path / "round")
    assert first.video is not None
    options = json.loads(first.video.with_name(f"{first.video.stem}-options.json").read_text())
    assert options["labels"] == "oracle"
    assert options["actors"]["policy"] == policy
    assert options["actors"]["share"] == 0.5
    assert correct(CHOP, Lesson(policy), tmp_path / "round").steps == 0
    with pytest.raises(RecordingError, match="another folder"):
        correct(CHOP, Lesson(policy, share=0.9), tmp_path / "round")


def test_what_is_interrupted_is_not_kept(tmp_path: Path, policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupter(Spinner):
        def act(self, frame: NDArray[np.uint8]) -> dict[str, Any]:
            raise KeyboardInterrupt

    monkeypatch.setattr(dagger, "Learner", Interrupter)
    with pytest.raises(KeyboardInterrupt):
        correct(CHOP, Lesson(policy), tmp_path / "round")
    assert not list((tmp_path / "round").iterdir())


def test_a_missing_policy_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["lodestone", "data", "dagger", "get 1 log", "--policy", "nowhere", "--out", "x"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.BAD_INPUT
    errors = capsys.readouterr().err.strip()
    assert len(errors.splitlines()) == 1
    assert "nowhere" in errors


@pytest.mark.examples
def test_the_command_line_records_the_same_with_any_workers(
    tmp_path: Path, policy: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config, lesson = CHOP.model_copy(update={"max_steps": 30}), Lesson(policy, textures=2)
    for seed in range(2):
        correct(config.model_copy(update={"seed": seed}), lesson, tmp_path / "here")
    arguments = ["data", "dagger", "get 1 log", "--policy", policy, "--out", str(tmp_path / "there"), "--json"]
    arguments += ["--biome", "forest", "--max-steps", "30", "--episodes", "2", "--workers", "2", "--textures", "2"]
    monkeypatch.setattr(sys, "argv", ["lodestone", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["kept"], found["new_successes"], found["frames"]) == (2, 0, 60)
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_a_policy_with_goals_is_told_what_a_task_of_the_suite_skills_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    VPTPolicy(PRESETS["nano"].model_copy(update={"goal_size": 192})).save_pretrained(tmp_path / "policy")
    told = []

    class Listener(Spinner):
        def __init__(self, policy: VPTPolicy, seed: int, goal: torch.Tensor) -> None:
            told.append(goal)

    monkeypatch.setattr(dagger, "Learner", Listener)
    config = EpisodeConfig(task="skills/hunt_cow", skills="oracle", max_steps=40, image_size=(128, 128), seed=1_000_001)
    made = correct(config, Lesson(str(tmp_path / "policy"), share=0.5, stretch=5), tmp_path / "round")
    assert made.video is not None
    assert made.steps > 10
    torch.testing.assert_close(told, [prompt_feature("hunt a cow", "small")])
