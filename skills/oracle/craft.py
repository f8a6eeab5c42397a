"""Crafting and smelting by the functional actions, checked against the inventory."""

from envs.overworld.gamedata import item_index
from skills.executor import Cause
from skills.oracle.body import Behaviour, Body, Failed
from skills.oracle.stations import go_to_station


def make(
    body: Body, action: str, item: str, variant: int | None, count: int, stations: tuple[str, ...]
) -> Behaviour[None]:
    """Craft or smelt until `count` more of an item are carried.

    Args:
        body: The player.
        action: `craft` or `smelt`.
        item: Name of the product.
        variant: Its variant, if only one will do.
        count: How many more.
        stations: Stations that must be near.

    Raises:
        Failed: A station or an ingredient is missing.
    """
    goal = body.count(item, variant) + count
    while (have := body.count(item, variant)) < goal:
        for station in stations:
            yield from go_to_station(body, station)
        yield {action: item_index(item)}
        if body.count(item, variant) == have:
            raise Failed(Cause.NO_MATERIALS, f"the ingredients of {item} are not there")
