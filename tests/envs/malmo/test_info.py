"""The info of a tick: keys, shapes, and numbers that the world's state tells."""

import json
import math

import numpy as np
import pytest

from envs.malmo import names
from envs.malmo.console import run_command
from envs.malmo.info import InfoWriter, sun_factor
from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import BLOCK_NAMES, MOB_NAMES, block_id, item_index, mob_index
from envs.overworld.world import WorldStart

NEEDED = {
    "life", "armor", "food", "saturation", "xp", "air", "is_sleeping", "xpos", "ypos", "zpos", "pitch", "yaw",
    "biome_id", "biome_rainfall", "biome_temperature", "sea_level", "light_level", "is_raining", "can_see_sky",
    "sun_brightness", "sky_light_level", "nearby_crafting_table", "nearby_furnace", "stat", "achievement",
    "inventory", "voxels", "rays", "damage_source",
}  # fmt: skip
RAYS = [(0.0, 0.0, 10.0), (math.pi / 2, 0.0, 10.0)]


@pytest.fixture(scope="module")
def shared():
    start = WorldStart(biome="plains", mob_spawning=False, respawn=True, world_seed=3)
    return OverworldEnv(image_size=None, voxels=True, rays=RAYS, start=start)


@pytest.fixture
def env(shared):
    shared.reset(seed=5)
    return shared


def told(env, action=None):
    return json.loads(InfoWriter(env).text(env.step(action or {})[0]))


def test_every_key_is_there(env):
    info = told(env)
    assert info.keys() >= NEEDED
    assert len(info["achievement"]) == 34
    assert sum(isinstance(value, int) for value in info["stat"].values()) == 50
    groups = {name: values for name, values in info["stat"].items() if isinstance(values, dict)}
    assert {name: len(values.get("minecraft", values)) for name, values in groups.items()} == {
        "break_item": 52, "craft_item": 246, "drop": 392, "entity_killed_by": 42, "kill_entity": 44, "mine_block": 177,
        "pickup": 392, "use_item": 392,
    }  # fmt: skip


def test_inventory(env):
    run_command(env, "/replaceitem entity @p slot.hotbar.2 log 5 3")
    run_command(env, "/replaceitem entity @p slot.armor.chest iron_chestplate 1 40")
    info = told(env)
    assert len(info["inventory"]) == 41
    log = {"name": "log", "variant": 3, "quantity": 5, "max_durability": -1, "cur_durability": -1}
    plate = {"name": "iron_chestplate", "variant": 0, "quantity": 1, "max_durability": 240, "cur_durability": 200}
    assert info["inventory"][2] == log | {"index": 2, "inventory": "inventory"}
    assert info["inventory"][38] == plate | {"index": 38, "inventory": "inventory"}
    assert info["inventory"][0]["name"] == "air" and info["inventory"][0]["quantity"] == 0
    assert info["armor"] == 6


def test_kills_uses_and_lives_are_counted(env):
    run_command(env, "/gamerule doDaylightCycle false")
    state = env.world.state
    writer = InfoWriter(env)
    first = json.loads(writer.text(env.step({})[0]))
    state.kills[0, 0, mob_index("zombie_pigman")] += 2
    state.used[0, 0, item_index("log")] += 3
    stat = json.loads(writer.text(env.step({})[0]))["stat"]
    assert stat["kill_entity"]["pig_zombie"] == stat["kill_entity"]["zombie_pigman"] == 2 == stat["mob_kills"]
    assert stat["use_item"]["minecraft"]["log"] == 3
    assert stat["time_since_death"] == first["stat"]["time_since_death"] + 1
    run_command(env, "/kill")
    died = json.loads(writer.text(env.step({})[0]))
    assert died["stat"]["deaths"] == 1 and died["stat"]["time_since_death"] < 2
    assert died["living_death_event_fired"] and died["is_alive"]
    assert not json.loads(writer.text(env.step({})[0]))["living_death_event_fired"]


def test_voxels_run_along_x_first(env):
    run_command(env, "/setblock ~1 ~0 ~-1 wool 4")
    run_command(env, "/setblock ~-1 ~1 ~1 water")
    voxels = told(env)["voxels"]
    assert len(voxels) == 270
    cells = np.array(voxels, object).reshape(3, 3, 3, 10)  # z, y, x
    assert cells[0, 1, 2, :3].tolist() == ["wool", 4, True]
    assert cells[2, 2, 0, 0] == "water" and cells[2, 2, 0, 5] is True
    assert cells[0, 0, 0, 0] == "grass block"
    assert all(-1 <= cosine <= 1 for cosine in voxels[9::10])


def test_rays_tell_blocks_and_entities(env):
    run_command(env, "/tp ~ ~ ~ 0 0")
    run_command(env, "/summon zombie_pigman ~ ~ ~3")
    rays = told(env)["rays"]
    assert len(rays) == 32
    ahead, down = rays[:16], rays[16:]
    assert ahead[9] == "EntityPigZombie" and 2 < ahead[10] < 3.2
    assert down[0] == "grass block" and down[1] == pytest.approx(1.62, abs=0.05) and down[3] == 0
    assert down[9] == "null" and down[10] == down[1]
    assert down[11:13] == pytest.approx([-math.pi / 2, 0])


def test_damage_is_where_the_game_puts_it(env):
    run_command(env, "/tp ~ ~30 ~")
    seen = [told(env)["damage_source"]["damage_amout"] for _ in range(60)]
    assert max(seen) > 5


@pytest.mark.parametrize(("time", "factor"), [(6000, 1.0), (18000, 0.0), (0, 0.93), (12786, 0.49)])
def test_the_sun(time, factor):
    """By day and night all and nothing; at sunrise what the game shows at the start of a world, 0.94 with its haze."""
    assert sun_factor(time, 0.0, 0.0) == pytest.approx(factor, abs=0.02)
    assert sun_factor(time, 1.0, 0.0) == pytest.approx(factor * 11 / 16, abs=0.02)


def test_names_of_blocks_are_those_that_others_look_for():
    """Names in the vocabulary of MineCLIP's agent, which its authors read from the game."""
    known = {
        "obsidian": "obsidian", "portal": "portal", "tnt": "tnt", "melon_block": "melon", "reeds": "sugar cane",
        "wheat": "crops", "carrots": "carrot", "fence": "oak fence", "flowing_water": "water", "water": "water",
        "air": "air", "lava": "lava", "log": "wood", "log2": "wood", "pumpkin": "pumpkin", "sapling": "oak sapling",
        "carpet": "carpet", "grass": "grass block", "farmland": "farmland",
    }  # fmt: skip
    assert {name: names.BLOCKS[block_id(name)] for name in known} == known
    assert names.BLOCKS.keys() == BLOCK_NAMES.keys()


def test_names_and_tiers():
    assert len(names.ENTITIES) == len(MOB_NAMES) + 6
    assert all(name.startswith("Entity") for number, name in names.ENTITIES.items() if number)
    levels = {
        name: names.HARVEST_LEVELS[block_id(name)] for name in ("air", "stone", "iron_ore", "gold_ore", "obsidian")
    }
    assert levels == {"air": -1, "stone": 0, "iron_ore": 1, "gold_ore": 2, "obsidian": 3}
