"""MineDojo's tasks: what can be played, how it begins, and what it pays."""

import re
from pathlib import Path

import pytest

from envs.overworld.gamedata import UnknownNameError
from envs.tasks import Goal, Measure, Quantity, Reward, Term, UnavailableTaskError, get_task, list_tasks
from envs.tasks.coverage import coverage
from envs.tasks.minedojo import specs

COVERAGE = coverage()


def items(start):
    return {stack.slot: (stack.item, stack.count) for stack in start.inventory}


def test_ids_are_those_of_the_main_branch():
    groups = {group: found.total for group, found in COVERAGE.groups.items()}
    assert groups == {"combat": 471, "harvest": 895, "techtree": 213, "survival": 2}
    assert COVERAGE.total == len(specs()) == 1581
    assert sum("enderman_end" in task_id for task_id in specs()) == 9


def test_at_least_1000_can_be_played_and_all_others_say_why():
    assert COVERAGE.loadable >= 1000
    playable = [task for task in list_tasks(suite="minedojo") if task.group in COVERAGE.groups]
    assert COVERAGE.loadable == len(playable)
    assert COVERAGE.loadable + sum(COVERAGE.refused.values()) == COVERAGE.total
    assert len(COVERAGE.reasons) == sum(COVERAGE.refused.values())


def test_the_documentation_gives_these_numbers():
    text = (Path(__file__).parents[3] / "docs/tasks.md").read_text(encoding="utf-8")
    assert f"{COVERAGE.total:,}, of which {COVERAGE.loadable:,} can be played" in text
    table = text.partition("| not playable | for want of |")[2].partition("\n\n")[0]
    assert sorted(map(int, re.findall(r"^\| (\d+) \|", table, re.MULTILINE))) == sorted(COVERAGE.refused.values())


def test_a_fight_begins_armed_at_night_and_alone():
    task = get_task("minedojo/combat_zombie_forest_iron_armors_diamond_sword_shield")
    assert items(task.start) == {
        0: ("diamond_sword", 1),
        36: ("iron_boots", 1),
        37: ("iron_leggings", 1),
        38: ("iron_chestplate", 1),
        39: ("iron_helmet", 1),
        40: ("shield", 1),
    }
    (mob,) = task.start.mobs
    assert (mob.mob, mob.count, mob.low, mob.high) == ("zombie", 1, (-7, 1, -7), (7, 1, 7))
    assert (task.start.biome, task.start.start_time) == ("forest", 18000)
    assert not task.start.daylight_cycle
    assert not task.start.mob_spawning
    kills = Measure(Quantity.KILL, "zombie")
    assert task.success.goals == (Goal(kills),)
    assert task.reward == Reward((Term(kills, 1.0),))
    assert task.text == "kill a zombie in a forest at night, with a diamond sword, iron armour and a shield"
    assert task.max_steps is None


def test_animals_are_hunted_by_day():
    task = get_task("combat_cow_plains_barehand")
    assert (task.start.start_time, task.start.daylight_cycle, task.start.inventory) == (0, True, ())
    assert task.text == "hunt a cow on plains"


def test_harvest_asks_for_more_than_there_is():
    task = get_task("harvest_8_iron_ingot_taiga_with_furnace_and_fuel")
    assert task.id == "minedojo/harvest_8_iron_ingot_taiga_with_furnace_and_fuel"
    assert items(task.start) == {0: ("furnace", 1), 1: ("coal", 50)}
    ingots = Measure(Quantity.ITEM, "iron_ingot")
    assert task.success.goals == (Goal(ingots, 8),)
    assert task.reward == Reward((Term(ingots, 1.0),))
    assert task.start.mob_spawning
    assert task.voxels.shape == (3, 3, 3)


def test_tech_tree_asks_for_use():
    task = get_task("techtree_from_wood_to_iron_pickaxe")
    assert [stack.item for stack in task.start.inventory] == [
        f"wooden_{tool}" for tool in ("pickaxe", "axe", "hoe", "sword", "shovel")
    ]
    got, used = Measure(Quantity.ITEM, "iron_pickaxe"), Measure(Quantity.USE, "iron_pickaxe")
    assert task.success.goals == (Goal(used),)
    assert task.reward == Reward((Term(got, 1.0), Term(used, 10.0)))


def test_what_the_game_never_counts_a_use_of_has_only_to_be_had():
    for item in ("clock", "compass"):
        goals = get_task(f"techtree_from_stone_to_redstone_{item}").success.goals
        assert goals == (Goal(Measure(Quantity.ITEM, item)),)


def test_survival_asks_for_100_days():
    task = get_task("minedojo/survival_sword_food")
    days = Measure(Quantity.DAYS)
    assert task.success.goals == (Goal(days, 100),)
    assert task.reward == Reward((Term(days, 1.0),), bonus=100.0)
    assert items(task.start) == {0: ("iron_sword", 1), 1: ("cooked_beef", 8)}


@pytest.mark.parametrize(
    ("task_id", "cause", "words"),
    [
        ("combat_zombie_pigman_nether_iron_armors_iron_sword_shield", "the Nether", "takes place in the Nether"),
        ("combat_enderman_end_iron_armors_iron_sword_shield", "the End", "takes place in the End"),
        ("combat_guardian_ocean_iron_armors_iron_sword_shield", "guardian", "no guardian"),
        ("harvest_1_quartz_with_furnace_and_fuel", "the Nether", "quartz is found in the Nether"),
        ("harvest_8_ender_eye", "the Nether", "ender_eye needs blaze_rod, which is found in the Nether"),
        ("harvest_1_cookie", "cocoa pods", "cookie needs cocoa_beans"),
        ("harvest_1_cooked_fish", "fishing", "cooked_fish needs fish"),
        ("harvest_1_glass_swampland", "sand in swampland", "world of swampland alone"),
        ("techtree_from_iron_to_redstone_comparator", "the Nether", "comparator needs quartz"),
        ("playthrough", "the End", "takes place in the End"),
    ],
)
def test_a_refused_task_names_what_is_missing(task_id, cause, words):
    with pytest.raises(UnavailableTaskError, match=words) as caught:
        get_task(task_id)
    assert caught.value.missing.cause == cause
    assert task_id in str(caught.value)


def test_unknown_tasks_suites_and_groups_name_the_nearest():
    with pytest.raises(UnknownNameError, match="plan4mc/craft_stick"):
        get_task("plan4mc/craft_stik")
    with pytest.raises(UnknownNameError, match="harvest_1_log"):
        get_task("harvest_1_logg")
    with pytest.raises(UnknownNameError, match="Cut-Trees"):
        list_tasks("cut-trees")
    with pytest.raises(UnknownNameError, match="plan4mc"):
        list_tasks(suite="plan4")


def test_every_playable_task_can_be_put_into_a_world():
    for task in list_tasks(suite="minedojo"):
        assert task.start.stacks()["count"].sum() == sum(stack.count for stack in task.start.inventory)
        assert len(task.start.summons()) == len(task.start.mobs)
        assert task.text.isascii()
