"""The spotter: from one frame to the chance that each kind of thing is in view, how near, and where in the picture.

It is how a skill that looks for something goes to it and knows that it is there, from the screen alone. Its teacher is
the view sense of the Overworld (`envs.overworld.senses.view`), which reads the world.
"""

from typing import Annotated, Literal, NamedTuple, Self

import torch
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, model_validator
from torch import Tensor, nn

from agents.mineclip.config import ConvolutionVisionConfig
from agents.mineclip.convolution import ConvolutionMap
from agents.mineclip.frames import check_frames
from agents.pretrained import Pretrained
from envs.overworld.senses.view import KINDS

_PLACE = 2
"""Numbers that say where on the map a place is."""
_AT_FIRST = -4.0
"""Log-odds before anything is learnt: most places show no thing of a kind."""


def _ascending(within: tuple[float, ...]) -> tuple[float, ...]:
    if list(within) != sorted(set(within)):
        raise ValueError(f"distances must ascend, unlike {within}")
    return within


Distances = Annotated[tuple[PositiveFloat, ...], Field(min_length=1), AfterValidator(_ascending)]
"""Blocks, ascending."""


class SpotterConfig(BaseModel):
    """Sizes of a `Spotter`, and what it looks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["spotter"] = "spotter"
    kinds: Annotated[tuple[str, ...], Field(min_length=1)] = KINDS
    """What it looks for, each once: the names of the view sense, if that is its teacher."""
    within: Distances = (10.0, 32.0)
    """For each it tells what is in view no farther away."""
    image_size: tuple[PositiveInt, PositiveInt] = (128, 128)
    """(height, width) of a frame in pixels."""
    vision: ConvolutionVisionConfig = ConvolutionVisionConfig(channels=(64, 128), blocks=(2, 3))
    """Of the map whose places are looked at."""
    width: PositiveInt = 128
    """Numbers of a place's feature."""

    @property
    def map_size(self) -> tuple[int, int]:
        """(rows, columns) of the map of a frame."""
        height, width = self.image_size
        return height // self.vision.reduction, width // self.vision.reduction

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.kinds)) != len(self.kinds):
            raise ValueError(f"kinds must differ, unlike {self.kinds}")
        return self


class Seen(NamedTuple):
    """What is in view in N frames."""

    chances: Tensor
    """(N, K, D) float32, that each kind is in view within each distance."""
    at: Tensor
    """(N, K, D, 2) float32, where in the picture, if within each distance: across it, -1 at its left edge and 1 at its
    right one, and down, -1 at its top and 1 at its bottom."""


class Spotter(Pretrained[SpotterConfig]):
    """Convolutions over a frame, and for each kind the most that any place of their map says of it.

    A thing is seen where it is, however small it is in the picture; a matrix over the whole map saw no animals. Places
    know where they are, as how far away something is shows by how high it stands in the picture.
    """

    config_type = SpotterConfig

    def __init__(self, config: SpotterConfig) -> None:
        super().__init__(config)
        self.vision = ConvolutionMap(config.vision)
        self.hidden = nn.Conv2d(config.vision.channels[-1] + _PLACE, config.width, 1)
        self.head = nn.Conv2d(config.width, len(config.kinds) * len(config.within), 1)
        assert self.head.bias is not None
        nn.init.constant_(self.head.bias, _AT_FIRST)

    @torch.no_grad()
    def look(self, frames: Tensor) -> Seen:
        """Return what is in view in frames as `forward` takes them."""
        places = self(frames).float()
        return Seen(places.amax((3, 4)).sigmoid(), _middle(places.sigmoid()))

    def forward(self, frames: Tensor) -> Tensor:
        """Return log-odds (N, K, D, rows, columns) that a kind is within a distance where a place of the map looks.

        Args:
            frames: (N, height, width, 3) uint8 RGB.

        Raises:
            RewardError: The frames have another shape or dtype.
        """
        check_frames(frames, self.config.image_size)
        seen = self.vision(frames)
        count, _, height, width = seen.shape
        down = torch.linspace(-1, 1, height, device=seen.device, dtype=seen.dtype)[:, None].expand(height, width)
        across = torch.linspace(-1, 1, width, device=seen.device, dtype=seen.dtype).expand(height, width)
        places = torch.stack((down, across)).expand(count, _PLACE, height, width)
        said = self.head(torch.relu(self.hidden(torch.cat((seen, places), 1))))
        return said.unflatten(1, (len(self.config.kinds), len(self.config.within)))


def _middle(chances: Tensor) -> Tensor:
    """Return (..., 2) where, across and down, maps (..., rows, columns) are surest.

    It is the mean of that place and those next to it, weighted by their chances: few things are in the middle of one.
    """
    rows, columns = chances.shape[-2:]
    surest = chances.flatten(-2).argmax(-1)[..., None, None]
    down = torch.arange(rows, device=chances.device)[:, None]
    across = torch.arange(columns, device=chances.device)
    near = ((down - surest // columns).abs() <= 1) & ((across - surest % columns).abs() <= 1)
    weights = chances * near / (chances * near).sum((-2, -1), keepdim=True)
    middle = torch.stack(
        (
            (weights * (2 * across + 1) / columns).sum((-2, -1)),
            (weights * (2 * down + 1) / rows).sum((-2, -1)),
        ),
        -1,
    )
    return middle - 1
