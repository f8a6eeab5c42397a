"""Block updates that wait for their tick: flowing liquids, falling sand, fire, holes that an explosion tore.

Asking is cheap enough for a player's world (one walk over the few rows in use) and everything is bounded: the table has
`SCHEDULED` rows, and `blocks_tick` runs at most `UPDATES_PER_TICK` of those that are due; the rest wait a tick, in the
order in which they were asked for. A flood spreads more slowly then, but a tick never stalls.
"""

from envs.overworld.blocks.grid import get_block
from envs.overworld.jit import kernel
from envs.overworld.state import SCHEDULED, State

UPDATES_PER_TICK = 200
"""Most scheduled updates of one world in one tick (65536 in the game)."""
DONE = -1
"""`TICK.due` of an update that has run; `tidy_schedule` takes such rows out."""


@kernel()
def schedule(s: State, w: int, x: int, y: int, z: int, delay: int) -> bool:
    """Ask for an update of the block that stands at (x, y, z) now, `delay` ticks later; once for each block and cell.

    Returns:
        False with the table full: nothing is remembered, and the block must wait for its next cause.
    """
    block = get_block(s, w, x, y, z) >> 4
    clock = s.clock[w]
    rows = s.scheduled[w]
    for i in range(clock.scheduled):
        tick = rows[i]
        if tick.x == x and tick.z == z and tick.y == y and tick.block == block and tick.due != DONE:
            return True
    return add_update(s, w, x, y, z, block, delay)


@kernel()
def add_update(s: State, w: int, x: int, y: int, z: int, block: int, delay: int) -> bool:
    """Append an update of `block` (id) at (x, y, z) without looking for an equal one; False if the table is full."""
    clock = s.clock[w]
    if clock.scheduled >= SCHEDULED:
        return False
    tick = s.scheduled[w, clock.scheduled]
    tick.due = clock.age + delay
    tick.x, tick.y, tick.z, tick.block = x, y, z, block
    clock.scheduled += 1
    return True


@kernel()
def tidy_schedule(s: State, w: int) -> None:
    """Take the updates out that have run; the others keep their order."""
    clock = s.clock[w]
    rows = s.scheduled[w]
    kept = 0
    for i in range(clock.scheduled):
        tick = rows[i]
        if tick.due != DONE:
            row = rows[kept]
            row.due, row.x, row.y, row.z, row.block = tick.due, tick.x, tick.y, tick.z, tick.block
            kept += 1
    clock.scheduled = kept
