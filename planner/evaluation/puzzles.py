"""Puzzles of crafting like Plancraft's, drawn from our own recipes: what they take is found by trying everything.

As Plancraft's sampler does: a target's recipe is taken apart, some of what it needs again, and so on, down to what is
put into the inventory; things that no recipe on the way takes lie beside it. Impossible ones lack something that was
needed. Whether they are possible, and in how many runs of recipes, is not for a planner to say (`exhaustive.py`).
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from envs.overworld.gamedata import TABLE
from planner.evaluation.crafting import Need, Puzzle, Recipe
from planner.evaluation.exhaustive import TooManyStatesError, fewest_runs

_DEEPEST = 4
_EACH = 4
"""Possible puzzles of each depth, and impossible ones, for a seed."""
_MOST = 24
"""Items that are needed, at most."""
_DISTRACTORS = (4, 8, 16)
_STACK = 16
"""Distractors of one kind, at most."""


def own_puzzles(seeds: Iterable[int]) -> Iterator[Puzzle]:
    """Yield for each seed four puzzles of each depth from one to four recipes on end, and four impossible ones."""
    for seed in seeds:
        chance = random.Random(seed)
        for number in range(_EACH):
            for depth in range(1, _DEEPEST + 1):
                yield _drawn(chance, f"seed {seed}, depth {depth}, {number}", depth, possible=True)
            yield _drawn(chance, f"seed {seed}, impossible {number}", 1 + number % _DEEPEST, possible=False)


@cache
def own_recipes() -> tuple[Recipe, ...]:
    """Return the game's recipes for crafting and smelting. Variants of an item are told apart where a recipe does."""
    rows = TABLE["recipes"] + TABLE["smelting"]
    named = [need for row in rows for need in row["needs"] if need["meta"] is not None]
    kinds: dict[str, set[int]] = {need["item"]: set() for need in named}
    for thing in named + rows:
        if thing["item"] in kinds:
            kinds[thing["item"]].add(thing["meta"])
    ways = Counter[str]()
    recipes = []
    for row in rows:
        made = f"{row['item']}_{row['meta']}" if row["item"] in kinds else row["item"]
        name = f"{'smelt' if row['station'] == 'furnace' else 'craft'}_{made}"
        ways[name] += 1
        numbered = f"{name}_way_{ways[name]}" if ways[name] > 1 else name
        recipes.append(Recipe(numbered, tuple(_need(need, kinds) for need in row["needs"]), made, row["count"]))
    return tuple(recipes)


def _need(row: Mapping[str, Any], kinds: Mapping[str, set[int]]) -> Need:
    item, meta, count = row["item"], row["meta"], row["count"]
    if item not in kinds:
        return Need(item, (item,), count)
    if meta is not None:
        return Need(f"{item}_{meta}", (f"{item}_{meta}",), count)
    return Need(f"any_{item}", tuple(f"{item}_{kind}" for kind in sorted(kinds[item])), count)


@cache
def _makers() -> dict[str, list[Recipe]]:
    makers: dict[str, list[Recipe]] = defaultdict(list)
    for recipe in own_recipes():
        makers[recipe.makes].append(recipe)
    return dict(makers)


def _drawn(chance: random.Random, name: str, depth: int, possible: bool) -> Puzzle:
    """Draw puzzles until one is of this depth, and as possible as it is to be."""
    while True:
        target = chance.choice(sorted(_makers()))
        needed, seen = Counter[str](), {target}
        if _taken_apart(chance, target, 1, depth, needed, seen) != depth or needed.total() > _MOST:
            continue
        if not possible:
            lost = chance.choice(sorted(needed))
            needed[lost] -= chance.randint(1, needed[lost])
        inventory = dict(+needed) | _distractors(chance, seen)
        try:
            fewest = fewest_runs(own_recipes(), inventory, target)
        except TooManyStatesError:
            continue
        if (fewest is not None) == possible:
            return Puzzle(name, target, inventory, possible, fewest)


def _taken_apart(chance: random.Random, item: str, count: int, depth: int, needed: Counter[str], seen: set[str]) -> int:
    """Add what so many of an item take, and return how many recipes on end that are.

    Args:
        chance: Draws recipes, and what is taken apart further.
        item: What is to be made.
        count: How many.
        depth: Recipes on end, at most.
        needed: What is to be held; this is added to.
        seen: Items that recipes on the way take or make; this is added to, and none is made of itself.
    """
    ways = [recipe for recipe in _makers().get(item, ()) if not seen & {i for need in recipe.needs for i in need.items}]
    if not ways or not depth:
        needed[item] += count
        return 0
    recipe = chance.choice(ways)
    runs = -(-count // recipe.count)
    seen |= {item for need in recipe.needs for item in need.items}
    deep = chance.randrange(len(recipe.needs))
    depths = []
    for number, need in enumerate(recipe.needs):
        further = depth - 1 if number == deep else chance.randrange(depth)
        depths.append(_taken_apart(chance, chance.choice(need.items), need.count * runs, further, needed, seen))
    return 1 + max(depths)


def _distractors(chance: random.Random, seen: set[str]) -> dict[str, int]:
    """Draw items that no recipe on the way takes or makes."""
    others = sorted({item for recipe in own_recipes() for need in recipe.needs for item in need.items} - seen)
    return {item: chance.randint(1, _STACK) for item in chance.sample(others, chance.choice(_DISTRACTORS))}
