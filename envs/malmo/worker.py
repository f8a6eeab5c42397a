"""A process that serves one client at a time: worlds of several clients share nothing, and cannot hurt each other."""

import logging
import multiprocessing
import os
import queue
import signal
import socket
import threading
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import NamedTuple

from envs.malmo.mission import MissionError
from envs.malmo.protocol import ProtocolError
from envs.malmo.session import Session

LOG_FORMAT = "%(asctime)s %(levelname)s %(message)s"
"""Of the lines of all processes of a server."""
_JOIN = 5.0  # seconds for an end that is asked for

_log = logging.getLogger(__name__)


class WorkerDiedError(RuntimeError):
    """A worker's process has ended while it served."""


class Ending(NamedTuple):
    """Why a conversation is over."""

    well: bool
    """Whether the client ended it between two messages."""
    reason: str


class Worker:
    """A serving process, seen from the one that accepts clients."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        level = logging.getLogger().getEffectiveLevel()
        self._process: SpawnProcess = context.Process(target=work, args=(theirs, level), daemon=True)
        self._process.start()
        theirs.close()
        self._ending = threading.Lock()

    def wait(self) -> Ending:
        """Wait until the worker is ready for a client, and return how it went with the one before.

        Raises:
            WorkerDiedError: It has ended.
        """
        try:
            told: Ending = self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join(_JOIN)
            raise WorkerDiedError(f"its process ended with code {self._process.exitcode}") from error
        return told

    def serve(self, connection: socket.socket) -> Ending:
        """Hand a connection over, wait until it has ended, and return why it did; raises as `wait`."""
        try:
            self._pipe.send(connection)
        except OSError as error:
            raise WorkerDiedError(f"its process does not answer: {error}") from error
        return self.wait()

    def end(self) -> None:
        """End the process, whatever it does; several threads may, and nothing happens the second time."""
        with self._ending:
            if self._pipe.closed:
                return
            self._process.terminate()
            self._process.join(_JOIN)
            if self._process.is_alive():
                self._process.kill()
                self._process.join(_JOIN)
            self._pipe.close()


def work(pipe: Connection, level: int) -> None:
    """Serve the connections that come through a pipe, one after the other, until its other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the accepting process ends this one
    logging.basicConfig(format=LOG_FORMAT, level=level)
    logging.getLogger("numba").setLevel(logging.WARNING)  # tells much of what it compiles
    connections: queue.SimpleQueue[socket.socket] = queue.SimpleQueue()
    threading.Thread(target=_take, args=(pipe, connections), daemon=True).start()
    told = Ending(True, "nobody has been served yet")
    while True:
        pipe.send(told)
        with connections.get() as connection:
            told = _serve(connection)


def _take(pipe: Connection, connections: "queue.SimpleQueue[socket.socket]") -> None:
    """Put connections into a queue; end this process with the accepting one, even in the middle of a step."""
    try:
        while True:
            connections.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(0)


def _serve(connection: socket.socket) -> Ending:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    try:
        return Ending(True, Session(connection).run())
    except (ProtocolError, MissionError) as error:
        return Ending(False, f"it was hung up on: {error}")
    except Exception:
        _log.exception("an error of the server's own")
        return Ending(False, "it was hung up on: an error of the server's own")
