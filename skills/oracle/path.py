"""Ways on foot through the loaded window: A* over the cells of the feet, in ticks of walking, digging and building.

A step leads to one of the eight cells around on the same level (no corner is cut), one up with a jump, or down as far
as is safe; through water in all directions; straight down through a block; straight up on a block put underfoot.
Blocks in the way are dug where that is safe and pays. Nothing leads into lava, fire or cactus.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import get_block, is_loaded
from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import HEIGHT, State
from skills.oracle.cells import DANGER, FLOOR, KIND, LOW, OPEN, WATER, is_firm, is_safe_to_dig, kind_at, near_danger
from skills.oracle.frontier import (
    Frontier,
    begin,
    cell_of,
    improve,
    is_empty,
    is_within,
    node_of,
    pop,
    push,
    trace_back,
)
from skills.oracle.goals import DIAGONAL, FALL, WALK, Goal, fulfilled_at, is_ground_of, remaining_ticks

NO_PATH = 0
COMPLETE = 1
PARTIAL = 2
SAFE_DROP = 3
"""Blocks that one falls without harm."""

_JUMP = 3.0
_SWIM = 10.0
_RISE = 18.0
_SUBMERGED = 12.0
_NEAR_DANGER = 15.0
_HARM = 100.0
_LONG_DROP = 24
_NEVER = 1e9

_DX = (1, -1, 0, 0, 1, 1, -1, -1)
_DZ = (0, 0, 1, -1, 1, -1, 1, -1)


class Means(NamedTuple):
    """What a search may use."""

    dig_ticks: NDArray[np.float32]
    """(4096,) ticks to dig each block state, infinite where it must not be dug."""
    blocks: int
    """Blocks to put underfoot."""
    drop: int
    """Blocks that it may fall on solid ground; more than SAFE_DROP hurts."""
    limit: int
    """Most cells to look at."""


@kernel()
def find_path(
    s: State, rules: Rules, w: int, f: Frontier, means: Means, goal: Goal, x: int, y: int, z: int
) -> tuple[int, int, int]:
    """Search the cheapest way from the feet's cell (x, y, z) to a goal.

    Args:
        s: State of all worlds.
        rules: Tables of the game.
        w: World.
        f: Working memory; `f.path` receives the cells of the way, the start first.
        means: What may be used.
        goal: Where to.
        x: Start; then `y`, `z`.
        y: See `x`.
        z: See `x`.

    Returns:
        NO_PATH, COMPLETE, or PARTIAL for a way to the cell seen that is nearest to a target; the number of cells of the
        way; and the row of the target that it fulfils, or -1.
    """
    start = begin(f, x, y, z)
    best = start
    best_remaining = remaining_ticks(goal, x, y, z)
    push(f, start, best_remaining)
    looked = 0
    while not is_empty(f) and looked < means.limit:
        node, key = pop(f)
        x, y, z = cell_of(f, node)
        remaining = remaining_ticks(goal, x, y, z)
        if key > f.cost[node] + remaining + 0.01:
            continue  # a cheaper way was found after this entry was queued
        looked += 1
        found = fulfilled_at(s, rules, w, goal, x, y, z)
        if found >= 0:
            return COMPLETE, trace_back(f, node), found
        if remaining < best_remaining:
            best = node
            best_remaining = remaining
        _expand(s, w, f, means, goal, node, x, y, z)
    if best == start:
        return NO_PATH, 0, -1
    return PARTIAL, trace_back(f, best), -1


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
def _landing(s: State, w: int, x: int, y: int, z: int, drop: int) -> int:
    """Height at which a fall from the free cell (x, y, z) ends in water or after at most `drop` blocks, or -1."""
    for depth in range(_LONG_DROP):
        kind = kind_at(s, w, x, y - depth, z)
        if kind == WATER:
            return y - depth
        if kind == LOW or kind_at(s, w, x, y - depth - 1, z) == FLOOR:
            return y - depth if depth <= drop else -1
        if kind != OPEN:
            return -1
    return -1


@kernel()
def _reach(
    s: State, w: int, f: Frontier, goal: Goal, here: int, x: int, y: int, z: int, ticks: float, placed: int
) -> None:
    """Note that the cell (x, y, z) can be had from node `here` for so many ticks more."""
    if is_ground_of(goal, x, y, z) and kind_at(s, w, x, y, z) == FLOOR:
        return  # dug away, it would carry nobody
    if kind_at(s, w, x, y + 1, z) == WATER:
        ticks += _SUBMERGED
    if near_danger(s, w, x, y, z):
        ticks += _NEAR_DANGER
    node = node_of(x, y, z)
    if improve(f, node, f.cost[here] + ticks, here, placed):
        push(f, node, f.cost[node] + remaining_ticks(goal, x, y, z))


@kernel()
def _expand(s: State, w: int, f: Frontier, means: Means, goal: Goal, node: int, x: int, y: int, z: int) -> None:
    """Queue every cell that one step leads to."""
    placed = int(f.placed[node])
    afloat = kind_at(s, w, x, y, z) == WATER
    deep = afloat and kind_at(s, w, x, y + 1, z) == WATER
    pace = _SWIM if afloat else WALK
    headroom = clearing_ticks(s, w, means, x, y + 2, z, False)
    for side in range(8):
        nx, nz = x + _DX[side], z + _DZ[side]
        if not is_within(f, nx, nz) or not is_loaded(s, w, nx, nz):
            continue
        head = clearing_ticks(s, w, means, nx, y + 1, nz, False)
        feet = clearing_ticks(s, w, means, nx, y, nz, True)
        if side >= 4:
            if head + feet == 0.0 and _corners_are_free(s, w, means, x, y, z, nx, nz):
                height = _landing(s, w, nx, y, nz, 0)
                if height >= 0:
                    ticks = DIAGONAL / WALK * pace + FALL * (y - height)
                    _reach(s, w, f, goal, node, nx, height, nz, ticks, placed)
            continue
        if head + feet < _NEVER:
            height = _landing(s, w, nx, y, nz, means.drop) if feet == 0.0 else y
            if height >= 0 and (feet == 0.0 or is_firm(s, w, nx, y - 1, nz)):
                ticks = pace + head + feet + _fall_ticks(s, w, nx, y, nz, height)
                _reach(s, w, f, goal, node, nx, height, nz, ticks, placed)
            below = clearing_ticks(s, w, means, nx, y - 1, nz, True)
            if 0.0 < below < _NEVER and is_firm(s, w, nx, y - 2, nz):
                _reach(s, w, f, goal, node, nx, y - 1, nz, pace + head + feet + below + FALL, placed)
        above = clearing_ticks(s, w, means, nx, y + 2, nz, False)
        if not deep and headroom + head + above < _NEVER and kind_at(s, w, nx, y, nz) == FLOOR:
            _reach(s, w, f, goal, node, nx, y + 1, nz, pace + _JUMP + headroom + head + above, placed)
    if afloat:
        _expand_afloat(s, w, f, goal, node, x, y, z, deep and headroom == 0.0)
    else:
        _expand_by_blocks(s, w, f, means, goal, node, x, y, z, headroom)


@kernel()
def _fall_ticks(s: State, w: int, x: int, y: int, z: int, height: int) -> float:
    """Ticks of a fall from y to `height`, with the harm of a hard landing in ticks as well."""
    harm = 0 if kind_at(s, w, x, height, z) == WATER else max(y - height - SAFE_DROP, 0)
    return FALL * (y - height) + _HARM * harm


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
def _expand_afloat(
    s: State, w: int, f: Frontier, goal: Goal, node: int, x: int, y: int, z: int, can_rise: bool
) -> None:
    """Queue the cells that a swimmer rises and sinks to."""
    placed = int(f.placed[node])
    if can_rise:
        _reach(s, w, f, goal, node, x, y + 1, z, _SWIM, placed)
    if kind_at(s, w, x, y - 1, z) == WATER:
        _reach(s, w, f, goal, node, x, y - 1, z, _SWIM, placed)


@kernel()
def _expand_by_blocks(
    s: State, w: int, f: Frontier, means: Means, goal: Goal, node: int, x: int, y: int, z: int, headroom: float
) -> None:
    """Queue the cell below, by digging, and the cell above, on a block put underfoot."""
    placed = int(f.placed[node])
    below = clearing_ticks(s, w, means, x, y - 1, z, True)
    if 0.0 < below < _NEVER and is_firm(s, w, x, y - 2, z):
        _reach(s, w, f, goal, node, x, y - 1, z, below + FALL, placed)
    if placed < means.blocks and headroom < _NEVER and y + 3 < HEIGHT and kind_at(s, w, x, y, z) == OPEN:
        _reach(s, w, f, goal, node, x, y + 1, z, headroom + _RISE, placed + 1)
