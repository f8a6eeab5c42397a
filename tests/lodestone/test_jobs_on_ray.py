"""A job from end to end on a cluster of this machine's own, with token authentication."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml

from tests.agents.learning.recordings import write_recordings

pytestmark = pytest.mark.examples
ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
FIELDS = {"policy": "nano", "steps": 2, "threads": 1, "log_every": 1}


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def environment(**more):
    """Return an environment without anybody's cluster and token in it."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    paths = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    return ours | paths | {"RAY_USAGE_STATS_ENABLED": "0", "OMP_NUM_THREADS": "1"} | more


@pytest.fixture(scope="module")
def cluster():
    """A head node with a token: its address, and the environment of those who know the token."""
    with tempfile.TemporaryDirectory(prefix="ray") as folder:  # short: sockets in it have a longest name
        token = Path(folder, "token")
        token.write_text("c" * 64)
        known = environment(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN_PATH=str(token))
        port, dashboard, client, agent = free_ports(4)
        command = [str(BIN / "ray"), "start", "--head", "--block", "--num-cpus=1", "--object-store-memory=80000000"]
        command += [f"--temp-dir={folder}/t", f"--port={port}", f"--ray-client-server-port={client}"]
        command += ["--dashboard-host=127.0.0.1", f"--dashboard-port={dashboard}"]
        command += [f"--dashboard-agent-listen-port={agent}"]
        with Path(folder, "head.log").open("w") as log:
            head = subprocess.Popen(command, env=known, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(agent, head)
            yield f"http://127.0.0.1:{dashboard}", known
        finally:
            head.terminate()  # --block takes what it started with it
            head.wait(60)


def wait_for(agent, head):
    """Wait for what comes last: the agent that begins jobs."""
    for _ in range(180):
        assert head.poll() is None, "the head node died"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{agent}/api/local_raylet_healthz", timeout=60)
            return
        except urllib.error.HTTPError:  # it wants a token: it is up
            return
        except OSError:
            time.sleep(1)
    raise AssertionError("the head node did not come up")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with recordings and a configuration that names them by a relative path."""
    folder = tmp_path_factory.mktemp("place")
    write_recordings(folder / "demos", 4, 8)
    data = {"folders": ["demos"], "sequence_length": 4, "batch_size": 4, "null_actions": "keep"}
    (folder / "my.yaml").write_text(yaml.safe_dump(FIELDS | {"data": data}))
    return folder


def submit(place, env, *arguments):
    command = [sys.executable, "-m", "lodestone.cli", "submit", "--json", *arguments]
    return subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, timeout=300, check=False)


def test_a_policy_is_cloned_on_the_cluster_and_its_run_is_here(cluster, place):
    address, known = cluster
    train = ("--", "train", "imitate", "my.yaml", "--set", "steps=3", "--out", "runs/chop")
    done = submit(place, known, "--address", address, "--with", "demos", *train)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["status"], told["run"]) == ("SUCCEEDED", "runs/chop")
    assert "step 3 of 3" in done.stderr
    run = place / "runs/chop"
    assert (run / "model/model.safetensors").stat().st_size > 1_000_000
    assert len((run / "metrics.jsonl").read_text().splitlines()) == 3
    assert yaml.safe_load((run / "config.yaml").read_text())["steps"] == 3
    assert not (run / "checkpoints").exists()
    again = submit(place, known, "--address", address, "--follow", told["job"])
    assert again.returncode == 1
    assert "already" in json.loads(again.stdout.splitlines()[-1])["reason"]
    run.rename(place / "runs/moved")
    assert submit(place, known, "--address", address, "--follow", told["job"]).returncode == 0
    assert (run / "metrics.jsonl").read_bytes() == (place / "runs/moved/metrics.jsonl").read_bytes()


def test_a_storage_keeps_the_run_and_it_is_resumed_there(cluster, place, tmp_path):
    address, known = cluster
    options = ("--address", address, "--with", "demos", "--storage", str(tmp_path), "--checkpoints")
    begun = submit(place, known, *options, "train", "imitate", "my.yaml", "--out", "stored")
    assert begun.returncode == 0, begun.stderr
    assert (place / "stored/checkpoints/step-00000002").is_dir()
    (place / "stored").rename(place / "first")
    resumed = submit(place, known, *options, "train", "imitate", "--resume", "--set", "steps=4", "--out", "stored")
    assert resumed.returncode == 0, resumed.stderr
    assert (place / "stored/checkpoints/step-00000004").is_dir()
    assert (tmp_path / "stored/model").is_dir()


def test_a_job_that_fails_says_why(cluster, place):
    address, known = cluster
    failed = submit(place, known, "--address", address, "train", "imitate", "my.yaml", "--set", "stepz=3", "--out", "x")
    assert failed.returncode == 1, failed.stderr
    assert "stepz" in json.loads(failed.stdout.splitlines()[-1])["reason"]
    assert not (place / "x").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"RAY_AUTH_MODE": "disabled"},
        {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "d" * 64},
        {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": "nowhere"},
    ],
)
def test_without_the_token_one_line_says_what_to_set(cluster, place, wrong):
    refused = submit(place, environment(**wrong), "--address", cluster[0], "train", "imitate", "my.yaml")
    assert refused.returncode == 2, refused.stderr
    errors = refused.stderr.strip().splitlines()
    assert len(errors) == 1
    assert "RAY_AUTH_MODE=token" in errors[0]
    assert "RAY_AUTH_TOKEN_PATH" in errors[0]


def test_where_nobody_answers_one_line_says_so_at_once(place):
    (port,) = free_ports(1)
    began = time.monotonic()
    refused = submit(place, environment(), "--address", f"127.0.0.1:{port}", "train", "imitate", "my.yaml")
    assert refused.returncode == 2
    assert time.monotonic() - began < 30  # most of it is the import of Ray
    assert len(refused.stderr.strip().splitlines()) == 1
    assert str(port) in refused.stderr
