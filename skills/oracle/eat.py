"""Eating when hunger would slow the player down."""

from envs.overworld.gamedata import ITEM_NAMES, RULES
from envs.overworld.player.inventory import CARRIED
from skills.oracle.body import Behaviour, Body
from skills.oracle.tools import hold

_HUNGRY = 6
"""Food points at which sprinting ends (1.11.2)."""
_SPARE_TICKS = 8
_UNHEALTHY = ("rotten_flesh", "spider_eye", "poisonous_potato", "chicken")


def eat_if_hungry(body: Body) -> Behaviour[None]:
    """Eat what is carried while hungry; without food nothing is done."""
    while int(body.player["food"]) <= _HUNGRY and (slot := _food_slot(body)) is not None:
        yield from hold(body, slot)
        before = int(body.player["food"])
        item = int(body.slots[int(body.player["selected"])]["item"])
        for _ in range(int(RULES.items[item]["use_ticks"]) + _SPARE_TICKS):
            if int(body.player["food"]) > before:
                break
            yield {"use": 1}
        else:
            return


def _food_slot(body: Body) -> int | None:
    """First slot with something to eat that does no harm."""
    for slot in range(CARRIED):
        item = int(body.slots[slot]["item"])
        if RULES.items[item]["food"] > 0 and RULES.items[item]["use_ticks"] > 0 and ITEM_NAMES[item] not in _UNHEALTHY:
            return slot
    return None
