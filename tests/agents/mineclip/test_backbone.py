"""Towers of open_clip_torch, which is not among the project's tools: see the extra `backbones`."""

import sys

import pytest
import torch

from agents.errors import RewardError
from agents.mineclip.backbone import backbone_config
from agents.mineclip.checkpoint import begin_from_backbone
from agents.mineclip.config import MineCLIPConfig
from agents.mineclip.model import MineCLIP, load
from tests.agents.mineclip.networks import CAPTIONS

CONFIG = MineCLIPConfig(backbone="EVA02-B-16", vision=None, text=None, image_size=(224, 224))


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "open_clip", None)
    with pytest.raises(RewardError, match=r"need open_clip_torch, .*pip install -e '.\[backbones\]'"):
        MineCLIP(CONFIG)


@pytest.fixture
def open_clip():
    return pytest.importorskip("open_clip", exc_type=ImportError)


@torch.no_grad()
def test_eva_clip_stands_in(open_clip, tmp_path):
    assert backbone_config("EVA02-B-16") == CONFIG
    model = MineCLIP(CONFIG).eval()
    frames = torch.randint(256, (1, 3, 224, 224, 3), dtype=torch.uint8)
    tokens = model.tokenize(CAPTIONS)
    logits = model(frames, tokens)
    assert logits.per_video.shape == (1, 3)
    images = (frames[0].permute(0, 3, 1, 2) / 255 - torch.tensor(open_clip.OPENAI_DATASET_MEAN)[:, None, None]) / (
        torch.tensor(open_clip.OPENAI_DATASET_STD)[:, None, None]
    )
    tower = model.clip_model.vision_model.tower
    torch.testing.assert_close(model.encode_frames(frames)[0], tower(images), rtol=0, atol=1e-5)
    assert torch.equal(tokens, open_clip.get_tokenizer("EVA02-B-16")(list(CAPTIONS)))
    model.save_pretrained(tmp_path)
    torch.testing.assert_close(load(tmp_path)(frames, tokens).per_video, logits.per_video, rtol=0, atol=1e-5)


def test_weights_of_a_file_begin_it(open_clip, tmp_path):
    name = "ViT-B-32"
    source = open_clip.create_model(name)
    torch.save(source.state_dict(), tmp_path / "clip.pt")
    model = begin_from_backbone(name, str(tmp_path / "clip.pt"), stride=4)
    assert model.config == backbone_config(name, stride=4)
    towers = model.clip_model
    assert torch.equal(towers.vision_model.tower.proj, source.visual.proj)
    assert torch.equal(towers.text_model.tower.token_embedding.weight, source.token_embedding.weight)


@pytest.mark.parametrize(
    ("name", "message"),
    [("EVA99", "has no model 'EVA99'"), ("ViT-B-16-SigLIP", "another tokenizer than CLIP's")],
)
def test_models_that_cannot_stand_in_are_refused(open_clip, name, message):
    with pytest.raises(RewardError, match=message):
        backbone_config(name)


def test_sizes_must_be_the_models(open_clip):
    with pytest.raises(RewardError, match=r"takes frames of \(224, 224\) and gives features of 512"):
        MineCLIP(CONFIG.model_copy(update={"image_size": (160, 256)}))
