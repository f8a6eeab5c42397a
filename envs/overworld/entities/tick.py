"""One tick of all entities of a world."""

import math

from envs.overworld.blocks.grid import is_loaded
from envs.overworld.entities.explosion import tick_tnt
from envs.overworld.entities.falling import tick_falling
from envs.overworld.entities.items import pick_up_items, tick_item
from envs.overworld.entities.mobs.tick import tick_mob
from envs.overworld.entities.orbs import tick_orb
from envs.overworld.entities.projectiles import tick_projectile
from envs.overworld.entities.rows import trim_rows
from envs.overworld.entities.spawning import spawn_tick
from envs.overworld.entities.tnt import TNT
from envs.overworld.jit import kernel
from envs.overworld.lightning import lightning_tick
from envs.overworld.rules import Rules
from envs.overworld.state import (
    ENTITY_ARROW,
    ENTITY_FALLING,
    ENTITY_ITEM,
    ENTITY_MOB,
    ENTITY_NONE,
    ENTITY_ORB,
    ENTITY_THROWN,
    State,
)


@kernel()
def entities_tick(s: State, rules: Rules, w: int) -> None:
    """Advance everything that moves by itself; entities outside the loaded chunks stand still and do not age."""
    for i in range(s.clock[w].entity_rows):
        entity = s.entities[w, i]
        kind = entity.kind
        if kind == ENTITY_NONE or not is_loaded(s, w, math.floor(entity.x), math.floor(entity.z)):
            continue
        entity.age += 1
        if kind == ENTITY_ITEM:
            tick_item(s, rules, w, i)
        elif kind == ENTITY_MOB:
            tick_mob(s, rules, w, i)
        elif kind == ENTITY_ORB:
            tick_orb(s, rules, w, i)
        elif kind == ENTITY_FALLING and entity.block == TNT:
            tick_tnt(s, rules, w, i)
        elif kind == ENTITY_FALLING:
            tick_falling(s, rules, w, i)
        elif kind == ENTITY_ARROW or kind == ENTITY_THROWN:
            tick_projectile(s, rules, w, i)
    for p in range(s.players.shape[1]):
        if s.players[w, p].alive:
            pick_up_items(s, rules, w, p)
    lightning_tick(s, rules, w)
    spawn_tick(s, rules, w)
    trim_rows(s, w)
