"""What can be wrong with what a user gave: each error carries one line that says what, and what would be right."""

from pathlib import Path
from typing import Any


class RecordingError(ValueError):
    """A recording, or a part of one, that cannot be used."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:  # so that it travels between processes
        return type(self), (self.path, self.reason)


class TrainingError(ValueError):
    """A run that cannot be begun or resumed; the message is one line that says what is wrong."""


class CheckpointError(ValueError):
    """A checkpoint that cannot be read or does not fit; the message says what is wrong and what would be right."""


class RewardError(ValueError):
    """Frames, prompts or settings that cannot be scored; the message says what is wrong and what would be right."""
