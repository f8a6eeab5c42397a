"""Which of the things carried strikes best, and whether there is a bow or a shield."""

from envs.overworld.gamedata import ITEM_NAMES, item_index
from envs.overworld.player.combat import ATTACK_DAMAGE, ATTACK_SPEED
from envs.overworld.player.inventory import CARRIED
from skills.oracle.body import Behaviour, Body
from skills.oracle.tools import hold

OFF_HAND = 40
_SHIELD = item_index("shield")
_ARROWS = ("arrow", "tipped_arrow", "spectral_arrow")
_TICKS = 20.0
_WEAPONS = ("sword", "axe")
_FINE_TOOLS = ("pickaxe", "shovel", "hoe")


def take_weapon(body: Body, health: float = 20.0) -> Behaviour[None]:
    """Take in hand what kills something of so much health soonest; tools only where they are better than a fist."""
    best = min(range(CARRIED), key=lambda slot: _rank(body, slot, health))
    item = int(body.slots[best]["item"])
    if item != int(body.slots[int(body.player["selected"])]["item"]):
        yield from hold(body, best)


def _rank(body: Body, slot: int, health: float) -> tuple[float, bool, bool, int]:
    item = int(body.slots[slot]["item"])
    blows = -(-health // float(ATTACK_DAMAGE[item]))
    ticks = (blows - 1) * _TICKS / float(ATTACK_SPEED[item])
    kind = ITEM_NAMES[item].rpartition("_")[2]
    return ticks, kind in _FINE_TOOLS, slot != int(body.player["selected"]), slot


def blow_ticks(body: Body) -> int:
    """Ticks that what is in hand takes between two blows of full strength."""
    return round(_TICKS / float(ATTACK_SPEED[int(body.slots[int(body.player["selected"])]["item"])]) + 0.49)


def has_shield(body: Body) -> bool:
    """Whether a shield is in the off hand, and nothing in the main hand that the use key would use instead."""
    item = int(body.slots[int(body.player["selected"])]["item"])
    name = ITEM_NAMES[item].rpartition("_")[2]
    return bool(body.slots[OFF_HAND]["item"] == _SHIELD and (name in _WEAPONS or item == 0))


def bow_slot(body: Body) -> int | None:
    """Slot of a bow, if there are arrows for it."""
    stacks = body.slots
    arrows = any(ITEM_NAMES[int(stack["item"])] in _ARROWS and stack["count"] > 0 for stack in stacks)
    return body.slot_of("bow") if arrows else None


def attack_damage(body: Body) -> float:
    """Health points of a full blow with what is in hand."""
    return float(ATTACK_DAMAGE[int(body.slots[int(body.player["selected"])]["item"])])
