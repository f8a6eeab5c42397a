"""The virtual environments of backends, whose packages cannot live beside ours (old gym, NumPy below 2).

An environment is whole when it holds its mark, which is written last and names the pins that it was made from. Whatever
has another mark, or none, is made anew.
"""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from lodestone.backends.backend import MINEDOJO, Backend, BackendError, environment_python
from lodestone.backends.pythons import find_python
from lodestone.output import write_whole

_TOOLS, _GYM = ("pip", "setuptools", "wheel"), ("gym",)
_MARK, _LOG = "lodestone.json", "install.log"
_CHECK = (
    "import runpy, sys, json; runpy.run_path(sys.argv[1]); import gym, numpy; package = __import__(sys.argv[2]);"
    "print(json.dumps([gym.__version__, numpy.__version__, package.__path__[0]]))"
)
_LAST_LINES = 3

Tell = Callable[[str], None]
"""Is told what is being done."""


def is_whole(folder: Path, backend: Backend = MINEDOJO) -> bool:
    """Whether an environment was made to the end, from the pins of this version."""
    try:
        mark = json.loads((folder / _MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return mark == _mark(backend) and environment_python(folder).exists()


def install(folder: Path, python: str | None = None, tell: Tell = lambda _: None, backend: Backend = MINEDOJO) -> bool:
    """Make the environment, unless it is there; return whether it had to be made.

    Args:
        folder: Where to; what is there is replaced if it is an environment, and left alone if it is anything else.
        python: Interpreter to make it with, see `find_python`.
        tell: Is told what is being done.
        backend: Whose.

    Raises:
        BackendError: There is no fit Python, the folder holds something else, or the packages cannot be had.
    """
    folder = folder.absolute()
    if is_whole(folder, backend):
        return False
    interpreter = find_python(python, backend)
    _clear(folder)
    tell(f"making a virtual environment in {folder} with {interpreter}")
    _run([str(interpreter), "-m", "venv", str(folder)], folder)
    pins = backend.pinned()
    pip = [str(environment_python(folder)), "-I", "-m", "pip", "install", "--no-deps", "--disable-pip-version-check"]
    tell(f"installing {', '.join(_TOOLS)} that can build gym {pins['gym']}")
    _run([*pip, *_exactly(pins, _TOOLS)], folder)
    tell(f"building gym {pins['gym']}")
    _run([*pip, "--no-build-isolation", *_exactly(pins, _GYM)], folder)
    rest = [name for name in pins if name not in _TOOLS + _GYM]
    tell(f"installing {backend.title} and {len(rest) - 1} packages that it needs")
    _run([*pip, "--no-build-isolation", *_exactly(pins, rest)], folder)
    tell(f"importing {backend.package}")
    check(folder, backend)
    write_whole(folder / _MARK, json.dumps(_mark(backend)).encode())
    return True


def check(folder: Path, backend: Backend = MINEDOJO) -> str:
    """Import all that a backend's worker needs in its environment, and return where its package is.

    Raises:
        BackendError: It cannot be imported.
    """
    command = [str(environment_python(folder)), "-I", "-c", _CHECK, str(backend.script), backend.package]
    gym, numpy, where = json.loads(_run(command, folder).splitlines()[-1])
    if not (gym == backend.pinned()["gym"] and numpy == backend.pinned()["numpy"]):
        raise BackendError(f"the environment in {folder} holds gym {gym} and numpy {numpy}: delete it and install anew")
    return str(where)


def _exactly(pins: dict[str, str], names: Sequence[str]) -> list[str]:
    """Return packages as pip takes them, each at its version."""
    return [f"{name}=={pins[name]}" for name in names]


def _mark(backend: Backend) -> dict[str, str]:
    return {"backend": backend.name, "pins": hashlib.sha256(backend.pins.read_bytes()).hexdigest()}


def _clear(folder: Path) -> None:
    """Take away what is left of an environment."""
    if folder.exists():
        if not folder.is_dir() or (any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists()):
            raise BackendError(f"{folder} holds something that is no virtual environment; give another with --out DIR")
        shutil.rmtree(folder)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise BackendError(f"{folder} cannot be made ({error.strerror}); give another with --out DIR") from error


def _run(command: Sequence[str], folder: Path) -> str:
    """Run a command with its output in the log, and return what it printed."""
    result = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    log = folder / _LOG
    with log.open("a", encoding="utf-8") as file:
        file.write(f"$ {' '.join(command)}\n{result.stdout}{result.stderr}\n")
    if result.returncode != 0:
        lines = [line.strip() for line in result.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith("ERROR:")] or lines
        raise BackendError(f"{' / '.join(errors[-_LAST_LINES:])[:600]} (all of it is in {log})")
    return result.stdout
