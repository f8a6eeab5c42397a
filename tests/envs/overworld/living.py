"""Let the blocks and falling things of a hand-made world go on, without players, mobs or random ticks."""

from envs.overworld.blocks.breaking import settle
from envs.overworld.blocks.grid import set_block
from envs.overworld.blocks.updates import scheduled_ticks
from envs.overworld.entities.falling import tick_falling
from envs.overworld.entities.tnt import TNT
from envs.overworld.gamedata import RULES, block_state
from envs.overworld.state import ENTITY_FALLING, State


def change(s: State, x: int, y: int, z: int, name: str, meta: int = 0, w: int = 0) -> None:
    """Set a block as a player or the game does: light, edits and neighbours learn of it."""
    set_block(s, RULES, w, x, y, z, block_state(name, meta))
    settle(s, RULES, w, x, y, z)


def advance(s: State, ticks: int, w: int = 0) -> None:
    """Run ticks of falling blocks (lit TNT keeps waiting) and of scheduled updates."""
    for _ in range(ticks):
        for i in range(int(s.clock["entity_rows"][w])):
            if s.entities["kind"][w, i] == ENTITY_FALLING and s.entities["block"][w, i] != TNT:
                s.entities["age"][w, i] += 1
                tick_falling(s, RULES, w, i)
        scheduled_ticks(s, RULES, w)
        s.clock["age"][w] += 1


def until_still(s: State, limit: int, w: int = 0) -> int:
    """Advance until no update waits and nothing falls; return the ticks that took. Fails after `limit` ticks."""
    for tick in range(limit):
        if s.clock["scheduled"][w] == 0 and not (s.entities["kind"][w] == ENTITY_FALLING).any():
            return tick
        advance(s, 1, w)
    raise AssertionError(f"the world still moves after {limit} ticks")
