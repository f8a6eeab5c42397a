"""The commands of data and training: recordings made, looked at and learnt from, mistakes in one line."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from lodestone import cli


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lodestone", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def last_line(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_an_order_is_recorded_looked_at_and_learnt_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "demos")
    record = ["data", "record", "get 1 log", "--out", folder, "--biome", "forest", "--max-steps", "1000", "--json"]
    assert call(monkeypatch, *record, "--episodes", "2") == cli.SUCCEEDED
    made = last_line(capsys)
    assert made["kept"] == 2
    assert made["frames"] > 100
    assert call(monkeypatch, *record, "--episodes", "2") == cli.SUCCEEDED
    assert last_line(capsys)["frames"] == 0  # what is there is not played again
    assert call(monkeypatch, "data", "check", folder, "--json") == cli.SUCCEEDED
    checked = last_line(capsys)
    assert (checked["whole"], checked["frames"]) == (2, made["frames"])
    assert call(monkeypatch, "data", "stats", folder, "--json") == cli.SUCCEEDED
    assert last_line(capsys)["frames"] == made["frames"]
    config = tmp_path / "config.yaml"
    config.write_text(
        f"data: {{folders: [{folder}], sequence_length: 8, batch_size: 2, null_actions: keep}}\nsteps: 2\nthreads: 1\n"
    )
    run = str(tmp_path / "run")
    assert call(monkeypatch, "train", "imitate", str(config), "--out", run, "--json") == cli.SUCCEEDED
    learnt = last_line(capsys)
    assert learnt["train/loss"] > 0
    assert Path(learnt["model"], "model.safetensors").exists()
    assert call(monkeypatch, "train", "imitate", "--resume", "--out", run, "--set", "steps=3") == cli.SUCCEEDED
    Path(folder, "get-1-log-000000.mp4").write_bytes(b"cut")
    assert call(monkeypatch, "data", "check", folder) == cli.FAILED
    assert "get-1-log-000000.mp4" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["data", "check", "nowhere"], ["nowhere"]),
        (["data", "record", "get 1 log", "--out", "x", "--image-size", "5"], ["image-size"]),
        (["train", "imitate"], ["examples/imitate_chop_log.yaml"]),
        (["train", "imitate", "nowhere.yaml"], ["nowhere.yaml"]),
        (["train", "imitate", "--resume", "--out", "nowhere"], ["nowhere", "resume"]),
        (["convert", "vtp", "a", "b"], ["vtp", "vpt"]),
        (["convert", "vpt", "nowhere.weights", "b"], ["nowhere"]),
    ],
)
def test_mistakes_are_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, *arguments) == cli.BAD_INPUT
    errors = capsys.readouterr().err.strip()
    assert len(errors.splitlines()) == 1
    assert all(word in errors for word in words)
