"""The policy: frames of the screen in, log-probabilities of actions and a value out; STEVE-1's goal if it has one.

Source: Video-Pre-Training, `lib/policy.py`; STEVE-1, `embed_conditioned_policy.py`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from agents.pretrained import Pretrained
from agents.vpt.config import PRESETS, PolicyConfig
from agents.vpt.encoder import Impala
from agents.vpt.heads import Distribution, TensorAction, ValueHead, policy_heads
from agents.vpt.inputs import check_frames, check_goal, check_rows, to_images
from agents.vpt.memory import Memory
from agents.vpt.trunk import Net, Trunk

_AT_ONCE = 64
"""Frames that a CPU encodes together: with more, what layers hand on no longer fits its cache."""


class PolicyOutput(NamedTuple):
    """What a policy says of each frame of a chunk."""

    buttons: Tensor
    """(B, T, 8641) float32 log-probabilities."""
    camera: Tensor
    """(B, T, 121) float32 log-probabilities."""
    value: Tensor
    """(B, T) float32, normalised: see `ValueHead`."""
    state: Memory
    """Memory after the chunk."""

    @property
    def distribution(self) -> Distribution:
        """Both heads together."""
        return Distribution(self.buttons, self.camera)


class Decision(NamedTuple):
    """What a policy does in a frame."""

    action: TensorAction
    """Two int64 tensors (B,)."""
    state: Memory
    """Memory after the frame."""
    log_prob: Tensor
    """(B,) float32, under the distribution that the action comes from, guidance included."""
    value: Tensor
    """(B,) float32, in the units of the rewards."""


class PolicyNet(Net):
    """The network up to the heads, with the layer that STEVE-1 adds if there is a goal."""

    def __init__(self, config: PolicyConfig) -> None:
        cnn = Impala(3, config.channels, config.image_size, stem=config.stem)
        trunk = Trunk(config.width, config.heads, config.blocks, config.memory, config.pointwise_ratio)
        super().__init__(cnn, trunk)
        self.goal_size = config.goal_size
        if config.goal_size is not None:
            self.mineclip_embed_linear = nn.Linear(config.goal_size, config.width)

    def forward(self, frames: Tensor, first: Tensor, state: Memory, goal: Tensor | None) -> tuple[Tensor, Memory]:
        """Return features (B, T, E) of frames (B, T, H, W, 3) with goals (B, T or 1, G), and the memory after them."""
        every = frames.flatten(0, 1)
        pieces = every.split(_AT_ONCE if every.device.type == "cpu" else len(every))
        x = torch.cat([self.img_process(to_images(piece)) for piece in pieces]).unflatten(0, frames.shape[:2])
        if goal is not None:
            x = x + self.mineclip_embed_linear(goal)
        x, state = self.recurrent_layer.remember(x, first, state)
        return self.finish(x), state


class VPTPolicy(Pretrained[PolicyConfig]):
    """VPT's policy with a value head, at any of its sizes, and with STEVE-1's goal.

    Names and shapes of the parameters are those of OpenAI's checkpoints.
    """

    config_type = PolicyConfig

    def __init__(self, config: PolicyConfig) -> None:
        super().__init__(config)
        self.net = PolicyNet(config)
        self.value_head = ValueHead(config.width)
        self.pi_head = policy_heads(config.width, config.temperature)

    @classmethod
    def better_preset(cls, tensors: dict[str, Tensor]) -> str:
        """Return which preset weights of other shapes fit."""
        for name, config in PRESETS.items():
            with torch.device("meta"):
                shapes = {key: value.shape for key, value in cls(config).state_dict().items()}
            if all(shapes.get(key) == value.shape for key, value in tensors.items() if key.startswith("net.")):
                return f"; the weights fit the preset '{name}'"
        return "; they fit none of the presets: read their config from the .model file that belongs to them"

    def initial_state(self, batch_size: int, guided: bool = False, device: torch.device | str | None = None) -> Memory:
        """Return the memory before the first frame.

        Args:
            batch_size: Number of rows, B.
            guided: Whether `act` will be guided: then the memory has 2 B rows, B with the goal and B without.
            device: Where it lies; the policy's device if None.
        """
        device = self.value_head.linear.weight.device if device is None else device
        return self.net.recurrent_layer.initial_state(2 * batch_size if guided else batch_size, device)

    def forward(self, frames: Tensor, first: Tensor, state: Memory, goal: Tensor | None = None) -> PolicyOutput:
        """Return what the policy says of each frame of a chunk of any length.

        Args:
            frames: (B, T, H, W, 3) uint8, RGB, of `config.image_size` rows and columns.
            first: (B, T) bool, which frames begin an episode: nothing before them is remembered.
            state: Memory before the chunk. Gradients flow into it: `detach` it between chunks.
            goal: (B, T, G) or (B, G) float, the goal's embedding. None is no goal, which a policy with goals knows as
                zeros.

        Raises:
            ValueError: A shape or dtype does not fit.
        """
        config = self.config
        check_frames(frames, config.image_size)
        check_rows(frames, first, state, config.blocks, config.memory, config.width)
        return self._read(frames, first, state, check_goal(goal, frames, config.goal_size))

    def _read(self, frames: Tensor, first: Tensor, state: Memory, goal: Tensor | None) -> PolicyOutput:
        """Read a chunk that is as `forward` wants it, with goals (B, T or 1, G)."""
        features, state = self.net(frames, first, state, goal)
        camera, buttons = self.pi_head["camera"](features), self.pi_head["buttons"](features)
        return PolicyOutput(buttons, camera, self.value_head(features), state)

    @torch.no_grad()
    def act(
        self,
        frames: Tensor,
        first: Tensor,
        state: Memory,
        goal: Tensor | None = None,
        deterministic: bool = False,
        generator: torch.Generator | Sequence[torch.Generator] | None = None,
        guidance: float = 0.0,
    ) -> Decision:
        """Return what to do in one frame of each row.

        With a memory of 2 B rows every row is also asked what it would do without the goal, and the action comes from
        (1 + guidance) * log p(goal) - guidance * log p(no goal), normalised again: classifier-free guidance.

        Args:
            frames: (B, H, W, 3) uint8, RGB.
            first: (B,) bool, which rows begin an episode.
            state: Memory before the frame, of B rows, or of 2 B from `initial_state(B, guided=True)`.
            goal: (B, G) float, see `forward`.
            deterministic: Whether to take the likeliest action instead of drawing one.
            generator: Where the random numbers come from, of several a row's from its own; torch's global numbers if
                None.
            guidance: How far to exaggerate what the goal changes. STEVE-1 uses 6 for text and 7 for video.

        Raises:
            ValueError: A shape or dtype does not fit, or `guidance` comes without a goal or without memory for it.
        """
        rows = len(frames)
        guided = rows > 0 and len(state.mask) == 2 * rows
        if guidance and not guided:
            raise ValueError("guidance needs a memory of both kinds of rows: initial_state(batch_size, guided=True)")
        if guided:
            if goal is None:
                raise ValueError("guidance needs a goal; without one, use the memory of initial_state(batch_size)")
            frames, first = torch.cat([frames, frames]), torch.cat([first, first])
            goal = torch.cat([goal, torch.zeros_like(goal)])
        output = self(frames[:, None], first[:, None], state, goal)
        said = Distribution(output.buttons[:, 0], output.camera[:, 0])
        if guided:
            said = Distribution(*(_guide(log_probs, guidance) for log_probs in said))
        action = said.mode() if deterministic else said.sample(generator)
        value = self.value_head.denormalise(output.value[:rows, 0])
        return Decision(action, output.state, said.log_prob(action), value)


def _guide(log_probs: Tensor, guidance: float) -> Tensor:
    with_goal, without = log_probs.chunk(2)
    return functional.log_softmax((1.0 + guidance) * with_goal - guidance * without, -1)
