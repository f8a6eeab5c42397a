"""What is on disk of a run is whole: after a kill at any moment of a save, and on a full disk."""

import json
import resource
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from agents.errors import TrainingError
from agents.learning.run import ALONE
from agents.learning.run_folder import RunFolder
from agents.vpt.policy import VPTPolicy
from tests.agents.learning.test_rollout import narrow_policy


class KilledError(BaseException):
    """Stands for SIGKILL: nothing catches it."""


def save(folder, step, policy, keep=1):
    shared = {"step": step, "optimizer": torch.zeros(5000)}
    folder.save(step, policy, shared, {"place": step}, ALONE, keep)


def check(folder):
    """Look whether all checkpoints are whole, and return their steps."""
    steps = []
    for path in folder.checkpoints():
        VPTPolicy.from_pretrained(path)
        for file in ("trainer.pt", "process-0.pt"):
            torch.load(path / file, weights_only=True)
        steps.append(int(path.name.removeprefix("step-")))
    return steps


@contextmanager
def full_disk(bytes_left):
    """Let no file of this process grow beyond so many bytes; writing then fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_kill_at_any_moment_of_a_save_leaves_whole_checkpoints(tmp_path, monkeypatch):
    policy, left = narrow_policy(), None

    def dying(function, halfway):
        def called(*args, **kwargs):
            nonlocal left
            left -= 1
            if left < 0:
                halfway(*args)
                raise KilledError
            return function(*args, **kwargs)

        return called

    def half_removed(path, *_):
        next(iter(path.glob("*.safetensors"))).unlink()

    def half_written(*args):
        Path(getattr(args[1], "name", args[1])).write_bytes(b"half")

    for place, name, halfway in (
        (torch, "save", half_written),
        (shutil, "rmtree", half_removed),
        (Path, "rename", lambda *_: None),
        (Path, "replace", lambda *_: None),
        (VPTPolicy, "save_pretrained", lambda _, path: (path / "model.safetensors").write_bytes(b"half")),
    ):
        monkeypatch.setattr(place, name, dying(getattr(place, name), halfway))
    moments = 0
    for moment in range(100):
        folder = RunFolder(tmp_path / str(moment))
        left = 10**9
        save(folder, 1, policy)
        left = moment
        try:
            save(folder, 2, policy)
            break
        except KilledError:
            moments += 1
        assert check(folder) in ([1], [2], [1, 2])
        left = 10**9
        save(folder, 3, policy)
        assert check(folder) == [3]
        assert [path.name for path in (folder.path / "checkpoints").iterdir()] == ["step-00000003"]
    assert moments > 6


def test_a_full_disk_is_named_and_the_checkpoint_before_stays(tmp_path):
    folder, policy = RunFolder(tmp_path), narrow_policy()
    save(folder, 1, policy)
    sizes = {path.name: path.stat().st_size for path in folder.checkpoints()[0].iterdir()}
    assert sizes["model.safetensors"] > sizes["trainer.pt"] > 20_000 > sizes["process-0.pt"] > 500
    for left, name in ((sizes["model.safetensors"] - 1, ".step-00000002.tmp"), (500, ".step-00000002.tmp")):
        with full_disk(left), pytest.raises(TrainingError, match=f"{name}' cannot be written: .*large"):
            save(folder, 2, policy)
        assert check(folder) == [1]
    save(folder, 2, policy)
    assert check(folder) == [2]


@pytest.mark.parametrize("name", ["trainer.pt", "process-0.pt"])
@pytest.mark.parametrize("left", [100, 600])
def test_what_torch_writes_is_named_too(tmp_path, monkeypatch, name, left):
    folder, policy = RunFolder(tmp_path), narrow_policy()
    save(folder, 1, policy)
    torch_save = torch.save

    def save_when_full(value, file):
        with full_disk(left if Path(file.name).name == name else resource.RLIM_INFINITY):
            torch_save(value, file)
            file.flush()

    monkeypatch.setattr(torch, "save", save_when_full)
    with pytest.raises(TrainingError, match=rf"step-00000002\.tmp/{name}' cannot be written: File too large"):
        save(folder, 2, policy)
    assert check(folder) == [1]


def test_a_line_that_a_full_disk_cut_off_is_named_and_left_out(tmp_path):
    folder = RunFolder(tmp_path)
    folder.log({"step": 1, "train/loss": 2.0})
    with full_disk(folder.metrics.stat().st_size + 5), pytest.raises(TrainingError, match=r"metrics\.jsonl' cannot"):
        folder.log({"step": 2, "train/loss": 1.0})
    assert folder.figures() == {"train/loss": 2.0}
    folder.cut_metrics(1)
    folder.log({"step": 2, "train/loss": 1.5})
    assert [json.loads(line)["step"] for line in folder.metrics.read_text().splitlines()] == [1, 2]


def test_nowhere_to_write_is_named(tmp_path):
    folder = RunFolder(tmp_path / "run")
    with full_disk(10), pytest.raises(TrainingError, match=r"versions\.json' cannot be written: File too large"):
        folder.begin(narrow_policy().config)
    assert not (tmp_path / "run" / "config.yaml").exists()
