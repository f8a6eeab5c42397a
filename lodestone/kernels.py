"""Whether the Overworld's kernels are compiled already; the first run after a change of their sources takes longer."""

from pathlib import Path

from envs.overworld.tick import tick_all

COMPILING = "compiling the Overworld's kernels (first run only, about a minute)..."


def kernels_are_compiled() -> bool:
    """Tell whether the cache holds the tick of this version, which is compiled along with everything else."""
    return any(Path(tick_all.stats.cache_path).glob("*.nbi"))  # type: ignore[attr-defined]
