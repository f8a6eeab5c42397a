"""What the oracle does in a task of the suite `skills`: shows how it is done, by what can be seen."""

import math
from collections.abc import Callable, Collection

from envs.overworld.player.look import aim
from envs.overworld.senses.view import CAVE, KIND_OF_BLOCK, KINDS, view_kind
from envs.overworld.sites.site import StartSite
from envs.overworld.state import MASK
from envs.tasks.contract import VIEW_WITHIN, Goal, Measure, Quantity, Task
from skills.executor import Cause
from skills.graph import skill_graph
from skills.oracle.behaviours import behaviour_of
from skills.oracle.body import Behaviour, Body, Cell, Failed, settle
from skills.oracle.cells import FLOOR, KIND, is_safe_to_dig
from skills.oracle.collect import Quarry, collect, pick_up_all
from skills.oracle.dig import dig, look_down
from skills.oracle.find import find_blocks
from skills.oracle.follow import stand_amid
from skills.oracle.goals import MAX_TARGETS, UNDER_THE_SKY, in_reach_of, near
from skills.oracle.navigate import go
from skills.oracle.seek import blocks_in_view, seek
from skills.oracle.stairs import climb
from skills.oracle.tools import HOTBAR
from skills.record import Kind, Skill, trophy, use_of

_WOOD = ("log", "log2")
_AROUND, _RISE, _MOST, _TRIES = 24, 4, 6, 8
_LOGS = 8
"""Logs in view, the nearest ones, that are considered."""
_TRUNK = 6
"""Blocks above and below a log in view that may belong to the same trunk."""


def drill(body: Body, task: Task) -> Behaviour[None]:
    """Do what the first goal of a task asks for, with nothing but keys as far as keys can do it.

    Raises:
        KeyError: The oracle does not know how.
        Failed: It cannot be done here.
    """
    if task.success is None:
        raise KeyError(f"nothing says when {task.id} is done")
    return _by_keys(body, _do(body, task.start.site, task.success.goals[0]))


def _do(body: Body, site: StartSite | None, goal: Goal) -> Behaviour[None]:
    """Gather blocks from among those in view, dig straight down for an item that nothing is near for, do the rest."""
    if site is not None and site.near is None and goal.measure.of is Quantity.ITEM:
        enough = body.count(goal.measure.name) + goal.count
        yield from _descend(body, lambda: body.count(goal.measure.name) >= enough)
        return
    if site is not None and site.near in KINDS[:CAVE] and goal.measure.of is Quantity.ITEM:
        yield from _gather(body, site.near, goal)
        return
    yield from _behaviour(body, goal)


def _gather(body: Body, kind: str, goal: Goal) -> Behaviour[None]:
    """Take blocks of a kind one after another, each one from among those that are seen, and what they drop."""
    skill, items = _skill(goal.measure), _WOOD if goal.measure.name in _WOOD else (goal.measure.name,)

    def held() -> int:
        return sum(map(body.count, items))

    enough = held() + goal.count
    while held() < enough:
        for item in items:
            yield from pick_up_all(body, item, body.count(item) + enough - held())
        if held() < enough:
            if (cell := _under_crosshair(body, kind)) and (yield from dig(body, cell, skill.tools)):
                continue
            yield from seek(body, kind, VIEW_WITHIN)
            if not (yield from _mine_in_view(body, kind, skill.tools)):
                yield from (_chop(body) if items == _WOOD else behaviour_of(body, skill, 1))


def _under_crosshair(body: Body, kind: str) -> Cell | None:
    """Return the block within reach that the gaze is on, if it is of a kind: nobody turns to another one then."""
    hit, x, y, z, _, _ = aim(body.state, body.rules, body.index, 0)
    return (x, y, z) if hit and KIND_OF_BLOCK[body.block((x, y, z))] == view_kind(kind) else None


def _mine_in_view(body: Body, kind: str, tools: Collection[str]) -> Behaviour[bool]:
    """Break a block that is seen and can be walked up to, no hidden one; return whether it broke.

    That is the one that is reached first, and of several that are in reach the one that the gaze is nearest to.
    """
    seen = blocks_in_view(body, kind)
    cells = _trunks(body, seen[:_LOGS]) if kind == "tree" else seen[:MAX_TARGETS]
    cells.sort(key=lambda cell: _off_gaze(body, cell))
    try:
        if cells and (reached := (yield from go(body, in_reach_of(cells), dig=False))) >= 0:
            return (yield from dig(body, cells[reached], tools))
    except Failed:
        yield {}  # no way; time goes on
    return False


def _trunks(body: Body, logs: list[Cell]) -> list[Cell]:
    """Some logs, and those above and below them: a tree is seen whole, and the log in view may be hard to get at."""
    tree, trunks = view_kind("tree"), dict.fromkeys(logs)
    for x, y, z in logs:
        column = ((x, y + height, z) for height in range(-_TRUNK, _TRUNK + 1))
        trunks |= dict.fromkeys(cell for cell in column if KIND_OF_BLOCK[body.block(cell)] == tree)
    return list(trunks)


def _off_gaze(body: Body, cell: Cell) -> float:
    """Degrees from the gaze to the middle of a block."""
    x, y, z = cell
    yaw, pitch = body.angles_to((x + 0.5, y + 0.5, z + 0.5))
    return math.hypot(body.turned_by(yaw), pitch - float(body.player["pitch"]))


def _behaviour(body: Body, goal: Goal) -> Behaviour[None]:
    measure = goal.measure
    if measure.of is Quantity.VIEW:
        return seek(body, measure.name, measure.within)
    if measure.of is Quantity.DEPTH:
        bottom = body.feet()[1] - goal.count
        return _descend(body, lambda: body.feet()[1] <= bottom)
    if measure.of is Quantity.SURFACE:
        return _surface(body)
    if measure.of is Quantity.LAND:
        return _land(body)
    return behaviour_of(body, _skill(measure), goal.count)


def _by_keys(body: Body, behaviour: Behaviour[None]) -> Behaviour[None]:
    """Press the keys that do the same as placing from a slot of the hotbar."""
    for action in behaviour:
        slot = int(action.get("place", 0))
        if not 0 < slot <= HOTBAR:
            yield action
            continue
        keys = {name: value for name, value in action.items() if name != "place"}
        in_hand = slot == int(body.player["selected"]) + 1
        yield keys | {"use": 1} | ({} if in_hand else {f"hotbar.{slot}": 1})


def _chop(body: Body) -> Behaviour[None]:
    """Take one log of the kind that is nearest."""
    wood = min(_WOOD, key=lambda name: math.dist(_nearest(body, name), body.feet()))
    yield from collect(body, Quarry((wood,), wood), None, 1, ())


def _nearest(body: Body, block: str) -> tuple[float, ...]:
    found = find_blocks(body, Quarry((block,), block).wanted)
    return found[0] if found else (math.inf, math.inf, math.inf)


def _descend(body: Body, done: Callable[[], bool]) -> Behaviour[None]:
    """Dig away what carries the player, again and again.

    Who stands on the edge of a block does not fall, and only who looks down sees where he stands.
    """
    yield from look_down(body)
    yield from stand_amid(body, body.feet())
    while not done():
        x, y, z = body.feet()
        below = (x, y - 1, z)
        if not is_safe_to_dig(body.state, body.index, *below) or not (yield from dig(body, below)):
            raise Failed(Cause.BLOCKED, "no way down")
        yield from settle(body)


def _surface(body: Body) -> Behaviour[None]:
    """Go up to the sky, and on to level ground."""
    if not (yield from climb(body)):
        yield from go(body, UNDER_THE_SKY)
    yield from _stand_on(body, _grounds(body))


def _land(body: Body) -> Behaviour[None]:
    yield from _stand_on(body, _grounds(body))


def _stand_on(body: Body, cells: list[Cell]) -> Behaviour[None]:
    """Go to the first of some cells that there is a way to."""
    for cell in cells[:_TRIES]:
        try:
            yield from go(body, near(cell), dig=False)
        except Failed:
            continue
        return
    raise Failed(Cause.UNREACHABLE, f"no ground within {_AROUND} blocks that there is a way to")


def _grounds(body: Body) -> list[Cell]:
    """Cells to stand in around the player that lie as high as most around them, the nearest first."""
    x, y, z = body.feet()
    tops = body.state.top[body.index]
    cells = []
    for dx in range(-_AROUND, _AROUND + 1):
        for dz in range(-_AROUND, _AROUND + 1):
            cx, cz = x + dx, z + dz
            top = int(tops[cx & MASK, cz & MASK])
            level = sum(tops[(cx + i) & MASK, (cz + j) & MASK] <= top for i in (-1, 0, 1) for j in (-1, 0, 1))
            if level > _MOST and abs(top - y) <= _RISE and KIND[body.block((cx, top - 1, cz))] == FLOOR:
                cells.append((cx, top, cz))
    return sorted(cells, key=lambda cell: math.dist(cell, (x, y, z)))


def _skill(measure: Measure) -> Skill:
    """Return the skill that yields what is measured."""
    keys = {Quantity.ITEM: measure.name, Quantity.KILL: trophy(measure.name), Quantity.USE: use_of(measure.name)}
    producers = [skill.narrowed(variant) for skill, variant in skill_graph().producers(keys.get(measure.of, ""))]
    for skill in sorted(producers, key=lambda skill: skill.kind in (Kind.CRAFT, Kind.SMELT)):
        return skill
    raise KeyError(f"the oracle knows no skill for {measure}")
