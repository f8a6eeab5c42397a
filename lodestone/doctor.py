"""A look at the machine and the installation: what is there, what is missing, and the command that mends it."""

import importlib
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.table import Table

from lodestone.backends.catalog import backends
from lodestone.finding import Finding
from lodestone.findings_table import findings_table

_ENOUGH_MEMORY = 2 << 30


def examine() -> list[Finding]:
    """Look at everything; nothing is changed."""
    here = [_python(), _packages(), _numba(), _kernels(), _video(), _memory(), _disk(), _torch(), _ray()]
    return here + _backends()


def report(findings: Sequence[Finding]) -> Table:
    """Return the findings, and what to do next, as a table."""
    table = findings_table(findings)
    if all(finding.ok for finding in findings):
        table.add_row("", "next", '→ lodestone run "make a stone pickaxe" --seed 0 --video pickaxe.mp4')
    return table


def _python() -> Finding:
    good = sys.version_info >= (3, 11)
    detail = f"{platform.python_version()} at {sys.executable}"
    return Finding("python", good, detail, "" if good else "make clean install PYTHON=python3.11")


def _packages() -> Finding:
    from lodestone import PACKAGES

    root = Path(__file__).resolve().parent.parent
    return Finding("packages", True, f"{', '.join(PACKAGES)} lead to {root}")  # or `import lodestone` had failed


def _numba() -> Finding:
    import numba
    import numpy as np

    threads = numba.get_num_threads()
    detail = f"numba {numba.__version__}, numpy {np.__version__}, {threads} threads on {os.cpu_count()} cores"
    return Finding("numba", True, detail)


def _kernels() -> Finding:
    from envs.overworld.jit import cache_dir
    from lodestone.kernels import kernels_are_compiled

    folder = cache_dir()
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    size = sum(path.stat().st_size for path in files) / 2**20
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(nearest, os.W_OK):
        return Finding("kernels", False, f"{folder} cannot be written", "set NUMBA_CACHE_DIR to a folder that can be")
    if kernels_are_compiled():
        return Finding("kernels", True, f"compiled, {size:.0f} MB in {folder}")
    return Finding("kernels", True, f"not compiled yet; the next run takes one to two minutes longer ({folder})")


def _video() -> Finding:
    import av

    from lodestone.video import VideoError, codec

    try:
        name = codec()
    except VideoError as error:
        return Finding("video", False, str(error), "pip install --upgrade av")
    return Finding("video", True, f"PyAV {av.__version__}, encoder {name}, FFmpeg {av.ffmpeg_version_info}")


def _memory() -> Finding:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return Finding("memory", True, "free memory is not known on this system")
    free = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable"))
    good = free >= _ENOUGH_MEMORY
    advice = "" if good else "close something: compiling takes up to 2 GB"
    return Finding("memory", good, f"{free / 2**30:.1f} GB free", advice)


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free
    good = free > 1 << 30
    return Finding("disk", good, f"{free / 2**30:.0f} GB free here", "" if good else "records and videos need room")


def _torch() -> Finding:
    if importlib.util.find_spec("torch") is None:
        return Finding("torch", True, "not installed; nothing here needs it yet")
    torch = importlib.import_module("torch")
    cards = [torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())]
    return Finding("torch", True, f"{torch.__version__}, {', '.join(cards) or 'no GPU'}")


def _ray() -> Finding:
    if importlib.util.find_spec("ray") is None:
        return Finding("ray", True, "not installed; nothing here needs it yet")
    return Finding("ray", True, importlib.import_module("ray").__version__)


def _backends() -> list[Finding]:
    """Other simulators are nobody's need: that one is missing is told, and no fault."""
    return [
        backend if backend.ok else replace(backend, ok=True, detail=f"not ready, and not needed: {backend.detail}")
        for backend in backends()
    ]
