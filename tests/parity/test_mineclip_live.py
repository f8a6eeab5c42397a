r"""The released networks with random weights, beside upstream's own code in the same process.

Opt-in: LODESTONE_MINECLIP names a checkout of https://github.com/MineDojo/MineCLIP, and what it is built on must be
importable:

    pip install --no-deps --target .cache/mineclip x_transformers==0.27.1 entmax einops dm-tree absl-py attrs wrapt \
        kornia kornia_rs
    LODESTONE_MINECLIP=../MineCLIP PYTHONPATH=.cache/mineclip pytest -m live tests/parity/test_mineclip_live.py

The rest of its requirements is not needed: its package is entered past `__init__.py`, which would import the simulator,
and the tokenizer of `transformers`, which would be downloaded, is not used.
"""

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
import torch

from agents.mineclip.checkpoint import from_released, to_released
from agents.mineclip.config import PRESETS
from agents.mineclip.vision import resize_positions

pytestmark = pytest.mark.live

CHECKOUT = os.environ.get("LODESTONE_MINECLIP")
POOLINGS = {"attn": "attn.d2.nh8.glusw", "avg": "avg"}
SAME_SHAPE, LOGITS = 2e-6, 2e-5


@pytest.fixture(scope="module")
def upstream():
    """Upstream's module of the network."""
    if CHECKOUT is None:
        pytest.skip("needs LODESTONE_MINECLIP, a checkout of MineDojo/MineCLIP")
    for name in ("x_transformers", "einops", "tree", "kornia"):
        pytest.importorskip(name)
    package = ModuleType("mineclip")
    package.__path__ = [str(Path(CHECKOUT) / "mineclip")]
    tokenizers = ModuleType("transformers")
    tokenizers.AutoTokenizer = tokenizers.AutoModel = None
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "mineclip", package)
        patch.setitem(sys.modules, "transformers", tokenizers)
        from mineclip import mineclip

        yield mineclip


def build(upstream, variant):
    torch.manual_seed(11)
    model = upstream.MineCLIP(
        "vit_base_p16_fz.v2.t2",
        resolution=(160, 256),
        pool_type=POOLINGS[variant],
        image_feature_dim=512,
        mlp_adapter_spec="v0-2.t0",
        hidden_dim=512,
    )
    for parameter in model.parameters():  # many begin at zero or one
        parameter.data += 0.02 * torch.randn_like(parameter)
    return model.eval()


@pytest.mark.parametrize("variant", list(POOLINGS))
@torch.no_grad()
def test_outputs_are_upstreams(upstream, variant):
    theirs = build(upstream, variant)
    ours, report = from_released(theirs.state_dict())
    assert report == ((), ())
    frames = torch.randint(256, (2, 6, 160, 256, 3), dtype=torch.uint8)
    tokens = ours.tokenize(["shear a sheep with shears", "combat a zombie in the desert at night"])
    channels_first = frames.permute(0, 1, 4, 2, 3).contiguous()
    images, expected = ours.encode_frames(frames), theirs.forward_image_features(channels_first)
    assert float((images - expected).abs().max()) <= SAME_SHAPE * max(1.0, float(expected.abs().max()))
    videos, expected = ours.temporal_encoder(expected), theirs.forward_video_features(expected)
    assert float((videos - expected).abs().max()) <= SAME_SHAPE * max(1.0, float(expected.abs().max()))
    texts = theirs.encode_text(tokens)
    assert float((ours.clip_model.text_model(tokens) - texts).abs().max()) <= SAME_SHAPE * float(texts.abs().max())
    per_video, per_text = theirs(channels_first, tokens)
    logits = ours(frames, tokens)
    torch.testing.assert_close(logits.per_video, per_video, rtol=0, atol=LOGITS)
    torch.testing.assert_close(logits.per_text, per_text, rtol=0, atol=LOGITS)


@pytest.mark.parametrize("variant", list(POOLINGS))
@torch.no_grad()
def test_upstream_reads_what_is_written(upstream, variant):
    theirs, (ours, _) = build(upstream, variant), from_released(build(upstream, variant).state_dict())
    for parameter in theirs.parameters():
        parameter.zero_()
    theirs.load_ckpt(to_released(ours), strict=True)
    own = ours.state_dict()
    assert all(torch.equal(own[name], tensor) for name, tensor in theirs.state_dict().items() if name in own)
    assert own.keys() <= theirs.state_dict().keys() and PRESETS[variant] == ours.config


@torch.no_grad()
def test_positions_are_resized_as_upstream_does(upstream):
    from mineclip.mineclip.clip import VisionTransformer

    torch.manual_seed(12)
    tower = VisionTransformer(224, 16, 64, 1, 1, 32)
    positions = tower.pos_embed.clone()
    tower.resize_pos_embed((160, 256))
    torch.testing.assert_close(resize_positions(positions, (10, 16)), tower.pos_embed, rtol=0, atol=1e-6)
