"""Fill pixels from planes: where the rows of two neighbouring slices see the same, so does the pixel between them.

Its own point on the plane follows by one division, and the block there is looked up, so that edges and textures are
exact. Where two planes meet, the nearer point that exists is taken. Rows without slices have rays on every second row
and column instead, and their other pixels see what all four around them see. In both cases only what is narrower than
two pixels can be missed.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import FACE_UP
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import FACE_MASKED, FACE_TURNED, KIND_CUBE, KIND_CUTOUT, TINT_SHIFT, Art
from envs.overworld.render.numeric import byte, integer, single, unsigned
from envs.overworld.render.pixels import in_haze, mark_share, put_pixel, under_snow
from envs.overworld.render.shading import (
    face_shade,
    fetch,
    fixed,
    level_start,
    light_at,
    mip_level,
    part,
    shade_byte,
)
from envs.overworld.render.sky import sky_colour
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
)
from envs.overworld.render.sweep import same_seen, seen_surface, seen_through, seen_way
from envs.overworld.render.view import FOG_START, IN_AIR, VIEW_DISTANCE, Work
from envs.overworld.state import HEIGHT, State

_ZERO = single(0.0)
_ONE = single(1.0)
_FAR = single(VIEW_DISTANCE)
_HAZY = single(FOG_START)
_MARGIN = single(0.05)
"""Blocks by which a ray begins before what those beside it meet."""
_SIXTEENTH = single(1.0 / SIXTEENTHS)


@kernel()
def fill_planes(
    s: State, art: Art, work: Work, w: int, first: int, last: int, marks: bool, frame: NDArray[np.uint8]
) -> None:
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
        most = integer(camera.slices) - 1
        way = way_ahead(camera, row, height)
        dense = _ONE / (way * camera.slice_step)
        origin = camera.slice_first / camera.slice_step
        if not sliced:
            way = _ONE
            dense = single(width) * single(0.25)
            origin = left * dense
            most = (width - 1) >> 1
            if (row - first) & 1:
                upper = row - 1
                lower = row + 1 if row + 1 < last else row - 1
        pixels = frame[row]
        distances = depth[row]
        stretches = lengths[row]
        line = unsigned(row)
        i = 0
        while i < width:
            if depth[row, i] >= _ZERO:
                i += 1
                continue
            right = single(i) * pixel + left
            length = lengths[row, i]
            index = int(right * dense - origin)
            one = integer(seen[index, upper])
            beside = min(index + 1, most)
            other = integer(seen[beside, lower])
            surface = seen_surface(one)
            sea = seen_through(one)
            end = i + 1
            if sea != seen_through(other) or (
                upper != lower
                and (
                    seen_surface(integer(seen[index, lower])) != surface
                    or seen_surface(integer(seen[beside, upper])) != surface
                    or seen_through(integer(seen[index, lower])) != sea
                    or seen_through(integer(seen[beside, upper])) != sea
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
                    index = unsigned((single(end) * pixel + left) * dense - origin)
                    if not (
                        same_seen(one, integer(seen[index, line]))
                        and same_seen(one, integer(seen[index + unsigned(1), line]))
                    ):
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
                        put_pixel(camera, _FAR, red, green, blue, frame, row, i)
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
                at = unsigned(k)
                length = stretches[at]
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
                    state = integer(blocks[unsigned(column << 8 | y)])
                    least = integer(art.layers[state])
                    known = is_there(least, face, high)
                    shown = -1
                    if known:
                        shown = here
                        word = integer(art.faces[state, face])
                        if word & FACE_MASKED:
                            word = under_snow(blocks, art, word, column, y)
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
                    distances[at] = _beginning(one, other, length, way)
                    continue
                distances[at] = far
                times_r, times_g, times_b = tint_r, tint_g, tint_b
                if masked:
                    alpha = texel >> 24
                    times_r, times_g, times_b = part(tint_r, alpha), part(tint_g, alpha), part(tint_b, alpha)
                r = shade_byte(texel & 255, times_r, lit_r)
                g = shade_byte((texel >> 8) & 255, times_g, lit_g)
                b = shade_byte((texel >> 16) & 255, times_b, lit_b)
                if plain and far <= _HAZY and not marked and sea < 0:
                    pixels[at, 0] = byte(r)
                    pixels[at, 1] = byte(g)
                    pixels[at, 2] = byte(b)
                    continue
                red, green, blue = single(r), single(g), single(b)
                if marked:
                    mark = mark_share(art, camera, column << 8 | y, aimed, cracked, state, far, u, v)
                    red *= mark
                    green *= mark
                    blue *= mark
                if far > _HAZY:
                    to_unit = _ONE / length
                    red, green, blue = in_haze(
                        camera, far, dx * to_unit, base_y * to_unit, dz * to_unit, red, green, blue
                    )
                if sea >= 0:
                    red = red * (_ONE - taken) + veil_r
                    green = green * (_ONE - taken) + veil_g
                    blue = blue * (_ONE - taken) + veil_b
                put_pixel(camera, far, red, green, blue, frame, row, k)
            i = end


@kernel(inline=True)
def _beginning(one: int, other: int, length: float, way: float) -> float:
    """What the depth says of a pixel between two rows of slices whose ray has yet to tell."""
    start = min(seen_way(one), seen_way(other)) * length / way - _MARGIN
    return -_ONE - max(start, _ZERO)
