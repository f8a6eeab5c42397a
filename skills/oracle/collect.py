"""Getting items out of the world: go to a block, break it, pick up what it drops, until there are enough."""

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from envs.overworld.entities.items import ITEM_HALF
from envs.overworld.gamedata import ITEM_NAMES, RULES, block_id, item_index
from envs.overworld.state import ENTITY_ITEM
from skills.executor import Cause
from skills.oracle.body import Behaviour, Body, Cell, Failed
from skills.oracle.cells import DANGER, FLOOR, KIND, OPEN, is_firm
from skills.oracle.dig import dig
from skills.oracle.explore import explore
from skills.oracle.find import find_blocks
from skills.oracle.goals import in_reach_of, near
from skills.oracle.navigate import fulfilled, go

_NEAR_DROPS = 10.0
_PICKUP_TICKS = 15
_FALL_TICKS = 40
_WOODS = ("log", "log2", "leaves", "leaves2")
_AROUND = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))


_BESIDE = 2


@dataclass(frozen=True)
class Quarry:
    """Blocks to look for, for the sake of an item that they drop, or of themselves."""

    blocks: tuple[str, ...]
    item: str
    """Name of the item; that of a block where nothing is taken, such as water."""

    @property
    def wanted(self) -> NDArray[np.bool_]:
        """(4096,) their block states that drop the item; granite, for one, is a stone without cobblestone."""
        wanted = np.zeros(4096, np.bool_)
        states = [block_id(name) << 4 | meta for name in self.blocks for meta in range(16)]
        if not self.is_mined:
            wanted[states] = True
            return wanted
        rows, drops, item = RULES.blocks, RULES.drops["item"], item_index(self.item)
        for state in states:
            start = int(rows[state]["drop_start"])
            wanted[state] = item in drops[start : start + int(rows[state]["drop_count"])]
        return wanted

    @property
    def is_mined(self) -> bool:
        """Whether an item is taken, rather than the block only gone to."""
        return self.item in ITEM_NAMES

    @property
    def in_woods(self) -> bool:
        """Whether they are found where trees grow."""
        return any(name in _WOODS for name in self.blocks)


def approach(body: Body, quarry: Quarry) -> Behaviour[Cell]:
    """Go where one of some blocks can be mined (or beside it), exploring if none is loaded, and return that block.

    Raises:
        Failed: None was found.
    """
    wanted = quarry.wanted
    while True:
        cells = find_blocks(body, wanted)
        if not cells:
            cells = yield from explore(body, lambda: find_blocks(body, wanted), quarry.in_woods)
        try:
            reached = yield from go(body, in_reach_of(cells) if quarry.is_mined else near(cells[0], _BESIDE))
        except Failed:
            body.shunned.update(cells)
            yield {}  # time goes on, so that reflexes and limits have their say
            continue
        if body.block(cells[reached]) != 0:
            return cells[reached]


def collect(body: Body, quarry: Quarry, variant: int | None, count: int, tools: Collection[str]) -> Behaviour[None]:
    """Mine blocks until `count` more of its item are carried.

    Args:
        body: The player.
        quarry: Blocks to mine, and the item.
        variant: Variant of the item, if only one will do.
        count: How many more.
        tools: Items of which one is needed; empty where hands will do.

    Raises:
        Failed: Nothing left to mine, or no tool for it.
    """
    item, wanted = quarry.item, quarry.wanted
    goal = body.count(item, variant) + count
    lost: set[int] = set()
    while (have := body.count(item, variant)) < goal:
        if tools and all(body.count(tool) == 0 for tool in tools):
            raise Failed(Cause.NO_TOOL, f"{item} needs one of {', '.join(tools)}")
        drops = _drops(body, item, variant, lost)
        lying = sum(int(body.state.entities[body.index, row]["count"]) for row in drops)
        at_hand = find_blocks(body, wanted)
        if drops and (have + lying >= goal or not at_hand or fulfilled(body, in_reach_of(at_hand)) < 0):
            yield from _pick_up(body, drops[0], lost)
            continue
        cell = yield from approach(body, quarry)
        if not _is_safe(body, cell) or not (yield from dig(body, cell, tools)):
            body.shunned.add(cell)


def _is_safe(body: Body, cell: Cell) -> bool:
    """Whether breaking a block lets no lava in and, underfoot, does not open a pit."""
    x, y, z = cell
    if any(KIND[body.block((x + dx, y + dy, z + dz))] == DANGER for dx, dy, dz in _AROUND):
        return False
    fx, fy, fz = body.feet()
    if (x, z) != (fx, fz) or y >= fy:
        beside_floor = abs(x - fx) + abs(z - fz) + abs(y - (fy - 1)) == 1
        return not beside_floor or _carries(body, (fx, fy - 1, fz))
    below = [int(KIND[body.block((x, y - depth, z))]) for depth in (1, 2, 3)]
    return (below[0] != OPEN or FLOOR in below) and _carries(body, (x, y - 1, z))


def _carries(body: Body, cell: Cell) -> bool:
    """Whether a block, if it is one, stays where it is when something beside it is broken."""
    return KIND[body.block(cell)] != FLOOR or bool(is_firm(body.state, body.index, *cell))


def _drops(body: Body, item: str, variant: int | None, lost: set[int]) -> list[int]:
    """Rows of the dropped items nearby, the nearest first."""
    entities = body.state.entities[body.index]
    x, y, z = body.position
    wanted = (entities["kind"] == ENTITY_ITEM) & (entities["item"] == item_index(item))
    if variant is not None:
        wanted &= entities["meta"] == variant
    distance = np.sqrt((entities["x"] - x) ** 2 + (entities["y"] - y) ** 2 + (entities["z"] - z) ** 2)
    rows = np.flatnonzero(wanted & (distance <= _NEAR_DROPS))
    return [int(row) for row in rows[np.argsort(distance[rows], kind="stable")] if int(row) not in lost]


def pick_up_all(body: Body, item: str, count: int) -> Behaviour[None]:
    """Pick up dropped items of a kind nearby until `count` are carried, or no more can be had."""
    lost: set[int] = set()
    while body.count(item) < count and (drops := _drops(body, item, None, lost)):
        yield from _pick_up(body, drops[0], lost)


def _pick_up(body: Body, row: int, lost: set[int]) -> Behaviour[None]:
    """Walk to a dropped item and wait until it is taken; one that cannot be had is added to `lost`."""
    for radius in (1, 0, 0):
        yield from _until_it_lies(body, row)
        cell = _cell_of(body, row)
        if cell is None:
            return
        try:
            yield from go(body, near(cell, radius))
        except Failed:
            break
        for _ in range(_PICKUP_TICKS):
            if _cell_of(body, row) != cell:
                break
            yield {}
    if _cell_of(body, row) is not None:
        lost.add(row)


def _until_it_lies(body: Body, row: int) -> Behaviour[None]:
    entity = body.state.entities[body.index, row]
    for _ in range(_FALL_TICKS):
        if entity["kind"] != ENTITY_ITEM or entity["on_ground"]:
            return
        yield {}


def _cell_of(body: Body, row: int) -> Cell | None:
    """The cell that a dropped item lies in, or None if it is gone."""
    entity = body.state.entities[body.index, row]
    if entity["kind"] != ENTITY_ITEM:
        return None
    return math.floor(entity["x"]), math.floor(entity["y"] + ITEM_HALF), math.floor(entity["z"])
