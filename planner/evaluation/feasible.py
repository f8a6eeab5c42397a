"""What can be had at all, from nothing: a plain fixed point over the game's tables, to hold the planner against.

It knows nothing of skills, costs or amounts. An item can be had if a natural block, an animal or a monster gives it, or
a recipe whose needs can all be had. Items are pairs of a name and a variant; None is a variant that nobody knows,
which is taken to fit, as everywhere in the planner.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import skills
from envs.overworld.gamedata import TABLE

Item = tuple[str, int | None]

_STATION = {"table": "crafting_table", "furnace": "furnace"}
_BURNT = ("coal", "planks", "log", "log2", "stick")
_RAREST = 0.05
"""Of an item, a kill, on average; what drops more rarely is not counted on."""


class Way(NamedTuple):
    """One way to an item."""

    gives: Item
    needs: tuple[Item, ...] = ()
    """All of them."""
    either: tuple[tuple[str, ...], ...] = ()
    """Names of items of which one of each group is needed: tools, stations, fuel."""


def obtainable(forbidden: Collection[str] = ()) -> set[str]:
    """Return the names of the items that can be had from nothing.

    Args:
        forbidden: Names of items of which no use may be made.
    """
    had: set[Item] = set()
    names: set[str] = set()
    left = [way for way in _ways() if not any(name in forbidden for name, _ in way.needs)]
    while True:
        found = [way for way in left if _works(way, had, names, forbidden)]
        if not found:
            return names
        had |= {way.gives for way in found}
        names |= {way.gives[0] for way in found}
        left = [way for way in left if way not in found]


def _works(way: Way, had: set[Item], names: set[str], forbidden: Collection[str]) -> bool:
    for name, variant in way.needs:
        known = name in names if variant is None else bool({(name, variant), (name, None)} & had)
        if not known:
            return False
    return all(any(name in names and name not in forbidden for name in group) for group in way.either)


@cache
def _ways() -> tuple[Way, ...]:
    sources = yaml.safe_load((Path(skills.__file__).with_name("sources.yaml")).read_text(encoding="utf-8"))
    return (*_made(), *_dug(sources), *_taken(sources["mobs"]))


def _made() -> Iterator[Way]:
    for recipe in [*TABLE["recipes"], *TABLE["smelting"]]:
        needs = tuple((need["item"], need["meta"]) for need in recipe["needs"])
        station = _STATION.get(recipe["station"])
        either = [(station,)] if station else []
        yield Way((recipe["item"], recipe["meta"]), needs, (*either, *([_BURNT] if station == "furnace" else [])))


def _dug(sources: dict[str, Any]) -> Iterator[Way]:
    blocks = {block["name"]: block for block in TABLE["blocks"]}
    rows = [*sources["blocks"].items(), *((row["block"], row) for row in sources["also"])]
    for name, row in rows:
        gives = _item(row["gives"])
        drop = next(drop for drop in blocks[name]["drops"] if drop["item"] == gives[0])
        harvest = blocks[name]["harvest_tools"] if blocks[name]["needs_tool"] else []
        tools = [drop["tool"]] if "tool" in drop else harvest
        yield Way(gives, either=(tuple(tools),) if tools else ())


def _taken(mobs: dict[str, Any]) -> Iterator[Way]:
    """Yield what mobs give: dead, shorn, milked, and laying eggs."""
    loot = {row["name"]: row.get("loot", []) for row in TABLE["mobs"]}
    for mob, row in mobs.items():
        dropped = [*_dropped(loot[mob]), *(_item(text) for text in row.get("also", ()))]
        yield from (Way(item) for item in dropped if item[0] in row.get("gives", [item[0]]))
        if "shear" in row:
            yield Way(_item(row["shear"]), either=(("shears",),))
        if "milk" in row:
            yield Way(_item(row["milk"]), (("bucket", None),))
        if "lays" in row:
            yield Way(_item(row["lays"]))


def _dropped(pools: Iterable[dict[str, Any]]) -> Iterator[Item]:
    """Yield what is dropped often enough to be counted on."""
    for pool in pools:
        rows = pool.get("of", [pool])
        often = sum(pool.get("rolls", (1, 1))) / 2 * pool.get("chance", 1.0) / sum(row.get("weight", 1) for row in rows)
        for row in rows:
            low, high = row.get("count", (1, 1))
            some = [max(0, count) for count in range(low, high + 1)]
            if often * row.get("weight", 1) * sum(some) / len(some) >= _RAREST:
                yield row["item"], row.get("meta", 0)


def _item(text: str) -> Item:
    name, _, variant = text.partition("#")
    return name, int(variant) if variant else None
