"""A run folder as one stream of bytes: packed on the cluster, unpacked here, whole or not at all."""

import gzip
import shutil
import tarfile
import zlib
from pathlib import Path
from typing import IO, Any

from lodestone.jobs.errors import JobError

_CHECKPOINTS = "checkpoints"
_CHUNK = 1 << 20


def name_of(job: str) -> str:
    """Return the archive's file name among the logs of the node on which the job ran."""
    return f"lodestone-result-{job}.tar.gz"


def pack(run: Path, archive: Path, checkpoints: bool) -> None:
    """Write a run folder's archive, without its checkpoints unless they are asked for, and without drafts.

    Weights hardly get smaller, so the compression is the fastest; it is there for its checksum.
    """

    def keep(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        parts = Path(member.name).parts[1:]
        draft = any(part.startswith(".") for part in parts)
        return None if draft or (parts[:1] == (_CHECKPOINTS,) and not checkpoints) else member

    draft = archive.with_name(f".{archive.name}.tmp")
    with tarfile.open(draft, "w:gz", compresslevel=1) as file:
        file.add(run, arcname="run", filter=keep)
    draft.replace(archive)


def check_free(out: Path) -> None:
    """Make sure that nothing would be overwritten.

    Raises:
        JobError: There is something already.
    """
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise JobError(f"there is something in '{out}' already: move it away, or name another folder")


def unpack(stream: IO[bytes], out: Path) -> None:
    """Write the run folder that `pack` packed; it appears under its name when all of it is there.

    Args:
        stream: The archive; need not be able to seek.
        out: The folder, which must not exist, or be empty.

    Raises:
        JobError: The archive is cut short or damaged, the folder holds something, or cannot be written.
    """
    check_free(out)
    draft = out.with_name(f".{out.name}.tmp")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        _extract(stream, draft)
        if out.exists():
            out.rmdir()
        (draft / "run").rename(out)
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise JobError(
            f"the result could not be written to '{out}': {str(error) or 'the archive is cut short'}"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _extract(stream: IO[bytes], folder: Path) -> None:
    plain: Any = gzip.GzipFile(fileobj=stream)
    with tarfile.open(fileobj=plain, mode="r|") as file:
        file.extractall(folder, filter="data")
    while plain.read(_CHUNK):  # gzip compares its checksum at the end
        pass
