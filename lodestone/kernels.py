"""Compile the Overworld's kernels ahead of an episode: the first run after a change of their sources takes longer."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np

from envs.overworld.action import ACTION
from envs.overworld.render.draw import draw_frames
from envs.overworld.render.prepare import prepare_frames
from envs.overworld.render.renderer import Renderer
from envs.overworld.senses.observe import observe_all
from envs.overworld.start import load_windows, populate_windows
from envs.overworld.tick import tick_blocks, tick_entities, tick_players
from envs.overworld.world import Overworld, WorldStart
from lodestone.config import ConfigError

COMPILING = "compiling the Overworld's kernels (first run only; some minutes on two cores, less on more)..."
_WORLD: tuple[Any, ...] = (tick_players, tick_entities, tick_blocks, load_windows, populate_windows, observe_all)
_PICTURES: tuple[Any, ...] = (prepare_frames, draw_frames)
_ONE = np.ones(1, np.bool_)
_LOOK_AGAIN = 0.05  # seconds


def check_kernels_can_meet() -> None:
    """Make sure that several threads may call kernels at the same time.

    Raises:
        ConfigError: Numba has a way of starting threads here that ends the process when they do.
    """
    numba.set_num_threads(numba.get_num_threads())  # before anything was started, there is no name
    if numba.threading_layer() == "workqueue":
        raise ConfigError(
            "several episodes at once need kernels that threads can call at the same time, and with Numba's "
            "'workqueue' they cannot: install tbb or an OpenMP runtime (numba -s lists what is found), or --together 1"
        )


def kernels_are_compiled(pictures: bool = True) -> bool:
    """Tell whether the cache holds the entry kernels of this version.

    Args:
        pictures: Whether those that draw are needed, too.
    """
    return _are_cached(_WORLD) and (not pictures or _are_cached(_PICTURES))


def compile_kernels(pictures: bool) -> None:
    """Fill the cache, with a process for each core.

    Args:
        pictures: Whether the kernels that draw are needed, too.
    """
    waiting = [name for name in _JOBS if pictures or name != "pictures"]
    running: list[subprocess.Popen[bytes]] = []
    try:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                code = f"from {__name__} import compile_one; compile_one('{waiting.pop(0)}')"
                running.append(subprocess.Popen([sys.executable, "-c", code]))
            time.sleep(_LOOK_AGAIN)
            running = [process for process in running if process.poll() is None]
    finally:
        for process in running:
            process.terminate()


def compile_one(job: str) -> None:
    """Compile one group of kernels in this process, by calling them on a world that nothing has happened in."""
    _JOBS[job](Overworld(1))


def _pictures(world: Overworld) -> None:
    Renderer((16, 16)).render(world.state, world.rules)


_JOBS: dict[str, Callable[[Overworld], Any]] = {
    "players": lambda world: tick_players(world.state, world.rules, np.zeros(1, ACTION), _ONE),
    "entities": lambda world: tick_entities(world.state, world.rules, _ONE),
    "pictures": _pictures,
    "start": lambda world: world.reset([0], [WorldStart()]),
    "blocks": lambda world: tick_blocks(world.state, world.rules, _ONE),
    "senses": lambda world: world.observe(),
}
"""Groups of kernels that share little, those that take longest first."""


def _are_cached(kernels: tuple[Any, ...]) -> bool:
    return all(any(Path(kernel.stats.cache_path).glob(f"*{kernel.__name__}*.nbi")) for kernel in kernels)
