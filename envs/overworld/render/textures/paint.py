"""Brushes of the procedural textures: palettes, noise and shapes on 16x16 RGBA tiles.

A tile is a uint8 array (16, 16, 4), row 0 on top. All noise wraps around, so that tiles join without a seam.
"""

import colorsys
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

SIZE = 16
"""Pixels along a side of a tile."""

Tile = NDArray[np.uint8]
Field = NDArray[np.float64]
Rng = np.random.Generator


def rgb(code: str) -> tuple[int, int, int]:
    """Return the three bytes of a colour written as six hexadecimal digits."""
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def tones(base: str, contrast: float = 0.15, count: int = 5) -> list[tuple[int, int, int]]:
    """Return `count` tones of a colour from dark to light; dark tones are more saturated, as painters make them."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(c / 255 for c in rgb(base)))
    out = []
    for step in np.linspace(-1, 1, count):
        light = min(max(lightness * (1 + contrast * step), 0.0), 1.0)
        sat = min(max(saturation * (1 - 0.25 * contrast * step), 0.0), 1.0)
        r, g, b = colorsys.hls_to_rgb(hue, light, sat)
        out.append((round(r * 255), round(g * 255), round(b * 255)))
    return out


def smooth_noise(rng: Rng, cells_x: int = 4, cells_y: int = 4) -> Field:
    """Return (16, 16) value noise in 0-1 that wraps around, with `cells` lattice cells along each axis."""
    lattice = rng.random((cells_y, cells_x))

    def axis(cells: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Field]:
        position = np.arange(SIZE) * cells / SIZE
        low = position.astype(np.intp)
        part = position - low
        return low, (low + 1) % cells, part * part * (3 - 2 * part)

    y0, y1, fy = axis(cells_y)
    x0, x1, fx = axis(cells_x)
    upper = lattice[y0][:, x0] * (1 - fx) + lattice[y0][:, x1] * fx
    lower = lattice[y1][:, x0] * (1 - fx) + lattice[y1][:, x1] * fx
    return upper * (1 - fy[:, None]) + lower * fy[:, None]


def rank(field: Field) -> Field:
    """Return the rank of every pixel in 0-1, so that thresholds on it are shares of the tile's area."""
    order = np.argsort(field, axis=None, kind="stable")
    ranks = np.empty(field.size)
    ranks[order] = (np.arange(field.size) + 0.5) / field.size
    return ranks.reshape(field.shape)


def mottle(rng: Rng, cells_x: int = 4, cells_y: int = 4, smooth: float = 0.5) -> Field:
    """Return ranked noise: `smooth` of it soft blobs, the rest single pixels."""
    return rank(smooth * smooth_noise(rng, cells_x, cells_y) + (1 - smooth) * rng.random((SIZE, SIZE)))


def paint(field: Field, palette: list[tuple[int, int, int]]) -> Tile:
    """Return an opaque tile that takes its colours from `palette` by a field of 0-1."""
    index = np.clip((field * len(palette)).astype(np.intp), 0, len(palette) - 1)
    tile = np.full((*field.shape, 4), 255, np.uint8)
    tile[..., :3] = np.array(palette, np.uint8)[index]
    return tile


def flat(code: str, alpha: int = 255) -> Tile:
    """Return a tile of one colour."""
    tile = np.empty((SIZE, SIZE, 4), np.uint8)
    tile[...] = (*rgb(code), alpha)
    return tile


def empty() -> Tile:
    """Return a fully transparent tile."""
    return np.zeros((SIZE, SIZE, 4), np.uint8)


def shade(tile: Tile, factor: float | Field) -> Tile:
    """Return a copy with colours multiplied by `factor` (a number, or a field per pixel)."""
    out = tile.copy()
    scale = np.broadcast_to(np.asarray(factor, np.float64), tile.shape[:2])[..., None]
    out[..., :3] = np.clip(tile[..., :3] * scale, 0, 255).astype(np.uint8)
    return out


def over(base: Tile, top: Tile) -> Tile:
    """Return `base` with the pixels of `top` that are not transparent laid over it."""
    return np.where(top[..., 3:] > 0, top, base).astype(np.uint8)


def frame(tile: Tile, edge: float, width: int = 1) -> Tile:
    """Return a copy whose border of `width` pixels is multiplied by `edge`."""
    factor = np.ones((SIZE, SIZE))
    factor[:width] = factor[-width:] = edge
    factor[:, :width] = factor[:, -width:] = edge
    return shade(tile, factor)


def bevel(tile: Tile, light: float = 1.2, dark: float = 0.75) -> Tile:
    """Return a copy with a light upper left and a dark lower right border."""
    factor = np.ones((SIZE, SIZE))
    factor[0, :] = factor[:, 0] = light
    factor[-1, :] = factor[:, -1] = dark
    return shade(tile, factor)


def cells(rng: Rng, count: int) -> tuple[Field, NDArray[np.intp]]:
    """Return the Voronoi pattern of `count` points on a torus.

    Returns:
        The distance to the border between cells (0 on it), and the number of the cell, per pixel.
    """
    side = int(np.ceil(np.sqrt(count)))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)[:count]
    points = (grid + 0.15 + 0.7 * rng.random(grid.shape)) * SIZE / side
    y, x = np.mgrid[0:SIZE, 0:SIZE] + 0.5
    dx = np.abs(x[..., None] - points[:, 0])
    dy = np.abs(y[..., None] - points[:, 1])
    distance = np.hypot(np.minimum(dx, SIZE - dx), np.minimum(dy, SIZE - dy))
    nearest = np.sort(distance, axis=-1)
    return nearest[..., 1] - nearest[..., 0], distance.argmin(-1)


def pattern(rows: Iterable[str], colours: Mapping[str, tuple[int, ...]]) -> Tile:
    """Return a tile drawn with characters: each is looked up in `colours` (RGB or RGBA), others are transparent."""
    tile = empty()
    for y, row in enumerate(rows):
        for x, symbol in enumerate(row):
            if symbol in colours:
                colour = colours[symbol]
                tile[y, x] = colour if len(colour) == 4 else (*colour, 255)
    return tile
