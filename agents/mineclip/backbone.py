"""Towers of `open_clip_torch` (the extra `backbones`) in the place of MineCLIP's own: EVA-CLIP and many others.

They take frames of their own size, with their own mean and deviation of colours, and sentences in CLIP's tokens.
"""

from typing import Any

import torch
from torch import Tensor, nn

from agents.errors import RewardError
from agents.mineclip.config import CONTEXT, VOCABULARY, MineCLIPConfig
from agents.mineclip.frames import normalise


class _Vision(nn.Module):
    def __init__(self, tower: Any) -> None:
        super().__init__()
        self.tower = tower
        self.mean, self.deviation = tuple(tower.image_mean), tuple(tower.image_std)

    def forward(self, frames: Tensor) -> Tensor:
        images = normalise(frames, self.mean, self.deviation)
        return self.tower(images.to(next(self.tower.parameters()).dtype))


class _Text(nn.Module):
    def __init__(self, tower: nn.Module) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, tokens: Tensor) -> Tensor:
        return self.tower(tokens)


class OpenClip(nn.Module):
    """The two towers of a model of `open_clip_torch`.

    Args:
        config: Sizes, with a `backbone`.
        pretrained: Tag of weights that `open_clip_torch` downloads, or a file of them; None for random ones.

    Raises:
        RewardError: The package or the model is missing, or the sizes are not the model's.
    """

    def __init__(self, config: MineCLIPConfig, pretrained: str | None = None) -> None:
        super().__init__()
        assert config.backbone is not None
        with torch.device("cpu"):  # on the meta device its buffers, which no checkpoint holds, would stay empty
            model = _create(config.backbone, pretrained)
        _check_size(config, model)
        self.vision_model = _Vision(model.visual)
        self.text_model = _Text(model.text)
        self.logit_scale = model.logit_scale


def backbone_config(name: str, stride: int = 1) -> MineCLIPConfig:
    """Return the sizes of a MineCLIP whose towers are those of a model of `open_clip_torch`.

    Args:
        name: Of the model, such as "EVA02-B-16".
        stride: Ticks between the frames of a clip.

    Raises:
        RewardError: The package or the model is missing, or it has another tokenizer than CLIP's.
    """
    sizes = _sizes(name)
    rows = sizes["vision_cfg"]["image_size"]
    image_size = (rows, rows) if isinstance(rows, int) else tuple(rows)
    width = sizes["embed_dim"]
    return MineCLIPConfig(backbone=name, vision=None, text=None, image_size=image_size, width=width, stride=stride)


def _open_clip() -> Any:
    try:
        import open_clip
    except ImportError as error:
        raise RewardError(
            f"other backbones need open_clip_torch, and it cannot be imported ({error}): pip install -e '.[backbones]'"
        ) from error
    return open_clip


def _sizes(name: str) -> dict[str, Any]:
    sizes = _open_clip().get_model_config(name)
    if sizes is None:
        raise RewardError(f"open_clip_torch has no model '{name}'; open_clip.list_models() lists them")
    text = sizes["text_cfg"]
    other = text.get("hf_tokenizer_name") or text.get("hf_model_name")
    if other or text.get("context_length", CONTEXT) != CONTEXT or text.get("vocab_size", VOCABULARY) != VOCABULARY:
        raise RewardError(f"'{name}' has another tokenizer than CLIP's; take one with CLIP's, such as EVA02-B-16")
    return sizes


def _create(name: str, pretrained: str | None) -> Any:
    _sizes(name)
    return _open_clip().create_model(name, pretrained=pretrained, force_custom_text=True, output_dict=False)


def _check_size(config: MineCLIPConfig, model: Any) -> None:
    rows = model.visual.image_size
    size = (rows, rows) if isinstance(rows, int) else tuple(rows)
    own = backbone_config(str(config.backbone)).width
    if (size, own) != (config.image_size, config.width):
        raise RewardError(
            f"{config.backbone} takes frames of {size} and gives features of {own} numbers, not {config.image_size} "
            f"and {config.width}: see backbone_config"
        )
