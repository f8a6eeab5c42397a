"""The folder of an evaluation: its settings, a small Parquet file for every episode as soon as it is over, records.

A file appears whole or not at all, so that an evaluation that was killed goes on from what is there. Any reader of
Parquet takes the folder `episodes` as one table.
"""

import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, ValidationError

from lodestone.config import ConfigError
from lodestone.evaluate.config import EvaluationConfig
from lodestone.report.contract import EpisodeRow

_SETTINGS = "evaluation.json"
_EPISODES = "episodes"
_RUN = pa.struct(
    [
        ("skill", pa.string()),
        ("executor", pa.string()),
        ("success", pa.bool_()),
        ("cause", pa.string()),
        ("ticks", pa.int64()),
    ]
)
_SCHEMA = pa.schema(
    [
        ("entry", pa.string()),
        ("seed", pa.int64()),
        ("success", pa.bool_()),
        ("crash", pa.string()),
        ("reason", pa.string()),
        ("steps", pa.int64()),
        ("seconds", pa.float64()),
        ("progress", pa.float64()),
        ("revisions", pa.int64()),
        ("runs", pa.list_(_RUN)),
        ("tokens", pa.int64()),
        ("record", pa.string()),
        ("film", pa.string()),
    ]
)


class Settings(BaseModel):
    """What an evaluation was begun with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    config: EvaluationConfig
    suite_sha256: str
    """Of what the suite says: a suite that was changed is another one."""
    versions: dict[str, str]
    begun: str
    command: str


class Store:
    """An evaluation's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, settings: Settings, resume: bool) -> Settings:
        """Make the folder, or go on with what is in it; return what it was begun with.

        Raises:
            ConfigError: There is an evaluation already, and it is not to be resumed, or is another one.
        """
        file = self.folder / _SETTINGS
        if not file.exists():
            try:
                (self.folder / _EPISODES).mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ConfigError(f"the folder '{self.folder}' cannot be made: {error.strerror}") from error
            self._write(file, settings.model_dump_json(indent=1).encode())
            return settings
        if not resume:
            raise ConfigError(
                f"{self.folder} holds an evaluation already: --resume goes on with it, --out names another"
            )
        found = self.settings()
        kept, given = (one.model_dump(mode="json") for one in (found, settings))  # a key is no part of either
        for name in ("config", "suite_sha256", "versions"):
            before, now = kept[name], given[name]
            if before != now:
                raise ConfigError(
                    f"{self.folder} was begun with another {name}, {before}, not {now}: name another --out"
                )
        return found

    def settings(self) -> Settings:
        """Return what the evaluation was begun with.

        Raises:
            ConfigError: There is none, or it is damaged.
        """
        file = self.folder / _SETTINGS
        try:
            return Settings.model_validate(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, ValidationError) as error:
            raise ConfigError(f"{file} is no evaluation: {' '.join(str(error).split())[:200]}") from error

    def keep(self, row: EpisodeRow) -> None:
        """Write an episode's row."""
        table = pa.Table.from_pylist([row.model_dump(mode="json")], schema=_SCHEMA)
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        self._write(self._file(row.entry, row.seed), sink.getvalue().to_pybytes())

    def has(self, entry: str, seed: int) -> bool:
        """Tell whether an episode is over."""
        return self._file(entry, seed).exists()

    def rows(self) -> list[EpisodeRow]:
        """Return all episodes so far, by entry and seed.

        Raises:
            ConfigError: One of the files is damaged.
        """
        found = []
        for file in sorted((self.folder / _EPISODES).glob("*.parquet")):
            try:
                found += [EpisodeRow.model_validate(row) for row in pq.read_table(file).to_pylist()]
            except (pa.ArrowException, OSError, ValidationError) as error:
                raise ConfigError(f"{file} is damaged; remove it, and --resume plays that episode again") from error
        return sorted(found, key=lambda row: (row.entry, row.seed))

    def _file(self, entry: str, seed: int) -> Path:
        return self.folder / _EPISODES / f"{entry.replace('/', '-')}-{seed}.parquet"

    @staticmethod
    def _write(file: Path, content: bytes) -> None:
        part = file.with_name(f".{file.name}.{os.getpid()}.part")
        part.write_bytes(content)
        part.replace(file)
