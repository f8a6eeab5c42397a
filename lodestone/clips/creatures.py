"""Scripts about animals and monsters."""

from lodestone.clips import moves, names
from lodestone.clips.kit import (
    AXES,
    FARM,
    LONG,
    SWORDS,
    WAYS_TO_KEEP_AWAY,
    circle,
    hesitate,
    hold_any,
    hold_anything,
    keep_away,
    spell,
    start_of,
    swing_beside,
    work_around,
)
from lodestone.clips.moves import mob_at
from lodestone.clips.stage import Stage
from skills.oracle.body import Behaviour


def with_mob(stage: Stage, mob: str, low: float = 2.0, high: float = 4.0, aside: float = 25.0) -> int:
    """Stand somewhere, with a mob and perhaps others around."""
    stage.put(stage.somewhere())
    row = stage.spawn(mob, low, high)
    for _ in range(stage.player.between(0, 2)):
        if stage.player.chance(0.5) and mob in FARM:
            stage.spawn(str(stage.player.random.choice(FARM)), 4, 12)
    stage.put(stage.body.feet(), mob_at(stage.player, row)(), aside)
    stage.aim_at_mob(row)
    return row


def approach_mob(stage: Stage, mobs: tuple[str, ...]) -> Behaviour[None]:
    """Walk up to an animal, and to the next one."""
    hold_anything(stage)
    for _ in range(4):
        row = with_mob(stage, str(stage.player.random.choice(mobs)), 6.0, 13.0, 60.0)
        yield from hesitate(stage, mob_at(stage.player, row))
        sprint, stop = stage.player.chance(0.25), stage.player.random.uniform(1.6, 2.8)
        yield from moves.walk_to(stage.player, mob_at(stage.player, row), stop, 80, sprint)
        yield from moves.gaze(stage.player, mob_at(stage.player, row), stage.player.between(6, 40))
        stage.clear_mobs()


def approach_mob_near(stage: Stage, mobs: tuple[str, ...]) -> Behaviour[None]:
    """See an animal and stay where it is, or leave it, or go to another one."""
    player = stage.player
    way = player.between(0, WAYS_TO_KEEP_AWAY)
    hold_anything(stage)
    row = with_mob(stage, str(player.random.choice(mobs)), *start_of(way))
    yield from keep_away(stage, mob_at(player, row), way)


def hit_mob(stage: Stage, mobs: tuple[str, ...]) -> Behaviour[None]:
    """Strike an animal or a monster until it is dead, and another one."""
    tools = ("air", "air", *SWORDS, *AXES[:3], "stone_pickaxe", "stone_shovel")
    hold_any(stage, tools if not set(mobs) & set(names.MONSTERS) else (*SWORDS, *SWORDS, *AXES[:3], "air"))
    for _ in range(4):
        row = with_mob(stage, str(stage.player.random.choice(mobs)), 2.0, 6.0)
        yield from hesitate(stage, mob_at(stage.player, row))
        yield from moves.strike(stage.player, row, 120)
        yield from moves.idle(stage.player.between(12, 40))
        stage.clear_mobs()


def hit_mob_near(stage: Stage, mobs: tuple[str, ...]) -> Behaviour[None]:
    """Be at a mob and do something else, or something to another one."""
    player, what = stage.player, stage.player.between(0, 7)
    hold_any(stage, ("air", "air", *SWORDS, *AXES[:3], "bucket", "wheat"))
    row = with_mob(stage, str(player.random.choice(mobs)), 1.8, 4.0)
    where = mob_at(player, row)
    if what == 0:
        yield from moves.gaze(player, where, spell(stage))
    elif what in (1, 2):
        yield from moves.keep_near(player, row, spell(stage))
    elif what == 3:
        yield from circle(player, where, spell(stage))
    elif what == 4:
        yield from swing_beside(stage, where)
    elif what == 5:
        yield from work_around(stage, names.GROUND, LONG, reach=2)
    elif what == 6:
        others = [mob for mob in FARM if mob not in mobs]
        other = stage.spawn(str(player.random.choice(others)), 2.0, 4.5)
        yield from moves.strike(player, other, LONG)
    else:
        yield from moves.use_on(player, row, lambda: False, spell(stage))


def monster_near(stage: Stage, mobs: tuple[str, ...]) -> Behaviour[None]:
    """Meet a monster and do not strike it."""
    player, what = stage.player, stage.player.between(0, 6)
    hold_any(stage, (*SWORDS, *AXES[:2], "air"))
    far = (2.5, 6.0) if what in (3, 4, 5) else (4.0, 10.0)
    row = with_mob(stage, str(player.random.choice(mobs)), *far)
    where = mob_at(player, row)
    if what in (0, 1):
        yield from moves.back_off(player, where, spell(stage))
    elif what == 2:
        yield from moves.away(player, where, spell(stage), player.chance(0.5))
    elif what == 3:
        yield from moves.gaze(player, where, spell(stage))
    elif what == 4:
        yield from circle(player, where, spell(stage))
    elif what == 5:
        yield from swing_beside(stage, where)
    else:
        other = stage.spawn(str(player.random.choice(FARM)), 2.0, 4.0)
        yield from moves.strike(player, other, LONG)


def shear(stage: Stage) -> Behaviour[None]:
    """Shear sheep, one after the other."""
    stage.fill_hotbar(["shears"])
    stage.hold("shears")
    for _ in range(4):
        row = with_mob(stage, "sheep", 1.8, 4.5)
        sheep = stage.body.state.entities[0, row]
        yield from moves.gaze(stage.player, mob_at(stage.player, row), stage.player.between(6, 45))
        yield from moves.use_on(stage.player, row, lambda: bool(sheep["sheared"]), 60)  # noqa: B023 - used at once
        yield from moves.keep_near(stage.player, row, stage.player.between(20, 50))
        if stage.player.chance(0.5):
            stage.clear_mobs()


def shear_near(stage: Stage) -> Behaviour[None]:
    """Be at a sheep with shears, or with something else, and do not shear it."""
    player, what = stage.player, stage.player.between(0, 8)
    right = what in (0, 1, 2, 3, 4, 8)
    hold_any(stage, ("shears",) if right else (*SWORDS[:3], "bucket", "air", *AXES[:2]))
    row = with_mob(stage, "sheep", 1.8, 4.0)
    where = mob_at(player, row)
    if what == 0:
        yield from moves.gaze(player, where, spell(stage))
    elif what == 1:
        yield from moves.keep_near(player, row, spell(stage))
    elif what == 2:
        stage.body.state.entities[0, row]["sheared"] = 1
        yield from moves.use_on(player, row, lambda: False, spell(stage))
    elif what in (3, 5):
        yield from moves.strike(player, row, LONG)
    elif what == 4:
        yield from swing_beside(stage, where)
    elif what == 6:
        yield from moves.use_on(player, row, lambda: False, spell(stage))
    elif what == 7:
        yield from moves.keep_near(player, row, spell(stage))
    else:
        other = stage.spawn(str(player.random.choice(("cow", "pig", "chicken"))), 2.0, 4.0)
        yield from moves.use_on(player, other, lambda: False, spell(stage))


def milk(stage: Stage) -> Behaviour[None]:
    """Milk cows, one after the other."""
    for _ in range(3):
        stage.fill_hotbar(["bucket"])
        stage.hold("bucket")
        row = with_mob(stage, "cow", 1.8, 4.5)
        full = stage.body.count("milk_bucket")
        yield from moves.gaze(stage.player, mob_at(stage.player, row), stage.player.between(6, 45))
        yield from moves.use_on(stage.player, row, lambda: stage.body.count("milk_bucket") > full, 60)  # noqa: B023
        yield from moves.keep_near(stage.player, row, stage.player.between(20, 50))
        stage.clear_mobs()


def milk_near(stage: Stage) -> Behaviour[None]:
    """Be at a cow with a bucket and strike it, or use it on another animal."""
    player, what = stage.player, stage.player.between(0, 2)
    hold_any(stage, ("bucket",))
    row = with_mob(stage, "cow" if what else "pig", 1.8, 4.0)
    if what == 0:
        yield from moves.use_on(player, row, lambda: False, spell(stage))
    elif what == 1:
        yield from moves.keep_near(player, row, spell(stage))
    else:
        yield from moves.strike(player, row, LONG)
