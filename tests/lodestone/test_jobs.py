"""Jobs without Ray: what is sent, what comes back, what is said of mistakes. `test_jobs_on_ray.py` has a cluster."""

import http.server
import io
import json
import shlex
import sys
import threading
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone import cli
from lodestone.jobs import cluster as cluster_module
from lodestone.jobs.archive import name_of, pack, unpack
from lodestone.jobs.cluster import Cluster, dashboard_url
from lodestone.jobs.command import read_command
from lodestone.jobs.errors import JobError
from lodestone.jobs.sending import LARGEST, Wishes, check, gather


class Client:
    """A cluster's client whose jobs have a log in pieces, and an end."""

    def __init__(self, logs=(("learning\n",),), status="SUCCEEDED", message="Job finished successfully."):
        self.logs = list(logs)
        self.status, self.message = status, message
        self.sent, self.stopped = {}, []
        self.address = "http://nowhere"
        self._headers, self._cookies, self._verify = {"Authorization": "Bearer secret"}, None, True

    def submit_job(self, **sent):
        folder = Path(sent["runtime_env"]["working_dir"])
        self.sent = sent | {"files": {str(path.relative_to(folder)) for path in folder.rglob("*")}}

    def get_job_info(self, job):
        if job != self.sent.get("submission_id", job) or job == "unknown":
            raise RuntimeError(f"Request failed with status code 404: Job {job} does not exist.")
        status = "STOPPED" if job in self.stopped else "RUNNING" if self.logs else self.status
        metadata = self.sent.get("metadata", {})
        return SimpleNamespace(status=status, message=self.message, metadata=metadata, driver_node_id="node")

    async def tail_job_logs(self, job):
        log = self.logs[0]
        for piece in log:
            if isinstance(piece, BaseException):
                del self.logs[0]
                raise piece
            yield piece
        del self.logs[0]

    def get_job_logs(self, job):
        return "the log of before\n"

    def stop_job(self, job):
        self.stopped.append(job)

    def get_address(self):
        return self.address


@pytest.fixture
def client(monkeypatch):
    client = Client()
    monkeypatch.setattr(cluster_module, "connect", lambda address: Cluster(client))
    monkeypatch.setattr(cluster_module, "_POLL_SECONDS", 0.0)
    return client


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.yaml").write_text("steps: 3\n")
    return tmp_path


def call(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["lodestone", "submit", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def write_run(folder):
    for name in ("config.yaml", "model/model.safetensors", "checkpoints/step-00000001/trainer.pt", ".draft.tmp"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def serve(path):
    """Answer every request with a file, and return the address and the requests."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Authorization"]))
            self.send_response(200 if path.exists() else 500)
            self.end_headers()
            self.wfile.write(path.read_bytes() if path.exists() else b"A file is not found")

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, asked


def test_the_same_command_runs_there_with_its_config_carried_and_its_folder_apart(here):
    command = read_command(["train", "imitate", "./my.yaml", "--set", "steps=a b", "--out", "runs/chop"])
    words = shlex.split(command.entrypoint("job-1", None, checkpoints=True))
    assert words[:6] == ["python", "-m", "lodestone.jobs.remote", "--checkpoints", "job-1", "results/job-1/chop"]
    there = read_command([*words[6:8], str(here / "my.yaml"), *words[9:]])
    assert words[8] == "job/my.yaml"
    assert there.out == Path("results/job-1/chop")
    assert "steps=a b" in words


def test_a_folder_that_is_not_named_is_the_commands_own(here):
    command = read_command(["train", "reinforce", "my.yaml"])
    assert command.out == Path("runs/reinforce")
    assert command.there("job", PurePosixPath("/shared")) == PurePosixPath("/shared/reinforce")


def test_an_evaluation_is_sent_by_the_name_of_its_suite_and_with_a_folder():
    command = read_command(["evaluate", "plan4mc-24", "--out", "runs/x"])
    assert command.arguments == ("evaluate", "suite", "plan4mc-24", "--out", "runs/x")
    with pytest.raises(JobError, match="--out"):
        read_command(["evaluate", "plan4mc-24"])


def test_a_command_without_a_folder_runs_as_it_is():
    command = read_command(["doctor", "--json"])
    assert shlex.split(command.entrypoint("job", None, False)) == ["python", "-m", "lodestone.cli", "doctor", "--json"]


def test_code_config_and_extras_are_gathered_and_nothing_else(here, tmp_path):
    (here / "runs/chop/model").mkdir(parents=True)
    (here / "runs/chop/model/weights").write_text("w")
    (here / "secret.txt").write_text("s")
    target = tmp_path / "target"
    target.mkdir()
    gather(target, Path("my.yaml"), (Path("runs/chop/model"), Path("runs/chop"), Path("runs/chop")))
    found = {path.name for path in target.iterdir()}
    assert found == {"lodestone", "planner", "skills", "agents", "envs", "job", "runs"}
    assert (target / "runs/chop/model/weights").read_text() == "w"
    assert (target / "job/my.yaml").read_text() == "steps: 3\n"


@pytest.mark.parametrize("extra", ["nowhere", "..", "/tmp", "agents/mine"])
def test_an_extra_that_has_no_place_there_is_refused(here, extra):
    (here / "agents/mine").mkdir(parents=True)
    (here / "target").mkdir()
    with pytest.raises(JobError, match=extra):
        gather(here / "target", None, (Path(extra),))


def test_what_is_too_large_is_refused_before_it_is_sent(here):
    with Path("data.mp4").open("wb") as file:
        file.truncate(LARGEST)
    (here / "target").mkdir()
    with pytest.raises(JobError, match="too much to send"):
        gather(here / "target", None, (Path("data.mp4"),))


@pytest.mark.parametrize("checkpoints", [False, True])
def test_a_run_comes_back_without_drafts_and_with_checkpoints_if_asked(tmp_path, checkpoints):
    archive = tmp_path / name_of("job")
    pack(write_run(tmp_path / "run"), archive, checkpoints)
    (tmp_path / "back").mkdir()  # an empty folder may stand there
    with archive.open("rb") as stream:
        unpack(stream, tmp_path / "back")
    expected = {"config.yaml", "model/model.safetensors"}
    assert files(tmp_path / "back") == expected | ({"checkpoints/step-00000001/trainer.pt"} if checkpoints else set())
    assert {path.name for path in tmp_path.iterdir()} == {"run", "back", archive.name}


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packed")
    pack(write_run(folder / "run"), folder / "archive", True)
    return folder, (folder / "archive").read_bytes()


@given(share=st.floats(0, 1, exclude_max=True))
def test_an_archive_that_is_cut_anywhere_leaves_nothing(packed, share):
    folder, data = packed
    with pytest.raises(JobError, match="could not be written"):
        unpack(io.BytesIO(data[: int(share * len(data))]), folder / "back")
    assert {path.name for path in folder.iterdir()} == {"run", "archive"}


def test_a_folder_that_holds_something_is_never_overwritten(packed, tmp_path):
    run = write_run(tmp_path / "run")
    with pytest.raises(JobError, match="already"):
        unpack(io.BytesIO(packed[1]), run)
    with pytest.raises(JobError, match="already"):
        check(read_command(["train", "imitate", "--out", str(run)]), Wishes())
    assert (run / ".draft.tmp").exists()


def test_a_job_is_sent_followed_and_brought_back(here, client, monkeypatch, capsys):
    pytest.importorskip("requests")
    archive = here / "archive"
    pack(write_run(here / "there"), archive, False)
    server, asked = serve(archive)
    client.address = f"http://127.0.0.1:{server.server_port}"
    arguments = ("--json", "--gpus", "1", "--", "train", "imitate", "my.yaml", "--out", "runs/chop")
    assert call(monkeypatch, *arguments) == cli.SUCCEEDED
    server.shutdown()
    shown = capsys.readouterr()
    told = json.loads(shown.out.splitlines()[-1])
    assert (told["status"], told["run"]) == ("SUCCEEDED", "runs/chop")
    assert "learning\n" in shown.err
    assert files(here / "runs/chop") == {"config.yaml", "model/model.safetensors"}
    job = client.sent["submission_id"]
    assert client.sent["entrypoint_num_gpus"] == 1
    assert "job/my.yaml" in client.sent["files"]
    (path, token) = asked[0]
    assert name_of(job) in path
    assert "node_id=node" in path
    assert token == "Bearer secret"


def test_a_log_whose_stream_breaks_goes_on_where_it_was(client):
    client.logs = [("one\n", "two\n", RuntimeError("broken")), ("one\ntw", "o\n", "three\n")]
    told = []
    assert Cluster(client).follow("job", told.append).status == "SUCCEEDED"
    assert "".join(told) == "one\ntwo\nthree\n"


def test_a_failed_job_tells_its_last_line_and_brings_nothing(here, client, monkeypatch, capsys):
    client.status = "FAILED"
    client.message = "Job entrypoint command failed with exit code 2, last available logs (...):\nx\nno such field\n"
    assert call(monkeypatch, "--json", "train", "imitate", "my.yaml", "--out", "chop") == cli.FAILED
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["reason"] == "Job entrypoint command failed with exit code 2: no such field"
    assert told["run"] is None
    assert not (here / "chop").exists()


def test_a_result_that_is_gone_is_a_failure_of_one_line(here, client, monkeypatch, capsys):
    pytest.importorskip("requests")
    server, _ = serve(here / "nothing")
    client.address = f"http://127.0.0.1:{server.server_port}"
    assert call(monkeypatch, "--json", "train", "imitate", "my.yaml") == cli.FAILED
    server.shutdown()
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "cannot be had from its node: A file is not found" in told["reason"]
    assert (told["status"], told["run"]) == ("SUCCEEDED", None)


def test_ctrl_c_leaves_the_job_and_tells_how_to_come_back(here, client, monkeypatch, capsys):
    client.logs = [("one\n", KeyboardInterrupt()), ()]
    assert call(monkeypatch, "--address", "head:8265", "train", "imitate", "my.yaml") == cli.FAILED
    errors = capsys.readouterr().err
    job = client.sent["submission_id"]
    assert f"lodestone submit --address head:8265 --follow {job}" in errors
    assert f"lodestone submit --address head:8265 --stop {job}" in errors
    assert not client.stopped


def test_a_job_that_is_not_waited_for_prints_its_id_and_can_be_stopped(here, client, monkeypatch, capsys):
    assert call(monkeypatch, "--no-wait", "train", "imitate", "my.yaml") == cli.SUCCEEDED
    job = client.sent["submission_id"]
    assert capsys.readouterr().out == f"{job}\n"
    assert call(monkeypatch, "--stop", job) == cli.SUCCEEDED
    assert client.stopped == [job]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["train imitate CONFIG"]),
        (["train"], ["train --help"]),
        (["trian", "imitate"], ["trian", "train"]),
        (["submit", "doctor"], ["a job"]),
        (["train", "imitate", "nowhere.yaml"], ["nowhere.yaml"]),
        (["train", "imitate", "my.yaml", "--step", "3"], ["--step", "--set"]),
        (["train", "imitate", "my.yaml", "--out", "."], ["already"]),
        (["train", "imitate", "--resume"], ["--storage"]),
        (["--storage", "shared", "train", "imitate", "my.yaml"], ["shared", "absolute"]),
        (["--with", "nowhere", "train", "imitate", "my.yaml"], ["nowhere"]),
        (["--follow", "unknown"], ["unknown", "does not exist"]),
        (["--follow", "a", "--stop", "b"], ["one of them"]),
    ],
)
def test_mistakes_are_one_line_and_send_nothing(here, client, monkeypatch, capsys, arguments, words):
    assert call(monkeypatch, *arguments) == cli.BAD_INPUT
    errors = capsys.readouterr().err.strip()
    assert len(errors.splitlines()) == 1
    assert all(word in errors for word in words)
    assert not client.sent


@pytest.mark.parametrize("address", ["ray://head:10001", "http://", "auto://x"])
def test_an_address_of_something_else_is_refused(address):
    with pytest.raises(JobError, match="http://head:8265"):
        dashboard_url(address)


def test_an_address_may_leave_out_its_scheme():
    assert dashboard_url("head:8265") == "http://head:8265"
    assert dashboard_url("https://head/") == "https://head"
