"""The library's SQLite file: its tables, and transactions that several processes may begin at once.

Writers take the lock when they begin and wait for each other; readers see what was there when they began. A process
that is killed leaves the file as it was before its transaction (SQLite, "Atomic Commit" and "Write-Ahead Logging").
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from skills.library.contract import LibraryError

_WAIT_MS, _PAUSE = 30_000, 0.02
"""Milliseconds to wait for others, and seconds between two tries where SQLite does not wait by itself."""
_FORMAT = 1
_TABLES = """
CREATE TABLE skill (
    name TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL, executor TEXT NOT NULL, added TEXT NOT NULL,
    PRIMARY KEY (name, version)
);
CREATE UNIQUE INDEX one_serves ON skill (name) WHERE state = 'serving';
CREATE TABLE test (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, task TEXT NOT NULL, seeds TEXT NOT NULL,
    texture INTEGER NOT NULL, steps TEXT NOT NULL, made TEXT NOT NULL
);
CREATE TABLE episode (
    id TEXT PRIMARY KEY, said TEXT NOT NULL, goal TEXT NOT NULL, meaning TEXT NOT NULL, crew TEXT NOT NULL,
    seed INTEGER NOT NULL, success INTEGER NOT NULL, steps INTEGER NOT NULL, begun TEXT NOT NULL
);
CREATE INDEX by_goal ON episode (goal, success);
CREATE TABLE run (
    episode TEXT NOT NULL REFERENCES episode (id), number INTEGER NOT NULL, skill TEXT NOT NULL,
    version INTEGER NOT NULL, executor TEXT NOT NULL, asked INTEGER NOT NULL, success INTEGER NOT NULL, cause TEXT,
    ticks INTEGER NOT NULL, biome TEXT, night INTEGER NOT NULL, tool TEXT,
    PRIMARY KEY (episode, number)
);
CREATE INDEX by_skill ON run (skill, version);
"""


class Database:
    """An open file.

    Args:
        file: Made if it is not there.

    Raises:
        LibraryError: It cannot be opened, is no library, or one of a later version of Lodestone.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._connection = sqlite3.connect(file, timeout=_WAIT_MS / 1000, isolation_level=None)
            self._connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
            self._write_ahead()
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._prepare()
        except sqlite3.Error as error:
            raise LibraryError(f"the library {file} cannot be opened: {error}") from error

    def _write_ahead(self) -> None:
        """Let readers not wait for a writer. The change takes the file alone, and SQLite itself waits for nobody."""
        until = time.monotonic() + _WAIT_MS / 1000
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)
            else:
                return

    def _prepare(self) -> None:
        """Make the tables, if nobody has yet."""
        with self.writing() as connection:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            if found > _FORMAT:
                raise LibraryError(f"the library {self._file} was made by a later version of Lodestone; update it")
            if not found:
                for statement in _TABLES.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_FORMAT}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Do all that is done inside, or, if it raises, nothing.

        Raises:
            LibraryError: The file is damaged, cannot be written, or others keep it locked.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise LibraryError(f"the library {self._file} cannot be written: {error}") from error

    def read(self, query: str, *values: object) -> list[tuple]:
        """Return the rows of a query.

        Raises:
            LibraryError: The file is damaged.
        """
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise LibraryError(f"the library {self._file} cannot be read: {error}") from error

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()
