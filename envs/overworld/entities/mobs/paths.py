"""Ways around walls, pools and pits: the straight line where it is free, else A* over the cells that a body fits in.

A path is bounded by the nodes looked at, so its cost is too; where the goal is not reached, the path leads to the
nearest cell that was. Working memory lies in `State.scratch`.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.entities.mobs.ground import CLOSED, DROP, OPEN, WATER, floor_below, meaning, room, step
from envs.overworld.entities.mobs.shape import mob_size
from envs.overworld.jit import kernel
from envs.overworld.rules import HATES_WATER, Rules
from envs.overworld.state import PATH, State

NODES = 300
"""Most cells that a search gets to know."""

_STRIDE = 0.5  # blocks between two looks along a straight line
_STRAIGHT = 24.0  # blocks within which a straight line is looked along
_COST, _DIAGONAL = 10, 14
_SWIM_COST = 80  # a cell of water is worth a detour of eight (the game's malus)
_RISE_COST = 5

_UNKNOWN = 1 << 20  # cost of a way not found yet

# Layout of the working memory: a hash table of cells, a row of each field a node, a heap.
_BUCKETS = 1024
_X, _Y, _Z, _WALKED, _LEFT, _PARENT, _DONE, _WET = (_BUCKETS + k * NODES for k in range(8))
_KEYS = _BUCKETS + 8 * NODES
_HEAP = 2048
_ITEMS = _KEYS + _HEAP

_DX = np.array([1, -1, 0, 0, 1, 1, -1, -1], np.int64)
_DZ = np.array([0, 0, 1, -1, 1, -1, 1, -1], np.int64)
_STRAIGHT_WAYS = 4


@kernel(inline=True)
def corner(middle: float, cells: int) -> int:
    """Lowest of the cells that a body `cells` wide takes with its middle at a coordinate."""
    return math.floor(middle - 0.5 * (cells - 1))


@kernel()
def find_path(s: State, rules: Rules, w: int, i: int, x: float, y: float, z: float) -> bool:
    """Put into a mob's `path` how it gets to a point; return False if the path ends before it."""
    entity = s.entities[w, i]
    half, height = mob_size(s, rules, w, i)
    cells, tall = int(2.0 * half + 1.0), int(height + 1.0)
    goal_x, goal_z = corner(x, cells), corner(z, cells)
    goal_y = _settle(s, w, goal_x, math.floor(y + 0.5), goal_z, cells)
    entity.path_next = 0
    entity.path_age = 0
    if line_is_walkable(s, w, entity.x, entity.y, entity.z, x, y, z, half, tall):
        entity.path_length = 1
        entity.path[0, 0], entity.path[0, 1], entity.path[0, 2] = goal_x, goal_y, goal_z
        return True
    at_x, at_z = corner(entity.x, cells), corner(entity.z, cells)
    at_y = _settle(s, w, at_x, math.floor(entity.y + 0.5), at_z, cells)
    swims = rules.mobs[entity.mob].flags & HATES_WATER == 0
    memory = s.scratch[w]
    best, reached = _search(s, w, memory, at_x, at_y, at_z, goal_x, goal_y, goal_z, cells, tall, swims)
    _write(s, w, i, memory, best)
    return reached


@kernel()
def _settle(s: State, w: int, x: int, y: int, z: int, cells: int) -> int:
    """Height at which a body above or in a cell is at rest: down to the ground, up to the surface of water."""
    for _ in range(DROP + 1):
        if meaning(s, w, x, y, z) == WATER and meaning(s, w, x, y + 1, z) == WATER:
            y += 1
        elif meaning(s, w, x, y, z) == OPEN and floor_below(s, w, x, y, z, cells) <= WATER:
            y -= 1
        else:
            break
    return y


@kernel()
def line_is_walkable(
    s: State, w: int, x0: float, y0: float, z0: float, x1: float, y1: float, z1: float, half: float, tall: int
) -> bool:
    """Whether a body gets from one point to another straight ahead, up and down single steps, with dry feet."""
    dx, dz = x1 - x0, z1 - z0
    length = math.sqrt(dx * dx + dz * dz)
    if length > _STRAIGHT:
        return False
    looks = int(length / _STRIDE) + 1
    y = math.floor(y0 + 0.5)
    for k in range(1, looks + 1):
        x, z = x0 + dx * k / looks, z0 + dz * k / looks
        low_x, low_z = math.floor(x - half), math.floor(z - half)
        cells_x, cells_z = math.floor(x + half) - low_x + 1, math.floor(z + half) - low_z + 1
        found = room(s, w, low_x, y, low_z, cells_x, cells_z, tall)
        if found == CLOSED:
            y += 1
            found = room(s, w, low_x, y, low_z, cells_x, cells_z, tall)
        if found != OPEN:
            return False
        under = meaning(s, w, math.floor(x), y - 1, math.floor(z))
        if under == OPEN and room(s, w, low_x, y - 1, low_z, cells_x, cells_z, 1) == OPEN:
            y -= 1
            under = meaning(s, w, math.floor(x), y - 1, math.floor(z))
        elif under == OPEN:
            continue  # over an edge, still carried by it
        if under != CLOSED:
            return False
    return abs(y - y1) < 1.5


@kernel()
def _search(
    s: State, w: int, memory: NDArray[np.int32], x: int, y: int, z: int, goal_x: int, goal_y: int, goal_z: int,
    cells: int, tall: int, swims: bool,
) -> tuple[int, bool]:  # fmt: skip
    """A* from a cell to another; return the node that it ends at, and whether that is the goal."""
    memory[:_BUCKETS] = 0
    _node(memory, 0, x, y, z, 0, _left(x, y, z, goal_x, goal_y, goal_z), -1)
    memory[_find(memory, x, y, z)] = 1
    count, best, waiting = 1, 0, _push(memory, 0, 0)
    while waiting > 0:
        node, waiting = _pop(memory, waiting)
        if memory[_DONE + node]:
            continue
        memory[_DONE + node] = 1
        if memory[_LEFT + node] < memory[_LEFT + best]:
            best = node
        if memory[_LEFT + node] == 0:
            return node, True
        x, y, z = memory[_X + node], memory[_Y + node], memory[_Z + node]
        may_rise = room(s, w, x, y + tall, z, cells, cells, 1) <= WATER
        level = np.int64(0)  # bits of the straight ways that stay at this height: diagonals run between two of them
        for way in range(_DX.shape[0]):
            diagonal = way >= _STRAIGHT_WAYS
            if diagonal:
                beside = (1 if _DX[way] > 0 else 2) | (4 if _DZ[way] > 0 else 8)
                if level & beside != beside:
                    continue
            nx, nz = x + _DX[way], z + _DZ[way]
            ny = y
            known = memory[_find(memory, nx, y, nz)]
            if known == 0:
                ny, wet = step(s, w, nx, y, nz, cells, tall, may_rise and not diagonal, swims)
                if ny < 0:
                    continue
                bucket = _find(memory, nx, ny, nz)
                known = memory[bucket]
                if known == 0:
                    if count == NODES:
                        return best, False
                    known = count + 1
                    memory[bucket] = known
                    _node(memory, count, nx, ny, nz, _UNKNOWN, _left(nx, ny, nz, goal_x, goal_y, goal_z), node)
                    memory[_WET + count] = wet
                    count += 1
            if ny == y:
                level |= 1 << way
            old = known - 1
            if memory[_DONE + old]:
                continue
            cost = (_DIAGONAL if diagonal else _COST) + _SWIM_COST * memory[_WET + old] + _RISE_COST * abs(ny - y)
            walked = memory[_WALKED + node] + cost
            if walked < memory[_WALKED + old]:
                memory[_WALKED + old] = walked
                memory[_PARENT + old] = node
                waiting = _push(memory, waiting, old)
    return best, False


@kernel()
def _write(s: State, w: int, i: int, memory: NDArray[np.int32], end: int) -> None:
    """Write the way to a node into a mob's path: the first PATH of the cells at which its direction changes."""
    entity = s.entities[w, i]
    # Turn the chain of parents around: `_DONE` of a node becomes the node that follows it.
    after, node = -1, end
    while node >= 0:
        memory[_DONE + node] = after
        after = node
        node = memory[_PARENT + node]
    node = memory[_DONE]
    before, length = 0, 0
    while node >= 0 and length < PATH:
        following = memory[_DONE + node]
        if following < 0 or not _in_line(memory, before, node, following):
            for axis in range(3):
                entity.path[length, axis] = memory[_X + axis * NODES + node]
            length += 1
        before = node
        node = following
    entity.path_length = length


@kernel(inline=True)
def _in_line(memory: NDArray[np.int32], a: int, b: int, c: int) -> bool:
    """Whether three nodes in a row are on one level line."""
    if memory[_Y + a] != memory[_Y + b] or memory[_Y + b] != memory[_Y + c]:
        return False
    along_x = memory[_X + b] - memory[_X + a] == memory[_X + c] - memory[_X + b]
    return along_x and memory[_Z + b] - memory[_Z + a] == memory[_Z + c] - memory[_Z + b]


@kernel(inline=True)
def _left(x: int, y: int, z: int, goal_x: int, goal_y: int, goal_z: int) -> int:
    """Least cost from a cell to the goal on open ground; 0 at the goal only."""
    dx, dz = abs(goal_x - x), abs(goal_z - z)
    return _COST * max(dx, dz) + (_DIAGONAL - _COST) * min(dx, dz) + _RISE_COST * abs(goal_y - y)


@kernel(inline=True)
def _node(memory: NDArray[np.int32], node: int, x: int, y: int, z: int, walked: int, left: int, parent: int) -> None:
    memory[_X + node] = x
    memory[_Y + node] = y
    memory[_Z + node] = z
    memory[_WALKED + node] = walked
    memory[_LEFT + node] = left
    memory[_PARENT + node] = parent
    memory[_DONE + node] = 0


@kernel(inline=True)
def _find(memory: NDArray[np.int32], x: int, y: int, z: int) -> int:
    """Bucket of a cell: it holds the number of its node, counted from 1, or 0 if the cell is not known yet."""
    at = (x * 73 + y * 179 + z * 283) & (_BUCKETS - 1)
    while memory[at] != 0:
        node = memory[at] - 1
        if memory[_X + node] == x and memory[_Y + node] == y and memory[_Z + node] == z:
            break
        at = (at + 1) & (_BUCKETS - 1)
    return at


@kernel()
def _push(memory: NDArray[np.int32], waiting: int, node: int) -> int:
    """Put a node into the heap by its whole cost, near the goal first; return the heap's size."""
    if waiting == _HEAP:
        return waiting
    left = memory[_LEFT + node]
    key = (memory[_WALKED + node] + left + left // 2) * 4096 + min(left, 4095)
    at = waiting
    while at > 0:
        above = (at - 1) // 2
        if memory[_KEYS + above] <= key:
            break
        memory[_KEYS + at] = memory[_KEYS + above]
        memory[_ITEMS + at] = memory[_ITEMS + above]
        at = above
    memory[_KEYS + at] = key
    memory[_ITEMS + at] = node
    return waiting + 1


@kernel()
def _pop(memory: NDArray[np.int32], waiting: int) -> tuple[int, int]:
    """Take the best node out of the heap; return it and the heap's size."""
    first = memory[_ITEMS]
    waiting -= 1
    key, node = memory[_KEYS + waiting], memory[_ITEMS + waiting]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= waiting:
            break
        if below + 1 < waiting and memory[_KEYS + below + 1] < memory[_KEYS + below]:
            below += 1
        if memory[_KEYS + below] >= key:
            break
        memory[_KEYS + at] = memory[_KEYS + below]
        memory[_ITEMS + at] = memory[_ITEMS + below]
        at = below
    memory[_KEYS + at] = key
    memory[_ITEMS + at] = node
    return int(first), waiting
