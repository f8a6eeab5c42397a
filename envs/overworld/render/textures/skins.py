"""Skins of mobs: the unfolded boxes of a model, painted in the colours of a coat.

A box of width w, height h and depth d at (u, v) unfolds as in the game: its top at (u + d, v), its bottom right of
that, and below, side by side, its right side, front, left side and back.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from envs.overworld.render.atlas import SKIN_LEVELS
from envs.overworld.render.models.contract import Box, Model
from envs.overworld.render.textures.paint import Rng, Tile, rgb, tones

GLOWING = 254
"""Alpha of texels that shine by themselves."""
_SIDES = ("right", "front", "left", "back")


@dataclass(frozen=True)
class Mark:
    """Something drawn on the faces of the boxes of one name."""

    box: str
    face: str
    """top, bottom, right, front, left, back, `sides` (the four around) or `all`."""
    rows: str
    """Rows of characters from above, apart by spaces; one that has no colour leaves what is below it."""
    colours: dict[str, str]
    """Colour (six hexadecimal digits) by character; a `*` behind it makes it shine, `clear` makes a hole."""


@dataclass(frozen=True)
class Coat:
    """How a skin is painted."""

    mob: str
    colours: dict[str, str]
    """Colour by box name; boxes that are not named stay clear."""
    contrast: float = 0.12
    patches: tuple[tuple[str, str, float], ...] = ()
    """(box, colour, share): blots that cover that share of the boxes of a name."""
    marks: tuple[Mark, ...] = ()
    alpha: dict[str, int] = field(default_factory=dict)
    """Alpha of boxes that are seen through."""


def paint_skin(coat: Coat, model: Model, layer: int, rng: Rng) -> Tile:
    """Return the skin (height, width, 4) of one layer of a model."""
    width, height = model.skin_size
    skin = np.zeros((height, width, 4), np.uint8)
    boxes = [box for box in model.boxes if box.layer == layer]
    for box in reversed(boxes):
        if box.name in coat.colours:
            palette = np.array(tones(coat.colours[box.name], coat.contrast), np.uint8)
            for face in faces_of(box).values():
                _fill(skin, face, palette, rng, coat.alpha.get(box.name, 255))
    for name, colour, share in coat.patches:
        palette = np.array(tones(colour, coat.contrast), np.uint8)
        for box in _named(boxes, name):
            for face in faces_of(box).values():
                _blot(skin, face, palette, share, rng)
    for mark in coat.marks:
        for box in _named(boxes, mark.box):
            faces = faces_of(box)
            chosen = _SIDES if mark.face == "sides" else tuple(faces) if mark.face == "all" else (mark.face,)
            for name in chosen:
                stamp(skin[faces[name]], mark)
    return skin


def faces_of(box: Box) -> dict[str, tuple[slice, slice]]:
    """Return where each face of a box lies on its skin, as slices of rows and columns."""
    u, v = box.uv
    w, h, d = (int(side) for side in box.size)
    middle = slice(v + d, v + d + h)
    return {
        "top": (slice(v, v + d), slice(u + d, u + d + w)),
        "bottom": (slice(v, v + d), slice(u + d + w, u + d + 2 * w)),
        "right": (middle, slice(u, u + d)),
        "front": (middle, slice(u + d, u + d + w)),
        "left": (middle, slice(u + d + w, u + 2 * d + w)),
        "back": (middle, slice(u + 2 * d + w, u + 2 * (d + w))),
    }


def skin_levels(skin: Tile) -> NDArray[np.uint8]:
    """Return (n, 4) texels of a skin in whole, half and quarter size; what shines goes on shining."""
    levels = [skin.reshape(-1, 4)]
    for level in range(1, SKIN_LEVELS):
        side = 1 << level
        parts = skin.reshape(skin.shape[0] // side, side, skin.shape[1] // side, side, 4).astype(np.float64)
        glows = parts[..., 3:] == GLOWING
        shining = glows.any((1, 3), keepdims=True)
        weight = np.where(shining, glows, parts[..., 3:] / 255)
        total = weight.sum((1, 3))
        out = np.empty((*total.shape[:2], 4))
        out[..., :3] = (parts[..., :3] * weight).sum((1, 3)) / np.maximum(total, 1e-6)
        mean = parts[..., 3:].mean((1, 3))
        seen_through = ((parts[..., 3:] > 0) & (parts[..., 3:] < GLOWING)).any((1, 3))
        alpha = np.where(seen_through, mean, np.where(mean > 90, 255, 0))
        out[..., 3:] = np.where(shining[:, 0, :, 0], GLOWING, alpha)
        levels.append(out.reshape(-1, 4).astype(np.uint8))
    return np.concatenate(levels)


def _named(boxes: list[Box], name: str) -> list[Box]:
    """Return the boxes of a name, those on the same place of the skin once."""
    return list({box.uv: box for box in boxes if box.name == name}.values())


def _fill(skin: Tile, face: tuple[slice, slice], palette: NDArray[np.uint8], rng: Rng, alpha: int) -> None:
    shape = skin[face].shape[:2]
    blots = np.kron(rng.random((shape[0] // 2 + 1, shape[1] // 2 + 1)), np.ones((2, 2)))[: shape[0], : shape[1]]
    noise = 0.5 * rng.random(shape) + 0.5 * blots
    skin[face][..., :3] = palette[np.clip((noise * len(palette)).astype(int), 0, len(palette) - 1)]
    skin[face][..., 3] = alpha


def _blot(skin: Tile, face: tuple[slice, slice], palette: NDArray[np.uint8], share: float, rng: Rng) -> None:
    """Cover a share of a face with a few round blots."""
    height, width = skin[face].shape[:2]
    if height * width == 0:
        return
    y, x = np.mgrid[0:height, 0:width]
    nearest = np.full((height, width), np.inf)
    for _ in range(max(1, height * width // 40)):
        nearest = np.minimum(nearest, np.hypot(y - rng.uniform(0, height), (x - rng.uniform(0, width)) * 0.8))
    covered = nearest <= np.quantile(nearest, share)
    skin[face][covered, :3] = palette[rng.integers(0, len(palette), (height, width))][covered]


def stamp(area: Tile, mark: Mark) -> None:
    """Draw a mark on an area of a skin, from its upper left."""
    for y, row in enumerate(mark.rows.split()[: area.shape[0]]):
        for x, symbol in enumerate(row[: area.shape[1]]):
            code = mark.colours.get(symbol)
            if code == "clear":
                area[y, x] = 0
            elif code is not None:
                area[y, x] = (*rgb(code[:6]), GLOWING if code.endswith("*") else 255)
