"""What our environment adds to a step of MineDojo's simulator: milliseconds, and their share.

    lodestone backends install minedojo
    python -m benchmarks.minedojo_adapter [--seconds 10] [--rounds 5] [--json]

Both play, in turns, on a server that answers every step with the same bytes at once, at 160x256: MineDojoSim by itself,
in its own environment, and `lodestone/MineDojo-v0`, which has it run in a worker. So there is no game to wait for, and
the difference is what crossing the border and translating cost. The last rows say where it goes: the message there and
back alone, and what our own process computes (CPU time, all of it).
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np

from benchmarks.malmo import MISSION, RawClient, running, serve_canned, serve_overworld, upstream_rate
from envs.minedojo.env import MineDojoEnv
from envs.worker.link import Link
from lodestone.backends.backend import default_folder, environment_python
from lodestone.backends.environment import is_whole

_SIZE = (160, 256)
_WARM_UP = 20
_TURNS = 40
_ECHO = Path(__file__).parents[1] / "tests" / "envs" / "worker" / "workers.py"


def adapter_milliseconds(port: int, seconds: float) -> tuple[float, float]:
    """Return the time of a step of our environment: all of it, and what this process computes of it."""
    env = MineDojoEnv(environment_python(default_folder()), port=port, image_size=_SIZE)
    env.reset(seed=1)
    steps, began, computed = -_WARM_UP, 0.0, 0.0
    while steps <= 0 or time.perf_counter() - began < seconds:
        if steps == 0:
            began, computed = time.perf_counter(), time.process_time()
        env.step({"forward": 1, "camera": (0.0, 90.0 if steps % _TURNS == 0 else 0.0)})
        steps += 1
    taken = (time.perf_counter() - began, time.process_time() - computed)
    env.close()
    return 1e3 * taken[0] / steps, 1e3 * taken[1] / steps


def message_milliseconds(seconds: float) -> float:
    """Return the time of a message of a step's size, there and back, to a worker that does nothing."""
    config = MineDojoEnv.worker_config(environment_python(default_folder()))
    link = Link(type(config)(name="Echo", python=config.python, script=_ECHO, memory=1))
    link.ready()
    arrays = {"slots": np.zeros((41, 3), np.int32), "used": np.zeros(392, np.int32), "kills": np.zeros(24, np.int32)}
    steps, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        link.ask("echo", {"life": 20.0}, arrays)
        steps += 1
    link.close()
    return 1e3 * (time.perf_counter() - began) / steps


def measure(seconds: float, rounds: int) -> dict[str, float]:
    """Return milliseconds a step, medians over the rounds; `added` is the median of the differences."""
    with running(serve_overworld) as overworld:
        client = RawClient(overworld, MISSION.format(voxels=""))
        answers = client.step()
        client.close()
    rows = []
    with running(serve_canned, answers, answers) as port:
        for _ in range(rounds):
            alone = 1e3 / upstream_rate(port, "bare", seconds)
            rows.append((alone, *adapter_milliseconds(port, seconds)))
    alone, ours, computed = (statistics.median(column) for column in zip(*rows, strict=True))
    added = statistics.median(ours - alone for alone, ours, _ in rows)
    shown = {"MineDojoSim": alone, "lodestone/MineDojo-v0": ours, "added": added, "share": added / ours}
    return shown | {"message": message_milliseconds(min(seconds, 2.0)), "computed here": computed}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not is_whole(default_folder()):
        parser.error("MineDojo has no environment here: lodestone backends install minedojo")
    rows = measure(arguments.seconds, arguments.rounds)
    if arguments.json:
        print(json.dumps(rows))
        return
    for name, value in rows.items():
        print(f"{name:>24}  {value:.0%}" if name == "share" else f"{name:>24}  {value:.3f} ms")


if __name__ == "__main__":
    main()
