"""Tiles of what grows: grass, leaves, flowers, crops, cactus, mushrooms, webs."""

import numpy as np
from numpy.typing import NDArray

from envs.overworld.render.textures.paint import (
    SIZE,
    Rng,
    Tile,
    cells,
    empty,
    flat,
    frame,
    mottle,
    paint,
    pattern,
    rgb,
    shade,
    tones,
)
from envs.overworld.render.textures.stone import dirt, rough

_GREY_GREEN = "9a9a9a"
"""Grass and leaves are painted grey and tinted by their biome."""


def grass_side(rng: Rng) -> Tile:
    """Dirt with a fringe of grass; alpha 255 marks what the biome tints, 0 what it leaves alone."""
    tile = dirt(rng)
    tile[..., 3] = 0
    turf = paint(mottle(rng, 4, 4, 0.4), tones(_GREY_GREEN, 0.14))
    depth = 2 + (mottle(rng, 8, 8, 0.5)[0] * 3.2).astype(np.intp)
    fringe = np.arange(SIZE)[:, None] < depth[None, :]
    tile[fringe] = turf[fringe]
    return tile


def snowy_side(rng: Rng) -> Tile:
    """Dirt with a fringe of snow."""
    tile = dirt(rng)
    depth = 3 + (mottle(rng, 8, 8, 0.5)[0] * 2.5).astype(np.intp)
    fringe = np.arange(SIZE)[:, None] < depth[None, :]
    tile[fringe] = rough(rng, "f2fbfb", 0.03)[fringe]
    return tile


def fringed(rng: Rng, top: Tile, base: Tile) -> Tile:
    """A tile whose upper rows hang over another: mycelium, podzol."""
    tile = base.copy()
    depth = 2 + (mottle(rng, 8, 8, 0.5)[0] * 3).astype(np.intp)
    fringe = np.arange(SIZE)[:, None] < depth[None, :]
    tile[fringe] = top[fringe]
    return tile


def leaves(rng: Rng, holes: float, base: str = "8f8f8f") -> Tile:
    """Clumps of leaves in three depths, with holes through them."""
    edge, cell = cells(rng, 30)
    brightness = (0.7 + 0.55 * rng.random(30))[cell] * np.where(edge < 0.8, 0.72, 1.0)
    tile = shade(paint(mottle(rng, 8, 8, 0.3), tones(base, 0.2)), brightness)
    tile[mottle(rng, 8, 8, 0.55) < holes] = 0
    return tile


def blades(rng: Rng, base: str, tallest: int, count: int, contrast: float = 0.25) -> Tile:
    """Blades of grass that rise from the lower edge and bend."""
    tile = empty()
    palette = tones(base, contrast)
    for _ in range(count):
        x = float(rng.uniform(1, 15))
        bend = float(rng.uniform(-0.35, 0.35))
        height = int(rng.integers(tallest // 2, tallest + 1))
        tone = int(rng.integers(1, len(palette)))
        for step in range(height):
            column = int(x + bend * step * step / max(tallest, 1))
            if 0 <= column < SIZE:
                tile[SIZE - 1 - step, column] = (*palette[min(tone, len(palette) - 1)], 255)
                tone = min(tone + (step == height // 2), len(palette) - 1)
    return tile


def flower(petals: str, heart: str, height: int = 9, width: int = 2, leaf: str = "4a8a2a") -> Tile:
    """A stem with two leaves and a blossom."""
    tile = empty()
    top = SIZE - height
    tile[top:, 7] = (*rgb(leaf), 255)
    tile[top + 3 :, 8] = (*rgb("356b1e"), 255)
    tile[13, 5:7] = tile[12, 9:11] = (*rgb(leaf), 255)
    palette = tones(petals, 0.2, 3)
    for dy in range(-width, width + 1):
        for dx in range(-width, width + 1):
            if abs(dx) + abs(dy) <= width:
                tone = palette[2 if dy < 0 else 1 if dx <= 0 else 0]
                tile[max(top + dy, 0), 7 + dx] = (*tone, 255)
    tile[top, 7] = (*rgb(heart), 255)
    return tile


def sapling(rng: Rng, crown: str) -> Tile:
    """A small tree."""
    tile = empty()
    tile[9:, 7] = (*rgb("6b4a26"), 255)
    tile[11:, 8] = (*rgb("4d3418"), 255)
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    ball = np.hypot((x - 7.5) * 0.95, y - 6.5) < 5.2
    ball &= rng.random((SIZE, SIZE)) < 0.85
    tile[ball] = paint(mottle(rng, 8, 8, 0.3), tones(crown, 0.3))[ball]
    return tile


def mushroom(cap: str, spots: bool) -> Tile:
    """A stalk and a cap."""
    rows = (
        "....cccc....",
        "..ccwccccc..",
        ".ccccccwccc.",
        ".cdddddddcc.",
        "....ssss....",
        "....sss.....",
        "....sss.....",
    )
    palette = tones(cap, 0.25, 3)
    colours = {"c": palette[1], "d": palette[0], "w": rgb("f0e6dc") if spots else palette[2], "s": rgb("d8cdb8")}
    tile = empty()
    drawn = pattern(rows, colours)[: len(rows), :12]
    tile[SIZE - len(rows) :, 2:14] = drawn
    return tile


def reeds(rng: Rng) -> Tile:
    """Three stalks with joints."""
    tile = empty()
    palette = tones("aadb74", 0.2, 4)
    for x, joint in ((2, 5), (7, 10), (12, 3)):
        tile[:, x] = (*palette[3], 255)
        tile[:, x + 1] = (*palette[1], 255)
        tile[joint::8, x : x + 2] = (*palette[0], 255)
        tile[joint - 2, min(x + 2, 15)] = (*palette[2], 255)
    return shade(tile, 0.9 + 0.1 * rng.random((SIZE, SIZE)))


def cactus(rng: Rng) -> dict[str, Tile]:
    """Ribs with thorns; the sides leave a transparent pixel column at both edges, as in the game."""
    side = shade(rough(rng, "11801e", 0.12), np.where(np.arange(SIZE) % 4 == 1, 0.72, 1.05))
    for y, x in ((2, 3), (5, 11), (8, 6), (11, 13), (14, 4), (3, 8), (10, 2)):
        side[y, x, :3] = rgb("d8d8b0")
    top = frame(rough(rng, "1a8a28", 0.1), 0.7, 2)
    return {"cactus_side": side, "cactus_top": top, "cactus_bottom": rough(rng, "cdbf84", 0.08)}


def web() -> Tile:
    """Threads along the axes and diagonals with two rings."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] - 7.5
    radius = np.maximum(np.abs(x), np.abs(y))
    threads: NDArray[np.bool_] = (np.abs(np.abs(x) - np.abs(y)) < 0.6) | (np.abs(x) < 0.6) | (np.abs(y) < 0.6)
    threads |= (np.abs(radius - 3.5) < 0.4) | (np.abs(radius - 6.5) < 0.4)
    tile = empty()
    tile[threads] = (*rgb("e6e6e6"), 255)
    return tile


def vine(rng: Rng) -> Tile:
    """Hanging strands, tinted by the biome."""
    tile = leaves(rng, 0.35, "808080")
    gaps = np.array([1, 4, 5, 9, 13])
    tile[:, gaps] = np.where(rng.random((SIZE, len(gaps), 1)) < 0.7, 0, tile[:, gaps])
    return tile


def lily(rng: Rng) -> Tile:
    """A round leaf with a notch."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] - 7.5
    disc = (np.hypot(x, y) < 7.3) & ~((np.abs(x) < -y * 0.5) & (y < 0))
    tile = paint(mottle(rng, 4, 4, 0.5), tones(_GREY_GREEN, 0.15))
    tile[~disc] = 0
    return tile


def crop(rng: Rng, stage: float, leaf: str, fruit: str) -> Tile:
    """A row of plants at a share 0-1 of their growth; ripe ones show their fruit."""
    height = int(3 + 12 * stage)
    tile = blades(rng, leaf, height, 26)
    if stage > 0.9:
        for _ in range(16):
            y, x = SIZE - height + int(rng.integers(0, 6)), int(rng.integers(1, 15))
            tile[y, x] = (*tones(fruit, 0.2)[int(rng.integers(1, 4))], 255)
    return tile


def fire(rng: Rng) -> Tile:
    """Flames."""
    y = np.arange(SIZE)[:, None] / SIZE
    heat = y * 1.25 + 0.6 * (mottle(rng, 5, 3, 0.8) - 0.5)
    tile = paint(np.clip(heat, 0, 0.99), [rgb(c) for c in ("a02408", "d84a0c", "f58a18", "fdc63a", "fff0a0")])
    tile[heat < 0.42] = 0
    return tile


def pumpkin(rng: Rng) -> dict[str, Tile]:
    """Pumpkins and melons."""
    ribs = np.where(np.arange(SIZE) % 5 == 0, 0.78, 1.0)
    side = shade(rough(rng, "c57618", 0.09), ribs)
    face = side.copy()
    eyes = ("..##....##..", ".###....###.", "............", ".#..#..#..#.", ".##########.", "..########..")
    for y, row in enumerate(eyes):
        for x, symbol in enumerate(row):
            if symbol == "#":
                face[5 + y, 2 + x, :3] = rgb("3a1f06")
    lit = face.copy()
    lit[(face[..., :3] == rgb("3a1f06")).all(-1)] = (*rgb("ffe070"), 255)
    top = rough(rng, "c57618", 0.1)
    top[6:10, 6:10] = rough(rng, "6f7a2a", 0.2)[6:10, 6:10]
    melon = shade(rough(rng, "7a9b22", 0.1), np.where(np.arange(SIZE) % 4 == 1, 0.72, 1.06))
    return {
        "pumpkin_side": side,
        "pumpkin_face_off": face,
        "pumpkin_face_on": lit,
        "pumpkin_top": top,
        "melon_side": melon,
        "melon_top": rough(rng, "8aa024", 0.14),
    }


def plant_tiles(rng: Rng) -> dict[str, Tile]:
    """Return the tiles of this file by the names that resource packs give them."""
    soil = dirt(rng)
    mycelium = rough(rng, "6f6265", 0.2)
    podzol = rough(rng, "5b3d1b", 0.3)
    farmland = shade(soil, np.where(np.arange(SIZE) % 4 == 0, 0.7, 0.95)[:, None])
    path = rough(rng, "967b48", 0.1)
    hay = shade(rough(rng, "a8860f", 0.14), np.where(np.arange(SIZE) % 3 == 0, 0.86, 1.05))
    hay[[3, 4, 11, 12], :, :3] = rgb("8a3a1c")
    out = {
        "grass_top": paint(mottle(rng, 4, 4, 0.3), tones(_GREY_GREEN, 0.13)),
        "grass_side": grass_side(rng),
        "grass_side_snowed": snowy_side(rng),
        "mycelium_top": mycelium,
        "mycelium_side": fringed(rng, mycelium, soil),
        "dirt_podzol_top": podzol,
        "dirt_podzol_side": fringed(rng, podzol, soil),
        "farmland_dry": farmland,
        "farmland_wet": shade(farmland, 0.6),
        "grass_path_top": path,
        "grass_path_side": fringed(rng, path, soil),
        "leaves_oak": leaves(rng, 0.2),
        "leaves_spruce": leaves(rng, 0.16, "878787"),
        "leaves_birch": leaves(rng, 0.24, "939393"),
        "leaves_jungle": leaves(rng, 0.22, "9c9c8c"),
        "leaves_acacia": leaves(rng, 0.2),
        "leaves_big_oak": leaves(rng, 0.14),
        "tallgrass": blades(rng, "a6a6a6", 14, 24),
        "fern": blades(rng, "949494", 13, 30, 0.35),
        "deadbush": blades(rng, "7d5226", 12, 9),
        "double_plant_grass_bottom": blades(rng, "a0a0a0", 16, 34),
        "double_plant_grass_top": blades(rng, "a6a6a6", 12, 20),
        "double_plant_fern_bottom": blades(rng, "8c8c8c", 16, 40, 0.35),
        "double_plant_fern_top": blades(rng, "949494", 12, 22, 0.35),
        "flower_dandelion": flower("f5e42a", "d8a818", 7, 1),
        "flower_rose": flower("d8231b", "2a1408", 9),
        "flower_blue_orchid": flower("2fa8e8", "e8e8ff", 9),
        "flower_allium": flower("b36be0", "d8b0f0", 12),
        "flower_houstonia": flower("ece8e0", "f0d848", 8, 1),
        "flower_tulip_red": flower("d83020", "a01810", 10, 1),
        "flower_tulip_orange": flower("e8812a", "c05a10", 10, 1),
        "flower_tulip_white": flower("ececec", "c8d8c0", 10, 1),
        "flower_tulip_pink": flower("e8a8d0", "c878a8", 10, 1),
        "flower_oxeye_daisy": flower("f0f0f0", "f0d030", 10),
        "mushroom_brown": mushroom("9a7354", False),
        "mushroom_red": mushroom("d0241c", True),
        "mushroom_block_skin_brown": rough(rng, "8f6a4f", 0.06),
        "mushroom_block_skin_red": rough(rng, "b6231f", 0.08),
        "mushroom_block_skin_stem": rough(rng, "d0ccc2", 0.05),
        "mushroom_block_inside": rough(rng, "caa878", 0.06),
        "reeds": reeds(rng),
        "web": web(),
        "vine": vine(rng),
        "waterlily": lily(rng),
        "fire_layer_0": fire(rng),
        "hay_block_side": hay,
        "hay_block_top": frame(rough(rng, "b0901a", 0.16), 0.8),
        "cake_top": frame(rough(rng, "f4efe8", 0.03), 0.95),
        "cake_side": fringed(rng, flat("f6f2ec"), rough(rng, "b5652f", 0.1)),
        "cake_bottom": rough(rng, "a55a2a", 0.1),
        "chorus_plant": rough(rng, "5d3a5d", 0.2),
        "chorus_flower": frame(rough(rng, "9a7a9a", 0.15), 0.7, 2),
        "pumpkin_stem_disconnected": blades(rng, "a0a0a0", 12, 5),
        "melon_stem_disconnected": blades(rng, "a0a0a0", 12, 5),
        "cocoa_stage_2": rough(rng, "a5662e", 0.15),
    }
    for wood, colour in (
        ("oak", "5a9a2c"), ("spruce", "3a5f35"), ("birch", "86a85a"),
        ("jungle", "2f8a1c"), ("acacia", "7a9a20"), ("roofed_oak", "2f6a1c"),
    ):  # fmt: skip
        out[f"sapling_{wood}"] = sapling(rng, colour)
    for name, petals, heart in (
        ("sunflower", "f5d020", "7a4a12"),
        ("syringa", "d8a0e0", "b070c8"),
        ("rose", "d02018", "7a100c"),
        ("paeonia", "eab8e0", "d890c8"),
    ):
        out[f"double_plant_{name}_bottom"] = blades(rng, "3f7a24", 16, 22)
        out[f"double_plant_{name}_top"] = flower(petals, heart, 11, 4 if name == "sunflower" else 3)
    for stage in range(8):
        out[f"wheat_stage_{stage}"] = crop(rng, stage / 7, "b0a83a" if stage == 7 else "4f9a2a", "d8b84a")
    for stage in range(4):
        out[f"carrots_stage_{stage}"] = crop(rng, stage / 4, "3f9a2a", "e8801a")
        out[f"potatoes_stage_{stage}"] = crop(rng, stage / 4, "4a8f3a", "d8b060")
        out[f"beetroots_stage_{stage}"] = crop(rng, stage / 4, "4f8f2f", "8a2030")
    for stage in range(3):
        out[f"nether_wart_stage_{stage}"] = crop(rng, stage / 2, "8a1414", "b02020")
    return out | cactus(rng) | pumpkin(rng)
