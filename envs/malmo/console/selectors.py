"""Whom a command means: the player's name, or `@p`, `@a`, `@r`, `@e` with their arguments in brackets.

A target is the number of a body (`PLAYER_BODY` + player, `ENTITY_BODY` + row), here for every entity, things included.
"""

import math
import re

from envs.malmo.console.arguments import PLAYER, PLAYER_NAME, WORLD, CommandError, integer, number, player_of
from envs.overworld.gamedata import ITEM_NAMES, MOB_NAMES
from envs.overworld.state import (
    ENTITY_ARROW,
    ENTITY_BODY,
    ENTITY_FALLING,
    ENTITY_ITEM,
    ENTITY_MOB,
    ENTITY_NONE,
    ENTITY_ORB,
    PLAYER_BODY,
)
from envs.overworld.world import Overworld

_SELECTOR = re.compile(r"@([pare])(?:\[([^\]]*)\])?")
_KNOWN = ("type", "r", "rm", "c")
_KINDS = {ENTITY_ITEM: "item", ENTITY_ARROW: "arrow", ENTITY_ORB: "xp_orb", ENTITY_FALLING: "falling_block"}
_THROWN = {"splash_potion": "potion"}


def select(world: Overworld, text: str) -> list[int]:
    """Return the targets that a word means, near ones first; at least one.

    Raises:
        CommandError: Nobody is meant, or the word is no name and no selector.
    """
    if text == PLAYER_NAME:
        return [PLAYER_BODY + PLAYER]
    match = _SELECTOR.fullmatch(text)
    if match is None:
        raise CommandError("That player cannot be found")
    settings = _settings(match[2] or "")
    targets = _chosen(world, match[1], settings)
    if not targets:
        raise CommandError(f"Selector '{text}' found nothing")
    return targets


def select_player(world: Overworld, text: str) -> None:
    """Check that a word means the player, the only one there is.

    Raises:
        CommandError: It means nobody, or something else.
    """
    if PLAYER_BODY + PLAYER not in select(world, text):
        raise CommandError("That player cannot be found")


def kind_of(world: Overworld, target: int) -> str:
    """Return the game's name of what a target is: `player`, `cow`, `item`, `xp_orb`, ..."""
    if target < ENTITY_BODY:
        return "player"
    entity = world.state.entities[WORLD, target - ENTITY_BODY]
    if entity["kind"] == ENTITY_MOB:
        return MOB_NAMES[entity["mob"]]
    thrown = ITEM_NAMES[entity["item"]]
    return _KINDS.get(int(entity["kind"]), _THROWN.get(thrown, thrown))


def _settings(text: str) -> dict[str, str]:
    settings = {}
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        if name not in _KNOWN:
            raise CommandError(f"Unknown selector argument '{name[:40]}'; known are {', '.join(_KNOWN)}")
        settings[name] = value
    return settings


def _chosen(world: Overworld, letter: str, settings: dict[str, str]) -> list[int]:
    entities = world.state.entities[WORLD]
    rows = [row for row in range(len(entities)) if entities["kind"][row] != ENTITY_NONE] if letter == "e" else []
    wanted = settings.get("type", "").removeprefix("!").removeprefix("minecraft:")
    unlike = settings.get("type", "").startswith("!")
    low, high = number(settings.get("rm", "0")), number(settings.get("r", "30000000"))
    targets = [PLAYER_BODY + PLAYER, *(ENTITY_BODY + row for row in rows)]
    targets = [t for t in targets if not wanted or (kind_of(world, t) == wanted) != unlike]
    by_distance = sorted((_distance(world, target), target) for target in targets)
    near = [target for distance, target in by_distance if low <= distance <= high]
    count = integer(settings.get("c", "0"))
    return near if count == 0 else near[:count] if count > 0 else near[count:][::-1]


def _distance(world: Overworld, target: int) -> float:
    player = player_of(world)
    if target < ENTITY_BODY:
        return 0.0
    entity = world.state.entities[WORLD, target - ENTITY_BODY]
    return math.dist([entity[axis] for axis in "xyz"], [player[axis] for axis in "xyz"])
