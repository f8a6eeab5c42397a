"""Draw blocks and sky."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import FACE_UP
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import FACE_MASKED, KIND_CUBE, Art
from envs.overworld.render.coherence import (
    ROUNDS,
    SURFACE_ALONE,
    SURFACE_SEA,
    SURFACE_SKY,
    agreed_surface,
    meet_plane,
    meet_sea,
    surface_of,
)
from envs.overworld.render.march import march
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.outline import OUTLINE_SHADE
from envs.overworld.render.shading import face_shade, fetch, light_at, mip_level, shade, to_byte
from envs.overworld.render.sky import haze_share, sky_colour, sky_gradient
from envs.overworld.render.view import IN_AIR, VIEW_DISTANCE, Work
from envs.overworld.state import HEIGHT, State

_ZERO = single(0.0)
_ONE = single(1.0)
_FAR = single(VIEW_DISTANCE)
_CRACK = single(0.35)
_LINE = single(1.0 / 16.0)
_THINNEST = single(0.004)
_SNOW_LAYER = block_state("snow_layer") >> 4
_SNOW = block_state("snow") >> 4


@kernel()
def draw_blocks(
    s: State, art: Art, work: Work, w: int, first: int, last: int, marks: bool, frame: NDArray[np.uint8]
) -> None:
    """Draw blocks and sky on rows [first, last) of one world's frame, and note the distance of every pixel.

    With `marks` the cube in reach of the crosshair gets its outline; `draw_outline` sees to other shapes.
    """
    camera = work.cameras[w]
    lights = work.lights[w]
    depth = work.depth[w]
    surfaces = work.surfaces[w]
    blocks = s.blocks[w].reshape(-1)
    top = s.top[w].reshape(-1)
    light = s.light[w].reshape(-1)
    biomes = s.biomes[w].reshape(-1)
    height, width = frame.shape[0], frame.shape[1]
    pixel = single(2.0 / width)
    left = single(1.0 / width - 1.0)
    for turn in range(ROUNDS):
        row_start = first + (1 if turn == 1 else 0)
        row_step = 1 if turn == 2 else 2
        for row in range(row_start, last, row_step):
            up = single(1.0 - (2 * row + 1) / height)
            base_x = camera.forward[0] + up * camera.up[0]
            base_y = camera.forward[1] + up * camera.up[1]
            base_z = camera.forward[2] + up * camera.up[2]
            start = 0 if turn == 0 else 1 if turn == 1 else 1 - ((row - first) & 1)
            for i in range(start, width, 2):
                right = single(i) * pixel + left
                dx = base_x + right * camera.right[0]
                dy = base_y + right * camera.right[1]
                dz = base_z + right * camera.right[2]
                scale = _ONE / single(math.sqrt(dx * dx + dy * dy + dz * dz))
                dx *= scale
                dy *= scale
                dz *= scale
                surface = agreed_surface(surfaces, row, i, first, last, turn)
                known = surface != SURFACE_ALONE
                t, state, face, column, y, u, v, word = _FAR, integer(0), FACE_UP, 0, 0, _ZERO, _ZERO, integer(0)
                red, green, blue, clear = _ZERO, _ZERO, _ZERO, _ONE
                if known and surface >= SURFACE_SEA:
                    known, red, green, blue = meet_sea(
                        light, biomes, blocks, art, camera, lights, surface - SURFACE_SEA, dx, dy, dz
                    )
                    clear = _ZERO if known else _ONE
                elif known and surface != SURFACE_SKY:
                    known, t, state, face, column, y, u, v, word = meet_plane(blocks, art, camera, surface, dx, dy, dz)
                if not known:
                    t, state, face, column, y, u, v, word, red, green, blue, clear = march(
                        blocks, top, light, biomes, art, camera, lights, dx, dy, dz
                    )
                    surface = surface_of(art, camera, t, state, face, y, clear, dx, dy, dz)
                surfaces[row, i] = surface
                depth[row, i] = t
                if clear > _ZERO:
                    if state == 0:
                        r, g, b = sky_colour(camera, dx, dy, dz)
                    else:
                        slope = abs(dy) if face < 2 else abs(dz) if face < 4 else abs(dx)
                        footprint = t * camera.texel_scale * (single(1.8) - single(0.8) * slope)
                        if word & FACE_MASKED:
                            word = _under_snow(blocks, art, word, column, y)
                        texel = fetch(art, word, u, v, mip_level(footprint))
                        value = light_at(light, column, y, face, art.kinds[state] != KIND_CUBE)
                        r, g, b = shade(art, biomes, lights, texel, word, column, value, face_shade(face))
                        cell = column << 8 | y
                        if marks and cell == camera.aimed_cell and art.kinds[state] == KIND_CUBE:
                            line = max(t * camera.texel_scale * _LINE, _THINNEST)
                            if min(u, v) < line or max(u, v) > _ONE - line:
                                r *= OUTLINE_SHADE
                                g *= OUTLINE_SHADE
                                b *= OUTLINE_SHADE
                        if camera.crack >= 0 and cell == camera.crack_cell:
                            crack = _CRACK if fetch(art, art.cracks + camera.crack, u, v, 0) >> 24 > 127 else _ONE
                            r *= crack
                            g *= crack
                            b *= crack
                        haze = haze_share(t)
                        if haze > _ZERO:
                            fog_r, fog_g, fog_b = sky_gradient(camera, dx, dy, dz)
                            r += (fog_r - r) * haze
                            g += (fog_g - g) * haze
                            b += (fog_b - b) * haze
                    red += r * clear
                    green += g * clear
                    blue += b * clear
                if camera.medium != IN_AIR:
                    share = _ONE - single(math.exp(-t * camera.fog_density))
                    red += (camera.fog[0] - red) * share
                    green += (camera.fog[1] - green) * share
                    blue += (camera.fog[2] - blue) * share
                frame[row, i, 0] = to_byte(red)
                frame[row, i, 1] = to_byte(green)
                frame[row, i, 2] = to_byte(blue)


@kernel(inline=True)
def _under_snow(blocks: NDArray[np.uint16], art: Art, word: int, column: int, y: int) -> int:
    """Face word of the side of a grass block: another one under snow."""
    if y + 1 < HEIGHT:
        above = blocks[column << 8 | (y + 1)] >> 4
        if above == _SNOW_LAYER or above == _SNOW:
            return integer(art.snowy_side)
    return word
