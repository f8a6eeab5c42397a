"""A simulator whose Python has to live in an environment of its own, and where that is."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

import envs

_FOLDER = "LODESTONE_BACKENDS"
_ENVS = Path(envs.__file__).parent


class BackendError(ValueError):
    """A backend that cannot be installed or used; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Backend:
    """What is to be installed, and with what."""

    name: str
    title: str
    """The package and its version, for people."""
    package: str
    """What it is called in `import`."""
    script: Path
    """What its worker runs, which imports all that is needed."""
    oldest: tuple[int, int]
    newest: tuple[int, int]
    """Versions of Python that the packages run on."""

    @property
    def pins(self) -> Path:
        """Constraints file with the set that is known to work."""
        return Path(__file__).with_name(f"{self.name}.txt")

    @property
    def command(self) -> str:
        """What installs it."""
        return f"lodestone backends install {self.name}"

    def pinned(self) -> dict[str, str]:
        """Return the versions of all packages of the environment."""
        lines = self.pins.read_text(encoding="utf-8").splitlines()
        return dict(line.split("==") for line in lines if line and not line.startswith("#"))


MINEDOJO = Backend(
    name="minedojo",
    title="MineDojo 0.1",
    package="minedojo",
    script=_ENVS / "minedojo" / "simulator.py",
    oldest=(3, 9),
    newest=(3, 11),
)
"""gym 0.21.0 and NumPy below 1.24."""
MINERL = Backend(
    name="minerl",
    title="MineStudio 1.1.6 (MineRL 1.0)",
    package="minestudio",
    script=_ENVS / "minerl" / "simulator.py",
    oldest=(3, 10),
    newest=(3, 12),
)
"""MineRL 1.0 as MineStudio carries it: that of its own project is not in the package index."""
BACKENDS = {backend.name: backend for backend in (MINEDOJO, MINERL)}


def check_backend(name: str) -> Backend:
    """Return the backend of a name.

    Raises:
        BackendError: There is none that can be installed.
    """
    if name not in BACKENDS:
        raise BackendError(f"unknown backend '{name[:40]}'; {' and '.join(BACKENDS)} can be installed")
    return BACKENDS[name]


def default_folder(backend: Backend = MINEDOJO) -> Path:
    """Return where the environment is unless somebody says otherwise: below LODESTONE_BACKENDS, or the user's cache."""
    base = os.environ.get(_FOLDER)
    return (Path(base) if base else platformdirs.user_cache_path("lodestone") / "backends") / backend.name


def environment_python(folder: Path) -> Path:
    """Return the interpreter of an environment, whether it is there or not."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
