"""Behaviour cloning: a policy learns to do what was done in recordings, on sequences, with memory carried along.

A preset gets as many numbers for a goal as recordings have goals of; without any it takes none.

Each row of a batch follows one recording after the other, a sequence at a time. Gradients flow through a sequence, the
memory goes on into the next one without them (truncated back-propagation), and ends where an episode does.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import torch
from torch import nn

from agents.data.sequences import Batch, SequenceConfig, Sequences
from agents.errors import RecordingError, TrainingError
from agents.learning.abouts import about_imitation
from agents.learning.config import ImitationConfig
from agents.learning.loss import imitation_loss
from agents.learning.model_card import About
from agents.learning.optimiser import make_optimiser
from agents.learning.run import ALONE, Outcome, Run, Wrap, means
from agents.learning.run_folder import RunFolder, Team
from agents.vpt.config import PRESETS, PolicyConfig
from agents.vpt.memory import Memory
from agents.vpt.policy import VPTPolicy

VALIDATION_BATCHES = 50
"""Batches of a validation, at most."""


class Imitation(Run[ImitationConfig, Batch]):
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

    config_type = ImitationConfig

    def __init__(
        self,
        config: ImitationConfig,
        folder: RunFolder,
        resume: bool = False,
        wrap: Wrap | None = None,
        team: Team = ALONE,
    ) -> None:
        super().__init__(config, folder, resume, wrap, team)
        self.data = _open(config.data, shard=(team.rank, team.size))
        if self.saved is not None:
            self.network = VPTPolicy.from_pretrained(self.saved.folder)
        elif config.policy in PRESETS:
            self.network = VPTPolicy(_with_goals(PRESETS[config.policy], self.data.goal_size))
        else:
            self.network = VPTPolicy.from_pretrained(config.policy)
        self.network.to(self.device)
        self.network.value_head.requires_grad_(False)  # nothing here says what is worth how much
        self.model: nn.Module = self.wrap(self.network)
        if config.compile:
            self.model = torch.compile(self.model)  # type: ignore[assignment]
        self.optimiser = make_optimiser(self.network, config)
        self._memory: Memory = self.network.initial_state(config.data.batch_size, device=self.device)
        self.restore()

    def batches(self) -> Iterator[Batch]:
        """Yield batches of sequences."""
        return iter(self.data)

    def outcome(self, batch: Batch) -> Outcome:
        """Return the loss of a batch, and carry the memory on."""
        outcome, memory = self._outcome(batch, self._memory)
        self._memory = memory.detach()
        return outcome

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """Return the means of the loss on other recordings."""
        config = self.config.validation
        if config is None:
            return {}
        self.network.eval()
        memory = self.network.initial_state(config.batch_size, device=self.device)
        outcomes = []
        for batch in islice(_open(config, epochs=1), VALIDATION_BATCHES):
            outcome, memory = self._outcome(batch, memory)
            outcomes.append(outcome)
        self.network.train()
        return means("validation", outcomes)

    def about(self) -> About:
        """Return what the card says of this run."""
        return about_imitation(self.config, self.network, len(self.data))

    def own(self) -> dict[str, Any]:
        """Return where this process is in its recordings, and the memory of its rows."""
        return {"data": self.data.state_dict(), "memory": tuple(self._memory)}

    def load_own(self, own: dict[str, Any]) -> None:
        """Take what `own` returned."""
        try:
            self.data.load_state_dict(own["data"])
        except ValueError as error:
            raise TrainingError(f"configuration, data: {error}; resume the run as it was, or begin another") from error
        self._memory = Memory(*own["memory"]).to(self.device)

    def _outcome(self, batch: Batch, memory: Memory) -> tuple[Outcome, Memory]:
        goal = None if batch.goal is None else self.here(batch.goal)
        with self.autocast():
            output = self.model(self.here(batch.frames), self.here(batch.first), memory, goal)
        targets = (self.here(batch.buttons), self.here(batch.camera), self.here(batch.weight))
        total, *others, weight = imitation_loss(output.buttons, output.camera, *targets)
        names = ("buttons", "camera", "buttons_right", "camera_right")
        figures = {name: value.detach() for name, value in zip(names, others, strict=True)}
        return Outcome(total, figures, weight, batch.weight.size), output.state


def _with_goals(config: PolicyConfig, size: int) -> PolicyConfig:
    """Return a preset as it has to be for goals of a size, 0 if there are none."""
    return config.model_copy(update={"goal_size": size}) if size and config.goal_size is None else config


def _open(config: SequenceConfig, epochs: int | None = None, shard: tuple[int, int] = (0, 1)) -> Sequences:
    try:
        return Sequences(config, epochs, shard)
    except (RecordingError, ValueError) as error:
        raise TrainingError(str(error)) from error
