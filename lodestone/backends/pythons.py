"""Finds a Python that MineDojo's packages still run on."""

import shutil
import subprocess
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 9), (3, 11)
"""Versions of Python that gym 0.21.0 can be built for and imported on."""
_ASKED = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
_PATIENCE = 60


class BackendError(ValueError):
    """A backend that cannot be installed; the message says what to do."""


def find_python(wanted: str | None = None) -> Path:
    """Return an interpreter of a version within OLDEST..NEWEST that can make virtual environments.

    Args:
        wanted: A path, or a command; by default the one that runs this, else the newest fit one on the PATH.

    Raises:
        BackendError: There is none.
    """
    span = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    if wanted is not None:
        found = shutil.which(wanted)
        version = python_version(found) if found else None
        if found is None or version is None:
            raise BackendError(f"'{wanted}' is no Python with venv and ensurepip; give one of version {span}")
        if not OLDEST <= version <= NEWEST:
            raise BackendError(f"'{wanted}' is Python {version[0]}.{version[1]}; MineDojo runs on Python {span} only")
        return Path(found)
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    for candidate in (sys.executable, *filter(None, map(shutil.which, names))):
        version = python_version(candidate)
        if version is not None and OLDEST <= version <= NEWEST:
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
