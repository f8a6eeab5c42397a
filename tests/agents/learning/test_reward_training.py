"""Training a reward model: it learns, goes on exactly, freezes and slows what it is told to, says what is wrong."""

import json

import numpy as np
import pytest
import torch

from agents.errors import TrainingError
from agents.learning.config import RewardTrainingConfig, check_config
from agents.learning.layers import Layers
from agents.learning.reward_training import RewardTraining
from agents.learning.run_folder import RunFolder
from agents.mineclip.config import PatchVisionConfig
from agents.mineclip.model import MineCLIP
from tests.agents.learning.clips import settings, write_clips, write_model


def run(folder, config, resume=False):
    if not resume:
        RunFolder(folder).begin(config)
    RewardTraining(config, RunFolder(folder), resume).run()
    return MineCLIP.from_pretrained(folder / "model"), [
        json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()
    ]


@pytest.fixture
def model(tmp_path):
    return write_model(tmp_path / "start")


@pytest.fixture
def clips(tmp_path):
    return write_clips(tmp_path / "clips", 16)


def test_a_tiny_model_overfits_16_clips(tmp_path, model, clips):
    config = settings(
        model, clips, batch_size=16, steps=100, learning_rate=3e-3, validation=[str(clips)], jitter=0, shift=0
    )
    network, metrics = run(tmp_path / "run", config)
    assert metrics[0]["train/loss"] > 2.5
    assert metrics[-1]["train/loss"] < 0.1
    assert metrics[-1]["validation/recall@1"] == 1
    assert metrics[-1]["validation/captions"] == 16
    assert network.config.stride == 2
    card = (tmp_path / "run" / "model" / "README.md").read_text()
    assert all(
        words in card for words in ("16 clips", "purple (2)", "100 batches", "recall@1", "lodestone train reward")
    )


def test_the_controls_cannot_tell_which_way(tmp_path, clips):
    blind = write_model(tmp_path / "blind", window=1)
    plain = {"batch_size": 16, "steps": 40, "learning_rate": 3e-3, "validation": [str(clips)], "jitter": 0, "shift": 0}
    one, _ = run(tmp_path / "run", settings(blind, clips, last_frame=True, **plain))
    assert one.config.window == 1
    _, metrics = run(
        tmp_path / "shuffled", settings(write_model(tmp_path / "m"), clips, shuffle_captions=True, **plain)
    )
    assert metrics[-1]["validation/recall@1"] < 0.5


def test_a_run_that_was_stopped_goes_on_exactly(tmp_path, model, clips):
    fields = {"steps": 6, "validate_every": 2, "validation": [str(clips)], "size_weighting": True}
    unbroken, metrics = run(tmp_path / "whole", settings(model, clips, **fields))
    config = settings(model, clips, checkpoint_every=3, **fields)
    stopped = RunFolder(tmp_path / "stopped")
    stopped.begin(config)

    class KilledError(Exception):
        pass

    def kill(step, _):
        if step == 5:
            raise KilledError

    with pytest.raises(KilledError):
        RewardTraining(config, stopped).run(kill)
    resumed, again = run(tmp_path / "stopped", check_config(RewardTrainingConfig, stopped.saved_config()), resume=True)
    for name, tensor in unbroken.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[name]), name
    speed = "train/frames_per_second"
    assert [line | {speed: 0} for line in metrics] == [line | {speed: 0} for line in again]
    write_clips(clips, 2, seed=9)
    with pytest.raises(TrainingError, match="not those"):
        RewardTraining(config, stopped, resume=True)


def test_half_precision_learns_and_the_scale_is_bounded(tmp_path, model, clips):
    network, metrics = run(tmp_path / "run", settings(model, clips, steps=3, precision="bfloat16", learning_rate=5.0))
    assert np.isfinite(metrics[-1]["train/loss"])
    assert network.scale().item() <= 100.01


def test_a_small_model_knows_the_words_of_captions_and_prompts(tmp_path):
    from agents.data.clips import ClipFormat

    clips = write_clips(tmp_path / "clips", 4, layout=ClipFormat(image_size=(128, 128)))
    prompts = tmp_path / "prompts.txt"
    prompts.write_text("shear a sheep\n\n")
    learner = RewardTraining(settings("small", clips, prompts=str(prompts), batch_size=2), RunFolder(tmp_path / "run"))
    learner.network.tokenize(["a red sheep", "shear"])
    with pytest.raises(ValueError, match="dragon"):
        learner.network.tokenize(["a dragon"])
    other = write_clips(tmp_path / "other", 16, layout=ClipFormat(image_size=(128, 128)))
    with pytest.raises(TrainingError, match=r"other.*'blue'.*`prompts`"):
        RewardTraining(settings("small", clips, validation=[other], batch_size=2), RunFolder(tmp_path / "run"))
    with pytest.raises(TrainingError, match=r"prompts.*cannot be read"):
        RewardTraining(settings("small", clips, prompts=str(tmp_path), batch_size=2), RunFolder(tmp_path / "run"))


def test_lower_layers_learn_slower_or_not_at_all(tmp_path, clips):
    vision = PatchVisionConfig(width=32, layers=3, heads=2, patch=16)
    model = write_model(tmp_path / "patches", vision=vision)
    config = settings(model, clips, steps=1, layer_decay=0.5, frozen_layers=1)
    learner = RewardTraining(config, RunFolder(tmp_path / "run"))
    names = {id(parameter): name for name, parameter in learner.network.named_parameters()}
    shares = {names[id(p)]: group["share"] for group in learner.optimiser.param_groups for p in group["params"]}
    vision_model, text_model = "clip_model.vision_model.", "clip_model.text_model."
    assert shares["reward_head.video_adapter.0.weight"] == shares["clip_model.logit_scale"] == 1
    assert shares[f"{vision_model}projection"] == shares[f"{vision_model}ln_post.weight"] == 1
    assert shares[f"{vision_model}blocks.2.ln_1.weight"] == shares[f"{text_model}blocks.1.ln_1.weight"] == 0.5
    assert shares[f"{vision_model}blocks.1.ln_1.weight"] == 0.25
    frozen = {name for name, parameter in learner.network.named_parameters() if not parameter.requires_grad}
    assert frozen.isdisjoint(shares)
    assert f"{vision_model}conv1.weight" in frozen and f"{text_model}token_embedding.weight" in frozen
    assert f"{vision_model}blocks.0.ln_1.weight" in frozen and f"{text_model}blocks.0.ln_1.weight" in frozen
    with pytest.raises(TrainingError, match=r"11.*has 2 blocks"):
        Layers(learner.network).freeze(learner.network, 11)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"model": "small"}, "clips of 4 frames of 32x32.*'small' sees 16 frames of 128x128"),
        ({"batch_size": 64}, "lower batch_size"),
        ({"clips": ["nowhere"]}, "nowhere"),
        ({"validation": ["nowhere"]}, "nowhere"),
        ({"frozen_layers": 11}, "frozen_layers"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path, model, clips, fields, said):
    with pytest.raises(TrainingError, match=said):
        RewardTraining(settings(model, clips, **fields), RunFolder(tmp_path / "run"))


@pytest.mark.parametrize(
    ("fields", "said"), [({"batchsize": 3}, "batchsize"), ({"clips": []}, "clips"), ({"layer_decay": 2}, "layer_decay")]
)
def test_bad_fields_are_named(fields, said):
    with pytest.raises(TrainingError, match=said):
        check_config(RewardTrainingConfig, {"clips": ["x"]} | fields)
