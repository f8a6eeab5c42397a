"""Draw all worlds, once they are set up: the kernel that takes longest to compile, and that knows no rules."""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render.atlas import Art
from envs.overworld.render.hand import draw_hands
from envs.overworld.render.hud import draw_hud
from envs.overworld.render.landscape import draw_blocks
from envs.overworld.render.outline import draw_outline
from envs.overworld.render.overlays import draw_overlays
from envs.overworld.render.pieces import draw_pieces
from envs.overworld.render.sweep import sweep_slices
from envs.overworld.render.view import Work
from envs.overworld.render.weather import draw_weather
from envs.overworld.rules import Rules
from envs.overworld.state import State

BAND = 33
"""Rows that one task draws; an odd number, so that the last row of most bands is one with rays of its own."""
GROUP = 16
"""Slices that one task sweeps."""


@kernel(parallel=True)
def draw_frames(
    s: State, rules: Rules, art: Art, work: Work, hud: bool, exact: bool, frames: NDArray[np.uint8]
) -> None:
    """Sweep the slices of every world, then draw band by band."""
    worlds, rows = frames.shape[0], frames.shape[1]
    most = 0
    for world in range(0 if exact else worlds):
        most = max(most, work.cameras[world].slices)
    groups = (most + GROUP - 1) // GROUP
    for task in numba.prange(worlds * groups):
        w = task // groups
        begin = (task - w * groups) * GROUP
        sweep_slices(s, art, work, w, begin, begin + GROUP)
    bands = (rows + BAND - 1) // BAND
    for task in numba.prange(worlds * bands):
        w = task // bands
        first = (task - w * bands) * BAND
        last = min(first + BAND, rows)
        draw_blocks(s, art, work, w, first, last, hud, exact, frames[w])
        draw_pieces(art, work, w, first, last, frames[w])
        draw_weather(s, work, w, first, last, frames[w])
        if hud:
            draw_outline(s, rules, art, work, w, first, last, frames[w])
            draw_hands(s, art, work, w, first, last, frames[w])
        draw_overlays(s, art, w, first, last, frames[w])
        if hud:
            draw_hud(s, rules, art, w, first, last, frames[w])
