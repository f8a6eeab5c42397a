"""The oracle and mobs: hunting, fighting, shearing, milking, and looking after itself, in small hand-made worlds."""

import numpy as np
import pytest

from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.gamedata import block_state, item_index, mob_index
from envs.overworld.state import NORMAL
from skills.executor import Cause, Outcome
from skills.graph import skill_graph
from tests.skills.oracle.hand_made import GROUND, carry_out, count, flat_world

GRAPH = skill_graph()
WALL = (4, GROUND, -6, 4, GROUND + 3, 6, block_state("bedrock"))


def world_with(mobs, inventory=(), fills=(), night=False):
    """A flat world with mobs (name, x, z), and time standing still."""
    world = flat_world(fills, inventory)
    world.state.clock["difficulty"] = NORMAL
    world.state.clock["time"] = 18000 if night else 6000
    for name, x, z in mobs:
        row = spawn_mob(world.state, world.rules, 0, mob_index(name), x + 0.5, float(GROUND), z + 0.5)
        world.state.entities[0, row]["persistent"] = 1
    return world


def kills(world, mob):
    return int(world.state.kills[0, 0, mob_index(mob)])


@pytest.mark.parametrize("fills", [[], [WALL]])
def test_it_hunts_a_cow_also_around_a_wall(fills):
    world = world_with([("cow", 9, 0)], fills=fills)
    assert carry_out(world, GRAPH["hunt_cow"]) == Outcome(True)
    assert kills(world, "cow") == 1


def test_it_picks_up_what_it_hunted_for():
    world = world_with([("cow", 8, 3), ("cow", -9, 5)], [("iron_sword", 1)])
    assert carry_out(world, GRAPH["fight_cow_for_beef"], 2).success
    assert count(world, "beef") >= 2


def test_it_shears_and_milks_without_killing():
    world = world_with([("sheep", 8, 3), ("cow", -7, 5)], [("shears", 1), ("bucket", 1)])
    assert carry_out(world, GRAPH["shear_sheep"]).success
    assert carry_out(world, GRAPH["milk_cow"]).success
    assert 1 <= count(world, "wool") <= 3
    assert count(world, "milk_bucket") == 1
    assert not world.state.kills.any()


def test_missing_tools_are_named():
    assert carry_out(world_with([("sheep", 8, 3)]), GRAPH["shear_sheep"]).cause is Cause.NO_TOOL
    assert carry_out(world_with([("cow", 8, 3)]), GRAPH["milk_cow"]).cause is Cause.NO_MATERIALS


@pytest.mark.parametrize("monster", ["zombie", "skeleton", "spider", "creeper", "witch", "enderman", "husk"])
def test_it_wins_against_one_monster_with_an_iron_sword(monster):
    world = world_with([(monster, 8, 3)], [("iron_sword", 1)], night=True)
    assert carry_out(world, GRAPH[f"hunt_{monster}"]).success
    assert kills(world, monster) == 1
    assert world.state.players[0, 0]["health"] >= 10


def test_it_shoots_what_is_far():
    world = world_with([("zombie", 14, 3)], [("bow", 1), ("arrow", 20)], night=True)
    assert carry_out(world, GRAPH["hunt_zombie"]).success
    assert count(world, "arrow") < 20
    assert world.state.players[0, 0]["health"] == 20


def test_it_fights_off_an_attacker_and_goes_on_with_its_work():
    log = [(20, GROUND, 0, 20, GROUND + 4, 0, block_state("log"))]
    world = world_with([("zombie", 6, 0)], [("stone_sword", 1)], log, night=True)
    assert carry_out(world, GRAPH["collect_log"], 3).success
    assert kills(world, "zombie") == 1
    assert count(world, "log") >= 3


def test_it_climbs_out_of_lava_and_into_water():
    """Who comes out of lava burns for 15 seconds, a point a second; only water helps."""
    lava = (-2, GROUND - 1, -2, 0, GROUND - 1, 2, block_state("lava"))
    world = flat_world([lava, (4, GROUND - 1, -3, 7, GROUND - 1, 3, block_state("water"))])
    world.state.players["y"] = GROUND - 1
    assert carry_out(world, GRAPH["collect_dirt"]).success
    player = world.state.players[0, 0]
    assert player["alive"]
    assert not player["in_lava"]
    assert player["fire"] <= 0


def test_it_does_not_dig_where_sand_hangs_over_a_cave():
    """The way down must lead past the sand: breaking a block beside it lets it fall, and the digger with it."""
    cave = (-20, GROUND - 40, -20, 20, GROUND - 12, 20, 0)
    sand = (-20, GROUND - 11, -20, 20, GROUND - 8, 20, block_state("sand"))
    ore = (0, GROUND - 13, 0, 0, GROUND - 13, 0, block_state("coal_ore"))
    world = flat_world([cave, sand, ore], [("stone_pickaxe", 1)])
    carry_out(world, GRAPH["find_coal"], limit=6000)
    assert world.state.players[0, 0]["alive"]


@pytest.mark.parametrize(
    ("item", "others"),
    [
        ("stone_sword", []),
        ("wooden_shovel", []),
        ("iron_hoe", []),
        ("iron_boots", []),
        ("redstone_torch", []),
        ("detector_rail", []),
        ("bow", [("arrow", 1)]),
    ],
)
def test_it_uses_items_so_that_the_game_counts_it(item, others):
    world = flat_world(inventory=[(item, 1), *others])
    assert carry_out(world, GRAPH[f"use_{item}"]) == Outcome(True)
    assert world.state.used[0, 0][item_index(item)] >= 1
    assert np.all(world.state.players["alive"])
