"""The working memory of the search for ways: a record a cell of the loaded window, and a queue of cells to look at."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.state import HEIGHT, MASK, WINDOW

MAX_PATH = 2048
"""Most cells of a way that are kept."""

_NODES = WINDOW * WINDOW * HEIGHT
_QUEUE = 1 << 18
_NUMBER, _SIZE, _X0, _Z0 = range(4)


class Frontier(NamedTuple):
    """Arrays allocated once. A node is the number of a cell in the window; stamps tell this search's from old ones."""

    cost: NDArray[np.float32]
    """(nodes,) ticks from the start."""
    parent: NDArray[np.int32]
    """(nodes,) the node before, -1 at the start."""
    placed: NDArray[np.uint8]
    """(nodes,) blocks put underfoot on the way."""
    stamp: NDArray[np.int32]
    """(nodes,) search in which the node was last met."""
    queue: NDArray[np.int32]
    """Heap of nodes by `keys`."""
    keys: NDArray[np.float32]
    counters: NDArray[np.int64]
    """Number of the search, used rows of the queue, column of the start."""
    path: NDArray[np.int32]
    """(MAX_PATH, 3) the way found: cells of the feet, the start first."""
    point: NDArray[np.float64]
    """(3,) a point for lines of sight."""


def allocate_frontier() -> Frontier:
    """Return working memory for `find_path`."""
    return Frontier(
        cost=np.zeros(_NODES, np.float32),
        parent=np.zeros(_NODES, np.int32),
        placed=np.zeros(_NODES, np.uint8),
        stamp=np.zeros(_NODES, np.int32),
        queue=np.zeros(_QUEUE, np.int32),
        keys=np.zeros(_QUEUE, np.float32),
        counters=np.zeros(4, np.int64),
        path=np.zeros((MAX_PATH, 3), np.int32),
        point=np.zeros(3),
    )


@kernel(inline=True)
def node_of(x: int, y: int, z: int) -> int:
    """Number of a cell."""
    return ((x & MASK) * WINDOW + (z & MASK)) * HEIGHT + y


@kernel(inline=True)
def cell_of(f: Frontier, node: int) -> tuple[int, int, int]:
    """Cell of a number: of its aliases the one nearest to the start."""
    half = WINDOW // 2
    x0, z0 = f.counters[_X0], f.counters[_Z0]
    column = node // HEIGHT
    x = x0 + ((column // WINDOW - x0 + half) & MASK) - half
    z = z0 + ((column % WINDOW - z0 + half) & MASK) - half
    return x, node % HEIGHT, z


@kernel(inline=True)
def is_within(f: Frontier, x: int, z: int) -> bool:
    """Whether a column is near enough to the start to be told from its aliases."""
    half = WINDOW // 2
    return abs(x - f.counters[_X0]) < half and abs(z - f.counters[_Z0]) < half


@kernel()
def begin(f: Frontier, x: int, y: int, z: int) -> int:
    """Begin a search at a cell and return its node; it is not in the queue yet."""
    f.counters[_NUMBER] += 1
    f.counters[_SIZE] = 0
    f.counters[_X0], f.counters[_Z0] = x, z
    start = node_of(x, y, z)
    f.stamp[start] = f.counters[_NUMBER]
    f.cost[start] = 0.0
    f.parent[start] = -1
    f.placed[start] = 0
    return start


@kernel()
def improve(f: Frontier, node: int, cost: float, parent: int, placed: int) -> bool:
    """Note a way to a node, unless one as cheap is known; return whether it was noted."""
    number = np.int32(f.counters[_NUMBER])
    if f.stamp[node] == number and f.cost[node] <= np.float32(cost):
        return False
    f.stamp[node] = number
    f.cost[node] = cost
    f.parent[node] = parent
    f.placed[node] = placed
    return True


@kernel(inline=True)
def is_empty(f: Frontier) -> bool:
    """Whether nothing is left to look at."""
    return f.counters[_SIZE] == 0


@kernel()
def push(f: Frontier, node: int, key: float) -> None:
    """Queue a node; when the queue is full it is forgotten."""
    at = f.counters[_SIZE]
    if at >= _QUEUE:
        return
    f.counters[_SIZE] = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if f.keys[above] <= key:
            break
        f.keys[at], f.queue[at] = f.keys[above], f.queue[above]
        at = above
    f.keys[at], f.queue[at] = key, node


@kernel()
def pop(f: Frontier) -> tuple[int, float]:
    """Take the node with the smallest key off the queue; return both."""
    node, key = f.queue[0], f.keys[0]
    size = f.counters[_SIZE] - 1
    f.counters[_SIZE] = size
    last, last_key = f.queue[size], f.keys[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and f.keys[child + 1] < f.keys[child]:
            child += 1
        if f.keys[child] >= last_key:
            break
        f.keys[at], f.queue[at] = f.keys[child], f.queue[child]
        at = child
    f.keys[at], f.queue[at] = last_key, last
    return node, key


@kernel()
def trace_back(f: Frontier, node: int) -> int:
    """Write the way to a node, at most its first MAX_PATH cells, and return their number."""
    length = 0
    at = node
    while at >= 0:
        length += 1
        at = f.parent[at]
    row = length
    at = node
    while at >= 0:
        row -= 1
        if row < MAX_PATH:
            f.path[row, 0], f.path[row, 1], f.path[row, 2] = cell_of(f, at)
        at = f.parent[at]
    return min(length, MAX_PATH)
