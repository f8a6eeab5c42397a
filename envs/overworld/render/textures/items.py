"""Icons of items that are not blocks: small patterns in the colours of what they are made of."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from envs.overworld.render.textures.paint import SIZE, Tile, empty, pattern, rgb, shade, tones
from envs.overworld.render.textures.stone import DYES

_PATTERNS = Path(__file__).with_name("patterns.txt")

_MATERIALS = {
    "wooden": "8f6b38",
    "stone": "8d8d8d",
    "iron": "d8d8d8",
    "golden": "f3d23c",
    "diamond": "43d8c8",
    "leather": "a5633a",
    "chainmail": "9a9a9a",
}
_TOOLS = ("pickaxe", "axe", "shovel", "hoe", "sword", "helmet", "chestplate", "leggings", "boots")

_ICONS = {
    "flint_and_steel": ("flint_and_steel", "3a3a3a"), "apple": ("apple", "d8202a"), "bow": ("bow", "8f6b38"),
    "arrow": ("arrow", "9a9a9a"), "spectral_arrow": ("arrow", "e8d040"), "tipped_arrow": ("arrow", "4a6ae0"),
    "coal": ("lump", "2f2f2f"), "diamond": ("gem", "5fe8e0"), "emerald": ("crystal", "2fd060"),
    "iron_ingot": ("ingot", "d8d8d8"), "gold_ingot": ("ingot", "f8d838"), "brick": ("ingot", "b0583c"),
    "netherbrick": ("ingot", "4a2428"), "iron_nugget": ("nugget", "d8d8d8"), "gold_nugget": ("nugget", "f8d838"),
    "stick": ("stick", "7a5a30"), "blaze_rod": ("rod", "f0a020"), "bowl": ("bowl", "5a3a1c"),
    "mushroom_stew": ("bowl", "c08868"), "rabbit_stew": ("bowl", "c8803a"), "beetroot_soup": ("bowl", "a8202c"),
    "string": ("string", "e8e8e8"), "feather": ("feather", "ececec"), "gunpowder": ("dust", "6a6a6a"),
    "glowstone_dust": ("dust", "f0d060"), "redstone": ("dust", "d01010"), "sugar": ("dust", "f0f0f4"),
    "blaze_powder": ("dust", "f0b030"), "wheat_seeds": ("seeds", "4f9a2a"), "pumpkin_seeds": ("seeds", "e0d8b0"),
    "melon_seeds": ("seeds", "4a3a24"), "beetroot_seeds": ("seeds", "a08a5a"), "nether_wart": ("seeds", "a02028"),
    "wheat": ("wheat", "d8b84a"), "bread": ("bread", "b8803a"), "flint": ("crystal", "4a4a4a"),
    "porkchop": ("meat", "f0a0a0"), "cooked_porkchop": ("meat", "c08a5a"), "beef": ("meat", "d03a30"),
    "cooked_beef": ("meat", "8a5030"), "mutton": ("meat", "d8504a"), "cooked_mutton": ("meat", "9a6038"),
    "rotten_flesh": ("meat", "8f5a3a"), "chicken": ("drumstick", "f0c8b0"), "cooked_chicken": ("drumstick", "c07838"),
    "rabbit": ("drumstick", "e8b0a0"), "cooked_rabbit": ("drumstick", "b07848"), "rabbit_foot": ("foot", "c8a070"),
    "rabbit_hide": ("hide", "c09a70"), "leather": ("hide", "b5623a"), "fish": ("fish", "7a9ab8"),
    "cooked_fish": ("fish", "b0805a"), "painting": ("frame", "5a8ac8"), "item_frame": ("frame", "b08a58"),
    "golden_apple": ("apple", "f0d040"), "sign": ("sign", "a08050"), "bucket": ("bucket", "505050"),
    "water_bucket": ("bucket", "3060e8"), "lava_bucket": ("bucket", "e86a10"), "milk_bucket": ("bucket", "f4f4f4"),
    "minecart": ("minecart", "8a8a8a"), "chest_minecart": ("minecart_full", "8a8a8a"),
    "furnace_minecart": ("minecart_full", "8a8a8a"), "tnt_minecart": ("minecart_full", "a84a4a"),
    "hopper_minecart": ("minecart_full", "707070"), "command_block_minecart": ("minecart_full", "b07a55"),
    "saddle": ("saddle", "a5633a"), "snowball": ("ball", "eef4f8"), "slime_ball": ("ball", "76be5d"),
    "clay_ball": ("ball", "9fa4b1"), "ender_pearl": ("ball", "1f6a5a"), "fire_charge": ("ball", "a04018"),
    "magma_cream": ("ball", "d09030"), "firework_charge": ("ball", "707070"), "ender_eye": ("eye", "4a9a5a"),
    "spider_eye": ("eye", "a02030"), "fermented_spider_eye": ("eye", "b06a5a"), "egg": ("egg", "e0d0a8"),
    "spawn_egg": ("egg", "8ab070"), "boat": ("boat", "9f844d"), "spruce_boat": ("boat", "68502f"),
    "birch_boat": ("boat", "c5b77b"), "jungle_boat": ("boat", "a1724f"), "acacia_boat": ("boat", "ab5d34"),
    "dark_oak_boat": ("boat", "4a2f1c"), "reeds": ("wheat", "a0d070"), "paper": ("paper", "ececec"),
    "map": ("paper", "d8cca0"), "filled_map": ("paper", "c8d0a0"), "book": ("book", "8a5a30"),
    "writable_book": ("book", "7a4a28"), "written_book": ("book", "8a3a30"), "enchanted_book": ("book", "8a4aa0"),
    "compass": ("dial", "b0b0b0"), "clock": ("dial", "f0d040"), "fishing_rod": ("fishing_rod", "8f6b38"),
    "carrot_on_a_stick": ("fishing_rod", "e8801a"), "bone": ("bone", "e4e4d4"), "cake": ("cake", "f0f0f0"),
    "bed": ("bed", "a82020"), "repeater": ("repeater", "a8a8a8"), "comparator": ("repeater", "b8b8b8"),
    "cookie": ("cookie", "c88a4a"), "shears": ("shears", "d0d0d0"), "melon": ("slice", "4a8a2a"),
    "speckled_melon": ("slice", "d8b030"), "ghast_tear": ("crystal", "d8e8e8"), "potion": ("bottle", "4a5ae0"),
    "splash_potion": ("bottle", "6a4ae0"), "lingering_potion": ("bottle", "a04ad0"),
    "glass_bottle": ("bottle", "b8d0d8"), "experience_bottle": ("bottle", "a0e040"),
    "dragon_breath": ("bottle", "e080c0"), "brewing_stand": ("alembic", "d8a43a"), "cauldron": ("kettle", "505050"),
    "hopper": ("hopper", "505050"), "flower_pot": ("pot", "8a4a38"), "carrot": ("root", "f0861a"),
    "golden_carrot": ("root", "f0d040"), "beetroot": ("root", "9a2438"), "potato": ("tuber", "d0a860"),
    "baked_potato": ("tuber", "c88a3a"), "poisonous_potato": ("tuber", "a8b050"), "skull": ("skull", "c8c8c8"),
    "nether_star": ("star", "e0e8e8"), "pumpkin_pie": ("pie", "d88a3a"), "fireworks": ("rocket", "c83030"),
    "quartz": ("crystal", "e8e0d8"), "prismarine_shard": ("crystal", "6ab0a0"),
    "prismarine_crystals": ("crystal", "b0d8c8"), "armor_stand": ("stand", "8f6b38"),
    "iron_horse_armor": ("barding", "d8d8d8"), "golden_horse_armor": ("barding", "f3d23c"),
    "diamond_horse_armor": ("barding", "43d8c8"), "lead": ("lead", "8f6b38"), "name_tag": ("tag", "d8d0b0"),
    "banner": ("banner", "e8e8e8"), "end_crystal": ("eye", "c080d0"), "chorus_fruit": ("fruit", "8a5a8a"),
    "chorus_fruit_popped": ("fruit", "a87aa8"), "shield": ("shield", "8f6b38"), "elytra": ("wings", "9090a8"),
    "totem_of_undying": ("totem", "e0c050"), "shulker_shell": ("pot", "9a6a9a"), "iron_door": ("door", "c8c8c8"),
    "wooden_door": ("door", "9f844d"), "spruce_door": ("door", "68502f"), "birch_door": ("door", "c5b77b"),
    "jungle_door": ("door", "a1724f"), "acacia_door": ("door", "ab5d34"), "dark_oak_door": ("door", "4a2f1c"),
}  # fmt: skip
"""Pattern and colour of items."""

_DYES = ("1d1d21", "b02e26", "5e7c16", "835432", "3c44aa", "8932b8", "169c9c", "9d9d97",
         "474f52", "f38baa", "80c71f", "fed83d", "3ab3da", "c74ebd", "f9801d", "f9fffe")  # fmt: skip
_RECORDS = dict(
    zip(
        ("13", "cat", "blocks", "chirp", "far", "mall", "mellohi", "stal", "strad", "ward", "11", "wait"),
        (*list(DYES.values())[1:12], "d8d8d8"),
        strict=True,
    )
)

_TEXTURE_FILES: dict[str, Callable[[int], str]] = {
    "coal": lambda m: "charcoal" if m == 1 else "coal",
    "golden_apple": lambda m: "apple_golden",
    "bucket": lambda m: "bucket_empty",
    "water_bucket": lambda m: "bucket_water",
    "lava_bucket": lambda m: "bucket_lava",
    "milk_bucket": lambda m: "bucket_milk",
    "wheat_seeds": lambda m: "seeds_wheat",
    "pumpkin_seeds": lambda m: "seeds_pumpkin",
    "melon_seeds": lambda m: "seeds_melon",
    "redstone": lambda m: "redstone_dust",
    "slime_ball": lambda m: "slimeball",
    "porkchop": lambda m: "porkchop_raw",
    "cooked_porkchop": lambda m: "porkchop_cooked",
    "beef": lambda m: "beef_raw",
    "cooked_beef": lambda m: "beef_cooked",
    "chicken": lambda m: "chicken_raw",
    "cooked_chicken": lambda m: "chicken_cooked",
    "mutton": lambda m: "mutton_raw",
    "cooked_mutton": lambda m: "mutton_cooked",
    "rabbit": lambda m: "rabbit_raw",
    "cooked_rabbit": lambda m: "rabbit_cooked",
    "fish": lambda m: "fish_cod_raw",
    "cooked_fish": lambda m: "fish_cod_cooked",
    "baked_potato": lambda m: "potato_baked",
    "poisonous_potato": lambda m: "potato_poisonous",
    "golden_carrot": lambda m: "carrot_golden",
    "book": lambda m: "book_normal",
    "wooden_door": lambda m: "door_wood",
    "iron_door": lambda m: "door_iron",
    "bow": lambda m: "bow_standby",
    "fishing_rod": lambda m: "fishing_rod_uncast",
    "sign": lambda m: "sign",
    "map": lambda m: "map_empty",
    "filled_map": lambda m: "map_filled",
    "glass_bottle": lambda m: "potion_bottle_empty",
    "leather_helmet": lambda m: "leather_helmet",
}
"""Names of texture files that differ from the item's."""


def texture_file(name: str, meta: int) -> str:
    """Return the name under `textures/items/` that a resource pack gives an item's picture."""
    if name in _TEXTURE_FILES:
        return _TEXTURE_FILES[name](meta)
    material, _, tool = name.partition("_")
    if material in ("wooden", "golden") and tool in _TOOLS:
        return f"{material.removesuffix('en')}_{tool}"
    wood, _, rest = name.rpartition("_")
    return f"door_{wood}" if rest == "door" else name


@cache
def patterns() -> dict[str, tuple[str, ...]]:
    """Return the rows of each pattern of `patterns.txt`, widened to 16x16."""
    out = {}
    blocks = _PATTERNS.read_text(encoding="utf-8").split("\n\n")[1:]
    for block in blocks:
        name, *rows = block.strip().split("\n")
        width = max(map(len, rows))
        left, above = (SIZE - width) // 2, (SIZE - len(rows)) // 2
        out[name] = ("",) * above + tuple("." * left + row for row in rows)
    return out


@cache
def draw(shape: str, colour: str) -> Tile:
    """Return a pattern in tones of a colour."""
    palette = tones(colour, 0.3, 5)
    colours: dict[str, tuple[int, ...]] = {str(i): palette[i] for i in range(1, 5)}
    outline = shade(_pixel(palette[0]), 0.45)[0, 0]
    colours |= {
        "0": tuple(map(int, outline[:3])), "h": rgb("a07a44"), "H": rgb("7d5c31"), "k": rgb("4e381d"),
        "w": rgb("f0f0f0"), "g": rgb("a0a0a0"), "d": rgb("3a3a3e"), "r": rgb("d8302a"),
    }  # fmt: skip
    return pattern(patterns()[shape], colours)


def _pixel(colour: tuple[int, int, int]) -> Tile:
    tile = empty()[:1, :1]
    tile[0, 0] = (*colour, 255)
    return tile


def item_tile(name: str, meta: int) -> Tile | None:
    """Return the picture of an item, None if it is a block that is shown as itself."""
    if name == "dye":
        return draw("dust" if meta not in (0, 3, 4) else "lump", _DYES[meta & 15])
    if name == "coal" and meta == 1:
        return draw("lump", "4a3f36")
    if name.startswith("record_"):
        return draw("record", _RECORDS[name.removeprefix("record_")])
    material, _, tool = name.partition("_")
    if material in _MATERIALS and tool in _TOOLS:
        return draw(tool, _MATERIALS[material])
    if name in _ICONS:
        return draw(*_ICONS[name])
    return None
