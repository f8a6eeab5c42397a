"""The suites that ship: what they play against the published lists, and that all of it can be played."""

import random
from fractions import Fraction

import numpy as np
import pytest

from envs.overworld.action import ACTION
from envs.overworld.batch import OverworldBatch, OverworldConfig
from envs.overworld.gamedata import biome_id, item_index
from envs.suites import Ability, load_suite, suite_names
from envs.tasks import Quantity, get_task, list_tasks, minedojo
from envs.tasks.tracker import Tracker

NAMES = suite_names()
# Entries by group as published, those that cannot be played here included.
GROUPS = {
    "plan4mc-24": {"Cut-Trees": 7, "Mine-Stones": 7, "Interact-Mobs": 10},
    "plan4mc-40": {"Cut-Trees": 10, "Mine-Stones": 10, "Interact-Mobs": 10, "Mine-Ores": 10},
    "plan4mc-40-slow": {"Cut-Trees": 10, "Mine-Stones": 10, "Interact-Mobs": 10, "Mine-Ores": 10},
    "minedojo-programmatic": {"combat": 471, "harvest": 895, "techtree": 213, "survival": 2},
    "minedojo-100": {"combat": 29, "harvest": 58, "techtree": 13},
    "minedojo-harvest": {"harvest": 895},
    "minedojo-combat": {"combat": 471},
    "minedojo-techtree": {"techtree": 213},
    "minedojo-survival": {"survival": 2},
    "optimus-67": {"Wood": 10, "Stone": 9, "Iron": 16, "Gold": 6, "Diamond": 7, "Redstone": 6, "Armor": 13},
    "deps-71": {"MT1-basic": 13, "MT2-simple-tools": 12, "MT3-food": 7, "MT4-dig-down": 8, "MT5-equipment": 9,
                "MT6-complex-tools": 7, "MT7-iron": 13, "MT8-diamond": 1},
}  # fmt: skip
LIMITS = {
    "optimus-67": {"Wood": 2400, "Stone": 6000, "Iron": 24000, "Gold": 36000, "Diamond": 36000, "Redstone": 36000,
                   "Armor": 36000},
    "deps-71": {"MT1-basic": 3000, "MT2-simple-tools": 3000, "MT3-food": 6000, "MT4-dig-down": 3000,
                "MT5-equipment": 6000, "MT6-complex-tools": 6000, "MT7-iron": 9000, "MT8-diamond": 12000},
}  # fmt: skip
# VPT's reward: the most that is paid for an item, and for how many of them (None: there is no end to it).
CHAIN = {
    "log": (1, 8), "planks": (1, 20), "stick": (1, 16), "crafting_table": (1, 1), "wooden_pickaxe": (1, 1),
    "cobblestone": (1, 11), "stone_pickaxe": (1, 1), "furnace": (1, 1), "coal": (2, 5), "torch": (2, 16),
    "iron_ore": (4, 3), "iron_ingot": (4, 3), "iron_pickaxe": (4, 1), "diamond": (Fraction(8, 3), None),
    "diamond_pickaxe": (8, None),
}  # fmt: skip


def groups_of(suite):
    counts = dict(suite.groups)
    for entry in suite.unavailable:
        counts[entry.group] = counts.get(entry.group, 0) + 1
    return counts


def inventory(task):
    return {stack.item: stack.count for stack in task.start.inventory}


def test_a_hundred_are_drawn_from_all():
    everything = {entry.id for entry in load_suite("minedojo-programmatic").entries}
    assert len({entry.id for entry in load_suite("minedojo-100").entries} & everything) == 100


def test_all_that_should_ship_does():
    own = {"techtree", "vpt-items", "skills", "orders-en", "orders-zh"}
    assert set(NAMES) == set(GROUPS) | own


@pytest.mark.parametrize("name", NAMES)
def test_a_suite_says_what_it_is_and_fits_together(name):
    suite = load_suite(name)
    assert suite.name == name
    assert suite.version >= 1
    assert suite.about
    assert suite.source
    assert suite.episodes == len(suite.entries) * len(suite.protocol.seeds)
    ids = [entry.id for entry in (*suite.entries, *suite.unavailable)]
    assert len(ids) == len(set(ids))
    for entry in suite.entries:
        assert entry.task.prompt
        assert entry.task.max_steps >= 1
        Tracker(entry.task, 1)  # every item, mob and block is there
    assert all(entry.reason for entry in suite.unavailable)


@pytest.mark.parametrize("name", GROUPS)
def test_groups_are_the_published_ones(name):
    assert groups_of(load_suite(name)) == GROUPS[name]


@pytest.mark.parametrize("name", LIMITS)
def test_limits_are_the_published_ones(name):
    assert {entry.group: entry.task.max_steps for entry in load_suite(name).entries} == LIMITS[name]


@pytest.mark.parametrize("name", NAMES)
def test_samples_of_it_begin_as_they_say(name):
    entries = load_suite(name).entries
    for entry in random.Random(0).sample(entries, min(4, len(entries))):
        batch = OverworldBatch(OverworldConfig(task=entry.task, image_size=None), 1)
        batch.reset([load_suite(name).protocol.seed], np.ones(1, np.bool_), {})
        state = batch.world.state
        slots = state.slots[0, 0]
        for item, count in inventory(entry.task).items():
            assert slots["count"][slots["item"] == item_index(item)].sum() >= count
        biome = entry.task.start.biome_for(load_suite(name).protocol.seed)
        assert state.clock["biome"][0] == (-1 if biome is None else biome_id(biome))
        _, terminated, _, facts = batch.step(np.zeros(1, ACTION), np.ones(1, np.bool_))
        assert not facts["success"][0], entry.id  # nothing is won by doing nothing
        assert not terminated[0]


def test_plan4mc_begins_with_the_published_inventories():
    by_id = {entry.id: entry.task for entry in load_suite("plan4mc-40").entries}
    assert inventory(by_id["craft_stick"]) == {}
    assert inventory(by_id["craft_torch_with_logs"]) == {"log": 10}
    assert inventory(by_id["craft_lever_with_wooden_pickaxe"]) == {"wooden_pickaxe": 1}
    assert inventory(by_id["craft_bed_with_crafting_table_and_shears"]) == {"crafting_table": 1, "shears": 1}
    assert inventory(by_id["craft_iron_trapdoor_with_stone_pickaxe"]) == {"stone_pickaxe": 5, "dirt": 64}


def test_the_slow_plan4mc_differs_in_the_speed_of_mining_ores_alone():
    fast, slow = ({entry.id: entry for entry in load_suite(name).entries} for name in ("plan4mc-40", "plan4mc-40-slow"))
    assert set(fast) == set(slow)
    assert {entry.task.start.break_speed for entry in slow.values()} == {1.0}
    for name, entry in fast.items():
        assert entry.task.start.break_speed == (10.0 if entry.group == "Mine-Ores" else 1.0)
        other = slow[name]
        assert (inventory(entry.task), entry.task.max_steps, entry.task.success, entry.group) == (
            inventory(other.task), other.task.max_steps, other.task.success, other.group)  # fmt: skip


def test_the_first_version_of_plan4mc_is_in_the_second_and_has_no_ores():
    first, second = ({entry.id: entry.task for entry in load_suite(f"plan4mc-{n}").entries} for n in (24, 40))
    assert first.items() <= second.items()


def test_minedojo_is_all_of_the_catalog_and_nothing_is_typed_in():
    suite = load_suite("minedojo-programmatic")
    assert [entry.id for entry in suite.entries] == [
        spec.id for spec in minedojo.specs().values() if minedojo.missing(spec) is None
    ]
    assert len(suite.entries) + len(suite.unavailable) == len(minedojo.specs())
    reasons = {entry.id: entry.reason for entry in suite.unavailable}
    assert "the Nether" in reasons["harvest_1_quartz"]


def test_survival_has_time_for_its_days():
    for entry in load_suite("minedojo-survival").entries:
        (goal,) = entry.task.success.goals
        assert entry.task.max_steps >= goal.count * 24_000


def test_vpt_pays_as_published_for_one_chain_in_the_same_worlds():
    entries = load_suite("vpt-items").entries
    assert [entry.id for entry in entries] == list(CHAIN)
    for entry in entries:
        paid, most = CHAIN[entry.id]
        assert entry.pays.most == most
        assert entry.pays.each * (most or 1) == pytest.approx(float(paid))
        assert [(goal.measure.name, goal.count) for goal in entry.task.success.goals] == [(entry.id, 1)]
    assert sum(entry.pays.each * entry.pays.most for entry in entries if entry.pays.most) == pytest.approx(24)
    assert len({(entry.task.prompt, entry.task.start, entry.task.max_steps) for entry in entries}) == 1


def test_optimus_begins_with_nothing_in_a_plain_world():
    suite = load_suite("optimus-67")
    for entry in suite.entries:
        start = entry.task.start
        assert inventory(entry.task) == {}
        assert (start.mobs, start.site, start.break_speed) == ((), None, 1)
        assert (start.respawn, start.daylight_cycle, start.mob_spawning) == (False, True, True)
    later = {"smoker", "smithing_table", "chain", "blast_furnace", "stonecutter"}
    assert {entry.id for entry in suite.unavailable} == later
    assert all("ore" in row.differs for row in suite.published if row.method == "Optimus-1")


def test_deps_begins_as_in_its_simulator():
    for entry in load_suite("deps-71").entries:
        start = entry.task.start
        assert (start.biome, start.spawn_radius, start.daylight_cycle) == ("plains", 100, False)
        assert inventory(entry.task) == {"diamond_axe": 1}
        assert {mob.mob: mob.count for mob in start.mobs} == dict.fromkeys(("sheep", "cow", "pig", "chicken"), 4)


def test_skills_are_the_catalogs_own_tasks():
    assert [entry.task for entry in load_suite("skills").entries] == list_tasks(suite="skills")
    assert load_suite("plan4mc-24").entries[0].task == get_task("plan4mc/craft_stick")


@pytest.mark.parametrize("name", ["orders-en", "orders-zh"])
def test_orders_cover_every_ability_and_are_measured_by_state(name):
    suite = load_suite(name)
    assert 25 <= len(suite.entries) <= 40
    assert len({entry.task.prompt for entry in suite.entries}) == len(suite.entries)
    assert {ability for entry in suite.entries for ability in entry.abilities} == set(Ability)
    asked = {goal.measure.of for entry in suite.entries for goal in entry.task.success.goals}
    assert asked >= {Quantity.ITEM, Quantity.KILL, Quantity.USE, Quantity.SHELTER, Quantity.VIEW, Quantity.DAYS}
    assert any(entry.task.success.never for entry in suite.entries)
    chinese = [any("一" <= letter <= "鿿" for letter in entry.task.prompt) for entry in suite.entries]
    assert all(chinese) if name == "orders-zh" else not any(chinese)


def test_published_rates_say_where_they_are_from():
    for name in NAMES:
        suite = load_suite(name)
        said = [(row.method, row.group, row.task, row.source) for row in suite.published]
        assert len(said) == len(set(said))
        assert all(row.differs for row in suite.published)
