"""MineDojo's own virtual environment: its packages cannot live beside ours (gym 0.21.0, NumPy below 2).

An environment is whole when it holds its mark, which is written last and names the pins that it was made from. Whatever
has another mark, or none, is made anew.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs

from lodestone.backends.pythons import BackendError, find_python
from lodestone.output import write_whole

PINS = Path(__file__).with_name("minedojo.txt")
"""Constraints file with the set that is known to work."""
_TOOLS, _GYM = ("pip", "setuptools", "wheel"), ("gym",)
_MARK, _LOG = "lodestone.json", "install.log"
_FOLDER = "LODESTONE_BACKENDS"
_CHECK = "import minedojo, gym, numpy, json; print(json.dumps([gym.__version__, numpy.__version__, minedojo.__file__]))"
_LAST_LINES = 3

Tell = Callable[[str], None]
"""Is told what is being done."""


def default_folder() -> Path:
    """Return where the environment is unless somebody says otherwise: below LODESTONE_BACKENDS, or the user's cache."""
    base = os.environ.get(_FOLDER)
    return (Path(base) if base else platformdirs.user_cache_path("lodestone") / "backends") / "minedojo"


def environment_python(folder: Path) -> Path:
    """Return the interpreter of an environment, whether it is there or not."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_whole(folder: Path) -> bool:
    """Whether an environment was made to the end, from the pins of this version."""
    try:
        mark = json.loads((folder / _MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return mark == _mark() and environment_python(folder).exists()


def install(folder: Path, python: str | None = None, tell: Tell = lambda _: None) -> bool:
    """Make the environment, unless it is there; return whether it had to be made.

    Args:
        folder: Where to; what is there is replaced if it is an environment, and left alone if it is anything else.
        python: Interpreter to make it with, see `find_python`.
        tell: Is told what is being done.

    Raises:
        BackendError: There is no fit Python, the folder holds something else, or the packages cannot be had.
    """
    folder = folder.absolute()
    if is_whole(folder):
        return False
    interpreter = find_python(python)
    _clear(folder)
    tell(f"making a virtual environment in {folder} with {interpreter}")
    _run([str(interpreter), "-m", "venv", str(folder)], folder)
    pip = [str(environment_python(folder)), "-I", "-m", "pip", "install", "--no-deps", "--disable-pip-version-check"]
    tell(f"installing {', '.join(_TOOLS)} that can build gym 0.21.0")
    _run([*pip, *_exactly(_TOOLS)], folder)
    tell("building gym 0.21.0")
    _run([*pip, "--no-build-isolation", *_exactly(_GYM)], folder)
    rest = [name for name in pinned() if name not in _TOOLS + _GYM]
    tell(f"installing MineDojo 0.1 and {len(rest) - 1} packages that it needs")
    _run([*pip, "--no-build-isolation", *_exactly(rest)], folder)
    tell("importing MineDojo")
    check(folder)
    write_whole(folder / _MARK, json.dumps(_mark()).encode())
    return True


def check(folder: Path) -> str:
    """Import MineDojo in an environment and return where it is.

    Raises:
        BackendError: It cannot be imported.
    """
    gym, numpy, file = json.loads(_run([str(environment_python(folder)), "-I", "-c", _CHECK], folder).splitlines()[-1])
    if not (gym == pinned()["gym"] and numpy == pinned()["numpy"]):
        raise BackendError(f"the environment in {folder} holds gym {gym} and numpy {numpy}: delete it and install anew")
    return str(Path(file).parent)


def pinned() -> dict[str, str]:
    """Return the versions of all packages of the environment."""
    lines = PINS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def _exactly(names: Sequence[str]) -> list[str]:
    """Return packages as pip takes them, each at its version."""
    return [f"{name}=={pinned()[name]}" for name in names]


def _mark() -> dict[str, str]:
    return {"backend": "minedojo", "pins": hashlib.sha256(PINS.read_bytes()).hexdigest()}


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
