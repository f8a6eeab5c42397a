"""Block updates that wait for their tick: flowing liquids, falling sand, fire, decay."""

from envs.overworld.blocks.grid import get_block
from envs.overworld.jit import kernel
from envs.overworld.state import SCHEDULED, State


@kernel()
def schedule(s: State, w: int, x: int, y: int, z: int, delay: int) -> None:
    """Ask for an update of the block that stands at (x, y, z) now, `delay` ticks later; once for each block and cell.

    With the table full nothing is remembered: the block waits for its next cause.
    """
    block = get_block(s, w, x, y, z) >> 4
    clock = s.clock[w]
    rows = s.scheduled[w]
    for i in range(clock.scheduled):
        tick = rows[i]
        if tick.x == x and tick.y == y and tick.z == z and tick.block == block:
            return
    if clock.scheduled >= SCHEDULED:
        return
    tick = rows[clock.scheduled]
    tick.due = clock.age + delay
    tick.x, tick.y, tick.z, tick.block = x, y, z, block
    clock.scheduled += 1
