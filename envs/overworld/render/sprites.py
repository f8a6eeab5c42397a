"""The sheet of HUD sprites: hotbar, hearts, hunger, armour, bubbles, bars, digits. Drawn by hand, ours."""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.render.textures.paint import Tile, rgb

SHEET_HEIGHT, SHEET_WIDTH = 96, 192

HOTBAR = (0, 0, 182, 22)
"""Sprites as (x, y, width, height) on the sheet."""
SELECTION = (0, 23, 24, 24)
BAR_EMPTY = (0, 48, 182, 5)
BAR_FULL = (0, 54, 182, 5)
ICONS_Y = 60
"""Row of the 9x9 icons, one every 9 columns."""
HEART_EMPTY, HEART, HEART_HALF, FOOD_EMPTY, FOOD, FOOD_HALF, ARMOUR_EMPTY, ARMOUR, ARMOUR_HALF, BUBBLE = range(10)
POISONED, GOLDEN, WITHERED, SICK_FOOD = 10, 12, 14, 16
"""Full and half icons of poison, absorption, wither (hearts) and the hunger effect (food)."""
DIGITS_Y = 70
"""Row of the digits 0-9, 5 wide and 7 high, one every 6 columns; their shadows are 8 rows below."""
SHADOWS_Y = 78
LEVEL_DIGITS_Y = 86
CROSSHAIR = (170, 60, 9, 9)

_HEART = (
    "..00.00..",
    ".0##0##0.",
    "0#w####=0",
    "0######=0",
    "0#####==0",
    ".0####=0.",
    "..0##=0..",
    "...0=0...",
    "....0....",
)
_FOOD = (
    "....000..",
    "...0###0.",
    "..0#w##=0",
    "..0####=0",
    "..0###==0",
    "..00==00.",
    ".0b000...",
    "0bb0.....",
    ".00......",
)
_ARMOUR = (
    ".00...00.",
    "0##000##0",
    "0#w###==0",
    ".0####=0.",
    ".0####=0.",
    ".0###==0.",
    ".0##==00.",
    ".00=000..",
    "...00....",
)
_BUBBLE = (
    "..0000...",
    ".0w..#0..",
    "0w....#0.",
    "0.....#0.",
    "0.....#0.",
    "0#....#0.",
    ".0####0..",
    "..0000...",
    ".........",
)
_DIGITS = (
    "01110 10001 10011 10101 11001 10001 01110", "00100 01100 00100 00100 00100 00100 11111",
    "01110 10001 00001 00110 01000 10001 11111", "01110 10001 00001 00110 00001 10001 01110",
    "00011 00101 01001 10001 11111 00001 00001", "11111 10000 11110 00001 00001 10001 01110",
    "00110 01000 10000 11110 10001 10001 01110", "11111 10001 00001 00010 00100 00100 00100",
    "01110 10001 10001 01110 10001 10001 01110", "01110 10001 10001 01111 00001 00010 01100",
)  # fmt: skip


def hud_sheet() -> Tile:
    """Return the sheet (SHEET_HEIGHT, SHEET_WIDTH, 4)."""
    sheet = np.zeros((SHEET_HEIGHT, SHEET_WIDTH, 4), np.uint8)
    _hotbar(_part(sheet, HOTBAR))
    _selection(_part(sheet, SELECTION))
    for place, light, dark in ((BAR_EMPTY, "3c4a3c", "1f2a1f"), (BAR_FULL, "9ff54a", "5aa820")):
        bar = _part(sheet, place)
        bar[...] = (*rgb("101810"), 255)
        bar[1:3, 1:-1] = (*rgb(light), 255)
        bar[3, 1:-1] = (*rgb(dark), 255)
        bar[1:-1, 10::18] = (*rgb("101810"), 255)
    for index, (rows, colour, filled) in enumerate(
        (
            (_HEART, "", 0), (_HEART, "f01818", 9), (_HEART, "f01818", 5),
            (_FOOD, "", 0), (_FOOD, "b5713a", 9), (_FOOD, "b5713a", -5),
            (_ARMOUR, "", 0), (_ARMOUR, "c8c8d0", 9), (_ARMOUR, "c8c8d0", 5),
            (_BUBBLE, "8ac8f8", 9),
            (_HEART, "8f9a1c", 9), (_HEART, "8f9a1c", 5), (_HEART, "e8b828", 9), (_HEART, "e8b828", 5),
            (_HEART, "2b2222", 9), (_HEART, "2b2222", 5), (_FOOD, "7a8a3a", 9), (_FOOD, "7a8a3a", -5),
        )
    ):  # fmt: skip
        _icon(sheet[ICONS_Y : ICONS_Y + 9, 9 * index : 9 * index + 9], rows, colour, filled)
    for digit, text in enumerate(_DIGITS):
        shape = np.array([[int(c) for c in row] for row in text.split()], np.bool_)
        for y, code in ((DIGITS_Y, "ffffff"), (SHADOWS_Y, "3f3f3f"), (LEVEL_DIGITS_Y, "80ff20")):
            sheet[y : y + 7, 6 * digit : 6 * digit + 5][shape] = (*rgb(code), 255)
    cross = _part(sheet, CROSSHAIR)
    cross[4, :] = cross[:, 4] = 255
    return sheet


def _part(sheet: Tile, place: tuple[int, int, int, int]) -> Tile:
    x, y, width, height = place
    return sheet[y : y + height, x : x + width]


def _hotbar(bar: Tile) -> None:
    """Nine see-through slots in a grey frame."""
    bar[...] = (0, 0, 0, 120)
    bar[[0, -1]] = bar[:, [0, -1]] = (*rgb("101010"), 220)
    bar[[1, -2], 1:-1] = (*rgb("8f8f8f"), 200)
    bar[1:-1, [1, -2]] = (*rgb("8f8f8f"), 200)
    for slot in range(1, 9):
        bar[2:-2, 20 * slot : 20 * slot + 2] = (*rgb("707070"), 180)


def _selection(box: Tile) -> None:
    """A bright frame with a dark rim."""
    ring: NDArray[np.intp] = np.minimum.outer(*[np.minimum(np.arange(24), 23 - np.arange(24))] * 2)
    for width, code in ((0, "202020"), (1, "f0f0f0"), (2, "d0d0d0"), (3, "505050")):
        box[ring == width] = (*rgb(code), 255)


def _icon(box: Tile, rows: tuple[str, ...], colour: str, filled: int) -> None:
    """Draw a 9x9 icon; only the first `filled` columns in colour (from the right when negative), the rest empty."""
    base = np.array(rgb(colour)) if colour else np.array(rgb("2c2c2c"))
    for y, row in enumerate(rows):
        for x, symbol in enumerate(row):
            here = x < filled if filled >= 0 else x >= 9 + filled
            if symbol == "0":
                box[y, x] = (*rgb("101010"), 255)
            elif symbol == "b":
                box[y, x] = (*rgb("e8dcc8" if filled else "2c2c2c"), 255)
            elif symbol in "#=w":
                factor = {"#": 1.0, "=": 0.72, "w": 1.0}[symbol]
                tone = base * factor if here else np.array(rgb("2c2c2c"))
                box[y, x] = (*np.clip(tone + (90 if symbol == "w" and here else 0), 0, 255).astype(int), 255)
