"""Planners side by side in a world of recipes."""

from statistics import mean

import pytest

from planner.evaluation.depth_first import depth_first
from planner.evaluation.measure import (
    learnt_graph,
    measure,
    plan4mc_assignments,
    play_depth_first,
    player_by_search,
)
from planner.evaluation.recipe_world import RecipeWorld, chances
from planner.goal import Goal, Target
from planner.plan import PlanError, Step, believe
from skills.graph import skill_graph
from skills.record import item_name

GRAPH = skill_graph()
ASSIGNMENTS = plan4mc_assignments()


def test_a_world_keeps_account():
    world = RecipeWorld(GRAPH, {"log": 1}, {})
    assert world.run(Step("craft_planks", 4)).success
    assert not world.run(Step("craft_stick", 40)).success
    assert [(item_name(key), count) for key, count in world.situation.inventory.items()] == [("planks", 4)]
    assert world.runs == 2
    assert world.ticks > 0


def test_what_always_fails_changes_nothing_but_the_time():
    world = RecipeWorld(GRAPH, {}, {"find_log": 1.0})
    assert not world.run(Step("find_log")).success
    assert not world.state.near
    assert world.ticks >= GRAPH["find_log"].effort.ticks


def test_chances_have_the_mean_that_is_asked_for_and_follow_from_the_seed():
    drawn = chances(GRAPH, 0.3, 0)
    assert mean(drawn.values()) == pytest.approx(0.3, abs=0.03)
    assert drawn == chances(GRAPH, 0.3, 0) != chances(GRAPH, 0.3, 1)
    assert chances(GRAPH, 0.0, 0) == {}


def test_depth_first_searches_anew_for_each_unit():
    """Plan4MC's own plan for a stick: find a log, chop it, make planks, make sticks."""
    assert [step.skill for step in depth_first(Goal(targets=(Target("stick", 1),)), believe({}))] == [
        "find_log",
        "collect_log",
        "craft_planks",
        "craft_stick",
    ]
    two = [step.skill for step in depth_first(Goal(targets=(Target("log", 2),)), believe({}))]
    assert two == ["find_log", "collect_log"] * 2


def test_depth_first_refuses_what_nothing_makes():
    with pytest.raises(PlanError, match="nether_star"):
        depth_first(Goal(targets=(Target("nether_star", 1),)), believe({}))


def test_both_reach_every_goal_where_nothing_fails_and_the_search_sooner():
    slow = measure(play_depth_first, ASSIGNMENTS, 0.0, [0])
    fast = measure(player_by_search(GRAPH), ASSIGNMENTS, 0.0, [0])
    assert len(slow) == len(fast) == 40
    assert all(trial.success for trial in slow + fast)
    assert all(ours.ticks <= 1.15 * theirs.ticks for ours, theirs in zip(fast, slow, strict=True))
    assert mean(trial.ticks for trial in fast) < 0.75 * mean(trial.ticks for trial in slow)


@pytest.mark.parametrize("seeds", [[0], pytest.param([0, 1], marks=pytest.mark.slow)])
def test_at_thirty_percent_of_failures_the_search_needs_less_than_four_fifths_of_the_time(seeds):
    slow = measure(play_depth_first, ASSIGNMENTS, 0.3, seeds)
    fast = measure(player_by_search(GRAPH), ASSIGNMENTS, 0.3, seeds)
    assert mean(trial.success for trial in fast) >= mean(trial.success for trial in slow)
    assert mean(trial.ticks for trial in fast) <= 0.8 * mean(trial.ticks for trial in slow)


def test_statistics_are_those_of_the_worlds():
    failures = {"find_log": 0.5}
    known = learnt_graph(ASSIGNMENTS[:3], failures, 4, 0)["find_log"].statistics
    assert known.runs > 10
    assert known.failures / known.runs == pytest.approx(0.5, abs=0.35)
    assert GRAPH["find_log"].statistics.runs == 0
