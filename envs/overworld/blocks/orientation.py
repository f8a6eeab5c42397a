"""How a block is turned when it is placed: the metadata of 1.11.2 from the clicked face and the player."""

import math

import numpy as np

from envs.overworld.blocks.raycast import FACE_DOWN, FACE_EAST, FACE_NORTH, FACE_SOUTH, FACE_UP, FACE_WEST
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.player.look import facing

# How the metadata of a placed block follows from the face and the player, by block id.
FIXED = 0
LOG = 1  # axis of the clicked face
TORCH = 2  # hangs on the clicked face
LADDER = 3  # hangs on the clicked side, metadata 2-5
FACING = 4  # furnace, chest: front towards the player, metadata 2-5
STAIRS = 5
SLAB = 6
PUMPKIN = 7  # horizontal facing 0-3
DOOR = 8
BED = 9
TRAPDOOR = 10
GATE = 11
SIGN = 12  # stands turned to the player in sixteenths, or hangs on the clicked side as a wall sign
BUTTON = 13  # button, lever: sits on the clicked face
VINE = 14  # clings to the clicked side
SEED = 15  # goes into the top of the ground
ANVIL = 16

BEHAVIOUR = np.zeros(256, np.uint8)
"""How a block is oriented, by block id."""
for _kind, _names in {
    LOG: ("log", "log2", "hay_block", "bone_block", "purpur_pillar"),
    TORCH: ("torch", "redstone_torch"),
    LADDER: ("ladder",),
    FACING: ("furnace", "chest", "trapped_chest", "ender_chest"),
    STAIRS: (
        "oak_stairs", "stone_stairs", "brick_stairs", "stone_brick_stairs", "nether_brick_stairs", "sandstone_stairs",
        "spruce_stairs", "birch_stairs", "jungle_stairs", "acacia_stairs", "dark_oak_stairs", "quartz_stairs",
        "red_sandstone_stairs", "purpur_stairs",
    ),
    SLAB: ("stone_slab", "stone_slab2", "wooden_slab", "purpur_slab"),
    PUMPKIN: ("pumpkin", "lit_pumpkin"),
    DOOR: ("wooden_door", "iron_door", "spruce_door", "birch_door", "jungle_door", "acacia_door", "dark_oak_door"),
    BED: ("bed",),
    TRAPDOOR: ("trapdoor", "iron_trapdoor"),
    GATE: (
        "fence_gate", "spruce_fence_gate", "birch_fence_gate", "jungle_fence_gate", "acacia_fence_gate",
        "dark_oak_fence_gate",
    ),
    SIGN: ("standing_sign",),
    BUTTON: ("stone_button", "wooden_button", "lever"),
    VINE: ("vine",),
    SEED: ("wheat", "carrots", "potatoes", "beetroots", "pumpkin_stem", "melon_stem", "nether_wart"),
    ANVIL: ("anvil",),
}.items():  # fmt: skip
    for _name in _names:
        BEHAVIOUR[block_state(_name) >> 4] = _kind

# Metadata by horizontal direction (0 south, 1 west, 2 north, 3 east) or by face.
_CHEST_META = np.array([2, 5, 3, 4], np.uint8)
_STAIRS_META = np.array([2, 1, 3, 0], np.uint8)
_TORCH_META = np.array([0, 5, 4, 3, 2, 1], np.uint8)
_VINE_META = np.array([0, 0, 1, 4, 8, 2], np.uint8)
_WALL_SIGN = block_state("wall_sign")


@kernel()
def oriented(yaw: float, upper: bool, face: int, base: int) -> int:
    """Return the state of a placed block: `base` with the metadata of its orientation, -1 if it cannot hang there."""
    kind = BEHAVIOUR[base >> 4]
    look = facing(yaw)
    if kind == LOG:
        if face == FACE_WEST or face == FACE_EAST:
            return base | 4
        return base | 8 if face == FACE_NORTH or face == FACE_SOUTH else base
    if kind == TORCH:
        return base | _TORCH_META[face] if face != FACE_DOWN else -1
    if kind == LADDER:
        return base | face if face > FACE_UP else -1  # faces 2-5 are north, south, west, east, as in the metadata
    if kind == FACING:
        return base | _CHEST_META[look]
    if kind == STAIRS:
        flipped = face == FACE_DOWN or (face != FACE_UP and upper)
        return base | _STAIRS_META[look] | (4 if flipped else 0)
    if kind == SLAB:
        return base | (8 if face == FACE_DOWN or (face != FACE_UP and upper) else 0)
    if kind == PUMPKIN:
        return base | (look + 2) & 3
    if kind == DOOR:
        return base | (look + 1) & 3 if face == FACE_UP else -1
    if kind == BED:
        return base | look if face == FACE_UP else -1
    if kind == TRAPDOOR:
        side = face - 2 if face > FACE_UP else _CHEST_META[look] - 2
        return base | side | (8 if face == FACE_DOWN or (face > FACE_UP and upper) else 0)
    if kind == GATE:
        return base | look
    if kind == ANVIL:
        return base | (look + 1) & 3
    return _attached(kind, yaw, face, base)


@kernel()
def _attached(kind: int, yaw: float, face: int, base: int) -> int:
    """Return the state of what sits on the clicked face and needs no more than that; -1 if it cannot sit there."""
    if kind == SIGN:
        if face == FACE_UP:
            return base | math.floor((yaw + 180.0) / 22.5 + 0.5) & 15
        return _WALL_SIGN | face if face > FACE_UP else -1
    if kind == BUTTON:
        return base | _TORCH_META[face]
    if kind == VINE:
        return base | _VINE_META[face] if face > FACE_UP else -1
    if kind == SEED:
        return base if face == FACE_UP else -1
    return base
