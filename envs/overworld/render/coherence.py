"""Save rays: a pixel whose four neighbours show one and the same plane shows it too.

A quarter of the pixels is traced; the others are filled in two rounds, each from four neighbours that are known. Where
these lie on one plane of opaque cubes (or all in the sky), the pixel's own point on the plane follows by one division;
where they differ, a ray is traced. Only what is narrower than two pixels can be missed.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import FACE_UP
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import KIND_CUBE, KIND_CUTOUT, KIND_WATER, Art
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.shading import face_uv, fetch, mip_level
from envs.overworld.render.veil import veil
from envs.overworld.render.view import VIEW_DISTANCE, Record
from envs.overworld.state import HEIGHT

SURFACE_ALONE = -1
"""What the pixel shows says nothing about its neighbours."""
SURFACE_SKY = -2
SURFACE_SEA = 1 << 24
"""Added to the height of a cell: the level surface of water too deep to see through."""

ROUNDS = 3
_OFFSET = 1024
_ZERO = single(0.0)
_ONE = single(1.0)
_HALF = single(0.5)
_SEA_LEVEL = single(8.0 / 9.0)
"""Height of the surface of still water in its cell."""


@kernel(inline=True)
def surface_of(
    art: Art, camera: Record, t: float, state: int, face: int, y: int, clear: float, dx: float, dy: float, dz: float
) -> int:
    """Key of the plane that a ray met: face and place along the face's axis, or a SURFACE_* constant."""
    if state == 0 and clear == _ZERO and y >= 0:
        return SURFACE_SEA + y
    if clear < _ONE:
        return SURFACE_ALONE
    if state == 0:
        return SURFACE_SKY
    if art.kinds[state] != KIND_CUBE and art.kinds[state] != KIND_CUTOUT:
        return SURFACE_ALONE
    if face < 2:
        at = camera.origin[1] + dy * t
    elif face < 4:
        at = camera.origin[2] + dz * t
    else:
        at = camera.origin[0] + dx * t
    return face << 16 | (math.floor(at + _HALF) + _OFFSET)


@kernel(inline=True)
def agreed_surface(surfaces: NDArray[np.int32], row: int, i: int, first: int, last: int, turn: int) -> int:
    """Surface that the four known neighbours of a pixel share in a round, or SURFACE_ALONE.

    Round 0 knows nothing, round 1 the diagonal neighbours, round 2 those above, below, left and right.
    """
    if turn == 0 or row == first or row == last - 1 or i == 0 or i == surfaces.shape[1] - 1:
        return SURFACE_ALONE
    if turn == 1:
        a = surfaces[row - 1, i - 1]
        if a == surfaces[row - 1, i + 1] and a == surfaces[row + 1, i - 1] and a == surfaces[row + 1, i + 1]:
            return integer(a)
    else:
        a = surfaces[row - 1, i]
        if a == surfaces[row + 1, i] and a == surfaces[row, i - 1] and a == surfaces[row, i + 1]:
            return integer(a)
    return SURFACE_ALONE


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
    blocks: NDArray[np.uint16], art: Art, camera: Record, surface: int, dx: float, dy: float, dz: float
) -> tuple[bool, float, int, int, int, int, float, float, int]:
    """Where a ray meets a plane.

    Returns:
        Whether a cube is there, the distance, its state, the face, the column, y, the place on the tile and
        the face word.
    """
    face = surface >> 16
    plane = (surface & 0xFFFF) - _OFFSET
    cell = plane - (face & 1)
    ox = camera.origin[0]
    oy = camera.origin[1]
    oz = camera.origin[2]
    if face < 2:
        t = (single(plane) - oy) / dy
    elif face < 4:
        t = (single(plane) - oz) / dz
    else:
        t = (single(plane) - ox) / dx
    px = ox + dx * t
    py = oy + dy * t
    pz = oz + dz * t
    x = cell if face >= 4 else math.floor(px)
    y = cell if face < 2 else math.floor(py)
    z = cell if face == 2 or face == 3 else math.floor(pz)
    column = (x & 127) << 7 | (z & 127)
    if y < 0 or y >= HEIGHT or t < _ZERO or t > single(VIEW_DISTANCE):
        return False, t, 0, face, column, 0, _ZERO, _ZERO, 0
    state = integer(blocks[column << 8 | y])
    u, v = face_uv(face, px - single(x), py - single(y), pz - single(z))
    word = integer(art.faces[state, face])
    kind = art.kinds[state]
    there = kind == KIND_CUBE
    if kind == KIND_CUTOUT:
        there = fetch(art, word, u, v, mip_level(t * camera.texel_scale)) >> 24 > 127
    return there, t, state, face, column, y, u, v, word
