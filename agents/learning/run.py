"""The loop that all runs share: learn, measure, validate, keep. A subclass says what is learnt, and from what."""

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW

from agents.errors import TrainingError
from agents.learning.boards import boards, check_boards
from agents.learning.config import RunConfig
from agents.learning.model_card import About, write_card
from agents.learning.optimiser import fits, learning_rate, set_rate
from agents.learning.run_folder import Checkpoint, RunFolder, Team, writing

Listener = Callable[[int, dict[str, float]], None]
"""Is told the step and what was measured."""
Wrap = Callable[[nn.Module], nn.Module]
"""Makes a network ready for several devices; its `forward` is that of the network."""
ALONE = Team()
_BatchT = TypeVar("_BatchT")
_ConfigT = TypeVar("_ConfigT", bound=RunConfig)


class Outcome(NamedTuple):
    """What the network made of a batch."""

    loss: Tensor
    """Scalar, with its gradients."""
    figures: dict[str, Tensor]
    """What else is worth a curve: scalars, by name."""
    weight: Tensor | float
    """How much the batch counts in means over batches."""
    frames: int
    """Pictures that were read."""


class Run(ABC, Generic[_ConfigT, _BatchT]):
    """One run of learning.

    A subclass sets `network` and `optimiser` when it is made, and calls `restore` last.

    Args:
        config: What it is made with.
        folder: Where it is kept.
        resume: Go on from the newest checkpoint, exactly as if it had not been stopped.
        wrap: What is done to the network for several devices.
        team: The processes that learn together; the first one writes.

    Raises:
        TrainingError: The run cannot be begun or resumed.
    """

    config_type: ClassVar[type[RunConfig]]
    network: Any
    """What learns, an `nn.Module`, and is saved by its `save_pretrained`."""
    optimiser: AdamW

    def __init__(
        self,
        config: _ConfigT,
        folder: RunFolder,
        resume: bool = False,
        wrap: Wrap | None = None,
        team: Team = ALONE,
    ) -> None:
        self.config = config
        self.folder = folder
        self.team = team
        self.wrap: Wrap = wrap or (lambda network: network)
        self.device = _device(config.device)
        check_boards(config)
        if config.threads is not None:
            torch.set_num_threads(config.threads)
        torch.manual_seed(config.seed)
        self.step = 0
        self.saved: Checkpoint | None = folder.load(team) if resume else None
        if resume:
            _check_start(config, folder)

    @abstractmethod
    def batches(self) -> Iterator[_BatchT]:
        """Yield what is to be learnt from, without end, from the present step on."""

    @abstractmethod
    def outcome(self, batch: _BatchT) -> Outcome:
        """Return what the network makes of a batch."""

    @abstractmethod
    def validate(self) -> dict[str, float]:
        """Return figures by name; none if there is nothing to validate on."""

    @abstractmethod
    def own(self) -> dict[str, Any]:
        """Return what a checkpoint needs from this process besides weights, optimiser and random numbers."""

    @abstractmethod
    def load_own(self, own: dict[str, Any]) -> None:
        """Take what `own` returned."""

    @abstractmethod
    def about(self) -> About:
        """Return what the card says of this run."""

    def finish(self, folder: Path) -> None:
        """Save what was learnt, with its card and curves."""
        with writing(folder):
            self.network.save_pretrained(folder)
            write_card(folder, self.about(), self.config, self.folder)

    def run(self, listener: Listener | None = None) -> Path:
        """Learn until the configured step and return the folder of the network."""
        for measured in self.steps():
            if listener is not None:
                listener(self.step, measured)
        return self.folder.path / "model"

    def steps(self) -> Iterator[dict[str, float]]:
        """Learn until the configured step, and yield what was measured after each; save the network at the end."""
        if not self.team.leads:
            yield from self._measured(lambda measured: None)
            return
        with boards(self.folder, self.config) as show:

            def tell(measured: dict[str, float]) -> None:
                self.folder.log({"step": self.step, **measured})
                show(self.step, measured)

            yield from self._measured(tell)
        self.finish(self.folder.path / "model")

    def _measured(self, tell: Callable[[dict[str, float]], None]) -> Iterator[dict[str, float]]:
        config = self.config
        batches = self.batches()
        began, outcomes, lengths = time.perf_counter(), list[Outcome](), list[float]()
        while self.step < config.steps:
            outcome, length = self.learn(next(batches))
            outcomes.append(outcome)
            lengths.append(length)
            self.step += 1
            last = self.step == config.steps
            measured: dict[str, float] = {}
            if self.step % config.log_every == 0 or last:
                spent = time.perf_counter() - began
                measured |= means("train", outcomes) | {
                    "train/gradient": float(np.mean(lengths)),
                    "train/learning_rate": learning_rate(config, self.step),
                    "train/frames_per_second": sum(outcome.frames for outcome in outcomes) / spent,
                }
                began, outcomes, lengths = time.perf_counter(), [], []
            if self.step % config.validate_every == 0 or last:
                paused = time.perf_counter()
                measured |= self.validate()
                began += time.perf_counter() - paused
            if measured:
                tell(measured)  # before the checkpoint: a run that goes on from there has the line
            if self.step % config.checkpoint_every == 0 or last:
                self.keep()
            yield measured

    def learn(self, batch: _BatchT) -> tuple[Outcome, float]:
        """Take one step and return what the network made of the batch before, and the length of the gradient.

        Raises:
            TrainingError: The loss or its gradient is not finite. Nothing was learnt from the batch, and checkpoints
                are as they were.
        """
        set_rate(self.optimiser, self.config, self.step)
        outcome = self.outcome(batch)
        self.optimiser.zero_grad(set_to_none=True)
        outcome.loss.backward()
        length = float(clip_grad_norm_(self.network.parameters(), self.config.clip_norm))
        if not math.isfinite(length):
            raise TrainingError(
                f"step {self.step}: the loss is {outcome.loss.item():.3g} and the length of its gradient {length:.3g}; "
                "nothing was learnt from that. --resume goes on from the newest checkpoint: lower the learning rate"
            )
        self.optimiser.step()
        return outcome._replace(loss=outcome.loss.detach()), length

    def restore(self) -> None:
        """Go to where the checkpoint was made, if there is one."""
        if self.saved is None:
            return
        self.step = int(self.saved.shared["step"])
        if not fits(self.optimiser, self.saved.shared["optimizer"]):
            raise TrainingError(f"'{self.saved.folder}': what the optimiser knows is of another network than this one")
        self.optimiser.load_state_dict(self.saved.shared["optimizer"])
        self.load_own(self.saved.own)
        torch.set_rng_state(self.saved.own["random"])
        if self.team.leads:
            self.folder.cut_metrics(self.step)
        self.saved = None

    def here(self, array: NDArray[Any]) -> Tensor:
        """Return an array as a tensor on the device."""
        return torch.from_numpy(array).to(self.device, non_blocking=True)

    def autocast(self) -> torch.autocast:
        """Return the context in which activations have the configured precision."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.precision == "bfloat16")

    def keep(self) -> None:
        """Write a checkpoint."""
        shared = {"step": self.step, "optimizer": self.optimiser.state_dict()}
        own = self.own() | {"random": torch.get_rng_state()}
        self.folder.save(self.step, self.network, shared, own, self.team, self.config.keep_checkpoints)


def means(kind: str, outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the means of losses and figures over batches, each by its weight, under names such as `train/loss`."""
    weights = np.array([float(outcome.weight) for outcome in outcomes])
    weights /= max(weights.sum(), 1e-6)
    return {
        f"{kind}/{name}": float(np.dot([float(value) for value in values], weights))
        for name, values in {
            "loss": [outcome.loss for outcome in outcomes],
            **{name: [outcome.figures[name] for outcome in outcomes] for name in outcomes[0].figures},
        }.items()
    }


def _check_start(config: RunConfig, folder: RunFolder) -> None:
    """Look whether a run that is resumed is still to begin from the same network, whose shapes it has, and where."""
    before, now = folder.saved_config(), config.model_dump(mode="json")
    for field in ("policy", "model", "world"):
        if field not in now:
            continue
        began = before.get(field, type(config).model_fields[field].default)  # older runs lack what is newer
        if now[field] != began:
            raise TrainingError(
                f"configuration, {field}: the run in '{folder.path}' began with '{began}' and cannot go on as "
                f"'{now[field]}'; begin another run"
            )


def _device(name: str) -> torch.device:
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        raise TrainingError(f"device '{name}' cannot be used here: {str(error).splitlines()[0]}") from error
    return device
