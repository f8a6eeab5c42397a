import json

import pytest
import torch
from typer.testing import CliRunner

from agents.errors import CheckpointError
from agents.mineclip import checkpoint
from agents.mineclip.checkpoint import begin_from_clip, convert, from_released, save_released, to_released
from agents.mineclip.config import PRESETS
from agents.mineclip.model import MineCLIP
from agents.pretrained import read_weights
from lodestone.cli import app
from tests.agents.mineclip.networks import CAPTIONS, PATCHES, clips, network

TINY = {"attn": PATCHES, "avg": PATCHES.model_copy(update={"temporal": None})}
SQUARE = 4


@pytest.fixture(autouse=True)
def tiny_presets(monkeypatch):
    monkeypatch.setattr(checkpoint, "PRESETS", TINY)


def clip_weights(model, square=SQUARE):
    """The towers of a network under OpenAI's names, for square images of so many patches a side."""
    table = {"cls_token": "class_embedding", "pos_embed": "positional_embedding", "projection": "proj"}
    weights = {"logit_scale": model.clip_model.logit_scale.detach()}
    for name, tensor in model.clip_model.vision_model.state_dict().items():
        weights["visual." + table.get(name, name).replace("blocks.", "transformer.resblocks.")] = tensor
    table = {"pos_embed": "positional_embedding", "projection": "text_projection"}
    for name, tensor in model.clip_model.text_model.state_dict().items():
        weights[table.get(name, name).replace("blocks.", "transformer.resblocks.")] = tensor
    width = model.config.vision.width
    weights["visual.positional_embedding"] = torch.randn(
        1 + square**2, width, generator=torch.Generator().manual_seed(1)
    )
    return weights


@pytest.mark.parametrize("variant", ["attn", "avg"])
@torch.no_grad()
def test_released_files_are_read_and_written(tmp_path, variant):
    model = network(TINY[variant], seed=3)
    save_released(model, tmp_path / "released.pth")
    contents = torch.load(tmp_path / "released.pth", weights_only=True)["state_dict"]
    assert all(name.startswith("model.") for name in contents)
    towers = len(model.clip_model.state_dict()) + len(model.clip_model.vision_model.state_dict())
    assert len(contents) == len(model.state_dict()) + towers
    report = convert("mineclip", tmp_path / "released.pth", tmp_path / "model")
    assert report == ((), ())
    read = MineCLIP.from_pretrained(tmp_path / "model")
    assert read.config == model.config
    frames, tokens = clips(PATCHES), model.tokenize(CAPTIONS)
    assert torch.equal(read(frames, tokens).per_video, model(frames, tokens).per_video)
    again = to_released(read)["state_dict"]
    assert again.keys() == contents.keys()
    assert all(torch.equal(again[name], tensor) for name, tensor in contents.items())


def test_half_precision_and_files_without_copies_are_read():
    model = network(PATCHES)
    read, report = from_released({name: tensor.half() for name, tensor in model.state_dict().items()})
    assert report == ((), ())
    assert {tensor.dtype for tensor in read.state_dict().values()} == {torch.float32}
    only_copy = {
        name.removeprefix("model."): tensor
        for name, tensor in to_released(model)["state_dict"].items()
        if not name.startswith(("model.clip_model.vision_model.", "model.reward_head.clip_model.vision_model."))
    }
    read, _ = from_released(only_copy)
    assert all(torch.equal(read.state_dict()[name], tensor) for name, tensor in model.state_dict().items())


def released(model):
    return {name.removeprefix("model."): tensor for name, tensor in to_released(model)["state_dict"].items()}


def test_files_that_would_not_load_are_refused():
    whole = released(network(PATCHES))
    copied = whole | {"image_encoder.ln_post.bias": torch.ones(32)}
    with pytest.raises(CheckpointError, match="must be the same weights, and differ: the file is damaged"):
        from_released(copied)
    lacking = {name: tensor for name, tensor in whole.items() if "ln_final" not in name}
    with pytest.raises(CheckpointError, match=r"2 of the \d+ weights of MineCLIP 'attn' are missing, .*ln_final"):
        from_released(lacking)
    with pytest.raises(CheckpointError, match="none of the 1 weights belongs to a MineCLIP"):
        from_released({"vit.cls_token": torch.ones(1)})
    with pytest.raises(CheckpointError, match=r"conv1.weight has shape \(1,\), this MineCLIP needs"):
        from_released(
            whole
            | {"clip_model.vision_model.conv1.weight": torch.ones(1)}
            | dict.fromkeys(
                ["image_encoder.conv1.weight", "reward_head.clip_model.vision_model.conv1.weight"], torch.ones(1)
            )
        )
    _, report = from_released(whole | {"text_adapter.weight": torch.ones(1)})
    assert report.unexpected == ("text_adapter.weight",)


@torch.no_grad()
def test_clip_begins_a_network():
    source = network(PATCHES, seed=5)
    weights = clip_weights(source) | {"input_resolution": torch.tensor(224), "extra": torch.ones(1)}
    model, report = begin_from_clip({name: tensor.half() for name, tensor in weights.items()}, PATCHES)
    assert all(name.startswith(("temporal_encoder.", "reward_head.")) for name in report.missing)
    assert len(report.missing) == len([name for name in model.state_dict() if not name.startswith("clip_model.")])
    assert report.unexpected == ("extra",)
    towers, expected = model.clip_model.state_dict(), source.clip_model.state_dict()
    for name in towers.keys() - {"vision_model.pos_embed"}:
        torch.testing.assert_close(towers[name], expected[name], rtol=1e-3, atol=1e-3)
    positions, square = towers["vision_model.pos_embed"], weights["visual.positional_embedding"]
    assert positions.shape == (1 + 2 * 3, 32)
    torch.testing.assert_close(positions[0], square[0], rtol=1e-3, atol=1e-3)
    again, _ = begin_from_clip(weights, PATCHES)
    for name in report.missing:
        assert torch.equal(model.state_dict()[name], again.state_dict()[name])


def test_clip_without_a_part_is_refused():
    weights = clip_weights(network(PATCHES))
    del weights["visual.proj"]
    with pytest.raises(
        CheckpointError, match=r"lack 1 of its towers, such as \['clip_model.vision_model.projection'\]"
    ):
        begin_from_clip(weights, PATCHES)
    with pytest.raises(CheckpointError, match="none of the 1 weights belongs to a MineCLIP"):
        begin_from_clip({"vision_model.embeddings.class_embedding": torch.ones(1)}, PATCHES)


class _Holder(torch.nn.Module):
    """A TorchScript module with given weights, as OpenAI's own file is."""

    def __init__(self, weights):
        super().__init__()
        for name, tensor in weights.items():
            place = self
            *folders, last = name.split(".")
            for folder in folders:
                if not hasattr(place, folder):
                    place.add_module(folder, torch.nn.Module())
                place = getattr(place, folder)
            place.register_parameter(last, torch.nn.Parameter(tensor))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


@pytest.mark.parametrize("form", ["torch", "safetensors", "torchscript"])
def test_clip_files_are_converted(tmp_path, form):
    weights = clip_weights(network(PATCHES, seed=5))
    path = tmp_path / f"clip.{'safetensors' if form == 'safetensors' else 'pt'}"
    if form == "torchscript":
        torch.jit.save(torch.jit.script(_Holder(weights)), path)
    elif form == "torch":
        torch.save(weights, path)
    else:
        from safetensors.torch import save_file

        save_file({name: tensor.contiguous() for name, tensor in weights.items()}, path)
    result = CliRunner().invoke(app, ["convert", "clip", str(path), str(tmp_path / "model"), "--json"])
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout.splitlines()[-1])
    assert "temporal_encoder.attn.model.norm.weight" in printed["missing"]
    read = MineCLIP.from_pretrained(tmp_path / "model")
    assert torch.equal(read.clip_model.vision_model.projection, weights["visual.proj"])


def test_a_released_file_is_converted_on_the_command_line(tmp_path):
    save_released(network(PATCHES), tmp_path / "attn.pth")
    arguments = ["convert", "mineclip", str(tmp_path / "attn.pth"), str(tmp_path / "model")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "converted into" in result.stdout
    assert (
        read_weights(tmp_path / "model" / "model.safetensors", "model.").keys() == network(PATCHES).state_dict().keys()
    )


def test_weights_of_another_size_name_the_preset_that_fits():
    with torch.device("meta"):
        full = MineCLIP(PRESETS["attn"]).state_dict()
    with pytest.raises(CheckpointError, match="the weights fit the preset 'attn'"):
        from_released(full)
