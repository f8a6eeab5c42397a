"""Water and lava: what they are, where they meet, whether a body is in them and where the water pushes it."""

import math

from envs.overworld.blocks.grid import AIR, get_block
from envs.overworld.gamedata import block_id, block_state
from envs.overworld.jit import kernel
from envs.overworld.rules import SOLID, Rules
from envs.overworld.state import State

_FLOWING_WATER = block_id("flowing_water")
_WATER = block_id("water")
_FLOWING_LAVA = block_id("flowing_lava")
_LAVA = block_id("lava")
_OBSIDIAN = block_state("obsidian")
_COBBLESTONE = block_state("cobblestone")
_HARDENING = 4  # highest level of lava that water hardens

_WATER_INSET_Y = 0.401
_WATER_INSET = 0.001
_LAVA_INSET_Y = 0.4
_LAVA_INSET = 0.1
_FALLING = 8
_NEIGHBOURS = ((0, 1), (-1, 0), (0, -1), (1, 0))


@kernel(inline=True)
def is_water(state: int) -> bool:
    """Whether a block state is water, still or flowing."""
    block = state >> 4
    return block in (_FLOWING_WATER, _WATER)


@kernel(inline=True)
def is_lava(state: int) -> bool:
    """Whether a block state is lava, still or flowing."""
    block = state >> 4
    return block in (_FLOWING_LAVA, _LAVA)


@kernel(inline=True)
def water_depth(state: int) -> int:
    """How far water stands below a source: 0 (source, or falling) to 7; -1 when it is not water."""
    if not is_water(state):
        return -1
    depth = state & 15
    return 0 if depth >= _FALLING else depth


@kernel(inline=True)
def surface_height(state: int) -> float:
    """Height of the surface inside a cell of water, by the ninths in which the game counts."""
    return 1.0 - (water_depth(state) + 1) / 9.0


@kernel()
def hardens_to(s: State, w: int, x: int, y: int, z: int, lava: int) -> int:
    """Block state that the lava at (x, y, z) becomes by the water beside or above it, or AIR if it stays lava.

    A source becomes obsidian, what has flowed at most two blocks cobblestone; thinner and falling lava stays.
    """
    if lava & 15 > _HARDENING:
        return AIR
    for dx, dy, dz in ((0, 1, 0), (0, 0, -1), (0, 0, 1), (-1, 0, 0), (1, 0, 0)):
        if is_water(get_block(s, w, x + dx, y + dy, z + dz)):
            return _OBSIDIAN if lava & 15 == 0 else _COBBLESTONE
    return AIR


@kernel()
def touch_water(
    s: State, rules: Rules, w: int, x: float, y: float, z: float, half: float, height: float
) -> tuple[bool, float, float, float]:
    """Return whether a body is in water, and the direction (unit vector, or 0) in which the water pushes it."""
    found = False
    push_x = push_y = push_z = 0.0
    top = y + height - _WATER_INSET_Y
    for cx in range(math.floor(x - half + _WATER_INSET), math.floor(x + half - _WATER_INSET) + 1):
        for cz in range(math.floor(z - half + _WATER_INSET), math.floor(z + half - _WATER_INSET) + 1):
            for cy in range(math.floor(y + _WATER_INSET_Y), math.floor(top) + 1):
                state = get_block(s, w, cx, cy, cz)
                if is_water(state) and math.ceil(top) >= cy + surface_height(state):
                    found = True
                    flow_x, flow_y, flow_z = _flow(s, rules, w, cx, cy, cz, state)
                    push_x += flow_x
                    push_y += flow_y
                    push_z += flow_z
    push_x, push_y, push_z = _unit(push_x, push_y, push_z)
    return found, push_x, push_y, push_z


@kernel()
def touches_lava(s: State, w: int, x: float, y: float, z: float, half: float, height: float) -> bool:
    """Whether a body is in lava, deep enough to swim and burn in it."""
    for cx in range(math.floor(x - half + _LAVA_INSET), math.floor(x + half - _LAVA_INSET) + 1):
        for cz in range(math.floor(z - half + _LAVA_INSET), math.floor(z + half - _LAVA_INSET) + 1):
            for cy in range(math.floor(y + _LAVA_INSET_Y), math.floor(y + height - _LAVA_INSET_Y) + 1):
                if is_lava(get_block(s, w, cx, cy, cz)):
                    return True
    return False


@kernel()
def is_under_water(s: State, w: int, x: float, y: float, z: float) -> bool:
    """Whether a point (the eyes) is below the surface of water."""
    cy = math.floor(y)
    state = get_block(s, w, math.floor(x), cy, math.floor(z))
    return is_water(state) and y < cy + surface_height(state) + 1.0 / 9.0


@kernel()
def _flow(s: State, rules: Rules, w: int, x: int, y: int, z: int, state: int) -> tuple[float, float, float]:
    """Direction of the current in a cell of water: towards lower water, over edges, and down where it falls."""
    depth = water_depth(state)
    flow_x = flow_y = flow_z = 0.0
    for dx, dz in _NEIGHBOURS:
        beside = get_block(s, w, x + dx, y, z + dz)
        slope = 0
        if is_water(beside):
            slope = water_depth(beside) - depth
        elif not rules.blocks[beside].flags & SOLID:
            below = get_block(s, w, x + dx, y - 1, z + dz)
            if is_water(below):
                slope = water_depth(below) - depth + 8
        flow_x += dx * slope
        flow_z += dz * slope
    if state & 15 >= _FALLING and _has_wall(s, rules, w, x, y, z):
        flow_x, flow_y, flow_z = _unit(flow_x, flow_y, flow_z)
        flow_y -= 6.0
    return _unit(flow_x, flow_y, flow_z)


@kernel()
def _has_wall(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> bool:
    """Whether falling water runs down a wall, beside it or beside the cell above."""
    for dx, dz in _NEIGHBOURS:
        for dy in range(2):
            if rules.blocks[get_block(s, w, x + dx, y + dy, z + dz)].flags & SOLID:
                return True
    return False


@kernel(inline=True)
def _unit(x: float, y: float, z: float) -> tuple[float, float, float]:
    length = math.sqrt(x * x + y * y + z * z)
    if length < 1e-4:
        return 0.0, 0.0, 0.0
    return x / length, y / length, z / length
