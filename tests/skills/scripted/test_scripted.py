"""Crafting, smelting and placing by rule, in the world; and who is asked in a crew."""

import numpy as np
import pytest

from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import item_index
from envs.overworld.world import StartStack
from skills.crew import Crew
from skills.executor import Cause, Executor, Outcome
from skills.graph import skill_graph
from skills.scripted.executor import ScriptedExecutor
from skills.scripted.tunnel import ORES

GRAPH = skill_graph()


def carry_out(skills, inventory, seed=0, biome="plains"):
    """Carry skills (name, count) out, one after another, and return their outcomes and the last observation."""
    stacks = tuple(StartStack(item=item, count=count) for item, count in inventory)
    env = OverworldEnv(image_size=None, biome=biome, start_changes={"inventory": stacks})
    observation, _ = env.reset(seed=seed)
    executor, outcomes = ScriptedExecutor(), []
    for name, count in skills:
        executor.begin(GRAPH[name], count)
        for _ in range(400):
            decision = executor.act(observation)
            if isinstance(decision, Outcome):
                outcomes.append(decision)
                break
            observation, *_ = env.step(decision)
    return outcomes, observation


def count(observation, item):
    slots = observation["inventory"]
    return int(slots["quantity"][slots["name"] == item_index(item)].sum())


def test_a_stone_pickaxe_from_logs_and_cobblestone():
    skills = [("craft_planks", 8), ("craft_stick", 4), ("craft_crafting_table", 1), ("place_crafting_table", 1),
              ("craft_stone_pickaxe", 1)]  # fmt: skip
    for seed in range(4):
        outcomes, observation = carry_out(skills, [("log", 3), ("cobblestone", 3)], seed)
        assert outcomes == [Outcome(True)] * len(skills), seed
        assert count(observation, "stone_pickaxe") == 1
        assert observation["nearby_tools"]["table"][0]


@pytest.mark.parametrize("station", ["crafting_table", "furnace"])
def test_a_station_is_taken_along_again(station):
    skills = [(f"place_{station}", 1), (f"pickup_{station}", 1)]
    for seed in range(4):
        outcomes, observation = carry_out(skills, [(station, 1), ("wooden_pickaxe", 1)], seed)
        assert outcomes == [Outcome(True)] * 2, seed
        assert count(observation, station) == 1
        assert not observation["nearby_tools"]["table" if station == "crafting_table" else station][0]


def test_hardly_ever_is_a_station_left_behind():
    """What it leaves may fly over one's head."""
    picked = []
    for station in ("crafting_table", "furnace"):
        skills = [(f"place_{station}", 1), (f"pickup_{station}", 1)]
        for seed in range(12):
            outcomes, _ = carry_out(skills, [(station, 1), ("wooden_pickaxe", 1)], seed, "forest")
            picked.append(outcomes[-1].success)
    assert sum(picked) >= 23


def test_where_there_is_no_room_for_a_station_some_is_made():
    """At the bottom of a shaft, one block wide, five deep."""
    env = OverworldEnv(image_size=None, biome="plains", start_changes={"inventory": (
        StartStack(item="stone_pickaxe", count=1), StartStack(item="crafting_table", count=1))})  # fmt: skip
    observation, _ = env.reset(seed=0)
    for _ in range(18):
        observation, *_ = env.step({"camera": (10.0, 0.0)})
    height = observation["location_stats"]["pos"][1]
    for _ in range(400):
        observation, *_ = env.step({"attack": 1})
        if height - observation["location_stats"]["pos"][1] >= 5:
            break
    executor = ScriptedExecutor()
    executor.begin(GRAPH["place_crafting_table"], 1)
    while not isinstance(decision := executor.act(observation), Outcome):
        observation, *_ = env.step(decision)
    assert decision == Outcome(True)
    assert observation["nearby_tools"]["table"][0]


@pytest.mark.parametrize(
    "item", ["wooden_axe", "stone_pickaxe", "iron_shovel", "golden_sword", "diamond_hoe", "leather_chestplate", "dirt"]
)
def test_what_it_uses_the_game_counts(item):
    times = 2 if item == "dirt" else 1
    stack = StartStack(item=item, count=times)
    env = OverworldEnv(image_size=None, biome="plains", start_changes={"inventory": (stack,)})
    for seed in range(3):
        observation, _ = env.reset(seed=seed)
        executor = ScriptedExecutor()
        executor.begin(GRAPH[f"use_{item}"], times)
        while not isinstance(decision := executor.act(observation), Outcome):
            observation, *_ = env.step(decision)
        assert decision == Outcome(True)
        assert env.world.state.used[0, 0, item_index(item)] == times


def test_what_cannot_be_used_is_said():
    outcomes, _ = carry_out([("use_stone_axe", 1)], [("stick", 1)])
    assert [outcome.cause for outcome in outcomes] == [Cause.NO_MATERIALS]
    assert not ScriptedExecutor().knows(GRAPH["use_bow"])
    assert not ScriptedExecutor().knows(GRAPH["use_sapling"])


def dig(name, task, seed, steps, units=1):
    """Dig, again and again as the planner does, and return the last outcome and observation."""
    env = OverworldEnv(image_size=None, task=task)
    observation, _ = env.reset(seed=seed)
    executor, decision = ScriptedExecutor(seed), None
    executor.begin(GRAPH[name], units)
    for _ in range(steps):
        decision = executor.act(observation)
        if isinstance(decision, Outcome):
            if decision.cause is not Cause.TIMEOUT:
                return decision, observation
            executor.begin(GRAPH[name], units)
            decision = executor.act(observation)
        observation, *_ = env.step(decision)
    return decision, observation


IRON = "plan4mc/craft_iron_pickaxe_with_stone_pickaxe"


@pytest.mark.parametrize("seed", [20010, 20018, 20021, 20030, 20038])
def test_ore_turns_up_where_one_digs_on(seed):
    outcome, observation = dig("find_iron_ore", IRON, seed, 2000)
    assert outcome == Outcome(True)
    assert count(observation, "iron_ore") >= 1
    assert count(observation, "cobblestone") > 10, "nobody gave it to the player"


@pytest.mark.parametrize("seed", [20011, 20012, 20013, 20014, 20015, 20021])
def test_stone_is_below_wherever_one_stands_even_on_the_edge_of_the_hole_that_is_dug(seed):
    outcome, observation = dig("find_cobblestone", "skills/dig_for_stone", seed, 300)
    assert outcome == Outcome(True)
    assert count(observation, "cobblestone") == 1, "and no more than that is dug"


def test_it_goes_on_until_there_is_as_much_as_asked_for():
    outcome, observation = dig("collect_iron_ore", IRON, 20010, 3000, units=3)
    assert outcome == Outcome(True)
    assert count(observation, "iron_ore") >= 3
    outcome, observation = dig("collect_cobblestone", "skills/dig_for_stone", 20011, 600, units=3)
    assert outcome == Outcome(True)
    assert count(observation, "cobblestone") == 3


def test_it_digs_for_ore_with_a_pickaxe_that_can_take_it():
    (outcome,), _ = carry_out([("find_iron_ore", 1)], [("wooden_pickaxe", 1)])
    assert outcome.cause is Cause.NO_TOOL
    assert "stone_pickaxe" in outcome.detail
    skill = GRAPH["find_gold_ore"]
    assert not ScriptedExecutor().knows(skill)


@pytest.mark.parametrize("item", ORES)
def test_tools_for_ore_are_those_of_the_game(item):
    (outcome,), _ = carry_out([(f"find_{item}", 1)], [])
    named = outcome.detail.removeprefix("it needs one of ").split(", ")
    assert set(named) == set(GRAPH[f"collect_{item}"].tools)


def test_what_is_missing_is_the_cause():
    (outcome,), _ = carry_out([("craft_stick", 4)], [("log", 1)])
    assert outcome.cause is Cause.NO_MATERIALS
    (outcome,), _ = carry_out([("craft_wooden_pickaxe", 1)], [("planks", 3), ("stick", 2)])
    assert outcome.cause is Cause.NO_STATION
    (outcome,), _ = carry_out([("place_furnace", 1)], [("log", 1)])
    assert outcome == Outcome(False, Cause.NO_MATERIALS, "no furnace to place")


class Member(Executor):
    def __init__(self, label, names):
        self.label, self.names, self.begun, self.success = label, names, [], True

    def knows(self, skill):
        return skill.name in self.names

    def begin(self, skill, count):
        self.begun.append((skill.name, count))

    def act(self, observation):
        return Outcome(self.success, detail=self.label)


def test_a_skill_goes_to_the_first_who_knows_it():
    first, second = Member("learned", {"collect_log"}), Member("scripted", {"collect_log", "craft_planks"})
    crew = Crew([first, second])
    for name, label in (("collect_log", "learned"), ("craft_planks", "scripted")):
        crew.begin(GRAPH[name], 2)
        assert crew.act({}).detail == crew.label == label
    assert (first.begun, second.begun) == ([("collect_log", 2)], [("craft_planks", 2)])
    assert crew.knows(GRAPH["collect_log"])
    assert not crew.knows(GRAPH["hunt_cow"])
    with pytest.raises(KeyError, match="nobody here knows the skill 'hunt_cow'"):
        crew.begin(GRAPH["hunt_cow"], 1)


def test_after_a_failure_the_next_is_asked_until_somebody_succeeds():
    first, second = Member("learned", {"collect_log"}), Member("oracle", {"collect_log", "collect_dirt"})
    crew = Crew([first, second])

    def go(name, success):
        first.success = second.success = success
        crew.begin(GRAPH[name], 1)
        crew.act({})
        return crew.label

    assert go("collect_log", False) == "learned"
    assert go("collect_log", False) == go("collect_log", True) == "oracle"
    assert go("collect_dirt", False) == "oracle"
    assert go("collect_log", True) == go("collect_log", True) == "learned"


def test_a_script_reads_no_more_than_the_screen_shows():
    """It does with an observation of inventory and stations alone."""
    executor = ScriptedExecutor()
    executor.begin(GRAPH["craft_stick"], 4)
    seen = {
        "inventory": {"name": np.array([item_index("planks")]), "quantity": np.array([2.0])},
        "nearby_tools": {"table": np.array([0]), "furnace": np.array([0])},
    }
    assert executor.act(seen) == {"craft": item_index("stick")}
