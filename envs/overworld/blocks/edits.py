"""What was changed in the generated terrain: a hash map with open addressing in `State.edits`, one a world.

A chunk that slides out of the window is forgotten and generated again when it returns; its edits are then put back.
Rows are never removed, so a row is free as long as its `y` is negative, and probing ends at the first free one.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.rng import hash3
from envs.overworld.state import EDIT, State


@kernel()
def find_edit(s: State, w: int, x: int, y: int, z: int) -> int:
    """Return the row of the edit at (x, y, z), or of the free row where it belongs; -1 when the table is full."""
    rows = s.edits[w]
    mask = numba.uint64(rows.shape[0] - 1)
    row = numba.int64(hash3(0, x, z, y) & mask)
    for _ in range(rows.shape[0]):
        edit = rows[row]
        if edit.y < 0 or (edit.x == x and edit.y == y and edit.z == z):
            return row
        row = numba.int64(numba.uint64(row + 1) & mask)
    return -1


@kernel()
def record_edit(s: State, w: int, x: int, y: int, z: int, state: int) -> bool:
    """Remember that the block at (x, y, z) now is `state`.

    Returns:
        False when the table is full: the change lasts only as long as its chunk stays loaded.
    """
    row = find_edit(s, w, x, y, z)
    if row < 0:
        return False
    edit = s.edits[w, row]
    if edit.y < 0:
        s.clock[w].edits += 1
    edit.x, edit.y, edit.z, edit.state = x, y, z, state
    return True


@kernel()
def load_edits(s: State, w: int, rows: NDArray[np.void]) -> None:
    """Make `rows` ((n,) EDIT rows, all used) the edits of world `w`; the table must have room for them."""
    for row in range(s.edits.shape[1]):
        s.edits[w, row].y = -1
    s.clock[w].edits = 0
    for edit in rows:
        record_edit(s, w, edit.x, edit.y, edit.z, edit.state)


def edit_table_is_filling(s: State, more: int = 0) -> bool:
    """Whether some world's table would be more than half full with `more` edits added."""
    return bool(2 * (int(s.clock["edits"].max()) + more) > s.edits.shape[1])


def grow_edits(s: State) -> State:
    """Return the same worlds with tables of edits twice as large; the other arrays are shared with `s`."""
    worlds, capacity = s.edits.shape
    grown = s._replace(edits=np.zeros((worlds, 2 * capacity), EDIT))
    for w in range(worlds):
        load_edits(grown, w, s.edits[w][s.edits[w]["y"] >= 0])
    return grown
