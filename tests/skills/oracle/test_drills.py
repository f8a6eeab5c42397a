"""The oracle shows tasks of the suite `skills`: with keys that VPT's heads can say, and by what can be seen."""

from itertools import islice

import numpy as np
import pytest

from agents.vpt.actions import rounded
from envs.overworld.action import KEYS
from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import block_state
from envs.tasks import get_task
from envs.tasks.contract import Goal, Measure, Quantity
from skills.executor import Cause, Outcome
from skills.oracle.body import Body, Failed
from skills.oracle.drills import _descend, _gather, _mine_in_view
from skills.oracle.executor import OracleExecutor
from skills.oracle.hunt import find_mob
from skills.oracle.seek import is_in_view, seek
from skills.oracle.stairs import climb
from tests.skills.oracle.hand_made import GROUND, acted, count, drive, flat_world
from tests.skills.oracle.test_mobs import world_with

EASY = ("chop_log", "chop_logs", "mine_stone", "mine_stones", "mine_coal_ore", "mine_iron_ore", "dig_down",
        "dig_for_stone", "come_up", "hunt_cow", "hunt_chicken", "shear_sheep", "milk_cow", "fight_zombie",
        "place_block", "cross_water", "find_tree")  # fmt: skip
LOG, STONE = block_state("log", 0), block_state("stone", 0)


def show(name, seed):
    """Return the actions that were taken, and whether the task was done."""
    task = get_task(f"skills/{name}")
    env = OverworldEnv(task=task, image_size=None)
    observation, _ = env.reset(seed=seed)
    oracle, actions = OracleExecutor(env.world, seed=seed), []
    oracle.begin_task(task, task.max_steps)
    while not isinstance(action := oracle.act(observation), Outcome):
        actions.append(rounded(action))
        observation, _, terminated, truncated, info = env.step(actions[-1])
        if info["success"] or terminated or truncated:
            return actions, bool(info["success"])
    return actions, False


@pytest.mark.parametrize("name", EASY)
def test_it_shows_how_with_keys_alone(name):
    actions, success = show(name, 1_000_001)
    assert success
    assert all(value == 0 for action in actions for key, value in action.items() if key not in (*KEYS, "camera"))


def test_it_mines_what_is_in_view_and_nothing_nearer_that_is_hidden():
    world = flat_world([(0, GROUND - 2, 1, 0, GROUND - 2, 1, STONE), (0, GROUND, 7, 0, GROUND + 1, 7, STONE)])
    body = Body(world, 0, 0)
    drive(world, _mine_in_view(body, "stone", ()))
    assert body.block((0, GROUND - 2, 1)) == STONE
    assert [body.block((0, GROUND + height, 7)) for height in (0, 1)].count(STONE) == 1


def test_it_gathers_what_is_behind_once_it_has_seen_it():
    world = flat_world(
        [(0, GROUND, 7, 0, GROUND, 7, STONE), (0, GROUND, -7, 0, GROUND, -7, STONE)], [("wooden_pickaxe", 1)]
    )
    drive(world, _gather(Body(world, 0, 0), "stone", Goal(Measure(Quantity.ITEM, "cobblestone"), 2)))
    assert count(world, "cobblestone") == 2


def test_it_mines_what_its_gaze_is_on_and_not_what_is_nearer():
    world = flat_world(
        [(0, GROUND + 1, 4, 0, GROUND + 1, 4, STONE), (2, GROUND, 2, 2, GROUND, 2, STONE)], [("wooden_pickaxe", 1)]
    )
    body = Body(world, 0, 0)
    drive(world, _gather(body, "stone", Goal(Measure(Quantity.ITEM, "cobblestone"))))
    assert [body.block(cell) for cell in ((0, GROUND + 1, 4), (2, GROUND, 2))] == [0, STONE]


def test_it_digs_down_without_turning_round():
    world = flat_world()
    body = Body(world, 0, 0)
    body.player["yaw"] = 37.0
    bottom = body.feet()[1] - 3
    drive(world, _descend(body, lambda: body.feet()[1] <= bottom))
    assert float(body.player["yaw"]) == 37.0


def test_it_looks_round_before_it_sees_what_is_behind():
    world = flat_world([(0, GROUND, -8, 0, GROUND + 3, -8, LOG)])  # the player looks to the south
    body = Body(world, 0, 0)
    _, ticks = drive(world, seek(body, "tree", 16.0))
    assert 10 <= ticks <= 18
    assert abs(abs(body.turned_by(180.0))) < 60
    assert np.hypot(*np.subtract(body.position, (0.5, GROUND, 0.5))[[0, 2]]) < 1


def test_it_looks_round_once_and_walks_on_whichever_search_it_is():
    world = flat_world()
    body = Body(world, 0, 0)

    def begin_to_seek(ticks):
        actions = list(islice(acted(world, seek(body, "tree", 16.0)), ticks))
        return [int(action.get("forward", 0)) for action in actions]

    assert sum(begin_to_seek(20)) == 0
    assert begin_to_seek(17) == [0] * 16 + [1]
    assert sum(begin_to_seek(10)) == 10


def test_it_strolls_where_the_gaze_goes_and_past_what_is_in_the_way():
    wall = (-30, GROUND, 12, 3, GROUND + 3, 12, STONE)
    world = flat_world([wall])
    body = Body(world, 0, 0)
    body.looked_round = 360.0
    way = islice(acted(world, seek(body, "tree", 16.0)), 70)
    assert all(action["forward"] for _, action in zip(range(20), way, strict=False))
    assert body.position[0] == pytest.approx(0.5, abs=0.1)
    body.player["yaw"] += 45.0  # somebody looks elsewhere: to the south-west
    assert all("camera" not in action or action["camera"][1] == 0 for _, action in zip(range(5), way, strict=False))
    assert body.position[0] < 0
    list(way)
    assert body.position[0] < -5, "along the wall"


def test_it_walks_up_to_what_it_sees_far_away():
    world = flat_world([(0, GROUND, 27, 1, GROUND + 4, 27, LOG)])
    body = Body(world, 0, 0)
    drive(world, seek(body, "tree", 16.0))
    assert 10 < body.position[2] < 13


def test_it_walks_to_where_it_sees_it_and_not_past():
    world = flat_world([(-14, GROUND, 24, -14, GROUND + 4, 24, LOG)])  # 30 degrees aside
    body = Body(world, 0, 0)
    drive(world, seek(body, "tree", 8.0))
    assert abs(body.turned_by(body.angles_to((-13.5, GROUND + 1, 24.5))[0])) < 10


def test_it_chops_the_tree_in_view_and_none_that_is_nearer_behind():
    world = flat_world([(0, GROUND, 9, 0, GROUND + 3, 9, LOG), (0, GROUND, -2, 0, GROUND + 3, -2, LOG)])
    body = Body(world, 0, 0)
    drive(world, _gather(body, "tree", Goal(Measure(Quantity.ITEM, "log"))))
    assert [body.block((0, GROUND + height, -2)) for height in range(4)] == [LOG] * 4


@pytest.mark.parametrize(("behind", "by_sight", "first"), [(-4, False, 0), (-4, True, 1), (4, True, 0)])
def test_it_hunts_what_is_in_view_first_if_it_goes_by_sight(behind, by_sight, first):
    body = Body(world_with([("cow", 0, behind), ("cow", 0, 7)]), 0, 0)
    body.by_sight = by_sight
    rows, ticks = drive(body.world, find_mob(body, "cow"))
    assert (rows[0], ticks) == (first, 0)


def test_it_looks_round_for_an_animal_if_it_goes_by_sight():
    body = Body(world_with([("cow", 0, -4)]), 0, 0)
    body.by_sight = True
    rows, ticks = drive(body.world, find_mob(body, "cow"))
    assert rows == [0]
    assert is_in_view(body, 0)
    assert 10 <= ticks <= 18


def test_what_is_nowhere_is_not_found():
    world = flat_world()
    with pytest.raises(Failed) as failure:
        drive(world, seek(Body(world, 0, 0), "tree", 16.0), limit=10_000)
    assert failure.value.cause is Cause.NOT_FOUND


def test_it_cuts_a_stair_straight_on_until_it_is_out():
    world = flat_world([(-1, GROUND - 12, -1, 1, GROUND - 9, 1, 0)], [("stone_pickaxe", 1)])
    body = Body(world, 0, 0)
    body.player["y"] = GROUND - 12.0
    came_out, _ = drive(world, climb(body))
    assert came_out
    assert body.feet()[1] == GROUND
    assert [body.position[0], body.position[2]] == pytest.approx([0.5, 13.5], abs=0.5)
    assert [body.block((0, GROUND - 11 + step, 2 + step)) for step in range(12)] == [0] * 12


def test_it_cuts_no_stair_into_water():
    water = (-9, GROUND - 10, 3, 9, GROUND - 1, 9, block_state("water"))
    world = flat_world([(-1, GROUND - 12, -1, 1, GROUND - 9, 1, 0), water], [("stone_pickaxe", 1)])
    body = Body(world, 0, 0)
    body.player["y"] = GROUND - 12.0
    assert drive(world, climb(body))[0]
    assert body.position[0] < -9, "it turned right"
