"""A worker that behaves, and every way in which one does not: each ends in one clear error and leaves nothing."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from envs.worker.child import marked
from envs.worker.link import Link, WorkerConfig, WorkerError

SCRIPT = Path(__file__).with_name("workers.py")


def config(**fields):
    usual = {"name": "Tester", "python": Path(sys.executable), "script": SCRIPT, "memory": 1 << 16}
    return WorkerConfig(**{**usual, **fields})


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    """Workers that fail leave their logs, here."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def link():
    made = Link(config())
    assert made.ready()
    yield made
    made.close()


def is_running(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def gone(*processes, patience=10.0):
    end = time.monotonic() + patience
    while any(map(is_running, processes)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(is_running, processes))


def test_facts_arrays_and_memory_cross(link):
    arrays = {"a": np.arange(6, dtype=np.int16).reshape(2, 3), "b": np.zeros(0, np.float32), "c": np.array(True)}
    facts, back = link.ask("echo", {"word": "木", "list": [1, None, 2.5]}, arrays)
    assert facts == {"word": "木", "list": [1, None, 2.5]}
    for name, array in arrays.items():
        assert back[name].dtype == array.dtype and back[name].shape == array.shape and (back[name] == array).all()
    told, _ = link.ask("paint", {"count": 100, "value": 7})
    assert (link.memory[:100] == 7).all() and not link.memory[100:].any()
    assert told["cwd"] == str(link.log.parent) and told["temporary"].startswith(told["cwd"])
    assert told["pid"] == link.process != os.getpid()


def test_a_long_message_and_one_that_is_too_long(link):
    large = np.arange(5_000_000, dtype=np.int32)
    assert (link.ask("echo", arrays={"large": large})[1]["large"] == large).all()
    with pytest.raises(WorkerError, match="too long to be sent"):
        link.ask("echo", {"text": "x" * (1 << 25)})


def test_closing_leaves_nothing(link):
    worker, folder = link.process, link.log.parent
    child = link.ask("child")[0]["child"]
    assert is_running(child)
    link.close()
    assert gone(worker, child) and not folder.exists()
    with pytest.raises(WorkerError, match="is not running: begin an episode first"):
        link.ask("echo")


MARKED = b"LSW1"


@pytest.mark.parametrize(
    ("what", "facts", "words"),
    [
        ("fail", {}, "it could not fail: ValueError: the moon is not made of cheese"),
        ("leave", {"code": 3}, r"it ended, when asked to leave \(exit code 3\); it said last: famous last words;"),
        ("die", {"signal": "SIGSEGV"}, r"it ended, when asked to die \(SIGSEGV\)"),
        ("die", {"signal": "SIGKILL"}, r"it ended, when asked to die \(SIGKILL\)"),
        ("hang", {}, "it did not answer in time, when asked to hang"),
        ("raw", {"bytes": b"GET / HTTP/1.1".hex(), "ends": False}, "it sent garbage: b'GET / HTTP/1"),
        ("raw", {"bytes": (MARKED + b"\xff" * 8).hex(), "ends": False}, "it sent garbage"),
        ("raw", {"bytes": (MARKED + b"\0\0\0\x02\0\0\0\0[]").hex(), "ends": False}, "it sent garbage"),
        ("raw", {"bytes": (MARKED + b"\0\0\0\x05\0\0\0\0hello").hex(), "ends": False}, "it sent garbage"),
        (
            "raw",
            {"bytes": (MARKED + b'\0\0\0\x1b\0\0\0\x01{"arrays":[["a","|O",[1]]]}a').hex(), "ends": False},
            r"it sent garbage.*no array of \|O",
        ),
        ("raw", {"bytes": MARKED.hex(), "ends": True}, "it ended in the middle of an answer"),
        ("raw", {"bytes": (MARKED + b"\0\0\0\x05\0\0\0\0he").hex(), "ends": False}, "it stopped in the middle"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_apart(link, what, facts, words):
    worker, child = link.process, link.ask("child")[0]["child"]
    if what == "raw":
        facts = {**facts, **link.ask("socket_file")[0]}
    with pytest.raises(WorkerError, match=words) as caught:
        link.ask(what, facts, limit=1.5)
    assert "\n" not in str(caught.value) and str(caught.value).startswith("Tester failed: ")
    assert str(caught.value).endswith(f"its output is in {link.log}") and link.log.exists()
    assert gone(worker, child), "the worker and all that it started are dead"
    assert link.ready() and link.restarts == 1
    assert link.ask("echo", {"again": 1})[0] == {"again": 1}


def test_restarts_are_bounded():
    link = Link(config(most_failures=2))
    for _ in range(2):
        link.ready()
        with pytest.raises(WorkerError):
            link.ask("fail")
    with pytest.raises(WorkerError, match=r"Tester has failed 2 times in a row; see /.*worker\.log"):
        link.ready()


def test_an_episode_that_goes_well_forgives():
    link = Link(config(most_failures=2))
    for _ in range(3):
        link.ready()
        with pytest.raises(WorkerError):
            link.ask("fail")
        link.ready()
        link.ask("echo")
        assert not link.ready()
    link.close()


def test_a_worker_that_has_grown_is_replaced_between_episodes():
    link = Link(config(most_resident=250 << 20))
    link.ready()
    first = link.process
    assert not link.ready() and link.process == first
    small = link.resident
    link.ask("leak", {"bytes": 300 << 20})
    assert link.resident > small + (290 << 20)
    assert link.ready() and link.process != first and link.resident < 250 << 20
    assert gone(first)
    link.close()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"python": Path("/nowhere/python")}, "does not start: .*No such file"),
        ({"script": Path("/nowhere/script.py")}, r"it ended, at its start \(exit code 1\); it said last: .*script\.py"),
    ],
)
def test_what_does_not_start(fields, words):
    with pytest.raises(WorkerError, match=words):
        Link(config(**fields)).ready()


def test_a_slow_start(tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(1000)\n")
    with pytest.raises(WorkerError, match="did not answer in time, at its start"):
        Link(config(script=slow, start_limit=0.5)).ready()


PARENT = """
import sys, time
from pathlib import Path
from envs.worker.link import Link, WorkerConfig
link = Link(WorkerConfig(name="Tester", python=Path(sys.executable), script=Path(sys.argv[1]), memory=16))
link.ready()
print(link.process, link.ask("child")[0]["child"], link._running.mark, flush=True)
if sys.argv[2] == "hang":
    link.ask("hang", limit=1000)
time.sleep(1000)
"""


@pytest.mark.parametrize("state", ["idle", "hang"])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_never_outlives_its_parent(state, end):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, SCRIPT, state], stdout=subprocess.PIPE, text=True)
    worker, child, mark = parent.stdout.readline().split()
    assert is_running(worker) and is_running(child)
    parent.send_signal(end)
    parent.wait()
    parent.stdout.close()
    assert gone(worker, child)
    time.sleep(0.2)
    assert not [process for process in marked(mark) if is_running(process)]


def test_a_parent_that_ends_by_itself_takes_its_worker_along():
    ended = PARENT.replace("time.sleep(1000)\n", "")
    told = subprocess.run([sys.executable, "-c", ended, SCRIPT, "idle"], capture_output=True, text=True, check=True)
    worker, child, _ = told.stdout.split()
    assert gone(worker, child)
