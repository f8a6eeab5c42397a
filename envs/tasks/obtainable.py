"""What a player can come by in a world: from its blocks and mobs on, everything that drops, grows, is made or smelted.

An item is a pair (name, metadata). The closure starts from `sources` and applies the game's own tables until nothing
new comes; tools count as needed where the table says that a block yields nothing without.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from envs.overworld.gamedata import TABLE
from envs.tasks.sources import natural_blocks, natural_mobs

Item = tuple[str, int]

_BLOCKS: dict[str, dict[str, Any]] = {row["name"]: row for row in TABLE["blocks"]}
_MOBS: dict[str, dict[str, Any]] = {row["name"]: row for row in TABLE["mobs"]}
_RECIPES: list[dict[str, Any]] = TABLE["recipes"] + TABLE["smelting"]
_STATIONS = {"hand": None, "table": "crafting_table", "furnace": "furnace"}

FARMED = {
    "wheat_seeds": ("wheat", "farmland"),
    "carrot": ("carrots", "farmland"),
    "potato": ("potatoes", "farmland"),
    "beetroot_seeds": ("beetroots", "farmland"),
    "pumpkin_seeds": ("pumpkin", "farmland"),
    "melon_seeds": ("melon_block", "farmland"),
    "nether_wart": ("nether_wart", "soul_sand"),
}
"""What is planted: the block that it becomes, and what it grows on (farmland can be made anywhere)."""
WOOL_COLOURS = (0, 6, 7, 8, 12, 15)
"""Colours of sheep by nature: white, pink, gray, light gray, brown, black."""
_COLLECTED = {"water": "water_bucket", "lava": "lava_bucket"}


@dataclass(frozen=True)
class Needs:
    """One way to an item: all of `tools` (any of each group) and `things` must be at hand."""

    gives: Item
    things: tuple[tuple[str, int | None], ...]
    tools: tuple[str, ...] = ()


@cache
def obtainable(biome: str | None, given: frozenset[str] = frozenset(), mobs: frozenset[str] = frozenset()) -> set[Item]:
    """Return all items of a world of one biome (None: all biomes), beginning with some items and mobs more."""
    have: set[Item] = {(name, 0) for name in given}
    alive = natural_mobs(biome) | mobs
    natural = natural_blocks(biome)
    ways = [*_from_mobs(alive), *_recipes(), *_gathered(natural)]
    while True:
        names = {name for name, _ in have}
        new = {way.gives for way in ways if way.gives not in have and _possible(way, have, names)}
        new |= {item for item in _farmed(names) if item not in have}
        if not new:
            return have
        have |= new


def _possible(way: Needs, have: set[Item], names: set[str]) -> bool:
    if way.tools and names.isdisjoint(way.tools):
        return False
    return all(name in names if meta is None else (name, meta) in have for name, meta in way.things)


def _gathered(natural: dict[str, set[int]]) -> Iterator[Needs]:
    """Yield what breaking natural blocks gives, what is scooped up, and obsidian."""
    for name, kinds in natural.items():
        for kind in kinds:
            yield from _drops(name, kind)
    for liquid, filled in _COLLECTED.items():
        if liquid in natural:
            yield Needs((filled, 0), (("bucket", None),))
    if "lava" in natural:  # water that flows over still lava turns it into obsidian
        for way in _drops("obsidian", 0):
            yield Needs(way.gives, (*way.things, ("water_bucket", None)), way.tools)


def _drops(block: str, meta: int) -> Iterator[Needs]:
    row = _BLOCKS[block]
    for drop in row["drops"]:
        if "metas" in drop and meta not in drop["metas"]:
            continue
        kind = drop.get("meta")
        tools = tuple(row["harvest_tools"]) if row["needs_tool"] else ()
        if drop.get("tool") == "shears":
            tools = ("shears",)
        yield Needs((drop["item"], meta & row["variant_mask"] if kind is None else kind), (), tools)


def _farmed(names: set[str]) -> Iterator[Item]:
    """Yield what fields give."""
    for seed, (crop, ground) in FARMED.items():
        if seed in names and (ground == "farmland" or ground in names):
            for meta in range(16):
                yield from (way.gives for way in _drops(crop, meta) if not way.tools)


def _from_mobs(mobs: Iterable[str]) -> Iterator[Needs]:
    for mob in mobs:
        for item in _loot(mob):
            yield Needs(item, ())
    if "chicken" in mobs:
        yield Needs(("egg", 0), ())
    if "cow" in mobs or "mooshroom" in mobs:
        yield Needs(("milk_bucket", 0), (("bucket", None),))
    if "mooshroom" in mobs:
        yield Needs(("mushroom_stew", 0), (("bowl", None),))
    if "sheep" in mobs:
        yield from (Needs(("wool", colour), ()) for colour in WOOL_COLOURS)


def _loot(mob: str) -> Iterator[Item]:
    for pool in _MOBS[mob].get("loot", ()):
        for entry in pool.get("of", [pool]):
            yield entry["item"], entry.get("meta", 0)
            if "cooked" in entry:
                yield entry["cooked"], 0


@cache
def _recipes() -> tuple[Needs, ...]:
    ways = []
    for recipe in _RECIPES:
        station = _STATIONS[recipe["station"]]
        things = tuple((need["item"], need["meta"]) for need in recipe["needs"])
        things += ((station, None),) if station else ()
        ways.append(Needs((recipe["item"], recipe["meta"] or 0), things))
    return tuple(ways)


def ways_to(item: str) -> list[list[Item]]:
    """Return the lists of ingredients of the recipes that make an item; metadata -1 means any."""
    return [
        [(need["item"], -1 if need["meta"] is None else need["meta"]) for need in recipe["needs"]]
        for recipe in _RECIPES
        if recipe["item"] == item
    ]
