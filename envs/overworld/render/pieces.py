"""Pieces: the boxes that moving things are made of, placed once a frame and drawn row by row.

A piece knows the eyes and the camera's axes in its own frame, so that the ray of a pixel is one sum away, and the
rectangle of the picture that its corners span. What hides what is settled by the depth of each pixel.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render.atlas import Art
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.shading import to_byte
from envs.overworld.render.solids import MISS, trace_block, trace_item
from envs.overworld.render.view import PIECE_BOX, PIECE_ITEM, PIECES, Record, Work

_ZERO = single(0.0)
_ONE = single(1.0)
_NEAREST = single(0.05)
_TINY = single(1e-9)
_GLOW = 254
_SOLID = 128


@kernel()
def new_piece(work: Work, w: int) -> int:
    """Row of a free piece of world `w`, or -1 if there is none."""
    camera = work.cameras[w]
    if camera.pieces >= PIECES:
        return -1
    row = integer(camera.pieces)
    piece = work.pieces[w, row]
    piece.glow = 1.0
    piece.blend = 0
    for channel in range(3):
        piece.times[channel] = 1.0
        piece.plus[channel] = 0.0
    for face in range(6):
        piece.shade[face] = 1.0
    camera.pieces += 1
    return row


@kernel()
def place_piece(work: Work, w: int, row: int, pose: NDArray[np.float32]) -> None:
    """Put a piece before the camera. Its box is set; `pose` leads from its frame to the world's axes around the eyes.

    A piece that is behind the camera or beside the picture is given up.
    """
    camera = work.cameras[w]
    piece = work.pieces[w, row]
    height, width = work.depth.shape[1], work.depth.shape[2]
    side_length = camera.right[0] ** 2 + camera.right[1] ** 2 + camera.right[2] ** 2
    up_length = camera.up[0] ** 2 + camera.up[1] ** 2 + camera.up[2] ** 2
    left, right, above, below = 1e9, -1e9, 1e9, -1e9
    behind = 0
    for corner in range(8):
        lx = piece.low[0] if corner & 1 else piece.high[0]
        ly = piece.low[1] if corner & 2 else piece.high[1]
        lz = piece.low[2] if corner & 4 else piece.high[2]
        x = pose[0, 0] * lx + pose[0, 1] * ly + pose[0, 2] * lz + pose[0, 3]
        y = pose[1, 0] * lx + pose[1, 1] * ly + pose[1, 2] * lz + pose[1, 3]
        z = pose[2, 0] * lx + pose[2, 1] * ly + pose[2, 2] * lz + pose[2, 3]
        ahead = x * camera.forward[0] + y * camera.forward[1] + z * camera.forward[2]
        if ahead < _NEAREST:
            behind += 1
            continue
        across = (x * camera.right[0] + y * camera.right[1] + z * camera.right[2]) / (side_length * ahead)
        upward = (x * camera.up[0] + y * camera.up[1] + z * camera.up[2]) / (up_length * ahead)
        column = (across + 1.0) * 0.5 * width
        line = (1.0 - upward) * 0.5 * height
        left = min(left, column)
        right = max(right, column)
        above = min(above, line)
        below = max(below, line)
    if behind > 0:
        left, right, above, below = 0.0, float(width), 0.0, float(height)
    if behind == 8 or left >= width or right <= 0.0 or above >= height or below <= 0.0:
        camera.pieces = row
        return
    piece.left = max(int(left + 0.5), 0)
    piece.right = min(int(right + 0.5), width)
    piece.above = max(int(above + 0.5), 0)
    piece.below = min(int(below + 0.5), height)
    _turn_camera(camera, piece, pose)


@kernel()
def _turn_camera(camera: Record, piece: Record, pose: NDArray[np.float32]) -> None:
    """Bring the camera into the frame of a piece."""
    a, b, c = pose[0, 0], pose[0, 1], pose[0, 2]
    d, e, f = pose[1, 0], pose[1, 1], pose[1, 2]
    g, h, i = pose[2, 0], pose[2, 1], pose[2, 2]
    one = 1.0 / (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))
    for k in range(3):
        if k == 0:
            x, y, z = (e * i - f * h) * one, (c * h - b * i) * one, (b * f - c * e) * one
        elif k == 1:
            x, y, z = (f * g - d * i) * one, (a * i - c * g) * one, (c * d - a * f) * one
        else:
            x, y, z = (d * h - e * g) * one, (b * g - a * h) * one, (a * e - b * d) * one
        piece.eye[k] = -(x * pose[0, 3] + y * pose[1, 3] + z * pose[2, 3])
        piece.forward[k] = x * camera.forward[0] + y * camera.forward[1] + z * camera.forward[2]
        piece.up[k] = x * camera.up[0] + y * camera.up[1] + z * camera.up[2]
        piece.side[k] = x * camera.right[0] + y * camera.right[1] + z * camera.right[2]


@kernel()
def light_faces(piece: Record, pose: NDArray[np.float32]) -> None:
    """Shade the faces of a piece by where they look, as the faces of blocks are."""
    for axis in range(3):
        x, y, z = pose[0, axis], pose[1, axis], pose[2, axis]
        length = x * x + y * y + z * z
        level = (x * x * 0.6 + z * z * 0.8) / length
        upright = y * y / length
        face = 4 if axis == 0 else 0 if axis == 1 else 2
        piece.shade[face] = level + upright * (1.0 if y < 0.0 else 0.5)
        piece.shade[face + 1] = level + upright * (1.0 if y > 0.0 else 0.5)


@kernel()
def draw_pieces(art: Art, work: Work, w: int, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Draw the pieces of world `w` on rows [first, last) of its frame."""
    for row in range(work.cameras[w].pieces):
        piece = work.pieces[w, row]
        if piece.above < last and piece.below > first:
            if piece.shape == PIECE_BOX:
                _draw_box(art, work, w, row, first, last, frame)
            else:
                _draw_thing(art, work, w, row, first, last, frame)


@kernel(inline=True)
def _inverse(d: float) -> float:
    """One over a direction component, finite for zero."""
    return single(1e9) if abs(d) < _TINY else _ONE / d


@kernel(inline=True)
def _texel(art: Art, piece: Record, face: int, x: float, y: float, z: float) -> int:
    """Texel at a place of a box, given as shares of its sides; faces unfold as on the game's skins."""
    if piece.mirror:
        x = _ONE - x
        if face >= 4:
            face = 9 - face
    if face < 2:
        a, b = x * piece.size[0], (_ONE - z) * piece.size[2]
        wide, tall = piece.size[0], piece.size[2]
        u = piece.u + piece.size[2] + (piece.size[0] if face == 1 else _ZERO)
        v = piece.v
    else:
        b, tall = y * piece.size[1], piece.size[1]
        v = piece.v + piece.size[2]
        u = piece.u
        if face < 4:
            a, wide = x * piece.size[0], piece.size[0]
            u += piece.size[2]
            if face == 3:
                a = wide - a
                u += piece.size[0] + piece.size[2]
        else:
            a, wide = z * piece.size[2], piece.size[2]
            if face == 4:
                a = wide - a
            else:
                u += piece.size[2] + piece.size[0]
    edge = single(0.01)
    column = int(u + min(max(a, edge), wide - edge)) >> piece.level
    line = int(v + min(max(b, edge), tall - edge)) >> piece.level
    return integer(art.skin_texels[piece.skin + line * piece.skin_width + column])


@kernel()
def _draw_box(art: Art, work: Work, w: int, row: int, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Draw a textured box; through its holes the inside of its far faces is seen."""
    piece = work.pieces[w, row]
    camera = work.cameras[w]
    depth = work.depth[w]
    height, width = frame.shape[0], frame.shape[1]
    ox, oy, oz = piece.eye[0], piece.eye[1], piece.eye[2]
    x0, y0, z0 = piece.low[0], piece.low[1], piece.low[2]
    x1, y1, z1 = piece.high[0], piece.high[1], piece.high[2]
    wide = _ONE / max(x1 - x0, single(1e-6))
    tall = _ONE / max(y1 - y0, single(1e-6))
    deep = _ONE / max(z1 - z0, single(1e-6))
    side_length = single(camera.right[0] ** 2 + camera.right[1] ** 2 + camera.right[2] ** 2)
    up_length = single(camera.up[0] ** 2 + camera.up[1] ** 2 + camera.up[2] ** 2)
    for line in range(max(piece.above, first), min(piece.below, last)):
        up = single(1.0 - (2 * line + 1) / height)
        base_x = piece.forward[0] + up * piece.up[0]
        base_y = piece.forward[1] + up * piece.up[1]
        base_z = piece.forward[2] + up * piece.up[2]
        for column in range(piece.left, piece.right):
            side = single((2 * column + 1) / width - 1.0)
            dx = base_x + side * piece.side[0]
            dy = base_y + side * piece.side[1]
            dz = base_z + side * piece.side[2]
            ix = _inverse(dx)
            iy = _inverse(dy)
            iz = _inverse(dz)
            ax = (x0 - ox) * ix
            bx = (x1 - ox) * ix
            ay = (y0 - oy) * iy
            by = (y1 - oy) * iy
            az = (z0 - oz) * iz
            bz = (z1 - oz) * iz
            near = max(min(ax, bx), min(ay, by), min(az, bz))
            far = min(max(ax, bx), max(ay, by), max(az, bz))
            if near > far or near < _NEAREST:
                continue
            stretch = single(math.sqrt(_ONE + up * up * up_length + side * side * side_length))
            t = near * stretch
            if t >= depth[line, column]:
                continue
            if near == ax or near == bx:
                face = 4 if ix > _ZERO else 5
            elif near == az or near == bz:
                face = 2 if iz > _ZERO else 3
            else:
                face = 0 if iy > _ZERO else 1
            texel = _texel(
                art, piece, face, (ox + dx * near - x0) * wide, (oy + dy * near - y0) * tall,
                (oz + dz * near - z0) * deep,
            )  # fmt: skip
            if texel >> 24 < _SOLID and not piece.blend:
                t = far * stretch
                if t >= depth[line, column]:
                    continue
                if far == ax or far == bx:
                    face = 5 if ix > _ZERO else 4
                elif far == az or far == bz:
                    face = 3 if iz > _ZERO else 2
                else:
                    face = 1 if iy > _ZERO else 0
                texel = _texel(
                    art, piece, face, (ox + dx * far - x0) * wide, (oy + dy * far - y0) * tall,
                    (oz + dz * far - z0) * deep,
                )  # fmt: skip
                if texel >> 24 < _SOLID:
                    continue
            shining = texel >> 24 == _GLOW
            share = _ONE
            if piece.blend:
                share = single(texel >> 24) * single(1.0 / 255.0)
            else:
                depth[line, column] = t
            for channel in range(3):
                value = single((texel >> (8 * channel)) & 255)
                value *= piece.glow if shining else piece.shade[face] * piece.times[channel]
                value += piece.plus[channel]
                below = single(frame[line, column, channel])
                frame[line, column, channel] = to_byte(below + (value - below) * share)


@kernel()
def _draw_thing(art: Art, work: Work, w: int, row: int, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Draw an item or a block that fills the unit cube of its piece."""
    piece = work.pieces[w, row]
    camera = work.cameras[w]
    height, width = frame.shape[0], frame.shape[1]
    side_length = single(camera.right[0] ** 2 + camera.right[1] ** 2 + camera.right[2] ** 2)
    up_length = single(camera.up[0] ** 2 + camera.up[1] ** 2 + camera.up[2] ** 2)
    thing = integer(piece.thing)
    meta = integer(piece.meta)
    for line in range(max(piece.above, first), min(piece.below, last)):
        up = single(1.0 - (2 * line + 1) / height)
        for column in range(piece.left, piece.right):
            side = single((2 * column + 1) / width - 1.0)
            dx = piece.forward[0] + up * piece.up[0] + side * piece.side[0]
            dy = piece.forward[1] + up * piece.up[1] + side * piece.side[1]
            dz = piece.forward[2] + up * piece.up[2] + side * piece.side[2]
            if piece.shape == PIECE_ITEM:
                t, texel, brightness = trace_item(
                    art, thing, meta, piece.eye[0], piece.eye[1], piece.eye[2], dx, dy, dz
                )
            else:
                t, texel, brightness = trace_block(art, thing, piece.eye[0], piece.eye[1], piece.eye[2], dx, dy, dz)
            if t >= MISS:
                continue
            t *= single(math.sqrt(_ONE + up * up * up_length + side * side * side_length))
            if t < work.depth[w, line, column]:
                work.depth[w, line, column] = t
                for channel in range(3):
                    value = single((texel >> (8 * channel)) & 255) * brightness * piece.times[channel]
                    frame[line, column, channel] = to_byte(value + piece.plus[channel])
