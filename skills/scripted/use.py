"""Using an item so that the game counts it: armour is worn, a hoe tills, any other tool digs, a block is put down.

All of it shows in the inventory: what was worn or put down is gone from it, and what was dug or tilled with wears.
"""

from collections.abc import Generator

from envs.overworld.gamedata import RULES, item_index
from envs.overworld.rules import OPAQUE_CUBE
from skills.executor import HANDS, Action, Cause, Observation, Outcome
from skills.graph import WIELDED, WORN
from skills.record import Kind, Skill, used_item
from skills.scripted.acts import Acts, amount, look_around, take

_DIG: tuple[Action, ...] = ({"attack": 1},) * 60
"""Dirt and logs give way within these; where stone does not, another place is tried."""
_TILL: tuple[Action, ...] = ({"attack": 1}, {}, {"use": 1}, {})
"""What grows on the ground goes first."""

_Way = Generator[Action, Observation, Observation | None]
"""Returns what was seen after the item was used, None if it could not be."""


def can_use(skill: Skill) -> bool:
    """Return whether a script can: not with bows, nor with what stands on certain ground alone."""
    item = used_item(skill.item) if skill.kind is Kind.USE else None
    return item is not None and (item.endswith(WIELDED + WORN) or _is_cube(item))


def use(skill: Skill, count: int) -> Acts:
    """Use an item so many times."""
    item = used_item(skill.item)
    assert item is not None
    way = _wear if item.endswith(WORN) else _work
    observation = yield {}
    for _ in range(count):
        if not amount(observation, item):
            return Outcome(False, Cause.NO_MATERIALS, f"no {item} to use")
        after = yield from way(item, observation)
        if after is None:
            return Outcome(False, Cause.BLOCKED, f"nothing here to use the {item} on")
        observation = after
    return Outcome(True)


def _wear(item: str, observation: Observation) -> _Way:
    """Put armour on."""
    observation = yield take(observation, (item,))
    return observation if item_index(item) in observation["equipment"]["name"][HANDS + 1 :] else None


def _work(item: str, observation: Observation) -> _Way:
    """Dig, till or build on the ground around, until there is less of the item."""
    observation = yield take(observation, (item,))
    slot = int((observation["inventory"]["name"] == item_index(item)).argmax())
    steps = _TILL if item.endswith("_hoe") else _DIG if item.endswith(WIELDED) else ({"place": slot + 1},)
    left = _left_of(item, observation)
    for turns in look_around():
        for action in turns:
            observation = yield action
        for step in steps:
            observation = yield step
            if _left_of(item, observation) < left:
                return observation
    return None


def _left_of(item: str, observation: Observation) -> tuple[int, float]:
    """Return how many there are, and how much of what is in hand is left, which a tool that wears loses."""
    return amount(observation, item), float(observation["equipment"]["cur_durability"][HANDS])


def _is_cube(item: str) -> bool:
    block = int(RULES.items[item_index(item)]["block"])
    return block > 0 and bool(RULES.blocks["flags"][block] & OPAQUE_CUBE)
