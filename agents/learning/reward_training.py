"""Contrastive training of a reward model: clips and captions that belong together come near, others apart."""

import hashlib
import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from agents.errors import RewardError, TrainingError
from agents.learning.abouts import about_reward
from agents.learning.clip_batches import ClipBatch, ClipBatches
from agents.learning.clip_library import ClipLibrary, describe, free_memory
from agents.learning.config import RewardTrainingConfig
from agents.learning.contrastive import contrastive_loss, gather, ranks
from agents.learning.layers import Layers
from agents.learning.model_card import About
from agents.learning.optimiser import make_optimiser
from agents.learning.run import ALONE, Outcome, Run, Wrap
from agents.learning.run_folder import RunFolder, Team
from agents.mineclip.config import PRESETS, MineCLIPConfig
from agents.mineclip.model import MineCLIP
from agents.mineclip.negatives import read_negatives
from agents.mineclip.tokenizer import vocabulary_of

CANDIDATES = 32
"""Captions among which a clip's own is looked for."""
VALIDATION_CLIPS = 1024
"""Clips of a validation, at most."""
VALIDATION_BATCH = 64
"""Clips that its loss tells from each other, whatever the batch that is learnt from."""
_LARGEST_SCALE = 100.0
_GIGABYTE = 1e9


class RewardTraining(Run[RewardTrainingConfig, ClipBatch]):
    """One run of contrastive training.

    Args:
        config: What it is made with.
        folder: Where it is kept.
        resume: Go on from the newest checkpoint, exactly as if it had not been stopped.
        wrap: What is done to the network for several devices.
        team: The processes that learn together; the first one writes.

    Raises:
        TrainingError: The run cannot be begun or resumed, or the clips do not fit the model.
        CheckpointError: The model cannot be loaded.
    """

    config_type = RewardTrainingConfig

    def __init__(
        self,
        config: RewardTrainingConfig,
        folder: RunFolder,
        resume: bool = False,
        wrap: Wrap | None = None,
        team: Team = ALONE,
    ) -> None:
        super().__init__(config, folder, resume, wrap, team)
        given = config.cache_gigabytes
        room = free_memory() / 2 / team.size if given is None else given * _GIGABYTE
        self.library = ClipLibrary(config.clips, room, config.seed if config.shuffle_captions else None)
        self.data = ClipBatches(self.library, config, team)
        self.validation = ClipLibrary(config.validation, room / 4) if config.validation else None
        self.network = self._network()
        self._check_sizes()
        self._tokens = self._tokenize(self.library)
        self._validation_tokens = self._tokenize(self.validation) if self.validation else None
        layers = Layers(self.network)
        layers.freeze(self.network, config.frozen_layers)
        self.network.to(self.device)
        self.model: nn.Module = self.wrap(_Pairs(self.network))
        self.optimiser = make_optimiser(self.network, config, layers.share(config.layer_decay))
        self.optimiser.register_step_post_hook(lambda *_: self._clamp_scale())
        self.restore()

    def batches(self) -> Iterator[ClipBatch]:
        """Yield batches from the present step on."""
        return self.data.read(self.step)

    def outcome(self, batch: ClipBatch) -> Outcome:
        """Return the loss of a batch, over the clips of all processes."""
        mine = slice(self.team.rank * len(batch.frames), (self.team.rank + 1) * len(batch.frames))
        with self.autocast():
            videos, texts, scale = self.model(self.here(batch.frames), self._tokens[batch.texts[mine]].to(self.device))
        videos, texts = gather(videos, self.team), gather(texts, self.team)
        loss = contrastive_loss(videos, texts, scale, self.here(batch.truth), self.here(batch.targets))
        figures = {"video_right": loss.video_right, "text_right": loss.text_right, "scale": scale.detach()}
        return Outcome(loss.total, figures, 1.0, self.team.size * batch.frames[..., 0, 0, 0].size)

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """Return the loss on other clips, and how often a clip's own caption is the nearest of 32, or among five.

        The other 31 are drawn among those that are not true of the clip, and are the same each time.
        """
        library = self.validation
        if library is None or self._validation_tokens is None:
            return {}
        self.network.eval()
        random = np.random.default_rng(0)
        clips = random.permutation(len(library))[:VALIDATION_CLIPS]
        own = np.array([random.choice(library.captions[clip]) for clip in clips])
        parts = [slice(at, at + VALIDATION_BATCH) for at in range(0, len(clips), VALIDATION_BATCH)]
        videos = torch.cat([self._encode(library, clips[part]) for part in parts])
        texts = self._encode_texts(self._validation_tokens)
        scores, scale = videos @ texts.T, self.network.scale()
        truth = library.truth(clips, np.arange(len(library.texts)))
        candidates = np.zeros_like(truth)
        for row, untrue in enumerate(~truth):
            others = np.flatnonzero(untrue)
            candidates[row, random.permutation(others)[: CANDIDATES - 1]] = True
        rank = ranks(scores, self.here(own), self.here(candidates)).float()
        losses, weights = [], []
        for part in parts:
            true = self.here(library.truth(clips[part], own[part]))
            losses.append(float(contrastive_loss(videos[part], texts[own[part]], scale, true).total))
            weights.append(len(own[part]))
        self.network.train()
        return {
            "validation/loss": float(np.average(losses, weights=weights)),
            "validation/recall@1": float((rank < 1).float().mean()),
            "validation/recall@5": float((rank < 5).float().mean()),
            "validation/captions": float(1 + candidates.sum(1).mean()),
        }

    def own(self) -> dict[str, Any]:
        """Return which clips there are: all else follows from the step."""
        return {"clips": self._fingerprint()}

    def load_own(self, own: dict[str, Any]) -> None:
        """Check that the clips are the same.

        Raises:
            TrainingError: They are not.
        """
        if own["clips"] != self._fingerprint():
            raise TrainingError("the clips are not those that the run began with: begin a new run on them")

    def about(self) -> About:
        """Return what the card says of this run."""
        captions = self.folder.figures().get("validation/captions", float(CANDIDATES))
        return about_reward(self.config, self.network, self.library, self.validation, captions)

    def _network(self) -> MineCLIP:
        layout = self.library.layout
        if self.saved is not None:
            return MineCLIP.from_pretrained(self.saved.folder)
        told: dict[str, Any] = {"stride": layout.stride}
        if self.config.last_frame:
            told["window"] = 1
        if self.config.model not in PRESETS:
            network = MineCLIP.from_pretrained(self.config.model)
            network.config = network.config.model_copy(update=told)
            return network
        preset = PRESETS[self.config.model]
        if self.config.model == "small":
            told["vocabulary"] = self._vocabulary()
        return MineCLIP(MineCLIPConfig.model_validate(preset.model_dump() | told))

    def _vocabulary(self) -> tuple[int, ...]:
        sentences = [*self.library.texts, *read_negatives()]
        if self.config.prompts is not None:
            try:
                lines = self.config.prompts.read_text(encoding="utf-8").splitlines()
            except OSError as error:
                raise TrainingError(f"the prompts '{self.config.prompts}' cannot be read: {error.strerror}") from error
            sentences += [line for line in lines if line.strip()]
        try:
            return vocabulary_of(sentences)
        except RewardError as error:
            raise TrainingError(str(error)) from error

    def _check_sizes(self) -> None:
        """Check that the model can see the clips."""
        config: MineCLIPConfig = self.network.config
        for library, name in ((self.library, "clips"), (self.validation, "validation")):
            if library is None:
                continue
            layout = library.layout
            length = 1 if self.config.last_frame else layout.frames
            if (length, layout.image_size) != (config.window, config.image_size):
                height, width = config.image_size
                raise TrainingError(
                    f"{name}: the folders hold clips of {describe(layout)}, and the model '{self.config.model}' sees "
                    f"{config.window} frames of {height}x{width}"
                )

    def _tokenize(self, library: ClipLibrary) -> Tensor:
        try:
            return self.network.tokenize(library.texts)
        except RewardError as error:
            raise TrainingError(
                f"{library.folders[0]}, a caption: {error}; a new small model knows the words of the clips that it "
                "learns from, and of the file in `prompts`"
            ) from error

    def _encode(self, library: ClipLibrary, clips: Any) -> Tensor:
        frames = np.stack([library.frames(int(clip))[-self.network.config.window :] for clip in clips])
        with self.autocast():
            return self.network.encode_video(self.network.encode_frames(self.here(frames))).float()

    def _encode_texts(self, tokens: Tensor) -> Tensor:
        with self.autocast():
            return torch.cat([self.network.encode_text(part.to(self.device)).float() for part in tokens.split(256)])

    @torch.no_grad()
    def _clamp_scale(self) -> None:
        self.network.clip_model.logit_scale.clamp_(-math.log(_LARGEST_SCALE), math.log(_LARGEST_SCALE))

    def _fingerprint(self) -> str:
        told = [(clip.seed, clip.tick, sorted(clip.facts)) for clip in self.library.clips] + [self.library.texts]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class _Pairs(nn.Module):
    """What is done in each process: its clips and captions to features."""

    def __init__(self, network: MineCLIP) -> None:
        super().__init__()
        self.network = network

    def forward(self, frames: Tensor, tokens: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        videos = self.network.encode_video(self.network.encode_frames(frames))
        return videos, self.network.encode_text(tokens), self.network.scale()
