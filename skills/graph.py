"""The skill graph: every skill that the game data and the sources of items give, and who makes what."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from envs.overworld.gamedata import FUELS, RULES, SMELT_TICKS, TABLE, UnknownNameError, item_index
from skills.blueprints import BLUEPRINTS, MATERIALS, SPARE_BLOCKS
from skills.mobs import mob_skills
from skills.record import Effort, Kind, Skill, Variant, any_of, fits, item_name, use_of
from skills.statistics import Statistics

STATIONS = ("crafting_table", "furnace")
"""Blocks that are placed to work at, and picked up again."""
BURN_TICKS: dict[str, int] = {row["name"]: row["burn_ticks"] for row in TABLE["items"] if row["burn_ticks"]}
"""Ticks that a fuel burns; one coal (1,600) smelts eight items."""
DURABILITY: dict[str, int] = {row["name"]: row["max_damage"] for row in TABLE["items"] if row["max_damage"]}
"""Uses of a tool."""
STACK_SIZE: dict[str, int] = {row["name"]: row["stack_size"] for row in TABLE["items"]}
"""Items that share a slot."""

WIELDED = ("_sword", "_pickaxe", "_axe", "_shovel", "_hoe")
"""Endings of the names of what is used by hand."""
WORN = ("_helmet", "_chestplate", "_leggings", "_boots")
"""Endings of the names of what is used by wearing it."""
BOW = "bow"

_FIND_LIMIT = 1200
_COLLECT_LIMIT = 1500
_PLACE_LIMIT = 200
_PICKUP_LIMIT = 400
_CRAFT_LIMIT = 100
_BUILD_LIMIT = 2500
_USE_LIMIT = 600
_STATION_NAMES: dict[str, tuple[str, ...]] = {"hand": (), "table": ("crafting_table",), "furnace": ("furnace",)}
_ARTICLES = {"coal", "dirt", "sand", "gravel", "clay", "string", "paper", "sugar", "glass", "wool", "planks", "stone"}


class SkillGraph:
    """Skills by name, and the skills that make an item."""

    def __init__(self, skills: Mapping[str, Skill], missing: Mapping[str, str], fuels: tuple[str, ...] = FUELS) -> None:
        self.skills = dict(skills)
        self.missing = dict(missing)
        self.fuels = fuels
        self._without: dict[frozenset[str], SkillGraph] = {}
        self._producers: dict[str, list[tuple[Skill, int]]] = defaultdict(list)
        for skill in self.skills.values():
            if skill.kind not in (Kind.FIND, Kind.PLACE, Kind.PICKUP):
                for index, variant in enumerate(skill.variants):
                    self._producers[item_name(variant.item)].append((skill, index))

    def __getitem__(self, name: str) -> Skill:
        """Return a skill.

        Raises:
            UnknownNameError: There is no such skill; the message gives the nearest ones.
        """
        if name not in self.skills:
            raise UnknownNameError("skill", name, list(self.skills))
        return self.skills[name]

    def __contains__(self, name: str) -> bool:
        return name in self.skills

    def producers(self, demand: str) -> Iterator[tuple[Skill, int]]:
        """Yield every skill, and which of its variants, that makes an item key or a structure."""
        for name in any_of(item_name(demand)):
            for skill, index in self._producers.get(name, ()):
                if fits(skill.variants[index].item, demand):
                    yield skill, index

    def without(self, names: frozenset[str]) -> "SkillGraph":
        """Return the graph without some skills; the same one for the same names, as much is worked out from a graph."""
        if not names:
            return self
        if names not in self._without:
            kept = {name: skill for name, skill in self.skills.items() if name not in names}
            self._without[names] = SkillGraph(kept, self.missing, self.fuels)
        return self._without[names]

    def with_statistics(self, measured: Mapping[str, Statistics]) -> "SkillGraph":
        """Return the graph with what is known of its skills, by name; of other skills nothing is kept."""
        known = ((name, statistics) for name, statistics in measured.items() if name in self)
        updated = {name: replace(self[name], statistics=statistics) for name, statistics in known}
        return SkillGraph({**self.skills, **updated}, self.missing, self.fuels)


@lru_cache(maxsize=1)
def skill_graph() -> SkillGraph:
    """Return the graph of the Overworld."""
    sources = yaml.safe_load(Path(__file__).with_name("sources.yaml").read_text(encoding="utf-8"))
    skills = [
        *_crafting(),
        *_smelting(),
        *_collecting(sources),
        *_sights(sources["sights"]),
        *_stations(),
        *_building(),
        *mob_skills(sources["mobs"], item_key),
        *_using(),
    ]
    missing = {item: reason for reason, items in sources["missing"].items() for item in items}
    for item in missing:
        item_index(item_name(item))
    return SkillGraph({skill.name: skill for skill in skills}, missing)


def item_key(item: str, variant: int | None) -> str:
    """Return the key of an item: with its variant where some recipe takes one variant only."""
    return f"{item}#{variant}" if variant is not None and item in _discriminated() else item


@lru_cache(maxsize=1)
def _discriminated() -> frozenset[str]:
    recipes = TABLE["recipes"] + TABLE["smelting"]
    return frozenset(need["item"] for recipe in recipes for need in recipe["needs"] if need["meta"] is not None)


def _variants(recipes: list[dict[str, Any]]) -> dict[str, list[Variant]]:
    """Group recipes by item. Those that dye or carve an item into another variant of itself are left out."""
    result: dict[str, list[Variant]] = defaultdict(list)
    for recipe in recipes:
        if any(need["item"] == recipe["item"] for need in recipe["needs"]):
            continue
        consumes: dict[str, int] = defaultdict(int)
        for need in recipe["needs"]:
            consumes[item_key(need["item"], need["meta"])] += need["count"]
        made = item_key(recipe["item"], recipe["meta"])
        variant = Variant(dict(consumes), made, recipe["count"], _STATION_NAMES[recipe["station"]])
        if variant not in result[recipe["item"]]:
            result[recipe["item"]].append(variant)
    return result


def _crafting() -> Iterator[Skill]:
    for item, variants in _variants(TABLE["recipes"]).items():
        prompt = f"craft {_with_article(item)}"
        effort = Effort(ticks=5, ticks_each=2)
        yield Skill(f"craft_{item}", Kind.CRAFT, item, tuple(variants), prompt, _CRAFT_LIMIT, effort=effort)


def _smelting() -> Iterator[Skill]:
    for item, variants in _variants(TABLE["smelting"]).items():
        effort = Effort(ticks=20, ticks_each=SMELT_TICKS)
        prompt = f"smelt {_with_article(item)}"
        yield Skill(f"smelt_{item}", Kind.SMELT, item, tuple(variants), prompt, _COLLECT_LIMIT, effort=effort)


def _collecting(sources: Mapping[str, Any]) -> Iterator[Skill]:
    """Yield a find and a collect skill for each item of the natural blocks."""
    rows = [{"block": block, **row} for block, row in sources["blocks"].items()] + sources["also"]
    for row in rows:
        block = next(block for block in TABLE["blocks"] if block["name"] == row["block"])
        item = item_name(row["gives"])
        tools, yielded = _drop(block, item)
        blocks = (block["name"],) if item != "dirt" else ("dirt", "grass")
        uses = Effort(0, row["each"], row.get("dig", 0), 1 / yielded)
        find = Effort(ticks=row["find"])
        near = (item,)
        look = f"find {_with_article(block['name'])}"
        found = (Variant({}, item),)
        yield Skill(f"find_{item}", Kind.FIND, item, found, look, _FIND_LIMIT, blocks, effort=find)
        variants = (Variant({}, row["gives"], nearby=near),)
        yield Skill(
            f"collect_{item}", Kind.COLLECT, item, variants, row["prompt"], _COLLECT_LIMIT, blocks, tools, effort=uses
        )


def _sights(sources: Mapping[str, Any]) -> Iterator[Skill]:
    """Yield a find skill for each block from which nothing is taken."""
    for name, row in sources.items():
        found, effort = (Variant({}, name),), Effort(ticks=row["find"])
        blocks = tuple(row["blocks"])
        yield Skill(f"find_{name}", Kind.FIND, name, found, f"find {name}", _FIND_LIMIT, blocks, effort=effort)


def _drop(block: Mapping[str, Any], item: str) -> tuple[tuple[str, ...], float]:
    """Return the tools with which a block drops an item, and how many it drops on average."""
    drop = next(drop for drop in block["drops"] if drop["item"] == item)
    tools = (drop["tool"],) if drop.get("tool") else tuple(block["harvest_tools"]) if block["needs_tool"] else ()
    return tools, (drop["low"] + drop["high"]) / 2 * drop.get("chance", 1.0)


def _stations() -> Iterator[Skill]:
    for station in STATIONS:
        block = next(block for block in TABLE["blocks"] if block["name"] == station)
        tools = tuple(block["harvest_tools"]) if block["needs_tool"] else ()
        name = station.replace("_", " ")
        placed = (Variant({station: 1}, station),)
        taken = (Variant({}, station, nearby=(station,)),)
        place, pickup = Effort(ticks=30), Effort(ticks=100, tool_uses=1)
        yield Skill(f"place_{station}", Kind.PLACE, station, placed, f"place a {name}", _PLACE_LIMIT, effort=place)
        yield Skill(
            f"pickup_{station}",
            Kind.PICKUP,
            station,
            taken,
            f"break the {name} and pick it up",
            _PICKUP_LIMIT,
            (station,),
            tools,
            effort=pickup,
        )


def _building() -> Iterator[Skill]:
    for blueprint in BLUEPRINTS.values():
        blocks = blueprint.blocks + SPARE_BLOCKS
        variants = tuple(Variant({material: blocks}, f"{blueprint.name}#{material}") for material in MATERIALS)
        effort = Effort(ticks=100 + 20 * blocks)
        prompt = f"build a {blueprint.name}"
        yield Skill(
            f"build_{blueprint.name}", Kind.BUILD, blueprint.name, variants, prompt, _BUILD_LIMIT, effort=effort
        )


def _using() -> Iterator[Skill]:
    """Yield a skill for each item that can be shown to be of use: dug with, struck with, worn, placed, shot."""
    for row in TABLE["items"]:
        item = row["name"]
        if item.endswith(WIELDED + WORN) or item == BOW or RULES.items[item_index(item)]["block"]:
            needs = {item: 1, "arrow": 1} if item == BOW else {item: 1}
            key, effort = use_of(item), Effort(ticks=60)
            prompt = f"use {_with_article(item)}"
            yield Skill(key, Kind.USE, key, (Variant(needs, key),), prompt, _USE_LIMIT, effort=effort)


def _with_article(item: str) -> str:
    name = item.replace("_", " ")
    if item in _ARTICLES or item.endswith(("s", "dust")):
        return name
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
