"""Looking for what is out of view, by what can be seen alone.

Nobody could learn from the screen to walk to what it does not show, as the oracle does elsewhere.
"""

import math
from collections.abc import Callable
from itertools import product

import numpy as np

from envs.overworld.blocks.raycast import trace_ray
from envs.overworld.player.look import look_vector
from envs.overworld.render.view import FIELD_OF_VIEW
from envs.overworld.senses.view import CAVE, KIND_OF_BLOCK, KINDS, REACH, sense_view, view_kind
from skills.executor import Cause
from skills.oracle.body import TURN, Behaviour, Body, Cell, Failed
from skills.oracle.creatures import box_of, cell_of, creatures, sees
from skills.oracle.goals import at_column
from skills.oracle.navigate import go

_GAZE = 8.0
_LEGS, _LEG, _MARGIN = 24, 18, 3
_BEND, _STRAY = 70.0, 30.0
"""Degrees between two walks: they go round the place of the start, and drift away from it."""
_SIDE, _APART = 33.0, 3.0
"""Degrees from the middle of the picture to nearly its side, and between lines of sight."""
_MIDDLE = 30.0
"""Degrees from where something comes into view, at the edge of the picture, to where it is in the middle."""


def blocks_in_view(body: Body, kind: str) -> list[Cell]:
    """Blocks of a kind that are met by lines of sight all over the picture, the nearest first."""
    number, yaw, pitch = view_kind(kind), float(body.player["yaw"]), float(body.player["pitch"])
    found: dict[Cell, float] = {}
    for across, down in product(np.arange(-_SIDE, _SIDE + 1, _APART), repeat=2):
        gaze = look_vector(yaw + across, pitch + down)
        hit, x, y, z, _, distance = trace_ray(body.state, body.rules, body.index, *body.eyes, *gaze, REACH)
        if hit and KIND_OF_BLOCK[body.block((x, y, z))] == number:
            found[(x, y, z)] = distance
    return sorted(found, key=lambda cell: found[cell])


def is_in_view(body: Body, row: int) -> bool:
    """Whether a mob is in the picture, in part at least, and nothing hides its middle."""
    (x0, y0, z0), (x1, y1, z1) = box_of(body, row)
    sides = [body.angles_to((float(x), float(y0 + y1) / 2, float(z)))[0] for x in (x0, x1) for z in (z0, z1)]
    return min(abs(body.turned_by(yaw)) for yaw in sides) < FIELD_OF_VIEW / 2 and sees(body, row)


def seek(body: Body, kind: str, within: float) -> Behaviour[None]:
    """Look round, turn to what is seen far off and walk there, or else some way; again, until it is near.

    Args:
        body: The player.
        kind: One of the view sense's.
        within: How near it has to be, in blocks.

    Raises:
        Failed: None was found on a long way.
    """
    column = view_kind(kind)
    wanted, chosen = np.arange(len(KINDS)) == column, np.arange(len(body.state.clock)) == body.index
    rows = np.empty((len(chosen), len(KINDS)), np.float32)

    def distance() -> float:
        sense_view(body.state, body.rules, chosen, wanted, REACH, rows)
        return float(rows[body.index, column])

    bend, is_barred = 0.0, False
    for _ in range(_LEGS):
        before = float(body.player["yaw"])
        if not is_barred and (yield from _look_round(body, lambda: distance() <= REACH)):
            if body.turned_by(before):  # it has just come into view, at the edge
                yield from _turn(body, _MIDDLE, lambda: distance() <= within)
            bend = 0.0
        if distance() <= within:
            return
        spot = None if is_barred else _spot(body, kind)
        x, z = _ahead(body, float(body.player["yaw"]) + bend) if spot is None else (spot[0], spot[2])
        start = body.position
        if (yield from _walk_until(body, x, z, lambda: distance() <= within)):
            return
        is_barred = spot is not None and math.dist(start, body.position) < _MARGIN
        bend = float(body.random.normal(_BEND, _STRAY))
    raise Failed(Cause.NOT_FOUND, f"no {kind} within {_LEGS} walks of {_LEG} blocks")


def _spot(body: Body, kind: str) -> Cell | None:
    """The nearest cell in view that has something of a kind."""
    if KINDS.index(kind) <= CAVE:
        return next(iter(blocks_in_view(body, kind)), None)
    return next((cell_of(body, row) for row in creatures(body, (kind,)) if is_in_view(body, row)), None)


def _look_round(body: Body, is_seen: Callable[[], bool]) -> Behaviour[bool]:
    """Turn right, once round at most, until something is seen; return whether it is.

    That is done once, until it is seen, whichever behaviours do it: walks turn anyway. And one who learns from what the
    oracle says where others act would be told again and again to turn, and hardly ever to walk.
    """
    while not is_seen():
        if body.looked_round >= 360.0:
            return False
        body.looked_round += TURN
        yield from _turn(body, TURN, lambda: False)
    body.looked_round = 0.0
    return True


def _turn(body: Body, degrees: float, found: Callable[[], bool]) -> Behaviour[None]:
    """Turn right by some degrees, unless something is found before."""
    for _ in range(round(degrees / TURN)):
        if found():
            return
        yield {"camera": body.camera(float(body.player["yaw"]) + TURN, _GAZE)}


def _ahead(body: Body, heading: float) -> tuple[int, int]:
    """The column at the end of a walk in a direction, in degrees of yaw."""
    angle, (x, _, z) = math.radians(heading), body.position
    return int(x - math.sin(angle) * _LEG), int(z + math.cos(angle) * _LEG)


def _walk_until(body: Body, x: int, z: int, found: Callable[[], bool]) -> Behaviour[bool]:
    """Walk to a column, or as far as it goes, and return whether something was found on the way."""
    try:
        for action in go(body, at_column(x, z, _MARGIN), dig=False, part_way=True):
            if found():
                return True
            yield action
    except Failed:
        yield {}  # the way is barred; time goes on
    return found()
