"""Save rays: what a pixel shows is mostly what its four neighbours show.

A quarter of the pixels is traced; the others are filled in two rounds, each from four neighbours that are known. Where
these lie on one plane of cubes, slabs or snow (or in the sky), the pixel's own point on the plane follows by one
division. Where in the last round they lie on two, the nearer point is taken, if a block is there and nothing stands
before it. Else a ray is traced. Only what is narrower than two pixels can be missed.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import FACE_DOWN, FACE_UP
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import KIND_CUBE, KIND_CUTOUT, KIND_WATER, Art
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.shading import face_uv, fetch, mip_level, neighbour
from envs.overworld.render.veil import veil
from envs.overworld.render.view import IN_WATER, VIEW_DISTANCE, Record
from envs.overworld.state import HEIGHT

SURFACE_ALONE = -1
"""What the pixel shows says nothing about its neighbours."""
SURFACE_SKY = -2
SURFACE_UNKNOWN = -3
"""A ray has yet to tell."""
SURFACE_SEA = 1 << 24
"""Added to the height of a cell: the level surface of water too deep to see through."""

ROUNDS = 3
_OFFSET = 1024
_SIXTEENTHS = 16
_ZERO = single(0.0)
_ONE = single(1.0)
_HALF = single(0.5)
_SEA_LEVEL = single(8.0 / 9.0)
"""Height of the surface of still water in its cell."""


@kernel(inline=True)
def surface_of(
    art: Art, camera: Record, t: float, state: int, face: int, y: int, clear: float, dx: float, dy: float, dz: float
) -> int:
    """Key of the plane that a ray met: face and place along the face's axis, or a SURFACE_* constant.

    Planes to the sides lie between blocks; level ones are counted in sixteenths of a block, for snow and slabs.
    """
    if state == 0 and clear == _ZERO and y >= 0:
        return SURFACE_SEA + y
    if clear < _ONE:
        return SURFACE_ALONE
    if state == 0:
        return SURFACE_SKY
    if art.layers[state] == 0:
        return SURFACE_ALONE
    if face < 2:
        at = (camera.origin[1] + dy * t) * single(_SIXTEENTHS)
    elif face < 4:
        at = camera.origin[2] + dz * t
    else:
        at = camera.origin[0] + dx * t
    return face << 16 | (math.floor(at + _HALF) + _OFFSET)


@kernel(inline=True)
def known_neighbours(
    surfaces: NDArray[np.int32], row: int, i: int, first: int, last: int, turn: int
) -> tuple[int, int, int, int]:
    """Surfaces of the four pixels that are known around one, beyond the edge those of the other side.

    Round 1 knows the diagonal neighbours, round 2 those above, below, left and right.
    """
    above = row - 1 if row > first else row + 1
    below = row + 1 if row < last - 1 else row - 1
    left = i - 1 if i > 0 else i + 1
    right = i + 1 if i < surfaces.shape[1] - 1 else i - 1
    if turn == 1:
        return (
            integer(surfaces[above, left]),
            integer(surfaces[above, right]),
            integer(surfaces[below, left]),
            integer(surfaces[below, right]),
        )
    return (
        integer(surfaces[above, i]),
        integer(surfaces[below, i]),
        integer(surfaces[row, left]),
        integer(surfaces[row, right]),
    )


@kernel(inline=True)
def is_there(layer: int, face: int, high: int) -> bool:
    """Whether a block of a height (`Art.layers`) has a point of a plane; `high` is that of `meet_plane`."""
    return layer == high or (face != FACE_UP and layer > high)


@kernel(inline=True)
def lies_open(blocks: NDArray[np.uint16], art: Art, column: int, y: int, face: int, wet: bool) -> int:
    """Whether a face is seen from the cell in front of it: 1 yes, 0 no, -1 something stands there that must be traced.

    Eyes under water (`wet`) see through it.
    """
    y += 1 if face == FACE_UP else -1 if face == FACE_DOWN else 0
    if y < 0 or y >= HEIGHT:
        return 1
    state = blocks[neighbour(column, face) << 8 | y]
    if state == 0:
        return 1
    kind = art.kinds[state]
    if kind == KIND_CUBE:
        return 0
    return 1 if wet and kind == KIND_WATER else -1


@kernel(inline=True)
def meet_sea(
    light: NDArray[np.uint8], biomes: NDArray[np.uint8], blocks: NDArray[np.uint16], art: Art, camera: Record,
    lights: NDArray[np.float32], y: int, dx: float, dy: float, dz: float,
) -> tuple[bool, float, float, float]:  # fmt: skip
    """Whether a ray from above meets the level surface of water at height `y`, and the colour of deep water there."""
    t = (single(y) + _SEA_LEVEL - camera.origin[1]) / dy
    px = camera.origin[0] + dx * t
    pz = camera.origin[2] + dz * t
    x = math.floor(px)
    z = math.floor(pz)
    column = (x & 127) << 7 | (z & 127)
    state = integer(blocks[column << 8 | y])
    if t < _ZERO or t > single(VIEW_DISTANCE) or y + 1 >= HEIGHT or blocks[column << 8 | (y + 1)] != 0:
        return False, _ZERO, _ZERO, _ZERO
    if art.kinds[state] != KIND_WATER or state & 15 != 0:
        return False, _ZERO, _ZERO, _ZERO
    word = integer(art.faces[state, FACE_UP])
    texel = fetch(art, word, px - single(x), pz - single(z), mip_level(t * camera.texel_scale))
    r, g, b, _ = veil(light, biomes, art, camera, lights, texel, word, column, y, FACE_UP, t, dx, dy, dz)
    return True, r, g, b


@kernel(inline=True)
def meet_plane(
    camera: Record, surface: int, dx: float, dy: float, dz: float
) -> tuple[float, int, int, int, int, float, float]:
    """Where a ray meets a plane.

    Returns:
        The distance, the face, the column, y (-1 if the ray does not come there), the height in sixteenths that the
        block must have to be there, and the place on the tile.
    """
    face = surface >> 16
    plane = (surface & 0xFFFF) - _OFFSET
    ox = camera.origin[0]
    oy = camera.origin[1]
    oz = camera.origin[2]
    if face < 2:
        cell = (plane - face) >> 4
        t = (single(plane) * single(1.0 / _SIXTEENTHS) - oy) / dy
        px = ox + dx * t
        py = _ZERO
        pz = oz + dz * t
        x, y, z = math.floor(px), cell, math.floor(pz)
    elif face < 4:
        t = (single(plane) - oz) / dz
        px = ox + dx * t
        py = oy + dy * t
        pz = single(plane)
        x, y, z = math.floor(px), math.floor(py), plane - (face & 1)
    else:
        t = (single(plane) - ox) / dx
        px = single(plane)
        py = oy + dy * t
        pz = oz + dz * t
        x, y, z = plane - (face & 1), math.floor(py), math.floor(pz)
    if y >= HEIGHT or t < _ZERO or t > single(VIEW_DISTANCE):
        y = -1
    rise = py - single(y)
    u, v = face_uv(face, px - single(x), rise, pz - single(z))
    height = int(rise * single(_SIXTEENTHS)) + 1
    if face < 2:
        height = plane - (cell << 4) if face == FACE_UP else 1
    return t, face, (x & 127) << 7 | (z & 127), y, height, u, v


@kernel(inline=True)
def meet_nearest(
    blocks: NDArray[np.uint16], art: Art, camera: Record, one: int, two: int, three: int, four: int,
    dx: float, dy: float, dz: float,
) -> tuple[int, float, int, int, int, int, float, float, int]:  # fmt: skip
    """The nearest point of a ray on the two surfaces that four neighbours show; an edge runs through the pixel.

    Returns:
        The surface, SURFACE_ALONE if only a ray can tell; then the distance, block state (0 for the sky), face, column,
        y, the place on the tile and the face word.
    """
    surface = SURFACE_ALONE
    t, state, face, column, y, u, v, word = single(VIEW_DISTANCE), integer(0), FACE_UP, 0, 0, _ZERO, _ZERO, integer(0)
    other = two if two != one else three if three != one else four
    both = (three == one or three == other) and (four == one or four == other) and one != other
    if not both or one == SURFACE_ALONE or other == SURFACE_ALONE:
        return SURFACE_ALONE, t, state, face, column, y, u, v, word
    if max(one, other) >= SURFACE_SEA:
        return SURFACE_ALONE, t, state, face, column, y, u, v, word
    wet = camera.medium == IN_WATER
    unsure = False
    for k in range(2):
        plane = one if k == 0 else other
        if plane == SURFACE_SKY:
            if surface == SURFACE_ALONE:
                surface = SURFACE_SKY
            continue
        at, side, there, level, high, tile_u, tile_v = meet_plane(camera, plane, dx, dy, dz)
        if level < 0 or at >= t:
            continue
        found = integer(blocks[there << 8 | level])
        if is_there(integer(art.layers[found]), side, high):
            seen = lies_open(blocks, art, there, level, side, wet)
            unsure = unsure or seen < 0
            if seen > 0:
                surface = plane
                t, state, face, column, y, u, v = at, found, side, there, level, tile_u, tile_v
    word = integer(art.faces[state, face])
    if art.kinds[state] == KIND_CUTOUT and fetch(art, word, u, v, mip_level(t * camera.texel_scale)) >> 24 <= 127:
        unsure = True
    if unsure:
        surface = SURFACE_ALONE
    return surface, t, state, face, column, y, u, v, word
