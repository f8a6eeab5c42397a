"""Skills as one zip file, to be handed on: repertoires, and a list of what is in them with their tests."""

import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from skills.library.contract import BUILT_IN, LibraryError, SkillVersion
from skills.library.executors import PARTS, TEXT
from skills.library.library import Library

_LIST = "skills.json"
_LARGEST = 2 * 1024**3
"""Bytes that an archive may unpack to."""
_MEMBER = re.compile(rf"[0-9a-f]{{64}}/({TEXT}|(policies/[\w-]+|spotter)/({'|'.join(PARTS)}))")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    version: int
    executor: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    tests: list[str]
    """For people: how it did where it comes from. Where it goes to it has to be tested anew."""


class _List(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Literal["lodestone-skills-1"] = "lodestone-skills-1"
    skills: Annotated[list[_Entry], Field(min_length=1)]


def export(library: Library, names: Sequence[str], target: Path) -> list[SkillVersion]:
    """Write versions of skills, with what they need, into a zip file.

    Args:
        library: Where they are.
        names: Such as `collect_log@2`; without a number, the latest.
        target: The file; replaced if it is there.

    Raises:
        LibraryError: There is no such version, it ships anyway, or the file cannot be written.
    """
    versions = [library.version(name) for name in names]
    for one in versions:
        if one.version == BUILT_IN:
            raise LibraryError(f"{one} ships with Lodestone: there is nothing to export")
    entries = [
        _Entry(name=one.name, version=one.version, executor=one.executor, tests=[*map(str, library.tests(one))])
        for one in versions
    ]
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_LIST, _List(skills=entries).model_dump_json(indent=1))
            for name, folder in {one.executor: library.executor(one) for one in versions}.items():
                for file in sorted(file for file in folder.rglob("*") if file.is_file()):
                    archive.write(file, f"{name}/{file.relative_to(folder).as_posix()}")
        part.replace(target)
    except OSError as error:
        raise LibraryError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return versions


def import_from(source: Path, library: Library) -> list[SkillVersion]:
    """Add what a zip file holds to a library, as candidates.

    Raises:
        CheckpointError: A repertoire or a network in it is no good.
        LibraryError: It is no such file, or has something in it that does not belong there; nothing is added then.
    """
    try:
        with zipfile.ZipFile(source) as archive, tempfile.TemporaryDirectory() as folder:
            listed = _read_list(source, archive)
            _unpack(source, archive, Path(folder))
            added = []
            for executor in dict.fromkeys(entry.executor for entry in listed.skills):
                names = [entry.name for entry in listed.skills if entry.executor == executor]
                added += library.add(Path(folder, executor), names)
            return added
    except (OSError, zipfile.BadZipFile, RuntimeError) as error:
        raise LibraryError(f"{source} cannot be read: {error}") from error


def _read_list(source: Path, archive: zipfile.ZipFile) -> _List:
    try:
        with archive.open(_LIST) as file:
            return _List.model_validate(json.loads(file.read(_LARGEST)))
    except (KeyError, ValueError, ValidationError) as error:
        raise LibraryError(f"{source} is no export of skills: its {_LIST} is missing or damaged") from error


def _unpack(source: Path, archive: zipfile.ZipFile, folder: Path) -> None:
    """Unpack what belongs into such a file, and refuse it if there is anything else."""
    members = [member for member in archive.infolist() if member.filename != _LIST]
    if sum(member.file_size for member in members) > _LARGEST:
        raise LibraryError(f"{source} holds more than {_LARGEST // 1024**3} GiB")
    for member in members:
        if not _MEMBER.fullmatch(member.filename):
            raise LibraryError(f"{source} holds {member.filename!r}, which is no part of a skill")
        target = folder / member.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as packed, target.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
