"""The released networks against numbers that upstream's code gave for weights and frames made by a recipe.

The numbers, with how they were made, are in data/mineclip_golden.json; names and shapes of upstream's parameters in
data/mineclip_names.json.
"""

import json
import math
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch

from agents.mineclip.checkpoint import to_released
from agents.mineclip.config import PRESETS, PatchVisionConfig, TransformerConfig
from agents.mineclip.model import MineCLIP

DATA = Path(__file__).parent / "data"
GOLDEN = json.loads((DATA / "mineclip_golden.json").read_text("utf-8"))["variants"]
NAMES = json.loads((DATA / "mineclip_names.json").read_text("utf-8"))
TINY, TINY_TEXT = PatchVisionConfig(width=16, layers=1, heads=1), TransformerConfig(width=16, layers=1, heads=1)
FIXED = {"clip_model.logit_scale": math.log(1 / 0.07), "reward_head.video_residual_weight": 1.0}
TOKENS = ([49406, 320, 4006, 49407], [49406, 1000, 2000, 3000, 4000, 5000, 49407], [49406, *range(100, 175), 49407])
SAME_SHAPE, OTHER_SHAPE = 2e-6, 2e-5


def recipe(name, shape):
    if name in FIXED:
        return torch.tensor(FIXED[name])
    values = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(shape) * 0.05
    return torch.from_numpy((values + (len(shape) == 1 and name.endswith(".weight"))).astype(np.float32))


def network(variant):
    with torch.device("meta"):
        model = MineCLIP(PRESETS[variant])
    model.load_state_dict({k: recipe(k, tuple(v.shape)) for k, v in model.state_dict().items()}, assign=True)
    return model.eval()


def video():
    channels_first = np.random.default_rng(20240).integers(0, 256, size=(2, 16, 3, 160, 256), dtype=np.uint8)
    return torch.from_numpy(channels_first).permute(0, 1, 3, 4, 2)


def tokens():
    rows = torch.zeros(len(TOKENS), 77, dtype=torch.int64)
    for row, ids in zip(rows, TOKENS, strict=True):
        row[: len(ids)] = torch.tensor(ids)
    return rows


def compare(features, expected, atol, rows=slice(None)):
    assert list(features.shape[1:]) == expected["shape"][1:]
    np.testing.assert_allclose(features[0, :8], expected["first8_row0"], rtol=0, atol=atol)
    np.testing.assert_allclose(features.norm(dim=1), expected["row_l2"][rows], rtol=2e-6, atol=atol)
    if rows == slice(None):
        assert len(features) == expected["shape"][0]
        assert float(features.double().sum()) == pytest.approx(expected["sum"], abs=atol * len(features))


@torch.no_grad()
def test_outputs_are_upstreams_for_both_poolings():  # ten seconds and 2 GB: one test, so that it is done once
    attn, avg = network("attn"), MineCLIP(PRESETS["avg"].model_copy(update={"vision": TINY, "text": TINY_TEXT}))
    avg.clip_model, avg.reward_head = attn.clip_model, attn.reward_head
    frames, prompts = video(), tokens()
    features, texts = attn.encode_frames(frames), attn.clip_model.text_model(prompts)
    for model, golden in ((attn, GOLDEN["attn"]), (avg, GOLDEN["avg"])):
        compare(features.flatten(0, 1), golden["image_features"], SAME_SHAPE)
        compare(texts, golden["text_features"], SAME_SHAPE)
        compare(model.temporal_encoder(features), golden["video_features"], SAME_SHAPE)
        single = model.temporal_encoder(features[:, :1])
        compare(single, golden["video_features_single_frame_clip"], SAME_SHAPE)
        videos, sentences = model.encode_video(features), model.encode_text(prompts)
        logits = model.scale() * videos @ sentences.T
        np.testing.assert_allclose(logits, golden["logits_per_video"], rtol=0, atol=SAME_SHAPE)
        np.testing.assert_allclose(logits.softmax(1), golden["softmax_over_texts"], rtol=0, atol=SAME_SHAPE)
    few = attn.encode_frames(frames[0, :3])
    compare(few, GOLDEN["attn"]["image_features"], OTHER_SHAPE, slice(0, 3))
    np.testing.assert_allclose(few, features[0, :3], rtol=0, atol=OTHER_SHAPE)
    texts = torch.cat([attn.clip_model.text_model(prompts[row : row + 1]) for row in range(3)])
    compare(texts, GOLDEN["attn"]["text_features"], OTHER_SHAPE)


@pytest.mark.parametrize(("variant", "count", "elements"), [("attn", 334, 158_537_730), ("avg", 307, 150_118_402)])
def test_names_and_shapes_are_upstreams(variant, count, elements):
    with torch.device("meta"):
        model = MineCLIP(PRESETS[variant])
    own = {name: list(tensor.shape) for name, tensor in model.state_dict().items()}
    absent = NAMES["only_attn"] if variant == "avg" else []
    assert own == {name: shape for name, shape in NAMES["shapes"].items() if name not in absent}
    assert len(own) == count
    assert sum(tensor.numel() for tensor in model.parameters()) == elements
    released = {name.removeprefix("model."): tensor for name, tensor in to_released(model)["state_dict"].items()}
    assert released.keys() == own.keys() | NAMES["copies"].keys()
    assert all(released[name] is released[original] for name, original in NAMES["copies"].items())
