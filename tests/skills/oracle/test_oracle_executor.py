"""The oracle carries out skills in small hand-made worlds, by keys alone."""

import math
from dataclasses import replace

import numpy as np
import pytest

from agents.vpt.actions import rounded
from envs.overworld.action import encode
from envs.overworld.gamedata import RULES, block_id, block_state
from envs.overworld.senses.shelter import is_shut_in
from envs.overworld.state import MASK
from skills.blueprints import SHELTER, stands
from skills.executor import Cause, Outcome
from skills.graph import skill_graph
from skills.oracle.body import TURN, Body, look_at
from skills.oracle.build import build
from skills.oracle.executor import OracleExecutor
from skills.oracle.goals import near
from skills.oracle.navigate import go
from skills.record import Effort, Skill, Variant
from tests.skills.oracle.hand_made import GROUND, carry_out, count, drive, flat_world

LOG = block_state("log", 2)
LEAVES = block_state("leaves", 2)
STONE = block_state("stone")
REST = 0.35
"""Degrees that may be left to turn: the finest turn is 0.62, and is chosen from 0.27 on."""
BEDROCK = block_state("bedrock")
COAL_ORE = block_state("coal_ore")
TREE = [(5, GROUND + 3, -2, 9, GROUND + 5, 2, LEAVES), (7, GROUND, 0, 7, GROUND + 4, 0, LOG)]
GRAPH = skill_graph()


def block(world, cell):
    x, y, z = cell
    return int(world.state.blocks[0, x & MASK, z & MASK, y])


def test_walking_takes_about_the_time_that_the_game_needs():
    world = flat_world()
    body = Body(world, 0, 0)
    _, ticks = drive(world, go(body, near((20, GROUND, 0))))
    assert body.feet() == (20, GROUND, 0)
    assert 20 / 0.2806 - 2 <= ticks <= 20 / 0.2158 + 20  # between sprinting and walking, with a turn at the start


def test_it_never_turns_faster_than_it_says():
    world = flat_world(TREE)
    behaviour = go(Body(world, 0, 0), near((-9, GROUND, 7)))
    for action in behaviour:
        assert np.abs(action.get("camera", 0)).max() <= TURN + 1e-6
        world.step(encode(action, 1))


def test_a_look_ends_under_turns_that_the_controls_round():
    world = flat_world(lit=False)
    body = Body(world, 0, 0)
    for point in np.random.default_rng(0).uniform((-6, GROUND - 1, -6), (6, GROUND + 5, 6), (100, 3)):
        far = np.abs(_off(body, point)).max()
        ticks = 0
        for action in look_at(body, tuple(point)):
            world.step(encode(rounded(action), 1))
            ticks += 1
        assert ticks <= far / TURN + 8
        assert np.abs(_off(body, point)).max() <= REST


def _off(body, point):
    yaw, pitch = body.angles_to(tuple(point))
    return body.turned_by(yaw), pitch - float(body.player["pitch"])


def test_it_climbs_stairs_and_comes_down_unhurt():
    stairs = [(x, GROUND, -1, x, GROUND + x - 4, 1, STONE) for x in range(4, 8)]
    world = flat_world([*stairs, (8, GROUND, -1, 12, GROUND + 2, 1, STONE)])
    body = Body(world, 0, 0)
    drive(world, go(body, near((7, GROUND + 4, 0)), dig=False))
    assert body.feet() == (7, GROUND + 4, 0)
    drive(world, go(body, near((16, GROUND, 0)), dig=False))
    assert body.feet() == (16, GROUND, 0)
    assert body.player["health"] == 20


def test_it_swims_across_a_lake():
    world = flat_world(
        [(4, GROUND - 4, -60, 12, GROUND - 2, 60, block_state("water")), (4, GROUND - 1, -60, 12, GROUND - 1, 60, 0)]
    )
    body = Body(world, 0, 0)
    drive(world, go(body, near((16, GROUND, 0)), dig=False))
    assert body.feet() == (16, GROUND, 0)
    assert body.player["health"] == 20


@pytest.mark.parametrize("plant", ["air", "red_flower", "tallgrass"])
def test_it_climbs_out_of_a_hole_on_dirt(plant):
    hole = [(-60, GROUND - 6, -60, 60, GROUND - 1, 60, BEDROCK), (0, GROUND - 5, 0, 0, GROUND - 1, 0, 0)]
    hole += [(0, GROUND - 5, 0, 0, GROUND - 5, 0, block_state(plant))]
    world = flat_world(hole, [("dirt", 8)])
    world.state.players["y"] = GROUND - 5
    body = Body(world, 0, 0)
    drive(world, go(body, near((3, GROUND, 0))))
    assert body.feet() == (3, GROUND, 0)
    assert count(world, "dirt") == 4


def test_it_jumps_down_hurt_but_alive_when_there_is_no_other_way():
    world = flat_world([(0, GROUND, 0, 0, GROUND + 9, 0, BEDROCK)])
    world.state.players["y"] = GROUND + 10
    body = Body(world, 0, 0)
    drive(world, go(body, near((6, GROUND, 0))))
    assert body.feet() == (6, GROUND, 0)
    assert 20 - (10 - 3) <= body.player["health"] < 20  # some of it has healed meanwhile


def test_it_chops_a_tree():
    world = flat_world(TREE)
    assert carry_out(world, GRAPH["collect_log"], 4) == Outcome(True)
    assert count(world, "log") >= 4


def test_find_ends_where_the_block_can_be_mined():
    world = flat_world(TREE)
    assert carry_out(world, GRAPH["find_log"]).success
    player = world.state.players[0, 0]
    assert math.dist((player["x"], player["z"]), (7.5, 0.5)) < 4.5


def test_it_mines_stone_with_a_pickaxe_only():
    world = flat_world(inventory=[("wooden_pickaxe", 1)])
    assert carry_out(world, GRAPH["collect_cobblestone"], 5).success
    assert count(world, "cobblestone") >= 5
    outcome = carry_out(flat_world(), GRAPH["collect_cobblestone"], 5)
    assert outcome.cause is Cause.NO_TOOL


def test_it_digs_down_to_ore_and_leaves_lava_alone():
    ore = [(10, GROUND - 12, 10, 11, GROUND - 12, 11, COAL_ORE)]
    world = flat_world(ore, [("stone_pickaxe", 1)])
    assert carry_out(world, GRAPH["collect_coal"], 3).success
    assert count(world, "coal") >= 3
    bathed = [(9, GROUND - 13, 9, 12, GROUND - 11, 12, block_state("lava")), *ore]
    world = flat_world([*bathed, *[(4, GROUND - 9, 4, 4, GROUND - 9, 4, COAL_ORE)]], [("stone_pickaxe", 1)])
    assert carry_out(world, GRAPH["collect_coal"], 1).success
    assert block(world, (10, GROUND - 12, 10)) == COAL_ORE
    assert world.state.players[0, 0]["health"] == 20


def test_it_crafts_by_hand_and_at_a_table_it_walks_back_to():
    world = flat_world(inventory=[("log", 3), ("crafting_table", 1)])
    assert carry_out(world, GRAPH["craft_planks"], 12).success
    assert carry_out(world, GRAPH["craft_stick"], 4).success
    assert carry_out(world, GRAPH["place_crafting_table"]).success
    drive(world, go(Body(world, 0, 0), near((12, GROUND, 5))))
    assert carry_out(world, GRAPH["craft_wooden_pickaxe"]).success
    assert count(world, "wooden_pickaxe") == 1
    assert carry_out(world, GRAPH["pickup_crafting_table"]).success
    assert count(world, "crafting_table") == 1
    assert not (world.state.blocks[0] >> 4 == block_id("crafting_table")).any()


def test_it_smelts_with_fuel():
    world = flat_world(inventory=[("furnace", 1), ("iron_ore", 2), ("coal", 1)])
    assert carry_out(world, GRAPH["place_furnace"]).success
    assert carry_out(world, GRAPH["smelt_iron_ingot"], 2).success
    assert count(world, "iron_ingot") == 2


def test_missing_things_are_named():
    assert carry_out(flat_world(), GRAPH["craft_planks"]).cause is Cause.NO_MATERIALS
    assert carry_out(flat_world(inventory=[("planks", 9)]), GRAPH["craft_chest"]).cause is Cause.NO_STATION
    assert carry_out(flat_world(), GRAPH["place_furnace"]).cause is Cause.NO_MATERIALS


def test_it_builds_a_shelter_on_flat_ground_and_around_obstacles():
    for fills in ([], TREE, [(-3, GROUND, -3, 3, GROUND, 3, block_state("tallgrass", 1))]):
        world = flat_world(fills, [("planks", SHELTER.blocks)])
        assert carry_out(world, GRAPH["build_shelter"]) == Outcome(True)
        feet = Body(world, 0, 0).feet()
        assert stands(SHELTER, feet, lambda cell, world=world: block(world, cell) >> 4 == block_id("planks"))
        assert is_shut_in(world.state, RULES, 0, 0, block_id("planks"))


def test_it_fills_a_hole_that_its_own_way_left_under_a_wall():
    world = flat_world(inventory=[("planks", SHELTER.blocks), ("dirt", 1)])
    body = Body(world, 0, 0)
    behaviour = build(body, [(part.dx, part.dy, part.dz) for part in SHELTER.parts], SHELTER.room, "planks")
    world.step(encode(next(behaviour), 1))  # the site is chosen
    world.state.blocks[0, 0, 1, GROUND - 1] = 0
    drive(world, behaviour)
    assert block(world, (0, GROUND - 1, 1)) == block_state("dirt")
    assert stands(SHELTER, (0, GROUND, 0), lambda cell: block(world, cell) >> 4 == block_id("planks"))


def test_it_eats_before_it_works_when_it_is_hungry():
    world = flat_world(inventory=[("log", 1), ("rotten_flesh", 1), ("bread", 2)])
    world.state.players["food"] = 6
    assert carry_out(world, GRAPH["craft_planks"], 4).success
    assert world.state.players[0, 0]["food"] == 11
    assert (count(world, "bread"), count(world, "rotten_flesh")) == (1, 1)


def test_time_runs_out_and_death_ends_a_skill():
    hurried = replace(GRAPH["collect_log"], step_limit=3, effort=Effort())
    assert carry_out(flat_world(TREE), hurried).cause is Cause.TIMEOUT
    world = flat_world(TREE)
    executor = OracleExecutor(world)
    executor.begin(GRAPH["collect_log"], 1)
    executor.act({})
    world.state.players["alive"] = 0
    assert executor.act({}).cause is Cause.DIED


def test_unknown_skills_are_refused():
    skill = Skill("dance", "dance", "wool", (Variant({}, "wool"),), "dance", 100)
    with pytest.raises(KeyError, match="dance"):
        OracleExecutor(flat_world()).begin(skill, 1)


def test_the_same_world_and_seed_give_the_same_actions():
    def actions():
        world = flat_world(TREE)
        executor = OracleExecutor(world, seed=3)
        executor.begin(GRAPH["collect_log"], 2)
        taken = []
        while not isinstance(result := executor.act({}), Outcome):
            row = encode(result, 1)
            taken.append(row.tobytes())
            world.step(row)
        return taken

    assert actions() == actions()
