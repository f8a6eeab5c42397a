"""Fill `Art`: textures, looks and pictures of items as arrays."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import ITEM_NAMES, TABLE
from envs.overworld.player.combat import ATTACK_SPEED
from envs.overworld.render import looks
from envs.overworld.render.atlas import FACE_MASKED, FACE_TURNED, KIND_CUBE, KIND_CUTOUT, LEVELS, TINT_SHIFT, Art
from envs.overworld.render.icons import item_art
from envs.overworld.render.looks import Look
from envs.overworld.render.mob_art import mob_art
from envs.overworld.render.pack import load_resource_pack
from envs.overworld.render.sprites import hud_sheet
from envs.overworld.render.textures.blocks import block_tiles
from envs.overworld.render.textures.paint import SIZE, Tile

_MASKED = ("grass_side",)
OPAQUE = 128
_COVERAGE = 0.35
"""Mean alpha from which a texel of a smaller level counts as there; low, so that plants do not vanish far away."""


@cache
def load_art(texture_seed: int = 0, resource_pack: str | Path | None = None) -> Art:
    """Return the art of a texture seed, with tiles and icons of a resource pack in place where it has them.

    Raises:
        ResourcePackError: The pack, or a file in it, cannot be read.
    """
    tiles = block_tiles(texture_seed)
    icons: dict[str, Tile] = {}
    skins: dict[str, Tile] = {}
    if resource_pack is not None:
        pack = load_resource_pack(resource_pack)
        tiles |= pack.blocks
        icons = pack.items
        skins = pack.skins
    names = {name: index for index, name in enumerate(tiles)}
    all_looks = [looks.look(state) for state in range(4096)]
    boxes = [box for look in all_looks for box in look.boxes]
    items = item_art(tiles, icons, all_looks, biome_tints())
    return Art(
        texels=np.stack([pack_mips(name, tile) for name, tile in tiles.items()]),
        faces=np.array([_face_words(look, names) for look in all_looks], np.int32),
        kinds=np.array([look.kind for look in all_looks], np.uint8),
        layers=np.array([_layer(look, tiles) for look in all_looks], np.uint8),
        boxes=np.array(boxes, np.float32),
        box_start=np.concatenate([[0], np.cumsum([len(look.boxes) for look in all_looks])]).astype(np.int32),
        tints=biome_tints(),
        temperatures=_climate("temperature", 0.5),
        rainfall=_climate("rainfall", 0.5),
        cracks=names["destroy_stage_0"],
        arm=names["player_arm"],
        snowy_side=names["grass_side_snowed"],
        item_icons=pack_rgba(items.icons),
        item_icon=items.icon,
        item_state=items.state,
        item_armour=_armour_points(),
        recovery=(20 / ATTACK_SPEED).astype(np.float32),
        hud=pack_rgba(hud_sheet()),
        **mob_art(texture_seed, skins, tiles)._asdict(),
    )


def pack_rgba(tile: Tile) -> NDArray[np.uint32]:
    """Return the colours of an RGBA image as one uint32 a pixel, red in the lowest byte."""
    c = tile.astype(np.uint32)
    return c[..., 0] | c[..., 1] << np.uint32(8) | c[..., 2] << np.uint32(16) | c[..., 3] << np.uint32(24)


def pack_mips(name: str, tile: Tile) -> NDArray[np.uint32]:
    """Return (TEXELS,) colours of all mip levels of a tile.

    Colours are averaged by alpha. A tile whose alpha is all or nothing stays so at every level.
    """
    alpha: NDArray[np.float64] = tile[..., 3].astype(np.float64) / 255
    weight = np.ones_like(alpha) if name in _MASKED else np.maximum(alpha, 1e-6)
    colour: NDArray[np.float64] = tile[..., :3].astype(np.float64) * weight[..., None]
    binary = name not in _MASKED and bool(np.isin(tile[..., 3], (0, 255)).all())
    levels = []
    for level in range(LEVELS):
        mean = np.empty((SIZE >> level, SIZE >> level, 4))
        mean[..., :3] = colour / weight[..., None]
        mean[..., 3] = 255 * ((alpha >= _COVERAGE) if binary else alpha)
        levels.append(pack_rgba(np.clip(mean + 0.5, 0, 255).astype(np.uint8)).ravel())
        colour, weight, alpha = _halve(colour), _halve(weight), _halve(alpha)
    return np.concatenate(levels)


def _halve(field: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average 2x2 neighbours; one pixel stays one pixel."""
    if field.shape[0] == 1:
        return field
    return (field[::2, ::2] + field[1::2, ::2] + field[::2, 1::2] + field[1::2, 1::2]) / 4


def _layer(look: Look, tiles: dict[str, Tile]) -> int:
    """Height in sixteenths of what fills its cell with a level top, 0 for all else; only cubes may have holes."""
    if look.kind in (KIND_CUBE, KIND_CUTOUT):
        return SIZE
    if len(look.boxes) != 1 or any(tiles[face][..., 3].min() < OPAQUE for face in look.faces):
        return 0
    height = look.boxes[0][4] * SIZE
    flat = (0.0, 0.0, 0.0, 1.0, look.boxes[0][4], 1.0, 0.0, 0.0, 0.0, looks.ALWAYS)
    return int(height) if look.boxes[0] == flat and height == int(height) else 0


def _face_words(look: Look, names: dict[str, int]) -> list[int]:
    words = []
    for face, tile in enumerate(look.faces):
        tinted = not (look.tint == looks.TINT_GRASS and tile == "dirt")
        word = names[tile] | (look.tint << TINT_SHIFT if tinted else 0)
        word |= FACE_TURNED if face in look.turned else 0
        word |= FACE_MASKED if tile in _MASKED else 0
        words.append(word)
    return words


@cache
def biome_tints() -> NDArray[np.float32]:
    """Return (n_tints, 256, 3) factors: grass and leaves by temperature and rainfall, the others fixed.

    The colour is a mean of three: that of a cold place, of a hot wet and of a hot dry one, weighted by where
    temperature and temperature x rainfall lie in the triangle that the game's own colour map spans.
    """
    tints = np.ones((looks.TINT_STEM + 1, 256, 3), np.float32)
    corners = {  # cold, hot and wet, hot and dry
        looks.TINT_GRASS: ((128, 180, 151), (71, 205, 51), (191, 183, 85)),
        looks.TINT_FOLIAGE: ((96, 161, 123), (26, 191, 0), (174, 164, 42)),
    }
    for biome in TABLE["biomes"]:
        hot = min(max(biome["temperature"], 0.0), 1.0)
        wet = hot * min(max(biome["rainfall"], 0.0), 1.0)
        for tint, (cold, jungle, desert) in corners.items():
            colour = (1 - hot) * np.array(cold) + wet * np.array(jungle) + (hot - wet) * np.array(desert)
            name = biome["name"]
            if "swamp" in name:
                colour = np.array((106, 112, 57))
            elif "roofed" in name:
                colour = (colour + np.array((40, 52, 10))) / 2
            elif "mesa" in name:
                colour = np.array((144, 129, 77))
            tints[tint, biome["id"]] = colour / 255
        if "swamp" in biome["name"]:
            tints[looks.TINT_WATER, biome["id"]] = (0.88, 1.0, 0.68)
    for tint, code in (
        (looks.TINT_BIRCH, (128, 167, 85)),
        (looks.TINT_SPRUCE, (97, 153, 97)),
        (looks.TINT_LILY, (48, 140, 60)),
        (looks.TINT_REDSTONE, (200, 20, 10)),
        (looks.TINT_STEM, (110, 170, 40)),
    ):
        tints[tint] = np.array(code) / 255
    brighten = 1.2  # grey tiles are a little darker than the game's
    for tint in (looks.TINT_GRASS, looks.TINT_FOLIAGE, looks.TINT_BIRCH, looks.TINT_SPRUCE):
        tints[tint] *= brighten
    return tints


def _climate(field: str, elsewhere: float) -> NDArray[np.float32]:
    """Return a number of every biome by id."""
    table = np.full(256, elsewhere, np.float32)
    for biome in TABLE["biomes"]:
        table[biome["id"]] = biome[field]
    return table


_ARMOUR = {
    "leather": (1, 3, 2, 1),
    "golden": (2, 5, 3, 1),
    "chainmail": (2, 5, 4, 1),
    "iron": (2, 6, 5, 2),
    "diamond": (3, 8, 6, 3),
}
"""Armour points of helmet, chestplate, leggings and boots."""


def _armour_points() -> NDArray[np.uint8]:
    points = np.zeros(len(ITEM_NAMES), np.uint8)
    for material, values in _ARMOUR.items():
        for part, value in zip(("helmet", "chestplate", "leggings", "boots"), values, strict=True):
            points[ITEM_NAMES.index(f"{material}_{part}")] = value
    return points
