"""The fewest runs of recipes that make an item, by trying everything: slow, and right whatever a planner thinks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations_with_replacement

from planner.evaluation.crafting import Need, Recipe

State = frozenset[tuple[str, int]]
"""Amounts by item."""


class TooManyStatesError(RuntimeError):
    """Trying everything takes too long."""


def fewest_runs(
    recipes: Iterable[Recipe], inventory: Mapping[str, int], target: str, most_states: int = 20_000
) -> int | None:
    """Return how many runs of recipes an item takes at least, or None if it cannot be made.

    Args:
        recipes: What can be done.
        inventory: What is held.
        target: The item, of which there is to be one.
        most_states: Inventories that are looked at.

    Raises:
        TooManyStatesError: There are more.
    """
    useful = _useful(recipes, inventory, target)
    named = {item for recipe in useful for need in recipe.needs for item in need.items} | {target}
    layer = {frozenset((item, count) for item, count in inventory.items() if item in named)}
    seen = set(layer)
    runs = 0
    while layer:
        if any(item == target for state in layer for item, _ in state):
            return runs
        layer = {after for state in layer for recipe in useful for after in _outcomes(dict(state), recipe)} - seen
        seen |= layer
        if len(seen) > most_states:
            raise TooManyStatesError(f"more than {most_states} inventories can be reached")
        runs += 1
    return None


def _useful(recipes: Iterable[Recipe], inventory: Mapping[str, int], target: str) -> list[Recipe]:
    """Return the recipes that something of what is held leads to, and that lead to the target."""
    reached, wanted = set(inventory), {target}
    left = list(recipes)
    ways: list[Recipe] = []
    while new := [recipe for recipe in left if all(reached & set(need.items) for need in recipe.needs)]:
        ways += new
        reached |= {recipe.makes for recipe in new}
        left = [recipe for recipe in left if recipe not in new]
    useful: list[Recipe] = []
    while new := [recipe for recipe in ways if recipe.makes in wanted]:
        useful += new
        wanted |= {item for recipe in new for need in recipe.needs for item in need.items}
        ways = [recipe for recipe in ways if recipe not in new]
    return useful


def _outcomes(state: dict[str, int], recipe: Recipe) -> Iterator[State]:
    """Yield every inventory that one run of a recipe can leave."""
    for left in _taken(state, recipe.needs):
        made = {**left, recipe.makes: left.get(recipe.makes, 0) + recipe.count}
        yield frozenset((item, count) for item, count in made.items() if count)


def _taken(state: dict[str, int], needs: Sequence[Need]) -> Iterator[dict[str, int]]:
    """Yield what each way of taking some needs leaves."""
    if not needs:
        yield state
        return
    held = [item for item in needs[0].items if state.get(item)]
    for chosen in combinations_with_replacement(held, needs[0].count):
        used = Counter(chosen)
        if all(state[item] >= count for item, count in used.items()):
            yield from _taken({**state, **{item: state[item] - count for item, count in used.items()}}, needs[1:])
