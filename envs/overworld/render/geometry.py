"""Where a ray meets what is not an opaque cube: holes, plants, boxes, water."""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.raycast import FACE_UP
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.render.atlas import (
    KIND_CROSS,
    KIND_CUBE,
    KIND_CUTOUT,
    KIND_MODEL,
    KIND_TRANSLUCENT,
    KIND_WATER,
    Art,
)
from envs.overworld.render.numeric import single
from envs.overworld.render.shading import face_uv, fetch, mip_level, neighbour
from envs.overworld.render.view import Record
from envs.overworld.state import HEIGHT

_ZERO = single(0.0)
_HALF = single(0.5)
_ONE = single(1.0)
_MISS = single(1e30)
_NINTH = single(1.0 / 9.0)
_DOUBLE_PLANT = block_state("double_plant") >> 4
_DOORS = (block_state("wooden_door") >> 4, block_state("iron_door") >> 4)
_MORE_DOORS = (block_state("spruce_door") >> 4, block_state("dark_oak_door") >> 4)


@kernel(inline=True)
def in_cell(origin: float, direction: float, t: float, cell: int) -> float:
    """Coordinate of a ray at `t` relative to a cell of the window, which wraps around."""
    p = origin + direction * t - single(cell)
    return p - single(math.floor(p * single(1.0 / 128.0) + _HALF)) * single(128.0)


@kernel(inline=True)
def _state_beside(blocks: NDArray[np.uint16], column: int, y: int, face: int) -> int:
    """Block state of the cell in front of a face, 0 outside the world."""
    if face == 0:
        y -= 1
    elif face == 1:
        y += 1
    if y < 0 or y >= HEIGHT:
        return 0
    return int(blocks[neighbour(column, face) << 8 | y])


@kernel(inline=True)
def whole_state(blocks: NDArray[np.uint16], state: int, column: int, y: int) -> int:
    """State with what only the lower half knows: kind of a double plant, facing of a door."""
    number = state >> 4
    two_high = (
        number == _DOUBLE_PLANT
        or number in (_DOORS[0], _DOORS[1])
        or (number >= _MORE_DOORS[0] and number <= _MORE_DOORS[1])
    )
    if two_high and state & 8 and y > 0:
        below = int(blocks[column << 8 | (y - 1)])
        if below >> 4 == number:
            return (state & ~7) | (below & 7)
    return state


@kernel(inline=True)
def meet(
    blocks: NDArray[np.uint16], art: Art, camera: Record, state: int, kind: int, column: int, y: int, face: int,
    at: float, dx: float, dy: float, dz: float, ix: float, iy: float, iz: float,
) -> tuple[bool, float, int, float, float, int, int]:  # fmt: skip
    """Where a ray that enters a cell at distance `at` through `face` meets the block in it.

    Returns:
        Whether it does, the distance, the face, the place on the tile, the face word and the texel there.
    """
    px = in_cell(camera.origin[0], dx, at, column >> 7)
    py = camera.origin[1] + dy * at - single(y)
    pz = in_cell(camera.origin[2], dz, at, column & 127)
    if kind == KIND_CUTOUT or kind == KIND_TRANSLUCENT:
        word = int(art.faces[state, face])
        if at == _ZERO or (kind == KIND_TRANSLUCENT and _state_beside(blocks, column, y, face) == state):
            return False, at, face, px, py, word, 0
        u, v = face_uv(face, px, py, pz)
        level = mip_level(at * camera.texel_scale)
        texel = fetch(art, word, u, v, level)
        return texel >> 24 > (127 if kind == KIND_CUTOUT else 0), at, face, u, v, word, texel
    if kind == KIND_WATER:
        return _meet_water(blocks, art, camera, state, column, y, face, at, px, py, pz, dx, dy, dz, iy)
    state = whole_state(blocks, state, column, y)
    if kind == KIND_CROSS:
        return _meet_cross(art, camera, state, at, px, py, pz, dx, dy, dz)
    return _meet_boxes(blocks, art, camera, state, column, y, at, px, py, pz, dx, dy, dz, ix, iy, iz)


@kernel(inline=True)
def _surface(art: Art, state: int, above: int) -> float:
    """Height of the surface of water in its cell: a ninth lower at the source, and one more with each level."""
    if art.kinds[above] == KIND_WATER:
        return _ONE
    level = state & 15
    if art.kinds[above] == KIND_CUBE and level == 0:
        return _ONE
    return single(8 - (level if level < 8 else 0)) * _NINTH


@kernel(inline=True)
def _meet_water(
    blocks: NDArray[np.uint16], art: Art, camera: Record, state: int, column: int, y: int, face: int, at: float,
    px: float, py: float, pz: float, dx: float, dy: float, dz: float, iy: float,
) -> tuple[bool, float, int, float, float, int, int]:  # fmt: skip
    """The surface of water towards air: lowered on top, flat in each cell, seen from both sides."""
    word = int(art.faces[state, FACE_UP])
    above = _state_beside(blocks, column, y, FACE_UP)
    surface = _surface(art, state, above)
    from_inside = at == _ZERO
    if not from_inside:
        beside = _state_beside(blocks, column, y, face)
        if art.kinds[beside] == KIND_WATER:
            over = _ONE
            if face > FACE_UP:
                over = _surface(art, beside, _state_beside(blocks, neighbour(column, face), y, FACE_UP))
            from_inside = py <= over or py > surface
    if not from_inside and py <= surface:
        u, v = face_uv(face, px, py, pz)
        return True, at, face, u, v, word, fetch(art, word, u, v, mip_level(at * camera.texel_scale))
    if surface == _ONE and (dy < _ZERO or art.kinds[above] == KIND_CUBE or art.kinds[above] == KIND_WATER):
        return False, at, face, px, pz, word, 0
    # the surface from above, or from below by eyes under water
    span = (surface - py) * iy
    u = px + dx * span
    v = pz + dz * span
    crosses = (dy < _ZERO) == (py > surface) and span >= _ZERO
    if not crosses or u < _ZERO or u > _ONE or v < _ZERO or v > _ONE:
        return False, at, face, u, v, word, 0
    at += span
    return True, at, FACE_UP, u, v, word, fetch(art, word, u, v, mip_level(at * camera.texel_scale))


@kernel(inline=True)
def _meet_cross(
    art: Art, camera: Record, state: int, at: float, px: float, py: float, pz: float, dx: float, dy: float, dz: float
) -> tuple[bool, float, int, float, float, int, int]:
    """Two quads on the diagonals of the cell."""
    word = int(art.faces[state, FACE_UP])
    first = (pz - px) / (dx - dz) if abs(dx - dz) > single(1e-6) else _MISS
    second = (_ONE - px - pz) / (dx + dz) if abs(dx + dz) > single(1e-6) else _MISS
    for turn in range(2):
        span = min(first, second) if turn == 0 else max(first, second)
        if span < _ZERO or span >= _MISS:
            continue
        x = px + dx * span
        v = _ONE - (py + dy * span)
        if x < _ZERO or x > _ONE or v < _ZERO or v > _ONE:
            continue
        texel = fetch(art, word, x, v, mip_level((at + span) * camera.texel_scale))
        if texel >> 24 > 127:
            return True, at + span, FACE_UP, x, v, word, texel
    return False, at, FACE_UP, px, py, word, 0


@kernel(inline=True)
def _connects(blocks: NDArray[np.uint16], art: Art, state: int, column: int, y: int, face: int) -> bool:
    """Whether a fence, pane or wall reaches out to its neighbour: one with arms itself, or an opaque cube."""
    other = _state_beside(blocks, column, y, face)
    if art.kinds[other] == KIND_CUBE:
        return True
    if art.kinds[other] != KIND_MODEL:
        return False
    row = art.box_start[other + 1] - 1
    return row >= art.box_start[other] and art.boxes[row, 9] >= _ZERO


@kernel(inline=True)
def _meet_boxes(
    blocks: NDArray[np.uint16], art: Art, camera: Record, state: int, column: int, y: int, at: float,
    px: float, py: float, pz: float, dx: float, dy: float, dz: float, ix: float, iy: float, iz: float,
) -> tuple[bool, float, int, float, float, int, int]:  # fmt: skip
    """The nearest box of a model where its tile is not transparent."""
    best = _MISS
    best_face = FACE_UP
    best_u = _ZERO
    best_v = _ZERO
    best_word = 0
    best_texel = 0
    for row in range(art.box_start[state], art.box_start[state + 1]):
        box = art.boxes[row]
        if box[9] >= _ZERO and not _connects(blocks, art, state, column, y, int(box[9])):
            continue
        ax = (box[0] - px) * ix
        bx = (box[3] - px) * ix
        ay = (box[1] - py) * iy
        by = (box[4] - py) * iy
        az = (box[2] - pz) * iz
        bz = (box[5] - pz) * iz
        near_x = min(ax, bx)
        near_y = min(ay, by)
        near_z = min(az, bz)
        near = max(near_x, near_y, near_z)
        far = min(max(ax, bx), max(ay, by), max(az, bz))
        if near > far or far < _ZERO or near >= best or near < single(-1e-3):
            continue
        if near == near_y:
            face = 0 if iy > _ZERO else 1
        elif near == near_z:
            face = 2 if iz > _ZERO else 3
        else:
            face = 4 if ix > _ZERO else 5
        u, v = face_uv(face, px + dx * near - box[6], py + dy * near - box[7], pz + dz * near - box[8])
        word = int(art.faces[state, face])
        texel = fetch(art, word, u, v, mip_level((at + near) * camera.texel_scale))
        if texel >> 24 > 127:
            best = near
            best_face = face
            best_u = u
            best_v = v
            best_word = word
            best_texel = texel
    return best < _MISS, at + best, best_face, best_u, best_v, best_word, best_texel
