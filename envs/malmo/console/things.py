"""Commands that make and end mobs, things and lives: `summon`, `kill`."""

import math

from envs.malmo.console.arguments import PLAYER, PLAYER_NAME, WORLD, CommandError, need, place
from envs.malmo.console.selectors import kind_of, select
from envs.overworld.blocks.grid import is_loaded
from envs.overworld.entities.mobs.life import hurt_mob, spawn_mob
from envs.overworld.entities.rows import trim_rows
from envs.overworld.gamedata import UnknownNameError, mob_index
from envs.overworld.player.damage import damage_player
from envs.overworld.state import DAMAGE_VOID, ENTITY_BODY, ENTITY_MOB, ENTITY_NONE, NOBODY, PLAYER_BODY
from envs.overworld.world import Overworld

_DEADLY = 1e30


def summon(world: Overworld, words: list[str]) -> str:
    """`/summon <mob> [<x> <y> <z>]`: a mob at the very point, be it in the air or in rock; it never despawns."""
    need(words, 1, "/summon <EntityName> [x] [y] [z] [dataTag]")
    try:
        mob = mob_index(words[0])
    except UnknownNameError as error:
        raise CommandError(f"Unable to summon object: the Overworld has no '{words[0][:40]}'") from error
    x, y, z = place(world, words[1:4] if len(words) > 3 else ["~", "~", "~"])
    if not is_loaded(world.state, WORLD, math.floor(x), math.floor(z)):
        raise CommandError("Unable to summon the object out of the world")
    row = spawn_mob(world.state, world.rules, WORLD, mob, x, y, z)
    if row < 0:
        raise CommandError("Unable to summon object: the world is full of entities")
    world.state.entities[WORLD, row]["persistent"] = 1
    return "Object successfully summoned"


def kill(world: Overworld, words: list[str]) -> str:
    """`/kill [<who>]`: the player, if nobody is named. Mobs die and leave their loot, things vanish."""
    targets = select(world, words[0]) if words else [PLAYER_BODY + PLAYER]
    names = [PLAYER_NAME if target < ENTITY_BODY else kind_of(world, target) for target in targets]
    for target in targets:
        _end(world, target)
    trim_rows(world.state, WORLD)
    return "\n".join(f"Killed {name}" for name in names)


def _end(world: Overworld, target: int) -> None:
    if target < ENTITY_BODY:
        damage_player(world.state, world.rules, WORLD, PLAYER, _DEADLY, DAMAGE_VOID)
        return
    row = target - ENTITY_BODY
    entity = world.state.entities[WORLD, row]
    if entity["kind"] == ENTITY_MOB:
        hurt_mob(world.state, world.rules, WORLD, row, _DEADLY, DAMAGE_VOID, NOBODY)
    else:
        entity["kind"] = ENTITY_NONE
