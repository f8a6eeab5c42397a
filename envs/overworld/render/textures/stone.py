"""Tiles of what is dug: stones, soils, ores, bricks, metals and ice."""

import numpy as np

from envs.overworld.render.textures.paint import (
    SIZE,
    Field,
    Rng,
    Tile,
    bevel,
    cells,
    flat,
    frame,
    mottle,
    over,
    paint,
    pattern,
    rgb,
    shade,
    smooth_noise,
    tones,
)

DYES = {
    "white": "e9ecec", "orange": "f07613", "magenta": "bd44b3", "light_blue": "3aafd9",
    "yellow": "f8c527", "lime": "70b919", "pink": "ed8dac", "gray": "3e4447",
    "silver": "8e8e86", "cyan": "158991", "purple": "792aac", "blue": "35399d",
    "brown": "724728", "green": "546d1b", "red": "a12722", "black": "141519",
}  # fmt: skip
"""The sixteen dye colours by the names that texture files use, in order of metadata."""

_CLAY = {
    "white": "d1b2a1", "orange": "a15325", "magenta": "95586c", "light_blue": "716c89",
    "yellow": "ba8523", "lime": "677535", "pink": "a14e4e", "gray": "392a23",
    "silver": "876a61", "cyan": "565b5b", "purple": "764656", "blue": "4a3b5b",
    "brown": "4d3323", "green": "4c532a", "red": "8f3d2e", "black": "251610",
}  # fmt: skip


def rough(rng: Rng, base: str, contrast: float = 0.12, smooth: float = 0.45) -> Tile:
    """Speckled ground of one colour: dirt, sand, netherrack."""
    return paint(mottle(rng, 4, 4, smooth), tones(base, contrast))


def stone(rng: Rng, base: str = "7d7d7d", contrast: float = 0.11) -> Tile:
    """Stone: short streaks along x."""
    return paint(mottle(rng, 4, 8, 0.7), tones(base, contrast, 4))


def dirt(rng: Rng) -> Tile:
    """Brown soil with a few grey pebbles."""
    tile = rough(rng, "866043", 0.24, 0.35)
    pebbles = rng.random((SIZE, SIZE)) > 0.965
    tile[pebbles, :3] = rgb("7c7c78")
    return tile


def cobble(rng: Rng, base: str = "7f7f7f", count: int = 12, contrast: float = 0.22) -> Tile:
    """Rounded stones with dark gaps."""
    edge, cell = cells(rng, count)
    brightness = (0.82 + 0.36 * rng.random(count))[cell] * (0.92 + 0.16 * rng.random((SIZE, SIZE)))
    brightness = np.where(edge < 0.9, 0.55, np.where(edge < 1.8, brightness * 0.85, brightness * 1.1))
    return shade(rough(rng, base, contrast * 0.3), brightness)


def gravel(rng: Rng) -> Tile:
    """Small grey and brownish stones."""
    edge, cell = cells(rng, 36)
    tile = paint(rng.random(36)[cell], [rgb("6b6462"), rgb("7f7c7b"), rgb("908d8b"), rgb("877b76"), rgb("a09c9a")])
    return shade(tile, np.where(edge < 0.7, 0.78, 1.0) * (0.94 + 0.12 * rng.random((SIZE, SIZE))))


def mossy(rng: Rng, tile: Tile) -> Tile:
    """A stone tile overgrown in places."""
    moss = paint(rng.random((SIZE, SIZE)), tones("5f7a3c", 0.2))
    out = tile.copy()
    spots = mottle(rng, 4, 4, 0.8) > 0.62
    out[spots] = moss[spots]
    return out


def ore(rng: Rng, base: Tile, colour: str, contrast: float = 0.35) -> Tile:
    """Lumps of a mineral in `base`, with a dark rim below and a glint above."""
    out = base.copy()
    palette = tones(colour, contrast, 4)
    spots = [(3, 2), (10, 3), (6, 7), (12, 9), (2, 11), (9, 13)]
    for cx, cy in spots:
        x0, y0 = cx + int(rng.integers(-1, 2)), cy + int(rng.integers(-1, 2))
        for dy, width in enumerate((2, 3, 2)):
            shift = int(rng.integers(0, 2))
            for dx in range(width):
                tone = 3 - dy + int(rng.integers(-1, 1))
                out[(y0 + dy) % SIZE, (x0 + dx + shift) % SIZE, :3] = palette[min(max(tone, 0), 3)]
        low = (y0 + 3) % SIZE
        for dx in range(1, 3):
            out[low, (x0 + dx) % SIZE, :3] = (out[low, (x0 + dx) % SIZE, :3] * 0.72).astype(np.uint8)
    return out


def bricks(rng: Rng, base: str, mortar: str, rows: int = 4, width: int = 8) -> Tile:
    """Courses of bricks, each second one shifted by half a brick."""
    height = SIZE // rows
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    course = y // height
    along = (x + (course % 2) * (width // 2)) % SIZE
    number = course * SIZE + along // width
    brightness = (0.88 + 0.24 * rng.random(number.max() + 1))[number]
    brightness = brightness + np.where(y % height == 0, 0.1, 0.0) - np.where(y % height == height - 2, 0.08, 0.0)
    tile = shade(rough(rng, base, 0.1), brightness)
    joint = (y % height == height - 1) | (along % width == width - 1)
    tile[joint] = rough(rng, mortar, 0.08)[joint]
    return tile


def metal(rng: Rng, base: str) -> Tile:
    """A cast block: soft sheen and a bevelled edge."""
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    sheen = 0.5 + 0.35 * np.sin((x + y) * 0.55) * 0.5 + 0.25 * (smooth_noise(rng, 4, 4) - 0.5)
    return bevel(paint(sheen, tones(base, 0.12, 6)), 1.15, 0.78)


def layered(rng: Rng, base: str, contrast: float = 0.13) -> Tile:
    """Horizontal strata: sandstone, hardened clay."""
    lines = np.repeat(rng.random((SIZE, 1)), SIZE, axis=1)
    field: Field = 0.65 * lines + 0.35 * smooth_noise(rng, 4, 8)
    return paint(np.clip(field, 0, 0.999), tones(base, contrast))


def sandstone_side(rng: Rng, base: str) -> Tile:
    """Sandstone with a smooth band on top and a rough foot."""
    tile = layered(rng, base)
    tile[:3] = rough(rng, base, 0.05)[:3]
    return shade(tile, np.where(np.arange(SIZE) == 3, 0.84, np.where(np.arange(SIZE) == 14, 0.88, 1.0))[:, None])


def polished(rng: Rng, base: str, contrast: float = 0.1) -> Tile:
    """A smooth framed slab: polished stones, smooth sandstone tops, stone slabs."""
    return bevel(rough(rng, base, contrast * 0.6), 1.1, 0.82)


def translucent(rng: Rng, base: str, alpha: int, contrast: float = 0.08) -> Tile:
    """Ice or slime: streaks along the diagonal, see-through."""
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    streak = (np.roll(smooth_noise(rng, 4, 4), 3, 0) + 0.5 * ((x + y) % 11 == 0)) / 1.5
    tile = frame(paint(np.clip(streak, 0, 0.99), tones(base, contrast)), 1.06)
    tile[..., 3] = alpha
    return tile


def glass(colour: str | None = None) -> Tile:
    """A pane with a pale border and a few glints; stained glass is filled as well."""
    tile = flat(colour or "ffffff", 110 if colour else 0)
    rim = rgb(colour) if colour else rgb("cfe6e9")
    tile[[0, -1]] = tile[:, [0, -1]] = (*rim, 255)
    for x, y in ((3, 2), (2, 3), (4, 4), (3, 5), (2, 6), (12, 11), (11, 12), (12, 13)):
        tile[y, x] = (*(rgb("e8f6f8") if colour is None else rim), 255)
    return tile


def glowstone(rng: Rng) -> Tile:
    """Bright crystals in brown stone."""
    edge, cell = cells(rng, 18)
    bright = paint(rng.random(18)[cell], [rgb("ffbc5e"), rgb("ffd987"), rgb("fff4c2"), rgb("d9a04f")])
    return shade(bright, np.where(edge < 1.0, 0.55, 1.0))


def lava(rng: Rng) -> Tile:
    """Glowing rock with bright veins."""
    field = 0.75 * smooth_noise(rng, 4, 4) + 0.25 * smooth_noise(rng, 8, 8)
    return paint(
        np.clip((field - 0.15) * 1.4, 0, 0.99), [rgb(c) for c in ("b13a05", "cf4f0b", "dc6a14", "ea8a22", "f8b544")]
    )


def water(rng: Rng) -> Tile:
    """Rippled blue, see-through."""
    field = 0.7 * smooth_noise(rng, 2, 8) + 0.3 * smooth_noise(rng, 4, 4)
    tile = paint(np.clip(field, 0, 0.99), tones("2f5fe0", 0.09))
    tile[..., 3] = 165
    return tile


def stone_tiles(rng: Rng) -> dict[str, Tile]:
    """Return the tiles of this file by the names that resource packs give them."""
    base = stone(rng)
    cobbled = cobble(rng)
    stone_brick = bricks(rng, "7a7a7a", "5c5c5c", 2, 16)
    out = {
        "stone": base,
        "stone_granite": rough(rng, "996b5b", 0.16),
        "stone_granite_smooth": polished(rng, "9a6c5b"),
        "stone_diorite": rough(rng, "bcbcbe", 0.18),
        "stone_diorite_smooth": polished(rng, "c0c0c2"),
        "stone_andesite": rough(rng, "848587", 0.1),
        "stone_andesite_smooth": polished(rng, "868789"),
        "dirt": dirt(rng),
        "coarse_dirt": rough(rng, "77553b", 0.3),
        "cobblestone": cobbled,
        "cobblestone_mossy": mossy(rng, cobbled),
        "bedrock": paint(mottle(rng, 4, 4, 0.6), [rgb(c) for c in ("242424", "3d3d3d", "575757", "777777", "979797")]),
        "sand": rough(rng, "dbd3a0", 0.055, 0.3),
        "red_sand": rough(rng, "a95821", 0.08, 0.3),
        "gravel": gravel(rng),
        "clay": rough(rng, "9fa4b1", 0.05, 0.7),
        "obsidian": paint(mottle(rng, 4, 4, 0.7), [rgb(c) for c in ("0c0a14", "14121e", "1c1730", "2e2345", "3c3056")]),
        "netherrack": rough(rng, "6f3533", 0.3, 0.6),
        "soul_sand": rough(rng, "544033", 0.25, 0.75),
        "end_stone": rough(rng, "dddfa5", 0.09, 0.7),
        "glowstone": glowstone(rng),
        "snow": rough(rng, "f2fbfb", 0.025, 0.6),
        "ice": translucent(rng, "7dadff", 160),
        "ice_packed": translucent(rng, "a5c3f5", 255),
        "frosted_ice_0": translucent(rng, "8bb5ff", 180),
        "slime": frame(translucent(rng, "76be6d", 150), 0.8, 2),
        "water_still": water(rng),
        "lava_still": lava(rng),
        "magma": over(rough(rng, "4a1a0c", 0.3), _veins(rng, "f47a1b")),
        "brick": bricks(rng, "96513f", "b3a79d"),
        "nether_brick": bricks(rng, "30181c", "1d0e10"),
        "red_nether_brick": bricks(rng, "470709", "280305"),
        "end_bricks": bricks(rng, "e1e6aa", "c5c78d", 2),
        "stonebrick": stone_brick,
        "stonebrick_mossy": mossy(rng, stone_brick),
        "stonebrick_cracked": _cracked(rng, stone_brick),
        "stonebrick_carved": frame(frame(polished(rng, "777777"), 0.8, 3), 1.15, 1),
        "stone_slab_top": polished(rng, "a0a0a0"),
        "stone_slab_side": _slab_side(rng),
        "prismarine_rough": cobble(rng, "63a294", 10),
        "prismarine_bricks": bricks(rng, "64a08e", "4d7d74"),
        "prismarine_dark": bricks(rng, "3c584b", "2c4238", 4, 4),
        "sea_lantern": frame(glowstone(np.random.default_rng(7)), 0.85),
        "quartz_block_side": polished(rng, "ece6df", 0.06),
        "quartz_block_top": polished(rng, "ece6df", 0.05),
        "quartz_block_chiseled": frame(polished(rng, "e7e1d8"), 0.9, 3),
        "quartz_block_lines": shade(rough(rng, "eae4dc", 0.03), np.where(np.arange(SIZE) % 4 == 3, 0.86, 1.0)),
        "purpur_block": frame(rough(rng, "a77aa7", 0.1), 0.85),
        "purpur_pillar": shade(rough(rng, "aa7daa", 0.1), np.where(np.arange(SIZE) % 4 == 0, 0.8, 1.0)),
        "bone_block_side": layered(rng, "d8d2b8", 0.07),
        "bone_block_top": frame(rough(rng, "d2ccb2", 0.08), 0.86, 2),
        "nether_wart_block": rough(rng, "750606", 0.35, 0.7),
        "hardened_clay": rough(rng, "975c42", 0.04, 0.7),
        "redstone_lamp_off": frame(glowstone(rng), 0.4, 1),
        "redstone_lamp_on": frame(glowstone(rng), 0.8, 1),
        "glass": glass(),
        "sponge": rough(rng, "c4c14c", 0.22, 0.6),
        "sponge_wet": rough(rng, "9e9b39", 0.25, 0.6),
        "mob_spawner": _spawner(),
    }
    out["redstone_lamp_off"] = shade(out["redstone_lamp_off"], 0.45)
    for name in ("sandstone", "red_sandstone"):
        colour = "d8cb93" if name == "sandstone" else "a6581f"
        out[f"{name}_top"] = polished(rng, colour, 0.06)
        out[f"{name}_bottom"] = rough(rng, colour, 0.12)
        out[f"{name}_normal"] = sandstone_side(rng, colour)
        out[f"{name}_smooth"] = polished(rng, colour, 0.08)
        out[f"{name}_carved"] = frame(sandstone_side(rng, colour), 0.86, 3)
    minerals = {
        "coal": "2e2e2e", "iron": "d3ab8d", "gold": "f7e04f", "diamond": "5fe4dc",
        "redstone": "c81010", "lapis": "1f4fc4", "emerald": "1fd05f",
    }  # fmt: skip
    for name, colour in minerals.items():
        out[f"{name}_ore"] = ore(rng, base, colour)
    out["quartz_ore"] = ore(rng, out["netherrack"], "e0d8cc", 0.15)
    casts = {
        "coal": "18181a", "iron": "d9d9d9", "gold": "f8d33f", "diamond": "6ce3db",
        "redstone": "b01806", "lapis": "22459c", "emerald": "3fcd62",
    }  # fmt: skip
    for name, colour in casts.items():
        out[f"{name}_block"] = metal(rng, colour)
    for name, colour in DYES.items():
        out[f"wool_colored_{name}"] = paint(mottle(rng, 8, 8, 0.6), tones(colour, 0.09))
        out[f"hardened_clay_stained_{name}"] = rough(rng, _CLAY[name], 0.04, 0.7)
        out[f"glass_{name}"] = glass(colour)
        out[f"shulker_top_{name}"] = frame(rough(rng, colour, 0.06), 0.8, 2)
    return out


def _veins(rng: Rng, colour: str) -> Tile:
    edge, _ = cells(rng, 9)
    tile = flat(colour)
    tile[edge > 1.3] = 0
    return tile


def _cracked(rng: Rng, tile: Tile) -> Tile:
    edge, _ = cells(rng, 5)
    return shade(tile, np.where(edge < 0.6, 0.62, 1.0))


def _slab_side(rng: Rng) -> Tile:
    rows = np.arange(SIZE)
    return shade(rough(rng, "a0a0a0", 0.05), np.where(rows % 8 == 0, 1.1, np.where(rows % 8 == 7, 0.75, 1.0))[:, None])


def _spawner() -> Tile:
    bars = ["#" * 16 if y % 5 == 0 else "".join("#" if x % 5 == 0 else "." for x in range(16)) for y in range(16)]
    return pattern(bars, {"#": rgb("1c2d3a")})
