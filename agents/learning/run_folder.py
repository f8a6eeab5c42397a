"""A run on disk: configuration, metrics, checkpoints. Whatever is there is whole, and a killed run goes on from it.

run/
  config.yaml        what it was made with
  versions.json      with which versions
  metrics.jsonl      a line each time something was measured
  events.*           the same for TensorBoard
  checkpoints/step-00000500/   model.safetensors, config.json, trainer.pt, process-0.pt
  model/             the network at the end
"""

import json
import platform
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import torch
import yaml
from pydantic import BaseModel

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
        versions = {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}
        _write(self.path / "versions.json", json.dumps(versions, indent=2))
        _write(self.path / "config.yaml", yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False))

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
        """Add a line to the metrics."""
        with self.metrics.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def cut_metrics(self, step: int) -> None:
        """Drop the lines after a step: the run goes on from there."""
        if self.metrics.exists():
            lines = self.metrics.read_text(encoding="utf-8").splitlines()
            kept = [line for line in lines if _step(line) <= step]
            _write(self.metrics, "".join(f"{line}\n" for line in kept))

    def figures(self) -> dict[str, float]:
        """Return the newest value of each figure in the metrics."""
        if not self.metrics.exists():
            return {}
        newest: dict[str, float] = {}
        for line in self.metrics.read_text(encoding="utf-8").splitlines():
            newest |= json.loads(line)
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
        """
        folder = self.path / "checkpoints" / f"step-{step:08d}"
        draft = folder.with_name(f".{folder.name}.tmp")
        if team.leads:
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(parents=True)
            network.save_pretrained(draft)
            torch.save(shared, draft / _TRAINER)
        team.wait()
        torch.save(own, draft / _OWN.format(team.rank))
        team.wait()
        if team.leads:
            shutil.rmtree(folder, ignore_errors=True)
            draft.rename(folder)
            for old in self.checkpoints()[:-keep]:
                shutil.rmtree(old)

    def checkpoints(self) -> list[Path]:
        """Return the checkpoints, oldest first."""
        return sorted((self.path / "checkpoints").glob("step-*"))

    def load(self, team: Team) -> Checkpoint:
        """Return the newest checkpoint.

        Raises:
            TrainingError: There is none, or it is that of another number of processes.
        """
        found = self.checkpoints()
        if not found:
            raise TrainingError(f"the run in '{self.path}' has no checkpoint yet; begin it anew")
        ranks = len(list(found[-1].glob(_OWN.format("*"))))
        if ranks != team.size:
            raise TrainingError(f"the run in '{self.path}' was made by {ranks} processes; resume it with as many")
        files = (found[-1] / _TRAINER, found[-1] / _OWN.format(team.rank))
        shared, own = (torch.load(file, map_location="cpu", weights_only=True) for file in files)
        return Checkpoint(found[-1], shared, own)


def _step(line: str) -> int:
    try:
        return int(json.loads(line)["step"])
    except (ValueError, KeyError):
        return 2**62  # cut off in the middle by a kill


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
