"""Sends a job. Lodestone's packages go to the cluster, the configuration, and what the user adds; nothing else does."""

import secrets
import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import lodestone
from lodestone.jobs.archive import check_free
from lodestone.jobs.cluster import Cluster
from lodestone.jobs.command import CONFIG_FOLDER, Command
from lodestone.jobs.errors import JobError

EXCLUDES = ["__pycache__", "*.pyc", ".git", ".venv", ".*_cache", ".hypothesis", ".ipynb_checkpoints"]
"""Patterns, as in .gitignore, of what is left out of folders that are sent."""
LARGEST = 99 * 1024**2
"""Bytes to send. A dashboard takes 100 MiB in a request (Ray 2.60, `DASHBOARD_CLIENT_MAX_SIZE`), zip's headers too."""
_PACKAGES = ("lodestone", *lodestone.PACKAGES)


@dataclass(frozen=True)
class Wishes:
    """How a command is to be carried out."""

    extras: tuple[Path, ...] = ()
    """Files and folders that are sent, too; they lie under the same relative paths there."""
    storage: PurePosixPath | None = None
    """Folder that every node sees, in which the run is written and stays."""
    checkpoints: bool = False
    """Whether the checkpoints come back, too."""
    cpus: float | None = None
    gpus: float | None = None


def check(command: Command, wishes: Wishes) -> None:
    """Make sure, before anything is sent, that a command can be a job.

    Raises:
        JobError: It cannot.
    """
    if wishes.storage is not None and not wishes.storage.is_absolute():
        raise JobError(f"the storage '{wishes.storage}' must be an absolute path, the same on every node")
    if command.resume and wishes.storage is None:
        raise JobError(
            "--resume goes on with checkpoints on the cluster: name the --storage that the run was written in"
        )
    if command.out is not None:
        check_free(command.out)


def send(cluster: Cluster, command: Command, wishes: Wishes) -> str:
    """Send a command, and return the job's id.

    Raises:
        JobError: Something cannot be sent, or the cluster does not take it.
    """
    job = f"lodestone-{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}"
    with TemporaryDirectory() as folder:
        gather(Path(folder), command.config, wishes.extras)
        cluster.submit(
            job,
            command.entrypoint(job, wishes.storage, wishes.checkpoints),
            Path(folder),
            EXCLUDES,
            metadata={"run": str(command.out)} if command.out is not None else {},
            entrypoint_num_cpus=wishes.cpus,
            entrypoint_num_gpus=wishes.gpus,
        )
    return job


def gather(folder: Path, config: Path | None, extras: tuple[Path, ...]) -> None:
    """Fill an empty folder with links to what is sent; Ray follows links when it packs.

    Raises:
        JobError: An extra cannot be sent under its name, or all together are too large.
    """
    root = Path(lodestone.__file__).resolve().parent.parent
    for name in _PACKAGES:
        (folder / name).symlink_to(root / name)
    if config is not None:
        (folder / CONFIG_FOLDER).mkdir()
        (folder / CONFIG_FOLDER / config.name).symlink_to(config.resolve())
    for extra in sorted(extras):  # a folder before what it holds
        _add(folder, extra)
    size = sum(file.stat().st_size for file in _files(folder))
    if size > LARGEST:
        raise JobError(
            f"{size / 1e6:,.0f} MB are too much to send, at most {LARGEST / 1e6:,.0f}: put large data where every node "
            "sees it, and name it there"
        )


def _add(folder: Path, extra: Path) -> None:
    """Link one extra under the relative path that it has here."""
    if not extra.exists():
        raise JobError(f"'{extra}' is not here")
    if extra.is_absolute() or ".." in extra.parts or not extra.parts:
        raise JobError(f"'{extra}' has no name on the cluster: give the path from this folder down, such as demos/log")
    if extra.parts[0] in (*_PACKAGES, CONFIG_FOLDER):
        raise JobError(f"'{extra}' would stand in the way of Lodestone's own '{extra.parts[0]}'")
    place = folder / extra
    if place.exists():
        return  # it lies in another extra, or was given twice
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(extra.resolve())


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in folder.iterdir():
        if any(path.match(pattern) for pattern in EXCLUDES):
            continue
        found += _files(path) if path.is_dir() else [path]
    return found
