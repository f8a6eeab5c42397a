"""What a block needs below or behind it to stay."""

import numpy as np

from envs.overworld.blocks.flammable import encouragement_around
from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.orientation import BED, BEHAVIOUR, DOOR, LADDER, TORCH
from envs.overworld.blocks.raycast import (
    FACE_DOWN,
    FACE_DX,
    FACE_DY,
    FACE_DZ,
    FACE_EAST,
    FACE_NORTH,
    FACE_SOUTH,
    FACE_UP,
    FACE_WEST,
)
from envs.overworld.gamedata import RULES, block_state
from envs.overworld.jit import kernel
from envs.overworld.rules import OPAQUE_CUBE, SOLID, Rules
from envs.overworld.state import State

_ON_SOIL, _ON_SAND, _ON_SOLID, _ON_FARMLAND, _ON_OPAQUE, _ON_SOUL_SAND = range(1, 7)
_ON_WATER, _AGAINST_SOLID, _AGAINST_LOG, _BUTTON, _VINE, _FIRE = range(7, 13)
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
    _ON_OPAQUE: ("brown_mushroom", "red_mushroom"),
    _ON_SOUL_SAND: ("nether_wart",),
    _ON_WATER: ("waterlily",),
    _AGAINST_SOLID: ("wall_sign",),
    _AGAINST_LOG: ("cocoa",),
    _BUTTON: ("lever", "stone_button", "wooden_button"),
    _VINE: ("vine",),
    _FIRE: ("fire",),
}.items():  # fmt: skip
    for _name in _names:
        _SUPPORT[block_state(_name) >> 4] = _kind
NEEDS_SUPPORT = (_SUPPORT != 0) | np.isin(BEHAVIOUR, (TORCH, LADDER, DOOR, BED))
"""Whether `is_supported` can be false for a block, by block id."""
NEEDS_SUPPORT[block_state("reeds") >> 4] = True

_TORCH_FACE = np.array([FACE_UP, FACE_EAST, FACE_WEST, FACE_SOUTH, FACE_NORTH, FACE_UP, FACE_UP, FACE_UP], np.uint8)
# The face of its support on which a lever or button sits, by metadata; 0 hangs from a ceiling.
_BUTTON_FACE = np.array(
    [FACE_DOWN, FACE_EAST, FACE_WEST, FACE_SOUTH, FACE_NORTH, FACE_UP, FACE_UP, FACE_DOWN], np.uint8
)

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
_ICE = block_state("ice") >> 4
_SOUL_SAND = block_state("soul_sand") >> 4
_LOG = block_state("log") >> 4
_VINES = block_state("vine") >> 4
_JUNGLE = 3  # variant of `log`
_IS_LAVA = np.zeros(256, np.bool_)
_IS_LAVA[[block_state("lava") >> 4, block_state("flowing_lava") >> 4]] = True
_SIDE_DX = (0, -1, 0, 1)  # south, west, north, east: a cocoa's metadata, and the bits of a vine's
_SIDE_DZ = (1, 0, -1, 0)

IS_FULL = np.array(
    [
        bool(flags & SOLID) and RULES.box_counts[shape] == 1 and RULES.boxes[shape, 0].tolist() == [0, 0, 0, 1, 1, 1]
        for flags, shape in zip(RULES.blocks["flags"], RULES.blocks["shape"], strict=True)
    ]
)
"""Whether a block state is a solid full cube, see-through or not."""


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
        if block == _CACTUS:
            return (soil == _SAND or soil == _CACTUS) and not _is_crowded(s, rules, w, x, y, z)
        return soil == _SAND or soil == _HARDENED_CLAY or soil == _STAINED_CLAY or soil == _DIRT
    if need == _ON_SOLID:
        return rules.blocks[below].flags & SOLID != 0
    if need == _ON_FARMLAND:
        return soil == _FARMLAND
    if need == _ON_OPAQUE:
        return rules.blocks[below].flags & OPAQUE_CUBE != 0
    if need == _ON_SOUL_SAND:
        return soil == _SOUL_SAND
    if need == _ON_WATER:
        return below == _WATER << 4 or below == _FLOWING_WATER << 4 or soil == _ICE
    if need == _AGAINST_SOLID:
        return rules.blocks[get_block(s, w, x - FACE_DX[meta], y, z - FACE_DZ[meta])].flags & SOLID != 0
    if need == _AGAINST_LOG:
        log = get_block(s, w, x + _SIDE_DX[meta & 3], y, z + _SIDE_DZ[meta & 3])
        return log >> 4 == _LOG and log & 3 == _JUNGLE
    if need == _BUTTON:
        side = _BUTTON_FACE[meta & 7]
        behind = get_block(s, w, x - FACE_DX[side], y - FACE_DY[side], z - FACE_DZ[side])
        return rules.blocks[behind].flags & OPAQUE_CUBE != 0
    if need == _VINE:
        return _holds_vine(s, rules, w, x, y, z, meta)
    if need == _FIRE:
        return rules.blocks[below].flags & OPAQUE_CUBE != 0 or encouragement_around(s, w, x, y, z) > 0
    return True


@kernel()
def _is_crowded(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Whether a cactus has something solid, or lava, at a side."""
    for side in range(4):
        beside = get_block(s, w, x + _SIDE_DX[side], y, z + _SIDE_DZ[side])
        if rules.blocks[beside].flags & SOLID or _IS_LAVA[beside >> 4]:
            return True
    return False


@kernel()
def _holds_vine(s: State, rules: Rules, w: int, x: int, y: int, z: int, meta: int) -> bool:
    """Whether a vine has a full block behind one of its sheets or above, or hangs from a vine with such a sheet.

    Simpler than the game, where each sheet goes by itself.
    """
    above = get_block(s, w, x, y + 1, z)
    if above >> 4 == _VINES:
        if above & meta:
            return True
    elif IS_FULL[above]:
        return True
    for side in range(4):
        if meta >> side & 1 and IS_FULL[get_block(s, w, x + _SIDE_DX[side], y, z + _SIDE_DZ[side])]:
            return True
    return False


@kernel()
def _beside_water(s: State, w: int, x: int, y: int, z: int) -> bool:
    for face in range(FACE_NORTH, FACE_EAST + 1):
        block = get_block(s, w, x + FACE_DX[face], y, z + FACE_DZ[face]) >> 4
        if block == _WATER or block == _FLOWING_WATER:
            return True
    return False
