"""How every block state looks: which tile each face has, its tint, and the geometry that the ray caster gives it.

Names of tiles are the file names of 1.11 resource packs. Faces are in Minecraft's order: down, up, north, south, west,
east. Metadata is that of 1.11.2.
"""

from collections.abc import Callable
from typing import NamedTuple

from envs.overworld.gamedata import BLOCK_NAMES, RULES
from envs.overworld.render.atlas import (
    KIND_AIR,
    KIND_CROSS,
    KIND_CUBE,
    KIND_CUTOUT,
    KIND_MODEL,
    KIND_TRANSLUCENT,
    KIND_WATER,
)
from envs.overworld.render.textures.stone import DYES
from envs.overworld.rules import OPAQUE_CUBE

TINT_NONE, TINT_GRASS, TINT_FOLIAGE, TINT_BIRCH, TINT_SPRUCE, TINT_WATER, TINT_LILY, TINT_REDSTONE, TINT_STEM = range(9)

ALWAYS = -1.0
Box = tuple[float, ...]
"""x0, y0, z0, x1, y1, z1; then the offset of the texture along x, y, z; then the horizontal face (2-5) whose neighbour
must connect for the box to be there, or ALWAYS."""

Faces = tuple[str, str, str, str, str, str]
_WOODS = ("oak", "spruce", "birch", "jungle", "acacia", "big_oak")
_COLOURS = tuple(DYES)
_NORTH, _SOUTH, _WEST, _EAST = 2, 3, 4, 5


class Look(NamedTuple):
    """Appearance of one block state."""

    kind: int
    faces: Faces
    tint: int = TINT_NONE
    turned: tuple[int, ...] = ()
    """Faces whose tile is turned by a quarter."""
    boxes: tuple[Box, ...] = ()


def _all(tile: str) -> Faces:
    return (tile,) * 6


def _column(top: str, side: str, bottom: str | None = None) -> Faces:
    return (bottom or top, top, side, side, side, side)


def _front(meta: int, front: str, side: str, top: str, bottom: str | None = None) -> Faces:
    """Faces of a block whose metadata is the face (2-5) it looks to."""
    faces = list(_column(top, side, bottom))
    faces[meta & 7 if 2 <= meta & 7 <= 5 else _NORTH] = front
    return tuple(faces)  # type: ignore[return-value]


def _pumpkin(meta: int, front: str) -> Faces:
    return _front((_SOUTH, _WEST, _NORTH, _EAST)[meta & 3], front, "pumpkin_side", "pumpkin_top")


def _pick(names: tuple[str, ...], meta: int) -> str:
    return names[meta % len(names)]


_STONE = ("stone", "stone_granite", "stone_granite_smooth", "stone_diorite", "stone_diorite_smooth",
          "stone_andesite", "stone_andesite_smooth")  # fmt: skip
_STONEBRICK = ("stonebrick", "stonebrick_mossy", "stonebrick_cracked", "stonebrick_carved")
_FLOWERS = ("rose", "blue_orchid", "allium", "houstonia", "tulip_red", "tulip_orange", "tulip_white", "tulip_pink",
            "oxeye_daisy")  # fmt: skip
_SAPLINGS = ("oak", "spruce", "birch", "jungle", "acacia", "roofed_oak")
_TALL = ("sunflower", "syringa", "grass", "fern", "rose", "paeonia")
_SLABS: tuple[Faces, ...] = (
    _column("stone_slab_top", "stone_slab_side"),
    _column("sandstone_top", "sandstone_normal", "sandstone_bottom"),
    _all("planks_oak"),
    _all("cobblestone"),
    _all("brick"),
    _all("stonebrick"),
    _all("nether_brick"),
    _column("quartz_block_top", "quartz_block_side"),
)


_CRAFTING_TABLE: Faces = (
    "planks_oak", "crafting_table_top", "crafting_table_front", "crafting_table_side", "crafting_table_front",
    "crafting_table_side",
)  # fmt: skip


def _sandstone(meta: int, name: str) -> Faces:
    side = _pick((f"{name}_normal", f"{name}_carved", f"{name}_smooth"), meta)
    return _column(f"{name}_top", side, f"{name}_top" if meta else f"{name}_bottom")


def _quartz(meta: int) -> Faces:
    side = ("quartz_block_side", "quartz_block_chiseled", "quartz_block_lines")[min(meta, 2)]
    return _column("quartz_block_top", side)


def _log(meta: int, first: int) -> Faces:
    bark = f"log_{_pick(_WOODS[first:], meta & 3)}"
    ends = f"{bark}_top"
    axis = meta >> 2
    if axis == 1:
        return (bark, bark, bark, bark, ends, ends)
    if axis == 2:
        return (bark, bark, ends, ends, bark, bark)
    return _all(bark) if axis == 3 else _column(ends, bark)


def _mushroom_block(meta: int, colour: str) -> Faces:
    skin = f"mushroom_block_skin_{colour}"
    if meta in (10, 15):
        return (
            _all("mushroom_block_skin_stem")
            if meta == 15
            else _column("mushroom_block_inside", "mushroom_block_skin_stem")
        )
    return _all("mushroom_block_inside") if meta == 0 else _all(skin)


def _door(wood: str) -> Callable[[int], Faces]:
    return lambda m: _all(f"door_{wood}_{'upper' if m & 8 else 'lower'}")


def _bed(meta: int) -> Faces:
    part = "head" if meta & 8 else "feet"
    return _column(f"bed_{part}_top", f"bed_{part}_side", "planks_oak")


def _double_plant(meta: int) -> Faces:
    return _all(f"double_plant_{_pick(_TALL, meta & 7)}_{'top' if meta & 8 else 'bottom'}")


_TILES: dict[str, Callable[[int], Faces]] = {
    "stone": lambda m: _all(_pick(_STONE, m)),
    "grass": lambda m: _column("grass_top", "grass_side", "dirt"),
    "dirt": lambda m: (
        _column("dirt_podzol_top", "dirt_podzol_side", "dirt") if m == 2 else _all("coarse_dirt" if m == 1 else "dirt")
    ),
    "mycelium": lambda m: _column("mycelium_top", "mycelium_side", "dirt"),
    "grass_path": lambda m: _column("grass_path_top", "grass_path_side", "dirt"),
    "farmland": lambda m: _column("farmland_wet" if m == 7 else "farmland_dry", "dirt"),
    "planks": lambda m: _all(f"planks_{_pick(_WOODS, m)}"),
    "sapling": lambda m: _all(f"sapling_{_pick(_SAPLINGS, m & 7)}"),
    "flowing_water": lambda m: _all("water_still"),
    "water": lambda m: _all("water_still"),
    "flowing_lava": lambda m: _all("lava_still"),
    "lava": lambda m: _all("lava_still"),
    "sand": lambda m: _all("red_sand" if m == 1 else "sand"),
    "log": lambda m: _log(m, 0),
    "log2": lambda m: _log(m, 4),
    "leaves": lambda m: _all(f"leaves_{_WOODS[m & 3]}"),
    "leaves2": lambda m: _all(f"leaves_{_WOODS[4 + (m & 1)]}"),
    "sponge": lambda m: _all("sponge_wet" if m == 1 else "sponge"),
    "dispenser": lambda m: _front(m, "dispenser_front_horizontal", "furnace_side", "furnace_top"),
    "dropper": lambda m: _front(m, "dropper_front_horizontal", "furnace_side", "furnace_top"),
    "observer": lambda m: _front(m, "observer_front", "observer_side", "observer_top"),
    "sandstone": lambda m: _sandstone(m, "sandstone"),
    "red_sandstone": lambda m: _sandstone(m, "red_sandstone"),
    "bed": _bed,
    "golden_rail": lambda m: _all("rail_golden_powered" if m & 8 else "rail_golden"),
    "detector_rail": lambda m: _all("rail_detector_powered" if m & 8 else "rail_detector"),
    "activator_rail": lambda m: _all("rail_activator_powered" if m & 8 else "rail_activator"),
    "rail": lambda m: _all("rail_normal"),
    "piston": lambda m: _column("piston_top_normal", "piston_side", "piston_bottom"),
    "sticky_piston": lambda m: _column("piston_top_sticky", "piston_side", "piston_bottom"),
    "piston_head": lambda m: _column("piston_top_normal", "piston_side", "piston_bottom"),
    "piston_extension": lambda m: _all("piston_side"),
    "tallgrass": lambda m: _all(("deadbush", "tallgrass", "fern")[min(m, 2)]),
    "wool": lambda m: _all(f"wool_colored_{_COLOURS[m]}"),
    "carpet": lambda m: _all(f"wool_colored_{_COLOURS[m]}"),
    "stained_glass": lambda m: _all(f"glass_{_COLOURS[m]}"),
    "stained_glass_pane": lambda m: _all(f"glass_{_COLOURS[m]}"),
    "stained_hardened_clay": lambda m: _all(f"hardened_clay_stained_{_COLOURS[m]}"),
    "yellow_flower": lambda m: _all("flower_dandelion"),
    "red_flower": lambda m: _all(f"flower_{_pick(_FLOWERS, m)}"),
    "double_plant": _double_plant,
    "brown_mushroom": lambda m: _all("mushroom_brown"),
    "red_mushroom": lambda m: _all("mushroom_red"),
    "brown_mushroom_block": lambda m: _mushroom_block(m, "brown"),
    "red_mushroom_block": lambda m: _mushroom_block(m, "red"),
    "double_stone_slab": lambda m: _SLABS[m & 7],
    "stone_slab": lambda m: _SLABS[m & 7],
    "double_stone_slab2": lambda m: _sandstone(0, "red_sandstone"),
    "stone_slab2": lambda m: _sandstone(0, "red_sandstone"),
    "double_wooden_slab": lambda m: _all(f"planks_{_pick(_WOODS, m & 7)}"),
    "wooden_slab": lambda m: _all(f"planks_{_pick(_WOODS, m & 7)}"),
    "brick_block": lambda m: _all("brick"),
    "tnt": lambda m: _column("tnt_top", "tnt_side", "tnt_bottom"),
    "bookshelf": lambda m: _column("planks_oak", "bookshelf"),
    "mossy_cobblestone": lambda m: _all("cobblestone_mossy"),
    "torch": lambda m: _all("torch_on"),
    "redstone_torch": lambda m: _all("redstone_torch_on"),
    "unlit_redstone_torch": lambda m: _all("redstone_torch_off"),
    "fire": lambda m: _all("fire_layer_0"),
    "chest": lambda m: _front(m, "chest_front", "chest_side", "chest_top"),
    "trapped_chest": lambda m: _front(m, "chest_front", "chest_side", "chest_top"),
    "ender_chest": lambda m: _front(m, "ender_chest_front", "ender_chest_side", "ender_chest_top"),
    "redstone_wire": lambda m: _all("redstone_dust_cross"),
    "lit_redstone_ore": lambda m: _all("redstone_ore"),
    "crafting_table": lambda m: _CRAFTING_TABLE,
    "wheat": lambda m: _all(f"wheat_stage_{m & 7}"),
    "carrots": lambda m: _all(f"carrots_stage_{(0, 0, 1, 1, 2, 2, 2, 3)[m & 7]}"),
    "potatoes": lambda m: _all(f"potatoes_stage_{(0, 0, 1, 1, 2, 2, 2, 3)[m & 7]}"),
    "beetroots": lambda m: _all(f"beetroots_stage_{m & 3}"),
    "nether_wart": lambda m: _all(f"nether_wart_stage_{(0, 1, 1, 2)[m & 3]}"),
    "furnace": lambda m: _front(m, "furnace_front_off", "furnace_side", "furnace_top"),
    "lit_furnace": lambda m: _front(m, "furnace_front_on", "furnace_side", "furnace_top"),
    "wooden_door": _door("wood"),
    "iron_door": _door("iron"),
    "snow_layer": lambda m: _all("snow"),
    "cactus": lambda m: _column("cactus_top", "cactus_side", "cactus_bottom"),
    "jukebox": lambda m: _column("jukebox_top", "jukebox_side"),
    "pumpkin": lambda m: _pumpkin(m, "pumpkin_face_off"),
    "lit_pumpkin": lambda m: _pumpkin(m, "pumpkin_face_on"),
    "melon_block": lambda m: _column("melon_top", "melon_side"),
    "pumpkin_stem": lambda m: _all("pumpkin_stem_disconnected"),
    "melon_stem": lambda m: _all("melon_stem_disconnected"),
    "cake": lambda m: _column("cake_top", "cake_side", "cake_bottom"),
    "monster_egg": lambda m: _all(("stone", "cobblestone", *_STONEBRICK)[min(m, 5)]),
    "stonebrick": lambda m: _all(_pick(_STONEBRICK, m)),
    "enchanting_table": lambda m: _column("enchanting_table_top", "enchanting_table_side", "enchanting_table_bottom"),
    "cauldron": lambda m: _column("cauldron_top", "cauldron_side", "cauldron_inner"),
    "hopper": lambda m: _column("hopper_top", "hopper_outside"),
    "anvil": lambda m: _column("anvil_top_damaged_0", "anvil_base"),
    "end_portal_frame": lambda m: _column("endframe_top", "endframe_side", "end_stone"),
    "redstone_lamp": lambda m: _all("redstone_lamp_off"),
    "lit_redstone_lamp": lambda m: _all("redstone_lamp_on"),
    "quartz_block": _quartz,
    "daylight_detector": lambda m: _column("daylight_detector_top", "daylight_detector_side"),
    "daylight_detector_inverted": lambda m: _column("daylight_detector_top", "daylight_detector_side"),
    "prismarine": lambda m: _all(("prismarine_rough", "prismarine_bricks", "prismarine_dark")[m % 3]),
    "hay_block": lambda m: _column("hay_block_top", "hay_block_side"),
    "packed_ice": lambda m: _all("ice_packed"),
    "frosted_ice": lambda m: _all("frosted_ice_0"),
    "bone_block": lambda m: _column("bone_block_top", "bone_block_side"),
    "cobblestone_wall": lambda m: _all("cobblestone_mossy" if m == 1 else "cobblestone"),
    "cocoa": lambda m: _all("cocoa_stage_2"),
    "tripwire": lambda m: _all("trip_wire"),
    "tripwire_hook": lambda m: _all("trip_wire_source"),
    "glass_pane": lambda m: _all("glass"),
}
"""Tiles by block name and metadata, where they are not simply the tile of the block's own name."""

_SAME_AS = {
    "stone_stairs": "cobblestone", "oak_stairs": "planks_oak", "spruce_stairs": "planks_spruce",
    "birch_stairs": "planks_birch", "jungle_stairs": "planks_jungle", "acacia_stairs": "planks_acacia",
    "dark_oak_stairs": "planks_big_oak", "brick_stairs": "brick", "stone_brick_stairs": "stonebrick",
    "nether_brick_stairs": "nether_brick", "quartz_stairs": "quartz_block_side", "sandstone_stairs": "sandstone_normal",
    "red_sandstone_stairs": "red_sandstone_normal", "purpur_stairs": "purpur_block", "purpur_slab": "purpur_block",
    "purpur_double_slab": "purpur_block", "nether_brick_fence": "nether_brick", "stone_button": "stone",
    "stone_pressure_plate": "stone", "wooden_button": "planks_oak", "wooden_pressure_plate": "planks_oak",
    "light_weighted_pressure_plate": "gold_block", "heavy_weighted_pressure_plate": "iron_block",
    "fence": "planks_oak", "fence_gate": "planks_oak", "standing_sign": "planks_oak", "wall_sign": "planks_oak",
    "standing_banner": "wool_colored_white", "wall_banner": "wool_colored_white", "skull": "bone_block_top",
    "unpowered_repeater": "repeater_off", "powered_repeater": "repeater_on", "unpowered_comparator": "comparator_off",
    "powered_comparator": "comparator_on", "command_block": "command_block_front",
    "repeating_command_block": "command_block_front", "chain_command_block": "command_block_front",
    "end_portal": "obsidian", "end_gateway": "obsidian", "structure_void": "barrier",
}  # fmt: skip
"""Blocks with one tile that has another name than the block."""

_CROSS = {
    "sapling", "tallgrass", "deadbush", "yellow_flower", "red_flower", "brown_mushroom", "red_mushroom", "web", "reeds",
    "double_plant", "fire",
}  # fmt: skip
_CUTOUT = {"leaves", "leaves2", "glass", "mob_spawner"}
_TRANSLUCENT = {"ice", "frosted_ice", "stained_glass", "slime"}
_CROPS = {"wheat", "carrots", "potatoes", "beetroots", "nether_wart"}
_TORCHES = {"torch", "redstone_torch", "unlit_redstone_torch", "end_rod", "lever"}
_FLAT = {"rail", "golden_rail", "detector_rail", "activator_rail", "redstone_wire", "tripwire", "waterlily"}
_NOTHING = {"air", "barrier", "structure_void"}
_SIXTEENTH = 1 / 16


def _box(x0: float, y0: float, z0: float, x1: float, y1: float, z1: float, shift: tuple[float, ...] = (0, 0, 0)) -> Box:
    """Box in sixteenths of a block."""
    return (*(c * _SIXTEENTH for c in (x0, y0, z0, x1, y1, z1, *shift)), ALWAYS)


def _torch_box(meta: int) -> Box:
    """A standing torch, or one moved to the wall it hangs on and up by a fifth (the game also leans it)."""
    dx, dz = {1: (-6, 0), 2: (6, 0), 3: (0, -6), 4: (0, 6)}.get(meta & 7, (0, 0))
    dy = 3.2 if dx or dz else 0
    return _box(7 + dx, dy, 7 + dz, 9 + dx, 10 + dy, 9 + dz, (dx, dy, dz))


def _vine_boxes(meta: int) -> tuple[Box, ...]:
    sides = ((1, _box(0, 0, 15.2, 16, 16, 15.2)), (2, _box(0.8, 0, 0, 0.8, 16, 16)),
             (4, _box(0, 0, 0.8, 16, 16, 0.8)), (8, _box(15.2, 0, 0, 15.2, 16, 16)))  # fmt: skip
    return tuple(box for bit, box in sides if meta & bit) or (_box(0, 15.2, 0, 16, 15.2, 16),)


def _ladder_box(meta: int) -> Box:
    return {2: _box(0, 0, 15.2, 16, 16, 15.2), 3: _box(0, 0, 0.8, 16, 16, 0.8), 4: _box(15.2, 0, 0, 15.2, 16, 16)}.get(
        meta, _box(0.8, 0, 0, 0.8, 16, 16)
    )


def _on_wall(meta: int, low: float, high: float, thick: float) -> Box:
    """A board on the wall behind a block that looks to a face (2-5)."""
    return {
        2: _box(0, low, 16 - thick, 16, high, 16), 3: _box(0, low, 0, 16, high, thick),
        4: _box(16 - thick, low, 0, 16, high, 16),
    }.get(meta, _box(0, low, 0, thick, high, 16))  # fmt: skip


def _sign_boxes(meta: int) -> tuple[Box, ...]:
    """A post with a board, turned to the nearest quarter."""
    board = (0, 8, 7.3, 16, 16, 8.7) if (meta + 2) % 8 < 4 else (7.3, 8, 0, 8.7, 16, 16)
    return (_box(7.3, 0, 7.3, 8.7, 8, 8.7), _box(*board))


def _connected(post: Box, arms: tuple[tuple[float, float], ...], half: float) -> tuple[Box, ...]:
    """A post with arms of `half` the width, at heights (low, high) in sixteenths, to each neighbour that connects."""
    out = [post]
    for low, high in arms:
        a, b = 8 - half, 8 + half
        for face, box in (
            (_NORTH, _box(a, low, 0, b, high, 8)),
            (_SOUTH, _box(a, low, 8, b, high, 16)),
            (_WEST, _box(0, low, a, 8, high, b)),
            (_EAST, _box(8, low, a, 16, high, b)),
        ):
            out.append((*box[:9], float(face)))
    return tuple(out)


def _gate_boxes(meta: int) -> tuple[Box, ...]:
    """A fence gate: two posts and two bars; an open one has its leaves turned."""
    parts = [(0, 5, 7, 2, 16, 9), (14, 5, 7, 16, 16, 9)]
    if meta & 4:
        parts += [(0, 6, 9, 2, 9, 15), (0, 12, 9, 2, 15, 15), (14, 6, 9, 16, 9, 15), (14, 12, 9, 16, 15, 15)]
    else:
        parts += [(2, 6, 7, 14, 9, 9), (2, 12, 7, 14, 15, 9), (6, 9, 7, 10, 12, 9)]
    if meta & 1:
        parts = [(z0, y0, x0, z1, y1, x1) for x0, y0, z0, x1, y1, z1 in parts]
    return tuple(_box(*part) for part in parts)


def _boxes(name: str, state: int) -> tuple[Box, ...]:
    """Boxes of a block state that is drawn as boxes; by default its collision boxes up to one block high."""
    meta = state & 15
    if name in _TORCHES:
        return (_torch_box(meta),)
    if name in _FLAT:
        return (_box(0, 0.4, 0, 16, 0.4, 16),)
    if name in _CROPS:
        return tuple(_box(0, -1, z, 16, 15, z, (0, -1, 0)) for z in (4, 12)) + tuple(
            _box(x, -1, 0, x, 15, 16, (0, -1, 0)) for x in (4, 12)
        )
    if name in ("pumpkin_stem", "melon_stem"):
        high = 2 * (meta & 7) + 2
        return tuple(
            _box(*sides, shift=(0, high - 16, 0)) for sides in ((0, 0, 8, 16, high, 8), (8, 0, 0, 8, high, 16))
        )
    if name == "standing_sign":
        return _sign_boxes(meta)
    if name == "wall_sign":
        return (_on_wall(meta, 4.5, 12.5, 1.75),)
    if name == "flowing_lava":
        return (_box(0, 0, 0, 16, 16 * (8 - (meta & 7)) / 9, 16),)
    if name == "vine":
        return _vine_boxes(meta)
    if name == "ladder":
        return (_ladder_box(meta),)
    if name == "snow_layer":
        return (_box(0, 0, 0, 16, 2 * ((meta & 7) + 1), 16),)
    if name.endswith("fence_gate"):
        return _gate_boxes(meta)
    if name.endswith("fence"):
        return _connected(_box(6, 0, 6, 10, 16, 10), ((6, 9), (12, 15)), 1)
    if name.endswith("_pane") or name == "iron_bars":
        return _connected(_box(7, 0, 7, 9, 16, 9), ((0, 16),), 1)
    if name == "cobblestone_wall":
        return _connected(_box(4, 0, 4, 12, 16, 12), ((0, 13),), 3)
    if name.endswith("_pressure_plate"):
        return (_box(1, 0, 1, 15, 1, 15),)
    if name.endswith("_button"):
        return (_box(5, 6, 14, 11, 10, 16),)
    if name.endswith("_door"):
        state &= ~8  # an upper half is given the facing of its lower half in the low bits
    block = RULES.blocks[state]
    count = int(RULES.box_counts[block["shape"]])
    found = RULES.boxes[block["shape"]][:count]
    boxes = tuple((*map(float, b[:4]), min(float(b[4]), 1.0), float(b[5]), 0.0, 0.0, 0.0, ALWAYS) for b in found)
    return boxes or (_box(2, 0, 2, 14, 14, 14),)


def _tint(name: str, meta: int) -> int:
    if name in ("leaves", "leaves2"):
        return (TINT_FOLIAGE, TINT_SPRUCE, TINT_BIRCH, TINT_FOLIAGE)[meta & 3] if name == "leaves" else TINT_FOLIAGE
    if name == "double_plant":
        return TINT_GRASS if meta & 7 in (2, 3) else TINT_NONE
    if name == "tallgrass":
        return TINT_GRASS if meta else TINT_NONE
    table = {
        "grass": TINT_GRASS, "reeds": TINT_GRASS, "vine": TINT_FOLIAGE, "water": TINT_WATER,
        "flowing_water": TINT_WATER, "waterlily": TINT_LILY, "redstone_wire": TINT_REDSTONE,
        "pumpkin_stem": TINT_STEM, "melon_stem": TINT_STEM,
    }  # fmt: skip
    return table.get(name, TINT_NONE)


def _turned(name: str, meta: int) -> tuple[int, ...]:
    """Faces on which the tile is turned: bark of lying logs, rails that run east and west."""
    if name in ("log", "log2"):
        return {1: (0, 1, 2, 3), 2: (4, 5)}.get(meta >> 2, ())
    if name.endswith("rail"):
        return (0, 1) if (meta & 7) in (1, 2, 3) else ()
    return (0, 1) if name == "bed" and meta & 1 == 0 else ()


def _kind(name: str, state: int) -> int:
    if name in _NOTHING:
        return KIND_AIR
    if name in ("water", "flowing_water"):
        return KIND_WATER
    for kind, names in ((KIND_CROSS, _CROSS), (KIND_CUTOUT, _CUTOUT), (KIND_TRANSLUCENT, _TRANSLUCENT)):
        if name in names:
            return kind
    if name in _CROPS:
        return KIND_MODEL
    block = RULES.blocks[state]
    whole = RULES.box_counts[block["shape"]] == 1 and tuple(RULES.boxes[block["shape"]][0]) == (0, 0, 0, 1, 1, 1)
    full_lava = name == "lava" or (name == "flowing_lava" and not 0 < state & 15 < 8)
    return KIND_CUBE if int(block["flags"]) & OPAQUE_CUBE or whole or full_lava else KIND_MODEL


def _faces(name: str, meta: int) -> Faces:
    if name in _TILES:
        return _TILES[name](meta)
    if name in _SAME_AS:
        return _all(_SAME_AS[name])
    wood, _, rest = name.replace("dark_oak", "big_oak").rpartition("_")
    if rest == "door":
        return _door("dark_oak" if wood == "big_oak" else wood)(meta)
    if name.endswith(("_fence", "_fence_gate")):
        wood = wood.removesuffix("_fence")
        return _all(f"planks_{wood}")
    if name.endswith("_shulker_box"):
        return _all(f"shulker_top_{name.removesuffix('_shulker_box')}")
    return _all(name)


def look(state: int) -> Look:
    """Return how a block state looks; states of ids that the game does not have look like air."""
    name = BLOCK_NAMES.get(state >> 4, "air")
    meta = state & 15
    kind = _kind(name, state)
    if kind == KIND_AIR:
        return Look(KIND_AIR, _all("stone"))
    boxes = _boxes(name, state) if kind == KIND_MODEL else ()
    return Look(kind, _faces(name, meta), _tint(name, meta), _turned(name, meta), boxes)
