"""Crafting as a person does it: keys and turns of the camera that move a cursor over a window and click.

Written from what is published: the places of the slots in Minecraft 1.16.5's windows, the pixels that MineRL makes of a
degree, and that it presses a button when it was not pressed in the tick before. Nobody has seen it in the game yet, as
no game was at hand; the Overworld has no windows.

    sticks = arrange([["planks"], ["planks"]], env.mirror.slots)
    for action in (OPEN_INVENTORY, {}, *crafting(INVENTORY, sticks, free_slot), CLOSE, {}):
        observation, *_ = env.step(action)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import item_index
from envs.overworld.senses.observe import MAIN_SLOTS

Point = tuple[float, float]
"""(x, y) in pixels of the picture, from its upper left corner."""
Cell = tuple[int, int]
"""(row, column) of a crafting grid."""
Action = dict[str, Any]
"""A canonical action."""

WIDTH, HEIGHT = 640, 360
DEGREES = 360.0 / 2400.0
"""Of the camera, for a pixel of the cursor (MineRL's `CAMERA_SCALER`), with windows at their natural size."""
OPEN_INVENTORY: Action = {"inventory": 1}
CLOSE: Action = {"inventory": 1}
_CENTRE = (WIDTH / 2, HEIGHT / 2)  # where the cursor is when a window opens
_WINDOW = (176, 166)
_CORNER = ((WIDTH - _WINDOW[0]) // 2, (HEIGHT - _WINDOW[1]) // 2)
_PITCH, _MIDDLE = 18, 8  # from one slot to the next, and from its corner to its middle
_MAIN, _HOTBAR = (8, 84), (8, 142)
_ROW = 9


@dataclass(frozen=True)
class Window:
    """A window to craft in, with its recipe book closed."""

    grid: tuple[int, int]
    """Upper left corner of the grid's first cell, from the window's."""
    side: int
    """Cells of the grid in a row."""
    result: tuple[int, int]
    """Upper left corner of the slot with what is made."""

    def cell(self, row: int, column: int) -> Point:
        """Return the middle of a cell."""
        return _point(self.grid, row, column)

    @property
    def made(self) -> Point:
        """The middle of the slot with what is made."""
        return _point(self.result, 0, 0)


INVENTORY = Window((98, 18), 2, (154, 28))
"""What the key `inventory` opens."""
TABLE = Window((30, 17), 3, (124, 35))
"""What `use` opens at a crafting table."""


def slot_point(slot: int) -> Point:
    """Return the middle of a slot of the player's, 0-8 the hotbar and 9-35 the rest, in any window."""
    if not 0 <= slot < MAIN_SLOTS:
        raise ValueError(f"a slot in a window is within 0..{MAIN_SLOTS - 1}, not {slot}")
    return _point(_HOTBAR, 0, slot) if slot < _ROW else _point(_MAIN, slot // _ROW - 1, slot % _ROW)


def arrange(pattern: Sequence[Sequence[str | None]], slots: NDArray[np.void]) -> dict[Cell, int]:
    """Return from which slot what comes into each cell.

    Args:
        pattern: Rows of items, None for an empty cell.
        slots: (SLOTS,) STACK records of what the player has.

    Raises:
        ValueError: Something is not there, or not often enough.
    """
    left = slots["count"][:MAIN_SLOTS].astype(int)
    cells = {}
    for row, items in enumerate(pattern):
        for column, item in enumerate(items):
            if item is None:
                continue
            held = np.flatnonzero((slots["item"][:MAIN_SLOTS] == item_index(item)) & (left > 0))
            if not len(held):
                raise ValueError(f"there is not enough {item}")
            cells[row, column] = int(held[0])
            left[held[0]] -= 1
    return cells


def crafting(window: Window, cells: Mapping[Cell, int], target: int) -> Iterator[Action]:
    """Yield, a tick each, what crafts once in a window that has just been opened.

    A stack is taken up with the left button, one of it is laid into each cell with the right one, the rest goes back;
    then what was made is put into `target`.

    Args:
        window: Which.
        cells: Slot that each cell is filled from, as `arrange` returns it.
        target: Slot for what is made: empty, or with room on a stack of the same.

    Raises:
        ValueError: A cell that the window does not have, or a slot that is in none.
    """
    if any(not 0 <= side < window.side for cell in cells for side in cell):
        raise ValueError(f"the window has {window.side} x {window.side} cells; asked for are {sorted(cells)}")
    clicks: list[tuple[Point, str]] = []
    for slot in sorted(set(cells.values())):
        laid = [(window.cell(*cell), "use") for cell in sorted(cells) if cells[cell] == slot]
        clicks += [(slot_point(slot), "attack"), *laid, (slot_point(slot), "attack")]
    clicks += [(window.made, "attack"), (slot_point(target), "attack")]
    at: Point = _CENTRE
    for point, button in clicks:
        yield {"camera": ((point[1] - at[1]) * DEGREES, (point[0] - at[0]) * DEGREES), button: 1}
        yield {}  # lets the button go where it was pressed, or the next move would drag
        at = point


def _point(corner: tuple[int, int], row: int, column: int) -> Point:
    x, y = (start + offset + _MIDDLE for start, offset in zip(_CORNER, corner, strict=True))
    return x + _PITCH * column, y + _PITCH * row
