"""Draw blocks and sky."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import FACE_UP
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import FACE_MASKED, FACE_TURNED, KIND_CUBE, KIND_CUTOUT, TINT_SHIFT, Art
from envs.overworld.render.march import march
from envs.overworld.render.numeric import byte, integer, single, unsigned
from envs.overworld.render.outline import OUTLINE_SHADE
from envs.overworld.render.shading import (
    face_shade,
    fetch,
    fixed,
    level_start,
    light_at,
    mip_level,
    part,
    shade,
    shade_byte,
    to_byte,
)
from envs.overworld.render.sky import haze_share, sky_colour, sky_gradient
from envs.overworld.render.slices import way_ahead
from envs.overworld.render.surface import (
    SIXTEENTHS,
    SURFACE_ALONE,
    SURFACE_SEA,
    SURFACE_SKY,
    face_of,
    is_there,
    meet_sea,
    nearer_surface,
    place_of,
    surface_of,
)
from envs.overworld.render.sweep import as_seen, seen_surface, seen_through, seen_way
from envs.overworld.render.view import FOG_START, IN_AIR, VIEW_DISTANCE, Record, Work
from envs.overworld.state import HEIGHT, State

_ZERO = single(0.0)
_ONE = single(1.0)
_FAR = single(VIEW_DISTANCE)
_HAZY = single(FOG_START)
_MARGIN = single(0.05)
"""Blocks by which a ray begins before what those beside it meet."""
_SIXTEENTH = single(1.0 / SIXTEENTHS)
_UNKNOWN = single(-1.0)
"""Depth of a pixel before anything is known."""
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
    above = min(max(integer(work.cameras[w].first_sliced), first), last)
    below = max(min(integer(work.cameras[w].last_sliced), last), above)
    work.depth[w, first:last] = _UNKNOWN
    _trace(s, art, work, w, first, above, 2, marks, frame)
    _trace(s, art, work, w, below, last, 2, marks, frame)
    _fill(s, art, work, w, first, above, marks, frame)
    _fill(s, art, work, w, above, below, marks, frame)
    _fill(s, art, work, w, below, last, marks, frame)
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
def _fill(s: State, art: Art, work: Work, w: int, first: int, last: int, marks: bool, frame: NDArray[np.uint8]) -> None:
    """Draw the pixels between two slices that see the same plane; of the others the depth says where a ray may begin.

    That depth is negative: -1 for a ray from the eyes, -1 - t for one from the distance t on.
    """
    camera = work.cameras[w]
    lights = work.lights[w]
    depth = work.depth[w]
    seen = work.seen[w]
    lengths = work.lengths
    texels = art.texels.reshape(-1)
    blocks = s.blocks[w].reshape(-1)
    light = s.light[w].reshape(-1)
    biomes = s.biomes[w].reshape(-1)
    height, width = frame.shape[0], frame.shape[1]
    pixel = single(2.0 / width)
    left = single(1.0 / width - 1.0)
    aimed = integer(camera.aimed_cell) if marks else -1
    cracked = integer(camera.crack_cell) if camera.crack >= 0 else -1
    plain = camera.medium == IN_AIR
    ox = camera.origin[0]
    oy = camera.origin[1]
    oz = camera.origin[2]
    right_x = camera.right[0]
    right_z = camera.right[2]
    scale = camera.texel_scale
    # what the face drawn last has shown: many pixels in a row lie on one and the same
    shown = -1
    least = 0
    word = integer(0)
    state = integer(0)
    cutout = False
    marked = False
    sharp = 0
    soft = 0
    tint_r, tint_g, tint_b = 256, 256, 256
    lit_r, lit_g, lit_b = 256, 256, 256
    tile, size, last_texel, texel_scale = 0, 1, 0, _ONE
    masked = False
    turned = False
    sliced = camera.first_sliced <= first and last <= camera.last_sliced
    for row in range(first, last):
        up = single(1.0 - (2 * row + 1) / height)
        base_x = camera.forward[0] + up * camera.up[0]
        base_y = camera.forward[1] + up * camera.up[1]
        base_z = camera.forward[2] + up * camera.up[2]
        # the rows, and for each pixel the two in each, that know what is seen around it
        upper, lower = row, row
        way = way_ahead(camera, row, height)
        dense = _ONE / (way * camera.slice_step)
        origin = camera.slice_first / camera.slice_step
        if not sliced:
            way = _ONE
            dense = single(width) * single(0.25)
            origin = left * dense
            if (row - first) & 1:
                upper = row - 1
                lower = row + 1 if row + 1 < last else row - 1
        i = 0
        while i < width:
            if depth[row, i] >= _ZERO:
                i += 1
                continue
            right = single(i) * pixel + left
            length = lengths[row, i]
            index = int(right * dense - origin)
            one = integer(seen[index, upper])
            other = integer(seen[index + 1, lower])
            surface = seen_surface(one)
            sea = seen_through(one)
            end = i + 1
            if sea != seen_through(other) or (
                upper != lower
                and (
                    seen_surface(integer(seen[index, lower])) != surface
                    or seen_surface(integer(seen[index + 1, upper])) != surface
                    or seen_through(integer(seen[index, lower])) != sea
                    or seen_through(integer(seen[index + 1, upper])) != sea
                )
            ):
                surface = SURFACE_ALONE
            if surface == SURFACE_ALONE:
                pass
            elif surface != seen_surface(other):
                dx = base_x + right * right_x
                dz = base_z + right * right_z
                surface = nearer_surface(blocks, art, camera, surface, seen_surface(other), dx, base_y, dz, length)
            elif surface < SURFACE_ALONE and sliced:
                while end < width:
                    index = int((single(end) * pixel + left) * dense - origin)
                    left_one = integer(seen[index, row])
                    right_one = integer(seen[index + 1, row])
                    if seen_surface(left_one) != surface or seen_surface(right_one) != surface:
                        break
                    if seen_through(left_one) != sea or seen_through(right_one) != sea:
                        break
                    end += 1
            if surface >= SURFACE_ALONE:
                known = surface != SURFACE_ALONE
                if known:
                    red, green, blue = _ZERO, _ZERO, _ZERO
                    to_unit = _ONE / length
                    dx = (base_x + right * right_x) * to_unit
                    dy = base_y * to_unit
                    dz = (base_z + right * right_z) * to_unit
                    taken = _ZERO
                    water = surface - SURFACE_SEA if surface >= SURFACE_SEA else sea
                    if water >= 0:
                        known, red, green, blue, taken = meet_sea(
                            light, biomes, blocks, art, camera, lights, water, dx, dy, dz
                        )
                    if surface == SURFACE_SKY:
                        r, g, b = sky_colour(camera, dx, dy, dz)
                        red += r * (_ONE - taken)
                        green += g * (_ONE - taken)
                        blue += b * (_ONE - taken)
                    if known:
                        depth[row, i] = _FAR
                        _put(camera, _FAR, red, green, blue, frame, row, i)
                if not known:
                    depth[row, i] = _beginning(one, other, length, way)
                i = end
                continue
            # a run of pixels on one plane
            face, place = face_of(surface), place_of(surface)
            level = face < 2
            across_x = face > 3
            flip = face == 2 or face == 5
            cell = (place - face) >> 4 if level else place - (face & 1)
            high = (place - (cell << 4) if face == FACE_UP else 1) if level else 0
            gap = single(place) - (ox if across_x else oz)
            if level:
                gap = (single(place) * _SIXTEENTH - oy) / base_y
            for k in range(i, end):
                right = single(k) * pixel + left
                length = lengths[row, k]
                dx = base_x + right * right_x
                dz = base_z + right * right_z
                if level:
                    t = gap
                    p = ox + dx * t
                    q = oz + dz * t
                elif across_x:
                    t = gap / dx
                    p = oz + dz * t
                    q = oy + base_y * t
                else:
                    t = gap / dz
                    p = ox + dx * t
                    q = oy + base_y * t
                cell_p = math.floor(p)
                cell_q = math.floor(q)
                u = p - single(cell_p)
                v = q - single(cell_q)
                if level:
                    column = (cell_p & 127) << 7 | (cell_q & 127)
                    y = cell
                else:
                    high = int(v * single(SIXTEENTHS)) + 1
                    y = cell_q
                    v = _ONE - v
                    u = _ONE - u if flip else u
                    column = (cell & 127) << 7 | (cell_p & 127) if across_x else (cell_p & 127) << 7 | (cell & 127)
                far = t * length
                known = y >= 0 and y < HEIGHT and t >= _ZERO and far <= _FAR
                here = face << 22 | column << 8 | y
                if known and (here != shown or high > least):
                    state = integer(blocks[column << 8 | y])
                    least = integer(art.layers[state])
                    known = is_there(least, face, high)
                    shown = -1
                    if known:
                        shown = here
                        word = integer(art.faces[state, face])
                        if word & FACE_MASKED:
                            word = _under_snow(blocks, art, word, column, y)
                        cutout = art.kinds[state] == KIND_CUTOUT
                        value = light_at(light, column, y, face, art.kinds[state] != KIND_CUBE)
                        brightness = face_shade(face)
                        lit_r = fixed(lights[value, 0] * brightness)
                        lit_g = fixed(lights[value, 1] * brightness)
                        lit_b = fixed(lights[value, 2] * brightness)
                        tint = art.tints[(word >> TINT_SHIFT) & 15, biomes[column]]
                        tint_r, tint_g, tint_b = fixed(tint[0]), fixed(tint[1]), fixed(tint[2])
                        masked = word & FACE_MASKED != 0
                        turned = word & FACE_TURNED != 0
                        marked = (column << 8 | y) == aimed or (column << 8 | y) == cracked
                        slope = abs(base_y) if level else abs(dx) if across_x else abs(dz)
                        sharp = mip_level(far * scale) if cutout else 0
                        soft = mip_level(t * scale * (single(1.8) * length - single(0.8) * slope))
                        tile = level_start(word, soft)
                        size = 16 >> soft
                        last_texel = size - 1
                        texel_scale = single(size)
                if known:
                    if turned:
                        u, v = v, u
                    across = min(int(u * texel_scale), last_texel)
                    texel = integer(texels[unsigned(tile + min(int(v * texel_scale), last_texel) * size + across)])
                    if cutout:
                        if turned:
                            u, v = v, u
                        known = (texel if sharp == soft else fetch(art, word, u, v, sharp)) >> 24 > 127
                taken, veil_r, veil_g, veil_b = _ZERO, _ZERO, _ZERO, _ZERO
                if known and sea >= 0:
                    to_unit = _ONE / length
                    known, veil_r, veil_g, veil_b, taken = meet_sea(
                        light, biomes, blocks, art, camera, lights, sea, dx * to_unit, base_y * to_unit, dz * to_unit
                    )
                if not known:
                    depth[row, k] = _beginning(one, other, length, way)
                    continue
                depth[row, k] = far
                times_r, times_g, times_b = tint_r, tint_g, tint_b
                if masked:
                    alpha = texel >> 24
                    times_r, times_g, times_b = part(tint_r, alpha), part(tint_g, alpha), part(tint_b, alpha)
                r = shade_byte(texel & 255, times_r, lit_r)
                g = shade_byte((texel >> 8) & 255, times_g, lit_g)
                b = shade_byte((texel >> 16) & 255, times_b, lit_b)
                if plain and far <= _HAZY and not marked and sea < 0:
                    frame[row, k, 0] = byte(r)
                    frame[row, k, 1] = byte(g)
                    frame[row, k, 2] = byte(b)
                    continue
                red, green, blue = single(r), single(g), single(b)
                if marked:
                    mark = _mark(art, camera, column << 8 | y, aimed, cracked, state, far, u, v)
                    red *= mark
                    green *= mark
                    blue *= mark
                if far > _HAZY:
                    to_unit = _ONE / length
                    red, green, blue = _in_haze(
                        camera, far, dx * to_unit, base_y * to_unit, dz * to_unit, red, green, blue
                    )
                if sea >= 0:
                    red = red * (_ONE - taken) + veil_r
                    green = green * (_ONE - taken) + veil_g
                    blue = blue * (_ONE - taken) + veil_b
                _put(camera, far, red, green, blue, frame, row, k)
            i = end


@kernel(inline=True)
def _beginning(one: int, other: int, length: float, way: float) -> float:
    """What the depth says of a pixel between two rows of slices whose ray has yet to tell."""
    start = min(seen_way(one), seen_way(other)) * length / way - _MARGIN
    return -_ONE - max(start, _ZERO)


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


@kernel(inline=True)
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
