"""The skill graph against the game's tables and against the published graph of Plan4MC."""

import json
from pathlib import Path

import pytest

from envs.overworld.gamedata import ITEM_NAMES, MOB_NAMES, TABLE, UnknownNameError, item_index
from skills.graph import BURN_TICKS, DURABILITY, item_key, skill_graph
from skills.mobs import kill_yields
from skills.record import Kind, fits, item_name, killed_mob
from skills.statistics import Statistics

GRAPH = skill_graph()
PUBLISHED = json.loads((Path(__file__).parent / "data" / "plan4mc_skills.json").read_text(encoding="utf-8"))["skills"]

DIFFERENCES = {
    "trapdoor": "the published yield is 1; the game gives 2",
    "coal": "published as two logs for one charcoal; one is the fuel, and planks, coal or sticks burn as well",
    "iron_ingot": "published with one coal for each ingot; one coal smelts eight",
    "cooked_beef": "published with one plank for each; one plank smelts one and a half",
    "cooked_mutton": "published with one plank for each; one plank smelts one and a half",
}
MOB_SKILLS = {
    "milk_bucket": "milk_cow",
    "wool": "shear_sheep",
    "beef": "fight_cow_for_beef",
    "leather": "fight_cow_for_leather",
    "mutton": "fight_sheep_for_mutton",
}


def consumed(variant):
    return {item_name(key): count for key, count in variant.consumes.items()}


@pytest.mark.parametrize("record", [r for r in PUBLISHED if r["type"] == "crafting"], ids=lambda r: r["skill"])
def test_published_recipes_are_ours_or_explained(record):
    item = record["skill"]
    stations = tuple(key.removesuffix("_nearby") for key in record["require"])
    skills = [GRAPH[name] for name in (f"craft_{item}", f"smelt_{item}") if name in GRAPH]
    same = any(
        consumed(variant) == record["consume"]
        and variant.nearby == stations
        and variant.count == record["obtain"][item]
        for skill in skills
        for variant in skill.variants
    )
    assert skills
    assert same != (item in DIFFERENCES)


def test_published_places_are_ours():
    for record in PUBLISHED:
        name = record["skill"].removesuffix("_nearby")
        if record["type"] == "finding" and name not in ("cow", "sheep"):
            assert GRAPH[f"find_{name}"].kind is Kind.FIND
        if record["skill"] in ("crafting_table_nearby", "furnace_nearby"):
            place, pickup = GRAPH[f"place_{name}"], GRAPH[f"pickup_{name}"]
            assert consumed(place.variants[0]) == record["consume"]
            assert pickup.variants[0].item == name


def test_published_collecting_needs_the_same_tools():
    """The published graph names the cheapest tool; ours every tool that works, which includes it."""
    for record in PUBLISHED:
        item = record["skill"]
        if record["type"] == "manipulation" and not item.endswith("_nearby") and item not in MOB_SKILLS:
            skill = GRAPH[f"collect_{item}"]
            published = [tool for tool in record["require"] if tool in DURABILITY]
            assert set(published) <= set(skill.tools)
            assert bool(published) == bool(skill.tools)


@pytest.mark.parametrize("item", MOB_SKILLS)
def test_published_skills_about_mobs_are_ours(item):
    published = next(record for record in PUBLISHED if record["skill"] == item)
    mob = next(
        key.removesuffix("_nearby") for key in (*published["require"], *published["consume"]) if "_nearby" in key
    )
    skill = GRAPH[MOB_SKILLS[item]]
    assert skill.variants[0].nearby == (mob,)
    assert GRAPH[f"find_{mob}"].kind is Kind.FIND
    assert not skill.unavailable
    assert consumed(skill.variants[0]) == ({"bucket": 1} if item == "milk_bucket" else {})
    assert skill.tools == (("shears",) if item == "wool" else ())


@pytest.mark.parametrize(
    ("mob", "key", "mean"),
    [
        ("cow", "beef", 2.0),  # 1 to 3
        ("cow", "leather", 1.0),  # 0 to 2
        ("spider", "spider_eye", 1 / 3),  # -1 to 1
        ("rabbit", "rabbit_foot", 0.1),  # one in ten
        ("witch", "stick", 0.5),  # 1 to 3 rolls of eight, two of them sticks, 0 to 2 of them
        ("zombie", "iron_ingot", 0.025 / 3),
    ],
)
def test_yields_follow_from_the_loot(mob, key, mean):
    assert kill_yields(mob, item_key)[key] == pytest.approx(mean)


def test_every_mob_can_be_found_and_hunted():
    for mob in MOB_NAMES:
        assert GRAPH[f"find_{mob}"].item == mob
        assert killed_mob(GRAPH[f"hunt_{mob}"].item) == mob


def test_every_recipe_between_different_items_is_there():
    for recipe in TABLE["recipes"] + TABLE["smelting"]:
        item = recipe["item"]
        needs = {}
        for need in recipe["needs"]:
            key = item_key(need["item"], need["meta"])
            needs[key] = needs.get(key, 0) + need["count"]
        if item in {need["item"] for need in recipe["needs"]}:
            continue
        made = item_key(item, recipe["meta"])
        assert any(
            skill.variants[index].consumes == needs and skill.variants[index].count == recipe["count"]
            for skill, index in GRAPH.producers(made)
        ), recipe


def test_alternatives_are_kept():
    names = {skill.name for skill, _ in GRAPH.producers("coal")}
    assert names == {"collect_coal", "smelt_coal", "craft_coal"}
    assert {consumed(v).popitem()[0] for v in GRAPH["craft_planks"].variants} == {"log", "log2"}
    assert sum(1 for skill, _ in GRAPH.producers("torch")) == 2


@pytest.mark.parametrize(
    ("skill", "weakest", "too_weak"),
    [
        ("collect_cobblestone", "wooden_pickaxe", None),
        ("collect_coal", "wooden_pickaxe", None),
        ("collect_iron_ore", "stone_pickaxe", "wooden_pickaxe"),
        ("collect_dye", "stone_pickaxe", "wooden_pickaxe"),
        ("collect_gold_ore", "iron_pickaxe", "stone_pickaxe"),
        ("collect_redstone", "iron_pickaxe", "stone_pickaxe"),
        ("collect_diamond", "iron_pickaxe", "stone_pickaxe"),
        ("collect_snowball", "wooden_shovel", "wooden_pickaxe"),
        ("collect_leaves", "shears", "iron_axe"),
    ],
)
def test_tool_tiers(skill, weakest, too_weak):
    assert weakest in GRAPH[skill].tools
    assert too_weak not in GRAPH[skill].tools


def test_numbers_of_the_game():
    durability = {tool: DURABILITY[tool] for tool in ("wooden_pickaxe", "stone_pickaxe", "iron_pickaxe", "shears")}
    assert durability == {"wooden_pickaxe": 59, "stone_pickaxe": 131, "iron_pickaxe": 250, "shears": 238}
    assert (BURN_TICKS["coal"], BURN_TICKS["planks"], BURN_TICKS["stick"]) == (1600, 300, 100)


def test_every_item_is_made_or_its_absence_explained():
    for item in ITEM_NAMES:
        assert any(True for _ in GRAPH.producers(item)) or item in GRAPH.missing, item


def test_names_are_of_the_game():
    for skill in GRAPH.skills.values():
        for key in [*skill.tools, *(key for variant in skill.variants for key in variant.consumes)]:
            item_index(item_name(key))


def test_unknown_skill_names_the_nearest():
    with pytest.raises(UnknownNameError, match="collect_log"):
        GRAPH["colect_log"]


def test_without_and_statistics_leave_the_graph_alone():
    smaller = GRAPH.without(frozenset({"collect_coal"}))
    assert "collect_coal" not in smaller
    assert "collect_coal" in GRAPH
    slow = GRAPH.with_statistics({"collect_coal": Statistics(successes=1, failures=3, asked=8, ticks=8000)})
    assert slow["collect_coal"].cost(2) > 4 * GRAPH["collect_coal"].cost(2)


def test_keys_fit():
    assert fits("dye#4", "dye")
    assert fits("dye", "dye#4")
    assert not fits("dye#1", "dye#4")
    assert not fits("log", "log2")
