"""TNT that is lit: a falling block with a fuse, counted by `ENTITY.timer`; `explosion.tick_tnt` lets it go off."""

import math

from envs.overworld.entities.rows import new_entity
from envs.overworld.gamedata import block_state
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float
from envs.overworld.state import ENTITY_FALLING, State

TNT = block_state("tnt")
"""Block state of TNT, and of a falling block that is TNT."""
FUSE = 80
"""Ticks from the lighting to the explosion; 10 to 29 for TNT that another explosion lights."""

_HOP = 0.2
_DRIFT = 0.02


@kernel()
def prime_tnt(s: State, w: int, x: int, y: int, z: int, fuse: int, owner: int) -> bool:
    """Light the TNT of the cell (x, y, z) in the name of body `owner`; the caller takes the block away.

    Returns:
        False if the table of entities has no room for it.
    """
    row = new_entity(s, w, ENTITY_FALLING, x + 0.5, y, z + 0.5)
    if row < 0:
        return False
    around = 2.0 * math.pi * random_float(s, w)
    entity = s.entities[w, row]
    entity.block = TNT
    entity.timer = fuse
    entity.owner = owner
    entity.vx, entity.vy, entity.vz = _DRIFT * math.cos(around), _HOP, _DRIFT * math.sin(around)
    return True
