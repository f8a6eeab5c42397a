"""What a picture is made from: one camera a world and frame, and the renderer's working memory."""

import math
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from envs.overworld.bundle import bundle

FIELD_OF_VIEW = 70.0
"""Vertical, in degrees."""
VIEW_DISTANCE = 48.0
"""Blocks; the loaded window reaches at least that far."""
FOG_START = 34.0
"""Blocks from which the air takes on the colour of the sky."""

Record: TypeAlias = Any
"""A row of a structured array, as kernels get it: a reference whose fields can be read and written."""

MOST_SLICES = 2.0
"""Slices for each pixel of a row, at most: half of 3.9, as ways ahead reach from 0.31 to 1.22, see `slices`."""

IN_AIR = 0
IN_WATER = 1
IN_LAVA = 2

PIECES = 768
"""Most boxes of mobs and other moving things in one picture; the rest is left out."""
JOINTS = 48
"""Room for the joints of one mob: two frames and its parts."""

PIECE_BOX = 0
PIECE_ITEM = 1
PIECE_BLOCK = 2

PIECE = np.dtype(
    [
        ("shape", np.int32),  # PIECE_*
        ("left", np.int32),  # rectangle of the picture that it may cover
        ("right", np.int32),
        ("above", np.int32),
        ("below", np.int32),
        ("eye", np.float32, 3),  # the eyes in the piece's own frame
        ("forward", np.float32, 3),  # the camera's axes there
        ("up", np.float32, 3),
        ("side", np.float32, 3),
        ("low", np.float32, 3),  # corners there
        ("high", np.float32, 3),
        ("shade", np.float32, 6),  # brightness of the faces -y, +y, -z, +z, -x, +x
        ("size", np.float32, 3),  # of the box on its skin
        ("u", np.float32),
        ("v", np.float32),
        ("mirror", np.int32),
        ("skin", np.int32),  # start and width of the skin's level, and the level
        ("skin_width", np.int32),
        ("level", np.int32),
        ("times", np.float32, 3),  # colour shown = texel x shade x times + plus
        ("plus", np.float32, 3),
        ("glow", np.float32),  # factor on texels that shine by themselves
        ("blend", np.int32),  # see-through
        ("thing", np.int32),  # item or block state
        ("meta", np.int32),
    ],
    align=True,
)
"""A box of something that moves, as it stands before the camera."""

CAMERA = np.dtype(
    [
        ("origin", np.float32, 3),  # eyes, in blocks of the window (x and z in 0-128)
        ("right", np.float32, 3),  # half the width of the picture at distance one
        ("up", np.float32, 3),  # half the height
        ("forward", np.float32, 3),
        ("heading", np.float32, 3),  # forward over level ground, length one; what follows is laid by `slices`
        ("ahead", np.float32),  # share of `forward` and of `up` along the heading
        ("lean", np.float32),
        ("first_sliced", np.int32),  # rows that have slices: [first_sliced, last_sliced)
        ("last_sliced", np.int32),
        ("slices", np.int32),
        ("slice_first", np.float32),  # side of the first slice, and from each to the next
        ("slice_step", np.float32),
        ("ceiling", np.float32),  # top of the highest column of the window
        ("texel_scale", np.float32),  # texels per pixel at distance one
        ("brightness", np.float32),  # of the sun, that `Work.lights` is for
        ("medium", np.int32),  # IN_AIR, IN_WATER or IN_LAVA
        ("horizon", np.float32, 3),  # colours 0-255
        ("zenith", np.float32, 3),
        ("glow", np.float32, 3),  # of sunrise and sunset
        ("glow_strength", np.float32),  # 0-1
        ("sun", np.float32, 3),  # direction of the sun; the moon is opposite
        ("stars", np.float32),  # brightness 0-0.5
        ("fog", np.float32, 3),  # of the medium
        ("fog_density", np.float32),
        ("aimed_cell", np.int32),  # column << 8 | y of the block in reach of the crosshair, or -1
        ("aimed_x", np.int32),  # its place in blocks of the window, may lie outside 0-127
        ("aimed_y", np.int32),
        ("aimed_z", np.int32),
        ("crack", np.int32),  # stage 0-9 of breaking, or -1
        ("crack_cell", np.int32),  # column << 8 | y
        ("pieces", np.int32),  # used rows of `Work.pieces`
        ("veiled", np.float32),  # 0-1, how much of sun, moon and stars the clouds of rain hide
        ("falls", np.float32),  # 0-1, how much rain or snow falls around the eyes
        ("snows", np.int32),  # it is snow
        ("hand", np.float32, (2, 3, 4)),  # right, left: from the eyes' frame to that of the thing in the hand
        ("hand_left", np.float32, 2),  # where it is in the picture, as tangents: x to the right, y up
        ("hand_right", np.float32, 2),
        ("hand_low", np.float32, 2),
        ("hand_high", np.float32, 2),
    ],
    align=True,
)


@bundle
class Work(NamedTuple):
    """Working memory of the renderer."""

    cameras: NDArray[np.void]
    """(N,) CAMERA rows."""
    lights: NDArray[np.float32]
    """(N, 256, 3) red, green and blue brightness (0-1) of every value of `State.light` at this hour."""
    pieces: NDArray[np.void]
    """(N, PIECES) PIECE rows."""
    joints: NDArray[np.float32]
    """(N, JOINTS, 3, 4) poses of the mob that is being posed: from a part's frame to the camera's."""
    air: NDArray[np.float32]
    """(N, 3) colour (0-255) of the air between the eyes and the entity that is being placed."""
    depth: NDArray[np.float32]
    """(N, H, W) distance of what each pixel shows, in blocks."""
    lengths: NDArray[np.float32]
    """(H, W) length of the ray of each pixel, which goes 1 ahead."""
    slopes: NDArray[np.float32]
    """(N, H) height that the rays of a row gain for each block straight ahead over level ground; 0 without slices."""
    seen: NDArray[np.uint32]
    """(N, slices, H) what each row of each slice sees, see `sweep`."""


def allocate_work(num_worlds: int, height: int, width: int) -> Work:
    """Return working memory for frames of `num_worlds` worlds."""
    half = math.tan(math.radians(FIELD_OF_VIEW / 2.0))
    up = half * (1.0 - (2.0 * np.arange(height) + 1.0) / height)
    side = half * width / height * ((2.0 * np.arange(width) + 1.0) / width - 1.0)
    return Work(
        cameras=np.zeros(num_worlds, CAMERA),
        lights=np.zeros((num_worlds, 256, 3), np.float32),
        pieces=np.zeros((num_worlds, PIECES), PIECE),
        joints=np.zeros((num_worlds, JOINTS, 3, 4), np.float32),
        air=np.zeros((num_worlds, 3), np.float32),
        depth=np.zeros((num_worlds, height, width), np.float32),
        lengths=np.sqrt(1.0 + up[:, None] ** 2 + side**2).astype(np.float32),
        slopes=np.zeros((num_worlds, height), np.float32),
        seen=np.zeros((num_worlds, int(width * MOST_SLICES) + 4, height), np.uint32),
    )
