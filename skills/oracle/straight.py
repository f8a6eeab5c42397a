"""How far along a way one can walk straight on, over steps and safe drops.

Ways are planned from cell to cell. Walked so they would turn by 45 degrees again and again, where a player just goes
where he looks.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.player.physics import HALF_WIDTH
from envs.overworld.state import State
from skills.oracle.body import Body, Cell
from skills.oracle.cells import FLOOR, LOW, OPEN, WATER, kind_at, near_danger
from skills.oracle.path import SAFE_DROP

_LONGEST = 32
"""Cells of a way that are looked at."""
_STRIDE = 0.25
"""Blocks from one place that is checked to the next."""


def farthest_straight(body: Body, way: list[Cell], index: int) -> int:
    """Return the last cell of a way that can be walked to straight from where the player is, or `index` if none can."""
    ahead = np.array(way[index + 1 : index + 1 + _LONGEST], np.int64).reshape(-1, 3)
    return index + _farthest(body.state, body.index, *_from(body), ahead)


def is_straight(body: Body, cell: Cell) -> bool:
    """Whether a cell can be walked to straight from where the player is."""
    x, y, z = _from(body)
    return bool(_straight(body.state, body.index, x, y, z, cell[0] + 0.5, cell[2] + 0.5, SAFE_DROP) == cell[1])


def height_after(body: Body, x: float, z: float, drop: int) -> int:
    """Return the height of the feet after a straight walk to (x, z) with no deeper drops, or -1 if there is none."""
    return int(_straight(body.state, body.index, *_from(body), x, z, drop))


def _from(body: Body) -> tuple[float, int, float]:
    x, y, z = body.position
    return x, math.floor(y + 0.1), z


@kernel()
def _farthest(s: State, w: int, x: float, y: int, z: float, ahead: NDArray[np.int64]) -> int:
    """Return how many of the cells ahead are passed by walking straight to the last of them."""
    for index in range(len(ahead) - 1, -1, -1):
        tx, ty, tz = ahead[index]
        if _straight(s, w, x, y, z, tx + 0.5, tz + 0.5, SAFE_DROP) == ty:
            return index + 1
    return 0


@kernel()
def _straight(s: State, w: int, x: float, y: int, z: float, tx: float, tz: float, drop: int) -> int:
    """Return the height of the feet after a straight walk from (x, y, z) to (tx, tz), or -1 if there is none."""
    steps = max(math.ceil(math.hypot(tx - x, tz - z) / _STRIDE), 1)
    for step in range(1, steps + 1):
        y = _stand(s, w, x + (tx - x) * step / steps, y, z + (tz - z) * step / steps, drop)
        if y < 0:
            return -1
    return y


@kernel()
def _stand(s: State, w: int, x: float, y: int, z: float, drop: int) -> int:
    """Return the height at which a body is carried at (x, z) that comes from height y, or -1 if it does not fit."""
    height = -1
    for side in range(4):
        cx = math.floor(x + (HALF_WIDTH if side & 1 else -HALF_WIDTH))
        cz = math.floor(z + (HALF_WIDTH if side & 2 else -HALF_WIDTH))
        carried = _carried(s, w, cx, y, cz, drop)
        if carried < 0 or near_danger(s, w, cx, carried, cz):
            return -1
        height = max(height, carried)
    if height > y:  # a jump: the head needs room in all columns that the body is over
        for side in range(4):
            cx = math.floor(x + (HALF_WIDTH if side & 1 else -HALF_WIDTH))
            cz = math.floor(z + (HALF_WIDTH if side & 2 else -HALF_WIDTH))
            if kind_at(s, w, cx, y + 2, cz) != OPEN:
                return -1
    return height


@kernel()
def _carried(s: State, w: int, x: int, y: int, z: int, drop: int) -> int:
    """Return the height at which the column (x, z) carries a body that comes from height y, or -1 if it bars the way.

    One step up, or a drop of so many blocks at most; at the surface of water, but not under it.
    """
    feet = kind_at(s, w, x, y, z)
    if feet == FLOOR:
        is_step = kind_at(s, w, x, y + 1, z) == OPEN and kind_at(s, w, x, y + 2, z) == OPEN
        return y + 1 if is_step else -1
    if kind_at(s, w, x, y + 1, z) != OPEN:
        return -1
    for height in range(y, y - drop - 1, -1):
        here = kind_at(s, w, x, height, z)
        if here == WATER or here == LOW or (here == OPEN and kind_at(s, w, x, height - 1, z) == FLOOR):
            return height
        if here != OPEN:
            return -1
    return -1
