"""Finds a Python that the packages of a backend still run on."""

import shutil
import subprocess
import sys
from pathlib import Path

from lodestone.backends.backend import MINEDOJO, Backend, BackendError

_ASKED = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
_PATIENCE = 60


def find_python(wanted: str | None = None, backend: Backend = MINEDOJO) -> Path:
    """Return an interpreter that is neither too old nor too new for a backend and can make virtual environments.

    Args:
        wanted: A path, or a command; by default the one that runs this, else the newest fit one on the PATH.
        backend: Whose packages it has to run.

    Raises:
        BackendError: There is none.
    """
    (major, oldest), (_, newest) = backend.oldest, backend.newest
    span = f"{major}.{oldest} to {major}.{newest}"
    if wanted is not None:
        found = shutil.which(wanted)
        version = python_version(found) if found else None
        if found is None or version is None:
            raise BackendError(f"'{wanted}' is no Python with venv and ensurepip; give one of version {span}")
        if not backend.oldest <= version <= backend.newest:
            raise BackendError(
                f"'{wanted}' is Python {version[0]}.{version[1]}; {backend.title} runs on Python {span} only"
            )
        return Path(found)
    names = [f"python{major}.{minor}" for minor in range(newest, oldest - 1, -1)]
    for candidate in (sys.executable, *filter(None, map(shutil.which, names))):
        version = python_version(candidate)
        if version is not None and backend.oldest <= version <= backend.newest:
            return Path(candidate)
    raise BackendError(f"no Python {span} was found; install one and give it with --python PATH")


def python_version(command: str) -> tuple[int, int] | None:
    """Return the version of an interpreter, or None if it does not run or lacks venv and ensurepip."""
    try:
        result = subprocess.run(
            [command, "-I", "-c", _ASKED], capture_output=True, text=True, timeout=_PATIENCE, check=True
        )
        major, minor = (int(word) for word in result.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return major, minor
