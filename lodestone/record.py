"""The record of an episode: a folder with `episode.json` (what was wanted, planned, done) and `actions.npz`.

The actions and the configuration are enough to run the episode again; the digest of the last state tells whether it
went the same way. Files are written beside their final name and then renamed, so that a record is whole or not there.
"""

import hashlib
import io
import platform
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from envs.overworld.action import ACTION
from lodestone import __version__
from lodestone.config import EpisodeConfig, explain
from lodestone.output import write_whole

RECORD_FILE = "episode.json"
ACTIONS_FILE = "actions.npz"
INTERRUPTED = "interrupted"
CUT_OFF = "the episode's step limit ran out"
"""Details of skills that were not over when the episode was."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


class RecordError(ValueError):
    """A record that is damaged, or none at all; the message is one line."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlanStep(_Part):
    """One step of a plan."""

    skill: str
    count: Count


class Revision(_Part):
    """A plan, and why it was made."""

    step: Count
    """Environment step at which it was made."""
    reason: str
    """`order` for the first plan; afterwards what made it necessary."""
    plan: list[PlanStep]
    ticks: float | None = None
    """That it was expected to take."""
    chance: float | None = None
    """That all of it was expected to work at the first go."""


class SkillRun(_Part):
    """How one skill was carried out."""

    skill: str
    count: Count
    executor: str
    """Its label: `oracle` reads the world's state."""
    begin: Count
    """Environment step at which it began."""
    steps: Count
    success: bool
    cause: str | None = None
    detail: str = ""
    version: Count = 0
    """Of the skill in the library; 0 for what ships."""
    biome: str | None = None
    """Where it began."""
    night: bool = False
    tool: str | None = None
    """Which of the skill's tools was carried."""


class Exchange(_Part):
    """What a large language model was asked, and what it answered."""

    purpose: str
    messages: list[dict[str, Any]]
    answer: str
    error: str
    """Why the answer was of no use; empty if it was."""
    tokens_in: Count
    tokens_out: Count
    usd: float
    seconds: float
    cached: bool
    chosen: str = ""
    """Of an answer with several plans, which one was taken, and what became of the others."""


class EpisodeRecord(_Part):
    """All there is to know about an episode, beside its actions."""

    format: Literal["lodestone-episode-1"] = "lodestone-episode-1"
    order: str
    goal: dict[str, Any]
    config: EpisodeConfig
    seed: Count
    biome: str | None
    versions: dict[str, str]
    begun: datetime
    seconds: float
    revisions: list[Revision]
    exchanges: list[Exchange] = []
    """With a large language model, if one took part."""
    skills: list[SkillRun]
    success: bool
    reason: str
    steps: Count
    inventory: dict[str, Count]
    """Counts by item at the end."""
    digest: Sha256 | None
    """Of the world's last state; None in worlds whose state is not known."""
    actions_sha256: Sha256
    """Of the bytes of `actions.npz`."""
    video: Path | None = None


def versions() -> dict[str, str]:
    """Return the versions that an episode depends on."""
    names = ("numpy", "numba", "gymnasium")
    return {"lodestone": __version__, "python": platform.python_version(), **{name: version(name) for name in names}}


def pack_actions(rows: Sequence[NDArray[np.void]]) -> bytes:
    """Return (1,) ACTION rows as the bytes of an npz, one column a field; most columns are nearly all zeros."""
    table = np.concatenate(rows) if rows else np.zeros(0, ACTION)
    file = io.BytesIO()
    columns: dict[str, Any] = {name: table[name] for name in table.dtype.names or ()}
    np.savez_compressed(file, **columns)
    return file.getvalue()


def unpack_actions(data: bytes) -> NDArray[np.void]:
    """Return (steps,) ACTION rows.

    Raises:
        RecordError: The bytes are not what `pack_actions` returned.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as columns:
            table = np.zeros(len(columns["attack"]), ACTION)
            for name in ACTION.names or ():
                table[name] = columns[name]
    except (ValueError, KeyError, OSError, EOFError, TypeError) as error:
        raise RecordError(f"its {ACTIONS_FILE} does not hold the actions of this version: {error}") from error
    return table


def save(folder: Path, record: EpisodeRecord, actions: bytes) -> Path:
    """Write a record and return the path of its `episode.json`; a record that was there before is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / ACTIONS_FILE, actions)
    write_whole(folder / RECORD_FILE, record.model_dump_json(indent=2).encode())
    return folder / RECORD_FILE


def load(path: Path) -> tuple[EpisodeRecord, NDArray[np.void]]:
    """Read a record.

    Args:
        path: Its folder, or the `episode.json` in it.

    Returns:
        The record and its (steps,) ACTION rows.

    Raises:
        RecordError: There is none, or it is damaged.
    """
    file = path / RECORD_FILE if path.is_dir() else path
    try:
        record = EpisodeRecord.model_validate_json(file.read_bytes())
        actions = file.with_name(ACTIONS_FILE).read_bytes()
    except ValidationError as error:
        raise RecordError(f"the record '{file}' is damaged: {explain(error)}") from error
    except OSError as error:
        hint = "" if path.is_dir() else "; a record is the folder that `lodestone run` names at its end"
        raise RecordError(f"there is no record at '{error.filename}': {error.strerror}{hint}") from error
    if hashlib.sha256(actions).hexdigest() != record.actions_sha256:
        raise RecordError(f"the record '{file}' is damaged: {ACTIONS_FILE} is not the file it was written with")
    try:
        table = unpack_actions(actions)
    except RecordError as error:
        raise RecordError(f"the record '{file}' is damaged: {error}") from error
    if len(table) != record.steps:
        raise RecordError(f"the record '{file}' is damaged: {record.steps} steps, but {len(table)} actions")
    return record, table


def digest(state: Mapping[str, NDArray[Any]]) -> str:
    """Return the sha256 over arrays, names and layouts included, in the order of their names."""
    total = hashlib.sha256()
    for name, array in sorted(state.items()):
        total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()
