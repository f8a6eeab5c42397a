"""Building a blueprint around the player, block by block, from a list of cells."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import AIR, get_block
from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.state import CHUNK, HEIGHT, MASK, State
from envs.overworld.terrain.window import RADIUS
from skills.executor import Cause
from skills.oracle.body import Behaviour, Body, Cell, Failed, settle
from skills.oracle.cells import DANGER, FLOOR, KIND, OPEN, WATER, kind_at
from skills.oracle.dig import dig
from skills.oracle.find import insert_sorted
from skills.oracle.follow import stand_amid
from skills.oracle.goals import near
from skills.oracle.navigate import go
from skills.oracle.place import filler_item, has_become, place
from skills.oracle.tools import dig_table

_SITES = 8
_REPAIRS = 3
_SITE_RADIUS = RADIUS * CHUNK - 2
_WALK_TICKS = 4.6
_NEVER = 1e9
_DAYLIGHT = 10  # sky light of a place under the open sky, or under a tree
_CAVE = 2000.0  # ticks that a site in a cave counts more: the way there is longer than it looks
_TREETOPS = (block_id("leaves"), block_id("leaves2"))


def build(body: Body, parts: Sequence[Cell], room: Sequence[Cell], item: str) -> Behaviour[None]:
    """Build on the best site nearby, standing in the room, and stay inside.

    Args:
        body: The player.
        parts: Cells of the blocks in building order, relative to the player's feet inside.
        room: Cells that stay empty, relative to the same; the ground under the lowest must be solid.
        item: What to build with.

    Raises:
        Failed: Material runs out, or no site can be built on.
    """
    body.reserved = item
    for origin in _sites(body, parts, room):
        if body.count(item) < len(parts):
            raise Failed(Cause.NO_MATERIALS, f"{len(parts)} {item} are needed, {body.count(item)} are there")
        try:
            yield from go(body, near(origin))
            if (yield from _build_at(body, origin, parts, room, item)):
                return
        except Failed as failure:
            if failure.cause is not Cause.UNREACHABLE:
                raise
    raise Failed(Cause.BLOCKED, "no site nearby to build on")


def _build_at(body: Body, origin: Cell, parts: Sequence[Cell], room: Sequence[Cell], item: str) -> Behaviour[bool]:
    """Clear the room and put every block in place, going over them again until all stand."""
    cells = [_add(origin, part) for part in parts]
    inside = [_add(origin, cell) for cell in room]
    for _ in range(_REPAIRS):
        for cell in inside:
            if KIND[body.block(cell)] != OPEN and not (yield from dig(body, cell)):
                return False
        yield from _level(body, origin, cells, item)
        for cell in cells:
            if has_become(body, cell, item):
                continue
            if KIND[body.block(cell)] != WATER and not (yield from dig(body, cell)):
                return False
            if not (yield from stand_amid(body, origin)):
                return False
            if not (yield from place(body, cell, item)):
                break  # later blocks may stand in the way of this one
            yield from settle(body)
        if all(has_become(body, cell, item) for cell in cells) and body.feet() == origin:
            return True
    return False


def _level(body: Body, origin: Cell, cells: Sequence[Cell], item: str) -> Behaviour[None]:
    """Fill holes in the ground, such as the way here may have dug."""
    for x, y, z in cells:
        hole = (x, y - 1, z)
        if y == origin[1] and KIND[body.block(hole)] != FLOOR and (yield from stand_amid(body, origin)):
            yield from place(body, hole, filler_item(body) or item)


def _add(a: Cell, b: Cell) -> Cell:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def _sites(body: Body, parts: Sequence[Cell], room: Sequence[Cell]) -> list[Cell]:
    """Origins where the blueprint fits, the cheapest first."""
    ground = sorted({(dx, 0, dz) for dx, _, dz in (*parts, *room)})
    shape = np.array(sorted({*parts, *room}), np.int32)
    found = np.zeros((_SITES, 3), np.int32)
    costs = np.zeros(_SITES)
    count = rank_sites(
        body.state, body.index, dig_table(body), np.array(ground, np.int32), shape, *body.feet(), found, costs
    )
    return [(int(x), int(y), int(z)) for x, y, z in found[:count]]


@kernel()
def rank_sites(
    s: State,
    w: int,
    dig_ticks: NDArray[np.float32],
    ground: NDArray[np.int32],
    shape: NDArray[np.int32],
    x0: int,
    y0: int,
    z0: int,
    found: NDArray[np.int32],
    costs: NDArray[np.float64],
) -> int:
    """Collect the cheapest origins for a building around (x0, y0, z0), at least two blocks from each other.

    Args:
        s: State of all worlds.
        w: World.
        dig_ticks: (4096,) ticks to clear each block state.
        ground: (n, 3) cells, relative to the origin, that need a solid block below.
        shape: (n, 3) cells, relative to the origin, that must be cleared.
        x0: Cell of the feet; then `y0`, `z0`.
        y0: See `x0`.
        z0: See `x0`.
        found: (k, 3) receives the origins, best first.
        costs: (k,) receives what they cost, in ticks.

    Returns:
        How many were found.
    """
    count = 0
    for dx in range(-_SITE_RADIUS, _SITE_RADIUS + 1):
        for dz in range(-_SITE_RADIUS, _SITE_RADIUS + 1):
            x, z = x0 + dx, z0 + dz
            walk = _WALK_TICKS * max(abs(dx), abs(dz))
            if count == len(costs) and walk >= costs[count - 1]:
                continue
            for y in range(max(y0 - 12, 1), min(y0 + 12, HEIGHT - 4)):
                if kind_at(s, w, x, y - 1, z) != FLOOR or kind_at(s, w, x, y, z) != OPEN:
                    continue
                cost = walk + 2.0 * abs(y - y0) + _site_ticks(s, w, dig_ticks, ground, shape, x, y, z)
                if s.light[w, x & MASK, z & MASK, y] >> 4 < _DAYLIGHT:
                    cost += _CAVE
                if cost < _NEVER:
                    count = insert_sorted(found, costs, count, x, y, z, cost)
    return count


@kernel()
def _site_ticks(
    s: State,
    w: int,
    dig_ticks: NDArray[np.float32],
    ground: NDArray[np.int32],
    shape: NDArray[np.int32],
    x: int,
    y: int,
    z: int,
) -> float:
    """Ticks to clear a site; 1e9 where the ground is not solid, or a treetop, or a liquid is about."""
    ticks = 0.0
    for row in range(len(ground)):
        below = get_block(s, w, x + ground[row, 0], y - 1, z + ground[row, 2])
        if KIND[below] != FLOOR or below >> 4 in _TREETOPS:
            return _NEVER
    for row in range(len(shape)):
        cx, cy, cz = x + shape[row, 0], y + shape[row, 1], z + shape[row, 2]
        kind = kind_at(s, w, cx, cy, cz)
        if kind == WATER or kind == DANGER:
            return _NEVER
        if get_block(s, w, cx, cy, cz) != AIR:
            ticks += dig_ticks[get_block(s, w, cx, cy, cz)]
    return ticks
