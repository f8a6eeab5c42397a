"""Our table against the source that each part was *not* made from (tests/parity/data/game_tables.json).

Recipes come from minecraft-data and are compared with the game's own dump; stack sizes, durability and hardness come
from the dump and are compared with minecraft-data. The few differences are listed, with the reason.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from envs.overworld.gamedata import BIOME_NAMES, RULES, TABLE, UnknownNameError, block_state, item_index

DATA = json.loads((Path(__file__).parent / "data/game_tables.json").read_text(encoding="utf-8"))
ITEMS = {row["name"]: row for row in TABLE["items"]}
BLOCKS = {row["name"]: row for row in TABLE["blocks"]}


def by_item(recipe):
    """Return product, amount and ingredients of one of our recipes without variants, as the dump has them."""
    needs = Counter()
    for need in recipe["needs"]:
        needs[need["item"]] += need["count"]
    return recipe["item"], recipe["count"], tuple(sorted(needs.items()))


def test_crafting_recipes_are_the_games():
    dump = {(r["item"], r["count"], tuple(sorted(r["needs"].items()))) for r in DATA["crafting"]}
    ours = {by_item(recipe) for recipe in TABLE["recipes"]}
    only_dump, only_ours = dump - ours, ours - dump
    # The dump counts dyes of several colours once; maps are extended in code, not by a recipe.
    assert {item for item, _, _ in only_dump} == {"dye", "map"}
    assert {item for item, _, _ in only_ours} == {"dye"}
    assert len(only_dump) == 5
    assert len(dump) == 268


def test_recipes_that_fit_a_two_by_two_grid_are_made_by_hand():
    small = {r["item"] for r in DATA["crafting"] if r["size"] <= 2 and len(r["needs"]) <= 2}
    by_hand = {recipe["item"] for recipe in TABLE["recipes"] if recipe["station"] == "hand"}
    assert small <= by_hand
    assert {r["item"] for r in TABLE["recipes"] if r["station"] == "table"} >= {"wooden_pickaxe", "furnace", "chest"}


def test_smelting_recipes_are_the_games():
    dump = Counter((r["item"], *r["needs"]) for r in DATA["smelting"])
    ours = Counter((r["item"], r["needs"][0]["item"]) for r in TABLE["smelting"])
    assert dump == ours


def test_stack_sizes():
    differing = {name for name, size in DATA["stack_size"].items() if size and name in ITEMS} & {
        name for name, row in ITEMS.items() if row["stack_size"] != DATA["stack_size"].get(name)
    }
    assert differing == {"record_13"}  # minecraft-data has 64; records do not stack


def test_durability():
    assert {name: ITEMS[name]["max_damage"] for name in DATA["max_damage"]} == DATA["max_damage"]


def test_hardness():
    liquids = {"water", "flowing_water", "lava", "flowing_lava"}  # 100 in the game, which nothing digs
    faults = {  # of minecraft-data; the game's own values are in the dump
        "snow_layer", "brown_mushroom_block", "red_mushroom_block", "spruce_fence_gate", "birch_fence_gate",
        "jungle_fence_gate", "dark_oak_fence_gate", "acacia_fence_gate", "purpur_stairs", "grass_path",
        "repeating_command_block", "chain_command_block", "observer", "double_stone_slab",
    }  # fmt: skip
    for name, hardness in DATA["hardness"].items():
        if name in BLOCKS and hardness is not None and name not in liquids | faults:
            assert BLOCKS[name]["hardness"] == pytest.approx(hardness), name


def test_slipperiness():
    for name, value in DATA["slipperiness"].items():
        if name in BLOCKS:
            assert BLOCKS[name]["slipperiness"] == pytest.approx(value), name


def test_quantity_dropped():
    # Panes drop only to silk touch, vines only to shears; the dump has nether wart's young plant; the rest is no block.
    exceptions = {"glass_pane", "stained_glass_pane", "vine", "nether_wart", "barrier", "air"}
    exceptions |= {"structure_void", "piston_extension"}
    for name, quantity in DATA["quantity_dropped"].items():
        drops = BLOCKS[name]["drops"] if name in BLOCKS else []
        if name not in exceptions and name in BLOCKS:
            assert (quantity == 0 and not drops) or any(d["low"] <= quantity <= d["high"] for d in drops), name


@pytest.mark.parametrize(
    ("food", "points", "saturation"),
    [  # Minecraft Wiki, "Food" (Java Edition): hunger and saturation restored
        ("apple", 4, 2.4), ("bread", 5, 6.0), ("cooked_beef", 8, 12.8), ("cooked_porkchop", 8, 12.8),
        ("cooked_mutton", 6, 9.6), ("cooked_chicken", 6, 7.2), ("baked_potato", 5, 6.0), ("carrot", 3, 3.6),
        ("melon", 2, 1.2), ("golden_apple", 4, 9.6), ("mushroom_stew", 6, 7.2), ("rotten_flesh", 4, 0.8),
    ],
)  # fmt: skip
def test_food(food, points, saturation):
    row = RULES.items[item_index(food)]
    assert (row["food"], row["use_ticks"]) == (points, 32)
    assert row["saturation"] == pytest.approx(saturation)


def test_names_of_the_wrong_spelling_get_the_nearest():
    with pytest.raises(UnknownNameError, match="stone_pickaxe"):
        item_index("stone_pikcaxe")
    with pytest.raises(UnknownNameError, match="cobblestone"):
        block_state("coblestone")


def test_minedojos_lists():
    lists = TABLE["minedojo"]
    assert [len(lists[key]) for key in ("craft_by_hand", "craft_at_table", "smelt", "placeable")] == [54, 170, 20, 184]
    assert len(ITEMS) == 392
    assert BIOME_NAMES[3] == "extreme_hills"


def test_the_table_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        RULES.blocks["hardness"][0] = 1
