"""Planes that pixels lie on: a face and its place along the face's axis as one number, and where a ray meets it.

Planes to the sides lie between blocks; level ones are counted in sixteenths of a block, for snow and slabs.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import FACE_DOWN, FACE_UP
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import KIND_CUBE, KIND_WATER, Art
from envs.overworld.render.numeric import single
from envs.overworld.render.shading import face_uv, fetch, mip_level, neighbour
from envs.overworld.render.veil import veil
from envs.overworld.render.view import VIEW_DISTANCE, Record
from envs.overworld.state import HEIGHT

SURFACE_ALONE = 0xC000
"""What is seen is no plane: only a ray can tell."""
SURFACE_SKY = 0xC001
SURFACE_SEA = 0xC100
"""Added to the height of a cell: the level surface of water too deep to see through."""

SIXTEENTHS = 16
_OFFSET = 1024
_PLANE = 0x1FFF
_FACE = 13
_ZERO = single(0.0)
_HALF = single(0.5)
_ONE = single(1.0)
_CLOSE = single(0.3)
SEA_LEVEL = single(8.0 / 9.0)
"""Height of the surface of still water in its cell."""


@kernel(inline=True)
def plane_surface(face: int, place: int) -> int:
    """The number of a plane: `place` in blocks of the window, or for faces up and down in sixteenths."""
    return face << _FACE | (place + _OFFSET)


@kernel(inline=True)
def surface_of(
    art: Art, camera: Record, t: float, state: int, face: int, clear: float, sea: int, dx: float, dy: float, dz: float
) -> int:
    """What a ray has met (`march`), as a plane or a SURFACE_* constant."""
    if state == 0 and clear == _ZERO and sea >= 0:
        return SURFACE_SEA + sea
    if clear == _ZERO or (clear < _ONE and sea < 0) or (state != 0 and art.layers[state] == 0):
        return SURFACE_ALONE
    if state == 0:
        return SURFACE_SKY
    if face < 2:
        at = (camera.origin[1] + dy * t) * single(SIXTEENTHS)
    elif face < 4:
        at = camera.origin[2] + dz * t
    else:
        at = camera.origin[0] + dx * t
    return plane_surface(face, math.floor(at + _HALF))


@kernel(inline=True)
def face_of(surface: int) -> int:
    """Face of a plane."""
    return surface >> _FACE


@kernel(inline=True)
def place_of(surface: int) -> int:
    """Place of a plane along its face's axis, see `plane_surface`."""
    return (surface & _PLANE) - _OFFSET


@kernel(inline=True)
def is_there(layer: int, face: int, high: int) -> bool:
    """Whether a block of a height (`Art.layers`) has a point of a plane; `high` is that of `meet_plane`."""
    return layer == high or (face != FACE_UP and layer > high)


@kernel(inline=True)
def meet_plane(
    camera: Record, surface: int, dx: float, dy: float, dz: float, length: float
) -> tuple[float, int, int, int, int, float, float]:
    """Where a ray meets a plane; `length` is that of (dx, dy, dz).

    Returns:
        The distance in that length, the face, the column, y (-1 if the ray does not come there), the height in
        sixteenths that the block must have to be there, and the place on the tile.
    """
    face = face_of(surface)
    plane = place_of(surface)
    ox = camera.origin[0]
    oy = camera.origin[1]
    oz = camera.origin[2]
    if face < 2:
        cell = (plane - face) >> 4
        t = (single(plane) * single(1.0 / SIXTEENTHS) - oy) / dy
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
    if y >= HEIGHT or t < _ZERO or t * length > single(VIEW_DISTANCE):
        y = -1
    rise = py - single(y)
    u, v = face_uv(face, px - single(x), rise, pz - single(z))
    height = int(rise * single(SIXTEENTHS)) + 1
    if face < 2:
        height = plane - (cell << 4) if face == FACE_UP else 1
    return t, face, (x & 127) << 7 | (z & 127), y, height, u, v


@kernel(inline=True)
def nearer_surface(
    blocks: NDArray[np.uint16], art: Art, camera: Record, one: int, two: int, dx: float, dy: float, dz: float,
    length: float,
) -> int:  # fmt: skip
    """Which of two planes a ray between two others meets; SURFACE_ALONE if another ray has to tell.

    The farther one counts only where the two come close to each other, as along the edge of a block: elsewhere a third
    face may stand between them.
    """
    if one == SURFACE_ALONE or two == SURFACE_ALONE or max(one, two) >= SURFACE_SEA:
        return SURFACE_ALONE
    nearest = single(VIEW_DISTANCE)
    passed = single(VIEW_DISTANCE)
    surface = SURFACE_ALONE
    for k in range(2):
        plane = one if k == 0 else two
        if plane == SURFACE_SKY:
            continue
        at, face, column, y, high, _, _ = meet_plane(camera, plane, dx, dy, dz, length)
        is_met = False
        if y >= 0 and at < nearest:
            layer = int(art.layers[blocks[column << 8 | y]])
            is_met = is_there(layer, face, high) and _lies_open(blocks, art, column, y, face)
        if is_met:
            nearest = at
            surface = plane
        elif at > _ZERO:
            passed = at
    return surface if (nearest - passed) * length < _CLOSE else SURFACE_ALONE


@kernel(inline=True)
def _lies_open(blocks: NDArray[np.uint16], art: Art, column: int, y: int, face: int) -> bool:
    """Whether no opaque cube stands before a face."""
    y += 1 if face == FACE_UP else -1 if face == FACE_DOWN else 0
    return y < 0 or y >= HEIGHT or art.kinds[blocks[neighbour(column, face) << 8 | y]] != KIND_CUBE


@kernel(inline=True)
def meet_sea(
    light: NDArray[np.uint8], biomes: NDArray[np.uint8], blocks: NDArray[np.uint16], art: Art, camera: Record,
    lights: NDArray[np.float32], y: int, dx: float, dy: float, dz: float,
) -> tuple[bool, float, float, float, float]:  # fmt: skip
    """Whether a ray meets the level surface of still water at height `y`, and what that makes of the colour behind it.

    Returns:
        Whether it does; then as `veil`.
    """
    t = (single(y) + SEA_LEVEL - camera.origin[1]) / dy
    px = camera.origin[0] + dx * t
    pz = camera.origin[2] + dz * t
    x = math.floor(px)
    z = math.floor(pz)
    column = (x & 127) << 7 | (z & 127)
    state = int(blocks[column << 8 | y])
    if t < _ZERO or t > single(VIEW_DISTANCE) or y + 1 >= HEIGHT or blocks[column << 8 | (y + 1)] != 0:
        return False, _ZERO, _ZERO, _ZERO, _ZERO
    if art.kinds[state] != KIND_WATER or state & 15 != 0:
        return False, _ZERO, _ZERO, _ZERO, _ZERO
    word = int(art.faces[state, FACE_UP])
    texel = fetch(art, word, px - single(x), pz - single(z), mip_level(t * camera.texel_scale))
    r, g, b, taken = veil(light, biomes, art, camera, lights, texel, word, column, y, FACE_UP, t, dx, dy, dz)
    return True, r, g, b, taken
