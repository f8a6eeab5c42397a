"""Draw the frames of all worlds."""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.render.atlas import Art
from envs.overworld.render.draw import draw_frames
from envs.overworld.render.prepare import prepare_frames
from envs.overworld.render.view import Work
from envs.overworld.rules import Rules
from envs.overworld.state import State

_SHARE = 6000
"""Pixels that a thread must have to draw, at least: waking it for less takes longer than they do."""
CHUNK = 2
"""Tasks that a thread takes at a time; what one takes too long over, others make up for."""


def render_frames(
    s: State, rules: Rules, art: Art, work: Work, hud: bool, frames: NDArray[np.uint8], exact: bool = False
) -> None:
    """Fill `frames` (N, H, W, 3) with what player 0 of every world sees.

    Two kernels in files of their own, so that a change of the rules compiles only the smaller one anew.

    Args:
        s: The worlds.
        rules: The game's tables.
        art: What things look like.
        work: Working memory for this N, H and W.
        hud: Whether to draw the block outline, the hand, the crosshair, the hotbar and the rest of the HUD.
        frames: Where to draw.
        exact: Whether every pixel has a ray of its own, see `Renderer`.
    """
    threads = numba.get_num_threads()
    worlds, height, width = frames.shape[:3]
    numba.set_num_threads(min(threads, worlds))
    prepare_frames(s, rules, art, work)
    numba.set_num_threads(max(1, min(threads, worlds * height * width // _SHARE)))
    with numba.parallel_chunksize(CHUNK):
        draw_frames(s, rules, art, work, hud, exact, frames)
    numba.set_num_threads(threads)
