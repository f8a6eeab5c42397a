"""The inverse dynamics model: which keys a player pressed, told from the video before and after.

Source: Video-Pre-Training, `lib/policy.py` (`InverseActionNet`) and `inverse_dynamics_model.py`. Frames of a window all
see each other; there is no memory and, the memory being of length 0, no bias by distance. `lastlayer` has weights but
in the public code no effect: `InverseConfig.last_layer` says whether it has.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from agents.pretrained import Pretrained
from agents.vpt.actions import CAMERA_BINS
from agents.vpt.config import InverseConfig
from agents.vpt.encoder import Impala, Unit
from agents.vpt.heads import CategoricalHead
from agents.vpt.inputs import check_frames
from agents.vpt.trunk import Net, Trunk
from envs.overworld.action import KEYS

_AT_ONCE = 16
"""Frames whose images are encoded together: a window of 128 at full size would need gigabytes."""


class InverseOutput(NamedTuple):
    """What the model says of each frame of a window, float32 log-probabilities."""

    buttons: Tensor
    """(B, T, 20, 2), keys in the order of `KEYS`, not pressed first."""
    camera: Tensor
    """(B, T, 2, 11), pitch first."""


class Prediction(NamedTuple):
    """The likeliest action of each frame, factored as `actions.to_joint` takes it, and how sure the model is."""

    keys: NDArray[np.uint8]
    """(T, 20), 1 if pressed."""
    bins: NDArray[np.int64]
    """(T, 2) camera bins, pitch first."""
    key_probability: NDArray[np.float32]
    """(T, 20) that a key is pressed."""
    bin_probability: NDArray[np.float32]
    """(T, 2, 11) of the camera bins."""


class InverseNet(Net):
    """A convolution over time, then a policy's encoder and trunk without memory."""

    def __init__(self, config: InverseConfig) -> None:
        cnn = Impala(config.conv_channels, config.channels, config.image_size, normed=True)
        trunk = Trunk(config.width, config.heads, config.blocks, 0, config.pointwise_ratio)
        super().__init__(cnn, trunk)
        self.conv3d_layer = Unit(nn.Conv3d(3, config.conv_channels, (config.conv_frames, 1, 1)), None)
        self.margin = config.conv_frames // 2
        self.last_layer = config.last_layer

    def forward(self, frames: Tensor) -> Tensor:
        """Return features (B, T, E) of frames (B, T, H, W, 3)."""
        padded = functional.pad(frames, (0, 0, 0, 0, 0, 0, self.margin, self.margin)).permute(0, 4, 1, 2, 3)
        features = []
        for start in range(0, frames.shape[1], _AT_ONCE):
            piece = padded[:, :, start : start + _AT_ONCE + 2 * self.margin].float() / 255.0
            images = self.conv3d_layer(piece).transpose(1, 2)
            features.append(self.img_process(images.flatten(0, 1)).unflatten(0, images.shape[:2]))
        return self.finish(self.recurrent_layer(torch.cat(features, 1)), self.last_layer)


class InverseDynamics(Pretrained[InverseConfig]):
    """Actions of the frames of a video."""

    config_type = InverseConfig

    def __init__(self, config: InverseConfig) -> None:
        super().__init__(config)
        self.net = InverseNet(config)
        self.pi_head = nn.ModuleDict(
            {
                "buttons": CategoricalHead(config.width, (len(KEYS), 2), config.temperature),
                "camera": CategoricalHead(config.width, (2, CAMERA_BINS), config.temperature),
            }
        )

    def forward(self, frames: Tensor) -> InverseOutput:
        """Return what the model says of a window of frames (B, T, H, W, 3) uint8.

        Raises:
            ValueError: The frames do not fit.
        """
        check_frames(frames, self.config.image_size)
        features = self.net(frames)
        return InverseOutput(self.pi_head["buttons"](features), self.pi_head["camera"](features))

    @torch.no_grad()
    def predict(self, frames: NDArray[np.uint8] | Tensor, sliding: bool = True) -> Prediction:
        """Return the actions of a video of any length.

        Args:
            frames: (T, H, W, 3) uint8, RGB.
            sliding: Whether windows overlap by half and only what their middle half says is kept, as in the paper;
                otherwise windows follow each other, as in OpenAI's demonstration.

        Raises:
            ValueError: The frames do not fit.
        """
        video = torch.as_tensor(frames)[None].to(self.net.final_ln.weight.device)
        check_frames(video, self.config.image_size)
        length, window = video.shape[1], self.config.window
        keys, camera = [], []
        for start, keep in _windows(length, window, sliding):
            output = self(video[:, start : start + window])
            part = slice(keep.start - start, keep.stop - start)
            keys.append(output.buttons[0, part, :, 1].exp())
            camera.append(output.camera[0, part].exp())
        key_probability, bin_probability = torch.cat(keys).cpu().numpy(), torch.cat(camera).cpu().numpy()
        pressed = (key_probability > 0.5).astype(np.uint8)
        return Prediction(pressed, bin_probability.argmax(-1), key_probability, bin_probability)


def _windows(length: int, window: int, sliding: bool) -> list[tuple[int, slice]]:
    """Return where windows start and which frames of the video each of them decides."""
    if not sliding:
        return [(start, slice(start, min(start + window, length))) for start in range(0, length, window)]
    step, last = max(window // 2, 1), max(length - window, 0)
    starts = [*range(0, last, step), last]
    bounds = [0, *(start + step // 2 for start in starts[1:]), length]
    return [(start, slice(bounds[index], bounds[index + 1])) for index, start in enumerate(starts)]
