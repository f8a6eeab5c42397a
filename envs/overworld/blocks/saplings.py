"""Saplings and the trees that they become, and mushrooms that grow huge; of the same shapes as in the terrain.

A tree is first drawn into working memory, as if it stood alone, and then put into the world if there is room for it.
The game checks a box around the trunk before it draws; here all logs, and the leaves up to two blocks from the trunk,
need room, which asks for the same cells. Left out: the giant spruces that four saplings make in the game.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.daylight import light_level
from envs.overworld.blocks.decay import LEAVES, LOGS
from envs.overworld.blocks.edits import record_edit
from envs.overworld.blocks.grid import AIR, get_block, is_loaded
from envs.overworld.blocks.light import update_light
from envs.overworld.gamedata import block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import advance, below, random_float, random_int
from envs.overworld.rules import Rules
from envs.overworld.state import CHUNK, HEIGHT, MASK, State
from envs.overworld.terrain import tree_shapes as shapes
from envs.overworld.terrain.trees import TALLEST

SAPLING = block_id("sapling")
"""Block id; its metadata is the kind of wood, plus a bit once it is half grown."""

_HALF_GROWN = 8
_WOOD = 7
_OAK, _SPRUCE, _BIRCH, _JUNGLE, _ACACIA, _DARK_OAK, _BROWN, _RED = range(8)  # the last two are mushrooms
_LIGHT = 9
_ODDS = 7
_LARGE_OAK_ODDS = 10
_BONE_MEAL_WORKS = 0.45
_BONE_MEAL_SWELLS = 0.4  # mushrooms

_GRASS = block_id("grass")
_DIRT = block_state("dirt")
_FARMLAND = block_id("farmland")
_MYCELIUM = block_id("mycelium")
_BROWN_MUSHROOM = block_id("brown_mushroom")

# The drawing: a trunk at its middle, so that no tree comes to its edge.
_ROOT = 7
_BASE = 1  # height of the lowest log; the soil is below it
_LEVELS = _BASE + TALLEST + 1
_TRUNK_REACH = 2  # blocks from a trunk within which leaves need room

_GROWN = LEAVES | LOGS  # block ids that trees are made of
_GROWN[[block_id(n) for n in ("vine", "brown_mushroom_block", "red_mushroom_block")]] = True
_GIVES_WAY = LEAVES | LOGS
_GIVES_WAY[[block_id(n) for n in ("air", "sapling", "vine", "grass", "dirt", "brown_mushroom", "red_mushroom")]] = True


@kernel()
def tick_sapling(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Random tick: in the light, one time in seven, a sapling takes the next of its two steps to a tree."""
    if light_level(s, w, x, y + 1, z) >= _LIGHT and random_int(s, w, _ODDS) == 0:
        advance_sapling(s, rules, w, x, y, z, state)


@kernel()
def feed_sapling(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Bone meal: the next step, 45 times in a hundred."""
    if random_float(s, w) < _BONE_MEAL_WORKS:
        advance_sapling(s, rules, w, x, y, z, state)


@kernel()
def feed_mushroom(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Bone meal: a huge mushroom, 40 times in a hundred, if there is room."""
    if random_float(s, w) < _BONE_MEAL_SWELLS:
        _raise_tree(s, rules, w, x, y, z, _BROWN if state >> 4 == _BROWN_MUSHROOM else _RED, 0)


@kernel()
def advance_sapling(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> None:
    """Take a step: half grown, then a tree if there is room."""
    if state & _HALF_GROWN == 0:
        _write(s, w, x, y, z, state | _HALF_GROWN)
        return
    wood = state & _WOOD
    wide = 0
    if wood == _JUNGLE or wood == _DARK_OAK:
        for corner in range(4):
            cx = x - (corner & 1)
            cz = z - (corner >> 1)
            if _is_square(s, w, cx, y, cz, wood):
                x, z, wide = cx, cz, 1
                break
    if wood != _DARK_OAK or wide:
        _raise_tree(s, rules, w, x, y, z, wood, wide)


@kernel()
def _is_square(s: State, w: int, x: int, y: int, z: int, wood: int) -> bool:
    """Whether 2 x 2 saplings of a wood stand from (x, z) on."""
    for dx in range(2):
        for dz in range(2):
            if not is_loaded(s, w, x + dx, z + dz):
                return False
            state = get_block(s, w, x + dx, y, z + dz)
            if state >> 4 != SAPLING or state & _WOOD != wood:
                return False
    return True


@kernel()
def _raise_tree(s: State, rules: Rules, w: int, x: int, y: int, z: int, wood: int, wide: int) -> None:
    """Put a tree into the world in place of its sapling, or of its four saplings if `wide`, if there is room."""
    tree = s.scratch[w, : CHUNK * CHUNK * HEIGHT // 2].view(np.uint16).reshape((CHUNK, CHUNK, HEIGHT))
    _draw(s, w, wood, wide, tree)
    if not _has_room(s, w, x, y, z, wide, tree):
        return
    for dx in range(wide + 1):
        for dz in range(wide + 1):
            _write(s, w, x + dx, y, z + dz, AIR)
    for tx in range(CHUNK):
        for tz in range(CHUNK):
            for ty in range(_LEVELS):
                if tree[tx, tz, ty] != AIR:
                    _put(s, w, x + tx - _ROOT, y + ty - _BASE, z + tz - _ROOT, tree[tx, tz, ty])
    # Light needs the working memory in which the tree is drawn, so it comes last, for all that may be new.
    for ty in range(_LEVELS - 1, -1, -1):
        for tx in range(CHUNK):
            for tz in range(CHUNK):
                ax, ay, az = x + tx - _ROOT, y + ty - _BASE, z + tz - _ROOT
                if is_loaded(s, w, ax, az) and _GROWN[get_block(s, w, ax, ay, az) >> 4]:
                    update_light(s, rules, w, ax, ay, az)


@kernel()
def _draw(s: State, w: int, wood: int, wide: int, tree: NDArray[np.uint16]) -> None:
    """Draw a tree of a wood alone, its lowest log (or the first of four) at (_ROOT, _BASE, _ROOT)."""
    tree[:, :, :_LEVELS] = AIR
    stream = numba.uint64(random_int(s, w, 1 << 53))
    if wood == _OAK:
        if random_int(s, w, _LARGE_OAK_ODDS) == 0:
            shapes.large_oak(stream, _ROOT, _BASE, _ROOT, tree)
        else:
            shapes.round_tree(stream, _ROOT, _BASE, _ROOT, shapes.OAK, 4, 2, tree)
    elif wood == _SPRUCE:
        shapes.spruce(stream, _ROOT, _BASE, _ROOT, tree)
    elif wood == _BIRCH:
        shapes.round_tree(stream, _ROOT, _BASE, _ROOT, shapes.BIRCH, 5, 2, tree)
    elif wood == _JUNGLE and wide:
        shapes.mega_jungle(stream, _ROOT, _BASE, _ROOT, tree)
    elif wood == _JUNGLE:
        shapes.round_tree(stream, _ROOT, _BASE, _ROOT, shapes.JUNGLE, 4, 8, tree)
    elif wood == _ACACIA:
        shapes.acacia(stream, _ROOT, _BASE, _ROOT, tree)
    elif wood == _DARK_OAK:
        shapes.dark_oak(stream, _ROOT, _BASE, _ROOT, tree)
    else:
        while (below(stream, 2) == 0) != (wood == _BROWN):  # the first number that the shape takes is its colour
            stream = advance(stream)
        shapes.huge_mushroom(stream, _ROOT, _BASE, _ROOT, tree)


@kernel()
def _has_room(s: State, w: int, x: int, y: int, z: int, wide: int, tree: NDArray[np.uint16]) -> bool:
    """Whether a drawn tree stands on soil and finds nothing in its way but leaves, logs, vines and saplings."""
    for dx in range(wide + 1):
        for dz in range(wide + 1):
            soil = get_block(s, w, x + dx, y - 1, z + dz) >> 4
            if soil != _GRASS and soil != _DIRT >> 4 and soil != _FARMLAND and soil != _MYCELIUM:
                return False
    for tx in range(CHUNK):
        for tz in range(CHUNK):
            aside = max(_ROOT - tx, tx - _ROOT - wide, _ROOT - tz, tz - _ROOT - wide)
            ax, az = x + tx - _ROOT, z + tz - _ROOT
            for ty in range(_BASE, _LEVELS):
                state = tree[tx, tz, ty]
                if state == AIR or (aside > _TRUNK_REACH and not LOGS[state >> 4]):
                    continue
                ay = y + ty - _BASE
                if ay >= HEIGHT - 1 or not is_loaded(s, w, ax, az):
                    return False
                if not _GIVES_WAY[get_block(s, w, ax, ay, az) >> 4]:
                    return False
    return True


@kernel()
def _put(s: State, w: int, x: int, y: int, z: int, state: int) -> None:
    """Put one block of a tree where it may stand: soil under the trunk, logs in leaves, leaves and vines in the air."""
    if not is_loaded(s, w, x, z) or y >= HEIGHT:
        return
    here = get_block(s, w, x, y, z) >> 4
    if state == _DIRT:
        fits = True
    elif LOGS[state >> 4]:
        fits = _GIVES_WAY[here] and not LOGS[here] and here != _GRASS and here != _DIRT >> 4
    else:
        fits = here == AIR
    if fits:
        _write(s, w, x, y, z, state)


@kernel()
def _write(s: State, w: int, x: int, y: int, z: int, state: int) -> None:
    """Write a block as `set_block` does, but for light."""
    s.blocks[w, x & MASK, z & MASK, y] = state
    record_edit(s, w, x, y, z, state)
    top = s.top[w, x & MASK, z & MASK]
    if state != AIR and y >= top:
        s.top[w, x & MASK, z & MASK] = y + 1
