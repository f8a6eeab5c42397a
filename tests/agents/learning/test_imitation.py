"""Imitation: what it minimises, that it learns, that a stopped run goes on as if it had not been."""

import json

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from agents.errors import TrainingError
from agents.learning.config import ImitationConfig, check_config, override, read_config
from agents.learning.imitation import Imitation
from agents.learning.loss import imitation_loss
from agents.learning.run_folder import RunFolder
from agents.vpt.policy import VPTPolicy
from tests.agents.learning.recordings import write_recordings


def config(folder, **fields):
    data = {"folders": [str(folder)], "sequence_length": 4, "batch_size": 4, "null_actions": "keep"}
    defaults = {"policy": "nano", "data": data, "threads": 1, "warmup_steps": 2, "log_every": 1}
    return check_config(ImitationConfig, defaults | {"checkpoint_every": 100} | fields)


def run(folder, settings, resume=False):
    if not resume:
        RunFolder(folder).begin(settings)
    Imitation(settings, RunFolder(folder), resume).run()
    return VPTPolicy.from_pretrained(folder / "model"), [
        json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()
    ]


def test_the_loss_is_the_cross_entropy_of_both_heads_over_frames_that_count():
    torch.manual_seed(0)
    buttons, camera = torch.randn(2, 3, 8641), torch.randn(2, 3, 121)
    target_b, target_c = torch.randint(8641, (2, 3)), torch.randint(121, (2, 3))
    weight = torch.tensor([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    loss = imitation_loss(buttons.log_softmax(-1), camera.log_softmax(-1), target_b, target_c, weight)
    counts = weight.bool()
    expected_b = cross_entropy(buttons[counts], target_b[counts])
    expected_c = cross_entropy(camera[counts], target_c[counts])
    assert loss.buttons == pytest.approx(float(expected_b), rel=1e-5)
    assert loss.camera == pytest.approx(float(expected_c), rel=1e-5)
    assert loss.total == pytest.approx(float(expected_b + expected_c), rel=1e-5)
    assert loss.frames == 3


def test_a_batch_in_which_nothing_counts_costs_nothing():
    zeros = torch.zeros(1, 2, dtype=torch.int64)
    log_probs = torch.randn(1, 2, 9, requires_grad=True)
    loss = imitation_loss(log_probs, log_probs, zeros, zeros, torch.zeros(1, 2))
    loss.total.backward()
    assert loss.total == 0
    assert log_probs.grad.abs().max() == 0


@pytest.mark.parametrize("count", [8, pytest.param(32, marks=pytest.mark.slow)])
def test_the_smallest_policy_overfits_a_few_sequences(tmp_path, count):
    folder = write_recordings(tmp_path / "data", count, 4)
    data = {"folders": [str(folder)], "sequence_length": 4, "batch_size": count, "null_actions": "keep"}
    settings = config(folder, data=data, steps=70, learning_rate=2e-3, weight_decay=0.0)
    _, metrics = run(tmp_path / "run", settings)
    assert metrics[0]["train/loss"] > 8
    assert metrics[-1]["train/loss"] < 0.5
    assert metrics[-1]["train/buttons_right"] > 0.95
    assert metrics[-1]["train/camera_right"] > 0.95


def test_a_run_that_was_stopped_goes_on_exactly(tmp_path):
    folder = write_recordings(tmp_path / "data", 6, 10)
    whole = config(folder, steps=6)
    unbroken, metrics = run(tmp_path / "whole", whole)
    # the rate of learning depends on the last step, so the stopped run has the same configuration
    stopped = RunFolder(tmp_path / "stopped")
    stopped.begin(config(folder, steps=6, checkpoint_every=3))

    class KilledError(Exception):
        pass

    def kill(step, _):
        if step == 5:
            raise KilledError

    with pytest.raises(KilledError):
        Imitation(config(folder, steps=6, checkpoint_every=3), stopped).run(kill)
    assert [folder.name for folder in stopped.checkpoints()] == ["step-00000003"]
    resumed, again = run(tmp_path / "stopped", check_config(ImitationConfig, stopped.saved_config()), resume=True)
    for name, tensor in unbroken.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[name]), name
    speed = "train/frames_per_second"
    assert [line | {speed: 0} for line in metrics] == [line | {speed: 0} for line in again]


def test_gradients_are_clipped(tmp_path):
    folder = write_recordings(tmp_path / "data", 4, 8)
    learner = Imitation(config(folder, steps=1, clip_norm=0.01), RunFolder(tmp_path / "run"))
    _, length = learner.learn(next(learner.batches()))
    norms = [parameter.grad.norm() for parameter in learner.network.parameters() if parameter.grad is not None]
    assert length > 1
    assert torch.stack(norms).norm() == pytest.approx(0.01, rel=1e-3)


def test_validation_is_measured_on_other_recordings(tmp_path):
    learnt, other = write_recordings(tmp_path / "data", 4, 8), write_recordings(tmp_path / "other", 4, 8, seed=1)
    validation = {"folders": [str(other)], "sequence_length": 4, "batch_size": 2, "null_actions": "keep"}
    _, metrics = run(tmp_path / "run", config(learnt, steps=2, validation=validation))
    assert {"validation/loss", "validation/buttons", "validation/camera"} <= metrics[-1].keys()


def test_only_matrices_of_layers_decay(tmp_path):
    folder = write_recordings(tmp_path / "data", 4, 8)
    learner = Imitation(config(folder, steps=1), RunFolder(tmp_path / "run"))
    decaying, others = learner.optimiser.param_groups
    names = {id(parameter): name for name, parameter in learner.network.named_parameters()}
    assert decaying["weight_decay"] > 0 == others["weight_decay"]
    assert all(names[id(p)].endswith("weight") and p.ndim > 1 for p in decaying["params"])
    assert any(names[id(p)].endswith("b_nd") for p in others["params"])
    learnt = [p for p in learner.network.parameters() if p.requires_grad]
    assert len(decaying["params"]) + len(others["params"]) == len(learnt)


def test_half_precision_learns_too(tmp_path):
    folder = write_recordings(tmp_path / "data", 4, 8)
    _, metrics = run(tmp_path / "run", config(folder, steps=3, precision="bfloat16"))
    assert np.isfinite(metrics[-1]["train/loss"])


@pytest.mark.parametrize(
    ("text", "changes", "said"),
    [
        ("data: {folders: [x]}\nstepz: 3", [], "stepz"),
        ("data: {folders: [x]}\nsteps: 0", [], "steps"),
        ("data: {folders: [x]}", ["steps"], "key=value"),
        ("data: {folders: [x]}", ["steps.more=1"], "no fields"),
        ("data: {folders: [x], null_actions: sometimes}", [], "null_actions"),
        ("- a", [], "fields"),
        ("a: [", [], "no YAML"),
    ],
)
def test_bad_configurations_are_named(tmp_path, text, changes, said):
    file = tmp_path / "config.yaml"
    file.write_text(text)
    if changes == ["steps.more=1"]:
        file.write_text(text + "\nsteps: 3")
    with pytest.raises(TrainingError, match=said):
        read_config(ImitationConfig, file, changes)


def test_overrides_reach_inner_fields():
    fields = override({"steps": 1, "data": {"batch_size": 2}}, ["steps=5", "data.batch_size=8", "data.folders=[a, b]"])
    assert fields == {"steps": 5, "data": {"batch_size": 8, "folders": ["a", "b"]}}


def test_runs_are_not_mixed(tmp_path):
    folder = write_recordings(tmp_path / "data", 4, 8)
    settings = config(folder, steps=1)
    RunFolder(tmp_path / "run").begin(settings)
    with pytest.raises(TrainingError, match="already"):
        RunFolder(tmp_path / "run").begin(settings)
    with pytest.raises(TrainingError, match="no checkpoint"):
        Imitation(settings, RunFolder(tmp_path / "run"), resume=True)
    with pytest.raises(TrainingError, match="no run"):
        RunFolder(tmp_path / "nowhere").saved_config()


def test_nothing_to_learn_from_is_named(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingError, match="recording"):
        Imitation(config(tmp_path / "empty", steps=1), RunFolder(tmp_path / "run"))
    with pytest.raises(TrainingError, match="lower batch_size"):
        Imitation(config(write_recordings(tmp_path / "two", 2, 8), steps=1), RunFolder(tmp_path / "run"))
    with pytest.raises(TrainingError, match="device"):
        Imitation(config(tmp_path / "two", steps=1, device="abacus"), RunFolder(tmp_path / "run"))
