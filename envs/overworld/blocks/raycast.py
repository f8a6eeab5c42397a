"""Which block a ray meets first, by the shapes that the game's selection outline has: for mining, placing, using.

The outline of a block that collides is its collision boxes, cut off at one block of height (fences). A block without
collision boxes has one outline box of its own, in `_OUTLINE`. Liquids and fire are looked through.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.rules import LIQUID, Rules
from envs.overworld.state import HEIGHT, MASK, State

FACE_DOWN, FACE_UP, FACE_NORTH, FACE_SOUTH, FACE_WEST, FACE_EAST = range(6)
"""Faces of a block in Minecraft's order: -y, +y, -z, +z, -x, +x."""

FACE_DX = np.array([0, 0, 0, 0, -1, 1], np.int8)
FACE_DY = np.array([-1, 1, 0, 0, 0, 0], np.int8)
FACE_DZ = np.array([0, 0, -1, 1, 0, 0], np.int8)
"""Step to the cell next to each face."""

_FIRE = block_state("fire")
_MISS = 1e30

_PLANT = (0.1, 0.0, 0.1, 0.9, 0.8, 0.9)
_FLOWER = (0.3, 0.0, 0.3, 0.7, 0.6, 0.7)
_MUSHROOM = (0.3, 0.0, 0.3, 0.7, 0.4, 0.7)
_FLAT = (0.0, 0.0, 0.0, 1.0, 0.0625, 1.0)
_RAIL = (0.0, 0.0, 0.0, 1.0, 0.125, 1.0)
_PLATE = (0.0625, 0.0, 0.0625, 0.9375, 0.0625, 0.9375)
_BOXES_BY_NAME = {
    "sapling": _PLANT,
    "tallgrass": _PLANT,
    "deadbush": _PLANT,
    "yellow_flower": _FLOWER,
    "red_flower": _FLOWER,
    "brown_mushroom": _MUSHROOM,
    "red_mushroom": _MUSHROOM,
    "reeds": (0.125, 0.0, 0.125, 0.875, 1.0, 0.875),
    "rail": _RAIL,
    "golden_rail": _RAIL,
    "detector_rail": _RAIL,
    "activator_rail": _RAIL,
    "redstone_wire": _FLAT,
    "snow_layer": _RAIL,
    "stone_pressure_plate": _PLATE,
    "wooden_pressure_plate": _PLATE,
    "light_weighted_pressure_plate": _PLATE,
    "heavy_weighted_pressure_plate": _PLATE,
    "standing_sign": (0.25, 0.0, 0.25, 0.75, 1.0, 0.75),
    "tripwire": _RAIL,
}
"""Outlines that do not depend on metadata (1.11.2); what is not listed has the full cube."""

_TORCHES = ("torch", "redstone_torch", "unlit_redstone_torch")
_TORCH_BOXES = {
    1: (0.0, 0.2, 0.35, 0.3, 0.8, 0.65),
    2: (0.7, 0.2, 0.35, 1.0, 0.8, 0.65),
    3: (0.35, 0.2, 0.0, 0.65, 0.8, 0.3),
    4: (0.35, 0.2, 0.7, 0.65, 0.8, 1.0),
}
_STANDING_TORCH = (0.4, 0.0, 0.4, 0.6, 0.6, 0.6)
_VINE_BOXES = {
    1: (0.0, 0.0, 0.9375, 1.0, 1.0, 1.0),
    2: (0.0, 0.0, 0.0, 0.0625, 1.0, 1.0),
    4: (0.0, 0.0, 0.0, 1.0, 1.0, 0.0625),
    8: (0.9375, 0.0, 0.0, 1.0, 1.0, 1.0),
}
_WALL_SIGN_BOXES = {
    2: (0.0, 0.28125, 0.875, 1.0, 0.78125, 1.0),
    3: (0.0, 0.28125, 0.0, 1.0, 0.78125, 0.125),
    4: (0.875, 0.28125, 0.0, 1.0, 0.78125, 1.0),
    5: (0.0, 0.28125, 0.0, 0.125, 0.78125, 1.0),
}
_BUTTON_BOXES = {
    0: (0.3125, 0.875, 0.375, 0.6875, 1.0, 0.625),
    1: (0.0, 0.375, 0.3125, 0.125, 0.625, 0.6875),
    2: (0.875, 0.375, 0.3125, 1.0, 0.625, 0.6875),
    3: (0.3125, 0.375, 0.0, 0.6875, 0.625, 0.125),
    4: (0.3125, 0.375, 0.875, 0.6875, 0.625, 1.0),
    5: (0.3125, 0.0, 0.375, 0.6875, 0.125, 0.625),
}
_CROPS = {"wheat": 0.125, "carrots": 0.0625, "potatoes": 0.0625, "beetroots": 0.125}
"""Height per growth stage; one stage more than the metadata says."""


def _outlines() -> NDArray[np.float32]:
    """(4096, 6) outline box of each block state, for states without collision boxes."""
    table = np.empty((4096, 6), np.float32)
    table[:] = (0.0, 0.0, 0.0, 1.0, 1.0, 1.0)

    def put(name: str, meta: int, box: tuple[float, ...]) -> None:
        table[block_state(name, meta)] = box

    for name, box in _BOXES_BY_NAME.items():
        for meta in range(16):
            put(name, meta, box)
    for meta in range(16):
        for name in _TORCHES:
            put(name, meta, _TORCH_BOXES.get(meta, _STANDING_TORCH))
        for name in ("stone_button", "wooden_button", "lever"):
            put(name, meta, _BUTTON_BOXES.get(meta & 7, _BUTTON_BOXES[5]))
        for name, growth in _CROPS.items():
            put(name, meta, (0.0, 0.0, 0.0, 1.0, min(1.0, growth * ((meta & 7) + 1)), 1.0))
        put("nether_wart", meta, (0.0, 0.0, 0.0, 1.0, (5 + 3 * (meta & 3)) / 16, 1.0))
    for meta, box in _VINE_BOXES.items():
        put("vine", meta, box)
    for meta, box in _WALL_SIGN_BOXES.items():
        put("wall_sign", meta, box)
    return table


_OUTLINE = _outlines()


@kernel(inline=True)
def box_entry(
    ox: float, oy: float, oz: float, ix: float, iy: float, iz: float,
    x0: float, y0: float, z0: float, x1: float, y1: float, z1: float,
) -> tuple[float, int]:  # fmt: skip
    """Distance along a ray at which it enters a box, and the face it enters by.

    The ray starts at (ox, oy, oz), (ix, iy, iz) are one over its direction, and the box spans (x0, y0, z0) to
    (x1, y1, z1). Returns distance and FACE_*; the distance is 1e30 for a miss and negative for a start inside.
    """
    ax = (x0 - ox) * ix
    bx = (x1 - ox) * ix
    ay = (y0 - oy) * iy
    by = (y1 - oy) * iy
    az = (z0 - oz) * iz
    bz = (z1 - oz) * iz
    near_x = min(ax, bx)
    near_y = min(ay, by)
    near_z = min(az, bz)
    near = max(near_x, near_y, near_z)
    far = min(max(ax, bx), max(ay, by), max(az, bz))
    if near > far or far < 0.0:
        return _MISS, FACE_UP
    if near == near_y:
        return near, FACE_DOWN if iy > 0.0 else FACE_UP
    if near == near_z:
        return near, FACE_NORTH if iz > 0.0 else FACE_SOUTH
    return near, FACE_WEST if ix > 0.0 else FACE_EAST


@kernel(inline=True)
def inverse(d: float) -> float:
    """One over a direction component, finite for a component of zero."""
    if abs(d) < 1e-9:
        return 1e9
    return 1.0 / d


@kernel()
def outline_entry(
    rules: Rules, state: int, ox: float, oy: float, oz: float, ix: float, iy: float, iz: float
) -> tuple[float, int]:
    """Distance (1e30 = misses) and face at which a ray, given in the block's cell, enters the outline of `state`."""
    shape = rules.blocks[state].shape
    count = rules.box_counts[shape]
    if count == 0:
        o = _OUTLINE[state]
        return box_entry(ox, oy, oz, ix, iy, iz, o[0], o[1], o[2], o[3], o[4], o[5])
    best = _MISS
    face = FACE_UP
    for i in range(count):
        b = rules.boxes[shape, i]
        distance, side = box_entry(ox, oy, oz, ix, iy, iz, b[0], b[1], b[2], b[3], min(b[4], 1.0), b[5])
        if distance < best:
            best = distance
            face = side
    return best, face


@kernel()
def trace_ray(
    s: State, rules: Rules, w: int, x: float, y: float, z: float, dx: float, dy: float, dz: float, reach: float
) -> tuple[bool, int, int, int, int, float]:
    """Find the first block of world `w` whose outline is met by the ray from (x, y, z).

    (dx, dy, dz) has length one; `reach` is the longest distance, in blocks. Returns whether there is one, its
    coordinates, the FACE_* met, and the distance (0 when the ray starts inside the shape).
    """
    bx = math.floor(x)
    by = math.floor(y)
    bz = math.floor(z)
    ix = inverse(dx)
    iy = inverse(dy)
    iz = inverse(dz)
    step_x = 1 if ix > 0.0 else -1
    step_y = 1 if iy > 0.0 else -1
    step_z = 1 if iz > 0.0 else -1
    next_x = (bx + (1 if step_x > 0 else 0) - x) * ix
    next_y = (by + (1 if step_y > 0 else 0) - y) * iy
    next_z = (bz + (1 if step_z > 0 else 0) - z) * iz
    entered = 0.0
    while entered <= reach:
        if 0 <= by < HEIGHT:
            state = s.blocks[w, bx & MASK, bz & MASK, by]
            if state != 0 and (rules.blocks[state].flags & LIQUID) == 0 and state >> 4 != _FIRE >> 4:
                distance, face = outline_entry(rules, state, x - bx, y - by, z - bz, ix, iy, iz)
                if distance <= reach:
                    return True, bx, by, bz, face, max(distance, 0.0)
        if next_x < next_y and next_x < next_z:
            entered = next_x
            next_x += abs(ix)
            bx += step_x
        elif next_y < next_z:
            entered = next_y
            next_y += abs(iy)
            by += step_y
        else:
            entered = next_z
            next_z += abs(iz)
            bz += step_z
    return False, 0, 0, 0, FACE_UP, reach
