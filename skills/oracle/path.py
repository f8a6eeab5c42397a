"""Ways on foot through the loaded window: A* over the cells of the feet, in ticks of walking, digging and building.

A step leads to one of the eight cells around on the same level (no corner is cut), one up with a jump, or down as far
as is safe; through water in all directions; straight down through a block; straight up on a block put underfoot.
Blocks in the way are dug where that is safe and pays. Nothing leads into lava, fire or cactus.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.overworld.grid import get_block, is_loaded
from envs.overworld.jit import kernel
from envs.overworld.physics import EYE_HEIGHT
from envs.overworld.rules import Rules
from envs.overworld.state import HEIGHT, MASK, WINDOW, State
from skills.oracle.cells import DANGER, FLOOR, KIND, LOW, OPEN, WATER, is_safe_to_dig, kind_at, near_danger
from skills.oracle.sight import aim_to_place, is_in_reach

GOAL_NEAR = 0
"""Stand within `radius` blocks, along each axis, of a target cell."""
GOAL_COLUMN = 1
"""Stand within `radius` blocks of a target, whatever the height."""
GOAL_REACH = 2
"""Stand where a target block can be mined: in reach and in sight, or right beside the body."""
GOAL_SKY = 3
"""Stand, or swim at the surface, under the open sky."""
GOAL_PLACE = 4
"""Stand where a block can be put into a target cell."""

MAX_PATH = 2048
MAX_TARGETS = 32
NO_PATH = 0
COMPLETE = 1
PARTIAL = 2

_WALK = 4.63
_DIAGONAL = 6.55
_JUMP = 3.0
_FALL = 2.5
_SWIM = 10.0
_PILLAR = 18.0
_SUBMERGED = 12.0
_NEAR_DANGER = 15.0
_SAFE_DROP = 3
_LONG_DROP = 24
_NEVER = 1e9
_NODES = WINDOW * WINDOW * HEIGHT
_HEAP = 1 << 18

_DX = (1, -1, 0, 0, 1, 1, -1, -1)
_DZ = (0, 0, 1, -1, 1, -1, 1, -1)


class Scratch(NamedTuple):
    """Working memory of the search, allocated once."""

    cost: NDArray[np.float32]
    """(nodes,) ticks from the start."""
    parent: NDArray[np.int32]
    """(nodes,) the node before."""
    placed: NDArray[np.uint8]
    """(nodes,) blocks put underfoot on the way."""
    stamp: NDArray[np.int32]
    """(nodes,) search in which the node was last met."""
    heap_node: NDArray[np.int32]
    heap_key: NDArray[np.float32]
    counters: NDArray[np.int64]
    """[0] number of the search, [1] used rows of the heap."""
    path: NDArray[np.int32]
    """(MAX_PATH, 3) the way found: cells of the feet, the start first."""
    point: NDArray[np.float64]
    """(3,) a point for the lines of sight."""


class Means(NamedTuple):
    """What a search may use."""

    dig_ticks: NDArray[np.float32]
    """(4096,) ticks to dig each block state, infinite where it must not be dug."""
    blocks: int
    """Blocks to put underfoot."""
    limit: int
    """Most nodes to look at."""


def allocate_scratch() -> Scratch:
    """Return working memory for `find_path`."""
    return Scratch(
        cost=np.zeros(_NODES, np.float32),
        parent=np.zeros(_NODES, np.int32),
        placed=np.zeros(_NODES, np.uint8),
        stamp=np.zeros(_NODES, np.int32),
        heap_node=np.zeros(_HEAP, np.int32),
        heap_key=np.zeros(_HEAP, np.float32),
        counters=np.zeros(2, np.int64),
        path=np.zeros((MAX_PATH, 3), np.int32),
        point=np.zeros(3),
    )


@kernel(inline=True)
def _node(x: int, y: int, z: int) -> int:
    return ((x & MASK) * WINDOW + (z & MASK)) * HEIGHT + y


@kernel(inline=True)
def _cell(node: int, x0: int, z0: int) -> tuple[int, int, int]:
    """Coordinates of a node, as those of its aliases that are nearest to (x0, z0)."""
    half = WINDOW // 2
    column = node // HEIGHT
    x = x0 + ((column // WINDOW - x0 + half) & MASK) - half
    z = z0 + ((column % WINDOW - z0 + half) & MASK) - half
    return x, node % HEIGHT, z


@kernel()
def _push(scratch: Scratch, node: int, key: float) -> None:
    size = scratch.counters[1]
    if size >= _HEAP:
        return
    scratch.counters[1] = size + 1
    nodes, keys = scratch.heap_node, scratch.heap_key
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= key:
            break
        keys[at], nodes[at] = keys[above], nodes[above]
        at = above
    keys[at], nodes[at] = key, node


@kernel()
def _pop(scratch: Scratch) -> int:
    nodes, keys = scratch.heap_node, scratch.heap_key
    top = nodes[0]
    size = scratch.counters[1] - 1
    scratch.counters[1] = size
    node, key = nodes[size], keys[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at], nodes[at] = keys[child], nodes[child]
        at = child
    keys[at], nodes[at] = key, node
    return top


@kernel()
def clearing_ticks(s: State, w: int, means: Means, x: int, y: int, z: int, feet: bool) -> float:
    """Ticks to make room for a head (or `feet`) in a cell: 0 where there is room, 1e9 where none can be made."""
    state = get_block(s, w, x, y, z)
    kind = KIND[state]
    if kind == OPEN or kind == WATER or (kind == LOW and feet):
        return 0.0
    if y <= 0 or kind == DANGER or not means.dig_ticks[state] < _NEVER or not is_safe_to_dig(s, w, x, y, z):
        return _NEVER
    return float(means.dig_ticks[state])


@kernel()
def is_footing(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether one can stay with the feet in a cell: on a floor, on something low, or afloat."""
    kind = kind_at(s, w, x, y, z)
    return kind == WATER or kind == LOW or kind_at(s, w, x, y - 1, z) == FLOOR


@kernel()
def _landing(s: State, w: int, x: int, y: int, z: int) -> int:
    """Height at which a fall from the free cell (x, y, z) ends without harm, or -1."""
    for depth in range(_LONG_DROP):
        kind = kind_at(s, w, x, y - depth, z)
        if kind == WATER:
            return y - depth
        if kind == LOW or kind_at(s, w, x, y - depth - 1, z) == FLOOR:
            return y - depth if depth <= _SAFE_DROP else -1
        if kind != OPEN:
            return -1
    return -1


@kernel()
def _reach(
    s: State, w: int, scratch: Scratch, x0: int, z0: int, here: int, x: int, y: int, z: int, ticks: float,
    placed: int, goal: int, radius: int, targets: NDArray[np.int32], count: int,
) -> None:  # fmt: skip
    """Note that the cell (x, y, z) can be had from node `here` for so many ticks more."""
    node = _node(x, y, z)
    if kind_at(s, w, x, y + 1, z) == WATER:
        ticks += _SUBMERGED
    if near_danger(s, w, x, y, z):
        ticks += _NEAR_DANGER
    cost = np.float32(scratch.cost[here] + ticks)
    number = np.int32(scratch.counters[0])
    if scratch.stamp[node] == number and scratch.cost[node] <= cost:
        return
    scratch.stamp[node] = number
    scratch.cost[node] = cost
    scratch.parent[node] = here
    scratch.placed[node] = placed
    _push(scratch, node, float(cost) + _remaining(x, y, z, goal, radius, targets, count))


@kernel()
def _remaining(x: int, y: int, z: int, goal: int, radius: int, targets: NDArray[np.int32], count: int) -> float:
    """Fewest ticks from a cell to the nearest target."""
    if goal == GOAL_SKY:
        return 0.0
    best = _NEVER
    slack = radius if goal <= GOAL_COLUMN else 4
    for index in range(count):
        dx = max(abs(x - targets[index, 0]) - slack, 0)
        dz = max(abs(z - targets[index, 2]) - slack, 0)
        ticks = _WALK * max(dx, dz) + (_DIAGONAL - _WALK) * min(dx, dz)
        if goal != GOAL_COLUMN:
            ticks = max(ticks, _FALL * max(abs(y - targets[index, 1]) - slack - 2, 0))
        best = min(best, ticks)
    return best


@kernel()
def goal_index(
    s: State, rules: Rules, w: int, scratch: Scratch, x: int, y: int, z: int, goal: int, radius: int,
    targets: NDArray[np.int32], count: int,
) -> int:  # fmt: skip
    """Return which target is fulfilled with the feet in the cell (x, y, z), or -1.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        scratch: Working memory.
        x: Cell of the feet; then `y`, `z`.
        y: See `x`.
        z: See `x`.
        goal: A GOAL_* constant.
        radius: Of GOAL_NEAR and GOAL_COLUMN.
        targets: (MAX_TARGETS, 3) cells.
        count: Used rows of `targets`.
    """
    if goal == GOAL_SKY:
        surface = y + 1 if kind_at(s, w, x, y, z) == WATER else y
        return 0 if s.top[w, x & MASK, z & MASK] <= surface else -1
    ex, ey, ez = x + 0.5, y + EYE_HEIGHT, z + 0.5
    for index in range(count):
        tx, ty, tz = targets[index]
        dx, dy, dz = abs(x - tx), y - ty, abs(z - tz)
        if goal <= GOAL_COLUMN:
            if dx <= radius and dz <= radius and (goal == GOAL_COLUMN or abs(dy) <= radius):
                return index
        elif dx <= 4 and dz <= 4 and -6 <= dy <= 3:
            inside = dx == 0 and dz == 0 and -1 <= dy <= 0
            if goal == GOAL_PLACE:
                if not inside and aim_to_place(s, rules, w, ex, ey, ez, tx, ty, tz, scratch.point) >= 0:
                    return index
            elif inside:
                continue
            elif (
                (dx + dz <= 1 and -1 <= dy <= 0)
                or (dx + dz == 0 and -2 <= dy <= 1)
                or is_in_reach(s, w, ex, ey, ez, tx, ty, tz)
            ):
                return index
    return -1


@kernel()
def find_path(
    s: State, rules: Rules, w: int, scratch: Scratch, means: Means, x0: int, y0: int, z0: int, goal: int, radius: int,
    targets: NDArray[np.int32], count: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Search the cheapest way from the feet's cell (x0, y0, z0) to a goal; it is left in `scratch.path`.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        scratch: Working memory; `scratch.path` receives the cells, the start first.
        means: What may be used.
        x0: Start; then `y0`, `z0`.
        y0: See `x0`.
        z0: See `x0`.
        goal: A GOAL_* constant.
        radius: Of GOAL_NEAR and GOAL_COLUMN.
        targets: (MAX_TARGETS, 3) cells of which one will do.
        count: Used rows of `targets`.

    Returns:
        NO_PATH, COMPLETE, or PARTIAL for a way to the cell seen that is nearest to a target; the number of cells of the
        way; and the row of the target that it fulfils, or -1.
    """
    scratch.counters[0] += 1
    scratch.counters[1] = 0
    start = _node(x0, y0, z0)
    scratch.stamp[start] = scratch.counters[0]
    scratch.cost[start] = 0.0
    scratch.parent[start] = -1
    scratch.placed[start] = 0
    best = start
    best_remaining = _remaining(x0, y0, z0, goal, radius, targets, count)
    _push(scratch, start, best_remaining)
    looked = 0
    while scratch.counters[1] > 0 and looked < means.limit:
        key = scratch.heap_key[0]
        node = _pop(scratch)
        x, y, z = _cell(node, x0, z0)
        remaining = _remaining(x, y, z, goal, radius, targets, count)
        if key > scratch.cost[node] + remaining + 0.01:
            continue  # an older, dearer entry
        looked += 1
        found = goal_index(s, rules, w, scratch, x, y, z, goal, radius, targets, count)
        if found >= 0:
            return COMPLETE, _trace_back(scratch, node, x0, z0), found
        if remaining < best_remaining:
            best = node
            best_remaining = remaining
        _expand(s, w, scratch, means, x0, z0, node, x, y, z, goal, radius, targets, count)
    if best == start:
        return NO_PATH, 0, -1
    return PARTIAL, _trace_back(scratch, best, x0, z0), -1


@kernel()
def _trace_back(scratch: Scratch, node: int, x0: int, z0: int) -> int:
    """Write the way to a node, at most its first MAX_PATH cells, and return their number."""
    length = 0
    at = node
    while at >= 0:
        length += 1
        at = scratch.parent[at]
    row = length
    at = node
    while at >= 0:
        row -= 1
        if row < MAX_PATH:
            scratch.path[row, 0], scratch.path[row, 1], scratch.path[row, 2] = _cell(at, x0, z0)
        at = scratch.parent[at]
    return min(length, MAX_PATH)


@kernel()
def _expand(
    s: State, w: int, scratch: Scratch, means: Means, x0: int, z0: int, node: int, x: int, y: int, z: int,
    goal: int, radius: int, targets: NDArray[np.int32], count: int,
) -> None:  # fmt: skip
    """Push every cell that one step leads to."""
    placed = int(scratch.placed[node])
    afloat = kind_at(s, w, x, y, z) == WATER
    pace = _SWIM if afloat else _WALK
    headroom = clearing_ticks(s, w, means, x, y + 2, z, False)
    for side in range(8):
        nx, nz = x + _DX[side], z + _DZ[side]
        if abs(nx - x0) >= WINDOW // 2 or abs(nz - z0) >= WINDOW // 2 or not is_loaded(s, w, nx, nz):
            continue
        head = clearing_ticks(s, w, means, nx, y + 1, nz, False)
        feet = clearing_ticks(s, w, means, nx, y, nz, True)
        if side >= 4:
            if head + feet > 0.0 or not _corners_are_free(s, w, means, x, y, z, nx, nz):
                continue
            height = _landing(s, w, nx, y, nz)
            if height == y or (height >= 0 and kind_at(s, w, nx, height, nz) == WATER):
                ticks = _DIAGONAL / _WALK * pace + _FALL * (y - height)
                _reach(s, w, scratch, x0, z0, node, nx, height, nz, ticks, placed, goal, radius, targets, count)
            continue
        if head + feet < _NEVER:
            height = _landing(s, w, nx, y, nz) if feet == 0.0 else (y if kind_at(s, w, nx, y - 1, nz) == FLOOR else -1)
            if height >= 0:
                ticks = pace + head + feet + _FALL * (y - height)
                _reach(s, w, scratch, x0, z0, node, nx, height, nz, ticks, placed, goal, radius, targets, count)
            below = clearing_ticks(s, w, means, nx, y - 1, nz, True)
            if 0.0 < below < _NEVER and kind_at(s, w, nx, y - 2, nz) == FLOOR:
                ticks = pace + head + feet + below + _FALL
                _reach(s, w, scratch, x0, z0, node, nx, y - 1, nz, ticks, placed, goal, radius, targets, count)
        above = clearing_ticks(s, w, means, nx, y + 2, nz, False)
        deep = afloat and kind_at(s, w, x, y + 1, z) == WATER
        if not deep and headroom + head + above < _NEVER and kind_at(s, w, nx, y, nz) == FLOOR:
            ticks = pace + _JUMP + headroom + head + above
            _reach(s, w, scratch, x0, z0, node, nx, y + 1, nz, ticks, placed, goal, radius, targets, count)
    _expand_vertically(s, w, scratch, means, x0, z0, node, x, y, z, headroom, goal, radius, targets, count)


@kernel()
def _corners_are_free(s: State, w: int, means: Means, x: int, y: int, z: int, nx: int, nz: int) -> bool:
    """Whether a body fits past both corners of a diagonal step, with nothing harmful under them."""
    for cx, cz in ((nx, z), (x, nz)):
        if clearing_ticks(s, w, means, cx, y, cz, True) + clearing_ticks(s, w, means, cx, y + 1, cz, False) > 0.0:
            return False
        if kind_at(s, w, cx, y - 1, cz) == DANGER:
            return False
    return True


@kernel()
def _expand_vertically(
    s: State, w: int, scratch: Scratch, means: Means, x0: int, z0: int, node: int, x: int, y: int, z: int,
    headroom: float, goal: int, radius: int, targets: NDArray[np.int32], count: int,
) -> None:  # fmt: skip
    """Push the cells above and below: swimming, digging down, building up."""
    placed = int(scratch.placed[node])
    afloat = kind_at(s, w, x, y, z) == WATER
    if afloat and kind_at(s, w, x, y + 1, z) == WATER and headroom == 0.0:
        _reach(s, w, scratch, x0, z0, node, x, y + 1, z, _SWIM, placed, goal, radius, targets, count)
    if afloat and kind_at(s, w, x, y - 1, z) == WATER:
        _reach(s, w, scratch, x0, z0, node, x, y - 1, z, _SWIM, placed, goal, radius, targets, count)
    if afloat:
        return
    below = clearing_ticks(s, w, means, x, y - 1, z, True)
    if 0.0 < below < _NEVER and kind_at(s, w, x, y - 2, z) == FLOOR:
        _reach(s, w, scratch, x0, z0, node, x, y - 1, z, below + _FALL, placed, goal, radius, targets, count)
    if placed < means.blocks and headroom < _NEVER and y + 3 < HEIGHT and kind_at(s, w, x, y, z) == OPEN:
        _reach(s, w, scratch, x0, z0, node, x, y + 1, z, headroom + _PILLAR, placed + 1, goal, radius, targets, count)
