"""Death and what follows (Minecraft Wiki: Death, Respawning, Experience)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs.overworld.gamedata import RULES, item_index
from envs.overworld.player.death import death_tick
from envs.overworld.player.effects import POISON, add_effect
from envs.overworld.player.experience import level_of, points_of, points_to_next
from envs.overworld.state import ENTITY_ITEM, ENTITY_ORB
from tests.envs.overworld.scenes import FLOOR, flat_world, give, put

WORLD = flat_world()


@pytest.fixture
def s():
    """A player who has just died, three blocks above the ground, with things and points."""
    fresh = flat_world()
    for mine, new in zip(WORLD, fresh, strict=True):
        mine[...] = new
    player = WORLD.players[0, 0]
    player["alive"], player["health"], player["deaths"] = 0, 0, 1
    player["x"], player["y"], player["z"] = 20.5, FLOOR + 4, 20.5
    WORLD.clock["spawn_x"], WORLD.clock["spawn_y"], WORLD.clock["spawn_z"] = 8, FLOOR + 1, -8
    WORLD.clock["age"] = 1234
    give(WORLD, 0, "dirt", 40)
    give(WORLD, 38, "iron_chestplate", 1, 7)
    give(WORLD, 40, "torch", 3)
    return WORLD


def entities(s, kind):
    return s.entities[0][s.entities[0]["kind"] == kind]


def test_the_dead_leave_all_they_had(s):
    death_tick(s, RULES, 0, 0)
    death_tick(s, RULES, 0, 0)
    assert not s.slots["count"].any()
    left = {(int(e["item"]), int(e["meta"]), int(e["count"])) for e in entities(s, ENTITY_ITEM)}
    assert left == {
        (item_index("dirt"), 0, 40),
        (item_index("iron_chestplate"), 7, 1),
        (item_index("torch"), 0, 3),
    }
    assert (entities(s, ENTITY_ITEM)["pickup_delay"] == 40).all()
    assert not s.players["alive"][0, 0]


@pytest.mark.parametrize(("points", "left"), [(0, 0), (6, 0), (7, 7), (91, 49), (100_000, 100)])
def test_seven_points_a_level_are_left_up_to_a_hundred(s, points, left):
    s.players["xp"] = points
    death_tick(s, RULES, 0, 0)
    assert entities(s, ENTITY_ORB)["count"].sum() == left
    assert s.players["xp"][0, 0] == 0


def test_a_new_life_begins_at_the_spawn(s):
    s.clock["respawn"] = 1
    add_effect(s, 0, 0, POISON, 100, 0)
    s.players["fire"] = 100
    s.players["xp"] = 50
    death_tick(s, RULES, 0, 0)
    player = s.players[0, 0]
    assert (player["x"], player["y"], player["z"]) == (8.5, FLOOR + 1, -7.5)
    assert (player["alive"], player["health"], player["food"], player["saturation"]) == (1, 20, 20, 5)
    assert player["fire"] <= 0
    assert not player["effect_ticks"].any()
    assert (player["deaths"], player["born"], player["xp"]) == (1, 1234, 0)


def test_a_spawn_that_was_built_over_is_left_upwards(s):
    s.clock["respawn"] = 1
    for y in range(FLOOR + 1, FLOOR + 5):
        put(s, 8, y, -8, "stone")
    death_tick(s, RULES, 0, 0)
    assert s.players["y"][0, 0] == FLOOR + 5


def sleep_at(s, x, z):
    put(s, x, FLOOR + 1, z, "bed", 8)
    player = s.players[0, 0]
    player["has_bed"], player["bed_x"], player["bed_y"], player["bed_z"] = 1, x, FLOOR + 1, z


def test_the_bed_comes_first(s):
    s.clock["respawn"] = 1
    sleep_at(s, 30, 30)
    death_tick(s, RULES, 0, 0)
    player = s.players[0, 0]
    assert player["alive"]
    assert abs(player["x"] - 30.5) <= 1
    assert abs(player["z"] - 30.5) <= 1
    assert (player["x"], player["z"]) != (30.5, 30.5)
    assert player["y"] == FLOOR + 1


@pytest.mark.parametrize("trouble", ["gone", "walled in"])
def test_a_bed_that_is_gone_or_walled_in_does_not_count(s, trouble):
    s.clock["respawn"] = 1
    sleep_at(s, 30, 30)
    if trouble == "gone":
        put(s, 30, FLOOR + 1, 30, "air")
    else:
        for x in range(29, 32):
            for z in range(29, 32):
                put(s, x, FLOOR + 2, z, "stone")
    for _ in range(2):
        death_tick(s, RULES, 0, 0)
    assert s.players["alive"][0, 0]
    assert s.players["x"][0, 0] == 8.5
    assert not s.players["has_bed"][0, 0]


def test_the_dead_wait_where_the_land_is_not_loaded(s):
    s.clock["respawn"] = 1
    s.clock["spawn_x"] = 497
    death_tick(s, RULES, 0, 0)
    assert not s.players["alive"][0, 0]
    assert s.players["x"][0, 0] == 497.5  # the window follows
    s.chunks[0, 31 % 8, -1 % 8] = (31, -1)
    death_tick(s, RULES, 0, 0)
    assert not s.players["alive"][0, 0]  # the bed's other half could stand in the next chunk
    s.chunks[0, 30 % 8, -1 % 8] = (30, -1)
    death_tick(s, RULES, 0, 0)
    assert s.players["alive"][0, 0]


@pytest.mark.parametrize(
    ("level", "points"), [(1, 7), (2, 16), (16, 352), (17, 394), (30, 1395), (31, 1507), (32, 1628), (50, 5345)]
)
def test_published_totals(level, points):
    assert points_of(level) == points
    assert level_of(points) == level
    assert level_of(points - 1) == level - 1


@given(st.integers(0, 100_000))
def test_levels_and_points_agree(points):
    level = level_of(points)
    assert points_of(level) <= points < points_of(level) + points_to_next(level)
