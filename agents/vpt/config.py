"""What VPT's networks are built from: sizes that shapes of weights can check, and the temperature that they cannot.

The sizes are OpenAI's (Video-Pre-Training, `agent.py` and its released keyword sets); `nano` and `small` are ours, for
learning on a CPU.
"""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, ValidationError, model_validator

GOAL_SIZE = 512
"""Numbers in a MineCLIP embedding, STEVE-1's goal."""


class ForeignConfigError(ValueError):
    """OpenAI's keywords describe a network that this is not."""


class _Config(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _NetConfig(_Config):
    width: PositiveInt
    """Features of a frame in the trunk, E."""
    channels: tuple[PositiveInt, PositiveInt, PositiveInt]
    """Channels of the encoder's three stacks."""
    heads: PositiveInt
    blocks: PositiveInt
    """Transformer blocks."""
    temperature: PositiveFloat
    """What logits are divided by. It belongs to a checkpoint: weights do not tell it."""
    image_size: PositiveInt = 128
    """Rows and columns of a frame."""
    pointwise_ratio: PositiveInt = 4
    """Hidden features of a block's MLP for each feature of the trunk."""

    @model_validator(mode="after")
    def _heads_divide_width(self) -> Self:
        if self.width % self.heads:
            raise ValueError(f"width must be a multiple of heads, not {self.width} of {self.heads}")
        return self


class PolicyConfig(_NetConfig):
    """Sizes of a `VPTPolicy`."""

    kind: Literal["policy"] = "policy"
    memory: PositiveInt = 128
    """Frames that a frame sees, itself included."""
    stem: int | None = Field(None, gt=1)
    """Pixels along a side of the patches that a small preset turns into its first features; VPT has no such layer."""
    goal_size: PositiveInt | None = None
    """Numbers in a goal embedding (512 in STEVE-1), None if the policy takes no goal."""

    @model_validator(mode="after")
    def _patches_fill_image(self) -> Self:
        if self.stem is not None and self.image_size % self.stem:
            raise ValueError(f"image_size must be a multiple of stem, not {self.image_size} of {self.stem}")
        return self


class InverseConfig(_NetConfig):
    """Sizes of an `InverseDynamics`; the defaults are those of the released model, "4x"."""

    kind: Literal["inverse"] = "inverse"
    width: PositiveInt = 4096
    channels: tuple[PositiveInt, PositiveInt, PositiveInt] = (256, 512, 512)
    heads: PositiveInt = 32
    blocks: PositiveInt = 2
    temperature: PositiveFloat = 4.0
    conv_channels: PositiveInt = 128
    """Channels of the convolution over time."""
    conv_frames: int = Field(5, gt=0)
    """Frames that it spans, an odd number."""
    window: PositiveInt = 128
    """Frames that see each other."""
    last_layer: bool = False
    """Whether `lastlayer` counts. In OpenAI's public code its output is thrown away."""

    @model_validator(mode="after")
    def _centred(self) -> Self:
        if self.conv_frames % 2 == 0:
            raise ValueError(f"conv_frames must be odd, not {self.conv_frames}")
        return self


class PriorConfig(_Config):
    """Sizes of a `GoalPrior`; the defaults are those of STEVE-1's released prior."""

    kind: Literal["prior"] = "prior"
    embedding: PositiveInt = GOAL_SIZE
    hidden: PositiveInt = 512
    latent: PositiveInt = 512


def _policy(scale: int, temperature: float = 1.0, **kwargs: Any) -> PolicyConfig:
    channels = (64 * scale, 128 * scale, 128 * scale)
    return PolicyConfig(width=1024 * scale, channels=channels, heads=16, blocks=4, temperature=temperature, **kwargs)


PRESETS: dict[str, PolicyConfig] = {
    "nano": PolicyConfig(width=128, channels=(16, 32, 32), heads=4, blocks=2, temperature=1.0, stem=4),
    "small": PolicyConfig(width=192, channels=(32, 64, 64), heads=6, blocks=3, temperature=1.0, stem=4),
    "1x": _policy(1),
    "2x": _policy(2),
    "3x": _policy(3),
    "steve1": _policy(2, temperature=2.0, goal_size=GOAL_SIZE),
}
"""Policies by name. The temperatures are defaults for training: read the one of a released policy from its file."""


class _Conv3d(BaseModel):
    model_config = ConfigDict(extra="ignore")
    inchan: Literal[3] = 3
    outchan: int
    kernel_size: tuple[int, Literal[1], Literal[1]]


class _Norms(BaseModel):
    model_config = ConfigDict(extra="ignore")
    batch_norm: Literal[False] = False
    group_norm_groups: Literal[1]


class _Pool(BaseModel):
    model_config = ConfigDict(extra="ignore")
    post_pool_groups: Literal[1]


class _Keywords(BaseModel):
    """The keywords of OpenAI's network that change it, with the class's own defaults; other keywords do not matter."""

    model_config = ConfigDict(extra="ignore")
    hidsize: int = 512
    impala_width: float = 1
    impala_chans: tuple[int, int, int] = (16, 32, 32)
    impala_kwargs: _Pool
    init_norm_kwargs: _Norms
    attention_heads: int = 8
    attention_memory_size: int = 2048
    timesteps: int
    n_recurrence_layers: int = 1
    pointwise_ratio: int = 4
    img_shape: tuple[int, int, int]
    recurrence_type: Literal["transformer"]
    recurrence_is_residual: Literal[True] = True
    use_pointwise_layer: Literal[True] = True
    pointwise_use_activation: Literal[False] = False
    use_pre_lstm_ln: Literal[False] = False
    attention_mask_style: Literal["clipped_causal", "none"] = "clipped_causal"
    conv3d_params: _Conv3d | None = None

    def sizes(self) -> dict[str, Any]:
        return {
            "width": self.hidsize,
            "channels": tuple(int(self.impala_width * count) for count in self.impala_chans),
            "heads": self.attention_heads,
            "blocks": self.n_recurrence_layers,
            "image_size": self.img_shape[0],
            "pointwise_ratio": self.pointwise_ratio,
        }


def read_openai(model: Mapping[str, Any], goal_size: int | None = None) -> PolicyConfig | InverseConfig:
    """Return the sizes that the contents of a `.model` file give, of a policy or of an inverse dynamics model.

    Args:
        model: What `read_model_file` returns; `model.args.net.args` and `model.args.pi_head_opts` of it are read.
        goal_size: Numbers in a goal embedding, if the weights are those of a policy with a goal (STEVE-1).

    Raises:
        ForeignConfigError: A part is missing, or a keyword stands for a network that this package does not have.
    """
    try:
        arguments = model["model"]["args"]
        keywords, temperature = arguments["net"]["args"], float(arguments["pi_head_opts"]["temperature"])
    except (KeyError, TypeError, ValueError) as error:
        raise ForeignConfigError(
            "a .model file holds model.args.net.args and model.args.pi_head_opts.temperature; this one fails at "
            f"{error}"
        ) from error
    try:
        read = _Keywords.model_validate(keywords)
        sizes: dict[str, Any] = read.sizes() | {"temperature": temperature}
        memory = read.attention_memory_size - read.timesteps
        if read.conv3d_params is None and read.attention_mask_style == "clipped_causal":
            return PolicyConfig(**sizes, memory=memory, goal_size=goal_size)
        if read.conv3d_params is not None and read.attention_mask_style == "none" and memory == 0:
            conv = read.conv3d_params
            sizes |= {"conv_channels": conv.outchan, "conv_frames": conv.kernel_size[0], "window": read.timesteps}
            return InverseConfig(**sizes)
    except ValidationError as error:
        first = error.errors()[0]
        raise ForeignConfigError(
            f"the network of a .model file: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        ) from error
    raise ForeignConfigError(
        "the network of a .model file is neither a policy (clipped_causal, no conv3d_params) nor an inverse dynamics "
        "model (mask none, conv3d_params, attention_memory_size equal to timesteps)"
    )
