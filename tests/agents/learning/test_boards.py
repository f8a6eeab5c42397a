"""Boards: TensorBoard and Weights & Biases get what the metrics get, and a resumed run goes on where it was shown."""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from agents.errors import TrainingError
from agents.learning.boards import boards
from agents.learning.config import ImitationConfig, check_config
from agents.learning.imitation import Imitation
from agents.learning.run_folder import RunFolder
from tests.agents.learning.recordings import write_recordings


class FakeWandb(ModuleType):
    """Knows the calls that we make, and keeps what it was told."""

    class Error(Exception):
        pass

    def __init__(self):
        super().__init__("wandb")
        self.begun, self.logged, self.ended, self.refuses = [], [], [], False

    def init(self, **told):
        if self.refuses:
            raise self.Error("No API key configured.\nUse `wandb login`")
        self.begun.append(told)
        return self

    def define_metric(self, name, step_metric):
        assert (name, step_metric) == ("*", "step")

    def log(self, figures):
        self.logged.append(figures)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.ended.append(kind)


@pytest.fixture
def wandb(monkeypatch):
    fake = FakeWandb()
    monkeypatch.setitem(sys.modules, "wandb", fake)
    fake.__spec__ = ModuleSpec("wandb", None)
    return fake


@pytest.fixture
def config(tmp_path):
    data = {"folders": [str(write_recordings(tmp_path / "data", 4, 8))], "sequence_length": 4, "batch_size": 2}
    fields = {"data": data | {"null_actions": "keep"}, "steps": 4, "threads": 1, "log_every": 1, "checkpoint_every": 2}
    return check_config(ImitationConfig, fields | {"wandb": "lode"})


def shown(folder):
    events = EventAccumulator(str(folder))
    events.Reload()
    return {(name, event.step): event.value for name in events.Tags()["scalars"] for event in events.Scalars(name)}


def test_both_get_the_metrics_and_a_resumed_run_is_the_same(tmp_path, config, wandb):
    folder = RunFolder(tmp_path / "run")
    folder.begin(config)

    def stop(step, _):
        if step == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Imitation(config, folder).run(stop)
    Imitation(config, folder, resume=True).run()
    first, second = wandb.begun
    assert (first["project"], first["name"], first["config"]["steps"]) == ("lode", "run", 4)
    assert first["id"] == second["id"]
    assert second["resume"] == "allow"
    assert [line["step"] for line in wandb.logged] == [1, 2, 3, 3, 4]
    assert wandb.logged[:2] + wandb.logged[3:] == folder.history()
    assert wandb.ended == [GeneratorExit, None]
    points = shown(folder.path)
    for line in folder.history():
        assert points["train/loss", line["step"]] == pytest.approx(line["train/loss"])


def test_other_runs_are_other_runs_there_too(tmp_path, config, wandb):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with boards(RunFolder(tmp_path / name), config) as show:
            show(1, {"train/loss": 0.5})
    one, other = wandb.begun
    assert one["id"] != other["id"]


def test_a_run_that_asks_for_none_needs_none(tmp_path, config, monkeypatch):
    monkeypatch.setitem(sys.modules, "wandb", None)  # cannot be imported
    with boards(RunFolder(tmp_path), config.model_copy(update={"wandb": None})) as show:
        show(1, {"train/loss": 0.5})
    assert shown(tmp_path) == {("train/loss", 1): 0.5}


def test_what_is_missing_is_said_before_there_is_a_folder(tmp_path, config, monkeypatch):
    monkeypatch.setitem(sys.modules, "wandb", None)
    with pytest.raises(TrainingError, match=r"wandb: .*'lode'.*pip install -e '\.\[wandb\]'"):
        Imitation(config, RunFolder(tmp_path / "run"))
    assert not (tmp_path / "run").exists()


def test_a_refusal_is_one_line(tmp_path, config, wandb):
    wandb.refuses = True
    with pytest.raises(TrainingError, match=r"configuration, wandb: No API key configured\. Use `wandb login`$"):
        Imitation(config, RunFolder(tmp_path)).run()
