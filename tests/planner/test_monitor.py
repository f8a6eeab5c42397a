"""Watching and replanning against a world of words in which skills fail at given rates."""

import random
from dataclasses import replace

import pytest

from planner.evaluation.plan4mc import Plan4MCMonitor
from planner.language import understand
from planner.monitor import Finish, Monitor, by_search
from planner.plan import PlanError, believe
from planner.situation import Situation
from skills.executor import Cause, Outcome
from skills.graph import STATIONS, skill_graph
from skills.record import killed_mob
from skills.statistics import Statistics

DONE = Outcome(True)
CAUSES = (Cause.NOT_FOUND, Cause.UNREACHABLE, Cause.TIMEOUT, Cause.BLOCKED, Cause.NO_STATION, Cause.NO_MATERIALS)


class TextWorld:
    """Carries plans out symbolically; skills fail by chance, or always."""

    def __init__(self, inventory=None, rate=0.0, broken=(), seed=0):
        self.state = believe(inventory or {})
        self.rate, self.broken = rate, broken
        self.random = random.Random(seed)
        self.log = []

    def situation(self):
        stations = frozenset(self.state.near & set(STATIONS))
        stock = {key: count for key, count in (+self.state.stock).items() if killed_mob(key) is None}
        return Situation(stock, stations, {tool: list(left) for tool, left in self.state.uses.items()})

    def carry_out(self, step):
        self.log.append(step.skill)
        if step.skill in self.broken or self.random.random() < self.rate:
            return Outcome(False, self.random.choice(CAUSES), "bad luck")
        self.state.apply(step)
        return DONE


def play(order, world, limit=1000, monitor=Monitor):
    monitor = monitor(understand(order))
    for _ in range(limit):
        step = monitor.next_step(world.situation())
        if isinstance(step, Finish):
            return step, monitor
        monitor.record(step, world.carry_out(step), ticks=10)
    pytest.fail("the monitor goes on without end")


@pytest.mark.parametrize(
    "order", ["make a stone pickaxe", "get 8 torches", "制作一个石镐", "build a wooden shelter", "make an iron pickaxe"]
)
def test_without_failures_the_first_plan_is_carried_out(order):
    end, monitor = play(order, TextWorld())
    assert end == Finish(True, "the goal is reached")
    assert monitor.revisions == 0


def test_goal_that_is_met_needs_nothing():
    end, monitor = play("get 3 logs", TextWorld({"log": 3}))
    assert end.success
    assert monitor.history == []


def test_impossible_goal_raises_at_once():
    with pytest.raises(PlanError, match="wither"):
        play("make a nether star", TextWorld())


@pytest.mark.parametrize(
    ("rate", "episodes"), [(0.1, 20), (0.3, 20), (0.5, 10), pytest.param(0.5, 40, marks=pytest.mark.slow)]
)
def test_chance_failures_are_overcome_or_end_with_a_reason(rate, episodes):
    ends = [play("make a stone pickaxe", TextWorld(rate=rate, seed=seed))[0] for seed in range(episodes)]
    share = sum(end.success for end in ends) / len(ends)
    assert share >= {0.1: 0.95, 0.3: 0.95, 0.5: 0.85}[rate]
    assert all(end.success or "failed 9 times" in end.reason or "no success" in end.reason for end in ends)


def test_replanning_beats_giving_up_at_the_first_failure():
    worlds = [TextWorld(rate=0.2, seed=seed) for seed in range(12)]
    stubborn = sum(play("make a stone pickaxe", world)[0].success for world in worlds)
    fragile = 0
    for seed in range(12):
        monitor = Monitor(understand("make a stone pickaxe"), attempts=1, patience=1)
        world = TextWorld(rate=0.2, seed=seed)
        while not isinstance(step := monitor.next_step(world.situation()), Finish):
            monitor.record(step, world.carry_out(step), 10)
        fragile += step.success
    assert stubborn > fragile


def test_attempts_that_yield_something_are_not_counted():
    class Grudging(TextWorld):
        """Gives one unit, whatever is asked for, and calls it a failure."""

        def carry_out(self, step):
            if step.skill != "collect_log" or step.count == 1:
                return super().carry_out(step)
            self.log.append(step.skill)
            self.state.apply(replace(step, count=1))
            return Outcome(False, Cause.TIMEOUT, "bad luck")

    world = Grudging()
    end, _ = play("get 6 logs", world)
    assert end.success
    assert world.log.count("collect_log") == 6


def test_alternative_is_taken_when_a_skill_keeps_failing():
    world = TextWorld(broken=("find_coal",))
    end, monitor = play("get 8 torches", world)
    assert end.success
    assert world.log.count("find_coal") == 3
    assert "smelt_coal" in world.log
    assert set(monitor.given_up) == {"find_coal"}


def test_what_fails_costs_more_until_another_way_is_quicker():
    """With more patience than one has: coal that is not found twice is no longer the quicker way to torches."""
    world = TextWorld(broken=("find_coal",))
    monitor = Monitor(understand("get 8 torches"), attempts=50)
    while not isinstance(step := monitor.next_step(world.situation()), Finish):
        monitor.record(step, world.carry_out(step), ticks=1200)
    assert step.success
    assert world.log.count("find_coal") < 6
    assert not monitor.given_up


def test_what_earlier_episodes_taught_decides_from_the_start():
    class Known:
        def statistics(self, context):
            return {"find_coal": Statistics(1, 30, 31, 31 * 1200)} if context.night else {}

    goal = understand("get 8 torches")
    plans = []
    for night in (False, True):
        monitor = Monitor(goal, experience=Known())
        monitor.next_step(Situation(night=night))
        plans.append([step.skill for step in monitor.plan.steps])
    assert "find_coal" in plans[0]
    assert "smelt_coal" in plans[1]


def test_a_plan_knows_what_night_does_to_it():
    class Known:
        def statistics(self, context):
            return {name: Statistics(1, 9, 10, 400) for name in ("find_log", "collect_log")} if context.night else {}

    chances = {}
    for time in (None, 6_000, 12_990, 13_500, 22_990):
        monitor = Monitor(understand("get 3 logs"), experience=Known())
        monitor.next_step(Situation(time=time))
        chances[time] = monitor.plan.chance
    assert chances[None] == chances[6_000] == 1
    assert chances[13_500] == pytest.approx((3 / 12) ** 2)  # both skills by night
    assert chances[12_990] == chances[22_990] == pytest.approx(3 / 12)  # the first before nightfall, or before dawn


def test_without_an_alternative_it_gives_up_with_the_cause():
    world = TextWorld(broken=("find_cobblestone",))
    end, _ = play("make a stone pickaxe", world)
    assert not end.success
    assert "find_cobblestone failed 9 times (bad luck)" in end.reason
    assert world.log.count("find_cobblestone") == 9


def test_what_is_given_up_is_tried_again_only_where_there_is_no_other_way():
    world = TextWorld(broken=("find_coal", "smelt_coal"))
    end, _ = play("get 8 torches", world)
    assert not end.success
    assert world.log.count("find_coal") == world.log.count("smelt_coal") == 9
    first = [skill for skill in world.log if skill in ("find_coal", "smelt_coal")][:6]
    assert first == ["find_coal"] * 3 + ["smelt_coal"] * 3


def test_a_plan_with_what_was_given_up_is_kept_as_long_as_it_works_out():
    """Planners may be dear: a plan that there is no way around is not made anew at every step."""
    asked = []

    def planner(goal, belief, history):
        asked.append(len(history))
        return by_search(goal, belief, history)

    class Stubborn(TextWorld):
        def carry_out(self, step):
            fails = step.skill == "find_cobblestone" and self.log.count("find_cobblestone") < 4
            self.broken = ("find_cobblestone",) if fails else ()
            return super().carry_out(step)

    world = Stubborn()
    monitor = Monitor(understand("make a stone pickaxe"), planner=planner)
    while not isinstance(step := monitor.next_step(world.situation()), Finish):
        monitor.record(step, world.carry_out(step), ticks=10)
    assert step.success
    assert monitor.given_up == {}
    assert len(asked) <= 4  # at first, when it is given up in vain, and for what was found meanwhile


def test_a_table_that_cannot_be_picked_up_is_made_anew():
    world = TextWorld(broken=("pickup_crafting_table",))
    end, _ = play("make a stone pickaxe", world)
    assert end.success
    assert world.log.count("craft_crafting_table") == 2


def test_failed_collecting_begins_with_a_new_search():
    class OnceUnreachable(TextWorld):
        def carry_out(self, step):
            if step.skill == "collect_log" and "collect_log" not in self.log:
                self.log.append(step.skill)
                return Outcome(False, Cause.UNREACHABLE)
            return super().carry_out(step)

    world = OnceUnreachable()
    assert play("get 2 logs", world)[0].success
    assert world.log == ["find_log", "collect_log", "find_log", "collect_log"]


def test_part_of_what_was_asked_counts():
    class Slow(TextWorld):
        def carry_out(self, step):
            if step.skill == "collect_log" and step.count > 1:
                self.log.append(f"{step.skill} {step.count}")
                self.state.give("log", step.count - 1)
                self.state.near.clear()
                return Outcome(False, Cause.TIMEOUT)
            return super().carry_out(step)

    world = Slow()
    assert play("get 5 logs", world)[0].success
    assert world.log == ["find_log", "collect_log 5", "find_log", "collect_log"]


@pytest.mark.parametrize(("brought", "then"), [(1, ["collect_iron_ore 2"]), (3, []), (5, [])])
def test_what_a_search_brings_along_is_not_collected_again(brought, then):
    class Digging(TextWorld):
        def carry_out(self, step):
            outcome = super().carry_out(step)
            self.log[-1] += f" {step.count}"
            if step.skill == "find_iron_ore":
                self.state.give("iron_ore", brought)
            return outcome

    world = Digging({"stone_pickaxe": 1})
    end, monitor = play("get 3 iron ore", world)
    assert end.success
    assert monitor.revisions == 0
    assert world.log == ["find_iron_ore 1", *then]


def test_skills_that_claim_success_without_effect_do_not_loop():
    class Liar(TextWorld):
        def carry_out(self, step):
            self.log.append(step.skill)
            return DONE

    end, _ = play("make a stone pickaxe", Liar())
    assert not end.success


def test_things_lost_on_the_way_are_made_again():
    class Thief(TextWorld):
        def carry_out(self, step):
            outcome = super().carry_out(step)
            if step.skill == "collect_cobblestone" and self.log.count("collect_cobblestone") == 1:
                self.state.take("stick", self.state.available("stick"))
            return outcome

    end, monitor = play("make a stone pickaxe", Thief())
    assert end.success
    assert monitor.revisions >= 1


def test_death_ends_it():
    class Deadly(TextWorld):
        def carry_out(self, step):
            return Outcome(False, Cause.DIED)

    end, _ = play("get 3 logs", Deadly())
    assert end == Finish(False, "the player died")


def test_situations_do_not_change_the_graph():
    before = dict(skill_graph().skills)
    play("get 8 torches", TextWorld(broken=("find_coal",)))
    assert skill_graph().skills == before


def test_kills_are_remembered_although_no_observation_shows_them():
    world = TextWorld()
    end, _ = play("hunt 2 cows and make a stick", world)
    assert end.success
    assert world.log.count("hunt_cow") == 1
    assert "craft_stick" in world.log


def test_plan4mc_plays_on_where_the_search_takes_another_way():
    """Depth first there is one way to coal, and nothing but the time ends an episode."""
    assert play("make a stone pickaxe", TextWorld(rate=0.3), monitor=Plan4MCMonitor)[0].success
    world = TextWorld(broken=("find_coal",))
    with pytest.raises(pytest.fail.Exception, match="without end"):
        play("get 8 torches", world, monitor=Plan4MCMonitor)
    assert "smelt_coal" not in world.log
