"""Behaviour cloning: a policy learns to do what was done in recordings, on sequences, with memory carried along.

Each row of a batch follows one recording after the other, a sequence at a time. Gradients flow through a sequence, the
memory goes on into the next one without them (truncated back-propagation), and ends where an episode does.
"""

import math
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_
from torch.utils.tensorboard import SummaryWriter

from agents.data.sequences import Batch, SequenceConfig, Sequences
from agents.errors import RecordingError, TrainingError
from agents.learning.config import ImitationConfig
from agents.learning.loss import ImitationLoss, imitation_loss
from agents.learning.run_folder import RunFolder, Team
from agents.vpt.config import PRESETS
from agents.vpt.memory import Memory
from agents.vpt.policy import VPTPolicy

Listener = Callable[[int, dict[str, float]], None]
"""Is told the step and what was measured."""
Wrap = Callable[[VPTPolicy], nn.Module]
"""Makes a policy ready for several devices; its `forward` is that of the policy."""
ALONE = Team()
_FLOOR = 0.1
"""Share of the learning rate that is left at the end."""
VALIDATION_BATCHES = 50
"""Batches of a validation, at most."""


class Imitation:
    """One run of imitation.

    Args:
        config: What it is made with.
        folder: Where it is kept.
        resume: Go on from the newest checkpoint, exactly as if it had not been stopped.
        wrap: What is done to the policy for several devices.
        team: The processes that learn together; the first one writes.

    Raises:
        TrainingError: The run cannot be begun or resumed, or there is nothing to learn from.
    """

    def __init__(
        self,
        config: ImitationConfig,
        folder: RunFolder,
        resume: bool = False,
        wrap: Wrap | None = None,
        team: Team = ALONE,
    ) -> None:
        self.config = config
        self.folder = folder
        self.device = _device(config.device)
        self.team = team
        if config.threads is not None:
            torch.set_num_threads(config.threads)
        torch.manual_seed(config.seed)
        saved: tuple[dict[str, Any], dict[str, Any]] | None = None
        if resume:
            checkpoint, shared, own = folder.load(team)
            saved = shared, own
            self.policy = VPTPolicy.from_pretrained(checkpoint)
        elif config.policy in PRESETS:
            self.policy = VPTPolicy(PRESETS[config.policy])
        else:
            self.policy = VPTPolicy.from_pretrained(config.policy)
        self.policy.to(self.device)
        self.policy.value_head.requires_grad_(False)  # nothing here says what is worth how much
        self.model: nn.Module = wrap(self.policy) if wrap else self.policy
        if config.compile:
            self.model = torch.compile(self.model)  # type: ignore[assignment]
        self.optimizer = torch.optim.AdamW(_groups(self.policy, config.weight_decay), lr=config.learning_rate)
        self.data = _open(config.data, shard=(team.rank, team.size))
        self.step = 0
        self._state = self.policy.initial_state(config.data.batch_size, device=self.device)
        if saved is not None:
            self._restore(*saved)

    def run(self, listener: Listener | None = None) -> Path:
        """Learn until the configured step and return the folder of the policy."""
        board = SummaryWriter(str(self.folder.path)) if self.team.leads else None
        batches = iter(self.data)
        began, frames = time.perf_counter(), 0
        losses: list[ImitationLoss] = []
        lengths: list[float] = []
        while self.step < self.config.steps:
            batch = next(batches)
            loss, length = self._learn(batch)
            losses.append(loss)
            lengths.append(length)
            frames += batch.frames.shape[0] * batch.frames.shape[1]
            self.step += 1
            last = self.step == self.config.steps
            measured: dict[str, float] = {}
            if self.step % self.config.log_every == 0 or last:
                spent = time.perf_counter() - began
                measured |= _means("train", losses) | {
                    "train/gradient": float(np.mean(lengths)),
                    "train/learning_rate": self._rate(),
                    "train/frames_per_second": frames / spent,
                }
                losses, lengths, began, frames = [], [], time.perf_counter(), 0
            if self.config.validation is not None and (self.step % self.config.validate_every == 0 or last):
                measured |= _means("validation", self.validate(self.config.validation))
                began, frames = time.perf_counter(), 0
            if self.step % self.config.checkpoint_every == 0 or last:
                shared, own = self._saved()
                self.folder.save(self.step, self.policy, shared, own, self.team, self.config.keep_checkpoints)
            if measured and board is not None:
                self.folder.log({"step": self.step, **measured})
                for name, value in measured.items():
                    board.add_scalar(name, value, self.step)
            if listener is not None:
                listener(self.step, measured)
        if board is not None:
            board.close()
            self.policy.save_pretrained(self.folder.path / "model")
        return self.folder.path / "model"

    @torch.no_grad()
    def validate(self, config: SequenceConfig) -> list[ImitationLoss]:
        """Return the losses on other recordings, by batch."""
        self.policy.eval()
        state = self.policy.initial_state(config.batch_size, device=self.device)
        losses = []
        for batch in islice(_open(config, epochs=1), VALIDATION_BATCHES):
            loss, state = self._loss(batch, state)
            losses.append(loss)
        self.policy.train()
        return losses

    def _learn(self, batch: Batch) -> tuple[ImitationLoss, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = self._rate()
        loss, state = self._loss(batch, self._state)
        self._state = state.detach()
        self.optimizer.zero_grad(set_to_none=True)
        loss.total.backward()
        length = clip_grad_norm_(self.policy.parameters(), self.config.clip_norm, error_if_nonfinite=True)
        self.optimizer.step()
        return ImitationLoss(*(value.detach() for value in loss)), float(length)

    def _loss(self, batch: Batch, state: Memory) -> tuple[ImitationLoss, Memory]:
        def here(array: NDArray[Any]) -> Tensor:
            return torch.from_numpy(array).to(self.device, non_blocking=True)

        reduced = self.config.precision == "bfloat16"
        goal = None if batch.goal is None else here(batch.goal)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=reduced):
            output = self.model(here(batch.frames), here(batch.first), state, goal)
        loss = imitation_loss(
            output.buttons, output.camera, here(batch.buttons), here(batch.camera), here(batch.weight)
        )
        return loss, output.state

    def _rate(self) -> float:
        """Return the learning rate of the next step: a linear rise, then a cosine."""
        config = self.config
        if self.step < config.warmup_steps:
            return config.learning_rate * (self.step + 1) / config.warmup_steps
        done = (self.step - config.warmup_steps) / max(config.steps - config.warmup_steps, 1)
        return config.learning_rate * (_FLOOR + (1 - _FLOOR) * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))

    def _saved(self) -> tuple[dict[str, Any], dict[str, Any]]:
        shared = {"step": self.step, "optimizer": self.optimizer.state_dict()}
        own = {"data": self.data.state_dict(), "memory": tuple(self._state), "random": torch.get_rng_state()}
        return shared, own

    def _restore(self, shared: dict[str, Any], own: dict[str, Any]) -> None:
        self.step = int(shared["step"])
        self.optimizer.load_state_dict(shared["optimizer"])
        self.data.load_state_dict(own["data"])
        self._state = Memory(*own["memory"]).to(self.device)
        torch.set_rng_state(own["random"])
        if self.team.leads:
            self.folder.cut_metrics(self.step)


def _device(name: str) -> torch.device:
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        raise TrainingError(f"device '{name}' cannot be used here: {str(error).splitlines()[0]}") from error
    return device


def _groups(policy: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Split parameters into those that decay (weights of linear and convolutional layers) and the others."""
    layers = (nn.Linear, nn.Conv2d, nn.Conv3d)
    decaying = {id(module.weight) for module in policy.modules() if isinstance(module, layers)}
    learnt = [parameter for parameter in policy.parameters() if parameter.requires_grad]
    return [
        {"params": [p for p in learnt if id(p) in decaying], "weight_decay": weight_decay},
        {"params": [p for p in learnt if id(p) not in decaying], "weight_decay": 0.0},
    ]


def _means(kind: str, losses: list[ImitationLoss]) -> dict[str, float]:
    """Return the means of losses, each batch by the frames that count in it."""
    frames = np.array([float(loss.frames) for loss in losses])
    total = max(frames.sum(), 1e-6)
    names = [name for name in ImitationLoss._fields if name != "frames"]
    return {
        f"{kind}/{'loss' if name == 'total' else name}": float(
            np.dot([float(getattr(loss, name)) for loss in losses], frames) / total
        )
        for name in names
    }


def _open(config: SequenceConfig, epochs: int | None = None, shard: tuple[int, int] = (0, 1)) -> Sequences:
    try:
        return Sequences(config, epochs, shard)
    except (RecordingError, ValueError) as error:
        raise TrainingError(str(error)) from error
