"""The worker's side: runs in the foreign interpreter, loads a script there, and answers for it.

    PYTHON -I child.py SCRIPT SOCKET LIFE MEMORY

The numbers are file descriptors: of the socket for messages, of a pipe that ends when the parent does, and of memory
that both sides see. The script has a function `make(memory)` that returns its functions by name; each takes the JSON
object and the arrays of a message, and returns those of its answer. Needs Python 3.9, NumPy and nothing of ours.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import runpy
import signal
import socket
import sys
import time
import traceback
from pathlib import Path

MARK = "LODESTONE_WORKER"
"""Variable in the environment of a worker and of all processes that it starts; its value is the worker's own."""
_FIRST_FILE, _LAST_FILE = 3, 1024
_AGAIN = 0.05
_ROUNDS = 40


def marked(value: str) -> list[int]:
    """Return the processes of the worker with this mark, on systems with /proc; zombies are none."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            variables = (entry / "environ").read_bytes().split(b"\0")
        except OSError:  # gone, or somebody else's
            continue
        if f"{MARK}={value}".encode() in variables:
            found.append(int(entry.name))
    return found


def end_all(value: str, group: int) -> None:
    """Kill all processes of a worker but this one: its group, and whatever it has started elsewhere."""
    for _ in range(_ROUNDS):
        for process in marked(value):
            if process != os.getpid():
                _kill(process)
        if not set(marked(value)) - {os.getpid()}:
            break
        time.sleep(_AGAIN)
    if group != os.getpgrp():
        with contextlib.suppress(OSError):
            os.killpg(group, signal.SIGKILL)


def _kill(process: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(process, signal.SIGKILL)


def main() -> None:
    """Answer until the parent has gone."""
    script, connection, life, memory = sys.argv[1], *map(int, sys.argv[2:])
    _guard(life)
    for shared in (connection, memory):
        os.set_inheritable(shared, False)
    wire = runpy.run_path(str(Path(__file__).with_name("wire.py")))
    parent = socket.socket(fileno=connection)
    functions = runpy.run_path(script)["make"](mmap.mmap(memory, 0))
    wire["send"](parent, {"ready": sorted(functions), "python": sys.version.split()[0]})
    while True:
        asked, arrays = wire["receive"](parent)
        try:
            facts, numbers = functions[asked.pop("ask")](asked, arrays)
        except Exception as error:
            traceback.print_exc()
            facts, numbers = {"error": f"{type(error).__name__}: {' '.join(str(error).split())}"}, {}
        wire["send"](parent, facts, numbers)


def _guard(life: int) -> None:
    """Leave a process that ends all others of this worker when the parent is gone, even if this one hangs."""
    worker = os.getpid()
    if os.fork():
        os.close(life)
        return
    os.setsid()
    os.closerange(_FIRST_FILE, life)  # a socket that is open here would not end with the worker
    os.closerange(life + 1, _LAST_FILE)
    os.read(life, 1)
    end_all(os.environ[MARK], worker)
    os._exit(0)


if __name__ == "__main__":
    main()
