"""Scripts in which something is built, placed or eaten."""

from functools import partial

from lodestone.clips import moves
from lodestone.clips.kit import BLOCKS, circle, hold_any, middle_of, spell, under_feet
from lodestone.clips.stage import Stage
from skills.oracle.body import Behaviour, Cell


def build(stage: Stage) -> Behaviour[None]:
    """Build a wall, a pillar or walls all around."""
    player = stage.player
    item = hold_any(stage, (*BLOCKS[:3], *BLOCKS))
    stage.put(stage.somewhere())
    what = player.between(0, 3)
    if what == 0:
        yield from moves.pillar(player, player.between(6, 12))
        yield from moves.glance(player, 30)
        return
    for _ in range(3):
        x, y, z = stage.body.feet()
        cells = _ring(x, y, z) if what == 1 else _wall(stage, x, y, z)
        for place in cells:
            yield from moves.put(player, place, item)
        if what == 1 or not cells:
            break
        yield from moves.gaze(player, partial(middle_of, cells[-1]), player.between(2, 20))
        if player.chance(0.5):
            yield from moves.wander(player, player.between(10, 30), player.random.uniform(-180, 180))
    if what == 1:
        yield from moves.pillar(player, player.between(2, 6))
    yield from moves.glance(player, 30)


def _ring(x: int, y: int, z: int) -> list[Cell]:
    """Cells around somebody, two high."""
    return [(x + dx, y + up, z + dz) for up in (0, 1) for dx, dz in ((1, 0), (0, 1), (-1, 0), (0, -1))]


def _wall(stage: Stage, x: int, y: int, z: int) -> list[Cell]:
    """Cells of a wall on the ground a few steps away, from the bottom up."""
    player = stage.player
    ahead, along = player.between(2, 3) * (1 if player.chance(0.5) else -1), player.chance(0.5)
    width = player.between(1, 2)
    row = [(x + ahead, z + step) if along else (x + step, z + ahead) for step in range(-width, width + 1)]
    feet = [foot for column in row if (foot := stage.footing(column[0], y, column[1])) is not None]
    return [(foot[0], foot[1] + up, foot[2]) for up in range(player.between(1, 3)) for foot in feet]


def build_near(stage: Stage) -> Behaviour[None]:
    """Carry blocks and place none; or see a wall, or take one down."""
    player, what = stage.player, stage.player.between(0, 6)
    item = hold_any(stage, BLOCKS)
    cell = stage.somewhere()
    stage.put(cell)
    if what in (0, 1):
        yield from moves.wander(player, spell(stage))
    elif what == 2:
        yield from moves.glance(player, spell(stage))
    elif what == 3:
        for tick in range(spell(stage)):
            yield player.turn(under_feet(stage), {"jump": int(tick % 20 < 4)})
    elif what == 4:
        yield from moves.swing(player, spell(stage))
    else:
        wall = stage.wall(item)
        if what == 5:
            yield from circle(player, partial(middle_of, wall[0]), spell(stage))
        else:
            for block in wall:
                yield from moves.work(player, block, 70)


def torch(stage: Stage) -> Behaviour[None]:
    """Place torches around."""
    hold_any(stage, ("torch",))
    stage.put(stage.somewhere()) if stage.player.chance(0.5) else stage.cave()
    for _ in range(8):
        x, y, z = stage.body.feet()
        near = [(x + dx, y + dy, z + dz) for dx in range(-2, 3) for dy in (-1, 0, 1) for dz in range(-2, 3) if dx or dz]
        for index in stage.player.random.permutation(len(near)).tolist():
            if (yield from moves.put(stage.player, near[index], "torch")):
                break
        yield from moves.glance(stage.player, stage.player.between(8, 25))


def torch_near(stage: Stage) -> Behaviour[None]:
    """Carry a torch."""
    hold_any(stage, ("torch",))
    stage.put(stage.somewhere()) if stage.player.chance(0.5) else stage.cave()
    yield from (moves.wander if stage.player.chance(0.5) else moves.glance)(stage.player, spell(stage))


def eat(stage: Stage) -> Behaviour[None]:
    """Eat."""
    hold_any(stage, ("bread", "apple", "cooked_beef"))
    stage.put(stage.somewhere())
    stage.body.player["food"] = 6
    yield from moves.idle(stage.player.between(0, 25))
    for _ in range(3):
        for _ in range(34):
            yield {"use": 1}
        yield from moves.glance(stage.player, stage.player.between(5, 30))


def eat_near(stage: Stage) -> Behaviour[None]:
    """Hold food."""
    hold_any(stage, ("bread", "apple", "cooked_beef"))
    stage.put(stage.somewhere())
    yield from (moves.wander if stage.player.chance(0.5) else moves.glance)(stage.player, spell(stage))
