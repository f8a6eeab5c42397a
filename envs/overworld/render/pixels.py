"""What all ways of drawing blocks do to a pixel: snow on grass, marks on the block in reach, haze, fog of water."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import KIND_CUBE, Art
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.outline import OUTLINE_SHADE
from envs.overworld.render.shading import fetch, to_byte
from envs.overworld.render.sky import haze_share, sky_gradient
from envs.overworld.render.view import IN_AIR, Record
from envs.overworld.state import HEIGHT

_ONE = single(1.0)
_CRACK = single(0.35)
_LINE = single(1.0 / 16.0)
_THINNEST = single(0.004)
_SNOW_LAYER = block_state("snow_layer") >> 4
_SNOW = block_state("snow") >> 4


@kernel(inline=True)
def under_snow(blocks: NDArray[np.uint16], art: Art, word: int, column: int, y: int) -> int:
    """Face word of the side of a grass block: another one under snow."""
    if y + 1 < HEIGHT:
        above = blocks[column << 8 | (y + 1)] >> 4
        if above == _SNOW_LAYER or above == _SNOW:
            return integer(art.snowy_side)
    return word


@kernel(inline=True)
def mark_share(
    art: Art, camera: Record, cell: int, aimed: int, cracked: int, state: int, t: float, u: float, v: float
) -> float:
    """What the outline and the cracks of a block leave of a colour at (u, v) of a face."""
    share = _ONE
    if cell == aimed and art.kinds[state] == KIND_CUBE:
        line = max(t * camera.texel_scale * _LINE, _THINNEST)
        if min(u, v) < line or max(u, v) > _ONE - line:
            share = single(OUTLINE_SHADE)
    if cell == cracked and fetch(art, art.cracks + camera.crack, u, v, 0) >> 24 > 127:
        share *= _CRACK
    return share


@kernel(inline=True)
def in_haze(
    camera: Record, t: float, dx: float, dy: float, dz: float, red: float, green: float, blue: float
) -> tuple[float, float, float]:
    """A colour seen through the air of a long distance."""
    haze = haze_share(t)
    r, g, b = sky_gradient(camera, dx, dy, dz)
    return red + (r - red) * haze, green + (g - green) * haze, blue + (b - blue) * haze


@kernel(inline=True)
def put_pixel(
    camera: Record, t: float, red: float, green: float, blue: float, frame: NDArray[np.uint8], row: int, i: int
) -> None:
    """Set a pixel, seen through what the eyes are in."""
    if camera.medium != IN_AIR:
        share = _ONE - single(math.exp(-t * camera.fog_density))
        red += (camera.fog[0] - red) * share
        green += (camera.fog[1] - green) * share
        blue += (camera.fog[2] - blue) * share
    frame[row, i, 0] = to_byte(red)
    frame[row, i, 1] = to_byte(green)
    frame[row, i, 2] = to_byte(blue)
