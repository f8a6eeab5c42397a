"""Tiles of wood and of what is made of it, and of machines: planks, bark, doors, tables, furnaces, chests, rails."""

import numpy as np

from envs.overworld.render.textures.paint import (
    SIZE,
    Rng,
    Tile,
    bevel,
    empty,
    flat,
    frame,
    mottle,
    paint,
    pattern,
    rgb,
    shade,
    smooth_noise,
    tones,
)
from envs.overworld.render.textures.stone import cobble, metal, rough, stone

PLANKS = {
    "oak": "9f844d",
    "spruce": "68502f",
    "birch": "c5b77b",
    "jungle": "a1724f",
    "acacia": "ab5d34",
    "big_oak": "42291a",
}
"""Plank colours by the names that texture files use."""
_BARK = {
    "oak": "6b5433",
    "spruce": "3b2713",
    "birch": "d5d7d2",
    "jungle": "574419",
    "acacia": "696259",
    "big_oak": "3c2e1a",
}


def planks(rng: Rng, base: str) -> Tile:
    """Four boards with grain, dark joints and staggered ends."""
    grain = mottle(rng, 2, 16, 0.75)
    board = np.arange(SIZE) // 4
    brightness = np.repeat((0.95 + 0.1 * rng.random(4))[board][:, None], SIZE, axis=1)
    brightness[3::4] *= 0.72
    for row, column in enumerate((11, 3, 13, 5)):
        brightness[row * 4 : row * 4 + 3, column] *= 0.78
    return shade(paint(grain, tones(base, 0.11)), brightness)


def bark(rng: Rng, base: str, contrast: float = 0.26) -> Tile:
    """Upright furrows."""
    return paint(mottle(rng, 8, 2, 0.78), tones(base, contrast))


def birch_bark(rng: Rng) -> Tile:
    """White bark with dark dashes."""
    tile = paint(mottle(rng, 4, 4, 0.6), tones(_BARK["birch"], 0.06))
    for _ in range(11):
        y, x, length = int(rng.integers(SIZE)), int(rng.integers(SIZE)), int(rng.integers(2, 5))
        columns = (x + np.arange(length)) % SIZE
        tile[y, columns, :3] = rgb("35342e") if rng.random() < 0.7 else rgb("8d8c84")
    return tile


def log_top(rng: Rng, wood: str, rim: str) -> Tile:
    """Annual rings inside a rim of bark."""
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    ring = np.maximum(np.abs(x - 7.5), np.abs(y - 7.5)).astype(np.intp)
    tile = shade(paint(mottle(rng, 4, 4, 0.4), tones(wood, 0.06)), np.where(ring % 2 == 1, 0.84, 1.08))
    edge = ring == 7
    tile[edge] = rough(rng, rim, 0.2)[edge]
    return tile


def door(rng: Rng, base: str, upper: bool, glazed: bool) -> Tile:
    """Half a panelled door."""
    tile = frame(planks(rng, base), 0.7)
    factor = np.ones((SIZE, SIZE))
    for y0, y1 in ((2, 7), (9, 14)):
        for x0, x1 in ((2, 7), (9, 14)):
            factor[y0:y1, x0:x1] = 0.82
            if glazed and upper:
                tile[y0:y1, x0:x1] = 0
    tile = shade(tile, factor)
    if not upper:
        tile[2:4, 13] = (*rgb("3a3a3a"), 255)
    return tile


def crafting_table(rng: Rng) -> dict[str, Tile]:
    """The crafting table: a grid on top, tools on the sides."""
    top = frame(planks(rng, "a97a45"), 0.62, 2)
    top[2, 2:14, :3] = top[13, 2:14, :3] = top[2:14, 2, :3] = top[2:14, 13, :3] = rgb("4a2f1b")
    for line in (6, 9):
        top[line, 3:13, :3] = rgb("6e4a2a")
        top[3:13, line, :3] = rgb("6e4a2a")
    side = planks(rng, PLANKS["oak"])
    side[:3] = shade(planks(rng, "8a5f37"), 0.8)[:3]
    side[:, [0, 15]] = shade(side[:, [0, 15]], 0.6)
    front = side.copy()
    steel, handle, dark = rgb("b9b9b9"), rgb("6b4a24"), rgb("4d3a24")
    saw = ("sss...", "ssssh.", ".sss.h", "..ss.h")
    hammer = (".ddd.", ".ddd.", "..h..", "..h..", "..h..", "..h..")
    colours = {"s": steel, "h": handle, "d": dark}
    for target, rows, x, y in ((side, saw, 2, 5), (front, hammer, 2, 5), (front, saw, 9, 6)):
        drawn = pattern(rows, colours)[: len(rows), : len(rows[0])]
        part = target[y : y + len(rows), x : x + len(rows[0])]
        part[drawn[..., 3] > 0] = drawn[drawn[..., 3] > 0]
    return {"crafting_table_top": top, "crafting_table_side": side, "crafting_table_front": front}


def furnace(rng: Rng) -> dict[str, Tile]:
    """Furnace, dispenser and dropper: stone boxes that differ by their mouths."""
    side = frame(stone(rng, "767676"), 0.72)
    side[5:7] = shade(side[5:7], 0.8)
    front_off = side.copy()
    front_off[2:4, 3:13, :3] = rgb("3c3c3c")
    front_off[8:14, 3:13, :3] = rgb("1b1b1b")
    front_off[8, 3:13, :3] = rgb("4a4a4a")
    front_on = front_off.copy()
    fire = paint(smooth_noise(rng, 5, 3), [rgb(c) for c in ("b5330a", "e2630f", "f7a11d", "ffe16a")])
    front_on[10:14, 4:12] = fire[10:14, 4:12]
    front_on[9, 5:11:2] = (*rgb("f08a1a"), 255)
    mouth = side.copy()
    mouth[5:11, 5:11, :3] = rgb("2a2a2a")
    mouth[6:10, 6:10, :3] = rgb("101010")
    round_mouth = mouth.copy()
    round_mouth[[5, 5, 10, 10], [5, 10, 5, 10]] = side[[5, 5, 10, 10], [5, 10, 5, 10]]
    return {
        "furnace_side": side,
        "furnace_top": frame(stone(rng, "6e6e6e"), 0.72),
        "furnace_front_off": front_off,
        "furnace_front_on": front_on,
        "dispenser_front_horizontal": round_mouth,
        "dispenser_front_vertical": round_mouth,
        "dropper_front_horizontal": mouth,
        "dropper_front_vertical": mouth,
        "observer_front": frame(round_mouth, 0.8),
        "observer_side": side,
        "observer_top": side,
        "observer_back": mouth,
    }


def chests(rng: Rng) -> dict[str, Tile]:
    """Chests; their names are ours, since resource packs keep chests on an entity sheet."""
    out: dict[str, Tile] = {}
    for name, base, lock in (("chest", "8f6a2c", "d8d8d8"), ("ender_chest", "1c2a2e", "3fd0a0")):
        side = frame(planks(rng, base), 0.55)
        side[6, :, :3] = side[6, :, :3] // 2
        front = side.copy()
        front[5:9, 7:9, :3] = rgb(lock)
        front[8, 7:9, :3] = rgb("6f6f6f")
        out |= {f"{name}_side": side, f"{name}_front": front, f"{name}_top": frame(planks(rng, base), 0.55)}
    return out


def bookshelf(rng: Rng) -> Tile:
    """Two shelves of books."""
    tile = planks(rng, PLANKS["oak"])
    covers = ("7f2a26", "2d4d80", "3e6b32", "8c7a3c", "5b3a70", "6e4a2a")
    for y0 in (1, 9):
        x = 0
        while x < SIZE:
            width, top = int(rng.integers(1, 3)), y0 + int(rng.integers(0, 2))
            tile[y0 : y0 + 6, x : x + width, :3] = rgb("1f160c")
            tile[top : y0 + 6, x : x + width, :3] = rgb(covers[int(rng.integers(len(covers)))])
            tile[top + 2, x : x + width, :3] = tile[top + 2, x : x + width, :3] // 2 + 90
            x += width
    return tile


def rail(rng: Rng, middle: str | None = None) -> Tile:
    """Two iron rails over wooden sleepers, running up the tile."""
    tile = empty()
    for y in (1, 5, 9, 13):
        tile[y : y + 2, 1:15] = planks(rng, "7a5a30")[y : y + 2, 1:15]
    for x in (2, 13):
        tile[:, x] = (*rgb("a8a8a8"), 255)
        tile[:, x + (1 if x == 2 else -1)] = (*rgb("6d6d6d"), 255)
    if middle:
        tile[:, 7:9] = (*rgb(middle), 255)
    return tile


def ladder(rng: Rng) -> Tile:
    """Two poles and four rungs."""
    tile = empty()
    wood = shade(planks(rng, "a08250"), 0.95)
    for x in (2, 12):
        tile[:, x : x + 2] = wood[:, x : x + 2]
    for y in (1, 5, 9, 13):
        tile[y : y + 2, 1:15] = shade(wood, 1.1)[y : y + 2, 1:15]
        tile[y + 1, 1:15] = shade(wood, 0.7)[y + 1, 1:15]
    return tile


def torch(head: str, glow: str) -> Tile:
    """A stick with a head, two pixels wide in the middle of the tile."""
    tile = empty()
    tile[8:16, 7] = (*rgb("7a5c34"), 255)
    tile[8:16, 8] = (*rgb("5a4124"), 255)
    tile[6:8, 7:9] = (*rgb(head), 255)
    tile[6, 7] = (*rgb(glow), 255)
    return tile


def tnt(rng: Rng) -> dict[str, Tile]:
    """Red sticks with a white label."""
    side = shade(rough(rng, "c0391f", 0.08), np.where(np.arange(SIZE) % 4 == 3, 0.72, 1.0))
    side[5:11] = flat("e6e6e6")[5:11]
    letters = ("###.#..#.###", ".#..##.#..#.", ".#..#.##..#.", ".#..#..#..#.")
    for y, row in enumerate(letters):
        for x, symbol in enumerate(row):
            if symbol == "#":
                side[6 + y, 2 + x, :3] = rgb("242424")
    top = frame(rough(rng, "b5351d", 0.1), 0.7)
    top[6:10, 6:10, :3] = rgb("2a2a2a")
    return {"tnt_side": side, "tnt_top": top, "tnt_bottom": frame(rough(rng, "b5351d", 0.1), 0.7)}


def trapdoor(rng: Rng, base: str) -> Tile:
    """Boards with four openings."""
    tile = frame(planks(rng, base), 0.75)
    for y0 in (3, 9):
        for x0 in (3, 9):
            tile[y0 : y0 + 4, x0 : x0 + 4] = 0
    return tile


def bed(rng: Rng) -> dict[str, Tile]:
    """A red blanket, a white pillow, wooden sides."""
    blanket, pillow = rough(rng, "9a2222", 0.08), rough(rng, "e6e2dc", 0.03)
    head = blanket.copy()
    head[:, 8:] = pillow[:, 8:]
    side = planks(rng, PLANKS["oak"])
    side[:10] = blanket[:10]
    side[13:, 3:13] = shade(side[13:, 3:13], 0.4)
    head_side = side.copy()
    head_side[7:10, 8:] = pillow[7:10, 8:]
    return {
        "bed_feet_top": blanket,
        "bed_head_top": head,
        "bed_feet_side": side,
        "bed_head_side": head_side,
        "bed_feet_end": side,
        "bed_head_end": side,
    }


def piston(rng: Rng) -> dict[str, Tile]:
    """Pistons: a wooden head on a stone body."""
    side = cobble(rng, "6f6f6f")
    side[:4] = planks(rng, PLANKS["oak"])[:4]
    top = frame(planks(rng, PLANKS["oak"]), 0.7)
    sticky = top.copy()
    sticky[4:12, 4:12] = rough(rng, "6fae5a", 0.12)[4:12, 4:12]
    return {
        "piston_side": side,
        "piston_bottom": frame(stone(rng, "6a6a6a"), 0.75),
        "piston_top_normal": top,
        "piston_top_sticky": sticky,
        "piston_inner": frame(stone(rng, "6a6a6a"), 0.6, 3),
    }


def wood_tiles(rng: Rng) -> dict[str, Tile]:
    """Return the tiles of this file by the names that resource packs give them (chests excepted)."""
    out: dict[str, Tile] = {}
    for wood, colour in PLANKS.items():
        out[f"planks_{wood}"] = planks(rng, colour)
        out[f"log_{wood}"] = birch_bark(rng) if wood == "birch" else bark(rng, _BARK[wood])
        out[f"log_{wood}_top"] = log_top(rng, "b8945f" if wood == "oak" else colour, _BARK[wood])
        door_name = "dark_oak" if wood == "big_oak" else "wood" if wood == "oak" else wood
        for half in ("upper", "lower"):
            out[f"door_{door_name}_{half}"] = door(rng, colour, half == "upper", wood in ("oak", "jungle", "acacia"))
    for half in ("upper", "lower"):
        out[f"door_iron_{half}"] = door(rng, "c3c3c3", half == "upper", True)
    out |= crafting_table(rng) | furnace(rng) | chests(rng) | tnt(rng) | bed(rng) | piston(rng)
    iron = metal(rng, "4a4a4a")
    bars = empty()
    bars[:, [1, 2, 5, 6, 9, 10, 13, 14]] = (*rgb("6f6f6f"), 255)
    bars[:, [2, 6, 10, 14]] = (*rgb("4b4b4b"), 255)
    bars[[0, 15]] = (*rgb("5c5c5c"), 255)
    noteblock = frame(planks(rng, "6b432c"), 0.7)
    jukebox = frame(planks(rng, "6b432c"), 0.7)
    jukebox_top = jukebox.copy()
    jukebox_top[7:9, 3:13, :3] = rgb("241812")
    redstone_top = stone(rng, "9d9d9d")
    redstone_top[3:13, 7:9, :3] = rgb("8a1410")
    command = frame(frame(rough(rng, "b07a55", 0.12), 0.6, 3), 0.9)
    out |= {
        "bookshelf": bookshelf(rng),
        "ladder": ladder(rng),
        "rail_normal": rail(rng),
        "rail_normal_turned": rail(rng),
        "rail_golden": rail(rng, "6b1a10"),
        "rail_golden_powered": rail(rng, "f03a1c"),
        "rail_detector": rail(rng, "7d7d7d"),
        "rail_detector_powered": rail(rng, "d23a1c"),
        "rail_activator": rail(rng, "54382a"),
        "rail_activator_powered": rail(rng, "e0442a"),
        "torch_on": torch("ffd45a", "fff6c8"),
        "redstone_torch_on": torch("f0301c", "ff9a80"),
        "redstone_torch_off": torch("5a1a12", "3a100c"),
        "lever": torch("7a5c34", "8a6c44"),
        "trapdoor": trapdoor(rng, "7e5d2f"),
        "iron_trapdoor": trapdoor(rng, "c8c8c8"),
        "iron_bars": bars,
        "noteblock": noteblock,
        "jukebox_side": jukebox,
        "jukebox_top": jukebox_top,
        "enchanting_table_top": frame(rough(rng, "a11f2b", 0.1), 0.35, 3),
        "enchanting_table_side": bevel(shade(rough(rng, "241b3a", 0.3), 1.0)),
        "enchanting_table_bottom": rough(rng, "1a1528", 0.3),
        "brewing_stand": torch("d8a43a", "ffe08a"),
        "brewing_stand_base": stone(rng, "8a8a8a"),
        "cauldron_side": iron,
        "cauldron_top": frame(flat("1f1f1f"), 2.2, 2),
        "cauldron_inner": flat("262626"),
        "hopper_outside": iron,
        "hopper_top": frame(flat("242424"), 1.8, 2),
        "anvil_base": metal(rng, "474747"),
        "anvil_top_damaged_0": bevel(metal(rng, "505050")),
        "repeater_off": redstone_top,
        "repeater_on": redstone_top,
        "comparator_off": redstone_top,
        "comparator_on": redstone_top,
        "daylight_detector_top": frame(rough(rng, "a99b83", 0.1), 0.6, 2),
        "daylight_detector_side": planks(rng, "6d5434"),
        "beacon": frame(flat("74ded6"), 1.3, 3),
        "command_block_front": command,
        "structure_block": frame(command, 0.7),
        "item_frame": frame(planks(rng, "a07f4c"), 0.7, 2),
        "flower_pot": rough(rng, "7c4535", 0.12),
        "end_rod": torch("f4ecdc", "ffffff"),
        "endframe_top": frame(rough(rng, "5a7d6a", 0.2), 0.8, 4),
        "endframe_side": rough(rng, "c9cc98", 0.1),
        "dragon_egg": paint(mottle(rng), tones("100a18", 0.7)),
        "trip_wire_source": rough(rng, "8a8a8a", 0.2),
        "trip_wire": torch("9a9a9a", "9a9a9a"),
        "redstone_dust_cross": _dust(rng),
        "barrier": empty(),
        "portal": flat("6a1fc0", 180),
    }
    return out


def _dust(rng: Rng) -> Tile:
    tile = rough(rng, "ffffff", 0.15)
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    arm = (np.abs(x - 7.5) < 1.6) | (np.abs(y - 7.5) < 1.6)
    tile[~(arm & (rng.random((SIZE, SIZE)) < 0.8))] = 0
    return tile
