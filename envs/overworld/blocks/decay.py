"""Leaves that have lost their tree.

As in 1.11.2 leaves look for a log only after something near them went: whoever takes away a log or leaves calls
`tree_changed`, which marks the leaves around with a bit of their metadata. At its next random tick a marked leaf block
either finds a log within four steps through leaves and loses its mark, or decays. Leaves that a player placed stay.
"""

import numpy as np

from envs.overworld.blocks.grid import get_block, is_loaded, set_block
from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import State

PLACED = 4
"""Metadata bit of leaves that never decay."""
MARKED = 8
"""Metadata bit of leaves that look for a log at their next random tick."""
REACH = 4
"""Steps from a log within which leaves live."""

LEAVES = np.zeros(256, np.bool_)
"""(256,) whether a block id is leaves."""
LEAVES[[block_id("leaves"), block_id("leaves2")]] = True
LOGS = np.zeros(256, np.bool_)
"""(256,) whether a block id is a log."""
LOGS[[block_id("log"), block_id("log2")]] = True

_SIDE = 2 * REACH + 1
_CELLS = _SIDE * _SIDE * _SIDE
_STRIDES = (_SIDE * _SIDE, -_SIDE * _SIDE, _SIDE, -_SIDE, 1, -1)


@kernel()
def tree_changed(s: State, rules: Rules, w: int, x: int, y: int, z: int, block: int) -> None:
    """Mark the leaves around (x, y, z), where the block of id `block` was taken away; does nothing if it was no tree.

    A log is missed by leaves up to four blocks away along each axis, leaves by those that touch them.
    """
    reach = 0
    if LOGS[block]:
        reach = REACH
    elif LEAVES[block]:
        reach = 1
    else:
        return
    for ax in range(x - reach, x + reach + 1):
        for az in range(z - reach, z + reach + 1):
            if not is_loaded(s, w, ax, az):
                continue
            for ay in range(y - reach, y + reach + 1):
                state = get_block(s, w, ax, ay, az)
                if LEAVES[state >> 4] and state & (PLACED | MARKED) == 0:
                    set_block(s, rules, w, ax, ay, az, state | MARKED)


@kernel()
def finds_log(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether leaves at (x, y, z) are joined to a log by at most four steps from block to block, through leaves."""
    seen = s.scratch[w, :_CELLS]
    queue = s.scratch[w, _CELLS : 2 * _CELLS]
    seen[:] = 0
    queue[0] = _CELLS // 2
    seen[_CELLS // 2] = 1
    count = 1
    done = 0
    while done < count:
        cell = queue[done]
        done += 1
        steps = seen[cell]  # one more than the steps to it
        for side in range(6):
            beside = cell + _STRIDES[side]
            if seen[beside] != 0:
                continue
            ax = x + beside // (_SIDE * _SIDE) - REACH
            ay = y + beside // _SIDE % _SIDE - REACH
            az = z + beside % _SIDE - REACH
            if not is_loaded(s, w, ax, az):
                return True
            block = get_block(s, w, ax, ay, az) >> 4
            if LOGS[block]:
                return True
            seen[beside] = steps + 1
            if LEAVES[block] and steps < REACH:
                queue[count] = beside
                count += 1
    return False
