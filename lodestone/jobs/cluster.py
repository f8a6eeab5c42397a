"""A Ray cluster as the address of its dashboard: jobs are sent there, followed, stopped, and their results fetched."""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lodestone.jobs.archive import name_of, unpack
from lodestone.jobs.errors import JobError

_CONNECT_SECONDS = 10.0
_SILENT_SECONDS = 60.0
"""After so long without a byte nobody answers any more."""
_DOWNLOAD_SECONDS = 24 * 3600
"""Ray ends a download after so long; its own default is 30 s."""
_POLL_SECONDS = 1.0
_TOKEN = (
    "set RAY_AUTH_MODE=token, and RAY_AUTH_TOKEN to the cluster's token or RAY_AUTH_TOKEN_PATH to a file that holds it"
)


@dataclass(frozen=True)
class Sent:
    """A job on a cluster, as the cluster last told."""

    job: str
    status: str
    """Ray's word: PENDING, RUNNING, SUCCEEDED, FAILED, STOPPED."""
    reason: str
    """One line."""
    run: Path | None
    """The folder that its result comes back to."""
    node: str | None
    """Where it runs or ran; None before it was placed."""

    @property
    def ended(self) -> bool:
        """Whether it runs no more."""
        return self.status in ("SUCCEEDED", "FAILED", "STOPPED")


class Cluster:
    """What one can do with jobs.

    Args:
        client: A connected `ray.job_submission.JobSubmissionClient`.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def submit(self, job: str, entrypoint: str, folder: Path, excludes: list[str], **more: Any) -> None:
        """Send a folder as working directory, and begin a job in it.

        Raises:
            JobError: The cluster does not take it.
        """
        environment = {"working_dir": str(folder), "excludes": excludes}
        try:
            self._client.submit_job(submission_id=job, entrypoint=entrypoint, runtime_env=environment, **more)
        except (OSError, RuntimeError, ValueError) as error:
            raise JobError(f"the cluster did not take the job: {_line(error)}") from error

    def look(self, job: str) -> Sent:
        """Return how a job stands.

        Raises:
            JobError: The cluster does not know it, or does not answer.
        """
        try:
            found = self._client.get_job_info(job)
        except (OSError, RuntimeError, ValueError) as error:
            raise JobError(f"job '{job}' cannot be looked at: {_line(error)}") from error
        run = (found.metadata or {}).get("run")
        reason, _, log = (found.message or "").partition(", last available logs")
        reason = _line(reason) + (f": {log.strip().splitlines()[-1]}" if log.strip() else "")
        return Sent(job, str(found.status), reason, Path(run) if run else None, found.driver_node_id)

    def follow(self, job: str, write: Callable[[str], Any]) -> Sent:
        """Write a job's log as it grows, from its beginning, until the job ends.

        Raises:
            JobError: The cluster does not know it, or does not answer any more.
        """
        log = _Log(write)
        while not (sent := self.look(job)).ended:
            try:
                asyncio.run(log.copy(self._client, job))
            except Exception:  # a stream can break in many ways, and only the job's status says whether that matters
                time.sleep(_POLL_SECONDS)
            time.sleep(_POLL_SECONDS)
        if not log.seen:
            with contextlib.suppress(RuntimeError):  # its node may be gone
                write(self._client.get_job_logs(job))
        return sent

    def stop(self, job: str) -> Sent:
        """End a job, and return how it stands then; Ray gives it some seconds.

        Raises:
            JobError: The cluster does not know it, or does not answer.
        """
        self.look(job)
        self._client.stop_job(job)
        while not (sent := self.look(job)).ended:
            time.sleep(_POLL_SECONDS)
        return sent

    def fetch(self, sent: Sent, out: Path) -> None:
        """Bring the run folder of a job that succeeded.

        Raises:
            JobError: It is not there any more, the connection broke, or it cannot be written.
        """
        import requests
        from urllib3.exceptions import HTTPError

        wanted = {"node_id": sent.node, "filename": name_of(sent.job), "lines": -1, "timeout": _DOWNLOAD_SECONDS}
        client = self._client
        try:
            # Ray's own `get_log` serves this, too, but wants the address of the cluster's inner store.
            with requests.get(
                f"{client.get_address()}/api/v0/logs/file",
                params=wanted,
                headers=client._headers,
                cookies=client._cookies,
                verify=client._verify,
                stream=True,
                timeout=(_CONNECT_SECONDS, _SILENT_SECONDS),
            ) as answer:
                if answer.status_code != requests.codes.ok:
                    raise JobError(f"the result of job '{sent.job}' cannot be had from its node: {_line(answer.text)}")
                unpack(answer.raw, out)
        except (requests.RequestException, HTTPError) as error:
            raise JobError(f"the connection broke before the result was here: {_line(error)}") from error


class _Log:
    """Writes a log on, whose stream may have to be begun again."""

    def __init__(self, write: Callable[[str], Any]) -> None:
        self.seen = 0
        self._write = write

    async def copy(self, client: Any, job: str) -> None:
        at = 0
        async for text in client.tail_job_logs(job):
            fresh = text[max(0, self.seen - at) :]
            at += len(text)
            if fresh:
                self._write(fresh)
                self.seen = at


def connect(address: str) -> Cluster:
    """Return the cluster at an address such as `http://head:8265`.

    Raises:
        JobError: Ray is not installed, the address is none, nobody answers there, or the token is missing or wrong.
    """
    try:
        import requests
        from ray.exceptions import AuthenticationError
        from ray.job_submission import JobSubmissionClient
    except ModuleNotFoundError as error:
        raise JobError(f"this needs {error.name}, which the extra `learn` brings: pip install -e '.[learn]'") from error
    url = dashboard_url(address)
    os.environ["RAY_API_SERVER_ADDRESS"] = url  # or else Ray prefers RAY_ADDRESS to what it is told
    try:
        # the client itself waits minutes for a dead address
        requests.get(f"{url}/api/version", timeout=(_CONNECT_SECONDS, _SILENT_SECONDS))
        return Cluster(JobSubmissionClient(url))
    except AuthenticationError as error:
        raise JobError(f"{url}: {_line(error.message)}: {_TOKEN}") from error
    except requests.ConnectionError as error:
        raise JobError(f"nobody answers at {url}: is the dashboard's address right, and can it be reached?") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise JobError(f"there is no Ray dashboard at {url}: {_line(error)}") from error


def dashboard_url(address: str) -> str:
    """Return an address with its scheme.

    Raises:
        JobError: It is not that of a dashboard.
    """
    url = address if "://" in address else f"http://{address}"
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise JobError(f"'{address}' is not the address of a Ray dashboard, such as http://head:8265")
    return url.rstrip("/")


def _line(text: object) -> str:
    """Return the telling line of a message: the last one of a traceback, else the first one."""
    lines = [line.strip() for line in str(text).splitlines() if len(line.strip()) > 1]
    line = (lines[-1] if any("Traceback" in line for line in lines) else lines[0]) if lines else "no reason given"
    return line.rstrip(".")
