"""The `skills` suite: every task begins as it promises, unsolved, and with the player safe on its feet."""

import numpy as np
import pytest

from envs.overworld.action import ACTION
from envs.overworld.batch import OverworldBatch, OverworldConfig
from envs.overworld.gamedata import item_index, mob_index
from envs.overworld.senses.view import KINDS, sense_view
from envs.overworld.state import ENTITY_MOB
from envs.tasks import get_task, list_tasks

TASKS = [task.id for task in list_tasks(suite="skills")]
TICKS = 5


def begin(task_id, seeds=(0,)):
    batch = OverworldBatch(OverworldConfig(task=task_id, image_size=None), len(seeds))
    batch.reset(seeds, np.ones(len(seeds), np.bool_), {})
    return batch


def test_the_suite_has_a_task_for_each_skill():
    names = {task_id.removeprefix("skills/") for task_id in TASKS}
    assert {f"find_{kind}" for kind in ("tree", "stone", "cow", "sheep", "water", "cave", "iron_ore")} <= names
    assert {
        "chop_log",
        "chop_lone_tree",
        "chop_logs",
        "gather_logs",
        "mine_stone",
        "mine_stones",
        "mine_coal_ore",
        "mine_iron_ore",
    } <= names
    assert {"dig_down", "dig_for_stone", "come_up"} <= names
    assert {"hunt_cow", "hunt_sheep", "hunt_pig", "hunt_chicken", "shear_sheep", "milk_cow"} <= names
    assert {"find_and_hunt_cow", "find_and_shear_sheep", "fight_zombie", "place_block", "cross_water"} <= names
    assert len(names) == len(TASKS) == 29
    again = ("chop_lone_tree", "chop_logs", "gather_logs", "mine_stones", "dig_for_stone")  # one log or four
    assert len({get_task(f"skills/{name}").prompt for name in names if name not in again}) == 24


@pytest.mark.parametrize("task_id", TASKS)
def test_a_task_begins_unsolved_and_the_player_safe(task_id):
    batch = begin(task_id)
    player = batch.world.state.players[0]
    height = float(player["y"][0])
    tools = get_task(task_id).start.inventory
    held = int(batch.world.state.slots[0, 0, player["selected"][0]]["item"])
    assert held == (item_index(tools[0].item) if tools else 0)
    for _ in range(TICKS):
        _, terminated, truncated, facts = batch.step(np.zeros(1, ACTION), np.ones(1, np.bool_))
        assert not (terminated[0] or truncated[0] or facts["success"][0])
    player = batch.world.state.players[0]
    assert player["health"][0] == 20
    if task_id != "skills/cross_water":
        assert (player["on_ground"][0], float(player["y"][0])) == (1, height)


def test_several_pieces_pay_one_by_one():
    batch = begin("skills/chop_logs")
    stack = batch.world.state.slots[0, 0, 5]
    paid = []
    for count in (0, 1, 3, 2, 4):
        stack["item"], stack["count"] = item_index("log2"), count
        reward, _, _, facts = batch.step(np.zeros(1, ACTION), np.ones(1, np.bool_))
        paid.append((float(reward[0]), bool(facts["success"][0])))
    assert paid == [(0, False), (1, False), (2, False), (-1, False), (2, True)]


def test_height_pays_and_is_taken_back():
    batch = begin("skills/dig_down")
    batch.world.state.players["y"] += 3
    paid = [batch.step(np.zeros(1, ACTION), np.ones(1, np.bool_))[0].item() for _ in range(20)]
    assert paid[0] == pytest.approx(-0.3)
    assert sum(paid) == pytest.approx(0.0)  # it has landed


@pytest.mark.parametrize("name, kind", [("find_cow", "cow"), ("find_and_shear_sheep", "sheep")])
def test_a_glimpse_of_what_is_looked_for_pays_as_long_as_it_lasts(name, kind):
    seeds = tuple(range(6))
    batch = begin(f"skills/{name}", seeds)
    state, chosen = batch.world.state, np.ones(len(seeds), np.bool_)
    near, paid, glimpses = np.empty((len(seeds), len(KINDS)), np.float32), np.zeros(len(seeds)), 0
    for _ in range(36):
        state.players["yaw"] += 10
        reward, *_, facts = batch.step(np.zeros(len(seeds), ACTION), chosen)
        paid += np.asarray(reward) - facts["success"]
        sense_view(state, batch.world.rules, chosen, np.ones(len(KINDS), np.bool_), 32.0, near)
        seen = near[:, KINDS.index(kind)] <= 32
        np.testing.assert_allclose(paid, 0.25 * seen, atol=1e-6)
        glimpses += int(seen.sum())
    assert glimpses


def test_the_zombie_does_not_burn_before_the_limit():
    task = get_task("skills/fight_zombie")
    batch = begin(task.id, seeds=(0, 1, 2))
    state = batch.world.state
    state.players["y"] += 100  # out of its reach, and in the air for ever
    for _ in range(task.max_steps):
        state.players["vy"] = 0.1
        batch.world.step(np.zeros(3, ACTION))
        zombies = state.entities[(state.entities["kind"] == ENTITY_MOB) & (state.entities["persistent"] == 1)]
        assert zombies["mob"].tolist() == [mob_index("zombie")] * 3
        assert not zombies["fire"].any()
