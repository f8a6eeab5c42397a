"""What our environments add to a step of MineDojo's and MineRL's own, in milliseconds.

    lodestone backends install minedojo
    lodestone backends install minerl
    python -m benchmarks.adapters [--world minerl] [--seconds 10] [--rounds 5] [--json]

Both play, in turns, on a server that answers every step with the same bytes at once, MineDojo at 160x256 and MineRL at
360x640: the simulator by itself, in its own environment, and ours, which has it run in a worker. So there is no game to
wait for, and the difference is what crossing the border and translating cost: `added` on the mean, `added, undisturbed`
in steps so quick that nine of ten take longer (on a busy machine processes wait for a free core, and there is one more
of them), and `added, computed` in CPU time of all processes but the server. The last rows say where it goes: what our
own process computes, and the message there and back alone.
"""

import argparse
import json
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil

from benchmarks.malmo import MISSION, RawClient, running, serve_canned, serve_overworld
from envs.minedojo.env import MineDojoEnv
from envs.minerl.env import MineRLEnv
from envs.worker.link import Link, WorkerConfig
from lodestone.backends.backend import BACKENDS, default_folder, environment_python
from lodestone.backends.environment import is_whole

_HERE = Path(__file__).parent
_MINERL_MISSION = """<MissionInit xmlns="http://ProjectMalmo.microsoft.com"><Mission><FakeCursorSize>16</FakeCursorSize>
<VideoProducer><Width>640</Width><Height>360</Height></VideoProducer></Mission></MissionInit>"""
_WARM_UP = 20
_TURNS = 40
_ECHO = _HERE.parent / "tests" / "envs" / "worker" / "workers.py"


class Step(NamedTuple):
    """Milliseconds of a step."""

    mean: float
    quick: float
    """Nine of ten take longer."""
    computed: float
    """CPU time of all processes but the server."""


@dataclass(frozen=True)
class _Kind:
    """A simulator to measure."""

    env: type[MineDojoEnv] | type[MineRLEnv]
    size: tuple[int, int]
    mission: str
    client: tuple[str, ...]
    """Script that plays without us, and its words between the port and the seconds."""


_KINDS = {
    "minedojo": _Kind(MineDojoEnv, (160, 256), MISSION.format(voxels=""), ("malmo_client.py", "bare")),
    "minerl": _Kind(MineRLEnv, (360, 640), _MINERL_MISSION, ("minerl_client.py",)),
}


def _python(world: str) -> Path:
    return environment_python(default_folder(BACKENDS[world]))


def alone(world: str, port: int, seconds: float) -> Step:
    """Return the time of a step of the simulator's own environment."""
    script, *words = _KINDS[world].client
    command = [str(_python(world)), "-I", str(_HERE / script), str(port), *words, str(seconds)]
    *_, quick, computed, rate = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return Step(1e3 / float(rate), float(quick), float(computed))


def through_lodestone(world: str, port: int, seconds: float) -> tuple[Step, float]:
    """Return the time of a step of our environment, and what this process computes of it."""
    env = _KINDS[world].env(_python(world), port=port, image_size=_KINDS[world].size)
    env.reset(seed=1)
    worker = psutil.Process(env.link.process)

    def clocks() -> tuple[float, float, float]:
        spent = worker.cpu_times()
        return time.perf_counter(), spent.user + spent.system, time.process_time()

    steps, began, taken = -_WARM_UP, clocks(), []
    while steps <= 0 or time.perf_counter() - began[0] < seconds:
        if steps == 0:
            began = clocks()
        once = time.perf_counter()
        env.step({"forward": 1, "camera": (0.0, 90.0 if steps % _TURNS == 0 else 0.0)})
        taken.append(time.perf_counter() - once)
        steps += 1
    mean, theirs, ours = (1e3 * (end - begin) / steps for begin, end in zip(began, clocks(), strict=True))
    env.close()
    return Step(mean, 1e3 * sorted(taken)[len(taken) // 10], theirs + ours), ours


def message_milliseconds(world: str, seconds: float) -> float:
    """Return the time of a message of a step's size, there and back, to a worker that does nothing."""
    link = Link(WorkerConfig(name="Echo", python=_python(world), script=_ECHO, memory=1))
    link.ready()
    arrays = {"slots": np.zeros((41, 3), np.int32), "used": np.zeros(392, np.int32), "kills": np.zeros(24, np.int32)}
    steps, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        link.ask("echo", {"life": 20.0}, arrays)
        steps += 1
    link.close()
    return 1e3 * (time.perf_counter() - began) / steps


def measure(world: str, seconds: float, rounds: int) -> dict[str, float]:
    """Return milliseconds a step, medians over the rounds."""
    with running(serve_overworld) as overworld:
        client = RawClient(overworld, _KINDS[world].mission)
        answers = client.step()
        client.close()
    rows = []
    with running(serve_canned, answers, answers) as port:
        for _ in range(rounds):
            bare = alone(world, port, seconds)
            step, ours = through_lodestone(world, port, seconds)
            added = (more - less for more, less in zip(step, bare, strict=True))
            rows.append((bare.mean, step.mean, *added, ours))
    names = ("by itself", "lodestone", "added", "added, undisturbed", "added, computed", "computed here")
    medians = map(statistics.median, zip(*rows, strict=True))
    return dict(zip(names, medians, strict=True)) | {"message": message_milliseconds(world, min(seconds, 2.0))}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--world", choices=tuple(_KINDS), help="one of them; both if not given")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    worlds = (arguments.world,) if arguments.world else tuple(_KINDS)
    for backend in map(BACKENDS.__getitem__, worlds):
        if not is_whole(default_folder(backend), backend):
            parser.error(f"{backend.title} has no environment here: {backend.command}")
    measured = {world: measure(world, arguments.seconds, arguments.rounds) for world in worlds}
    if arguments.json:
        print(json.dumps(measured))
        return
    for world, rows in measured.items():
        print(world)
        for name, value in rows.items():
            print(f"{name:>20}  {value:.3f} ms")


if __name__ == "__main__":
    main()
