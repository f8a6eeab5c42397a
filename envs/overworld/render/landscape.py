"""Draw blocks and sky."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import FACE_MASKED, KIND_CUBE, KIND_CUTOUT, TINT_SHIFT, Art
from envs.overworld.render.coherence import (
    ROUNDS,
    SURFACE_ALONE,
    SURFACE_SEA,
    SURFACE_SKY,
    SURFACE_UNKNOWN,
    is_there,
    known_neighbours,
    meet_nearest,
    meet_plane,
    meet_sea,
    surface_of,
)
from envs.overworld.render.march import march
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.outline import OUTLINE_SHADE
from envs.overworld.render.shading import face_shade, fetch, light_at, mip_level, shade, tinted, to_byte
from envs.overworld.render.sky import haze_share, sky_colour, sky_gradient
from envs.overworld.render.view import FOG_START, IN_AIR, VIEW_DISTANCE, Record, Work
from envs.overworld.state import HEIGHT, State

_ZERO = single(0.0)
_ONE = single(1.0)
_FAR = single(VIEW_DISTANCE)
_HAZY = single(FOG_START)
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
    for turn in range(ROUNDS):
        if turn > 0:
            _fill(s, art, work, w, turn, first, last, marks, frame)
        _trace(s, art, work, w, turn, first, last, marks, frame)


@kernel(inline=True)
def _first_pixel(turn: int, row: int, first: int) -> int:
    """The first pixel of a row in a round; every second one follows. Round 1 has every second row."""
    return 0 if turn == 0 else 1 if turn == 1 else 1 - ((row - first) & 1)


@kernel()
def _trace(
    s: State, art: Art, work: Work, w: int, turn: int, first: int, last: int, marks: bool, frame: NDArray[np.uint8]
) -> None:
    """Draw all pixels of round 0, and those of the others that `_fill` has left unknown."""
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
    aimed = integer(camera.aimed_cell) if marks else -1
    cracked = integer(camera.crack_cell) if camera.crack >= 0 else -1
    for row in range(first + (1 if turn == 1 else 0), last, 1 if turn == 2 else 2):
        up = single(1.0 - (2 * row + 1) / height)
        base_x = camera.forward[0] + up * camera.up[0]
        base_y = camera.forward[1] + up * camera.up[1]
        base_z = camera.forward[2] + up * camera.up[2]
        for i in range(_first_pixel(turn, row, first), width, 2):
            if turn > 0 and surfaces[row, i] != SURFACE_UNKNOWN:
                continue
            right = single(i) * pixel + left
            dx = base_x + right * camera.right[0]
            dy = base_y + right * camera.right[1]
            dz = base_z + right * camera.right[2]
            scale = _ONE / single(math.sqrt(dx * dx + dy * dy + dz * dz))
            dx *= scale
            dy *= scale
            dz *= scale
            red, green, blue, clear = _ZERO, _ZERO, _ZERO, _ONE
            surface = SURFACE_ALONE
            if turn == 2:
                one, two, three, four = known_neighbours(surfaces, row, i, first, last, turn)
                surface, t, state, face, column, y, u, v, word = meet_nearest(
                    blocks, art, camera, one, two, three, four, dx, dy, dz
                )
            if surface == SURFACE_ALONE:
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
                    if cell == aimed or cell == cracked:
                        mark = _mark(art, camera, cell, aimed, cracked, state, t, u, v)
                        r *= mark
                        g *= mark
                        b *= mark
                    if t > _HAZY:
                        r, g, b = _in_haze(camera, t, dx, dy, dz, r, g, b)
                red += r * clear
                green += g * clear
                blue += b * clear
            _put(camera, t, red, green, blue, frame, row, i)


@kernel()
def _fill(
    s: State, art: Art, work: Work, w: int, turn: int, first: int, last: int, marks: bool, frame: NDArray[np.uint8]
) -> None:
    """Draw the pixels of round 1 or 2 that lie on the surface that all neighbours share; the others become unknown."""
    camera = work.cameras[w]
    lights = work.lights[w]
    depth = work.depth[w]
    surfaces = work.surfaces[w]
    blocks = s.blocks[w].reshape(-1)
    light = s.light[w].reshape(-1)
    biomes = s.biomes[w].reshape(-1)
    height, width = frame.shape[0], frame.shape[1]
    pixel = single(2.0 / width)
    left = single(1.0 / width - 1.0)
    aimed = integer(camera.aimed_cell) if marks else -1
    cracked = integer(camera.crack_cell) if camera.crack >= 0 else -1
    # what the face drawn last has shown: many pixels in a row lie on one and the same
    shown = -1
    least = 0
    word = integer(0)
    state = integer(0)
    cutout = False
    tint_r, tint_g, tint_b = _ONE, _ONE, _ONE
    lit_r, lit_g, lit_b = _ONE, _ONE, _ONE
    for row in range(first + (1 if turn == 1 else 0), last, 1 if turn == 2 else 2):
        up = single(1.0 - (2 * row + 1) / height)
        base_x = camera.forward[0] + up * camera.up[0]
        base_y = camera.forward[1] + up * camera.up[1]
        base_z = camera.forward[2] + up * camera.up[2]
        for i in range(_first_pixel(turn, row, first), width, 2):
            one, two, three, four = known_neighbours(surfaces, row, i, first, last, turn)
            if one != two or one != three or one != four or one == SURFACE_ALONE:
                surfaces[row, i] = SURFACE_UNKNOWN
                continue
            right = single(i) * pixel + left
            dx = base_x + right * camera.right[0]
            dy = base_y + right * camera.right[1]
            dz = base_z + right * camera.right[2]
            scale = _ONE / single(math.sqrt(dx * dx + dy * dy + dz * dz))
            dx *= scale
            dy *= scale
            dz *= scale
            known = True
            t, red, green, blue = _FAR, _ZERO, _ZERO, _ZERO
            if one >= SURFACE_SEA:
                known, red, green, blue = meet_sea(
                    light, biomes, blocks, art, camera, lights, one - SURFACE_SEA, dx, dy, dz
                )
            elif one == SURFACE_SKY:
                red, green, blue = sky_colour(camera, dx, dy, dz)
            else:
                t, face, column, y, high, u, v = meet_plane(camera, one, dx, dy, dz)
                cell = column << 8 | y
                place = face << 22 | cell
                known = y >= 0
                if known and (place != shown or high > least):
                    state = integer(blocks[cell])
                    least = integer(art.layers[state])
                    known = is_there(least, face, high)
                    shown = -1
                    if known:
                        shown = place
                        word = integer(art.faces[state, face])
                        if word & FACE_MASKED:
                            word = _under_snow(blocks, art, word, column, y)
                        cutout = art.kinds[state] == KIND_CUTOUT
                        value = light_at(light, column, y, face, art.kinds[state] != KIND_CUBE)
                        brightness = face_shade(face)
                        lit_r = lights[value, 0] * brightness
                        lit_g = lights[value, 1] * brightness
                        lit_b = lights[value, 2] * brightness
                        tint = art.tints[(word >> TINT_SHIFT) & 15, biomes[column]]
                        tint_r, tint_g, tint_b = tint[0], tint[1], tint[2]
                if known and cutout:
                    known = fetch(art, word, u, v, mip_level(t * camera.texel_scale)) >> 24 > 127
                if known:
                    slope = abs(dy) if face < 2 else abs(dz) if face < 4 else abs(dx)
                    footprint = t * camera.texel_scale * (single(1.8) - single(0.8) * slope)
                    texel = fetch(art, word, u, v, mip_level(footprint))
                    r, g, b = tinted(texel, word, tint_r, tint_g, tint_b)
                    red, green, blue = r * lit_r, g * lit_g, b * lit_b
                    if cell == aimed or cell == cracked:
                        mark = _mark(art, camera, cell, aimed, cracked, state, t, u, v)
                        red *= mark
                        green *= mark
                        blue *= mark
                    if t > _HAZY:
                        red, green, blue = _in_haze(camera, t, dx, dy, dz, red, green, blue)
            if not known:
                surfaces[row, i] = SURFACE_UNKNOWN
                continue
            surfaces[row, i] = one
            depth[row, i] = t
            _put(camera, t, red, green, blue, frame, row, i)


@kernel(inline=True)
def _put(
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


@kernel(inline=True)
def _mark(
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


@kernel()
def _in_haze(
    camera: Record, t: float, dx: float, dy: float, dz: float, red: float, green: float, blue: float
) -> tuple[float, float, float]:
    """A colour seen through the air of a long distance."""
    haze = haze_share(t)
    r, g, b = sky_gradient(camera, dx, dy, dz)
    return red + (r - red) * haze, green + (g - green) * haze, blue + (b - blue) * haze


@kernel(inline=True)
def _under_snow(blocks: NDArray[np.uint16], art: Art, word: int, column: int, y: int) -> int:
    """Face word of the side of a grass block: another one under snow."""
    if y + 1 < HEIGHT:
        above = blocks[column << 8 | (y + 1)] >> 4
        if above == _SNOW_LAYER or above == _SNOW:
            return integer(art.snowy_side)
    return word
