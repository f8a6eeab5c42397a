"""MineDojo's observation: what each group tells, in hand-made worlds."""

import numpy as np
import pytest

from envs.overworld.action import encode
from envs.overworld.gamedata import ITEM_NAMES, RULES, block_id, item_index
from envs.overworld.senses.observe import CRAFT_SMELT, OBSERVATION, as_dict, observe_all
from envs.overworld.senses.sensors import VoxelBounds, ray_dtype, sense_rays, sense_voxels, voxel_dtype
from envs.overworld.state import (
    DAMAGE_ARROW,
    DAMAGE_EXPLOSION,
    DAMAGE_FALL,
    DAMAGE_LAVA,
    DAMAGE_MAGIC,
    DAMAGE_MOB,
)
from envs.overworld.tick import step_worlds
from tests.envs.overworld.scenes import FLOOR, flat_world, give, look, put


@pytest.fixture(scope="module")
def shared():
    return flat_world()


@pytest.fixture
def s(shared):
    for mine, new in zip(shared, flat_world(), strict=True):
        mine[...] = new
    return shared


def observe(s):
    rows = np.zeros(1, OBSERVATION)
    observe_all(s, RULES, rows)
    return as_dict(rows, 0)


def act(s, **keys):
    step_worlds(s, RULES, encode(keys, 1), np.ones(1, np.bool_))


def craftable(observation):
    mask = observation["masks"]["craft_smelt"].astype(bool)
    return {name for name, can in zip(CRAFT_SMELT, mask, strict=True) if can}


def test_inventory_and_durability(s):
    give(s, 0, "stone_pickaxe", 1, meta=31)
    give(s, 9, "planks", 7, meta=2)
    give(s, 40, "torch", 3)
    inventory = observe(s)["inventory"]
    assert [ITEM_NAMES[i] for i in inventory["name"][[0, 9, 10]]] == ["stone_pickaxe", "planks", "air"]
    assert inventory["quantity"][[0, 9, 10]].tolist() == [1, 7, 0]
    assert (inventory["cur_durability"][0], inventory["max_durability"][0]) == (131 - 31, 131)
    assert inventory["max_durability"][9] == -1
    assert inventory["variant"][[0, 9]].tolist() == [0, 2]


def test_equipment_starts_with_the_hand_and_ends_with_the_off_hand(s):
    give(s, 4, "stone_axe")
    give(s, 36, "iron_boots")
    give(s, 40, "torch")
    s.players["selected"] = 4
    names = [ITEM_NAMES[i] for i in observe(s)["equipment"]["name"]]
    assert names == ["stone_axe", "iron_boots", "air", "air", "air", "torch"]


def test_armour_points(s):
    for slot, piece in ((36, "boots"), (37, "leggings"), (38, "chestplate"), (39, "helmet")):
        give(s, slot, f"iron_{piece}")
    assert observe(s)["life_stats"]["armor"][0] == 15  # Minecraft Wiki, "Armor": a full iron set


def test_place_and_light(s):
    stats = observe(s)["location_stats"]
    assert stats["pos"].tolist() == [0.5, FLOOR + 1, 0.5]
    assert (stats["light_level"][0], stats["sky_light_level"][0], stats["can_see_sky"][0]) == (15, 1, 1)
    s.clock["time"] = 18000
    assert observe(s)["location_stats"]["light_level"][0] == 4


def test_masks_follow_inventory_and_stations(s):
    give(s, 0, "log", 1)
    observation = observe(s)
    assert craftable(observation) == {"planks"}
    assert observation["masks"]["action_type"].tolist() == [1, 1, 1, 1, 1, 0, 1, 1]
    assert observation["masks"]["place"].tolist() == [1] + [0] * 35
    give(s, 0, "planks", 4)
    give(s, 1, "stick", 2)
    assert "wooden_pickaxe" not in craftable(observe(s))
    put(s, 0, FLOOR + 1, 3, "crafting_table")
    look(s, 0.0, 20.0)
    assert "wooden_pickaxe" in craftable(observe(s))


def test_a_fresh_world_allows_nothing_but_walking_using_and_attacking(s):
    assert observe(s)["masks"]["action_type"].tolist() == [1, 1, 0, 1, 0, 0, 0, 0]


def test_changes_tell_crafting_from_the_rest(s):
    give(s, 0, "log", 2)
    first = observe(s)["delta_inv"]
    assert (first["inc_name_by_other"][0], first["inc_quantity_by_other"][0]) == (item_index("log"), 2)
    act(s, craft=item_index("planks"))
    crafted = observe(s)["delta_inv"]
    assert (crafted["inc_name_by_craft"][0], crafted["inc_quantity_by_craft"][0]) == (item_index("planks"), 4)
    assert (crafted["dec_name_by_craft"][0], crafted["dec_quantity_by_craft"][0]) == (item_index("log"), 1)
    assert not crafted["inc_name_by_other"].any()
    act(s)
    assert not any(value.any() for value in observe(s)["delta_inv"].values())


def test_damage_is_told(s):
    s.players["y"] = FLOOR + 9
    s.players["on_ground"] = 0
    seen = []
    for _ in range(40):
        act(s)
        seen.append(observe(s))
    assert sum(o["damage_source"]["damage_amount"][0] for o in seen) == 5  # distance less 3 (Minecraft Wiki, "Damage")
    assert min(o["life_stats"]["life"][0] for o in seen) == 15


def test_voxels_are_indexed_by_world_axes(s):
    put(s, 1, FLOOR + 2, 0, "log")
    bounds = VoxelBounds(x=(-1, 1), y=(-1, 2), z=(-1, 1))
    rows = np.zeros(1, voxel_dtype(bounds))
    sense_voxels(s, RULES, (-1, -1, -1), rows)
    names = rows["block_name"][0]
    assert names.shape == (3, 4, 3)
    assert (names[:, 0, :] == block_id("stone")).all()
    assert names[2, 2, 1] == block_id("log")
    assert rows["is_tool_not_required"][0][2, 2, 1] == 1
    assert rows["blocks_movement"][0][:, 0, :].all()
    assert not rows["blocks_movement"][0][:, 1, :].any()


def test_rays_meet_blocks_and_items(s):
    put(s, 0, FLOOR + 2, 5, "log")
    rays = np.array([[0.0, 0.0, 10.0], [0.0, np.pi / 2, 10.0]])
    rows = np.zeros(1, ray_dtype(2))
    sense_rays(s, RULES, rays, rows)
    assert rows["block_name"][0].tolist() == [block_id("log"), 0]
    assert rows["block_distance"][0] == pytest.approx([4.5, 10.0])
    assert [rows[f"traced_block_{axis}"][0, 0] for axis in "xyz"] == [0, FLOOR + 2, 5]
    s.clock["entity_rows"] = 1
    s.entities[0, 0]["kind"] = 1
    for axis, value in (("x", 0.5), ("y", FLOOR + 2.5), ("z", 3.5)):
        s.entities[axis][0, 0] = value
    sense_rays(s, RULES, rays, rows)
    assert rows["entity_name"][0, 0] == 1
    assert rows["entity_distance"][0, 0] == pytest.approx(3.0, abs=0.15)


def test_bad_voxel_bounds():
    with pytest.raises(ValueError, match="voxel bounds along y"):
        VoxelBounds(y=(2, 1))


def test_sleep_rain_and_experience_are_told(s):
    s.players["sleeping"] = 1
    s.players["xp"] = 2000
    s.clock["rain_strength"] = 0.5
    told = observe(s)
    assert told["life_stats"]["is_sleeping"][0] == 1
    assert told["life_stats"]["xp"][0] == 1395
    assert told["location_stats"]["is_raining"][0] == 1
    assert told["location_stats"]["light_level"][0] == 14


@pytest.mark.parametrize(
    ("kind", "flags"),
    [
        (DAMAGE_MOB, ()),
        (DAMAGE_ARROW, ("is_projectile",)),
        (DAMAGE_EXPLOSION, ("is_explosion",)),
        (DAMAGE_MAGIC, ("is_magic_damage", "is_unblockable")),
        (DAMAGE_LAVA, ("is_fire_damage",)),
        (DAMAGE_FALL, ("is_unblockable",)),
    ],
)
def test_kinds_of_damage(s, kind, flags):
    s.players["damage"] = 3
    s.players["damage_kind"] = kind
    told = observe(s)["damage_source"]
    assert told["damage_amount"][0] == 3
    assert {name for name, value in told.items() if name.startswith("is_") and value[0]} == set(flags)


def test_where_a_blow_came_from(s):
    s.players["damage"] = 3
    s.players["damage_kind"] = DAMAGE_MOB
    s.players["yaw"] = 170.0  # looking north; the blow comes from the west, at the height of the eyes
    s.players["hurt_x"] = -3.5
    s.players["hurt_y"] = FLOOR + 1 + 1.62
    s.players["hurt_z"] = 0.5
    told = observe(s)["damage_source"]
    assert told["damage_distance"][0] == pytest.approx(4.0)
    assert told["damage_yaw"][0] == pytest.approx(-80.0)
    assert told["damage_pitch"][0] == pytest.approx(0.0, abs=1e-5)
    s.players["damage_kind"] = DAMAGE_FALL
    assert observe(s)["damage_source"]["damage_distance"][0] == 0
