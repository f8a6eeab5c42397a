"""Looking for what is out of view, by what can be seen alone.

Nobody could learn from the screen to walk to what it does not show, as the oracle does elsewhere.
"""

import math
from collections.abc import Callable
from functools import partial
from itertools import product

import numpy as np

from envs.overworld.blocks.raycast import trace_ray
from envs.overworld.player.look import look_vector
from envs.overworld.render.view import FIELD_OF_VIEW
from envs.overworld.senses.view import CAVE, KIND_OF_BLOCK, KINDS, REACH, sense_view, view_kind
from skills.executor import Cause
from skills.oracle.body import TURN, Behaviour, Body, Cell, Failed
from skills.oracle.cells import KIND, WATER
from skills.oracle.creatures import box_of, cell_of, creatures, sees
from skills.oracle.follow import stride
from skills.oracle.goals import at_column
from skills.oracle.navigate import go
from skills.oracle.path import SAFE_DROP
from skills.oracle.stairs import climb
from skills.oracle.straight import height_after

_GAZE = 8.0
_LEGS, _LEG, _MARGIN = 48, 20, 3
_BEND, _STRAY = 70.0, 30.0
"""Degrees between two walks: they go round the place of the start, and drift away from it."""
_STEP = 5.0
"""Blocks ahead that have to be free."""
_DROP = 1
"""Blocks: deeper are holes, which only who looks for a cave goes into."""
_TURNS = (0.0, *(sign * angle for angle in (15.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0) for sign in (1, -1)))
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
    """Look round, go to what is seen far off, or else stroll about until something is; again, until it is near.

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

    def is_near(limit: float) -> bool:
        sense_view(body.state, body.rules, chosen, wanted, REACH, rows)
        return float(rows[body.index, column]) <= limit

    is_seen, is_found, is_barred = partial(is_near, REACH), partial(is_near, within), False
    for _ in range(_LEGS):
        before = float(body.player["yaw"])
        if not is_barred and (yield from _look_round(body, is_seen)) and body.turned_by(before):
            yield from _turn(body, _MIDDLE, is_found)  # it has just come into view, at the edge
        if is_found():
            return
        spot = None if is_barred else _spot(body, kind)
        if spot is None:
            drop = SAFE_DROP if column == CAVE else _DROP
            yield from _stroll(body, is_found if is_barred or is_seen() else is_seen, drop)
            is_barred = False
            continue
        start = body.position
        if (yield from _walk_until(body, spot[0], spot[2], is_found)):
            return
        is_barred = math.dist(start, body.position) < _MARGIN
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


def _stroll(body: Body, found: Callable[[], bool], drop: int) -> Behaviour[None]:
    """Walk on where the gaze goes, past what is in the way, until something is found; after some blocks turn off.

    A direction of its own it has not: one who looks elsewhere, for whatever reason, may as well go there.
    """
    start = body.position
    while not found():
        if math.dist(start, body.position) > _LEG:
            yield from _turn(body, abs(float(body.random.normal(_BEND, _STRAY))), found)
            return
        if (turn := _way_on(body, drop)) is None:
            x, z = _ahead(body, 0.0, _LEG)
            before = body.position
            if not (yield from _walk_until(body, int(x), int(z), found)) and math.dist(before, body.position) < 1.0:
                yield from climb(body)
            return
        yield stride(body, *_ahead(body, turn, _STEP))


def _way_on(body: Body, drop: int) -> float | None:
    """Degrees to the right of the gaze, as few as can be, in which some blocks can be walked with dry feet, or None."""
    for turn in _TURNS:
        x, z = _ahead(body, turn, _STEP)
        height = height_after(body, x, z, drop)
        if height >= 0 and KIND[body.block((math.floor(x), height, math.floor(z)))] != WATER:
            return turn
    return None


def _ahead(body: Body, turn: float, distance: float) -> tuple[float, float]:
    """East and south of where one comes to in a direction, in degrees to the right of the gaze."""
    angle, (x, _, z) = math.radians(float(body.player["yaw"]) + turn), body.position
    return x - math.sin(angle) * distance, z + math.cos(angle) * distance


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
