"""What a block needs below or behind it to stay."""

import numpy as np

from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.orientation import BED, BEHAVIOUR, DOOR, LADDER, TORCH
from envs.overworld.blocks.raycast import (
    FACE_DX,
    FACE_DY,
    FACE_DZ,
    FACE_EAST,
    FACE_NORTH,
    FACE_SOUTH,
    FACE_UP,
    FACE_WEST,
)
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.rules import OPAQUE_CUBE, SOLID, Rules
from envs.overworld.state import State

_ON_SOIL = 1
_ON_SAND = 2
_ON_SOLID = 3
_ON_FARMLAND = 4
_SUPPORT = np.zeros(256, np.uint8)
for _kind, _names in {
    _ON_SOIL: ("sapling", "tallgrass", "yellow_flower", "red_flower", "double_plant"),
    _ON_SAND: ("cactus", "deadbush"),
    _ON_SOLID: (
        "redstone_wire", "rail", "golden_rail", "detector_rail", "activator_rail", "snow_layer", "carpet", "bed",
        "stone_pressure_plate", "wooden_pressure_plate", "cake", "standing_sign", "wooden_door", "iron_door",
        "spruce_door", "birch_door", "jungle_door", "acacia_door", "dark_oak_door",
    ),
    _ON_FARMLAND: ("wheat", "carrots", "potatoes", "beetroots", "pumpkin_stem", "melon_stem"),
}.items():  # fmt: skip
    for _name in _names:
        _SUPPORT[block_state(_name) >> 4] = _kind

_TORCH_FACE = np.array([FACE_UP, FACE_EAST, FACE_WEST, FACE_SOUTH, FACE_NORTH, FACE_UP, FACE_UP, FACE_UP], np.uint8)

_GRASS = block_state("grass") >> 4
_DIRT = block_state("dirt") >> 4
_SAND = block_state("sand") >> 4
_FARMLAND = block_state("farmland") >> 4
_HARDENED_CLAY = block_state("hardened_clay") >> 4
_STAINED_CLAY = block_state("stained_hardened_clay") >> 4
_CACTUS = block_state("cactus") >> 4
_DEADBUSH = block_state("deadbush") >> 4
_DOUBLE_PLANT = block_state("double_plant") >> 4
_REEDS = block_state("reeds") >> 4
_WATER = block_state("water") >> 4
_FLOWING_WATER = block_state("flowing_water") >> 4


@kernel()
def is_supported(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> bool:
    """Whether a block may stand at (x, y, z): plants on soil, torches and ladders on a full block, and so on."""
    block = state >> 4
    meta = state & 15
    below = get_block(s, w, x, y - 1, z)
    soil = below >> 4
    need = _SUPPORT[block]
    kind = BEHAVIOUR[block]
    if kind == TORCH:
        side = _TORCH_FACE[meta & 7]
        behind = get_block(s, w, x - FACE_DX[side], y - FACE_DY[side], z - FACE_DZ[side])
        return rules.blocks[behind].flags & (OPAQUE_CUBE | (SOLID if side == FACE_UP else 0)) != 0
    if kind == LADDER:
        behind = get_block(s, w, x - FACE_DX[meta], y, z - FACE_DZ[meta])
        return rules.blocks[behind].flags & OPAQUE_CUBE != 0
    if block == _DOUBLE_PLANT and meta & 8:
        return soil == block
    if (kind == DOOR or kind == BED) and meta & 8:
        return True  # the other half carries it
    if block == _REEDS:
        bank = soil == _GRASS or soil == _DIRT or soil == _SAND
        return soil == _REEDS or (bank and _beside_water(s, w, x, y - 1, z))
    if need == _ON_SOIL:
        return soil == _GRASS or soil == _DIRT or soil == _FARMLAND
    if need == _ON_SAND:
        dry = soil == _HARDENED_CLAY or soil == _STAINED_CLAY or soil == _DIRT
        return soil == _SAND or (soil == block and block == _CACTUS) or (dry and block == _DEADBUSH)
    if need == _ON_SOLID:
        return rules.blocks[below].flags & SOLID != 0
    if need == _ON_FARMLAND:
        return soil == _FARMLAND
    return True


@kernel()
def _beside_water(s: State, w: int, x: int, y: int, z: int) -> bool:
    for face in range(FACE_NORTH, FACE_EAST + 1):
        block = get_block(s, w, x + FACE_DX[face], y, z + FACE_DZ[face]) >> 4
        if block == _WATER or block == _FLOWING_WATER:
            return True
    return False
