"""Draw the frames of all worlds."""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render.atlas import Art
from envs.overworld.render.camera import set_camera
from envs.overworld.render.entities import set_entities
from envs.overworld.render.hand import draw_hands, set_hands
from envs.overworld.render.hud import draw_hud
from envs.overworld.render.landscape import draw_blocks
from envs.overworld.render.outline import draw_outline
from envs.overworld.render.overlays import draw_overlays
from envs.overworld.render.pieces import draw_pieces
from envs.overworld.render.view import Work
from envs.overworld.render.weather import draw_weather
from envs.overworld.rules import Rules
from envs.overworld.state import State

BAND = 32
"""Rows that one task draws; a fixed number, so that the picture does not depend on the number of threads."""


def render_frames(s: State, rules: Rules, art: Art, work: Work, hud: bool, frames: NDArray[np.uint8]) -> None:
    """Fill `frames` (N, H, W, 3) with what player 0 of every world sees.

    Two kernels rather than one: the first follows the rules of the game, which change more often than the drawing.

    Args:
        s: The worlds.
        rules: The game's tables.
        art: What things look like.
        work: Working memory for this N, H and W.
        hud: Whether to draw the block outline, the hand, the crosshair, the hotbar and the rest of the HUD.
        frames: Where to draw.
    """
    prepare_frames(s, rules, art, work)
    draw_frames(s, rules, art, work, hud, frames)


@kernel(parallel=True)
def prepare_frames(s: State, rules: Rules, art: Art, work: Work) -> None:
    """Set camera, hand and all that moves of every world."""
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        set_camera(s, rules, art, w, work)
        set_hands(s, art, w, work.cameras[w])
        set_entities(s, rules, art, work, w)


@kernel(parallel=True)
def draw_frames(s: State, rules: Rules, art: Art, work: Work, hud: bool, frames: NDArray[np.uint8]) -> None:
    """Draw every world, band by band."""
    worlds, rows = frames.shape[0], frames.shape[1]
    bands = (rows + BAND - 1) // BAND
    for task in numba.prange(worlds * bands):
        w = task // bands
        first = (task - w * bands) * BAND
        last = min(first + BAND, rows)
        draw_blocks(s, art, work, w, first, last, hud, frames[w])
        draw_pieces(art, work, w, first, last, frames[w])
        draw_weather(s, work, w, first, last, frames[w])
        if hud:
            draw_outline(s, rules, art, work, w, first, last, frames[w])
            draw_hands(s, art, work, w, first, last, frames[w])
        draw_overlays(s, art, w, first, last, frames[w])
        if hud:
            draw_hud(s, rules, art, w, first, last, frames[w])
