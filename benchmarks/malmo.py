"""Steps per second of MineDojo 0.1, unchanged, on the served Overworld, as shares of what its own Python can take in.

    lodestone backends install minedojo
    python -m benchmarks.malmo [--seconds 10] [--rounds 3] [--json]

`ceiling` is the same client on a server that answers every step with the same bytes at once: MineDojo's Python parses
and copies some 40 kB of JSON a step, and that is all the time it takes. `share` is what of it is left on the Overworld.
Both are measured in turns, in the same run, at 160x256, a client and a server each with a process of its own.
`MineDojoSim` is the bare simulator, `make` a task (voxels, masks, reward). The last row is a client on a bare socket,
which parses nothing.
"""

import argparse
import json
import multiprocessing
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from envs.malmo import protocol
from envs.malmo.server import Server
from lodestone.backends.backend import default_folder, environment_python
from lodestone.backends.environment import is_whole

KINDS = {"MineDojoSim": "bare", "make": "make"}
_CLIENT = Path(__file__).with_name("malmo_client.py")
MISSION = """<MissionInit xmlns="http://ProjectMalmo.microsoft.com"><Mission>
<BiomeGenerator biome="1" seed="1"/>{voxels}
<VideoProducer><Width>256</Width><Height>160</Height></VideoProducer></Mission></MissionInit>"""
"""Of a world at 160x256, to be filled in with `voxels`."""
_VOXELS = '<Grid name="voxels"><min x="-1" y="-1" z="-1"/><max x="1" y="1" z="1"/></Grid>'
_TOKEN = b"bench:0:0:1:true"
_STEP = b"<StepClient0>camera 0.0 0.0\nforward 1</StepClient0 >"
_PATIENCE = 60.0

Answers = tuple[bytes, bytes, bytes]
"""Frame, middle and info of a step."""


class RawClient:
    """A client that takes answers and looks at none."""

    def __init__(self, port: int, mission: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        protocol.send(self._socket, f"{protocol.HELLO}/>".encode(), mission.encode(), _TOKEN)
        protocol.receive(self._socket)

    def step(self) -> Answers:
        """Take a step."""
        protocol.send(self._socket, _STEP)
        frame, middle, info = (protocol.receive(self._socket) for _ in range(3))
        protocol.send(self._socket, b"<StepServer></StepServer>")
        return frame, middle, info

    def rate(self, seconds: float) -> float:
        """Return steps per second."""
        steps, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            self.step()
            steps += 1
        return steps / (time.perf_counter() - began)

    def close(self) -> None:
        """Say goodbye."""
        protocol.send(self._socket, b"<Disconnect/>")
        self._socket.close()


def serve_overworld(pipe: Connection) -> None:
    """Serve the Overworld in this process, and send its port."""
    server = Server(port=0)
    server.serve(lambda: pipe.send(server.address[1]))


def serve_canned(pipe: Connection, bare: Answers, task: Answers) -> None:
    """Serve the same answers again and again, one client after the other, and send the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        pipe.send(listener.getsockname()[1])
        while True:
            connection, _ = listener.accept()
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                _answer_canned(connection, bare, task)


def _answer_canned(connection: socket.socket, bare: Answers, task: Answers) -> None:
    protocol.receive_hello(connection, _PATIENCE)
    frame, middle, info = bare
    while True:
        try:
            message = protocol.receive(connection)
        except protocol.DisconnectedError:
            return
        if message.startswith(b"<StepClient"):
            protocol.send(connection, frame, middle, info)
        elif message.startswith(b"<Peek"):
            protocol.send(connection, frame, info, protocol.peek_answer(done=False))
        elif message.startswith(b"<Quit"):
            protocol.send(connection, protocol.answer(1))
        elif message.startswith(b"<MissionInit"):
            frame, middle, info = task if b"voxels" in message else bare
            protocol.receive(connection)
            protocol.send(connection, protocol.answer(1))


@contextmanager
def running(target: object, *words: object) -> Iterator[int]:
    """Run a server in a process of its own and yield its port."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *words))  # type: ignore[arg-type]
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def upstream_rate(port: int, kind: str, seconds: float) -> float:
    """Return MineDojo's steps per second on a server."""
    command = [str(environment_python(default_folder())), "-I", str(_CLIENT), str(port), kind, str(seconds)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])


def measure(seconds: float, rounds: int) -> dict[str, dict[str, float]]:
    """Return the rates of both servers and their shares, medians over the rounds."""
    with running(serve_overworld) as overworld:
        clients = [RawClient(overworld, MISSION.format(voxels=voxels)) for voxels in ("", _VOXELS)]
        bare, task = (client.step() for client in clients)
        raw = [clients[0].rate(seconds) for _ in range(rounds)]
        for client in clients:
            client.close()
        rows = {}
        with running(serve_canned, bare, task) as canned:
            for name, kind in KINDS.items():
                pairs = [[upstream_rate(port, kind, seconds) for port in (overworld, canned)] for _ in range(rounds)]
                ours, ceiling = (statistics.median(column) for column in zip(*pairs, strict=True))
                share = statistics.median(ours / ceiling for ours, ceiling in pairs)
                rows[name] = {"overworld": ours, "ceiling": ceiling, "share": share}
        rows["bare socket"] = {"overworld": statistics.median(raw)}
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not is_whole(default_folder()):
        parser.error("MineDojo has no environment here: lodestone backends install minedojo")
    rows = measure(arguments.seconds, arguments.rounds)
    if arguments.json:
        print(json.dumps(rows))
        return
    print("| client | Overworld, steps/s | ceiling, steps/s | share |\n|---|---|---|---|")
    for name, row in rows.items():
        ceiling = f"{row['ceiling']:.0f} | {row['share']:.0%}" if "ceiling" in row else " | "
        print(f"| {name} | {row['overworld']:.0f} | {ceiling} |")


if __name__ == "__main__":
    main()
