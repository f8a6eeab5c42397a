"""The panel beside the picture of a video: order, goal, plan with ticks, inventory, health and food."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from lodestone import font
from lodestone.status import SIGNS, Line, Mark, Status

WIDTH = 288
"""Pixels."""
_MARGIN = 12
_INNER = WIDTH - 2 * _MARGIN
_LINE = 18
_BACK = (24, 26, 30)
_RULE = (58, 62, 70)
_TEXT = (224, 226, 230)
_DIM = (140, 146, 156)
_GOLD = (255, 214, 96)
_COLOURS = {Mark.WAITING: _DIM, Mark.RUNNING: _GOLD, Mark.DONE: (112, 200, 120), Mark.FAILED: (232, 104, 96)}
_HEART = (220, 56, 52)
_DRUMSTICK = (196, 136, 72)
_EMPTY = (66, 44, 44)
_ORDER_LINES = 3
_SIGN = 20
_STATUS_HEIGHT = 72

_EDGE = slice(2, 8)
"""Pixels from the panel's left side that are of one colour; coders smear what is beside them."""
_LOWEST = 240
"""Pixels, of the lowest panel."""
_NEAR = 8
"""Shades of grey that a coder may shift a colour by."""

Icons = Callable[[str], Image.Image | None]
"""Gives the picture of an item by name, RGBA of 16 x 16 pixels, or None where there is none."""


def draw_panel(status: Status, height: int, icons: Icons) -> Image.Image:
    """Return the panel, (height, WIDTH) RGB; `height` is 240 pixels or more."""
    image = Image.new("RGB", (WIDTH, height), _BACK)
    y = _MARGIN
    for text in _shorten(font.wrap(status.order, _INNER), _ORDER_LINES):
        font.draw(image, (_MARGIN, y), text, _TEXT)
        y += _LINE
    if status.goal != status.order:
        font.draw(image, (_MARGIN, y), font.fit(status.goal, _INNER), _DIM)
        y += _LINE
    y = _heading(image, y + 4, f"PLAN · {status.skills} skills")
    bottom = height - _STATUS_HEIGHT
    room = (bottom - y) // _LINE
    stock = _stock_rows(status, max(2, room // 3))
    shown = room - stock - 2
    for line in _around(status.lines, status.current, shown):
        font.draw(image, (_MARGIN, y), SIGNS[line.mark], _COLOURS[line.mark])
        font.draw(image, (_MARGIN + _SIGN, y), font.fit(str(line), _INNER - _SIGN), _COLOURS[line.mark])
        y += _LINE
    y = bottom - _LINE * (stock + 1) - 10
    y = _heading(image, y, "INVENTORY")
    _draw_stock(image, y, status, stock, icons)
    _draw_vitals(image, bottom, status)
    return image


def without_panel(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a frame of `lodestone run --video` without the panel beside the picture; other frames as they are.

    Args:
        image: (height, width, 3).
    """
    height, width = image.shape[:2]
    if height < _LOWEST or width <= WIDTH:
        return image
    edge = image[:, width - WIDTH :][:, _EDGE].astype(int)
    is_panel = bool((np.abs(edge - _BACK) <= _NEAR).all())
    return image[:, : width - WIDTH] if is_panel else image


def _shorten(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], font.fit(lines[most - 1] + "……", _INNER)]


def _heading(image: Image.Image, y: int, text: str) -> int:
    ImageDraw.Draw(image).line((_MARGIN, y, WIDTH - _MARGIN, y), _RULE)
    font.draw(image, (_MARGIN, y + 4), text, _DIM)
    return y + _LINE + 6


def _around(lines: list[Line], current: int, shown: int) -> list[Line]:
    """Return at most `shown` lines with the current one among them, after a few that are done."""
    start = max(0, min(current - shown // 3, len(lines) - shown))
    return lines[start : start + max(shown, 0)]


def _stock_rows(status: Status, most: int) -> int:
    """Return how many lines the inventory takes: one an item where that fits, else one for two."""
    items = len(status.inventory)
    return max(1, items if items <= most else min(most, (items + 1) // 2))


def _draw_stock(image: Image.Image, y: int, status: Status, rows: int, icons: Icons) -> None:
    """Draw items with their counts; those that are many and late in the alphabet may not fit."""
    columns = 1 if len(status.inventory) <= rows else 2
    width = _INNER // columns
    for place, (item, count) in enumerate(sorted(status.inventory.items())[: columns * rows]):
        x, top = _MARGIN + place % columns * width, y + place // columns * _LINE
        icon = icons(item)
        if icon is not None:
            image.paste(icon, (x, top), icon)
        text = f"{count} {item.replace('_', ' ')}"
        font.draw(image, (x + _SIGN, top), font.fit(text, width - _SIGN - 2), _TEXT)


def _draw_vitals(image: Image.Image, y: int, status: Status) -> None:
    """Draw ten hearts, ten drumsticks' worth of food, and the clock."""
    ImageDraw.Draw(image).line((_MARGIN, y, WIDTH - _MARGIN, y), _RULE)
    for x, value, colour in ((_MARGIN, status.health, _HEART), (WIDTH // 2 + 6, status.food, _DRUMSTICK)):
        for place in range(10):
            full = value > 2 * place
            font.draw(image, (x + place * 12, y + 6), "♥" if colour is _HEART else "●", colour if full else _EMPTY)
    seconds = status.step // 20
    clock = f"step {status.step}   {seconds // 60}:{seconds % 60:02d}"
    font.draw(image, (_MARGIN, y + 8 + _LINE), clock, _TEXT)
    font.draw(image, (_MARGIN, y + 8 + 2 * _LINE), font.fit(status.note, _INNER), _GOLD)
