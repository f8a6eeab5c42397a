"""A reward from what is on the screen: how well the last frames fit the order, against orders that they could fit too.

Source: MineDojo (Fan et al. 2022), section 4.2. A lone cosine says little: it hardly moves. What counts is the
probability of the goal in a softmax over the goal and negatives.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from agents.errors import RewardError
from agents.mineclip.frames import check_frames
from agents.mineclip.model import MineCLIP
from agents.mineclip.negatives import COUNT, choose, pool_of

Kind = Literal["direct", "delta"]
Padding = Literal["black", "first"]


class Rewards(NamedTuple):
    """What a step of each world is worth. Tensors on the model's device."""

    reward: Tensor
    """(N,) float32."""
    probability: Tensor
    """(N,) float32 of the goal, against its negatives."""
    features: Tensor
    """(N, width) float32 of the newest frame, for a policy that looks at the same frames."""


class VideoReward:
    """The reward of N worlds that step together, from their pictures.

    `direct` is max(P - 1/n, 0) with P the probability of the goal among n prompts, itself and its negatives; `delta` is
    what P rose by since the step before, and 0 at an episode's first step. The paper uses the first for animals and
    fights and the second for what has no end.

    The model sees a window of frames that ends now. Features of frames are kept, so that a step costs one frame a
    world. How far frames lie apart matters: 16 frames in a row are 0.8 s of the game, and clips that models learn from
    are slower, so the stride should be that of the clips.

    Args:
        model: Stays where it is; put into evaluation mode.
        prompts: The goal of all worlds, or one for each.
        worlds: How many; as many as there are prompts if None.
        kind: Of reward.
        negatives: Prompts to choose from, in this order; those of `negatives.txt` if None. One that is the goal itself
            is passed over.
        count: Negatives of each goal, fewer if there are no more.
        stride: Ticks (steps) from one frame of the window to the next; that of the model's config if None.
        padding: What stands for frames before an episode: `black`, a black picture, as in published agents, or
            `first`, the first picture of the episode.
        half: Whether to compute in bfloat16 (autocast).

    Raises:
        RewardError: A setting is none of these, a prompt cannot be read, or a goal is left without negatives.
    """

    def __init__(
        self,
        model: MineCLIP,
        prompts: str | Sequence[str],
        worlds: int | None = None,
        kind: Kind = "direct",
        negatives: Sequence[str] | None = None,
        count: int = COUNT,
        stride: int | None = None,
        padding: Padding = "black",
        half: bool = False,
    ) -> None:
        check_choice("kind of reward", kind, get_args(Kind))
        check_choice("padding", padding, get_args(Padding))
        self.worlds = (1 if isinstance(prompts, str) else len(prompts)) if worlds is None else worlds
        if self.worlds < 1:
            raise RewardError(f"a reward needs at least one world, not {self.worlds}")
        self.kind, self.padding = kind, padding
        self.stride = stride_of(model, stride)
        self._model = model.eval()
        self._half = half
        self._count = count
        self._negatives = pool_of(negatives)[: max(count, 0) + 1]  # the goal is at most one of them
        self._goals: dict[str, Tensor] = {}
        self._offsets = torch.arange(1 - model.config.window, 1) * self.stride
        self._at = 0
        self._fresh = True
        self._prompts = [""] * self.worlds
        with torch.no_grad(), precision(model, half):
            self._device = model.scale().device
            self._others = encode_negatives(model, self._negatives)
            self._black = black_features(model)
        width = self._others.shape[1]
        self._goal = torch.zeros(self.worlds, width, device=self._device)
        self._taken = torch.zeros(self.worlds, len(self._negatives), dtype=torch.bool, device=self._device)
        self._ring = torch.zeros(self.worlds, 1 - int(self._offsets[0]), width, device=self._device)
        self._previous = torch.full((self.worlds,), torch.nan, device=self._device)
        self.set_prompts(prompts)

    @property
    def prompts(self) -> tuple[str, ...]:
        """The goal of each world."""
        return tuple(self._prompts)

    def set_prompts(self, prompts: str | Sequence[str], worlds: Sequence[int] | None = None) -> None:
        """Give worlds other goals, between episodes; amid one, `delta` is 0 at the next step.

        Args:
            prompts: One for all of these worlds, or one for each.
            worlds: Their numbers; all if None.

        Raises:
            RewardError: A prompt cannot be read, there are too many or too few, or a world is none.
        """
        rows = list(range(self.worlds)) if worlds is None else [int(world) for world in worlds]
        if wrong := [row for row in rows if not 0 <= row < self.worlds]:
            raise RewardError(f"worlds are 0 to {self.worlds - 1}, and {wrong[0]} is none of them")
        texts = [prompts] * len(rows) if isinstance(prompts, str) else list(prompts)
        if len(texts) != len(rows):
            raise RewardError(f"give one prompt, or one for each of {len(rows)} worlds, not {len(texts)}")
        taken = [choose(self._negatives, [text], self._count) for text in texts]
        features = [self._encode_goal(text) for text in texts]
        for row, text, chosen, feature in zip(rows, texts, taken, features, strict=True):
            self._prompts[row] = text
            self._taken[row] = torch.from_numpy(chosen).to(self._device)
            self._goal[row] = feature
            self._previous[row] = torch.nan

    @torch.no_grad()
    def step(self, frames: Tensor | NDArray[np.uint8], first: Tensor | NDArray[np.bool_]) -> Rewards:
        """Return the reward of the step that led to these frames.

        Args:
            frames: (N, H, W, 3) uint8 RGB, one of each world, in the model's size. A tensor on the model's device is
                not copied.
            first: (N,) bool, which worlds show the first frame of an episode. All do at the first call.

        Raises:
            RewardError: Frames or flags have another shape, order or dtype.
        """
        images = self._images(frames)
        begins = self._begins(first)
        with precision(self._model, self._half):
            features = self._model.encode_frames(images).float()
            if begins.any():
                begins = begins.to(self._device)
                before = features[begins, None] if self.padding == "first" else self._black
                self._ring[begins] = before
                self._previous[begins] = torch.nan
            self._ring[:, self._at] = features
            seen = (self._at + self._offsets).remainder(self._ring.shape[1]).to(self._device)
            video = self._model.encode_video(self._ring[:, seen]).float()
        self._at = (self._at + 1) % self._ring.shape[1]
        self._fresh = False
        probability = self._probability(video)
        if self.kind == "direct":
            reward = (probability - 1.0 / (1 + self._taken.sum(1))).clamp(min=0.0)
        else:
            reward = torch.nan_to_num(probability - self._previous, nan=0.0)
        self._previous = probability
        return Rewards(reward, probability.clone(), features)

    def state_dict(self) -> dict[str, Any]:
        """Return what steps so far have left behind, copied; the model is not in it."""
        return {
            "prompts": self.prompts,
            "ring": self._ring.clone(),
            "at": self._at,
            "fresh": self._fresh,
            "previous": self._previous.clone(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on where a reward of the same model and settings was.

        Raises:
            RewardError: It had another number of worlds, or another window, stride or width.
        """
        if state["ring"].shape != self._ring.shape:
            raise RewardError(
                f"the state is of (worlds, frames, features) {tuple(state['ring'].shape)}, this reward has "
                f"{tuple(self._ring.shape)}: make it with the same model, worlds and stride"
            )
        self.set_prompts(state["prompts"])
        self._ring.copy_(state["ring"])
        self._previous = state["previous"].to(self._device, copy=True)
        self._at, self._fresh = state["at"], state["fresh"]

    def _images(self, frames: Tensor | NDArray[np.uint8]) -> Tensor:
        images = frames
        if isinstance(images, np.ndarray):
            images = torch.from_numpy(np.require(images, requirements=("C", "W")))
        check_frames(images, self._model.config.image_size)
        if images.ndim != 4 or len(images) != self.worlds:
            raise RewardError(
                f"a step takes one frame of each of {self.worlds} worlds, (worlds, height, width, 3); "
                f"these have shape {tuple(images.shape)}"
            )
        return images.to(self._device)

    def _begins(self, first: Tensor | NDArray[np.bool_]) -> Tensor:
        flags = torch.as_tensor(first)
        if flags.shape != (self.worlds,) or flags.dtype != torch.bool:
            raise RewardError(
                f"first must be bool of shape ({self.worlds},), not {flags.dtype} of shape {tuple(flags.shape)}"
            )
        return torch.ones_like(flags) if self._fresh else flags

    def _probability(self, video: Tensor) -> Tensor:
        """Return the probability of each world's goal, (N,), for videos (N, width)."""
        scale = self._model.scale().float()
        goal = (video * self._goal).sum(1, keepdim=True)
        others = (video @ self._others.T).masked_fill(~self._taken, -torch.inf)
        return torch.softmax(scale * torch.cat([goal, others], 1), 1)[:, 0]

    def _encode_goal(self, prompt: str) -> Tensor:
        """Return the features of a goal, encoded alone: those of a batch differ in the last digit."""
        if prompt not in self._goals:
            with torch.no_grad(), precision(self._model, self._half):
                self._goals[prompt] = self._model.encode_prompts([prompt])[0].float()
        return self._goals[prompt]


def stride_of(model: MineCLIP, stride: int | None) -> int:
    """Return ticks between frames of a window: those asked for, or those that the model learnt from.

    Raises:
        RewardError: It is less than one.
    """
    ticks = model.config.stride if stride is None else stride
    if ticks < 1:
        raise RewardError(f"the stride must be at least one tick, not {ticks}")
    return ticks


def encode_negatives(model: MineCLIP, prompts: Sequence[str]) -> Tensor:
    """Return the features (prompts, width) of negatives.

    Raises:
        RewardError: One cannot be read.
    """
    try:
        return model.encode_prompts(prompts).float()
    except RewardError as error:
        raise RewardError(f"{error}; this is about the negatives: give others that the model knows") from error


def black_features(model: MineCLIP) -> Tensor:
    """Return the features (1, width) of a picture of zeros."""
    picture = torch.zeros(1, *model.config.image_size, 3, dtype=torch.uint8, device=model.scale().device)
    return model.encode_frames(picture).float()


def precision(model: MineCLIP, half: bool) -> AbstractContextManager[Any]:
    """Return the context that a model computes in."""
    return torch.autocast(model.scale().device.type, torch.bfloat16) if half else nullcontext()


def check_choice(what: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise a RewardError if a value is none of the choices."""
    if value not in choices:
        raise RewardError(f"there is no {what} '{value}': {', '.join(choices)}")
