"""What may go wrong with another simulator while it plays: one clear error, in time, and nothing is left behind."""

import os
import signal
import socket
import tempfile
import threading
import time

import gymnasium
import numpy as np
import pytest

from envs.foreign import env as module
from envs.worker.child import marked
from envs.worker.link import Link, WorkerError
from tests.envs.foreign.environments import BOTH, ENVS, PYTHONS
from tests.envs.malmo.serving import serving
from tests.envs.worker.test_link import gone

SIZE = (48, 64)
STILL = {"mob_spawning": False, "daylight_cycle": False}


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    """Workers that fail leave their logs, here."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture(scope="module")
def served():
    with serving() as server:
        yield server.address[1]


@pytest.fixture(scope="module", params=BOTH)
def link(request):
    """A worker to go on with, which is shared because its start takes seconds."""
    shared = Link(ENVS[request.param].worker_config(PYTHONS[request.param]))
    shared.world = request.param
    yield shared
    shared.close()


def make(link, port):
    return ENVS[link.world](link, port=port, biome="plains", image_size=SIZE, start_changes=STILL)


def fresh(link):
    """Another worker of the same kind."""
    other = Link(link.config)
    other.world = link.world
    return other


def processes(link):
    return marked(link._running.mark)


@pytest.fixture
def pretender():
    """Listens, and does with each connection what it is told to."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(30)
    held = []

    def start(answer):
        def serve():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                held.append(connection)
                answer(connection)

        threading.Thread(target=serve, daemon=True).start()
        return listener.getsockname()[1]

    yield start
    listener.close()
    for connection in held:
        connection.close()


def test_one_that_is_killed_is_started_again(link, served):
    env = make(link, served)
    with pytest.raises(gymnasium.error.ResetNeeded):
        env.step({})
    before, _ = env.reset(seed=2)
    restarts, all_of_it = link.restarts, processes(link)
    os.kill(link.process, signal.SIGKILL)
    name = link.config.name
    with pytest.raises(
        WorkerError, match=rf"{name} failed: it ended, when asked to step \(SIGKILL\); .*its output is in"
    ):
        env.step({})
    assert gone(*all_of_it)
    with pytest.raises(gymnasium.error.ResetNeeded):
        env.step({})
    again, _ = env.reset(seed=2)
    assert np.array_equal(before["rgb"], again["rgb"]) and link.restarts == restarts + 1


@pytest.mark.slow
def test_one_that_hangs_is_ended_in_time(link, served, monkeypatch):
    env = make(link, served)
    env.reset(seed=2)
    all_of_it = processes(link)
    os.kill(link.process, signal.SIGSTOP)
    monkeypatch.setattr(module, "STEP", 1.0)
    began = time.monotonic()
    with pytest.raises(WorkerError, match="it did not answer in time, when asked to step"):
        env.step({})
    assert time.monotonic() - began < 10 and gone(*all_of_it)


@pytest.mark.slow
@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0\0\4what", b""])
def test_a_port_that_is_somebody_elses(link, pretender, answer, monkeypatch):
    """Garbage in place of answers, and a connection that is closed."""

    def talk(connection):
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)

    other = fresh(link)
    monkeypatch.setattr(module, "BEGIN", 20.0)
    with pytest.raises(WorkerError, match=r"could not begin|in time, when asked to begin"):
        make(other, pretender(talk)).reset(seed=0)
    assert other.process is None


@pytest.mark.slow
def test_a_port_that_says_nothing(link, pretender, monkeypatch):
    monkeypatch.setattr(module, "BEGIN", 10.0)
    other = fresh(link)
    with pytest.raises(WorkerError, match="it did not answer in time, when asked to begin"):
        make(other, pretender(lambda _: None)).reset(seed=0)
    assert other.process is None


@pytest.mark.slow
def test_nobody_listens(link):
    other = fresh(link)
    with pytest.raises(WorkerError, match=r"could not begin: .*(No Malmo mod utilizing the port|nothing listens at)"):
        make(other, 1).reset(seed=0)
    assert other.process is None
