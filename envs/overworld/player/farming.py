"""What tools and bone meal do to blocks: tilling, treading paths, feeding plants, planting cocoa, setting fire."""

import numpy as np

from envs.overworld.blocks.breaking import settle
from envs.overworld.blocks.fire import ignite
from envs.overworld.blocks.grid import AIR, get_block, set_block
from envs.overworld.blocks.growth import fertilise
from envs.overworld.blocks.raycast import FACE_DOWN, FACE_DX, FACE_DY, FACE_DZ, FACE_UP
from envs.overworld.entities.tnt import FUSE, TNT, prime_tnt
from envs.overworld.gamedata import ITEM_NAMES, block_id, block_state, item_index
from envs.overworld.jit import kernel
from envs.overworld.player.inventory import damage_tool, take_from_slot
from envs.overworld.rules import Rules
from envs.overworld.state import PLAYER_BODY, State

_IS_HOE = np.array([name.endswith("_hoe") for name in ITEM_NAMES])
_IS_SHOVEL = np.array([name.endswith("_shovel") for name in ITEM_NAMES])
_DYE = item_index("dye")
_BONE_MEAL, _COCOA_BEANS = 15, 3  # variants of dye
_FLINT_AND_STEEL = item_index("flint_and_steel")
_FIRE_CHARGE = item_index("fire_charge")

_GRASS = block_id("grass")
_PATH = block_id("grass_path")
_DIRT = block_state("dirt")
_COARSE_DIRT = block_state("dirt", 1)
_FARMLAND = block_state("farmland")
_COCOA = block_state("cocoa")
_JUNGLE_LOG = block_state("log", 3)
_VARIANT = 3
_TOWARDS_LOG = np.array([0, 0, 0, 2, 3, 1], np.uint8)
"""Metadata of a cocoa pod that was put on each face of a log."""


@kernel()
def use_on_block(s: State, rules: Rules, w: int, p: int, slot: int, x: int, y: int, z: int, face: int) -> bool:
    """Use what a slot holds on the face of the block at (x, y, z); return whether that did anything."""
    stack = s.slots[w, p, slot]
    item, meta = int(stack.item), int(stack.meta)
    if stack.count == 0:
        return False
    done = False
    wears = True
    if _IS_HOE[item]:
        done = _till(s, rules, w, x, y, z, face)
    elif _IS_SHOVEL[item]:
        done = _tread(s, rules, w, x, y, z, face)
    elif item == _FLINT_AND_STEEL or item == _FIRE_CHARGE:
        done = _light(s, rules, w, p, x, y, z, face)
        wears = item == _FLINT_AND_STEEL
    elif item == _DYE and meta == _BONE_MEAL:
        done = fertilise(s, rules, w, x, y, z)
        wears = False
    elif item == _DYE and meta == _COCOA_BEANS:
        done = _plant_cocoa(s, rules, w, x, y, z, face)
        wears = False
    if done:
        s.used[w, p, item] += 1
        if wears:
            damage_tool(s, rules, w, p, slot, 1)
        else:
            take_from_slot(s, w, p, slot, 1)
    return done


@kernel()
def _light(s: State, rules: Rules, w: int, p: int, x: int, y: int, z: int, face: int) -> bool:
    """Light TNT, or set fire to the cell before a face."""
    if get_block(s, w, x, y, z) >> 4 != TNT >> 4:
        return ignite(s, rules, w, x + FACE_DX[face], y + FACE_DY[face], z + FACE_DZ[face])
    return prime_tnt(s, w, x, y, z, FUSE, PLAYER_BODY + p) and _change(s, rules, w, x, y, z, AIR)


@kernel()
def _till(s: State, rules: Rules, w: int, x: int, y: int, z: int, face: int) -> bool:
    """Turn grass, paths and dirt under air into farmland, coarse dirt into dirt."""
    if face == FACE_DOWN or get_block(s, w, x, y + 1, z) != AIR:
        return False
    state = get_block(s, w, x, y, z)
    if state == _COARSE_DIRT:
        return _change(s, rules, w, x, y, z, _DIRT)
    if state == _DIRT or state >> 4 == _GRASS or state >> 4 == _PATH:
        return _change(s, rules, w, x, y, z, _FARMLAND)
    return False


@kernel()
def _tread(s: State, rules: Rules, w: int, x: int, y: int, z: int, face: int) -> bool:
    """Turn grass under air into a path."""
    if face == FACE_DOWN or get_block(s, w, x, y + 1, z) != AIR or get_block(s, w, x, y, z) >> 4 != _GRASS:
        return False
    return _change(s, rules, w, x, y, z, _PATH << 4)


@kernel()
def _plant_cocoa(s: State, rules: Rules, w: int, x: int, y: int, z: int, face: int) -> bool:
    """Put a cocoa pod on the side of a jungle log."""
    log = get_block(s, w, x, y, z)
    x, y, z = x + FACE_DX[face], y + FACE_DY[face], z + FACE_DZ[face]
    is_jungle = log >> 4 == _JUNGLE_LOG >> 4 and log & _VARIANT == _JUNGLE_LOG & _VARIANT
    if face <= FACE_UP or not is_jungle or get_block(s, w, x, y, z) != AIR:
        return False
    return _change(s, rules, w, x, y, z, _COCOA | _TOWARDS_LOG[face])


@kernel()
def _change(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> bool:
    """Set a block and let those around it answer."""
    changed = set_block(s, rules, w, x, y, z, state)
    settle(s, rules, w, x, y, z)
    return changed
