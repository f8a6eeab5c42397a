"""Scripts about getting about, on land and in water, and about chance."""

import math
from functools import partial

import numpy as np

from lodestone.clips import moves
from lodestone.clips.creatures import with_mob
from lodestone.clips.kit import (
    FARM,
    LONG,
    circle,
    hold_anything,
    middle_of,
    spell,
)
from lodestone.clips.moves import unplayable
from lodestone.clips.stage import Stage
from skills.oracle.body import Behaviour, Cell


def swim(stage: Stage) -> Behaviour[None]:
    """Swim through deep water."""
    hold_anything(stage)
    x, y, z = stage.water(deep=True)
    stage.put((x, y, z))
    stage.body.player["on_ground"] = 0
    yield from moves.float_about(stage.player, LONG, dive=stage.player.chance(0.25))


def swim_near(stage: Stage) -> Behaviour[None]:
    """Be at water, or in it up to the knees."""
    player, what = stage.player, stage.player.between(0, 4)
    hold_anything(stage)
    if what in (0, 1):
        cell = stage.water(deep=False)
        stage.put(cell)
        yield from moves.wade(player, spell(stage))
        return
    shore = _shore(stage)
    stage.put(shore[0], middle_of(shore[1]), 20)
    if what == 2:
        yield from moves.gaze(player, partial(middle_of, shore[1]), spell(stage))
    elif what == 3:
        yield from moves.glance(player, spell(stage))
    else:
        yield from circle(player, partial(middle_of, shore[1]), spell(stage))


def _shore(stage: Stage) -> tuple[Cell, Cell]:
    for _ in range(12):
        water = stage.water(deep=stage.player.chance(0.5))
        for _ in range(20):
            cell = stage.around(water, 1.5, 4.5)
            eyes = None if cell is None else (cell[0] + 0.5, cell[1] + 1.62, cell[2] + 0.5)
            met = None if eyes is None else stage.first_met(eyes, np.array(middle_of(water)))
            if cell is not None and (met is None or math.dist(met, water) < 3):
                return cell, water
    raise unplayable("no shore")


def roam(stage: Stage) -> Behaviour[None]:
    """Walk, run or jump about."""
    player = stage.player
    hold_anything(stage)
    stage.put(stage.somewhere())
    for _ in range(2):
        sprint, hops = player.chance(0.35), player.chance(0.3)
        for tick, action in enumerate(moves.wander(player, 100, None, sprint)):
            yield {**action, "jump": 1} if hops and tick % 3 == 0 else action


def linger(stage: Stage) -> Behaviour[None]:
    """Stand, look around, look at the sky or at the ground."""
    player, what = stage.player, stage.player.between(0, 3)
    hold_anything(stage)
    stage.put(stage.somewhere())
    if what == 0:
        yield from moves.idle(spell(stage))
    elif what == 1:
        yield from moves.glance(player, spell(stage))
    elif what == 2:
        yield from moves.glance(player, spell(stage), (-80.0, -40.0))
    else:
        yield from moves.glance(player, spell(stage), (55.0, 85.0))


def chance(stage: Stage) -> Behaviour[None]:
    """Press keys at random, near a tree, near an animal or anywhere."""
    hold_anything(stage)
    if stage.player.chance(0.4):
        with_mob(stage, str(stage.player.random.choice(FARM)))
    elif stage.player.chance(0.5):
        stage.tree(2.0, 5.0)
    else:
        stage.put(stage.somewhere())
    yield from moves.fumble(stage.player, LONG)
