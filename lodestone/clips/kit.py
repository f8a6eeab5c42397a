"""What scripts have in common: what they hold, and what a player does that does nothing in particular."""

import math

from lodestone.clips import moves, names
from lodestone.clips.moves import Player
from lodestone.clips.stage import Stage
from skills.oracle.body import Behaviour, Cell

LONG = 320
"""Ticks that a script plays at most."""
_SPELL = (90, 150)
AXES = ("wooden_axe", "stone_axe", "iron_axe", "diamond_axe", "golden_axe")
PICKAXES = ("wooden_pickaxe", "stone_pickaxe", "iron_pickaxe", "diamond_pickaxe", "golden_pickaxe")
SWORDS = ("wooden_sword", "stone_sword", "iron_sword", "diamond_sword", "golden_sword")
SHOVELS = ("wooden_shovel", "stone_shovel", "iron_shovel", "diamond_shovel")
BLOCKS = ("planks", "cobblestone", "dirt", "sandstone", "stonebrick", "wool")
FARM = ("cow", "pig", "sheep", "chicken")
"""Animals that any scene may have."""


def hold_any(stage: Stage, items: tuple[str, ...]) -> str:
    """Fill the hotbar, take one of some items in hand, and return it."""
    random = stage.player.random
    item = str(random.choice(items))
    stage.fill_hotbar([item] if item != "air" else [])
    stage.hold(item)
    return item


def hold_anything(stage: Stage) -> None:
    """Fill the hotbar, and take something or nothing in hand."""
    hold_any(stage, ("air", *AXES[:3], *PICKAXES[:3], *SWORDS[:3], "shears", "bucket", "planks", "bread", "torch"))


def spell(stage: Stage) -> int:
    """Ticks for which something is kept up."""
    return stage.player.between(*_SPELL)


def middle_of(cell: Cell) -> moves.Point:
    """The point in the middle of a cell."""
    return cell[0] + 0.5, cell[1] + 0.5, cell[2] + 0.5


def under_feet(stage: Stage) -> moves.Point:
    """A point in the ground, a little ahead of straight below."""
    x, y, z = stage.body.position
    angle = math.radians(float(stage.body.player["yaw"]))
    return x - 0.1 * math.sin(angle), y - 0.5, z + 0.1 * math.cos(angle)


def work_around(stage: Stage, sort: str, ticks: int, low: int = -1, reach: int = 3) -> Behaviour[None]:
    """Break blocks of a sort around the player, but not the one it stands on."""
    spent, body = 0, stage.body
    x, y, z = body.feet()
    cells = [
        (x + dx, y + dy, z + dz)
        for dx in range(-reach, reach + 1)
        for dy in range(low, 4)
        for dz in range(-reach, reach + 1)
        if (dx or dz) and names.sort_and_name(body.block((x + dx, y + dy, z + dz)))[0] == sort
    ]
    yaw = float(body.player["yaw"])
    cells.sort(
        key=lambda c: abs(moves.wrap_degrees(body.angles_to(middle_of(c))[0] - yaw)) / 30 + math.dist(c, (x, y, z))
    )
    for cell in cells[:10]:
        for action in moves.work(stage.player, cell, 80):
            yield action
            spent += 1
            if spent >= ticks:
                return
    yield from moves.glance(stage.player, max(60 - spent, 0))


def circle(player: Player, where: moves.Where, ticks: int) -> Behaviour[None]:
    """Step around something, looking at it."""
    side = "left" if player.chance(0.5) else "right"
    for tick in range(ticks):
        keys = {side: 1} if tick % 40 < 28 else {}
        yield player.turn(where(), keys)


def hesitate(stage: Stage, where: moves.Where) -> Behaviour[None]:
    """What comes before something is done: nothing, a look around, a look at it."""
    ticks = stage.player.between(4, 40)
    if stage.player.chance(0.5):
        yield from moves.gaze(stage.player, where, ticks)
    else:
        yield from (moves.glance(stage.player, ticks) if stage.player.chance(0.5) else moves.idle(ticks))


def pass_by(stage: Stage, where: moves.Where, ticks: int) -> Behaviour[None]:
    """Walk past something at a distance."""
    (px, _, pz), (x, _, z) = where(), stage.body.position
    far = max(math.hypot(px - x, pz - z), 1.0)
    aside = math.atan2(stage.player.random.uniform(3.5, 6.0), far) * (1 if stage.player.chance(0.5) else -1)
    yaw = math.degrees(math.atan2(-(px - x), pz - z) + aside)
    yield from moves.wander(stage.player, ticks, yaw)


def swing_beside(stage: Stage, where: moves.Where) -> Behaviour[None]:
    """Swing at the air over or beside something."""
    for _ in range(3):
        x, _, z = where()
        aside = stage.player.random.uniform(-1.2, 1.2, 2)
        point = (x + aside[0], stage.body.eyes[1] + stage.player.random.uniform(0.2, 1.0), z + aside[1])
        yield from moves.look_to(stage.player, point)
        yield from moves.swing(stage.player, stage.player.between(25, 50))


WAYS_TO_KEEP_AWAY = 7
"""Number of the last one."""
_LEAVING = (0, 3)


def start_of(way: int) -> tuple[float, float]:
    """Return how near and how far, in blocks, one is to something when one begins to keep away from it."""
    return (1.8, 3.5) if way in _LEAVING else (5.0, 12.0)


def keep_away(stage: Stage, where: moves.Where, way: int) -> Behaviour[None]:
    """See something and stay where one is, leave it, or pass by."""
    player = stage.player
    yield from moves.idle(player.between(0, 10))
    if way == 0:
        yield from moves.gaze(player, where, player.between(15, 40))
        yield from moves.away(player, where, 80, player.chance(0.3))
    elif way == 1:
        yield from moves.gaze(player, where, spell(stage))
    elif way == 2:
        yield from moves.glance(player, spell(stage))
    elif way == 3:
        yield from moves.back_off(player, where, 70)
    elif way == 4:
        yield from circle(player, where, spell(stage))
    elif way == 5:
        yield from moves.away(player, where, spell(stage))
    else:
        yield from pass_by(stage, where, 110)
