"""What an order forbids is not done, buildings stand where it says, and it is done in time."""

import pytest

from planner.goal import Ban, Goal, Structure, Target
from planner.monitor import Finish, Monitor
from planner.plan import Plan, PlanError, Step, believe, verify
from planner.search import plan
from planner.situation import Situation
from skills.executor import Outcome

PICKAXES = tuple(Ban("use", f"{made_of}_pickaxe") for made_of in ("wooden", "stone", "iron", "golden", "diamond"))


def steps(goal, **start):
    """Return the names of the skills of a plan."""
    return [step.skill for step in plan(goal, start).steps]


def wants(item, count=1, **conditions):
    return Goal(targets=(Target(item, count),), **conditions)


def test_a_forbidden_fuel_is_not_burnt():
    free, bound = wants("glass", 8), wants("glass", 8, bans=(Ban("use", "planks"),))
    start = {"sand": 8, "furnace": 1, "coal": 5, "planks": 64}
    burnt = [step.fuel for goal in (free, bound) for step in plan(goal, start).steps if step.skill == "smelt_glass"]
    assert burnt == ["planks", "coal"]


@pytest.mark.parametrize(
    ("goal", "reason"),
    [
        (wants("iron_ingot", bans=(Ban("use", "furnace"),)), "furnace, which the order forbids"),
        (wants("stone_pickaxe", bans=(Ban("use", "crafting_table"),)), "crafting table, which the order forbids"),
        (wants("leather", bans=(Ban("kill", "animal"),)), "dead animal, which the order forbids"),
        (wants("coal", bans=PICKAXES), "pickaxe, which the order forbids"),
        (wants("glass", bans=(Ban("use", "crafting_table"),)), "crafting table, which the order forbids"),
        (wants("anvil", bans=(Ban("use", "stone_pickaxe"),)), "stone pickaxe, which the order forbids"),
        (Goal(structures=(Structure("shelter", "planks", "cave"),)), "a cave cannot be looked for"),
        (Goal(finds=("cave",)), "a cave cannot be looked for: there is no skill find_cave"),
        (Goal(finds=("ender_dragon",)), "a ender_dragon cannot be looked for"),
    ],
)
def test_what_cannot_be_done_on_such_conditions_is_refused(goal, reason):
    with pytest.raises(PlanError, match=reason):
        plan(goal, {})


def test_what_could_not_be_had_anyway_is_not_blamed_on_the_order():
    with pytest.raises(PlanError, match="quartz is found in the Nether") as error:
        plan(wants("comparator", bans=(Ban("use", "crafting_table"),)), {})
    assert "forbids" not in str(error.value)


def test_what_is_held_tells_what_is_to_blame():
    with pytest.raises(PlanError, match="crafting table, which the order forbids"):
        plan(wants("comparator", bans=(Ban("use", "crafting_table"),)), {"quartz": 1})


def test_a_tool_that_is_left_is_used_where_another_is_forbidden():
    names = steps(wants("cobblestone", 3, bans=(Ban("use", "wooden_pickaxe"),)), stone_pickaxe=1)
    assert names == ["find_cobblestone", "collect_cobblestone"]


def test_the_only_tool_that_is_left_is_made_however_far_it_is():
    """Without a wooden pickaxe stone is mined with one of gold, from what zombie pigmen drop."""
    assert "craft_golden_pickaxe" in steps(wants("torch", bans=(Ban("use", "wooden_pickaxe"),)))


def test_another_way_is_taken_where_one_is_forbidden():
    assert "fight_sheep_for_wool" in steps(wants("wool", 2))
    assert "shear_sheep" in steps(wants("wool", 2, bans=(Ban("kill", "sheep"),)))
    assert "shear_sheep" in steps(wants("wool", 2, bans=(Ban("kill", "animal"),)))


def test_what_needs_nothing_forbidden_is_planned_as_ever():
    assert steps(wants("stick", 4, bans=(Ban("use", "crafting_table"),))) == steps(wants("stick", 4))


def test_a_table_may_be_had_where_none_may_be_used():
    assert steps(wants("crafting_table", bans=(Ban("use", "crafting_table"),)))[-1] == "craft_crafting_table"


@pytest.mark.parametrize("material", ["planks", "dirt"])
def test_a_shelter_is_built_where_the_water_is(material):
    names = steps(Goal(structures=(Structure("shelter", material, "water"),)))
    assert names[-2:] == ["find_water", "build_shelter"]


def test_a_furnace_that_was_worked_at_elsewhere_is_taken_to_the_tree():
    goal = Goal(targets=(Target("iron_ingot", 1),), structures=(Structure("furnace", "cobblestone", "tree"),))
    assert steps(goal)[-3:] == ["pickup_furnace", "find_log", "place_furnace"]


def test_a_furnace_in_reach_does_not_stand_near_a_tree_before_one_is_found():
    goal = Goal(structures=(Structure("furnace", "cobblestone", "tree"),))
    monitor = Monitor(goal)
    here = Situation({"wooden_pickaxe": 1}, frozenset({"furnace"}), {"wooden_pickaxe": [59]})
    names = []
    for _ in range(3):
        chosen = monitor.next_step(here)
        names.append(chosen.skill)
        monitor.record(chosen, Outcome(True), 10)
        here = Situation({"furnace": 1}, frozenset()) if chosen.skill == "pickup_furnace" else here
    assert names == ["pickup_furnace", "find_log", "place_furnace"]
    assert monitor.next_step(Situation({}, frozenset({"furnace"}))) == Finish(True, "the goal is reached")


def test_a_plan_that_sets_a_furnace_down_anywhere_is_refused():
    goal = Goal(structures=(Structure("furnace", "cobblestone", "tree"),))
    belief = believe({"furnace": 1})
    with pytest.raises(PlanError, match="ends without furnace near tree"):
        verify(Plan(goal, (Step("place_furnace"),)), belief)
    verify(Plan(goal, (Step("find_log"), Step("place_furnace"))), belief)


def test_as_many_as_can_be_had_goes_on_until_there_are_no_more():
    monitor = Monitor(Goal(most=("log",)))
    held, counts = 0, []
    for _ in range(100):
        chosen = monitor.next_step(Situation({"log": held} if held else {}))
        if isinstance(chosen, Finish):
            break
        if chosen.skill == "collect_log":
            counts.append(chosen.count)
            held += chosen.count
        monitor.record(chosen, Outcome(True), 10)
    assert chosen.success, chosen.reason
    assert len(counts) > 3
    assert held == sum(counts)


def test_of_what_there_is_to_be_most_one_will_do_where_no_more_can_be_had():
    monitor = Monitor(Goal(most=("log",)))
    chosen, held = None, 0
    while not isinstance(chosen, Finish):
        if chosen is not None:
            found = chosen.skill == "find_log" and not held
            held += chosen.skill == "collect_log" and not held
            monitor.record(chosen, Outcome(found), 10)
        chosen = monitor.next_step(Situation({"log": held} if held else {}))
    assert chosen.success
    assert "no more can be had" in chosen.reason


@pytest.mark.parametrize(
    ("goal", "time_of_day", "ticks"),
    [
        (wants("log"), 6000, None),
        (wants("log", within=90), 6000, 1800),
        (wants("log", before="night"), 6000, 7000),
        (wants("log", before="night"), 14000, 23000),
        (wants("log", before="morning"), 6000, 18000),
        (wants("log", before="night", within=60), 6000, 1200),
    ],
)
def test_time_limits(goal, time_of_day, ticks):
    assert goal.time_limit(time_of_day) == ticks


def test_what_is_to_be_found_is_looked_for_last_and_once():
    goal = Goal(targets=(Target("log", 2),), finds=("water", "cow", "tree"))
    assert steps(goal) == ["find_log", "collect_log", "find_water", "find_cow"]
    monitor, done = Monitor(goal), []
    situation = Situation()
    while not isinstance(step := monitor.next_step(situation), Finish):
        done.append(step.skill)
        lost = step.skill == "find_water" and done.count("find_water") == 1
        situation = Situation({"log": 2} if "collect_log" in done else {})
        monitor.record(step, Outcome(not lost), 100)
    assert done == ["find_log", "collect_log", "find_water", "find_water", "find_cow"]
    assert step.success
