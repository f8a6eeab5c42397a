"""Scripts about trees."""

import math

from lodestone.clips import moves, names
from lodestone.clips.kit import (
    AXES,
    LONG,
    SWORDS,
    WAYS_TO_KEEP_AWAY,
    circle,
    hesitate,
    hold_any,
    hold_anything,
    keep_away,
    middle_of,
    spell,
    start_of,
    work_around,
)
from lodestone.clips.stage import Stage
from skills.oracle.body import Behaviour, Cell


def chop(stage: Stage) -> Behaviour[None]:
    """Cut a trunk down, and the next one."""
    tools = AXES if stage.player.chance(0.65) else ("air", "air", "air", *SWORDS[:2], "stone_pickaxe")
    hold_any(stage, tools)
    trunk = stage.tree(1.7, 3.2)
    for _ in range(5):
        start = stage.player.between(0, 1)
        for cell in [*trunk[start:5], *trunk[:start]]:
            yield from moves.work(stage.player, cell, 90)
        roots = [root for root in stage.roots() if math.dist(root, stage.body.feet()) < 14]
        if not roots:
            return
        trunk = stage.trunk(roots[0])
        stage.aim_at_cells(trunk[0], trunk[-1])
        yield from moves.walk_to(stage.player, _eye_level(stage, trunk), 2.0, 60)


def chop_near(stage: Stage) -> Behaviour[None]:
    """Be at a tree and do something else."""
    player = stage.player
    hold_any(stage, (*AXES, "air", "air"))
    trunk = stage.tree(1.6, 3.4)
    where, what = _eye_level(stage, trunk), player.between(0, 6)
    yield from moves.idle(player.between(0, 8))
    if what == 0:
        yield from moves.gaze(player, where, spell(stage))
    elif what == 1:
        yield from moves.glance(player, spell(stage))
    elif what == 2:
        yield from work_around(stage, names.LEAVES, LONG)
    elif what == 3:
        yield from work_around(stage, names.GROUND, LONG)
    elif what == 4:
        yield from moves.swing(player, spell(stage))
    elif what == 5:
        yield from moves.gaze(player, where, 40)
        yield from moves.away(player, where, 60)
    else:
        yield from circle(player, where, spell(stage))


def approach_tree(stage: Stage) -> Behaviour[None]:
    """Walk up to a tree, and to the next one."""
    hold_anything(stage)
    for _ in range(4):
        trunk = stage.tree(6.0, 13.0, 60.0)
        yield from hesitate(stage, _eye_level(stage, trunk))
        sprint, stop = stage.player.chance(0.25), stage.player.random.uniform(1.4, 2.8)
        yield from moves.walk_to(stage.player, _eye_level(stage, trunk), stop, 80, sprint)
        yield from moves.gaze(stage.player, _eye_level(stage, trunk), stage.player.between(6, 40))


def approach_tree_near(stage: Stage) -> Behaviour[None]:
    """See a tree and stay away from it, or leave it."""
    hold_anything(stage)
    way = stage.player.between(0, WAYS_TO_KEEP_AWAY)
    trunk = stage.tree(*start_of(way))
    yield from keep_away(stage, _eye_level(stage, trunk), way)


def _eye_level(stage: Stage, trunk: list[Cell]) -> moves.Where:
    def where() -> moves.Point:
        x, _, z = middle_of(trunk[0])
        return x, min(stage.body.eyes[1] - 0.2, trunk[-1][1] + 0.5), z

    return where
