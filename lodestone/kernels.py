"""Whether the Overworld's kernels are compiled already; the first run after a change of their sources takes longer."""

from pathlib import Path
from typing import Any

from envs.overworld.observe import observe_all
from envs.overworld.render.frame import render_frames
from envs.overworld.start import load_windows
from envs.overworld.tick import tick_all

COMPILING = "compiling the Overworld's kernels (first run only, about a minute)..."
_WORLD: tuple[Any, ...] = (tick_all, load_windows, observe_all)
_PICTURES: tuple[Any, ...] = (render_frames,)


def kernels_are_compiled(pictures: bool = True) -> bool:
    """Tell whether the cache holds the entry kernels of this version.

    Args:
        pictures: Whether those that draw are needed, too.
    """
    return all(
        any(Path(kernel.stats.cache_path).glob(f"*{kernel.__name__}*.nbi"))
        for kernel in _WORLD + (_PICTURES if pictures else ())
    )
