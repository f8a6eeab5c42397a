"""Set up the frames of all worlds: all that follows the rules of the game, which change more often than drawing."""

import numba

from envs.overworld.jit import kernel
from envs.overworld.render.atlas import Art
from envs.overworld.render.camera import set_camera
from envs.overworld.render.entities import set_entities
from envs.overworld.render.hand import set_hands
from envs.overworld.render.view import Work
from envs.overworld.rules import Rules
from envs.overworld.state import State


@kernel(parallel=True)
def prepare_frames(s: State, rules: Rules, art: Art, work: Work) -> None:
    """Set camera, hand and all that moves of every world."""
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        set_camera(s, rules, art, w, work)
        set_hands(s, art, w, work.cameras[w])
        set_entities(s, rules, art, work, w)
