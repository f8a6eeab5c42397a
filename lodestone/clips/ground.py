"""Scripts about rock, ground and what grows on it."""

import math
from functools import partial

from lodestone.clips import moves, names
from lodestone.clips.kit import (
    AXES,
    LONG,
    PICKAXES,
    SHOVELS,
    SWORDS,
    hold_any,
    hold_anything,
    middle_of,
    spell,
    under_feet,
    work_around,
)
from lodestone.clips.moves import unplayable
from lodestone.clips.stage import Stage
from skills.oracle.body import Behaviour


def mine_stone(stage: Stage) -> Behaviour[None]:
    """Mine rock around, moving on into it."""
    hold_any(stage, PICKAXES)
    cells = stage.rock_face() if stage.player.chance(0.4) else []
    if not cells:
        stage.cave()
    spent = 0
    while spent < LONG:
        cells = stage.rock_in_reach()
        yaw = float(stage.body.player["yaw"])
        cells.sort(key=lambda c: abs(moves.wrap_degrees(stage.body.angles_to(middle_of(c))[0] - yaw)))
        cells = [cell for cell in cells if cell[1] >= stage.body.feet()[1]]
        if not cells:
            return
        stage.aim_at_cells(cells[0], cells[0])
        for action in moves.work(stage.player, cells[0], 140):
            spent += 1
            yield action
        for action in moves.walk_to(stage.player, partial(middle_of, cells[0]), 1.2, stage.player.between(2, 10)):
            spent += 1
            yield action
        spent += 1


def mine_stone_near(stage: Stage) -> Behaviour[None]:
    """Be at rock and do not mine it, or not with a pickaxe."""
    player, what = stage.player, stage.player.between(0, 7)
    wrong = ("air", "air", *SWORDS[:3], *SHOVELS[:2], *AXES[:2], "cobblestone")
    item = hold_any(stage, wrong if what in (0, 1, 6, 7) else (*PICKAXES, "cobblestone") if what == 5 else PICKAXES)
    outside = player.chance(0.4) and what not in (2, 5)
    cells = stage.rock_face() if outside else (stage.cave(), stage.rock_in_reach())[1]
    cells = [cell for cell in cells if cell[1] >= stage.body.feet()[1]] or cells
    if not cells:
        raise unplayable("no rock in reach")
    stage.aim_at_cells(cells[0], cells[0])
    if what in (0, 1, 6, 7):
        for cell in cells[: player.between(2, 3)]:
            yield from moves.work(player, cell, 120)
    elif what == 2:
        yield from moves.glance(player, spell(stage))
    elif what == 3:
        yield from moves.gaze(player, partial(middle_of, cells[0]), spell(stage))
    elif what == 4:
        yield from moves.wander(player, spell(stage))
    elif item == "cobblestone":
        stage.hold("cobblestone")
        x, y, z = stage.body.feet()
        for cell in ((x - 1, y, z), (x + 1, y, z), (x, y, z - 1), (x, y, z + 1)):
            yield from moves.put(player, cell, "cobblestone")
        yield from moves.glance(player, 60)
    else:
        yield from moves.gaze(player, partial(middle_of, cells[0]), spell(stage), {"jump": 1})


def mine_down(stage: Stage) -> Behaviour[None]:
    """Dig straight down, from the grass or in a cave."""
    player = stage.player
    below = player.chance(0.35)
    hold_any(stage, PICKAXES if below or player.chance(0.5) else (*SHOVELS, "air", "stone_axe"))
    if below:
        stage.cave()
    else:
        stage.put(stage.somewhere())
    for _ in range(player.between(5, 9)):
        yield from moves.look_to(player, under_feet(stage))
        x, y, z = stage.body.feet()
        if (x, z) != (math.floor(stage.body.position[0]), math.floor(stage.body.position[2])):
            x, z = math.floor(stage.body.position[0]), math.floor(stage.body.position[2])
        stage.aim_at_cells((x, y - 1, z), (x, y - 1, z))
        yield from moves.work(player, (x, y - 1, z), 100)
        yield from moves.idle(player.between(1, 9))


def mine_down_near(stage: Stage) -> Behaviour[None]:
    """Look down, or dig, but not under the feet."""
    player, what = stage.player, stage.player.between(0, 9)
    hold_any(stage, (*PICKAXES[:4], *SHOVELS, "air"))
    if what in (6, 7):
        hold_any(stage, PICKAXES)
        stage.cave()
        yield from work_around(stage, names.STONE, LONG, low=0)
        return
    stage.put(stage.somewhere())
    yield from moves.look_to(player, under_feet(stage), player.between(0, 30))
    if what == 0:
        yield from moves.glance(player, spell(stage), (60.0, 88.0))
    elif what == 1:
        yield from moves.gaze(player, partial(under_feet, stage), spell(stage))
    elif what in (2, 3, 8, 9):
        yield from work_around(stage, names.GROUND, LONG, reach=1 + what % 2)
    elif what == 4:
        for tick in range(spell(stage)):
            yield player.turn(under_feet(stage), {"jump": int(tick % 24 < 10)})
    else:
        for _ in range(spell(stage)):
            x, y, z = stage.body.position
            angle = math.radians(float(stage.body.player["yaw"]) + player.random.normal(0, 4))
            point = (x - math.sin(angle), y, z + math.cos(angle))
            yield player.turn(point, moves.steps_on(player, point))


def dig(stage: Stage) -> Behaviour[None]:
    """Dig dirt, sand and gravel around."""
    hold_any(stage, (*SHOVELS, *SHOVELS, "air", "stone_pickaxe", "stone_axe"))
    stage.put(stage.somewhere())
    yield from work_around(stage, names.GROUND, LONG)


def dig_near(stage: Stage) -> Behaviour[None]:
    """Stand on the ground with a shovel, or walk on it."""
    hold_any(stage, (*SHOVELS, "air"))
    stage.put(stage.somewhere())
    if stage.player.chance(0.5):
        yield from moves.glance(stage.player, spell(stage), (20.0, 60.0))
    else:
        yield from moves.wander(stage.player, spell(stage))


def gather(stage: Stage) -> Behaviour[None]:
    """Pick flowers and grass."""
    hold_any(stage, ("air", "air", "shears", "stone_sword", "stone_axe"))
    stage.plants()
    for _ in range(8):
        x, y, z = stage.body.feet()
        cells = [(x + dx, y + dy, z + dz) for dx in range(-6, 7) for dy in (-1, 0, 1) for dz in range(-6, 7)]
        cells = [cell for cell in cells if names.sort_and_name(stage.body.block(cell))[0] == names.PLANT]
        if not cells:
            return
        cell = min(cells, key=lambda c: math.dist(c, (x, y, z)))
        stage.aim_at_cells(cell, cell)
        yield from moves.walk_to(stage.player, partial(middle_of, cell), 2.2, 50)
        yield from moves.work(stage.player, cell, 20)
        yield from moves.idle(stage.player.between(2, 12))


def gather_near(stage: Stage) -> Behaviour[None]:
    """Stand among flowers, or walk through them."""
    hold_anything(stage)
    cells = stage.plants()
    if stage.player.chance(0.5):
        yield from moves.gaze(stage.player, partial(middle_of, cells[0]), spell(stage))
    else:
        yield from moves.wander(stage.player, spell(stage))
