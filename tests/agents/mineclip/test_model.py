import numpy as np
import pytest
import torch
from pydantic import ValidationError

from agents.errors import CheckpointError, RewardError
from agents.mineclip.config import (
    PRESETS,
    ConvolutionVisionConfig,
    MineCLIPConfig,
    PatchVisionConfig,
    TransformerConfig,
)
from agents.mineclip.frames import check_frames
from agents.mineclip.model import MineCLIP, load
from agents.mineclip.vision import resize_positions
from tests.agents.mineclip.networks import CAPTIONS, CONFIGS, CONVOLUTIONS, PATCHES, clips, network

SAME = {"rtol": 0, "atol": 2e-6}
each_kind = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS.keys())


@each_kind
@torch.no_grad()
def test_frames_clips_and_sentences_meet(config):
    model, frames = network(config), clips(config)
    features = model.encode_frames(frames)
    assert features.shape == (2, 16, 16)
    videos, sentences = model.encode_video(features), model.encode_prompts(CAPTIONS)
    assert videos.shape == (2, 16)
    assert sentences.shape == (3, 16)
    torch.testing.assert_close(videos.norm(dim=1), torch.ones(2))
    torch.testing.assert_close(sentences.norm(dim=1), torch.ones(3))
    logits = model(frames, model.tokenize(CAPTIONS))
    torch.testing.assert_close(logits.per_video, videos @ sentences.T / 0.07, rtol=0, atol=2e-5)
    torch.testing.assert_close(logits.per_text, logits.per_video.T)
    assert float(model.scale()) == pytest.approx(1 / 0.07)


@each_kind
@torch.no_grad()
def test_any_leading_axes_are_the_same_frames_and_clips(config):
    model, frames = network(config), clips(config, 2, 3)
    features = model.encode_frames(frames)
    torch.testing.assert_close(model.encode_frames(frames[1, 2]), features[1, 2], **SAME)
    torch.testing.assert_close(model.encode_frames(frames[None]), features[None], **SAME)
    videos = model.encode_video(features)
    torch.testing.assert_close(model.encode_video(features[1]), videos[1], **SAME)
    torch.testing.assert_close(model.encode_video(features[:, None]), videos[:, None], **SAME)


@torch.no_grad()
def test_many_frames_are_encoded_in_pieces():
    model, frames = network(CONVOLUTIONS), clips(CONVOLUTIONS, 1, 150)
    whole = model.encode_frames(frames)
    single = torch.stack([model.encode_frames(frame) for frame in frames[0, [0, 63, 64, 149]]])
    torch.testing.assert_close(whole[0, [0, 63, 64, 149]], single, **SAME)


@torch.no_grad()
def test_order_of_frames_counts_unless_they_are_averaged():
    for config, differs in ((PATCHES, True), (CONFIGS["mean"], False)):
        model = network(config)
        features = model.encode_frames(clips(config))
        videos, reversed_ = model.encode_video(features), model.encode_video(features.flip(1))
        assert torch.allclose(videos, reversed_, rtol=0, atol=1e-5) is not differs


@each_kind
def test_everything_learns(config):
    model, frames = network(config), clips(config, 3, 16)
    logits = model(frames, model.tokenize(CAPTIONS)).per_video
    torch.nn.functional.cross_entropy(logits, torch.arange(3)).backward()
    idle = [name for name, value in model.named_parameters() if value.grad is None or not value.grad.abs().sum() > 0]
    assert not idle


def test_works_in_bfloat16():
    model, frames = network(CONVOLUTIONS), clips(CONVOLUTIONS)
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(frames, model.tokenize(CAPTIONS)).per_video
    exact = model(frames, model.tokenize(CAPTIONS)).per_video
    assert logits.isfinite().all()
    torch.testing.assert_close(logits.float(), exact, rtol=0, atol=0.5)


@torch.no_grad()
def test_sentences_do_not_depend_on_each_other():
    model = network(PATCHES)
    tokens = model.tokenize([*CAPTIONS, " ".join(["tree"] * 75)])
    together = model.encode_text(tokens)
    for row, features in zip(tokens, together, strict=True):
        torch.testing.assert_close(model.encode_text(row[None])[0], features, **SAME)


@torch.no_grad()
def test_vocabulary_holds_the_rows_of_all_of_clips():
    part = network(CONVOLUTIONS)
    full = network(CONVOLUTIONS.model_copy(update={"vocabulary": None}))
    weights = part.state_dict()
    embedding = "clip_model.text_model.token_embedding.weight"
    rows = torch.zeros(49408, 24)
    rows[list(CONVOLUTIONS.vocabulary)] = weights[embedding]
    full.load_state_dict(weights | {embedding: rows})
    torch.testing.assert_close(part.encode_prompts(CAPTIONS), full.encode_prompts(CAPTIONS), **SAME)
    with pytest.raises(RewardError, match="'dragon' of 'hit a dragon'"):
        part.encode_prompts(["hit a dragon"])
    with pytest.raises(RewardError, match="does not know the token ids"):
        part.encode_text(full.tokenize(["hit a dragon"]))


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        (torch.zeros(2, 16, 3, 32, 48, dtype=torch.uint8), r"use frames.permute\(0, 1, 3, 4, 2\), not reshape"),
        (np.zeros((16, 3, 32, 48), np.uint8), r"use frames.transpose\(0, 2, 3, 1\), not reshape"),
        (torch.rand(16, 32, 48, 3), r"float32 from .* to .*: use \(255 \* frames\)"),
        (torch.rand(16, 32, 48, 3) * 255, "as they are, the network normalises them"),
        (torch.zeros(16, 32, 48, 3, dtype=torch.int64), "these are int64"),
        (torch.zeros(16, 48, 32, 3, dtype=torch.uint8), "height and width are exchanged"),
        (torch.zeros(16, 64, 96, 3, dtype=torch.uint8), r"\(16, 64, 96, 3\): resize each to 32x48 .*cv2.INTER_AREA"),
        (torch.zeros(16, 32, 48, 4, dtype=torch.uint8), "4 channels at the end instead of 3"),
        (torch.zeros(32, 48, dtype=torch.uint8), r"these have shape \(32, 48\)"),
        (torch.zeros(0, 32, 48, 3, dtype=torch.uint8), "at least one"),
    ],
)
def test_wrong_frames_are_refused_with_what_is_right(frames, message):
    with pytest.raises(RewardError, match=message):
        check_frames(frames, (32, 48))
    if isinstance(frames, torch.Tensor):
        with pytest.raises(RewardError, match=message):
            network(PATCHES).encode_frames(frames)


def test_wrong_features_and_tokens_are_refused():
    model = network(PATCHES)
    with pytest.raises(RewardError, match="at most; this one has 33"):
        model.encode_video(torch.zeros(1, 33, 16))
    for shape in ((1, 16, 8), (16,), (1, 0, 16)):
        with pytest.raises(RewardError, match=r"must have shape \(..., frames, 16\)"):
            model.encode_video(torch.zeros(shape))
    for tokens in (torch.zeros(1, 76, dtype=torch.int64), torch.zeros(77, dtype=torch.int64), torch.zeros(1, 77)):
        with pytest.raises(RewardError, match="see tokenize"):
            model.encode_text(tokens)


@each_kind
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
@torch.no_grad()
def test_saved_network_is_the_same(tmp_path, config, dtype):
    model, frames = network(config), clips(config)
    model.to(dtype).save_pretrained(tmp_path / "model")
    read = MineCLIP.from_pretrained(tmp_path / "model")
    assert read.config == config
    assert {tensor.dtype for tensor in read.state_dict().values()} == {torch.float32}
    loaded = load(tmp_path / "model")
    assert not loaded.training
    assert torch.equal(loaded.encode_frames(frames), model.float().encode_frames(frames))
    assert torch.equal(loaded.encode_prompts(CAPTIONS), model.encode_prompts(CAPTIONS))


def test_what_cannot_be_loaded_says_so(tmp_path):
    with pytest.raises(CheckpointError, match=r"there is no folder nowhere.*shipped:"):
        load("nowhere")
    network(PATCHES).save_pretrained(tmp_path)
    (tmp_path / "config.json").write_text(CONVOLUTIONS.model_dump_json())
    with pytest.raises(CheckpointError, match=r"this MineCLIP needs .*; they fit none of the presets"):
        load(tmp_path)


def test_positions_of_a_square_are_interpolated_and_the_class_token_kept():
    positions = torch.arange(1.0 + 14 * 14).repeat(3, 1).T
    resized = resize_positions(positions, (10, 16))
    assert resized.shape == (161, 3)
    assert torch.equal(resized[0], positions[0])
    same = resize_positions(positions, (14, 14))
    torch.testing.assert_close(same, positions)
    across = resized[1:].reshape(10, 16, 3)[..., 0]
    assert (across.diff(dim=0) > 0).all()
    assert (across.diff(dim=1) > 0).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"image_size": (160, 250)}, "multiples of 16"),
        ({"window": 33}, "window must be at most 32"),
        ({"vocabulary": (5, 3)}, "ascending"),
        ({"vocabulary": (3, 5)}, "must be among them"),
        ({"vision": None}, "are needed, or a backbone"),
        ({"text": {"width": 10, "layers": 1, "heads": 3}}, "multiple of heads"),
        ({"backbone": "EVA02-B-16"}, "brings its own"),
        ({"vision": {"kind": "convolutions", "blocks": (1,)}}, "channels of 4 stages, and blocks of 1"),
        ({"vision": {"kind": "convolutions", "channels": (20,), "blocks": (1,)}}, "multiples of 16"),
    ],
)
def test_impossible_configs_are_refused(change, message):
    with pytest.raises(ValidationError, match=message):
        MineCLIPConfig.model_validate(change)


def test_presets():
    assert PRESETS["attn"].vision == PatchVisionConfig()
    assert PRESETS["avg"].text == TransformerConfig(width=512, layers=12, heads=8)
    small = PRESETS["small"].model_copy(update={"vocabulary": (*range(300), 49406, 49407)})
    assert small.vision == ConvolutionVisionConfig()
    with torch.device("meta"):
        size = sum(tensor.numel() for tensor in MineCLIP(small).state_dict().values())
    assert 2 * size < 8_000_000  # bytes in half precision
