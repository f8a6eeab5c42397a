"""What the rays of a slice see: one walk from column to column for all rows of the picture.

A block in a column hides an interval of slopes, and with that some rows: those that meet its side and those that
come down on its top or up to its underside. Cells below the eyes are taken from above and cells above them from below,
so that the first that hides a row is the one that is seen. Of cubes, slabs and snow a row keeps the plane; of all else
(plants, boxes, ice, water) only from where on a ray must look; water too deep to see through is a plane again.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import FACE_DOWN, FACE_EAST, FACE_NORTH, FACE_SOUTH, FACE_UP, FACE_WEST
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import KIND_AIR, KIND_CUTOUT, KIND_WATER, Art
from envs.overworld.render.geometry import meet
from envs.overworld.render.numeric import integer, single, unsigned
from envs.overworld.render.shading import face_uv, fetch, mip_level, neighbour
from envs.overworld.render.slices import row_of, slice_side, way_ahead
from envs.overworld.render.surface import (
    SEA_LEVEL,
    SIXTEENTHS,
    SURFACE_ALONE,
    SURFACE_SEA,
    SURFACE_SKY,
    plane_surface,
)
from envs.overworld.render.view import IN_WATER, VIEW_DISTANCE, Record, Work
from envs.overworld.state import HEIGHT, State

_ZERO = single(0.0)
_ONE = single(1.0)
_TINY = single(1e-6)
_HUGE = single(1e6)
_EYES = single(1e-4)
_FAR = single(VIEW_DISTANCE**2)
_DEEP = single(16.0**2)
_SIXTEENTH = single(1.0 / SIXTEENTHS)

WAY_SCALE = single(64.0)
"""Steps a block in which a row keeps the way ahead from which on a ray must look."""
_WAY = 0xFFF
_SURFACE = 12
_CLOSED = 1 << 28
_WET = 1 << 29
"""A row looks through the surface of still water. While it is open, its surface is that of the sea at that height; once
it is closed, its way is kept in steps of four blocks, and beside it the height."""
_SEA = 4
_COARSE = 15
_COARSE_SCALE = single(4.0)


@kernel(inline=True)
def seen_surface(seen: int) -> int:
    """SURFACE_* or plane that a row of a slice sees."""
    return (seen >> _SURFACE) & 0xFFFF


@kernel(inline=True)
def same_seen(seen: int, other: int) -> bool:
    """Whether two rows of slices see the same surface, through the same water if through any."""
    return (seen ^ other) >> (_SEA if seen & _WET else _SURFACE) == 0


@kernel(inline=True)
def seen_through(seen: int) -> int:
    """Height of the cell of still water through whose surface a row of a slice sees what it sees, or -1."""
    return (seen >> _SEA) & 0xFF if seen & _WET else -1


@kernel(inline=True)
def seen_way(seen: int) -> float:
    """Way straight ahead on which a row of a slice meets nothing."""
    if seen & _WET:
        return single(seen & _COARSE) * _COARSE_SCALE
    return single(seen & _WAY) / WAY_SCALE


@kernel(inline=True)
def as_seen(surface: int, sea: int) -> int:
    """What to keep of a ray that saw a surface, through that of still water (-1: none); it begins at the eyes."""
    if sea >= 0 and surface < SURFACE_SEA:
        return _WET | surface << _SURFACE | sea << _SEA
    return surface << _SURFACE


@kernel(inline=True)
def _close(seen: NDArray[np.uint32], row: int, surface: int, way: float, stretch: float, under_water: bool) -> None:
    """Note what an open row sees; `stretch` is the square of a ray's length for each block straight ahead."""
    noted = integer(seen[row])
    start = noted & _WAY
    if start == 0:
        start = int(way * WAY_SCALE)
    if noted & _WET:
        through = way - single(start) / WAY_SCALE
        sea = (noted >> _SURFACE) & 0xFFFF
        if not under_water and (surface == SURFACE_SKY or through * through * stretch > _DEEP):
            surface = sea
        elif surface != SURFACE_ALONE:
            start = int(single(start) / (WAY_SCALE * _COARSE_SCALE))
            seen[row] = _CLOSED | _WET | surface << _SURFACE | (sea - SURFACE_SEA) << _SEA | start
            return
    elif way * way * stretch > _FAR or surface == SURFACE_SKY:
        # what is seen of the sky through holes and between plants is too narrow, and too bright, to be filled
        surface = SURFACE_SKY if noted & _WAY == 0 else SURFACE_ALONE
    seen[row] = _CLOSED | surface << _SURFACE | start


@kernel(inline=True)
def _is_deep(seen: NDArray[np.uint32], slopes: NDArray[np.float32], row: int, way: float, level: float) -> bool:
    """Whether an open row has come so far through water that it sees nothing but the surface; then it is closed."""
    noted = integer(seen[row])
    stretch = level + slopes[row] * slopes[row]
    through = way - single(noted & _WAY) / WAY_SCALE
    deep = noted & _WET != 0 and through * through * stretch > _DEEP
    if deep:
        seen[row] = noted | _CLOSED
    return deep


@kernel(inline=True)
def _cover(
    blocks: NDArray[np.uint16], art: Art, camera: Record, slopes: NDArray[np.float32], seen: NDArray[np.uint32],
    height: int, state: int, column: int, behind: int, y: int, x: int, z: int, side: int, lo: int, hi: int,
    r0: float, i0: float, i1: float, hx: float, hz: float, ix: float, iz: float, level: float,
) -> None:  # fmt: skip
    """Let the block at height `y` of a column hide what it hides of the open rows [lo, hi].

    The slice enters the column at way `r0` through face `side` from column `behind`; i0 and i1 are one over the ways at
    which it enters and leaves; (x, z) is the unwrapped place of the column, `level` the square of (hx, hz).
    """
    kind = art.kinds[state]
    if kind == KIND_AIR:
        return
    layer = integer(art.layers[state])
    tall = single(layer) * _SIXTEENTH if layer > 0 else _ONE
    wet = kind == KIND_WATER
    under_water = camera.medium == IN_WATER
    covered = False
    if wet:
        covered = art.kinds[blocks[column << 8 | min(y + 1, HEIGHT - 1)]] == KIND_WATER
        if covered and (under_water or art.kinds[blocks[behind << 8 | y]] == KIND_WATER):
            return
        if not covered:
            tall = SEA_LEVEL
    bottom = single(y) - camera.origin[1]
    top = bottom + tall
    steepest = top * (i0 if top > _ZERO else i1)
    lowest = bottom * (i0 if bottom < _ZERO else i1)
    if steepest < slopes[hi] or lowest > slopes[lo]:
        return
    first = lo
    last = hi
    if steepest < slopes[lo]:
        first = max(first, math.ceil(row_of(camera, steepest, height)))
    if lowest > slopes[hi]:
        last = min(last, math.floor(row_of(camera, lowest, height)))
    upper = top * i0  # the side lies between these slopes
    lower = bottom * i0
    across = x if side == FACE_WEST else x + 1 if side == FACE_EAST else z if side == FACE_NORTH else z + 1
    if layer > 0 and kind != KIND_CUTOUT:
        upright = plane_surface(side, across)
        over = plane_surface(FACE_UP, y * SIXTEENTHS + layer)
        under = plane_surface(FACE_DOWN, y * SIXTEENTHS)
        for row in range(first, last + 1):
            if seen[row] & unsigned(_CLOSED) == 0:
                slope = slopes[row]
                surface = over if slope > upper else under if slope < lower else upright
                _close(seen, row, surface, r0, level + slope * slope, under_water)
        return
    for row in range(first, last + 1):
        noted = integer(seen[row])
        if noted & _CLOSED:
            continue
        slope = slopes[row]
        stretch = level + slope * slope
        if wet:
            if under_water and (slope <= _ZERO or slope < top * i1):
                continue  # it stays in the water
            if noted & _WET == 0:
                if covered or state & 15 != 0 or (slope <= upper and not under_water):
                    _close(seen, row, SURFACE_ALONE, r0, stretch, under_water)
                else:
                    start = noted & _WAY
                    if start == 0:
                        start = max(int(top / slope * WAY_SCALE), 1)
                    seen[row] = _WET | (SURFACE_SEA + y) << _SURFACE | start
            continue
        face, way = side, r0
        iy = _HUGE if abs(slope) < _TINY else _ONE / slope
        if slope > upper:
            face, way = FACE_UP, top * iy
        elif slope < lower:
            face, way = FACE_DOWN, bottom * iy
        surface = SURFACE_ALONE
        if kind == KIND_CUTOUT:
            px = camera.origin[0] + hx * way - single(x)
            pz = camera.origin[2] + hz * way - single(z)
            u, v = face_uv(face, px, slope * way - bottom, pz)
            mip = mip_level(way * single(math.sqrt(stretch)) * camera.texel_scale)
            hit = fetch(art, integer(art.faces[state, face]), u, v, mip) >> 24 > 127
            place = across
            if face == FACE_UP:
                place = y * SIXTEENTHS + SIXTEENTHS
            elif face == FACE_DOWN:
                place = y * SIXTEENTHS
            surface = plane_surface(face, place)
        else:
            hit, _, _, _, _, _, _ = meet(
                blocks, art, camera, state, kind, column, y, face, way, hx, slope, hz, ix, iy, iz
            )
        if hit:
            _close(seen, row, surface, r0, stretch, under_water)
        elif noted & _WAY == 0:
            seen[row] = noted | max(int(r0 * WAY_SCALE), 1)


@kernel()
def sweep_slices(s: State, art: Art, work: Work, w: int, begin: int, end: int) -> None:
    """Sweep slices [begin, end) of world `w`, as far as its view has so many."""
    camera = work.cameras[w]
    blocks = s.blocks[w].reshape(-1)
    top = s.top[w].reshape(-1)
    for index in range(begin, min(end, camera.slices)):
        _sweep(blocks, top, art, camera, work.slopes[w], work.seen[w, index], index)


@kernel()
def _sweep(
    blocks: NDArray[np.uint16], top: NDArray[np.int16], art: Art, camera: Record, slopes: NDArray[np.float32],
    seen: NDArray[np.uint32], index: int,
) -> None:  # fmt: skip
    """Fill `seen` (H,) for a slice, on those of its rows that have slices and that it crosses in the picture."""
    height = slopes.shape[0]
    sideways = slice_side(camera, index)
    lo = integer(camera.first_sliced)
    hi = integer(camera.last_sliced) - 1
    reach = abs(sideways) - camera.slice_step
    # rows that reach so far to the side are those whose way ahead is short: all from one end on
    limit = _HUGE if reach <= _TINY else _ONE / reach
    while lo <= hi and way_ahead(camera, lo, height) > limit:
        lo += 1
    while lo <= hi and way_ahead(camera, hi, height) > limit:
        hi -= 1
    for row in range(lo, hi + 1):
        seen[row] = 0
    ox = camera.origin[0]
    oy = camera.origin[1]
    oz = camera.origin[2]
    hx = camera.heading[0] + sideways * camera.right[0]
    hz = camera.heading[2] + sideways * camera.right[2]
    level = hx * hx + hz * hz
    ix = _HUGE if abs(hx) < _TINY else _ONE / hx
    iz = _HUGE if abs(hz) < _TINY else _ONE / hz
    x = math.floor(ox)
    z = math.floor(oz)
    eye = math.floor(oy)
    step_x = 1 if ix > _ZERO else -1
    step_z = 1 if iz > _ZERO else -1
    next_x = (single(x + (1 if ix > _ZERO else 0)) - ox) * ix
    next_z = (single(z + (1 if iz > _ZERO else 0)) - oz) * iz
    size_x = abs(ix)
    size_z = abs(iz)
    face_x = FACE_WEST if ix > _ZERO else FACE_EAST
    face_z = FACE_NORTH if iz > _ZERO else FACE_SOUTH
    side = face_z
    r0 = _EYES
    i0 = _ONE / r0
    column = (x & 127) << 7 | (z & 127)
    behind = column
    if lo <= hi and 0 <= eye < HEIGHT:
        state = integer(blocks[column << 8 | eye])
        if art.kinds[state] != KIND_AIR and not (camera.medium == IN_WATER and art.kinds[state] == KIND_WATER):
            for row in range(lo, hi + 1):  # the eyes are in something
                seen[row] = _CLOSED | SURFACE_ALONE << _SURFACE
            return
    while lo <= hi:
        r1 = max(min(next_x, next_z), _EYES)
        i1 = _ONE / r1
        high = slopes[lo]
        low = slopes[hi]
        highest = oy + high * (r1 if high > _ZERO else r0)
        lowest = oy + low * (r1 if low < _ZERO else r0)
        if lowest < single(top[column]) and highest >= _ZERO:
            last = min(integer(top[column]) - 1, int(highest))
            first = int(max(lowest, _ZERO))
            base = column << 8
            down = min(last, eye)  # from there down to `first`, then up to `last`
            above = max(eye + 1, first)
            below = max(down - first + 1, 0)
            for k in range(below + max(last - above + 1, 0)):
                y = down - k if k < below else above + k - below
                state = integer(blocks[base | y])
                if state != 0:
                    _cover(
                        blocks, art, camera, slopes, seen, height, state, column, behind, y, x, z, side, lo, hi,
                        r0, i0, i1, hx, hz, ix, iz, level,
                    )  # fmt: skip
            while lo <= hi and seen[lo] & unsigned(_CLOSED) != 0:
                lo += 1
            while lo <= hi and (seen[hi] & unsigned(_CLOSED) != 0 or _is_deep(seen, slopes, hi, r0, level)):
                hi -= 1
        elif lowest >= camera.ceiling and low >= _ZERO:
            break
        if r1 * r1 * level > _FAR:
            break
        behind = column
        if next_x < next_z:
            x += step_x
            next_x += size_x
            side = face_x
            column = neighbour(column, face_x ^ 1)
        else:
            z += step_z
            next_z += size_z
            side = face_z
            column = neighbour(column, face_z ^ 1)
        r0 = r1
        i0 = i1
    for row in range(lo, hi + 1):
        if seen[row] & unsigned(_CLOSED) == 0:
            _close(seen, row, SURFACE_SKY, single(VIEW_DISTANCE), _ZERO, camera.medium == IN_WATER)
