"""What can be come by, from the terrain's and the mobs' tables on."""

import numpy as np
import pytest

from envs.overworld.gamedata import BLOCK_NAMES
from envs.overworld.world import Overworld, WorldStart
from envs.tasks.missing import missing_item
from envs.tasks.obtainable import obtainable
from envs.tasks.sources import natural_blocks, natural_mobs

BIOMES = ("plains", "forest", "jungle", "taiga", "swampland", "extreme_hills", "desert", None)
_UNLISTED = {"air", "bedrock", "ice"}
"""Nothing is taken from these."""


def names(biome=None):
    return {name for name, _ in obtainable(biome)}


MADE = ("diamond_pickaxe", "cake", "shield", "bed", "anvil", "rail", "cauldron", "bread", "golden_apple", "lead", "tnt")
TAKEN = ("obsidian", "glowstone", "ender_pearl", "milk_bucket", "egg", "vine", "emerald", "carrot")


@pytest.mark.parametrize("item", MADE + TAKEN)
def test_a_world_of_all_biomes_gives(item):
    assert item in names()


@pytest.mark.parametrize("item", ["quartz", "blaze_powder", "end_stone", "web", "fish", "ice", "spawn_egg", "air"])
def test_no_world_gives(item):
    assert item not in names()


def test_biomes_differ_as_the_game_s_do():
    assert ("log", 1) in obtainable("taiga")
    assert ("log", 0) not in obtainable("taiga")
    assert "apple" not in names("taiga")  # from oaks only
    assert "cactus" in names("desert")
    assert "melon" in names("jungle")
    assert "log" not in names("desert")
    assert "rabbit" in natural_mobs("desert")
    assert "cow" not in natural_mobs("desert")
    assert "mooshroom" in natural_mobs("mushroom_island")
    assert "husk" not in natural_mobs("forest")
    assert "zombie_pigman" not in natural_mobs(None)


def test_what_is_made_needs_its_table_and_its_tools():
    assert "crafting_table" not in names("desert")  # no tree
    assert "cobblestone" not in names("desert")  # so no pickaxe either
    assert "cobblestone" in {name for name, _ in obtainable("desert", frozenset({"wooden_pickaxe"}))}


def test_what_one_begins_with_helps():
    assert missing_item("milk_bucket", "desert", frozenset({"bucket"}), frozenset()) is not None
    assert missing_item("milk_bucket", "desert", frozenset({"bucket"}), frozenset({"cow"})) is None


def test_having_something_is_no_way_to_more_of_it():
    assert missing_item("sponge", None, frozenset({"sponge"}), frozenset()) is not None


@pytest.mark.parametrize("biome", BIOMES, ids=str)
def test_terrain_holds_no_block_that_is_not_listed(biome):
    world = Overworld(1)
    found: set[str] = set()
    for seed in range(3):
        world.reset([seed], [WorldStart(biome=biome, spawn_radius=500)])
        found |= {BLOCK_NAMES[state >> 4].removeprefix("flowing_") for state in np.unique(world.state.blocks).tolist()}
    assert found - _UNLISTED <= set(natural_blocks(biome))
    assert {"stone", "dirt", "coal_ore", "iron_ore", "lava"} <= found
