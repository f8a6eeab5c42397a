"""What is measured: amounts, kills, uses, days, stations; reward as MineDojo's classes pay it."""

import itertools
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.gamedata import UnknownNameError, item_index, mob_index
from envs.overworld.state import allocate
from envs.overworld.world import WorldStart
from envs.tasks import Goal, Measure, Quantity, Reward, Success, Task, Term
from envs.tasks.contract import ON_SUCCESS
from envs.tasks.tracker import Tracker
from tests.envs.overworld.scenes import FLOOR, flat_world, put

STICK, BOW, COW = item_index("stick"), item_index("bow"), mob_index("cow")
STICKS = Measure(Quantity.ITEM, "stick")
COWS = Measure(Quantity.KILL, "cow")
BOWS, BOW_USES = Measure(Quantity.ITEM, "bow"), Measure(Quantity.USE, "bow")
DAYS = Measure(Quantity.DAYS)
TREES = Measure(Quantity.VIEW, "tree")


def task(*goals, reward=ON_SUCCESS, every=True):
    success = Success(goals, every=every) if goals else None
    return Task("test/x", "test", "do it", WorldStart(), success, 10, reward=reward)


def everyone(state):
    return np.ones(len(state.clock), np.bool_)


def give(state, item, counts, slot=5):
    state.slots["item"][:, 0, slot] = item
    state.slots["count"][:, 0, slot] = counts


def test_each_world_is_compared_with_its_own_beginning():
    state = allocate(3)
    give(state, STICK, [0, 4, 4])
    tracker = Tracker(task(Goal(STICKS, 2), reward=Reward(bonus=5.0)), 3)
    tracker.begin(state, np.array([True, True, False]))
    give(state, STICK, [2, 1, 2], slot=40)  # the off hand counts too
    outcome = tracker.measure(state, everyone(state))
    assert outcome.success.tolist() == [True, False, True]
    assert outcome.reward.tolist() == [5.0, 0.0, 5.0]


@settings(deadline=None)  # the first example may compile
@given(st.lists(st.integers(0, 64), min_size=2, max_size=12), st.floats(-2, 2))
def test_harvest_pays_the_weighted_change_so_that_it_sums_to_the_gain(counts, weight):
    state = allocate(1)
    tracker = Tracker(task(Goal(STICKS, 99), reward=Reward((Term(STICKS, weight),))), 1)
    give(state, STICK, counts[0])
    tracker.begin(state, everyone(state))
    paid = []
    for before, count in pairwise(counts):
        give(state, STICK, count)
        paid.append(tracker.measure(state, everyone(state)).reward[0])
        assert paid[-1] == (count - before) * weight
    assert sum(paid) == pytest.approx((counts[-1] - counts[0]) * weight)


def test_combat_pays_kills_and_ends_at_the_count():
    state = allocate(2)
    tracker = Tracker(task(Goal(COWS, 2), reward=Reward((Term(COWS, 1.0),))), 2)
    state.kills[:, 0, COW] = [3, 0]
    tracker.begin(state, everyone(state))
    state.kills[:, 0, COW] = [4, 2]
    outcome = tracker.measure(state, everyone(state))
    assert outcome.reward.tolist() == [1.0, 2.0]
    assert outcome.success.tolist() == [False, True]
    state.kills[:, 0, mob_index("pig")] = 5
    assert tracker.measure(state, everyone(state)).reward.tolist() == [0.0, 0.0]


def test_tech_tree_pays_1_for_getting_and_10_for_using():
    state = allocate(1)
    tracker = Tracker(task(Goal(BOW_USES), reward=Reward((Term(BOWS, 1.0), Term(BOW_USES, 10.0)))), 1)
    tracker.begin(state, everyone(state))
    give(state, BOW, 1)
    got = tracker.measure(state, everyone(state))
    assert (got.reward[0], got.success[0]) == (1.0, False)
    state.used[0, 0, BOW] = 1
    used = tracker.measure(state, everyone(state))
    assert (used.reward[0], used.success[0]) == (10.0, True)
    assert {name: values[0] for name, values in used.terms.items()} == {
        "reward_item_bow": 0.0,
        "reward_use_bow": 10.0,
        "reward_success": 0.0,
    }


def test_survival_pays_a_day_at_each_boundary_and_the_days_at_the_end():
    state = allocate(1)
    tracker = Tracker(task(Goal(DAYS, 2), reward=Reward((Term(DAYS),), bonus=2.0)), 1)
    tracker.begin(state, everyone(state))
    paid = {}
    for age in (23999, 24000, 47999, 48000):
        state.clock["age"] = age
        outcome = tracker.measure(state, everyone(state))
        paid[age] = (outcome.reward[0], bool(outcome.success[0]))
    assert paid == {23999: (0.0, False), 24000: (1.0, False), 47999: (0.0, False), 48000: (3.0, True)}


def test_a_new_life_begins_its_days_anew():
    state = allocate(1)
    tracker = Tracker(task(Goal(DAYS, 2), reward=Reward((Term(DAYS),))), 1)
    tracker.begin(state, everyone(state))
    state.clock["age"] = 30000
    tracker.measure(state, everyone(state))
    state.players["born"] = 30000  # died, and came back
    assert tracker.measure(state, everyone(state)).reward[0] == -1.0  # as MineDojo's statistic falls back to 0
    state.clock["age"] = 70000
    assert not tracker.measure(state, everyone(state)).success[0]


@pytest.mark.parametrize(("every", "expected"), [(True, [False, False, True]), (False, [True, True, True])])
def test_all_or_any_of_several_goals(every, expected):
    state = allocate(3)
    tracker = Tracker(task(Goal(STICKS, 1), Goal(COWS, 1), every=every), 3)
    tracker.begin(state, everyone(state))
    give(state, STICK, [1, 0, 1])
    state.kills[:, 0, COW] = [0, 1, 1]
    assert tracker.measure(state, everyone(state)).success.tolist() == expected


def test_worlds_that_rest_get_nothing_and_are_not_forgotten():
    state = allocate(2)
    tracker = Tracker(task(Goal(STICKS, 1), reward=Reward((Term(STICKS),))), 2)
    tracker.begin(state, everyone(state))
    give(state, STICK, 1)
    outcome = tracker.measure(state, np.array([True, False]))
    assert (outcome.reward.tolist(), outcome.success.tolist()) == ([1.0, 0.0], [True, False])
    assert tracker.measure(state, everyone(state)).reward.tolist() == [0.0, 1.0]


SIGHTS = {"tree": 14, "coal_ore": 26}
"""Blocks from a player, in front of it, in `in_front`."""


def in_front():
    state = flat_world(2)
    put(state, 0, FLOOR + 2, SIGHTS["tree"], "log")
    for x, y in itertools.product(range(3, 6), range(FLOOR + 1, FLOOR + 4)):  # one alone might fall between two rays
        put(state, x, y, SIGHTS["coal_ore"], "coal_ore")
    state.top[1] = state.top[0]
    return state


@pytest.mark.parametrize(
    ("kind", "within", "expected"),
    [("tree", 16, True), ("tree", 10, False), ("coal_ore", 16, False), ("coal_ore", 32, True), ("water", 32, False)],
)
def test_what_is_in_view_counts_within_its_distance(kind, within, expected):
    state = in_front()
    state.blocks[1] = state.blocks[0]
    state.players["yaw"][1] = 179.0
    tracker = Tracker(task(Goal(Measure(Quantity.VIEW, kind, within))), 2)
    tracker.begin(state, everyone(state))
    assert tracker.measure(state, everyone(state)).success.tolist() == [expected, False]


def test_views_of_worlds_that_rest_are_not_looked_at_and_change_nothing():
    state = in_front()
    tracker = Tracker(task(Goal(TREES), reward=Reward((Term(TREES),))), 2)
    tracker.begin(state, np.array([True, False]))
    state.blocks[1] = state.blocks[0]
    outcome = tracker.measure(state, np.array([False, True]))
    assert (outcome.success.tolist(), outcome.reward.tolist()) == ([False, True], [0.0, 1.0])


def test_depth_is_counted_in_whole_blocks_from_where_the_episode_began():
    state = flat_world()
    tracker = Tracker(task(Goal(Measure(Quantity.DEPTH), 2)), 1)
    tracker.begin(state, everyone(state))
    success = []
    for depth in (0.0, -1.25, 1.0, 1.999, 1.5, 2.0, 2.4):
        state.players["y"] = FLOOR + 1 - depth
        success.append(bool(tracker.measure(state, everyone(state)).success[0]))
    assert success == [False, False, False, True, True, True, True]


@pytest.mark.parametrize("of", [Quantity.LAND, Quantity.SURFACE])
def test_standing_on_land_and_on_the_surface(of):
    state = flat_world()
    tracker = Tracker(task(Goal(Measure(of))), 1)
    tracker.begin(state, everyone(state))

    def success(**fields):
        for name, value in ({"on_ground": 1, "in_water": 0, "y": FLOOR + 1} | fields).items():
            state.players[name] = value
        return bool(tracker.measure(state, everyone(state)).success[0])

    assert success()
    assert not success(on_ground=0)
    assert not success(in_water=1)


def test_the_bottom_of_a_shaft_is_not_the_surface_and_a_hillside_is():
    state = flat_world()
    tracker = Tracker(task(Goal(Measure(Quantity.SURFACE))), 1)
    tracker.begin(state, everyone(state))
    state.players["y"] = FLOOR - 4
    state.light[0, 0, 0, FLOOR - 4 :] = 15 << 4
    assert not tracker.measure(state, everyone(state)).success[0]
    state.light[0, :2, :, FLOOR - 4 :] = 15 << 4  # six of the nine columns
    assert tracker.measure(state, everyone(state)).success[0]
    state.light[0, 0, 0] = 14 << 4  # under a leaf
    assert not tracker.measure(state, everyone(state)).success[0]


def test_a_task_without_success_never_ends():
    state = allocate(2)
    tracker = Tracker(task(reward=Reward()), 2)
    tracker.begin(state, everyone(state))
    outcome = tracker.measure(state, everyone(state))
    assert (outcome.reward.tolist(), outcome.success.tolist()) == ([0.0, 0.0], [False, False])


@pytest.mark.parametrize(
    ("measure", "nearest"), [(Measure(Quantity.ITEM, "stik"), "stick"), (Measure(Quantity.KILL, "cwo"), "cow")]
)
def test_unknown_names_are_refused(measure, nearest):
    with pytest.raises(UnknownNameError, match=nearest):
        Tracker(task(Goal(measure)), 1)


def test_senseless_goals_are_refused():
    for name in ("", "bed"):
        with pytest.raises(ValueError, match="nearby"):
            Measure(Quantity.NEARBY, name)
    with pytest.raises(ValueError, match="days"):
        Measure(Quantity.DAYS, "log")
    with pytest.raises(ValueError, match="water"):
        Measure(Quantity.VIEW, "watre")
    with pytest.raises(ValueError, match="within"):
        Measure(Quantity.VIEW, "water", within=40)
    with pytest.raises(ValueError, match="depth"):
        Measure(Quantity.DEPTH, "log")
    with pytest.raises(ValueError, match="at least 1"):
        Goal(STICKS, 0)
    with pytest.raises(ValueError, match="goal"):
        Success(())


def test_a_shelter_counts_while_it_stands_around_the_player():
    state = flat_world(2)
    tracker = Tracker(task(Goal(Measure(Quantity.SHELTER, "planks"))), 2)
    tracker.begin(state, everyone(state))
    for x, y, z in ((1, 1, 0), (1, 2, 0), (-1, 1, 0), (-1, 2, 0), (0, 1, 1), (0, 2, 1), (0, 1, -1), (0, 2, -1)):
        put(state, x, FLOOR + y, z, "planks")
    assert tracker.measure(state, everyone(state)).success.tolist() == [False, False]
    put(state, 0, FLOOR + 3, 0, "planks", 2)
    assert tracker.measure(state, everyone(state)).success.tolist() == [True, False]


def test_what_is_forbidden_spoils_success_for_good():
    state = allocate(3)
    state.kills[:, 0, COW] = 7
    success = Success((Goal(STICKS, 2),), never=(COWS, BOW_USES))
    tracker = Tracker(Task("test/x", "test", "do it", WorldStart(), success, 10), 3)
    tracker.begin(state, everyone(state))
    state.kills[1, 0, COW] = 8
    state.used[2, 0, BOW] = 1
    assert not tracker.measure(state, everyone(state)).success.any()
    give(state, STICK, [2, 2, 2])
    assert tracker.measure(state, everyone(state)).success.tolist() == [True, False, False]
    tracker.begin(state, np.array([False, True, False]))  # a new episode
    give(state, STICK, [2, 4, 2])
    assert tracker.measure(state, everyone(state)).success.tolist() == [True, True, False]


def test_only_kills_and_uses_can_be_forbidden():
    with pytest.raises(ValueError, match="never happen is a kill or a use, not item_stick"):
        Success((Goal(COWS),), never=(STICKS,))
