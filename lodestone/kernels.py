"""Compile the Overworld's kernels ahead of an episode: the first run after a change of their sources takes longer."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from envs.overworld.action import ACTION
from envs.overworld.render.draw import draw_frames
from envs.overworld.render.prepare import prepare_frames
from envs.overworld.render.renderer import Renderer
from envs.overworld.senses.observe import observe_all
from envs.overworld.start import load_windows, populate_windows
from envs.overworld.tick import step_worlds, tick_blocks, tick_entities, tick_players
from envs.overworld.world import Overworld, WorldStart

COMPILING = "compiling the Overworld's kernels (first run only, one to two minutes)..."
_WORLD: tuple[Any, ...] = (tick_players, tick_entities, tick_blocks, load_windows, populate_windows, observe_all)
_PICTURES: tuple[Any, ...] = (prepare_frames, draw_frames)


def kernels_are_compiled(pictures: bool = True) -> bool:
    """Tell whether the cache holds the entry kernels of this version.

    Args:
        pictures: Whether those that draw are needed, too.
    """
    return _are_cached(_WORLD) and (not pictures or _are_cached(_PICTURES))


def compile_kernels(pictures: bool) -> None:
    """Fill the cache; a second process does one half.

    Args:
        pictures: Whether those that draw are needed, too.
    """
    code = f"from {__name__} import compile_start; compile_start({pictures})"
    with subprocess.Popen([sys.executable, "-c", code]) as other:
        try:
            world = Overworld(1)
            step_worlds(world.state, world.rules, np.zeros(1, ACTION), np.ones(1, np.bool_))
            world.observe()
        except BaseException:
            other.terminate()
            raise


def compile_start(pictures: bool) -> None:
    """Begin an episode, and draw it if `pictures` are needed: that compiles terrain and renderer."""
    world = Overworld(1)
    world.reset([0], [WorldStart()])
    if pictures:
        Renderer((16, 16)).render(world.state, world.rules)


def _are_cached(kernels: tuple[Any, ...]) -> bool:
    return all(any(Path(kernel.stats.cache_path).glob(f"*{kernel.__name__}*.nbi")) for kernel in kernels)
