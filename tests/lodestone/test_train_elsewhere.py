"""`lodestone train reinforce --world ...`: MineDojo's and MineStudio's own wheels, with the Overworld served behind."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
import yaml

from agents.learning.run_folder import RunFolder
from lodestone import cli
from lodestone.backends.backend import MINEDOJO
from tests.agents.learning.test_rollout import narrow_policy
from tests.envs.foreign.environments import BOTH
from tests.envs.malmo.serving import serving
from tests.lodestone.test_cli import call


@pytest.fixture(scope="module")
def port():
    with serving() as served:
        yield served.address[1]


@pytest.fixture
def config(tmp_path):
    narrow_policy().save_pretrained(tmp_path / "start")
    fields = {
        "policy": str(tmp_path / "start"),
        "tasks": ["minedojo/harvest_1_log_forest"],
        "worlds": 1,
        "minibatches": 1,
        "fragment_steps": 6,
        "max_steps": 4,
        "steps": 2,
        "log_every": 1,
        "validate_every": 1,
        "checkpoint_every": 1,
        "threads": 1,
    }
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(fields))
    return str(file)


def train(monkeypatch, *arguments):
    return call(monkeypatch, "train", "reinforce", *arguments)


def test_without_minedojo_there_is_one_line_and_no_run(config, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LODESTONE_BACKENDS", str(tmp_path / "nothing"))
    run = str(tmp_path / "run")
    assert train(monkeypatch, config, "--world", "minedojo", "--out", run) == cli.BAD_INPUT
    assert MINEDOJO.command in capsys.readouterr().err
    assert train(monkeypatch, config, "--world", "minedoj", "--out", run) == cli.BAD_INPUT
    assert "did you mean minedojo?" in capsys.readouterr().err
    assert train(monkeypatch, config, "--world-port", "9000", "--out", run) == cli.BAD_INPUT
    assert "the Overworld needs no port" in capsys.readouterr().err
    assert not Path(run).exists()


@pytest.mark.parametrize("world", BOTH)
def test_a_run_learns(world, port, config, tmp_path, monkeypatch, capsys):
    where = ("--world", world, "--world-port", str(port))
    assert train(monkeypatch, config, *where, "--out", str(tmp_path / "run"), "--json") == cli.SUCCEEDED
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["worlds/lost"] == 0 and told["episode/length"] == 4 and told["train/gradient"] > 0
    card = (Path(told["model"]) / "README.md").read_text(encoding="utf-8")
    assert f"in the world `{RunFolder(tmp_path / 'run').saved_config()['world']}`" in card


def descendants(process):
    return psutil.Process(process.pid).children(recursive=True)


def wait_for(condition, patience=120):
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize("world", BOTH)
def test_a_lost_simulator_is_begun_anew_and_a_kill_leaves_nobody(world, port, config, tmp_path, monkeypatch):
    folder = RunFolder(tmp_path / "run")
    where = ["--world", world, "--world-port", str(port), "--set", "steps=100", "--set", "worlds=2"]
    where += ["--out", str(folder.path)]
    command = [sys.executable, "-m", "lodestone.cli", "train", "reinforce", config, *where]
    with ExitStack() as stack:
        process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        stack.callback(process.kill)
        wait_for(lambda: len(folder.history()) >= 2)
        simulators = [child for child in descendants(process) if "envs/worker/child.py" in " ".join(child.cmdline())]
        os.kill(simulators[0].pid, signal.SIGKILL)
        wait_for(lambda: sum(line["worlds/lost"] for line in folder.history()) == 1)
        seen = len(folder.history())
        wait_for(lambda: len(folder.history()) >= seen + 2)
        children = descendants(process)
    assert not psutil.wait_procs(children, timeout=20)[1]
    last = len(folder.history())
    again = ("--resume", "--set", f"steps={last + 1}", "--out", str(folder.path))
    assert train(monkeypatch, *again) == cli.SUCCEEDED
    assert [line["step"] for line in folder.history()] == [*range(1, last + 2)]
