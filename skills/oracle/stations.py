"""Crafting tables and furnaces: set up, gone back to, looked at, taken along."""

import math

from envs.overworld.player.stations import stations_nearby
from envs.overworld.state import MASK
from skills.executor import Cause
from skills.oracle.body import Behaviour, Body, Cell, Failed, look_at, settle
from skills.oracle.cells import FLOOR, KIND, OPEN, is_safe_to_dig
from skills.oracle.collect import Quarry, pick_up_all
from skills.oracle.dig import dig
from skills.oracle.find import find_blocks
from skills.oracle.goals import in_reach_of, near
from skills.oracle.navigate import go
from skills.oracle.place import place

_WALK = 32
_SPOT_REACH = 3
_DRY_STEP, _DRY_TRIES = 5, 4
_BESIDE = ((0, 1), (1, 0), (0, -1), (-1, 0))


def is_near(body: Body, station: str) -> bool:
    """Whether a station counts as nearby: close, and in view."""
    table, furnace = stations_nearby(body.state, body.index, 0)
    return bool(table if station == "crafting_table" else furnace)


def set_up(body: Body, station: str) -> Behaviour[None]:
    """Place a station from the inventory and look at it; one that stands within a few steps will do.

    Raises:
        Failed: There is none to place, or no place for it.
    """
    if is_near(body, station):
        return
    if body.count(station) == 0:
        raise Failed(Cause.NO_MATERIALS, f"no {station} to place")
    for place_to_stand in (None, *_dry_ground(body)):
        try:
            if place_to_stand is not None:
                yield from go(body, near(place_to_stand))
        except Failed:
            continue
        yield from settle(body)
        if (yield from put_down(body, station)):
            return
    raise Failed(Cause.BLOCKED, f"no place for a {station}")


def put_down(body: Body, station: str) -> Behaviour[bool]:
    """Place a station around the player, or in a niche dug for it; return whether it stands."""
    for cell in _spots(body):
        if (yield from place(body, cell, station)):
            yield from _face(body, cell)
            return True
    for cell in _niches(body):
        if (yield from dig(body, cell)) and (yield from place(body, cell, station)):
            yield from _face(body, cell)
            return True
    return False


def _dry_ground(body: Body) -> list[Cell]:
    """Cells on a floor under the open air around the player, the nearest few, apart from each other."""
    x, y, z = body.feet()
    reach = range(-_WALK, _WALK + 1, 2)
    cells = []
    for dx in reach:
        for dz in reach:
            top = int(body.state.top[body.index, (x + dx) & MASK, (z + dz) & MASK])
            if abs(top - y) <= _WALK // 2 and KIND[body.block((x + dx, top - 1, z + dz))] == FLOOR:
                cells.append((x + dx, top, z + dz))
    cells.sort(key=lambda cell: math.dist(cell, (x, y, z)))
    return cells[::_DRY_STEP][:_DRY_TRIES]


def go_to_station(body: Body, station: str) -> Behaviour[None]:
    """See to it that a station is nearby: look round, walk back to it, or set up the one that is carried.

    Raises:
        Failed: There is none.
    """
    if is_near(body, station):
        return
    for cell in _standing(body, station):
        try:
            yield from go(body, near(cell, 2))
        except Failed:
            continue
        yield from _face(body, cell)
        if is_near(body, station):
            return
    if body.count(station) == 0:
        raise Failed(Cause.NO_STATION, f"no {station} within {_WALK} blocks")
    yield from set_up(body, station)


def take_along(body: Body, station: str, tools: tuple[str, ...]) -> Behaviour[None]:
    """Break a placed station nearby and pick it up.

    Raises:
        Failed: There is none, no tool for it, or it got lost.
    """
    if tools and all(body.count(tool) == 0 for tool in tools):
        raise Failed(Cause.NO_TOOL, f"{station} needs one of {', '.join(tools)}")
    goal = body.count(station) + 1
    for cell in _standing(body, station):
        yield from go(body, in_reach_of([cell]))
        if (yield from dig(body, cell, tools)):
            yield from pick_up_all(body, station, goal)
            if body.count(station) >= goal:
                return
    raise Failed(Cause.NO_STATION, f"no {station} within {_WALK} blocks could be picked up")


def _face(body: Body, cell: Cell) -> Behaviour[None]:
    yield from look_at(body, (cell[0] + 0.5, cell[1] + 0.5, cell[2] + 0.5), tolerance=10.0)


def _standing(body: Body, station: str) -> list[Cell]:
    """Stations of a kind within a walk, the nearest first."""
    blocks = ("furnace", "lit_furnace") if station == "furnace" else (station,)
    cells = find_blocks(body, Quarry(blocks, station).wanted)
    return [cell for cell in cells if math.dist(cell, body.feet()) <= _WALK]


def _spots(body: Body) -> list[Cell]:
    """Free cells on a floor around the player, best first: level, two steps away, where the player looks."""
    x, y, z = body.feet()
    spots: list[tuple[float, Cell]] = []
    for dx in range(-_SPOT_REACH, _SPOT_REACH + 1):
        for dz in range(-_SPOT_REACH, _SPOT_REACH + 1):
            for dy in (-1, 0, 1):
                cell = (x + dx, y + dy, z + dz)
                apart = max(abs(dx), abs(dz))
                if (
                    apart == 0
                    or KIND[body.block(cell)] != OPEN
                    or KIND[body.block((x + dx, y + dy - 1, z + dz))] != FLOOR
                ):
                    continue
                yaw, _ = body.angles_to((cell[0] + 0.5, cell[1] + 0.5, cell[2] + 0.5))
                spots.append((abs(apart - 2) + 2 * abs(dy) + abs(body.turned_by(yaw)) / 90.0, cell))
    return [cell for _, cell in sorted(spots)]


def _niches(body: Body) -> list[Cell]:
    """Blocks beside the body that can be dug away safely, to make room."""
    x, y, z = body.feet()
    cells = [(x + dx, y + dy, z + dz) for dy in (0, 1) for dx, dz in _BESIDE]
    return [cell for cell in cells if is_safe_to_dig(body.state, body.index, *cell)]
