"""Items as solid things, in the hand and on the ground: boxes of a block, or a picture one pixel thick."""

from envs.overworld.jit import kernel
from envs.overworld.render.atlas import FACE_MASKED, KIND_MODEL, TINT_SHIFT, Art
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.shading import face_shade, face_uv, fetch

MISS = single(1e30)
_ZERO = single(0.0)
_HALF = single(0.5)
_ONE = single(1.0)
_GRID = single(16.0)
_THIN = single(1.0 / 32.0)
_PLAINS = 1
"""Biome whose tints items show."""


@kernel(inline=True)
def _inverse(d: float) -> float:
    """One over a direction component, finite for zero."""
    return single(1e6) if abs(d) < single(1e-6) else _ONE / d


@kernel(inline=True)
def trace_box(
    ox: float, oy: float, oz: float, dx: float, dy: float, dz: float,
    x0: float, y0: float, z0: float, x1: float, y1: float, z1: float,
) -> tuple[float, int]:  # fmt: skip
    """Distance (MISS if none) and face at which a ray from outside enters a box."""
    ix = _inverse(dx)
    iy = _inverse(dy)
    iz = _inverse(dz)
    near_x = min((x0 - ox) * ix, (x1 - ox) * ix)
    near_y = min((y0 - oy) * iy, (y1 - oy) * iy)
    near_z = min((z0 - oz) * iz, (z1 - oz) * iz)
    near = max(near_x, near_y, near_z)
    far = min(max((x0 - ox) * ix, (x1 - ox) * ix), max((y0 - oy) * iy, (y1 - oy) * iy))
    far = min(far, max((z0 - oz) * iz, (z1 - oz) * iz))
    if near > far or near < _ZERO:
        return MISS, 0
    if near == near_y:
        return near, 0 if iy > _ZERO else 1
    if near == near_z:
        return near, 2 if iz > _ZERO else 3
    return near, 4 if ix > _ZERO else 5


@kernel()
def trace_item(
    art: Art, item: int, meta: int, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float
) -> tuple[float, int, float]:
    """What a ray sees of an item that fills the unit cube: distance (MISS if none), colour (RGBA), brightness."""
    state = art.item_state[item, meta & 15]
    if state:
        return trace_block(art, integer(state), ox, oy, oz, dx, dy, dz)
    return _trace_picture(art, integer(art.item_icon[item, meta & 15]), ox, oy, oz, dx, dy, dz)


@kernel()
def trace_block(
    art: Art, state: int, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float
) -> tuple[float, int, float]:
    """What a ray sees of a block state that fills the unit cube, as `trace_item`."""
    best = MISS
    colour = integer(0)
    brightness = _ONE
    start = art.box_start[state]
    model = art.kinds[state] == KIND_MODEL
    count = art.box_start[state + 1] - start if model else 1
    for i in range(count):
        x0, y0, z0, x1, y1, z1 = _ZERO, _ZERO, _ZERO, _ONE, _ONE, _ONE
        sx, sy, sz = _ZERO, _ZERO, _ZERO
        if model:
            box = art.boxes[start + i]
            if box[9] >= _ZERO:
                continue
            x0, y0, z0, x1, y1, z1 = box[0], box[1], box[2], box[3], box[4], box[5]
            sx, sy, sz = box[6], box[7], box[8]
        t, face = trace_box(ox, oy, oz, dx, dy, dz, x0, y0, z0, x1, y1, z1)
        if t >= best:
            continue
        u, v = face_uv(face, ox + dx * t - sx, oy + dy * t - sy, oz + dz * t - sz)
        word = integer(art.faces[state, face])
        texel = fetch(art, word, u, v, 0)
        if texel >> 24 > 0 or word & FACE_MASKED:
            best = t
            colour = _tinted(art, word, texel)
            brightness = face_shade(face)
    return best, colour, brightness


@kernel(inline=True)
def _tinted(art: Art, word: int, texel: int) -> int:
    """Apply the tint of the plains to a texel."""
    tint = (word >> TINT_SHIFT) & 15
    if tint == 0 or (word & FACE_MASKED and texel >> 24 < 128):
        return texel
    r = min(int((texel & 255) * art.tints[tint, _PLAINS, 0]), 255)
    g = min(int(((texel >> 8) & 255) * art.tints[tint, _PLAINS, 1]), 255)
    b = min(int(((texel >> 16) & 255) * art.tints[tint, _PLAINS, 2]), 255)
    return (texel & 0xFF000000) | b << 16 | g << 8 | r


@kernel()
def _trace_picture(
    art: Art, icon: int, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float
) -> tuple[float, int, float]:
    """Walk through the 16x16x1 grid of a picture that stands in the middle of the cube, facing south."""
    t, face = trace_box(ox, oy, oz, dx, dy, dz, _ZERO, _ZERO, _HALF - _THIN, _ONE, _ONE, _HALF + _THIN)
    if t >= MISS:
        return MISS, integer(0), _ONE
    ix = _inverse(dx)
    iy = _inverse(dy)
    iz = _inverse(dz)
    leave = max((_HALF - _THIN - oz) * iz, (_HALF + _THIN - oz) * iz)
    x = min(max(int((ox + dx * t) * _GRID), 0), 15)
    y = min(max(int((oy + dy * t) * _GRID), 0), 15)
    while True:
        texel = integer(art.item_icons[icon, 15 - y, x])
        if texel >> 24 > 127:
            return t, texel, face_shade(face) if face > 1 else _ONE
        next_x = (single(x + (1 if ix > _ZERO else 0)) / _GRID - ox) * ix
        next_y = (single(y + (1 if iy > _ZERO else 0)) / _GRID - oy) * iy
        if min(next_x, next_y) >= leave:
            return MISS, integer(0), _ONE
        if next_x < next_y:
            t = next_x
            x += 1 if ix > _ZERO else -1
            face = 4 if ix > _ZERO else 5
        else:
            t = next_y
            y += 1 if iy > _ZERO else -1
            face = 0 if iy > _ZERO else 1
        if x < 0 or x > 15 or y < 0 or y > 15:
            return MISS, integer(0), _ONE
