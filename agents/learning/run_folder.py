"""A run on disk: configuration, metrics, checkpoints. Whatever is there is whole, and a killed run goes on from it.

run/
  config.yaml        what it was made with
  versions.json      with which versions
  metrics.jsonl      a line each time something was measured
  events.*           the same for TensorBoard
  wandb-id           which run it is on Weights & Biases, if it is there
  checkpoints/step-00000500/   model.safetensors, config.json, trainer.pt, process-0.pt
  model/             the network at the end, its card (README.md) and curves (curves.png)
"""

import json
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, NamedTuple

import torch
import yaml
from pydantic import BaseModel
from safetensors import SafetensorError

from agents.errors import TrainingError

_TRAINER = "trainer.pt"
_OWN = "process-{}.pt"
_PACKAGES = ("torch", "numpy", "lodestone")


@dataclass(frozen=True)
class Team:
    """The processes that learn together, as one of them sees them."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes what all share."""
        return self.rank == 0

    def wait(self) -> None:
        """Wait until all are here."""
        if self.size > 1:
            torch.distributed.barrier()


class Checkpoint(NamedTuple):
    """What a run goes on from."""

    folder: Path
    """Holds the network, as `save_pretrained` wrote it."""
    shared: dict[str, Any]
    """What is the same in all processes that learn together."""
    own: dict[str, Any]
    """What this process alone had: where it was in the data, its memory."""


class RunFolder:
    """Reads and writes one run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.metrics = path / "metrics.jsonl"

    def begin(self, config: BaseModel) -> None:
        """Make the folder of a new run.

        Raises:
            TrainingError: There is a run already, or the folder cannot be made.
        """
        if (self.path / "config.yaml").exists():
            raise TrainingError(f"there is a run in '{self.path}' already: resume it, or name another folder")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TrainingError(f"the folder '{self.path}' cannot be made: {error.strerror}") from error
        write_text(self.path / "versions.json", json.dumps(versions(), indent=2))
        write_text(self.path / "config.yaml", yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False))

    def saved_config(self) -> dict[str, Any]:
        """Return the fields that a run was made with.

        Raises:
            TrainingError: There is no run.
        """
        file = self.path / "config.yaml"
        if not file.exists():
            raise TrainingError(f"there is no run in '{self.path}' to resume")
        fields: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        return fields

    def log(self, record: dict[str, Any]) -> None:
        """Add a line to the metrics.

        Raises:
            TrainingError: It cannot be written.
        """
        with writing(self.metrics), self.metrics.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def cut_metrics(self, step: int) -> None:
        """Drop the lines after a step: the run goes on from there."""
        kept = [line for line in self.history() if line["step"] <= step]
        if self.metrics.exists():
            write_text(self.metrics, "".join(f"{json.dumps(line)}\n" for line in kept))

    def history(self) -> list[dict[str, float]]:
        """Return the lines of the metrics, each with its `step`; one that a kill cut off in the middle is left out."""
        if not self.metrics.exists():
            return []
        lines = self.metrics.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def figures(self) -> dict[str, float]:
        """Return the newest value of each figure in the metrics."""
        newest: dict[str, float] = {}
        for line in self.history():
            newest |= line
        newest.pop("step", None)
        return newest

    def save(self, step: int, network: Any, shared: dict[str, Any], own: dict[str, Any], team: Team, keep: int) -> None:
        """Write a checkpoint, whole or not at all, and remove all but the newest ones.

        Args:
            step: Batches learnt from.
            network: Is saved as `save_pretrained` does.
            shared: What is the same in all processes that learn together, among it `step`.
            own: What this process alone has.
            team: Those processes; all of them call this.
            keep: How many checkpoints stay.

        Raises:
            TrainingError: It cannot be written; the checkpoints before are as they were.
        """
        folder = self.path / "checkpoints" / f"step-{step:08d}"
        draft = folder.with_name(f".{folder.name}.tmp")
        if team.leads:
            for rest in draft.parent.glob(".step-*"):  # of a run that was killed
                shutil.rmtree(rest)
            with writing(draft):
                draft.mkdir(parents=True)
                network.save_pretrained(draft)
            _save(shared, draft / _TRAINER)
        team.wait()
        _save(own, draft / _OWN.format(team.rank))
        team.wait()
        if team.leads:
            if folder.exists():
                _remove(folder)
            draft.rename(folder)
            for old in self.checkpoints()[:-keep]:
                _remove(old)

    def checkpoints(self) -> list[Path]:
        """Return the checkpoints, oldest first."""
        return sorted((self.path / "checkpoints").glob("step-*"))

    def load(self, team: Team) -> Checkpoint:
        """Return the newest checkpoint.

        Raises:
            TrainingError: There is none, it cannot be read, or it is that of another number of processes.
        """
        found = self.checkpoints()
        if not found:
            raise TrainingError(f"the run in '{self.path}' has no checkpoint yet; begin it anew")
        ranks = len(list(found[-1].glob(_OWN.format("*"))))
        if ranks != team.size:
            raise TrainingError(f"the run in '{self.path}' was made by {ranks} processes; resume it with as many")
        files = (found[-1] / _TRAINER, found[-1] / _OWN.format(team.rank))
        return Checkpoint(found[-1], *(_load(file) for file in files))


def versions() -> dict[str, str]:
    """Return the versions of what makes results what they are, by name."""
    return {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all.

    Raises:
        TrainingError: It cannot be written.
    """
    draft = path.with_name(f".{path.name}.tmp")
    with writing(path):
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say which file it is that cannot be written, and why: a full disk, for one.

    Raises:
        TrainingError: It cannot.
    """
    try:
        yield
    except (OSError, RuntimeError, SafetensorError) as error:
        cause = error.__context__ if isinstance(error, RuntimeError) else error  # torch's own says nothing of the disk
        if not isinstance(cause, OSError | SafetensorError):
            raise
        reason = cause.strerror if isinstance(cause, OSError) else cause
        raise TrainingError(f"'{path}' cannot be written: {reason}. What was saved before is as it was") from error


def _load(path: Path) -> dict[str, Any]:
    try:
        value: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, UnpicklingError) as error:
        reason = str(error).splitlines()[0]
        raise TrainingError(
            f"'{path}' cannot be read: {reason}; remove that checkpoint to go on from the one before"
        ) from error
    return value


def _save(value: dict[str, Any], path: Path) -> None:
    with writing(path), path.open("wb") as file:
        torch.save(value, file)


def _remove(checkpoint: Path) -> None:
    """Remove a checkpoint, so that a kill leaves it whole or none of it."""
    rest = checkpoint.rename(checkpoint.with_name(f".{checkpoint.name}.old"))
    shutil.rmtree(rest)
