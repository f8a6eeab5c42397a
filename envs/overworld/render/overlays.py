"""What covers the whole picture: flames before the eyes of a burning player, darkness of sleep."""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render.atlas import Art
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.shading import to_byte
from envs.overworld.state import State

_ASLEEP = 100
"""Ticks after which sleep is as dark as it gets."""
_SLEEP_SHARE = 0.86
_SLEEP_COLOUR = (16, 16, 32)
_FLAMES_BEGIN = 0.5
"""Share of the picture's height above the flames."""
_FLAMES_SHARE = 0.8


@kernel()
def draw_overlays(s: State, art: Art, w: int, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Cover rows [first, last) of one world's frame."""
    player = s.players[w, 0]
    if player.fire > 0:
        _draw_flames(s, art, w, first, last, frame)
    if player.sleeping:
        share = _SLEEP_SHARE * min(player.sleep_ticks, _ASLEEP) / _ASLEEP
        for row in range(first, last):
            for i in range(frame.shape[1]):
                for channel in range(3):
                    below = float(frame[row, i, channel])
                    frame[row, i, channel] = to_byte(single(below + (_SLEEP_COLOUR[channel] - below) * share))


@kernel()
def _draw_flames(s: State, art: Art, w: int, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Two flames side by side that rise from the lower edge."""
    height, width = frame.shape[0], frame.shape[1]
    skin = art.skins[art.flames]
    side = integer(skin.width)
    begin = int(height * _FLAMES_BEGIN)
    flicker = (s.clock[w].age >> 1) & 1
    for row in range(max(first, begin), last):
        v = (row - begin) * side // (height - begin)
        for i in range(width):
            u = 2 * i * side // width % side
            if flicker:
                u = side - 1 - u
            texel = integer(art.skin_texels[skin.start + v * side + u])
            if texel >> 24 > 0:
                for channel in range(3):
                    below = float(frame[row, i, channel])
                    above = float((texel >> (8 * channel)) & 255)
                    frame[row, i, channel] = to_byte(single(below + (above - below) * _FLAMES_SHARE))
