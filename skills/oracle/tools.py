"""Which of the things carried digs a block best, and taking it in hand."""

import math
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from envs.overworld.gamedata import ITEM_NAMES, RULES, block_id
from envs.overworld.player.inventory import CARRIED
from skills.oracle.body import Behaviour, Body

HOTBAR = 9
_BY_TOOL = 30.0
_BY_HAND = 100.0
_OVERHEAD = 8.0
"""Ticks of aiming and rest that a block costs beside the digging."""
_STATIONS = np.array(
    [block_id(name) * 16 + meta for name in ("crafting_table", "furnace", "lit_furnace", "chest") for meta in range(16)]
)


def dig_ticks(item: int, break_speed: float = 1.0) -> NDArray[np.float32]:
    """(4096,) ticks to dig each block state on the ground with an item in hand; infinite for what cannot be broken."""
    blocks = RULES.blocks
    effort = np.where(RULES.can_harvest[np.arange(4096) >> 4, item], _BY_TOOL, _BY_HAND)
    ticks = np.ceil(blocks["hardness"] * effort / RULES.dig_speed[blocks["material"], item] / break_speed)
    return np.where(blocks["hardness"] < 0, np.inf, ticks).astype(np.float32)


def dig_table(body: Body) -> NDArray[np.float32]:
    """(4096,) ticks that a block state in the way costs with the best of what is carried; infinite for stations."""
    speed = float(body.state.clock[body.index]["break_speed"])
    items = sorted({0, *(int(item) for item in body.slots["item"][:CARRIED] if RULES.items[item]["is_tool"])})
    table = np.min([dig_ticks(item, speed) for item in items], axis=0) + np.float32(_OVERHEAD)
    table[_STATIONS] = np.inf
    return table.astype(np.float32)


def best_slot(body: Body, state: int, tools: Collection[str] = ()) -> int | None:
    """Slot whose item digs a block state fastest, worn-out-by-use tools only where they help.

    Args:
        body: The player.
        state: Block state.
        tools: Names of the items of which one must be used; anything will do if empty.

    Returns:
        The slot, or None if nothing carried will do.
    """
    best: tuple[float, bool, bool, int] | None = None
    for slot in range(CARRIED):
        item = int(body.slots[slot]["item"])
        is_tool = bool(RULES.items[item]["max_damage"])
        if (slot >= HOTBAR and not is_tool) or (tools and ITEM_NAMES[item] not in tools):
            continue
        rank = (float(dig_ticks(item)[state]), is_tool, slot != int(body.player["selected"]), slot)
        best = rank if best is None else min(best, rank)
    return None if best is None or math.isinf(best[0]) else best[3]


def hold(body: Body, slot: int) -> Behaviour[None]:
    """Take a slot's item in hand: by its hotbar key, or swapped into the hand from the main inventory."""
    if slot < HOTBAR and slot != int(body.player["selected"]):
        yield {f"hotbar.{slot + 1}": 1}
    elif slot >= HOTBAR:
        yield {"equip": slot + 1}
