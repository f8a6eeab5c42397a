"""Placing blocks, and using those in the world, with the orientation rules of 1.11.2."""

import numpy as np

from envs.overworld.gamedata import block_state
from envs.overworld.grid import get_block, set_block
from envs.overworld.jit import kernel
from envs.overworld.look import aim, facing, look_vector
from envs.overworld.physics import eye_height
from envs.overworld.raycast import (
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
from envs.overworld.rules import OPAQUE_CUBE, REPLACEABLE, SOLID, Rules
from envs.overworld.state import HEIGHT, State

# How the metadata of a placed block follows from the face and the player, by block id.
_FIXED = 0
_LOG = 1  # axis of the clicked face
_TORCH = 2  # hangs on the clicked face
_LADDER = 3  # hangs on the clicked side, metadata 2-5
_FACING = 4  # furnace, chest: front towards the player, metadata 2-5
_STAIRS = 5
_SLAB = 6
_PUMPKIN = 7  # horizontal facing 0-3
_DOOR = 8
_BED = 9
_TRAPDOOR = 10
_GATE = 11

_BEHAVIOUR = np.zeros(256, np.uint8)
for _kind, _names in {
    _LOG: ("log", "log2", "hay_block", "bone_block", "purpur_pillar"),
    _TORCH: ("torch", "redstone_torch"),
    _LADDER: ("ladder",),
    _FACING: ("furnace", "chest", "trapped_chest", "ender_chest"),
    _STAIRS: (
        "oak_stairs", "stone_stairs", "brick_stairs", "stone_brick_stairs", "nether_brick_stairs", "sandstone_stairs",
        "spruce_stairs", "birch_stairs", "jungle_stairs", "acacia_stairs", "dark_oak_stairs", "quartz_stairs",
        "red_sandstone_stairs", "purpur_stairs",
    ),
    _SLAB: ("stone_slab", "stone_slab2", "wooden_slab", "purpur_slab"),
    _PUMPKIN: ("pumpkin", "lit_pumpkin"),
    _DOOR: ("wooden_door", "iron_door", "spruce_door", "birch_door", "jungle_door", "acacia_door", "dark_oak_door"),
    _BED: ("bed",),
    _TRAPDOOR: ("trapdoor", "iron_trapdoor"),
    _GATE: ("fence_gate", "spruce_fence_gate", "birch_fence_gate", "jungle_fence_gate", "acacia_fence_gate", "dark_oak_fence_gate"),
}.items():  # fmt: skip
    for _name in _names:
        _BEHAVIOUR[block_state(_name) >> 4] = _kind

# What a block needs below or behind it.
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

_HAS_WINDOW = np.zeros(256, np.bool_)
for _name in ("crafting_table", "furnace", "lit_furnace", "chest", "trapped_chest", "ender_chest", "enchanting_table"):
    _HAS_WINDOW[block_state(_name) >> 4] = True

# Metadata by horizontal direction (0 south, 1 west, 2 north, 3 east) or by face.
_CHEST_META = np.array([2, 5, 3, 4], np.uint8)
_STAIRS_META = np.array([2, 1, 3, 0], np.uint8)
_TORCH_META = np.array([0, 5, 4, 3, 2, 1], np.uint8)
_TORCH_FACE = np.array([FACE_UP, FACE_EAST, FACE_WEST, FACE_SOUTH, FACE_NORTH, FACE_UP, FACE_UP, FACE_UP], np.uint8)
_FACING_DX = np.array([0, -1, 0, 1], np.int8)
_FACING_DZ = np.array([1, 0, -1, 0], np.int8)

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
_IRON_DOOR = block_state("iron_door") >> 4
_IRON_TRAPDOOR = block_state("iron_trapdoor") >> 4
_HALF_WIDTH = 0.3
_PLAYER_HEIGHT = 1.8


@kernel()
def use_block(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Right-click the block at (x, y, z); return whether it answers, so that nothing is placed against it.

    Doors, trapdoors and gates swing. Tables, furnaces and chests answer too, although their windows are not modelled:
    crafting and smelting are functional actions.
    """
    state = get_block(s, w, x, y, z)
    block = state >> 4
    kind = _BEHAVIOUR[block]
    if kind == _DOOR and block != _IRON_DOOR:
        below = y - 1 if state & 8 else y
        lower = get_block(s, w, x, below, z)
        if lower >> 4 == block:
            set_block(s, rules, w, x, below, z, lower ^ 4)
        return True
    if (kind == _TRAPDOOR and block != _IRON_TRAPDOOR) or kind == _GATE:
        set_block(s, rules, w, x, y, z, state ^ 4)
        return True
    return _HAS_WINDOW[block]


@kernel()
def place(s: State, rules: Rules, w: int, p: int, slot: int) -> bool:
    """Place the block item of an inventory slot against the block under the crosshair; return whether it was placed.

    Unlike MineDojo, which sets the default metadata, blocks are oriented as a player's would be, and need the support
    that the game asks for.
    """
    stack = s.slots[w, p, slot]
    if stack.count <= 0 or rules.items[stack.item].block == 0:
        return False
    hit, x, y, z, face, _ = aim(s, rules, w, p)
    if not hit:
        return False
    base = rules.items[stack.item].block | (stack.meta & rules.items[stack.item].variant_mask)
    clicked = get_block(s, w, x, y, z)
    if _BEHAVIOUR[base >> 4] == _SLAB and clicked & ~8 == base and face == (FACE_DOWN if clicked & 8 else FACE_UP):
        placed = set_block(s, rules, w, x, y, z, ((base >> 4) - 1) << 4 | (base & 7))  # two halves make a double slab
    else:
        if rules.blocks[clicked].flags & REPLACEABLE:
            face = FACE_UP
        else:
            x, y, z = x + FACE_DX[face], y + FACE_DY[face], z + FACE_DZ[face]
        placed = _place_at(s, rules, w, p, x, y, z, face, base)
    if placed:
        stack.count -= 1
        if stack.count == 0:
            stack.item = 0
            stack.meta = 0
        s.players[w, p].swing = 0
    return placed


@kernel()
def _place_at(s: State, rules: Rules, w: int, p: int, x: int, y: int, z: int, face: int, base: int) -> bool:
    """Put a block into the free cell (x, y, z), oriented by the clicked face and the player."""
    player = s.players[w, p]
    state = _oriented(player.yaw, _upper_half(s, rules, w, p), face, base)
    kind = _BEHAVIOUR[base >> 4]
    if y < 0 or y >= HEIGHT or rules.blocks[get_block(s, w, x, y, z)].flags & REPLACEABLE == 0:
        return False
    if state < 0 or not is_supported(s, rules, w, x, y, z, state) or _hits_player(s, rules, w, x, y, z, state):
        return False
    if kind == _DOOR:
        if rules.blocks[get_block(s, w, x, y + 1, z)].flags & REPLACEABLE == 0:
            return False
        set_block(s, rules, w, x, y, z, state)
        return set_block(s, rules, w, x, y + 1, z, (state & ~15) | 8)
    if kind == _BED:
        hx, hz = x + _FACING_DX[state & 3], z + _FACING_DZ[state & 3]
        head = get_block(s, w, hx, y, hz)
        if rules.blocks[head].flags & REPLACEABLE == 0 or not is_supported(s, rules, w, hx, y, hz, state):
            return False
        set_block(s, rules, w, x, y, z, state)
        return set_block(s, rules, w, hx, y, hz, state | 8)
    return set_block(s, rules, w, x, y, z, state)


@kernel()
def _upper_half(s: State, rules: Rules, w: int, p: int) -> bool:
    """Whether the crosshair meets the upper half of the block under it."""
    player = s.players[w, p]
    _, _, y, _, _, distance = aim(s, rules, w, p)
    _, dy, _ = look_vector(player.yaw, player.pitch)
    return player.y + eye_height(player.sneaking) + dy * distance - y > 0.5


@kernel()
def _oriented(yaw: float, upper: bool, face: int, base: int) -> int:
    """Return the state of a placed block: `base` with the metadata of its orientation, -1 if it cannot hang there."""
    kind = _BEHAVIOUR[base >> 4]
    look = facing(yaw)
    if kind == _LOG:
        if face == FACE_WEST or face == FACE_EAST:
            return base | 4
        return base | 8 if face == FACE_NORTH or face == FACE_SOUTH else base
    if kind == _TORCH:
        return base | _TORCH_META[face] if face != FACE_DOWN else -1
    if kind == _LADDER:
        return base | face if face > FACE_UP else -1  # faces 2-5 are north, south, west, east, as in the metadata
    if kind == _FACING:
        return base | _CHEST_META[look]
    if kind == _STAIRS:
        flipped = face == FACE_DOWN or (face != FACE_UP and upper)
        return base | _STAIRS_META[look] | (4 if flipped else 0)
    if kind == _SLAB:
        return base | (8 if face == FACE_DOWN or (face != FACE_UP and upper) else 0)
    if kind == _PUMPKIN:
        return base | (look + 2) & 3
    if kind == _DOOR:
        return base | (look + 1) & 3 if face == FACE_UP else -1
    if kind == _BED:
        return base | look if face == FACE_UP else -1
    if kind == _TRAPDOOR:
        side = face - 2 if face > FACE_UP else _CHEST_META[look] - 2
        return base | side | (8 if face == FACE_DOWN or (face > FACE_UP and upper) else 0)
    if kind == _GATE:
        return base | look
    return base


@kernel()
def is_supported(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> bool:
    """Whether a block may stand at (x, y, z): plants on soil, torches and ladders on a full block, and so on."""
    block = state >> 4
    meta = state & 15
    below = get_block(s, w, x, y - 1, z)
    soil = below >> 4
    need = _SUPPORT[block]
    kind = _BEHAVIOUR[block]
    if kind == _TORCH:
        side = _TORCH_FACE[meta & 7]
        behind = get_block(s, w, x - FACE_DX[side], y - FACE_DY[side], z - FACE_DZ[side])
        return rules.blocks[behind].flags & (OPAQUE_CUBE | (SOLID if side == FACE_UP else 0)) != 0
    if kind == _LADDER:
        behind = get_block(s, w, x - FACE_DX[meta], y, z - FACE_DZ[meta])
        return rules.blocks[behind].flags & OPAQUE_CUBE != 0
    if block == _DOUBLE_PLANT and meta & 8:
        return soil == block
    if (kind == _DOOR or kind == _BED) and meta & 8:
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


@kernel()
def _hits_player(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> bool:
    """Whether the collision boxes of a block at (x, y, z) would overlap a player."""
    shape = rules.blocks[state].shape
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        for row in range(rules.box_counts[shape]):
            box = rules.boxes[shape, row]
            if (
                player.x - _HALF_WIDTH < x + box[3]
                and player.x + _HALF_WIDTH > x + box[0]
                and player.y < y + box[4]
                and player.y + _PLAYER_HEIGHT > y + box[1]
                and player.z - _HALF_WIDTH < z + box[5]
                and player.z + _HALF_WIDTH > z + box[2]
            ):
                return True
    return False
