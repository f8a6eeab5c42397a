"""Draw the HUD: crosshair, hotbar with items, hearts, hunger, armour, air, experience.

Places are in the game's GUI pixels, measured from the middle of the lower edge. The scale is the game's: the largest
whole number that leaves room for 320x240 GUI pixels. Pictures that are too small for scale 1 get a fraction, and
every pixel is then the mean of four GUI pixels under it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render import sprites
from envs.overworld.render.atlas import Art
from envs.overworld.render.numeric import integer, single
from envs.overworld.render.shading import to_byte
from envs.overworld.rules import Rules
from envs.overworld.state import State

_TO_UNIT = single(1.0 / 255.0)
_NEEDED_WIDTH = 200.0
_NEEDED_HEIGHT = 100.0
_HOTBAR = sprites.HOTBAR
_SELECTION = sprites.SELECTION
_CROSSHAIR = sprites.CROSSHAIR
_BAR_EMPTY = sprites.BAR_EMPTY
_BAR_FULL = sprites.BAR_FULL
_ARMOUR_SLOTS = (36, 40)
_FULL_BREATH = 300
_HUNGER, _POISON, _WITHER = 17, 19, 20
"""The game's numbers of the effects that colour the icons."""


@kernel()
def gui_scale(height: int, width: int) -> float:
    """Picture pixels per GUI pixel."""
    whole = max(1, min(width // 320, height // 240))
    return min(float(whole), width / _NEEDED_WIDTH, height / _NEEDED_HEIGHT)


@kernel()
def _blit(
    frame: NDArray[np.uint8], first: int, last: int, sheet: NDArray[np.uint32],
    source_x: int, source_y: int, source_width: int, source_height: int, x: float, y: float, scale: float,
) -> None:  # fmt: skip
    """Draw a part of a sheet with its upper left at GUI place (x, y), on rows [first, last)."""
    height, width = frame.shape[0], frame.shape[1]
    left = width * 0.5 + x * scale
    above = height + y * scale
    row_start = max(math.floor(above), first)
    row_end = min(math.ceil(above + source_height * scale), last)
    column_start = max(math.floor(left), 0)
    column_end = min(math.ceil(left + source_width * scale), width)
    samples = 1 if scale >= 1.0 else 2
    share = 1.0 / (samples * samples)
    texels = 1.0 / scale
    for row in range(row_start, row_end):
        for column in range(column_start, column_end):
            if samples == 1:
                v = math.floor((row + 0.5 - above) * texels)
                u = math.floor((column + 0.5 - left) * texels)
                if 0 <= v < source_height and 0 <= u < source_width:
                    texel = integer(sheet[source_y + v, source_x + u])
                    cover = single(texel >> 24) * _TO_UNIT
                    if cover > 0.0:
                        for channel in range(3):
                            below = single(frame[row, column, channel])
                            colour = single((texel >> (8 * channel)) & 255)
                            frame[row, column, channel] = to_byte(below + (colour - below) * cover)
                continue
            red = green = blue = alpha = 0.0
            for j in range(samples):
                v = math.floor((row + (j + 0.5) / samples - above) * texels)
                if v < 0 or v >= source_height:
                    continue
                for i in range(samples):
                    u = math.floor((column + (i + 0.5) / samples - left) * texels)
                    if u < 0 or u >= source_width:
                        continue
                    texel = integer(sheet[source_y + v, source_x + u])
                    if texel >> 24 == 0:
                        continue
                    a = (texel >> 24) * _TO_UNIT
                    red += (texel & 255) * a
                    green += ((texel >> 8) & 255) * a
                    blue += ((texel >> 16) & 255) * a
                    alpha += a
            if alpha > 0.0:
                clear = 1.0 - alpha * share
                frame[row, column, 0] = to_byte(single(frame[row, column, 0] * clear + red * share))
                frame[row, column, 1] = to_byte(single(frame[row, column, 1] * clear + green * share))
                frame[row, column, 2] = to_byte(single(frame[row, column, 2] * clear + blue * share))


@kernel()
def _fill(
    frame: NDArray[np.uint8], first: int, last: int, x: float, y: float, w: float, h: float, scale: float,
    red: int, green: int, blue: int,
) -> None:  # fmt: skip
    """Fill a rectangle of GUI pixels with one colour."""
    height, width = frame.shape[0], frame.shape[1]
    top = math.floor(height + y * scale + 0.5)
    left = math.floor(width * 0.5 + x * scale + 0.5)
    bottom = max(math.floor(height + (y + h) * scale + 0.5), top + 1)
    right = math.floor(width * 0.5 + (x + w) * scale + 0.5)
    for row in range(max(top, first), min(bottom, last)):
        for column in range(max(left, 0), min(right, width)):
            frame[row, column, 0] = red
            frame[row, column, 1] = green
            frame[row, column, 2] = blue


@kernel()
def draw_hud(s: State, rules: Rules, art: Art, w: int, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Draw the HUD of player 0 on rows [first, last) of one world's frame."""
    height, width = frame.shape[0], frame.shape[1]
    scale = gui_scale(height, width)
    player = s.players[w, 0]
    _draw_crosshair(art, scale, first, last, frame)
    _draw_strength(s, art, w, scale, first, last, frame)
    if height - 50.0 * scale >= last:
        return
    _blit(frame, first, last, art.hud, _HOTBAR[0], _HOTBAR[1], _HOTBAR[2], _HOTBAR[3], -91.0, -22.0, scale)
    for slot in range(9):
        _draw_slot(s, rules, art, w, slot, scale, first, last, frame)
    selected = -92.0 + 20.0 * player.selected
    _blit(
        frame, first, last, art.hud, _SELECTION[0], _SELECTION[1], _SELECTION[2], _SELECTION[3], selected, -23.0, scale
    )
    _draw_life(s, art, w, scale, first, last, frame)
    _draw_experience(art, player.xp, scale, first, last, frame)


@kernel()
def _draw_life(s: State, art: Art, w: int, scale: float, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Draw hearts (and golden ones above them), armour above those, hunger, and air while under water."""
    player = s.players[w, 0]
    health = math.ceil(player.health)
    absorption = math.ceil(player.absorption)
    armour = 0
    for slot in range(_ARMOUR_SLOTS[0], _ARMOUR_SLOTS[1]):
        if s.slots[w, 0, slot].count > 0:
            armour += art.item_armour[s.slots[w, 0, slot].item]
    bubbles = 0
    if player.eyes_in_water:
        bubbles = math.ceil(max(player.air, 0) * 10.0 / _FULL_BREATH)
    heart = sprites.HEART
    if player.effect_ticks[_POISON] > 0:
        heart = sprites.POISONED
    elif player.effect_ticks[_WITHER] > 0:
        heart = sprites.WITHERED
    food = sprites.SICK_FOOD if player.effect_ticks[_HUNGER] > 0 else sprites.FOOD
    armour_row = -59.0 if absorption > 0 else -49.0
    for i in range(10):
        left = -91.0 + 8.0 * i
        right = 82.0 - 8.0 * i
        _draw_half_icon(art, health, i, sprites.HEART_EMPTY, heart, left, -39.0, scale, first, last, frame)
        _draw_half_icon(art, player.food, i, sprites.FOOD_EMPTY, food, right, -39.0, scale, first, last, frame)
        if absorption > 2 * i:
            _draw_half_icon(
                art, absorption, i, sprites.HEART_EMPTY, sprites.GOLDEN, left, -49.0, scale, first, last, frame
            )
        if armour > 0:
            _draw_half_icon(
                art, armour, i, sprites.ARMOUR_EMPTY, sprites.ARMOUR, left, armour_row, scale, first, last, frame
            )
        if i < bubbles:
            _draw_icon(art, sprites.BUBBLE, right, -49.0, scale, first, last, frame)


@kernel()
def _draw_strength(s: State, art: Art, w: int, scale: float, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Draw how far the arm has recovered from the last blow, under the crosshair."""
    player = s.players[w, 0]
    strength = (player.attack_ticks + 0.5) / art.recovery[s.slots[w, 0, player.selected].item]
    if strength >= 1.0:
        return
    height = frame.shape[0]
    y = 8.0 - 0.5 * height / scale
    _fill(frame, first, last, -8.0, y, 16.0, 3.0, scale, 60, 60, 60)
    _fill(frame, first, last, -8.0, y, 16.0 * strength, 3.0, scale, 230, 230, 230)


@kernel()
def _draw_crosshair(art: Art, scale: float, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Invert the colours under a cross in the middle."""
    height, width = frame.shape[0], frame.shape[1]
    arm = max(int(4.5 * scale), 2)
    thick = max(int(scale), 1)
    row_start = (height - thick) // 2
    column_start = (width - thick) // 2
    for row in range(max(height // 2 - arm, first), min(height // 2 + arm + 1, last)):
        for column in range(width // 2 - arm, width // 2 + arm + 1):
            upright = column_start <= column < column_start + thick
            level = row_start <= row < row_start + thick
            if upright or level:
                for channel in range(3):
                    frame[row, column, channel] = 255 - frame[row, column, channel]


@kernel()
def _draw_icon(
    art: Art, icon: int, x: float, y: float, scale: float, first: int, last: int, frame: NDArray[np.uint8]
) -> None:
    _blit(frame, first, last, art.hud, 9 * icon, sprites.ICONS_Y, 9, 9, x, y, scale)


@kernel()
def _draw_half_icon(
    art: Art, points: int, i: int, empty: int, full: int, x: float, y: float, scale: float, first: int, last: int,
    frame: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Draw icon `i` of a row of ten that shows 0-20 points; the half icon follows the full one on the sheet."""
    icon = empty
    if points >= 2 * i + 2:
        icon = full
    elif points == 2 * i + 1:
        icon = full + 1
    _draw_icon(art, icon, x, y, scale, first, last, frame)


@kernel()
def _draw_number(
    art: Art, number: int, right: float, y: float, digits_y: int, scale: float, first: int, last: int,
    frame: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Draw a whole number that ends at GUI column `right`, with a shadow."""
    while True:
        digit = number % 10
        right -= 6.0
        _blit(frame, first, last, art.hud, 6 * digit, sprites.SHADOWS_Y, 5, 7, right + 1.0, y + 1.0, scale)
        _blit(frame, first, last, art.hud, 6 * digit, digits_y, 5, 7, right, y, scale)
        number //= 10
        if number == 0:
            return


@kernel()
def _draw_slot(
    s: State, rules: Rules, art: Art, w: int, slot: int, scale: float, first: int, last: int,
    frame: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Draw the item of a hotbar slot with its count or wear."""
    stack = s.slots[w, 0, slot]
    if stack.count <= 0:
        return
    x = -88.0 + 20.0 * slot
    icon = art.item_icons[art.item_icon[stack.item, stack.meta & 15]]
    wears = rules.items[stack.item].max_damage
    _blit(frame, first, last, icon, 0, 0, 16, 16, x, -19.0, scale)
    if wears > 0 and stack.meta > 0:
        left = max(1.0 - stack.meta / wears, 0.0)
        _fill(frame, first, last, x + 2.0, -6.0, 13.0, 2.0, scale, 0, 0, 0)
        red = int(255 * min(2.0 - 2.0 * left, 1.0))
        _fill(
            frame,
            first,
            last,
            x + 2.0,
            -6.0,
            math.ceil(13.0 * left),
            1.0,
            scale,
            red,
            int(255 * min(2.0 * left, 1.0)),
            0,
        )
    if stack.count > 1:
        _draw_number(art, integer(stack.count), x + 18.0, -10.0, sprites.DIGITS_Y, scale, first, last, frame)


@kernel()
def _draw_experience(art: Art, points: int, scale: float, first: int, last: int, frame: NDArray[np.uint8]) -> None:
    """Draw the bar of experience and the level."""
    level = 0
    need = 7
    rest = points
    while rest >= need:
        rest -= need
        level += 1
        need = 7 + 2 * level if level < 15 else 37 + 5 * (level - 15) if level < 30 else 112 + 9 * (level - 30)
    filled = int(183.0 * rest / need)
    _blit(frame, first, last, art.hud, _BAR_EMPTY[0], _BAR_EMPTY[1], 182, 5, -91.0, -29.0, scale)
    if filled > 0:
        _blit(frame, first, last, art.hud, _BAR_FULL[0], _BAR_FULL[1], min(filled, 182), 5, -91.0, -29.0, scale)
    if level > 0:
        _draw_number(art, level, 3.0 if level < 10 else 6.0, -36.0, sprites.LEVEL_DIGITS_Y, scale, first, last, frame)
