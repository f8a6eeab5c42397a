"""VPT's image encoder: an IMPALA network whose every layer is normalised before, not after.

Names of parameters are those of OpenAI's checkpoints (Video-Pre-Training, `lib/impala_cnn.py`, `lib/util.py`).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

HIDDEN = 256
"""Features between the convolutions and the trunk."""
_STACKS = 3
_BLOCKS = 2
_POOLED = 2


class Unit(nn.Module):
    """Norm, layer, ReLU; the rows of the layer's weight start with one L2 norm, `gain`.

    Args:
        layer: A linear layer or a convolution; give it a bias only where there is no norm.
        norm: Applied to the input; None for none.
        gain: L2 norm of the weights of each output at the start.
        activate: Whether ReLU follows.
    """

    def __init__(
        self, layer: nn.Linear | nn.Conv2d | nn.Conv3d, norm: nn.Module | None, gain: float = 1.0, activate: bool = True
    ) -> None:
        super().__init__()
        self.norm = norm
        self.layer = layer
        self.activate = activate
        set_row_norm(layer, gain)

    def forward(self, x: Tensor) -> Tensor:
        """Return the features of `x`."""
        if self.norm is not None:
            x = self.norm(x)
        x = self.layer(x)
        return functional.relu(x) if self.activate else x


@torch.no_grad()
def set_row_norm(layer: nn.Module, gain: float) -> None:
    """Give the weights of each output of a layer the L2 norm `gain`, and the biases zero."""
    weight = layer.get_parameter("weight")
    weight.mul_(gain / weight.square().sum(tuple(range(1, weight.ndim)), keepdim=True).sqrt())
    if getattr(layer, "bias", None) is not None:
        layer.get_parameter("bias").zero_()


def linear_unit(inputs: int, outputs: int, gain: float = 1.0) -> Unit:
    """Return layer norm, linear layer without bias, ReLU."""
    return Unit(nn.Linear(inputs, outputs, bias=False), nn.LayerNorm(inputs), gain)


def _conv_unit(inputs: int, outputs: int, gain: float = 1.0, normed: bool = True) -> Unit:
    norm = nn.GroupNorm(1, inputs) if normed else None
    return Unit(nn.Conv2d(inputs, outputs, 3, padding=1, bias=not normed), norm, gain)


class _Residual(nn.Module):
    """Two units whose output, never negative, is added to the input."""

    def __init__(self, channels: int, gain: float) -> None:
        super().__init__()
        self.conv0 = _conv_unit(channels, channels, gain)
        self.conv1 = _conv_unit(channels, channels, gain)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv1(self.conv0(x))


class _Stack(nn.Module):
    """Convolution, max pool that halves rows and columns, norm, two residual blocks."""

    def __init__(self, inputs: int, outputs: int, normed: bool) -> None:
        super().__init__()
        gain = (_STACKS**0.5 / _BLOCKS**0.5) ** 0.5
        self.firstconv = _conv_unit(inputs, outputs, normed=normed)
        self.n = nn.GroupNorm(1, outputs)
        self.blocks = nn.ModuleList(_Residual(outputs, gain) for _ in range(_BLOCKS))

    def forward(self, x: Tensor) -> Tensor:
        x = self.n(functional.max_pool2d(self.firstconv(x), 3, stride=_POOLED, padding=1))
        for block in self.blocks:
            x = block(x)
        return x


class Impala(nn.Module):
    """Images to 256 features.

    Args:
        inputs: Channels of the images.
        channels: Channels of the stacks.
        image_size: Rows and columns of the images.
        normed: Whether the very first convolution has a norm: not on plain images, but on features.
        stem: Side of the patches that a first layer turns into features (no such layer in VPT), or None.
    """

    def __init__(
        self, inputs: int, channels: tuple[int, ...], image_size: int, normed: bool = False, stem: int | None = None
    ) -> None:
        super().__init__()
        size = image_size
        if stem is not None:
            self.stem = Unit(nn.Conv2d(inputs, channels[0], stem, stride=stem), None)
            inputs, size, normed = channels[0], size // stem, True
        self.stemmed = stem is not None
        self.stacks = nn.ModuleList()
        for index, outputs in enumerate(channels):
            self.stacks.append(_Stack(inputs, outputs, normed or index > 0))
            inputs, size = outputs, (size + 1) // _POOLED
        self.dense = linear_unit(inputs * size**2, HIDDEN, gain=1.4)

    def forward(self, images: Tensor) -> Tensor:
        """Return features (N, 256) of images (N, C, H, W)."""
        x = self.stem(images) if self.stemmed else images
        for stack in self.stacks:
            x = stack(x)
        return self.dense(x.flatten(1))


class ImageEncoder(nn.Module):
    """Images to `width` features, what the checkpoints call `img_process`."""

    def __init__(self, cnn: Impala, width: int) -> None:
        super().__init__()
        self.cnn = cnn
        self.linear = linear_unit(HIDDEN, width)

    def forward(self, images: Tensor) -> Tensor:
        """Return features (N, width) of images (N, C, H, W), values from 0 to 1."""
        return self.linear(self.cnn(images))
