"""Other people's checkpoints: the released MineCLIP, and OpenAI's CLIP ViT-B/16, which MineCLIP was begun from.

A released file is a torch dict with the weights under `state_dict`, every name after `model.`. The same CLIP stands in
it three times: as `clip_model`, as `reward_head.clip_model`, and its vision tower as `image_encoder`.
"""

import os
import re
import zipfile
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from agents.errors import CheckpointError
from agents.mineclip.backbone import OpenClip, backbone_config
from agents.mineclip.config import PRESETS, MineCLIPConfig, PatchVisionConfig
from agents.mineclip.model import MineCLIP
from agents.mineclip.vision import resize_positions
from agents.pretrained import LoadReport, load_weights, read_weights

Kind = Literal["mineclip", "clip"]
"""A released MineCLIP, or a CLIP to begin one from."""
_PREFIX = "model."
_CLIP, _VISION = "clip_model.", "clip_model.vision_model."
_ALIASES = {f"reward_head.{_CLIP}": _CLIP, "image_encoder.": _VISION}
_SETTINGS = frozenset({"input_resolution", "context_length", "vocab_size"})
"""What OpenAI's files hold beside weights."""
_TOWERS = (
    (r"visual\.class_embedding", r"vision_model.cls_token"),
    (r"visual\.positional_embedding", r"vision_model.pos_embed"),
    (r"visual\.proj", r"vision_model.projection"),
    (r"visual\.transformer\.resblocks\.(.+)", r"vision_model.blocks.\1"),
    (r"visual\.((?:conv1|ln_pre|ln_post)\..+)", r"vision_model.\1"),
    (r"positional_embedding", r"text_model.pos_embed"),
    (r"text_projection", r"text_model.projection"),
    (r"transformer\.resblocks\.(.+)", r"text_model.blocks.\1"),
    (r"((?:token_embedding|ln_final)\..+)", r"text_model.\1"),
    (r"(logit_scale)", r"\1"),
)
"""OpenAI's names, and MineCLIP's for the same."""
_SEED = 0
"""Of the layers that CLIP and other backbones have not."""


def convert(kind: Kind, source: str | Path, destination: str | Path) -> LoadReport:
    """Turn a checkpoint into a folder that `MineCLIP.from_pretrained` reads.

    Args:
        kind: What it is of.
        source: A released MineCLIP, `attn` or `avg`; or CLIP's weights under OpenAI's names: their own file, one of
            torch, or one of safetensors.
        destination: The folder.

    Returns:
        What was missing, which keeps the values that training begins with (temporal layers and adapter, which CLIP has
        not), and what was left over.

    Raises:
        CheckpointError: The file cannot be read or lacks weights, or copies of a weight differ.
    """
    if kind == "clip":
        network, report = begin_from_clip(_read_clip(Path(source)), PRESETS["attn"])
    else:
        network, report = from_released(read_weights(source, _PREFIX))
    network.save_pretrained(destination)
    return report


def from_released(tensors: dict[str, Tensor]) -> tuple[MineCLIP, LoadReport]:
    """Return the network of released weights, and what was left over.

    Args:
        tensors: By name, without `model.`, with or without copies.

    Raises:
        CheckpointError: A weight is missing or of another shape, or copies of one differ.
    """
    tensors = _without_copies(tensors)
    pooling = "attn" if any(name.startswith("temporal_encoder.attn.") for name in tensors) else "avg"
    with torch.device("meta"):
        network = MineCLIP(PRESETS[pooling])
    report = load_weights(network, {name: tensor.float() for name, tensor in tensors.items()}, assign=True)
    if report.missing:
        raise CheckpointError(
            f"{len(report.missing)} of the {len(network.state_dict())} weights of MineCLIP '{pooling}' are missing, "
            f"such as {list(report.missing[:3])}; left over are {list(report.unexpected[:3])}"
        )
    return network, report


def to_released(network: MineCLIP) -> dict[str, dict[str, Tensor]]:
    """Return the contents of a released file, with prefix and copies, as upstream's code reads it."""
    own = network.state_dict()
    copies = {
        alias + name.removeprefix(original): tensor
        for alias, original in _ALIASES.items()
        for name, tensor in own.items()
        if name.startswith(original)
    }
    return {"state_dict": {_PREFIX + name: tensor for name, tensor in (own | copies).items()}}


def save_released(network: MineCLIP, path: str | os.PathLike[str]) -> None:
    """Write a file in the released layout, for upstream's code."""
    torch.save(to_released(network), path)


def begin_from_clip(tensors: dict[str, Tensor], config: MineCLIPConfig) -> tuple[MineCLIP, LoadReport]:
    """Return a network whose towers are CLIP's, and what CLIP lacks of it.

    CLIP's position embedding, of square images, is interpolated for `config.image_size`.

    Args:
        tensors: CLIP's weights under OpenAI's names.
        config: Sizes, whose towers are those of CLIP.

    Raises:
        CheckpointError: A weight of a tower is missing or of another shape.
    """
    renamed, strange = _rename(tensors)
    positions = f"{_VISION}pos_embed"
    if positions in renamed and isinstance(config.vision, PatchVisionConfig):
        height, width = config.image_size
        grid = (height // config.vision.patch, width // config.vision.patch)
        renamed[positions] = resize_positions(renamed[positions], grid)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(_SEED)
        network = MineCLIP(config)
    report = load_weights(network, renamed or tensors)
    lacking = [name for name in report.missing if name.startswith(_CLIP)]
    if lacking:
        raise CheckpointError(f"the weights of CLIP lack {len(lacking)} of its towers, such as {lacking[:3]}")
    return network, LoadReport(report.missing, tuple(sorted({*report.unexpected, *strange})))


def begin_from_backbone(name: str, pretrained: str, stride: int = 1) -> MineCLIP:
    """Return a network whose towers are those of a model of `open_clip_torch` with its weights.

    Args:
        name: Of the model, such as "EVA02-B-16".
        pretrained: Tag of its weights, which are downloaded, or a file of them.
        stride: Ticks between the frames of a clip.

    Raises:
        RewardError: The package or the model is missing, or has another tokenizer than CLIP's.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(_SEED)
        network = MineCLIP(backbone_config(name, stride))
    network.clip_model = OpenClip(network.config, pretrained)
    return network


def _without_copies(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return weights without the copies of CLIP's, which must be the same."""
    kept = {name: tensor for name, tensor in tensors.items() if not name.startswith(tuple(_ALIASES))}
    for alias, original in _ALIASES.items():
        for name in (name for name in tensors if name.startswith(alias)):
            target = original + name.removeprefix(alias)
            if not torch.equal(kept.setdefault(target, tensors[name]), tensors[name]):
                raise CheckpointError(f"{name} and {target} must be the same weights, and differ: the file is damaged")
    return kept


def _rename(tensors: dict[str, Tensor]) -> tuple[dict[str, Tensor], list[str]]:
    """Return weights under MineCLIP's names, and the names that are not of CLIP."""
    renamed, strange = {}, []
    for name, tensor in tensors.items():
        for pattern, replacement in _TOWERS:
            if re.fullmatch(pattern, name):
                renamed[_CLIP + re.sub(pattern, replacement, name)] = tensor
                break
        else:
            strange += [] if name in _SETTINGS else [name]
    return renamed, strange


def _read_clip(path: Path) -> dict[str, Tensor]:
    """Return the weights in a file; OpenAI's own is a TorchScript archive: operations of torch, no Python."""
    if path.suffix != ".safetensors" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            scripted = any(name.split("/")[1:2] == ["code"] for name in archive.namelist())
        if scripted:
            return dict(torch.jit.load(path, map_location="cpu").state_dict())
    return read_weights(path, _PREFIX)
