"""Colour of a point on a face: texel by distance, tint of the biome, light of the neighbouring cell."""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.render.atlas import FACE_MASKED, FACE_TURNED, TEXELS, TILE_MASK, TINT_SHIFT, Art
from envs.overworld.render.numeric import byte, integer, single
from envs.overworld.state import HEIGHT

_ONE = single(1.0)
_TO_UNIT = single(1.0 / 255.0)
_WHITE = single(255.0)
_FACE_SHADE = np.array([0.5, 1.0, 0.8, 0.8, 0.6, 0.6], np.float32)
"""The game's brightness of faces: below, above, north, south, west, east."""
_STEP_COLUMN = np.array([0, 0, -1, 1, -128, 128], np.int64)
_STEP_Y = np.array([-1, 1, 0, 0, 0, 0], np.int64)
_LEVEL_START = np.array([0, 256, 320, 336, 340], np.int64)


@kernel(inline=True)
def neighbour(column: int, face: int) -> int:
    """Column of the window next to `column` through a face (both x << 7 | z); it wraps around."""
    moved = column + _STEP_COLUMN[face]
    if face < 4:
        return (column & 0x3F80) | (moved & 0x7F)
    return moved & 0x3FFF


@kernel(inline=True)
def face_uv(face: int, x: float, y: float, z: float) -> tuple[float, float]:
    """Place on a tile (0-1, v down) of a place in a cell, by the face it lies on."""
    if face < 2:
        return x, z
    if face < 4:
        return (x if face == 3 else _ONE - x), _ONE - y
    return (z if face == 4 else _ONE - z), _ONE - y


@kernel(inline=True)
def mip_level(footprint: float) -> int:
    """Mip level for a pixel that is `footprint` texels wide; a little too sharp rather than too soft."""
    level = 1 if footprint >= single(1.6) else 0
    level += 1 if footprint >= single(3.2) else 0
    level += 1 if footprint >= single(6.4) else 0
    return level + (1 if footprint >= single(12.8) else 0)


@kernel(inline=True)
def fetch(art: Art, word: int, u: float, v: float, level: int) -> int:
    """Texel (RGBA, red lowest) of a face word at (u, v); places outside 0-1 are clamped."""
    if word & FACE_TURNED:
        u, v = v, u
    size = 16 >> level
    scale = single(size)
    i = min(max(int(u * scale), 0), size - 1)
    j = min(max(int(v * scale), 0), size - 1)
    return integer(art.texels[word & TILE_MASK, _LEVEL_START[level] + j * size + i])


@kernel(inline=True)
def level_start(word: int, level: int) -> int:
    """Where the texels of a face word at a mip level begin in all texels, one after the other."""
    return (word & TILE_MASK) * TEXELS + _LEVEL_START[level]


@kernel(inline=True)
def light_at(light: NDArray[np.uint8], column: int, y: int, face: int, own: bool) -> int:
    """Light value that falls on a face: that of the cell in front, and with `own` also that of the cell itself."""
    ahead_y = y + _STEP_Y[face]
    value = 240
    if 0 <= ahead_y < HEIGHT:
        value = int(light[neighbour(column, face) << 8 | ahead_y])
    if own:
        here = int(light[column << 8 | y])
        value = max(value & 240, here & 240) | max(value & 15, here & 15)
    return value


@kernel(inline=True)
def tinted(texel: int, word: int, red: float, green: float, blue: float) -> tuple[float, float, float]:
    """Colour (0-255) of a texel under a tint; a masked face takes as much of it as its alpha says."""
    if word & FACE_MASKED:
        share = single(texel >> 24) * _TO_UNIT
        red = _ONE + (red - _ONE) * share
        green = _ONE + (green - _ONE) * share
        blue = _ONE + (blue - _ONE) * share
    return (
        min(single(texel & 255) * red, _WHITE),
        min(single((texel >> 8) & 255) * green, _WHITE),
        min(single((texel >> 16) & 255) * blue, _WHITE),
    )


@kernel(inline=True)
def shade(
    art: Art, biomes: NDArray[np.uint8], lights: NDArray[np.float32], texel: int, word: int, column: int, light: int,
    brightness: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Lit and tinted colour (0-255) of a texel."""
    tint = art.tints[(word >> TINT_SHIFT) & 15, biomes[column]]
    r, g, b = tinted(texel, word, tint[0], tint[1], tint[2])
    return r * lights[light, 0] * brightness, g * lights[light, 1] * brightness, b * lights[light, 2] * brightness


@kernel(inline=True)
def fixed(factor: float) -> int:
    """A factor in 256ths, for `shade_byte`."""
    return int(factor * single(256.0) + single(0.5))


@kernel(inline=True)
def shade_byte(value: int, tint: int, light: int) -> int:
    """A channel (0-255) of a texel under a tint and a light of at most one, both in 256ths."""
    return (min((value * tint + 128) >> 8, 255) * light + 128) >> 8


@kernel(inline=True)
def part(tint: int, alpha: int) -> int:
    """What a masked face takes of a tint in 256ths: as much as its alpha (0-255) says."""
    return 256 + ((tint - 256) * alpha) // 255


@kernel(inline=True)
def face_shade(face: int) -> float:
    """Brightness of a face."""
    return _FACE_SHADE[face]


@kernel(inline=True)
def to_byte(value: float) -> int:
    """Round a colour to a byte."""
    return byte(min(max(value + single(0.5), single(0.0)), single(255.0)))
