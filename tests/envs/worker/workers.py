"""What a worker's script may do, good and bad; runs in the worker."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np


def make(memory):
    kept = []

    def echo(facts, arrays):
        return facts, arrays

    def paint(facts, arrays):
        np.frombuffer(memory, np.uint8)[: facts["count"]] = facts["value"]
        return {"cwd": str(Path.cwd()), "temporary": os.environ["TMPDIR"], "pid": os.getpid()}, {}

    def fail(facts, arrays):
        raise ValueError("the moon is not made of cheese")

    def leave(facts, arrays):
        print("famous last words", flush=True)
        sys.exit(facts["code"])

    def die(facts, arrays):
        os.kill(os.getpid(), getattr(signal, facts["signal"]))

    def hang(facts, arrays):
        time.sleep(1000)

    def raw(facts, arrays):
        """Send bytes that are not asked for, and go on or end."""
        os.write(facts["file"], bytes.fromhex(facts["bytes"]))
        if facts["ends"]:
            os._exit(0)
        time.sleep(1000)

    def leak(facts, arrays):
        kept.append(np.ones(facts["bytes"], np.uint8))
        return {}, {}

    def child(facts, arrays):
        """Start a process in a session of its own, which outlives whoever lets it."""
        process = subprocess.Popen(["sleep", "1000"], start_new_session=True)
        return {"child": process.pid}, {}

    def socket_file(facts, arrays):
        return {"file": int(sys.argv[2])}, {}

    return {
        function.__name__: function for function in (echo, paint, fail, leave, die, hang, raw, leak, child, socket_file)
    }
