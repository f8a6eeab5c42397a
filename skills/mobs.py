"""Skills that need animals and monsters: hunt, shear, milk, wait for eggs. What a kill yields comes from the loot."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from envs.overworld.gamedata import TABLE
from skills.record import Effort, Kind, Skill, Variant, item_name, trophy

_LEAST_YIELD = 0.05
"""Of an item, a kill, on average; what drops more rarely is not hunted for."""
_FIND_LIMIT = 3000
_HUNT_LIMIT = 3000
_SHEAR_TICKS = 80
_SHEAR_YIELD = 2.0
_MILK_TICKS = 60
_EGG_TICKS = 9000
"""Ticks between two eggs of one hen, on average (6,000 to 12,000)."""
_HENS = 3
_LOOT = {row["name"]: row.get("loot", []) for row in TABLE["mobs"]}


def mob_skills(mobs: Mapping[str, Any], key_of: Callable[[str, int | None], str]) -> Iterator[Skill]:
    """Yield the skills about mobs.

    Args:
        mobs: Rows of `sources.yaml`.
        key_of: Gives the key of an item and its variant.
    """
    for mob, row in mobs.items():
        name = _named(mob)
        sight = (Variant({}, mob),)
        yield Skill(f"find_{mob}", Kind.FIND, mob, sight, f"find {name}", _FIND_LIMIT, effort=Effort(row["find"]))
        yield _skill(f"hunt_{mob}", Kind.FIGHT, mob, trophy(mob), f"hunt {name}", Effort(0, row["kill"]))
        gains = kill_yields(mob, key_of) | row.get("also", {})
        for key, mean in gains.items():
            item = item_name(key)
            if mean >= _LEAST_YIELD and item in row.get("gives", [item]):
                effort = Effort(0, row["kill"] / mean)
                prompt = f"hunt {name} for {item.replace('_', ' ')}"
                yield _skill(f"fight_{mob}_for_{item}", Kind.FIGHT, mob, key, prompt, effort)
        if "shear" in row:
            effort = Effort(0, _SHEAR_TICKS / _SHEAR_YIELD, 0, 1 / _SHEAR_YIELD)
            yield _skill(f"shear_{mob}", Kind.SHEAR, mob, row["shear"], f"shear {name}", effort, tools=("shears",))
        if "milk" in row:
            effort = Effort(0, _MILK_TICKS)
            yield _skill(f"milk_{mob}", Kind.MILK, mob, row["milk"], f"milk {name}", effort, {"bucket": 1})
        if "lays" in row:
            effort = Effort(0, _EGG_TICKS / _HENS)
            prompt = f"wait for {name} to lay an egg"
            yield _skill(f"collect_{row['lays']}", Kind.COLLECT, mob, row["lays"], prompt, effort)


def kill_yields(mob: str, key_of: Callable[[str, int | None], str]) -> dict[str, float]:
    """Return how many of each item key one kill by a player drops, on average."""
    yields: dict[str, float] = defaultdict(float)
    for pool in _LOOT[mob]:
        rows = pool.get("of", [pool])
        rolls = sum(pool.get("rolls", [1, 1])) / 2 * pool.get("chance", 1.0)
        weights = sum(row.get("weight", 1) for row in rows)
        for row in rows:
            low, high = row.get("count", [1, 1])
            counts = [max(0, count) for count in range(low, high + 1)]
            share = row.get("weight", 1) / weights
            yields[key_of(row["item"], row.get("meta", 0))] += rolls * share * sum(counts) / len(counts)
    return dict(yields)


def _skill(
    name: str,
    kind: Kind,
    mob: str,
    key: str,
    prompt: str,
    effort: Effort,
    consumes: Mapping[str, int] | None = None,
    tools: tuple[str, ...] = (),
) -> Skill:
    variants = (Variant(consumes or {}, key, nearby=(mob,)),)
    return Skill(name, kind, item_name(key), variants, prompt, _HUNT_LIMIT, (), tools, effort=effort)


def _named(mob: str) -> str:
    name = mob.replace("_", " ")
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
