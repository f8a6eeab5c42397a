"""Breaking one block within reach."""

import math
from collections.abc import Collection

from envs.overworld.blocks.raycast import trace_ray
from envs.overworld.player.look import aim
from skills.oracle.body import TURN, Behaviour, Body, Cell
from skills.oracle.sight import ARM, aim_at_block
from skills.oracle.tools import best_slot, dig_ticks, hold

_MOST_COVERS = 6
_COVER_TICKS = 40.0
_SPARE_TICKS = 25
_HINDERED = 5
_STRAIGHT_DOWN = 90.0
_ABOUT = 1.0
"""Degrees."""


def dig(body: Body, cell: Cell, tools: Collection[str] = ()) -> Behaviour[bool]:
    """Break the block in a cell, after leaves and plants that hide it; return whether it is gone.

    Args:
        body: The player.
        cell: The block; if it is air already, nothing is done.
        tools: Names of the items of which one must be used on it; anything will do if empty.
    """
    before = body.block(cell)
    for _ in range(_MOST_COVERS):
        if body.block(cell) != before or before == 0:
            return True
        target = _visible(body, cell)
        if target is None or not (yield from _break(body, target, tools if target == cell else ())):
            return False
    return body.block(cell) != before


def look_down(body: Body) -> Behaviour[None]:
    """Turn to look straight down."""
    for _ in range(math.ceil(2 * _STRAIGHT_DOWN / TURN)):
        if float(body.player["pitch"]) > _STRAIGHT_DOWN - _ABOUT:
            return
        yield {"camera": body.camera(float(body.player["yaw"]), _STRAIGHT_DOWN)}


def _sees(body: Body, cell: Cell) -> bool:
    """Whether the block can be aimed at from here; `body.frontier.point` receives where."""
    return bool(aim_at_block(body.state, body.rules, body.index, *body.eyes, *cell, body.frontier.point))


def _visible(body: Body, cell: Cell) -> Cell | None:
    """The block itself if it can be seen, else what hides it, if that is quickly broken."""
    if _sees(body, cell):
        return cell
    ex, ey, ez = body.eyes
    dx, dy, dz = cell[0] + 0.5 - ex, cell[1] + 0.5 - ey, cell[2] + 0.5 - ez
    far = math.sqrt(dx * dx + dy * dy + dz * dz)
    hit, x, y, z, _, _ = trace_ray(
        body.state, body.rules, body.index, ex, ey, ez, dx / far, dy / far, dz / far, min(far, ARM)
    )
    return (x, y, z) if hit and is_quickly_broken(body, (x, y, z)) and _sees(body, (x, y, z)) else None


def is_quickly_broken(body: Body, cell: Cell) -> bool:
    """Whether a block goes in two seconds by hand: leaves and plants do."""
    return bool(dig_ticks(0)[body.block(cell)] <= _COVER_TICKS)


def _break(body: Body, cell: Cell, tools: Collection[str]) -> Behaviour[bool]:
    """Break a block that can be seen."""
    before = body.block(cell)
    slot = best_slot(body, before, tools)
    if slot is None:
        return False
    yield from hold(body, slot)
    ticks = float(dig_ticks(int(body.slots[int(body.player["selected"])]["item"]))[before])
    if not body.player["on_ground"] or body.player["eyes_in_water"]:
        ticks *= _HINDERED * _HINDERED
    for _ in range(int(ticks) + _SPARE_TICKS):
        if body.block(cell) != before:
            return True
        hit, x, y, z, _, _ = aim(body.state, body.rules, body.index, 0)
        if hit and (x, y, z) == cell:
            yield {"attack": 1}
        elif _sees(body, cell):
            yield {"camera": body.camera(*_look(body, cell))}
        else:
            return False
    return body.block(cell) != before


def _look(body: Body, cell: Cell) -> tuple[float, float]:
    """Return yaw and pitch at which a block that can be seen is hit: of one underfoot any yaw, so that is kept."""
    x, _, z = body.feet()
    if (cell[0], cell[2]) == (x, z) and cell[1] < body.eyes[1]:
        return float(body.player["yaw"]), _STRAIGHT_DOWN
    return body.angles_to((*body.frontier.point,))
