"""The server through a bare socket: missions, steps, several clients, and clients that misbehave."""

import json
import logging
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from envs.malmo import server as server_module
from envs.malmo.server import Server, ServerError
from envs.malmo.worker import Worker
from tests.envs.malmo.client import HELLO, TOKEN, Client
from tests.envs.malmo.missions import RAYS, VOXELS, mission
from tests.envs.malmo.serving import serving

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def port():
    with serving() as served:
        yield served.address[1]


def picture(frame):
    return np.frombuffer(frame, np.uint8).reshape(48, 64, 3)


def still_serves(port):
    with Client(port) as client:
        return len(client.begin(mission())[0]) == 48 * 64 * 3


def wait_for(condition, patience=30):
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_mission_from_hello_to_goodbye(port):
    with Client(port) as client:
        frame, info = client.begin(mission(handlers=VOXELS + RAYS))
        assert len(frame) == 48 * 64 * 3
        assert info["biome_id"] == 1 and info["life"] == 20 and len(info["voxels"]) == 360 and len(info["rays"]) == 32
        later = client.step("camera 10.0 -30.0", "forward 1")[1]
        assert later["pitch"] == pytest.approx(info["pitch"] + 10)
        assert (later["yaw"] - info["yaw"] + 30) % 360 == pytest.approx(0, abs=1e-6)
        assert later["total_time"] == info["total_time"] + 1
        client.send(b"<Disconnect/>")
        assert client.is_hung_up_on()


def test_the_frame_is_bottom_row_first(port):
    with Client(port) as client:
        client.begin(mission(initial="<Time><StartTime>6000</StartTime></Time>"))
        frame = picture(client.step("chat /tp ~ 120 ~ 0 0")[0]).astype(int)
    sky = (frame[-8:, :, 2] > frame[-8:, :, 1]).mean()  # the last rows are the top of the picture
    assert sky > 0.9


def test_rays_are_counted_up_and_to_the_left(port):
    """As by Java's Vec3d.rotateYaw, and by rotatePitchLidar of MineDojo's repository."""
    rays = "".join(f'<RayOffset pitch="{pitch}" yaw="{yaw}" distance="5"/>' for pitch, yaw in ((1.2, 0), (0, 1.57)))
    with Client(port) as client:
        client.begin(mission(handlers=f"<ObservationFromRichLidar>{rays}</ObservationFromRichLidar>"))
        client.step("chat /tp ~ 120 ~ 0 0")  # looks to the south: the east is on the left
        told = client.step("chat /setblock ~ ~4 ~1 glass", "chat /setblock ~2 ~1 ~ wool")[1]["rays"]
    assert [told[0], told[16]] == ["glass", "wool"]
    assert told[11:13] == pytest.approx([1.2, 0]) and told[27:29] == pytest.approx([0, 1.57])


def test_commands_reach_the_world(port):
    with Client(port) as client:
        stack = '<Inventory><InventoryObject slot="3" type="log" metadata="0" quantity="2"/></Inventory>'
        client.begin(mission(start=stack, initial="<AllowSpawning>false</AllowSpawning>"))
        info = client.step("craft planks")[1]
        held = {row["name"]: row["quantity"] for row in info["inventory"]}
        assert held["planks"] == 4 and held["log"] == 1
        info = client.step("chat /time set 18000", "chat /give @p stick 2", "equip stick")[1]
        assert info["world_time"] == 18001 and [row["name"] for row in info["inventory"]].count("stick") == 1
        info = client.step("equip log")[1]
        assert info["inventory"][0]["name"] == "log"
        assert client.step("chat /nonsense", "chat hello")[1]["is_alive"]


def test_where_and_how_a_mission_begins(port):
    start = (
        '<StartingHealth maxHealth="20" health="9"/><StartingFood food="6"/>'
        '<Placement x="200.5" y="130" z="-90.25" yaw="-45" pitch="20"/>'
    )
    time_and_weather = "<Time><StartTime>14000</StartTime></Time><Weather>rain</Weather>"
    with Client(port) as client:
        _, info = client.begin(mission(start=start, initial=time_and_weather))
    assert (info["xpos"], info["zpos"], info["yaw"], info["pitch"]) == (200.5, -90.25, -45, 20)
    assert 129 < info["ypos"] <= 130
    assert (info["life"], info["food"], info["is_raining"], info["world_time"]) == (9, 6, True, 14001)


def test_death_is_no_end(port):
    with Client(port) as client:
        client.begin(mission())
        assert client.step("chat /kill")[1]["stat"]["deaths"] == 1
        wait_for(lambda: client.step()[1]["is_alive"])


def test_a_new_mission_on_the_same_connection(port):
    with Client(port) as client:
        client.begin(mission())
        client.step("chat /give @p log 5")
        _, info = client.begin(mission())
        assert all(row["quantity"] == 0 for row in info["inventory"])


def test_a_seed_is_a_world_byte_for_byte(port):
    steps = [("forward 1",), ("jump 1", "forward 1"), ("chat /spreadplayers ~ ~ 0 30 false @p",), ("attack 1",)] * 3
    runs = []
    for _ in range(2):
        with Client(port) as client:
            runs.append([client.begin(mission())] + [client.step(*lines) for lines in steps])
    assert runs[0] == runs[1]


def test_clients_have_worlds_of_their_own(port):
    with Client(port) as one, Client(port) as two:
        one.begin(mission())
        two.begin(mission())
        for _ in range(5):
            one.step("chat /give @p log 1")
            info = two.step()[1]
        assert all(row["quantity"] == 0 for row in info["inventory"])


def test_exit_answers_and_leaves_the_server_alone(port):
    with Client(port) as client:
        client.send(b"<Exit>NOW</Exit>")
        assert client.receive() == b"\0\0\0\1"
        assert client.is_hung_up_on()
    assert still_serves(port)


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ([b"<Rubbish/>"], "unknown message '<Rubbish/>'"),
        ([b"<StepClient0>forward 1</StepClient0 >"], "before a mission"),
        ([b"<Peek/>"], "before a mission"),
        ([b"\xff\xfe\xfd"], "not UTF-8"),
        ([b"<MissionInit/>", TOKEN], "a mission with MissionInit"),
        ([b"<MissionInit", TOKEN], "well-formed"),
        ([mission().encode(), b"token"], "is no token"),
        ([mission(world='<FlatWorldGenerator generatorString=""/>').encode(), TOKEN], "no flat worlds"),
        ([mission().encode(), TOKEN, b"<StepClient0>fly 1</StepClient0 >"], "unknown command 'fly'"),
        ([mission().encode(), TOKEN, b"<StepClient0>camera nan 0</StepClient0 >"], "finite"),
    ],
)
def test_nonsense_ends_a_connection_with_a_line_and_no_other(port, caplog, messages, said):
    with Client(port) as client, caplog.at_level(logging.WARNING):
        for message in messages:
            client.send(message)
        while client.receive() is not None:
            pass
        wait_for(lambda: said in caplog.text)
    assert still_serves(port)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "1195725856 bytes"),
        (struct.pack("!I", len(HELLO)) + HELLO + struct.pack("!I", 1 << 31), "2147483648 bytes"),
        (struct.pack("!I", len(HELLO)) + HELLO + struct.pack("!I", 50) + b"half", "half a message"),
        (struct.pack("!I", 17) + b"<MalmoEnv", "half a message"),
        (struct.pack("!I", 17) + b"<MalmoEnv0.36.0/>", "0.36.0"),
        (random.Random(0).randbytes(64), "bytes"),
    ],
)
def test_garbage_and_half_messages(port, caplog, data, said):
    with caplog.at_level(logging.WARNING), socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(data)
        with suppress(OSError):  # it may have been hung up on already
            raw.shutdown(socket.SHUT_WR)
        wait_for(lambda: said in caplog.text)
    assert still_serves(port)


def test_a_client_that_dies_in_a_step(port):
    with Client(port) as other:
        other.begin(mission())
        client = Client(port)
        client.begin(mission())
        client.send(b"<StepClient0>forward 1</StepClient0 >")
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.socket.close()  # at once, unread
        assert other.step()[1]["is_alive"]
    assert still_serves(port)


def test_a_process_that_dies_takes_only_its_client_along(caplog):
    with serving() as served, caplog.at_level(logging.ERROR):
        with Client(served.address[1]) as client:
            client.begin(mission())
            (worker,) = served._workers
            os.kill(worker._process.pid, signal.SIGKILL)
            assert client.is_hung_up_on()
            wait_for(lambda: "has been lost" in caplog.text)
        assert still_serves(served.address[1])


def test_processes_are_used_again_and_silent_and_surplus_clients_turned_away(caplog, monkeypatch):
    monkeypatch.setattr(server_module, "_HELLO_PATIENCE", 0.2)
    with serving(most_clients=1) as served, caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert still_serves(served.address[1])
            wait_for(lambda: served._idle)
        assert len(served._workers) == 1 and served.served == 3
        with Client(served.address[1], hello=None) as silent:
            assert silent.is_hung_up_on()
        assert "no hello within" in caplog.text
        with Client(served.address[1]) as first:
            first.begin(mission())
            with Client(served.address[1]) as second:
                assert second.is_hung_up_on()
            assert "1 clients are served already" in caplog.text
            assert first.step()[1]["is_alive"]


def test_a_taken_port_is_one_clear_error():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServerError, match=f"port {port} is taken by another program.*another port"):
            Server(port=port)


@pytest.mark.parametrize("host", ["256.1.1.1", "no.such.host.invalid"])
def test_an_impossible_host_is_one_clear_error(host):
    with pytest.raises(ServerError, match="cannot listen on"):
        Server(host=host, port=0)


def test_the_command_ends_cleanly():
    """Also where it began with SIGINT ignored, as in the background of a script."""
    command = [sys.executable, "-m", "lodestone.cli", "serve", "malmo", "--port", "0", "--json"]
    ignoring = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command]
    with subprocess.Popen(ignoring, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        line = ""
        while "serving MineDojo and MineRL on" not in line:
            line = process.stderr.readline()
            assert line, "it ended before it served"
        port = int(line.split("127.0.0.1:")[1].split()[0])
        with Client(port) as client:
            client.begin(mission())
            children = _children(process.pid)
            assert children
            process.send_signal(signal.SIGINT)
            assert client.is_hung_up_on()
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert json.loads(out.splitlines()[-1]) == {"address": f"127.0.0.1:{port}", "clients": 1}
    wait_for(lambda: not any(_runs(child) for child in children))


def test_no_process_is_left_when_the_command_is_killed():
    command = [sys.executable, "-m", "lodestone.cli", "serve", "malmo", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        while "serving MineDojo and MineRL on" not in (line := process.stderr.readline()):
            assert line
        with Client(int(line.split("127.0.0.1:")[1].split()[0])) as client:
            client.begin(mission())
            children = _children(process.pid)
            process.kill()
            wait_for(lambda: not any(_runs(child) for child in children))


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_process_may_be_ended_by_several_at_once():
    worker, failures = Worker(), []
    worker.wait()

    def end():
        try:
            worker.end()
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=end) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
