"""Our side: starts a worker in a foreign interpreter, asks it, watches it, ends it, and starts it again."""

import mmap
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.worker.child import MARK, end_all, marked
from envs.worker.wire import Message, WireError, receive, send

_CHILD = Path(__file__).with_name("child.py")
_LAST_WORDS = 300
_END = 5.0  # seconds within which what was killed is gone
_MOMENT = 0.2  # seconds between the end of a connection and that of the process
_PAGE = os.sysconf("SC_PAGE_SIZE")


class WorkerError(RuntimeError):
    """A worker that ended, was silent, sent garbage or met with an error. It is gone; its output is kept."""


@dataclass(frozen=True, kw_only=True)
class WorkerConfig:
    """Which worker to start, and what it is allowed."""

    name: str
    """What errors call it."""
    python: Path
    """The foreign interpreter."""
    script: Path
    """A file with `make(memory)`, see `envs/worker/child.py`."""
    memory: int
    """Bytes that both sides see."""
    start_limit: float = 120.0
    """Seconds from its start until it is ready to be asked."""
    most_failures: int = 3
    """Failures in a row, without a whole episode between them, after which it is not started again."""
    most_resident: int = 8 << 30
    """Bytes of memory, of all its processes together, above which it is started anew before the next episode."""


class Link:
    """A worker, started when it is first needed. Whoever lets go of a link ends its worker.

    Args:
        config: Which worker.
    """

    def __init__(self, config: WorkerConfig) -> None:
        self.config = config
        self.restarts = 0
        """How often a worker was started after the first."""
        self.log: Path | None = None
        """Output of the worker; it stays when the worker has failed."""
        self._started = self._failures = 0
        self._running: _Running | None = None

    @property
    def memory(self) -> NDArray[np.uint8]:
        """Bytes that the worker sees, too.

        Raises:
            WorkerError: No worker is running.
        """
        if self._running is None:
            raise WorkerError(f"{self.config.name} is not running: begin an episode first")
        return self._running.memory

    @property
    def resident(self) -> int:
        """Bytes of memory that the worker's processes hold, 0 where that is not known."""
        return sum(map(_resident, marked(self._running.mark))) if self._running else 0

    @property
    def process(self) -> int | None:
        """The worker's process, None if it does not run."""
        return self._running.process.pid if self._running else None

    def ready(self) -> bool:
        """Let a worker be there for another episode; return whether it is a new one.

        Raises:
            WorkerError: It does not start, or has failed too often.
        """
        if self._running is not None:
            self._failures = 0  # an episode has gone well
            if self.resident <= self.config.most_resident:
                return False
            self.close()
        if self._failures >= self.config.most_failures:
            raise WorkerError(f"{self.config.name} has failed {self._failures} times in a row; see {self.log}")
        self._start()
        return True

    def ask(
        self,
        what: str,
        facts: Mapping[str, Any] | None = None,
        arrays: Mapping[str, NDArray[Any]] | None = None,
        limit: float = 60.0,
    ) -> Message:
        """Have the worker carry out a function, and return its answer.

        Args:
            what: Name of the function.
            facts: JSON object for it.
            arrays: Arrays for it.
            limit: Seconds until it has to have answered.

        Raises:
            WorkerError: It does not; it is ended, and the next `ready` starts another.
        """
        if self._running is None:
            raise WorkerError(f"{self.config.name} is not running: begin an episode first")
        connection = self._running.connection
        try:
            connection.settimeout(limit)
            send(connection, {**(facts or {}), "ask": what}, arrays)
            answer = receive(connection, limit)
        except WireError as error:
            raise self._failed(f"{error}, when asked to {what}") from error
        except BaseException:  # its answer would be taken for that to the next question
            self.close()
            raise
        if "error" in answer[0]:
            raise self._failed(f"it could not {what}: {answer[0]['error']}")
        return answer

    def close(self) -> None:
        """End the worker and all that it has started."""
        if self._running is not None:
            self._running.end()
            self._running = None

    def _start(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix=f"lodestone-{self.config.name.lower()}-"))
        self.log = folder / "worker.log"
        self._running = _Running(self.config, folder, self.log)
        weakref.finalize(self, self._running.end)
        self.restarts += self._started > 0
        self._started += 1
        try:
            facts, _ = receive(self._running.connection, self.config.start_limit)
        except WireError as error:
            raise self._failed(f"{error}, at its start") from error
        except BaseException:
            self.close()
            raise
        if "ready" not in facts:
            raise self._failed(f"it began with {facts}")

    def _failed(self, reason: str) -> WorkerError:
        """End the worker after a failure, and return the error that tells of it."""
        assert self._running is not None and self.log is not None
        how = self._running.ended_how()
        self._running.end(keep_log=True)
        self._running = None
        self._failures += 1
        said = _last_words(self.log)
        return WorkerError(f"{self.config.name} failed: {reason}{how}; {said}its output is in {self.log}")


class _Running:
    """A process that has been started, with what it shares with this one."""

    def __init__(self, config: WorkerConfig, folder: Path, log: Path) -> None:
        self.mark = secrets.token_hex(8)
        self.connection, theirs = socket.socketpair()
        life, self._life = os.pipe()
        shared = _anonymous_file(config.memory)
        self.memory: NDArray[np.uint8] = np.frombuffer(mmap.mmap(shared, config.memory), np.uint8)
        scratch = folder / "tmp"
        scratch.mkdir()
        files = (theirs.fileno(), life, shared)
        command = [str(config.python), "-I", str(_CHILD), str(config.script), *map(str, files)]
        try:
            with log.open("ab") as output:
                self.process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=folder,
                    env={**os.environ, MARK: self.mark, "TMPDIR": str(scratch)},
                    pass_fds=files,
                    start_new_session=True,
                )
        except OSError as error:
            os.close(self._life)
            self.connection.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise WorkerError(f"{config.name} does not start: {error}") from error
        finally:
            theirs.close()
            os.close(life)
            os.close(shared)
        self._folder, self._scratch = folder, scratch

    def end(self, keep_log: bool = False) -> None:
        """Kill everything that was started."""
        if self._life < 0:
            return
        end_all(self.mark, self.process.pid)
        self.process.wait(_END)
        os.close(self._life)
        self._life = -1
        self.connection.close()
        shutil.rmtree(self._scratch if keep_log else self._folder, ignore_errors=True)

    def ended_how(self) -> str:
        """Return how it ended by itself, in brackets; empty if it is still there."""
        try:
            code = self.process.wait(_MOMENT)
        except subprocess.TimeoutExpired:
            return ""
        return f" (exit code {code})" if code >= 0 else f" ({signal.Signals(-code).name})"


def _anonymous_file(size: int) -> int:
    """Return a file in memory without a name, of which pages that nobody touches take no room."""
    if hasattr(os, "memfd_create"):
        file = os.memfd_create("lodestone")
    else:
        with tempfile.TemporaryFile() as temporary:
            file = os.dup(temporary.fileno())
    os.ftruncate(file, size)
    return file


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _last_words(log: Path) -> str:
    """Return the last line of a log, as a part of a sentence."""
    lines = log.read_bytes()[-4 * _LAST_WORDS :].decode(errors="replace").split("\n")
    told = [line.strip() for line in lines if line.strip()]
    return f"it said last: {told[-1][-_LAST_WORDS:]}; " if told else ""
