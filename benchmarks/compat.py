"""Steps per second of `lodestone.compat.minedojo`, as ratios to what it stands on and what it stands in for.

    python benchmarks/compat.py [--steps 400] [--wheel PYTHON] [--json]

The same task, size (160 x 256) and keys everywhere, on one thread. *bare* is the Overworld's own Gymnasium environment
with the same picture and voxels. *wheel* is MineDojo's own Python, run by the interpreter PYTHON that has it
(`lodestone backends install minedojo`), before a game that answers each step with the same picture and text, at once:
what it takes is MineDojo's Python alone, in which no world moves and nothing is drawn. All rates are of CPU time (the
wheel's of its own process), so that other work on the machine disturbs less. The shares say where the time of compat's
steps went; `python` is the rest.
"""

import argparse
import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest import mock

import numba
import numpy as np
from numpy.typing import NDArray

from envs.actions import from_minedojo
from envs.malmo.protocol import peek_answer, receive_hello, send, step_answer
from envs.malmo.session import Session
from envs.minedojo import observation
from envs.overworld.env import OverworldEnv
from envs.overworld.render import Renderer
from envs.overworld.world import Overworld
from lodestone.compat import minedojo

TASK = "harvest_8_log_forest"
SIZE = (160, 256)
SEED = 0
WARM_UP = 100
PATIENCE = 60.0
PHASES = (
    ("world", Overworld, "step"),
    ("picture", Renderer, "render"),
    ("senses", observation, "observe_all"),
    ("senses", observation, "sense_voxels"),
)
"""Shares: name, and the function that is timed."""
WHEEL = """
import json, sys, time
import numpy as np
import minedojo
from minedojo.sim.bridge.mc_instance.manager import InstanceManager
port, task, height, width, warm_up = int(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:6])
actions = np.array(json.loads(sys.argv[6]))
InstanceManager.add_existing_instance(port)
env = minedojo.make(task, image_size=(height, width))
env.reset()
for action in actions[:warm_up]:
    env.step(action)
start = time.process_time()
for action in actions:
    env.step(action)
print(len(actions) / (time.process_time() - start))
"""
"""Run by the interpreter that has MineDojo's wheel; the last line that it prints is its rate."""


class CannedSession(Session):
    """A game that stands still: every step gets the picture and the text of the first."""

    def _mission(self, message: str) -> bool:
        super()._mission(message)
        self._canned = self._seen(message)
        return True

    def _peek(self, message: str) -> bool:
        send(self._connection, *self._canned, peek_answer(done=False))
        return True

    def _step(self, message: str) -> bool:
        frame, info = self._canned
        send(self._connection, frame, step_answer(reward=0.0, done=False), info)
        return True


def keys(steps: int) -> NDArray[np.int64]:
    """Return discrete actions: walking, turning, jumping, striking, held for a while."""
    random = np.random.default_rng(SEED)
    actions = np.tile([0, 0, 0, 12, 12, 0, 0, 0], (steps, 1))
    for start in range(0, steps, 8):
        held = actions[start : start + 8]
        held[:, 0], held[:, 2] = random.random() < 0.8, random.random() < 0.3
        held[:, 4], held[:, 5] = random.integers(11, 14), random.choice([0, 3])
    return actions


def rate(step: Callable[[Any], Any], actions: list[Any]) -> float:
    """Return steps per second of CPU time."""
    for action in actions[:WARM_UP]:
        step(action)
    start = time.process_time()
    for action in actions:
        step(action)
    return len(actions) / (time.process_time() - start)


def compat_rate(size: tuple[int, int] | None, actions: NDArray[np.int64]) -> float:
    """Return the rate of `make`, fast resets at success and all."""
    env = minedojo.make(TASK, image_size=size, seed=SEED)
    env.reset()
    return rate(env.step, list(actions))


def bare_rate(size: tuple[int, int] | None, actions: NDArray[np.int64]) -> float:
    """Return the rate of the Overworld's own environment in the same task."""
    env = OverworldEnv(task=f"minedojo/{TASK}", image_size=size, start_changes={"respawn": True})
    env.reset(seed=SEED)
    return rate(env.step, [from_minedojo(action) for action in actions])


def shares(size: tuple[int, int] | None, actions: NDArray[np.int64]) -> dict[str, float]:
    """Return by phase the share of the time of compat's steps."""
    spent = dict.fromkeys([name for name, _, _ in PHASES], 0.0)
    env = minedojo.make(TASK, image_size=size, seed=SEED)
    env.reset()
    for action in actions[:WARM_UP]:
        env.step(action)
    with ExitStack() as stack:
        for name, place, function in PHASES:
            stack.enter_context(mock.patch.object(place, function, timed(getattr(place, function), name, spent)))
        start = time.process_time()
        for action in actions:
            env.step(action)
        total = time.process_time() - start
    parts = {name: seconds / total for name, seconds in spent.items()}
    return parts | {"python": 1.0 - sum(parts.values())}


def timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    """Return a function that also notes the time that it takes."""

    def run(*args: Any) -> Any:
        start = time.process_time()
        result = function(*args)
        spent[name] += time.process_time() - start
        return result

    return run


def wheel_rate(python: str, actions: NDArray[np.int64]) -> float:
    """Return the rate of MineDojo's own Python before a canned game.

    Raises:
        RuntimeError: It failed; the message ends as its error does.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        port, (height, width) = server.getsockname()[1], SIZE
        words = [port, TASK, height, width, WARM_UP, json.dumps(actions.tolist())]
        run = subprocess.run([python, "-c", WHEEL, *map(str, words)], capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"MineDojo's Python failed: {run.stderr[-500:]}")
    return float(run.stdout.split()[-1])


def serve(server: socket.socket) -> None:
    """Answer everybody who comes, until the server is closed."""
    while True:
        try:
            connection = server.accept()[0]
        except OSError:
            return
        receive_hello(connection, patience=PATIENCE)
        threading.Thread(target=CannedSession(connection).run, daemon=True).start()


def main() -> None:
    """Measure, and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--wheel", metavar="PYTHON", help="an interpreter that has MineDojo's wheel")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    numba.set_num_threads(1)
    actions = keys(options.steps)
    report: dict[str, Any] = {}
    for name, size in (("160x256", SIZE), ("no picture", None)):
        bare, compat = bare_rate(size, actions), compat_rate(size, actions)
        report[name] = {"bare": bare, "compat": compat, "compat_to_bare": compat / bare, **shares(size, actions)}
    if options.wheel:
        wheel = wheel_rate(options.wheel, actions)
        report["wheel"] = wheel
        for row in (report["160x256"], report["no picture"]):
            row["compat_to_wheel"] = row["compat"] / wheel
    print(json.dumps(report) if options.json else table(report))


def table(report: dict[str, Any]) -> str:
    """Return the report as text."""
    lines = (
        [] if "wheel" not in report else [f"MineDojo's own Python before a canned game: {report['wheel']:.0f} steps/s"]
    )
    for name in ("160x256", "no picture"):
        row = dict(report[name])
        rates = ", ".join(f"{key} {row.pop(key):.0f} steps/s" for key in ("bare", "compat"))
        ratios = ", ".join(f"{key.replace('_', ' ')} {row.pop(key):.2f}" for key in list(row) if "_to_" in key)
        parts = ", ".join(f"{key} {share:.0%}" for key, share in row.items())
        lines.append(f"{name}: {rates}; {ratios}; of compat's time: {parts}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
