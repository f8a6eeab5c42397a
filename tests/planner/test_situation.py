"""Reading a situation from an observation."""

import numpy as np

from envs.overworld.gamedata import item_index
from planner.situation import read_situation
from skills.graph import skill_graph


def observation(slots, table=0, furnace=0, biome=1, sun=1.0):
    """Make the part of the canonical observation that is read: 36 slots of (item, variant, amount, uses left)."""
    rows = [*slots, *[("air", 0, 0, -1)] * (36 - len(slots))]
    return {
        "inventory": {
            "name": np.array([item_index(row[0]) for row in rows], np.int16),
            "variant": np.array([row[1] for row in rows], np.int16),
            "quantity": np.array([row[2] for row in rows], np.float32),
            "cur_durability": np.array([row[3] for row in rows], np.float32),
        },
        "location_stats": {"biome_id": np.array([biome], np.int32), "sun_brightness": np.array([sun], np.float32)},
        "nearby_tools": {"table": np.array([table], np.int8), "furnace": np.array([furnace], np.int8)},
    }


def test_amounts_add_up_and_variants_are_told_apart_where_recipes_do():
    slots = [("log", 2, 3, -1), ("log", 2, 4, -1), ("log", 0, 1, -1), ("cobblestone", 0, 5, -1), ("air", 0, 1, -1)]
    situation = read_situation(observation(slots))
    assert situation.inventory == {"log#2": 7, "log#0": 1, "cobblestone": 5}


def test_tools_tell_their_wear():
    slots = [("wooden_pickaxe", 50, 1, 9), ("wooden_pickaxe", 0, 1, 59)]
    situation = read_situation(observation(slots))
    assert situation.inventory == {"wooden_pickaxe": 2}
    belief = situation.believe(skill_graph())
    assert belief.uses == {"wooden_pickaxe": [9, 59]}


def test_stations_nearby():
    assert read_situation(observation([], table=1)).nearby == {"crafting_table"}
    assert read_situation(observation([], furnace=1)).nearby == {"furnace"}
    belief = read_situation(observation([], table=1)).believe(skill_graph(), frozenset({"log"}))
    assert belief.near == {"crafting_table", "log"}


def test_biome_night_and_tools_are_the_context():
    """The game's biome 4 is forest (Minecraft Wiki, "Biome/ID")."""
    context = read_situation(observation([("shears", 0, 1, 200)], biome=4, sun=0.2)).context
    assert (context.biome, context.night, context.tools) == ("forest", True, {"shears"})
    assert not read_situation(observation([], sun=0.8)).context.night
