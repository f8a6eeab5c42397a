"""Where executors are kept: copies of repertoires, each in a folder that is named after the hash of what is in it.

A folder appears whole or not at all, never changes, and is shared by all versions with the same content.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from skills.learned.repertoire import read_repertoire
from skills.library.contract import LibraryError

TEXT = "repertoire.yaml"
PARTS = ("config.json", "model.safetensors", "README.md", "curves.png")
"""Files of a network that are kept; the last two are its card, and may be missing."""
_SPOTTER = "spotter"


def keep(source: Path, names: Iterable[str], folder: Path) -> str:
    """Copy what some skills of a repertoire need, and return its hash.

    Args:
        source: The repertoire.
        names: Skills of it.
        folder: Where copies are kept.

    Raises:
        CheckpointError: There is no repertoire in `source`, or it says something that cannot be.
        LibraryError: Something that it mentions is missing, or nothing can be written.
    """
    repertoire = read_repertoire(source)
    acts = [repertoire.skills[name] for name in names]
    parts = sorted({f"policies/{act.policy}" for act in acts})
    parts += [_SPOTTER] if any(repertoire.skills[name].looks for name in names) else []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".copy-") as scratch:
            copy = Path(scratch, "executor")
            copy.mkdir()
            shutil.copyfile(source / TEXT, copy / TEXT)
            for part in parts:
                (copy / part).mkdir(parents=True)
                for name in PARTS:
                    if (source / part / name).is_file():
                        shutil.copyfile(source / part / name, copy / part / name)
            for file in copy.rglob("*"):
                _flush(file)
            content = digest(copy)
            if not (folder / content).exists():
                _put(copy, folder / content)
    except OSError as error:
        raise LibraryError(f"the repertoire {source} cannot be kept: {error}") from error
    return content


def kept(name: str, folder: Path) -> Path:
    """Return the folder of an executor.

    Raises:
        LibraryError: It is not there, or not as it was when it was kept.
    """
    found = folder / name
    if not found.is_dir() or digest(found) != name:
        raise LibraryError(f"the executor {found} is missing or damaged; add its repertoire again")
    return found


def digest(folder: Path) -> str:
    """Return the hash of all files of a folder, names included."""
    whole = hashlib.sha256()
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        with file.open("rb") as opened:
            part = hashlib.file_digest(opened, "sha256").hexdigest()
        whole.update(f"{file.relative_to(folder).as_posix()} {part}\n".encode())
    return whole.hexdigest()


def _flush(file: Path) -> None:
    """Bring a file or a folder to the disk, before anything says that it is there."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put(copy: Path, target: Path) -> None:
    """Give a finished copy its name; whoever comes second has the same content, and leaves the first."""
    try:
        copy.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    _flush(target.parent)
