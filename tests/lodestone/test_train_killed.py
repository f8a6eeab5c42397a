"""Trainings that are killed in the middle: what is on disk is whole, and `--resume` goes on from it."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import torch
import yaml

from agents.learning.config import ImitationConfig, check_config
from agents.learning.imitation import Imitation
from agents.learning.run_folder import RunFolder
from agents.vpt.policy import VPTPolicy
from lodestone import cli
from tests.agents.learning.recordings import write_recordings
from tests.agents.learning.test_rollout import narrow_policy
from tests.agents.learning.test_run_folder import check

STEPS = 20
SPEED = "train/frames_per_second"
EVERY_STEP = {"steps": STEPS, "log_every": 1, "checkpoint_every": 1, "keep_checkpoints": 3, "threads": 1}


def kill_at(step: int, folder: RunFolder, random: np.random.Generator, *arguments: str) -> None:
    """Train in another process, and kill it a moment after it has made the checkpoint of a step."""
    command = [sys.executable, "-m", "lodestone.cli", "train", *arguments, "--out", str(folder.path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wanted = f"step-{step:08d}"
    while process.poll() is None and not any(path.name >= wanted for path in folder.checkpoints()):
        time.sleep(0.002)
    time.sleep(random.uniform(0, 0.05))
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    _, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors.decode()
    _, alive = psutil.wait_procs(children, timeout=90)
    assert not alive  # nobody goes on writing


def curve(folder: RunFolder) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in folder.metrics.read_text().splitlines()]
    return [{name: value for name, value in line.items() if name != SPEED} for line in lines]


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng()


@pytest.mark.parametrize("kills", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_imitation_that_is_killed_ends_as_if_it_had_not_been(
    tmp_path: Path, random: np.random.Generator, kills: int
) -> None:
    narrow_policy(image_size=128).save_pretrained(tmp_path / "start")
    data = write_recordings(tmp_path / "data", 6, 10)
    fields = EVERY_STEP | {
        "policy": str(tmp_path / "start"),
        "data": {"folders": [str(data)], "sequence_length": 4, "batch_size": 4, "null_actions": "keep"},
        "learning_rate": 1e-3,
        "warmup_steps": 2,
    }
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(fields))
    killed, whole = RunFolder(tmp_path / "killed"), RunFolder(tmp_path / "whole")
    kill_at(2, killed, random, "imitate", str(tmp_path / "config.yaml"))
    kept = check(killed)
    for _ in range(1, kills):
        before = kept
        kill_at(before[-1] + 2, killed, random, "imitate", "--resume")
        kept = check(killed)
        assert before[-1] < kept[-1]
    assert kept[-1] < STEPS
    settings = check_config(ImitationConfig, killed.saved_config())
    found = VPTPolicy.from_pretrained(Imitation(settings, killed, resume=True).run()).state_dict()
    expected = VPTPolicy.from_pretrained(Imitation(settings, whole).run()).state_dict()
    assert all(torch.equal(tensor, expected[name]) for name, tensor in found.items())
    assert curve(killed) == curve(whole)
    assert len(curve(whole)) == STEPS


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=pytest.mark.examples)])
def test_reinforcement_that_is_killed_goes_on_from_its_newest_checkpoint(
    tmp_path: Path, random: np.random.Generator, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    narrow_policy().save_pretrained(tmp_path / "start")
    fields = EVERY_STEP | {
        "policy": str(tmp_path / "start"),
        "tasks": ["minedojo/harvest_1_log_forest"],
        "worlds": 2,
        "minibatches": 1,
        "epochs": 1,
        "fragment_steps": 2,
        "validate_every": 1,
    }
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(fields))
    folder = RunFolder(tmp_path / "run")
    kill_at(5, folder, random, "reinforce", str(tmp_path / "config.yaml"), "--workers", workers)
    steps = check(folder)
    before = curve(folder)[: steps[-1]]
    last = steps[-1] + 2
    arguments = ["train", "reinforce", "--resume", "--out", str(folder.path), "--set", f"steps={last}"]
    arguments += ["--workers", workers]
    monkeypatch.setattr(sys, "argv", ["lodestone", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.SUCCEEDED
    assert curve(folder)[: steps[-1]] == before
    assert [line["step"] for line in curve(folder)] == [*range(1, last + 1)]
    assert check(folder) == [last - 2, last - 1, last]
