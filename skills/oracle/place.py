"""Putting one block into a cell within reach, from the ground or in a jump; rising on blocks put underfoot."""

import math

from envs.overworld.gamedata import RULES, item_index
from skills.executor import Action
from skills.oracle.body import TURN, Behaviour, Body, Cell, look_at
from skills.oracle.dig import dig
from skills.oracle.sight import aim_to_place

FILLERS = ("dirt", "cobblestone", "sand", "gravel")
"""Items that the oracle builds its own steps of, the cheapest first."""

_JUMP_HEIGHT = 1.2
_JUMP_TICKS = 14
_TRIES = 3


def filler_count(body: Body) -> int:
    """How many blocks are at hand for steps."""
    return sum(body.count(item) for item in FILLERS if item != body.reserved)


def filler_item(body: Body) -> str | None:
    """The cheapest block for steps that is carried."""
    return next((item for item in FILLERS if item != body.reserved and body.count(item) > 0), None)


def has_become(body: Body, cell: Cell, item: str) -> bool:
    """Whether the block in a cell is the one that an item places."""
    block = int(RULES.items[item_index(item)]["block"])
    return block != 0 and body.block(cell) >> 4 == block >> 4


def _aim(body: Body, cell: Cell, lift: float = 0.0) -> tuple[float, float, float] | None:
    """Where to look so that a block goes into a cell, from eyes `lift` above where they are."""
    x, y, z = body.eyes
    face = aim_to_place(body.state, body.rules, body.index, x, y + lift, z, *cell, body.frontier.point)
    return (*body.frontier.point,) if face >= 0 else None


def place(body: Body, cell: Cell, item: str) -> Behaviour[bool]:
    """Put a block of an item into a free cell; return whether it stands there.

    From where the player stands, or with a jump if only that gives sight of a face to put it against.
    """
    for _ in range(_TRIES):
        slot = body.slot_of(item)
        if has_become(body, cell, item):
            return True
        if slot is None:
            return False
        point = _aim(body, cell)
        if point is not None:
            yield from look_at(body, point)
            yield {"place": slot + 1}
        elif _aim(body, cell, _JUMP_HEIGHT) is None or not body.player["on_ground"]:
            return False
        else:
            yield from _place_in_jump(body, cell, slot)
    return has_become(body, cell, item)


def _place_in_jump(body: Body, cell: Cell, slot: int) -> Behaviour[None]:
    """Jump, and place as soon as the eyes are high enough."""
    point = _aim(body, cell, _JUMP_HEIGHT)
    if point is not None:
        x, y, z = point
        yield from look_at(body, (x, y - _JUMP_HEIGHT, z))
    before = body.block(cell)
    for tick in range(_JUMP_TICKS):
        if body.block(cell) != before or (tick > 2 and body.player["on_ground"]):
            break
        action: Action = {"jump": int(tick < 2)}
        point = _aim(body, cell)
        if point is not None:
            yaw, pitch = body.angles_to(point)
            action["camera"] = body.camera(yaw, pitch)
            on_target = max(abs(body.turned_by(yaw)), abs(pitch - float(body.player["pitch"]))) <= TURN
            action["place"] = slot + 1 if on_target else 0
        yield action
    while not body.is_settled:
        yield {}


def rise(body: Body) -> Behaviour[bool]:
    """Jump and put a block underfoot; return whether the player stands one higher."""
    x, y, z = body.feet()
    for _ in range(_TRIES):
        if body.block((x, y, z)) != 0 and not (yield from dig(body, (x, y, z))):
            return False
        while abs(90.0 - float(body.player["pitch"])) > 1.0:
            yield {"camera": body.camera(float(body.player["yaw"]), 90.0)}
        item = filler_item(body)
        slot = body.slot_of(item) if item else None
        if slot is None:
            return False
        for tick in range(_JUMP_TICKS):
            height = body.position[1] - y
            if tick > 2 and body.player["on_ground"]:
                break
            yield {"jump": int(tick < 2), "place": slot + 1 if height >= 1.0 and body.block((x, y, z)) == 0 else 0}
        if math.floor(body.position[1] + 0.1) == y + 1:
            return True
    return False
