"""Pictures of all items in all variants: drawn ones, tiles of plants, and small cubes of blocks."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import ITEM_NAMES, RULES, biome_id
from envs.overworld.render import looks
from envs.overworld.render.atlas import KIND_AIR, KIND_CROSS, KIND_MODEL
from envs.overworld.render.looks import Look
from envs.overworld.render.textures.items import item_tile, texture_file
from envs.overworld.render.textures.paint import SIZE, Tile

_FLAT_MODELS = ("rail", "ladder", "vine", "torch", "lever", "pane", "bars", "waterlily", "tripwire_hook", "end_rod")
_SAMPLES = 2
_SHADE = np.array([0.5, 1.0, 0.8, 0.8, 0.6, 0.6])
_TURN = 1 / np.sqrt(2)
_TILT = np.radians(30)
_FRAME = 1.62
"""Side of an icon in blocks: what a cube seen from its corner needs."""


class ItemArt(NamedTuple):
    """Pictures of items; see the fields of the same meaning in `Art`."""

    icons: NDArray[np.uint8]
    """(n_icons, 16, 16, 4)."""
    icon: NDArray[np.uint16]
    """(n_items, 16) row of `icons`."""
    state: NDArray[np.uint16]
    """(n_items, 16) block state that an item is held as, or 0 for a flat picture."""


def item_art(
    tiles: dict[str, Tile], pack: dict[str, Tile], all_looks: list[Look], tints: NDArray[np.float32]
) -> ItemArt:
    """Return the pictures of all items.

    Args:
        tiles: Block tiles by name.
        pack: Item textures of a resource pack by file name.
        all_looks: Look of every block state.
        tints: (n_tints, 256, 3) as in `Art`; items show the tints of plains.
    """
    icons = [np.zeros((SIZE, SIZE, 4), np.uint8)]
    icon = np.zeros((len(ITEM_NAMES), 16), np.uint16)
    state = np.zeros((len(ITEM_NAMES), 16), np.uint16)
    known: dict[tuple[int, str], int] = {}
    plains = tints[:, biome_id("plains")]
    for index, name in enumerate(ITEM_NAMES[1:], start=1):
        for meta in range(16):
            shown = _shown_state(index, meta)
            drawn = pack.get(texture_file(name, meta), item_tile(name, meta))
            key = (shown, "") if drawn is None else (meta if name in ("dye", "coal") else 0, name)
            if key not in known:
                known[key] = len(icons)
                look = all_looks[shown]
                icons.append(drawn if drawn is not None else _block_icon(name, look, tiles, plains))
            icon[index, meta] = known[key]
            if drawn is None and not _is_flat(name, all_looks[shown]):
                state[index, meta] = shown
    return ItemArt(np.stack(icons), icon, state)


def _shown_state(item: int, meta: int) -> int:
    """Block state that an item of a block shows: its variant, with the front of furnaces and the like turned to us."""
    row = RULES.items[item]
    return int(row["block"]) | (meta & int(row["variant_mask"])) if row["block"] else 0


def _is_flat(name: str, look: Look) -> bool:
    return (
        look.kind == KIND_CROSS
        or look.kind == KIND_AIR
        or (look.kind == KIND_MODEL and any(part in name for part in _FLAT_MODELS))
    )


def _tinted(tile: Tile, look: Look, tints: NDArray[np.float32], masked: bool) -> Tile:
    """Apply the tint of a look; with `masked` alpha says where, and the result is opaque."""
    out = tile.copy()
    share = tile[..., 3:] / 255 if masked else np.ones_like(tile[..., 3:], np.float64)
    factor = 1 + (tints[look.tint] - 1) * share
    out[..., :3] = np.clip(tile[..., :3] * factor, 0, 255).astype(np.uint8)
    if masked:
        out[..., 3] = 255
    return out


def _block_icon(name: str, look: Look, tiles: dict[str, Tile], tints: NDArray[np.float32]) -> Tile:
    if look.kind == KIND_AIR:
        return np.zeros((SIZE, SIZE, 4), np.uint8)
    faces = [_tinted(tiles[t], look, tints, t == "grass_side") for t in look.faces]
    if look.tint == looks.TINT_GRASS and look.faces[0] == "dirt":
        faces[0] = tiles["dirt"]
    if _is_flat(name, look):
        return faces[1]
    boxes = look.boxes or ((0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, looks.ALWAYS),)
    return _isometric(faces, tuple(box for box in boxes if box[9] in (looks.ALWAYS, 4.0, 5.0)))


def _isometric(faces: list[Tile], boxes: tuple[looks.Box, ...]) -> Tile:
    """Draw boxes as the inventory shows them: from above, north face on the left, west face on the right."""
    face, row, column = _projection(boxes)
    shown = np.stack([tile * [shade, shade, shade, 1.0] for tile, shade in zip(faces, _SHADE, strict=True)])
    picture = np.where(face[..., None] >= 0, shown[face, row, column], 0.0)
    parts = picture.reshape(SIZE, _SAMPLES, SIZE, _SAMPLES, 4)
    weight = (parts[..., 3:] > 0).astype(np.float64)
    count = weight.sum((1, 3))
    icon = (parts * weight).sum((1, 3)) / np.maximum(count, 1)
    icon[..., 3] = np.where(count[..., 0] * 2 >= _SAMPLES**2, 255, 0)
    return icon.astype(np.uint8)


@cache
def _projection(boxes: tuple[looks.Box, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return which face (-1 = none), row and column of its tile each sample of a picture of boxes shows."""
    side = SIZE * _SAMPLES
    grid = (np.arange(side) + 0.5) / side - 0.5
    right, down = np.meshgrid(grid * _FRAME, grid * _FRAME)
    forward = np.array([np.cos(_TILT) * _TURN, -np.sin(_TILT), np.cos(_TILT) * _TURN])
    right_axis = np.array([-_TURN, 0.0, _TURN])
    up_axis = np.array([np.sin(_TILT) * _TURN, np.cos(_TILT), np.sin(_TILT) * _TURN])
    origin = 0.5 - 3 * forward + right[..., None] * right_axis - down[..., None] * up_axis
    nearest = np.full((side, side), np.inf)
    face, row, column = np.full((side, side), -1), np.zeros((side, side), np.intp), np.zeros((side, side), np.intp)
    for box in boxes:
        a, b = (np.array(box[:3]) - origin) / forward, (np.array(box[3:6]) - origin) / forward
        near = np.minimum(a, b).max(-1)
        hit = (near < np.maximum(a, b).min(-1)) & (near < nearest)
        at = origin + near[..., None] * forward - np.array(box[6:9])
        x, y, z = np.moveaxis(np.clip(at, 0, 0.999), -1, 0)
        axis = np.minimum(a, b).argmax(-1)
        for number, side_face, u, v in ((1, 1, x, z), (2, 2, 0.999 - x, 0.999 - y), (0, 4, z, 0.999 - y)):
            seen = hit & (axis == number)
            face[seen] = side_face
            row[seen], column[seen] = (v[seen] * SIZE).astype(np.intp), (u[seen] * SIZE).astype(np.intp)
            nearest[seen] = near[seen]
    return face, row, column
