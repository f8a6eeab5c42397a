"""`lodestone train film`: a policy at a task, as an mp4 that its card links."""

import json
import sys
from pathlib import Path

import pytest
import torch

from agents.data.video import read_frames
from agents.vpt.config import PRESETS
from agents.vpt.policy import VPTPolicy
from lodestone import cli
from lodestone.watcher import CLOSING_FRAMES


@pytest.fixture
def run(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    VPTPolicy(PRESETS["nano"]).save_pretrained(tmp_path / "run" / "model")
    (tmp_path / "run" / "config.yaml").write_text("policy: nano\n")
    (tmp_path / "run" / "model" / "README.md").write_text("# A card\n")
    return tmp_path / "run"


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lodestone", "train", "film", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_an_episode_is_filmed_and_linked(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["--task", "skills/chop_log", "--max-steps", "5", "--json"]
    assert call(monkeypatch, str(run), *told) == cli.SUCCEEDED
    made = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (made["success"], made["steps"], made["seed"]) == (False, 5, 10_000)
    assert len(list(read_frames(Path(made["film"])))) == 5 + 1 + CLOSING_FRAMES
    card = (run / "model" / "README.md").read_text()
    assert card.startswith("# A card\n")
    assert "[`skills/chop_log`, seed 10000: not done within 5 steps](film.mp4)" in card


def test_the_task_of_the_run_is_played_unless_another_is_named(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / "config.yaml").write_text("tasks: [skills/mine_stone]\n")
    assert call(monkeypatch, str(run), "--max-steps", "1", "--json") == cli.SUCCEEDED
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["task"] == "skills/mine_stone"
    (run / "config.yaml").write_text("tasks: [skills/mine_stone, skills/chop_log]\n")
    assert call(monkeypatch, str(run)) == cli.BAD_INPUT
    assert "learnt 2 tasks: name one, such as --task skills/mine_stone" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name one, such as --task"),
        (["--task", "skills/chop_dog"], "skills/chop_log"),
    ],
)
def test_mistakes_are_one_line(
    run: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    assert call(monkeypatch, str(run), *arguments) == cli.BAD_INPUT
    errors = capsys.readouterr().err.strip()
    assert words in errors
    assert len(errors.splitlines()) == 1
    assert not (run / "model" / "film.mp4").exists()


def test_a_run_that_has_not_learnt_to_its_end_has_no_film(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / "model" / "config.json").unlink()
    assert call(monkeypatch, str(run), "--task", "skills/chop_log") == cli.BAD_INPUT
    assert "config.json" in capsys.readouterr().err
    assert call(monkeypatch, str(run.parent / "none")) == cli.BAD_INPUT
    assert "no run" in capsys.readouterr().err
