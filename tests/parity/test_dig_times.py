"""Mining times of 85 blocks with 27 tools against a published table (1.16.5), wherever 1.11.2 has the same rule.

The table's tolerance is one tick: the game adds up each tick's share in 32 bits, which moves many cells by one.
"""

import json
from pathlib import Path

import pytest

from envs.overworld.gamedata import RULES, block_state, item_index
from envs.overworld.player.digging import dig_ticks

TABLE = json.loads((Path(__file__).parent / "data" / "dig_times_1_16_5.json").read_text())
TICK_MS = 50

NAME_IN_1_11 = {
    "bricks": ("brick_block", 0),
    "birch_log": ("log", 2),
    "coarse_dirt": ("dirt", 1),
    "cobblestone_stairs": ("stone_stairs", 0),
    "cobweb": ("web", 0),
    "dandelion": ("yellow_flower", 0),
    "granite": ("stone", 1),
    "grass": ("tallgrass", 1),
    "grass_block": ("grass", 0),
    "magma_block": ("magma", 0),
    "melon": ("melon_block", 0),
    "nether_quartz_ore": ("quartz_ore", 0),
    "note_block": ("noteblock", 0),
    "oak_door": ("wooden_door", 0),
    "oak_fence": ("fence", 0),
    "oak_leaves": ("leaves", 0),
    "oak_log": ("log", 0),
    "oak_planks": ("planks", 0),
    "oak_slab": ("wooden_slab", 0),
    "oak_trapdoor": ("trapdoor", 0),
    "podzol": ("dirt", 2),
    "red_bed": ("bed", 0),
    "snow": ("snow_layer", 0),
    "snow_block": ("snow", 0),
    "spawner": ("mob_spawner", 0),
    "spruce_leaves": ("leaves", 1),
    "stone_bricks": ("stonebrick", 0),
    "sugar_cane": ("reeds", 0),
    "terracotta": ("hardened_clay", 0),
    "white_bed": ("bed", 0),
    "white_carpet": ("carpet", 0),
    "white_wool": ("wool", 0),
}
"""Names and metadata before 1.13, where they differ."""

HOES_DIG_SINCE_1_16 = {"oak_leaves", "spruce_leaves", "hay_block"}
"""Hoes became the tool for these in 1.16; in 1.11.2 a hoe digs nothing faster than the bare hand."""


def expected(block, tool):
    """The table's ticks (-1 = never) and harvest; the better value where the table marks its own as disputed."""
    row = TABLE["blocks"][block]
    if block in HOES_DIG_SINCE_1_16 and tool.endswith("_hoe"):
        tool = "hand"
    ms, harvest = row.get("disputed", {}).get(tool, (row["time_ms"][tool], row["can_harvest"][tool]))
    return (-1 if ms is None else ms // TICK_MS), harvest


@pytest.mark.parametrize("block", TABLE["blocks"])
def test_ticks_and_harvest_of_every_tool(block):
    state = block_state(*NAME_IN_1_11.get(block, (block, 0)))
    wrong = {}
    for tool in TABLE["tools"]:
        item = 0 if tool == "hand" else item_index(tool)
        ticks, harvest = expected(block, tool)
        ours = dig_ticks(RULES, state, item, True, False, 1.0)
        same_time = ours == ticks or (min(ours, ticks) > 0 and abs(ours - ticks) <= 1)
        # Whether something that cannot be broken would yield drops means nothing.
        if not same_time or (ticks >= 0 and bool(RULES.can_harvest[state >> 4, item]) != harvest):
            wrong[tool] = (ours, ticks)
    assert not wrong, "tool: (our ticks, the table's)"


def test_off_the_ground_and_under_water_take_five_times_as_long():
    stone, pickaxe = block_state("stone"), item_index("iron_pickaxe")
    dry = dig_ticks(RULES, stone, pickaxe, True, False, 1.0)
    for on_ground, under_water, factor in ((False, False, 5), (True, True, 5), (False, True, 25)):
        assert dig_ticks(RULES, stone, pickaxe, on_ground, under_water, 1.0) == pytest.approx(factor * dry, rel=0.07)


def test_break_speed_divides_the_time():
    ore, pickaxe = block_state("diamond_ore"), item_index("iron_pickaxe")
    slow = dig_ticks(RULES, ore, pickaxe, True, False, 1.0)
    assert dig_ticks(RULES, ore, pickaxe, True, False, 5.0) == pytest.approx(slow / 5, abs=1)
