"""What a MineCLIP is built from.

`attn` and `avg` are the two released networks (MineDojo/MineCLIP); `small` is ours, for scoring and learning on a CPU.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, field_validator, model_validator

CONTEXT = 77
"""Tokens of a sentence: start, up to 75, end, padding."""
VOCABULARY = 49_408
"""Tokens of CLIP."""
PAD, START, END = 0, VOCABULARY - 2, VOCABULARY - 1
"""Ids of the tokens that are not text. CLIP pads with the id of a byte, which nothing looks at."""


class _Config(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TransformerConfig(_Config):
    """Sizes of a transformer of CLIP's."""

    width: PositiveInt
    layers: PositiveInt
    heads: PositiveInt

    @model_validator(mode="after")
    def _heads_divide_width(self) -> Self:
        if self.width % self.heads:
            raise ValueError(f"width must be a multiple of heads, not {self.width} of {self.heads}")
        return self


class PatchVisionConfig(TransformerConfig):
    """A frame encoder that is a transformer over patches; the defaults are those of CLIP ViT-B/16."""

    kind: Literal["patches"] = "patches"
    width: PositiveInt = 768
    layers: PositiveInt = 12
    heads: PositiveInt = 12
    patch: PositiveInt = 16
    """Pixels along a side of a patch."""


class ConvolutionVisionConfig(_Config):
    """A frame encoder of convolutions, which a CPU runs hundreds of times a second."""

    kind: Literal["convolutions"] = "convolutions"
    channels: tuple[PositiveInt, ...] = (32, 64, 128, 192)
    """Of each stage. The first has a quarter of the frame's rows and columns, each further one half of those before."""
    blocks: tuple[int, ...] = (1, 2, 3, 2)
    """Residual blocks of each stage."""

    @property
    def reduction(self) -> int:
        """Pixels of a frame along a side of what the last stage sees as one."""
        return 4 << (len(self.channels) - 1)

    @model_validator(mode="after")
    def _stages_agree(self) -> Self:
        if len(self.channels) != len(self.blocks):
            raise ValueError(f"there are channels of {len(self.channels)} stages, and blocks of {len(self.blocks)}")
        if any(channels % 16 for channels in self.channels):
            raise ValueError(f"channels must be multiples of 16, not {self.channels}")
        return self


class TemporalConfig(_Config):
    """A transformer over the frames of a clip; the defaults are those of the released `attn`."""

    layers: PositiveInt = 2
    heads: PositiveInt = 8
    head_size: PositiveInt = 64
    hidden: PositiveInt = 2048
    """Hidden features of its gated feed-forward layers."""
    positions: PositiveInt = 32
    """Most frames that a clip can have."""


class MineCLIPConfig(_Config):
    """Sizes of a `MineCLIP`; the defaults are those of the released `attn`."""

    kind: Literal["mineclip"] = "mineclip"
    image_size: tuple[PositiveInt, PositiveInt] = (160, 256)
    """(height, width) of a frame in pixels."""
    window: PositiveInt = 16
    """Frames of a clip."""
    stride: PositiveInt = 1
    """Ticks (20 Hz) from one frame of a clip to the next in what it was trained on."""
    width: PositiveInt = 512
    """Numbers of a feature, of frames, clips and sentences alike."""
    backbone: str | None = None
    """A model of `open_clip_torch`, such as `EVA02-B-16`, whose towers stand in for `vision` and `text`."""
    vision: Annotated[PatchVisionConfig | ConvolutionVisionConfig, Field(discriminator="kind")] | None = (
        PatchVisionConfig()
    )
    """None exactly if there is a `backbone`; so is `text`."""
    text: TransformerConfig | None = TransformerConfig(width=512, layers=12, heads=8)
    vocabulary: tuple[int, ...] | None = None
    """Ids of CLIP's tokenizer that it knows, ascending; None for all."""
    temporal: TemporalConfig | None = TemporalConfig()
    """None for the mean over frames (`avg`)."""
    residual_weight: float = 4.0
    """What the logit of the share that goes past the video adapter starts with."""
    scale: PositiveFloat = 1.0 / 0.07
    """What cosines are multiplied by at the start."""

    @field_validator("vocabulary")
    @classmethod
    def _ascending(cls, vocabulary: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if vocabulary is not None:
            if list(vocabulary) != sorted(set(vocabulary)):
                raise ValueError("ids must be ascending, each once: see vocabulary_of")
            if not {PAD, START, END} <= set(vocabulary) or vocabulary[0] < 0 or vocabulary[-1] > END:
                raise ValueError(f"ids go from 0 to {END}; {PAD}, {START} and {END} must be among them")
        return vocabulary

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.backbone is not None:
            if self.vision or self.text or self.vocabulary:
                raise ValueError(f"backbone {self.backbone} brings its own: vision, text, vocabulary must be None")
            return self
        if self.vision is None or self.text is None:
            raise ValueError("vision and text are needed, or a backbone")
        side = self.vision.patch if isinstance(self.vision, PatchVisionConfig) else self.vision.reduction
        if any(pixels % side for pixels in self.image_size):
            raise ValueError(f"image_size must be multiples of {side}, not {self.image_size}")
        if self.temporal and self.temporal.positions < self.window:
            raise ValueError(f"window must be at most {self.temporal.positions}, not {self.window}")
        return self


PRESETS: dict[str, MineCLIPConfig] = {
    "attn": MineCLIPConfig(),
    "avg": MineCLIPConfig(temporal=None),
    "small": MineCLIPConfig(
        image_size=(128, 128),
        stride=4,
        width=192,
        vision=ConvolutionVisionConfig(),
        text=TransformerConfig(width=192, layers=2, heads=4),
        temporal=TemporalConfig(heads=4, head_size=48, hidden=384),
    ),
}
"""Networks by name. `small` is trained on few words: give it the `vocabulary_of` its captions."""
