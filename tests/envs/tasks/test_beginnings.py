"""Episodes of MineDojo's tasks begin in the world as the tasks say."""

import numpy as np
import pytest

from envs.overworld.batch import OverworldBatch, OverworldConfig
from envs.overworld.gamedata import biome_id, item_index, mob_index
from envs.overworld.state import ENTITY_MOB
from envs.tasks import get_task


def begin(task_id, **fields):
    """Return the player's observation and the state at the beginning of an episode."""
    batch = OverworldBatch(OverworldConfig(task=task_id, image_size=None, **fields), 1)
    batch.reset([7], np.ones(1, np.bool_), {})
    return batch.observe(), batch.world.state


def test_armour_and_shield_are_worn():
    observation, _ = begin("combat_zombie_plains_leather_armors_wooden_sword_shield")
    worn = [int(item) for item in observation["equipment"]["name"][0]]
    names = ("wooden_sword", "leather_boots", "leather_leggings", "leather_chestplate", "leather_helmet", "shield")
    assert worn == [item_index(name) for name in names]
    assert observation["life_stats"]["armor"][0] == 7  # points of a suit of leather
    assert observation["voxels"]["block_name"].shape[1:] == (3, 3, 3)


@pytest.mark.parametrize(
    "task_id", ["combat_zombie_plains_leather_armors_wooden_sword_shield", "combat_cow_plains_barehand"]
)
def test_the_mob_is_near(task_id):
    _, state = begin(task_id)
    (wanted,) = get_task(task_id).start.mobs
    rows = state.entities[0]
    mobs = rows[(rows["kind"] == ENTITY_MOB) & (rows["mob"] == mob_index(wanted.mob))]
    assert len(mobs) == 1
    player = state.players[0, 0]
    assert np.hypot(mobs["x"] - player["x"], mobs["z"] - player["z"])[0] < 32


def test_time_stands_still_at_midnight_where_it_is_always_night():
    observation, state = begin("combat_spider_forest_iron_armors_iron_sword_shield")
    assert (state.clock["time"][0], state.clock["daylight_cycle"][0], state.clock["mob_spawning"][0]) == (18000, 0, 0)
    assert observation["location_stats"]["biome_id"][0] == biome_id("forest")
    assert observation["location_stats"]["sun_brightness"][0] < 0.3


def test_amounts_are_where_they_belong():
    observation, state = begin("harvest_1_stone_plains_with_furnace_and_fuel")
    inventory = observation["inventory"]
    assert inventory["name"][0, :3].tolist() == [item_index("furnace"), item_index("coal"), 0]
    assert inventory["quantity"][0, :3].tolist() == [1, 50, 0]
    assert state.clock["time"][0] == 0
