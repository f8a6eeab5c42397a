"""Draw blocks and sky: what can be filled from planes first, then a ray for each pixel that is left."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render.atlas import FACE_MASKED, KIND_CUBE, Art
from envs.overworld.render.march import march
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.pixels import in_haze, mark_share, put_pixel, under_snow
from envs.overworld.render.planes import fill_planes
from envs.overworld.render.shading import face_shade, fetch, light_at, mip_level, shade
from envs.overworld.render.sky import sky_colour
from envs.overworld.render.surface import surface_of
from envs.overworld.render.sweep import as_seen
from envs.overworld.render.view import FOG_START, Work
from envs.overworld.state import State

_ZERO = single(0.0)
_ONE = single(1.0)
_HAZY = single(FOG_START)
_UNKNOWN = single(-1.0)
"""Depth of a pixel before anything is known."""


@kernel()
def draw_blocks(
    s: State, art: Art, work: Work, w: int, first: int, last: int, marks: bool, exact: bool, frame: NDArray[np.uint8]
) -> None:
    """Draw blocks and sky on rows [first, last) of one world's frame, and note the distance of every pixel.

    With `marks` the cube in reach of the crosshair gets its outline; `draw_outline` sees to other shapes. If `exact`,
    every pixel has a ray of its own.
    """
    work.depth[w, first:last] = _UNKNOWN
    if not exact:
        above = min(max(integer(work.cameras[w].first_sliced), first), last)
        below = max(min(integer(work.cameras[w].last_sliced), last), above)
        _trace(s, art, work, w, first, above, 2, marks, frame)
        _trace(s, art, work, w, below, last, 2, marks, frame)
        fill_planes(s, art, work, w, first, above, marks, frame)
        fill_planes(s, art, work, w, above, below, marks, frame)
        fill_planes(s, art, work, w, below, last, marks, frame)
    _trace(s, art, work, w, first, last, 1, marks, frame)


@kernel()
def _trace(
    s: State, art: Art, work: Work, w: int, first: int, last: int, step: int, marks: bool, frame: NDArray[np.uint8]
) -> None:
    """Draw by rays, on every `step`th row and column, the pixels whose depth is negative, from where that says on.

    With a step of two, what they see is kept where slices would keep it.
    """
    camera = work.cameras[w]
    lights = work.lights[w]
    depth = work.depth[w]
    blocks = s.blocks[w].reshape(-1)
    top = s.top[w].reshape(-1)
    light = s.light[w].reshape(-1)
    biomes = s.biomes[w].reshape(-1)
    height, width = frame.shape[0], frame.shape[1]
    pixel = single(2.0 / width)
    left = single(1.0 / width - 1.0)
    aimed = integer(camera.aimed_cell) if marks else -1
    cracked = integer(camera.crack_cell) if camera.crack >= 0 else -1
    for row in range(first, last, step):
        up = single(1.0 - (2 * row + 1) / height)
        base_x = camera.forward[0] + up * camera.up[0]
        base_y = camera.forward[1] + up * camera.up[1]
        base_z = camera.forward[2] + up * camera.up[2]
        for i in range(0, width, step):
            start = -depth[row, i] - _ONE
            if start < _ZERO:
                continue
            right = single(i) * pixel + left
            dx = base_x + right * camera.right[0]
            dy = base_y + right * camera.right[1]
            dz = base_z + right * camera.right[2]
            scale = _ONE / single(math.sqrt(dx * dx + dy * dy + dz * dz))
            dx *= scale
            dy *= scale
            dz *= scale
            t, state, face, column, y, u, v, word, red, green, blue, clear, sea = march(
                blocks, top, light, biomes, art, camera, lights, start, dx, dy, dz
            )
            depth[row, i] = t
            if step > 1:
                surface = surface_of(art, camera, t, state, face, clear, sea, dx, dy, dz)
                work.seen[w, i >> 1, row] = as_seen(surface, sea)
            if clear > _ZERO:
                if state == 0:
                    r, g, b = sky_colour(camera, dx, dy, dz)
                else:
                    slope = abs(dy) if face < 2 else abs(dz) if face < 4 else abs(dx)
                    footprint = t * camera.texel_scale * (single(1.8) - single(0.8) * slope)
                    if word & FACE_MASKED:
                        word = under_snow(blocks, art, word, column, y)
                    texel = fetch(art, word, u, v, mip_level(footprint))
                    value = light_at(light, column, y, face, art.kinds[state] != KIND_CUBE)
                    r, g, b = shade(art, biomes, lights, texel, word, column, value, face_shade(face))
                    cell = column << 8 | y
                    if cell == aimed or cell == cracked:
                        mark = mark_share(art, camera, cell, aimed, cracked, state, t, u, v)
                        r *= mark
                        g *= mark
                        b *= mark
                    if t > _HAZY:
                        r, g, b = in_haze(camera, t, dx, dy, dz, r, g, b)
                red += r * clear
                green += g * clear
                blue += b * clear
            put_pixel(camera, t, red, green, blue, frame, row, i)
