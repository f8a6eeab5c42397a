"""`lodestone train reward`: a run and its resumption, and mistakes in one line that leave no run behind."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from lodestone import cli
from tests.agents.learning.clips import write_clips, write_model


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lodestone", "train", "reward", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    fields: dict[str, Any] = {
        "model": str(write_model(tmp_path / "start")),
        "clips": [str(write_clips(tmp_path / "clips", 16))],
        "validation": [str(write_clips(tmp_path / "validation", 16, seed=1))],
        "batch_size": 8,
        "steps": 2,
        "threads": 1,
    }
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(fields))
    return file


def test_a_reward_model_is_trained_and_goes_on(
    tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = str(tmp_path / "run")
    assert call(monkeypatch, str(config), "--out", run, "--json") == cli.SUCCEEDED
    learnt = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert 0 <= learnt["validation/recall@1"] <= learnt["validation/recall@5"] <= 1
    files = {path.name for path in Path(learnt["model"]).iterdir()}
    assert files == {"model.safetensors", "config.json", "README.md", "curves.png"}
    assert call(monkeypatch, "--resume", "--out", run, "--set", "steps=3") == cli.SUCCEEDED
    assert "3 batches" in Path(learnt["model"], "README.md").read_text()
    assert call(monkeypatch, str(config), "--out", run) == cli.BAD_INPUT
    assert "already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["examples/train_reward.yaml"]),
        (["CONFIG", "--set", "steps=none"], ["steps"]),
        (["CONFIG", "--set", "stepz=3"], ["stepz"]),
        (["CONFIG", "--set", "clips=[nowhere]"], ["nowhere", "dataset.json"]),
        (["CONFIG", "--set", "model=small"], ["32x32", "128x128"]),
        (["CONFIG", "--set", "model=nowhere"], ["nowhere"]),
        (["CONFIG", "--set", "batch_size=99"], ["batch_size"]),
    ],
)
def test_mistakes_are_one_line(
    tmp_path: Path,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: list[str],
) -> None:
    told = [str(config) if argument == "CONFIG" else argument for argument in arguments]
    assert call(monkeypatch, *told, "--out", str(tmp_path / "run")) == cli.BAD_INPUT
    errors = capsys.readouterr().err.strip()
    assert len(errors.splitlines()) == 1
    assert all(word in errors for word in words)
    assert not (tmp_path / "run").exists()
