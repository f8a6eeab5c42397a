"""Sand and gravel that begin to fall."""

from envs.overworld.blocks.breaking import FALL_DELAY, falls_through, settle
from envs.overworld.blocks.grid import AIR, get_block, set_block
from envs.overworld.blocks.schedule import schedule
from envs.overworld.entities.rows import new_entity
from envs.overworld.jit import kernel
from envs.overworld.rules import Rules
from envs.overworld.state import ENTITY_FALLING, ENTITY_NONE, State


@kernel()
def gravity_tick(s: State, rules: Rules, w: int, x: int, y: int, z: int) -> None:
    """Turn the sand (gravel, ...) at (x, y, z) into a falling entity if there is nothing that holds it.

    It waits its turn while all rows of entities are in use: no item on the ground has to go for it.
    """
    if not falls_through(rules, get_block(s, w, x, y - 1, z)):
        return
    if not _has_room(s, w):
        schedule(s, w, x, y, z, FALL_DELAY)
        return
    row = new_entity(s, w, ENTITY_FALLING, x + 0.5, y, z + 0.5)
    s.entities[w, row].block = get_block(s, w, x, y, z)
    set_block(s, rules, w, x, y, z, AIR)
    settle(s, rules, w, x, y, z)


@kernel()
def _has_room(s: State, w: int) -> bool:
    free = 0
    for i in range(s.entities.shape[1]):
        free += s.entities[w, i].kind == ENTITY_NONE
    return free > 0
