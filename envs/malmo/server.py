"""The server: accepts MineDojo's clients and gives each to a process of its own.

A process takes seconds to start, and MineDojo connects anew for every reset that is not a fast one, so processes are
kept and serve one client after the other.
"""

import contextlib
import errno
import logging
import socket
import threading
from collections.abc import Callable

from envs.malmo.protocol import ProtocolError, receive_hello
from envs.malmo.worker import Worker, WorkerDiedError

_HELLO_PATIENCE = 10.0  # seconds
_IDLE_PATIENCE = 0.5  # seconds in which a process may become free before another is started

_log = logging.getLogger(__name__)


class ServerError(ValueError):
    """A server that cannot begin; the message says what to do."""


class Server:
    """Listens on a port from the start; `serve` answers.

    Args:
        host: Address to listen on.
        port: TCP port; 0 for one that is free.
        most_clients: Clients that are served at a time; more are turned away.

    Raises:
        ServerError: The port is taken, or cannot be listened on.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0, most_clients: int = 64) -> None:
        self._listener = _listen(host, port)
        self._most = most_clients
        self._clients = 0
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._changed = threading.Condition()
        self._closing = False
        self.served = 0
        """Clients that have been served."""

    @property
    def address(self) -> tuple[str, int]:
        """Host and port that it listens on."""
        host, port = self._listener.getsockname()[:2]
        return host, port

    def serve(self, ready: Callable[[], None] = lambda: None) -> None:
        """Accept clients until `close` is called, or an exception (Ctrl-C) ends it; `ready` is told when it begins.

        Raises:
            WorkerDiedError: Not even the first process can be started.
        """
        first = self._new_worker()
        first.wait()
        with self._changed:
            self._idle.append(first)
        ready()
        while not self._closing:
            try:
                connection, address = self._listener.accept()
            except OSError:
                if self._closing:
                    return
                raise
            name = f"client {address[0]}:{address[1]}"
            threading.Thread(target=self._welcome, args=(connection, name), daemon=True).start()

    def close(self) -> None:
        """Hang up on all clients and end all processes."""
        self._closing = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes whoever accepts
        self._listener.close()
        for worker in list(self._workers):
            worker.end()

    def _welcome(self, connection: socket.socket, name: str) -> None:
        """Serve one client from its hello to its end."""
        with connection:
            try:
                receive_hello(connection, _HELLO_PATIENCE)
                self._enter()
            except (ProtocolError, ConnectionError) as error:
                _log.warning("%s was turned away: %s", name, error)
                return
            try:
                self._hand_over(connection, name)
            finally:
                self._leave()

    def _enter(self) -> None:
        with self._changed:
            if self._clients >= self._most:
                raise ProtocolError(f"{self._most} clients are served already")
            self._clients += 1
            self.served += 1

    def _leave(self) -> None:
        with self._changed:
            self._clients -= 1

    def _hand_over(self, connection: socket.socket, name: str) -> None:
        _log.info("%s has come", name)
        worker = self._free_worker()
        try:
            if worker is None:
                worker = self._new_worker()
                worker.wait()
            ending = worker.serve(connection)
        except WorkerDiedError as error:
            if not self._closing:
                _log.error("%s has been lost: %s", name, error)
            if worker is not None:
                self._workers.discard(worker)
                worker.end()
            return
        _log.log(logging.INFO if ending.well else logging.WARNING, "%s has gone: %s", name, ending.reason)
        with self._changed:
            self._idle.append(worker)
            self._changed.notify()

    def _free_worker(self) -> Worker | None:
        """Return a process that waits for a client, if there is one or one becomes free soon."""
        with self._changed:
            return self._idle.pop() if self._changed.wait_for(lambda: self._idle, _IDLE_PATIENCE) else None

    def _new_worker(self) -> Worker:
        worker = Worker()
        self._workers.add(worker)
        return worker


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise ServerError(
                f"port {port} is taken by another program: end that, or choose another port (0 for any that is free)"
            ) from error
        raise ServerError(f"cannot listen on {host}:{port}: {error}") from error
