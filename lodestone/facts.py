"""What a world's state says against a goal that is said to be reached, whoever says so."""

from collections.abc import Iterator

from envs.overworld.gamedata import MOB_NAMES, item_index, mob_index
from envs.overworld.world import Overworld
from lodestone.geometry import NEAR, is_mob_near, is_near, is_sheltered
from planner.goal import Goal, Structure
from planner.materials import ANIMALS
from skills.blueprints import BLUEPRINTS

SEEN = 16
"""Blocks within which something is found, as in the tasks that ask to find something."""
_ANIMAL = "animal"


def against(overworld: Overworld, goal: Goal) -> str:
    """Return the first thing that world 0's state says against a goal being reached; empty if there is none.

    Items and stations are what observations show; this is about deeds, which the game counts, and about buildings.
    """
    return next(_objections(overworld, goal), "")


def against_deeds(overworld: Overworld, goal: Goal) -> str:
    """Return the first thing that the counts of kills and uses say against a goal; empty if there is none."""
    return next(_deeds(overworld, goal), "")


def against_building(overworld: Overworld, thing: Structure) -> str:
    """Return what world 0's state says against something standing around player 0, or in reach, where it should.

    Empty if there is nothing. Stations in reach are what observations show; of them only the place is looked at.
    """
    name = f"the {thing.name} of {thing.material}".replace("_", " ")
    if thing.name in BLUEPRINTS and not is_sheltered(overworld, thing.material):
        return f"{name} does not stand around the player"
    if thing.near and not is_near(overworld, thing.near):
        return f"{name} does not stand near {thing.near}: there is none that lies bare within {NEAR} blocks"
    return ""


def _deeds(overworld: Overworld, goal: Goal) -> Iterator[str]:
    kills, used = overworld.state.kills[0, 0], overworld.state.used[0, 0]
    for kill in goal.kills:
        done = int(kills[mob_index(kill.mob)])
        if done < kill.count:
            yield f"{done} of {kill.count} {kill.mob} were killed"
    for use in goal.uses:
        if not used[item_index(use.item)]:
            yield f"no {use.item} was used"
    for ban in goal.bans:
        mobs = ANIMALS if ban.thing == _ANIMAL else (ban.thing,)
        if ban.deed == "kill" and any(kills[mob_index(mob)] for mob in mobs):
            yield f"a {ban.thing} was killed, which the order forbids"


def _objections(overworld: Overworld, goal: Goal) -> Iterator[str]:
    yield from _deeds(overworld, goal)
    yield from filter(None, (against_building(overworld, thing) for thing in goal.structures))
    for thing in goal.finds[-1:]:  # plans end with it; of what was found before, the player has gone away
        if not (is_mob_near(overworld, thing, SEEN) if thing in MOB_NAMES else is_near(overworld, thing, SEEN)):
            yield f"there is no {thing} within {SEEN} blocks"
