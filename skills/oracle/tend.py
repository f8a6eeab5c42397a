"""What animals give alive: wool by shears, milk by the bucket, eggs by waiting."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import numpy as np

from envs.overworld.gamedata import item_index
from envs.overworld.state import ENTITY_ITEM
from skills.executor import Cause
from skills.oracle.body import Behaviour, Body, Failed
from skills.oracle.collect import pick_up_all
from skills.oracle.creatures import distance_to, gap_to, is_alive, mob_record
from skills.oracle.duel import REACH, approach_mob, chase_keys, is_at_hand, look_and_walk, on_target
from skills.oracle.hunt import find_mob, is_grown
from skills.oracle.tools import hold

_CATCH_TICKS = 600
_CLOSE = 1.8
_LIE_TICKS = 12
_NEST = 6.0
_WAIT = 20
_PATIENCE = 6
_COLOUR_WORTH = 16
"""Blocks of walking that a block of wool of the same colour is worth."""


def shear(body: Body, mob: str, item: str, count: int) -> Behaviour[None]:
    """Shear animals until `count` more of an item are carried; the colour that there is most of first.

    Raises:
        Failed: No shears, or no animal with wool.
    """
    goal = body.count(item) + count
    while body.count(item) < goal:
        slot = body.slot_of("shears")
        if slot is None:
            raise Failed(Cause.NO_TOOL, f"{item} needs shears")
        rows = yield from find_mob(body, mob, _has_wool)
        colours = _colours(body, item)
        row = min(rows, key=lambda row: distance_to(body, row) - colours[int(mob_record(body, row)["variant"])])
        yield from hold(body, slot)
        if not (yield from _use_on(body, row, partial(_is_shorn, body, row))):
            _give_up(body, row, mob)
            continue
        for _ in range(_LIE_TICKS):
            yield {}
        yield from pick_up_all(body, item, body.count(item) + 4)


def milk(body: Body, mob: str, item: str, count: int) -> Behaviour[None]:
    """Milk animals until `count` more buckets of milk are carried.

    Raises:
        Failed: No bucket, or no animal.
    """
    goal = body.count(item) + count
    while body.count(item) < goal:
        slot = body.slot_of("bucket")
        if slot is None:
            raise Failed(Cause.NO_MATERIALS, "milk needs a bucket")
        rows = yield from find_mob(body, mob, is_grown)
        yield from hold(body, slot)
        if not (yield from _use_on(body, rows[0], partial(_has_more, body, item, body.count(item)))):
            _give_up(body, rows[0], mob)


def await_eggs(body: Body, mob: str, item: str, count: int) -> Behaviour[None]:
    """Stay with the birds and pick up what they lay until there is enough.

    Raises:
        Failed: There are none.
    """
    goal = body.count(item) + count
    while body.count(item) < goal:
        if (lying := _lying(body, item)) > 0:
            before = body.count(item)
            yield from pick_up_all(body, item, before + lying)
            if body.count(item) > before:
                continue
        rows = yield from find_mob(body, mob, is_grown)
        if distance_to(body, rows[0]) > _NEST:
            try:
                yield from approach_mob(body, rows[0])
            except Failed:
                _give_up(body, rows[0], mob)
        for _ in range(_WAIT):
            yield {}


def _use_on(body: Body, row: int, done: Callable[[], bool]) -> Behaviour[bool]:
    """Run after a mob and press the use key on it until something is done; return whether it is."""
    mob = int(mob_record(body, row)["mob"])
    for _ in range(_CATCH_TICKS):
        if done():
            return True
        if not is_alive(body, row, mob):
            return False
        if not is_at_hand(body, row):
            try:
                yield from approach_mob(body, row)
            except Failed:
                return False
            continue
        action = look_and_walk(body, row, chase_keys(body, row, _CLOSE))
        if gap_to(body, row) <= REACH and on_target(body, row, action) and not body.player["use_held"]:
            action["use"] = 1
        yield action
    return False


def _is_shorn(body: Body, row: int) -> bool:
    return bool(mob_record(body, row)["sheared"])


def _has_more(body: Body, item: str, before: int) -> bool:
    return body.count(item) > before


def _has_wool(entity: np.void) -> bool:
    return is_grown(entity) and not entity["sheared"]


def _colours(body: Body, item: str) -> Counter[int]:
    """Blocks of each colour of wool that are carried."""
    counts: Counter[int] = Counter()
    for stack in body.slots[body.slots["item"] == item_index(item)]:
        counts[int(stack["meta"])] += _COLOUR_WORTH * int(stack["count"])
    return counts


def _lying(body: Body, item: str) -> int:
    """How many of an item lie near the player."""
    entities = body.state.entities[body.index]
    x, _, z = body.position
    near = np.hypot(entities["x"] - x, entities["z"] - z) < 2 * _NEST
    return int(np.sum((entities["kind"] == ENTITY_ITEM) & (entities["item"] == item_index(item)) & near))


def _give_up(body: Body, row: int, mob: str) -> None:
    """Leave an animal alone that cannot be got at.

    Raises:
        Failed: It is one too many.
    """
    body.lost.add(row)
    if len(body.lost) >= _PATIENCE:
        raise Failed(Cause.UNREACHABLE, f"{mob} can be seen, but not be got at")
