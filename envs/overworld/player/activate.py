"""What blocks do when a player right-clicks them: doors swing, beds are slept in, cake is eaten."""

import numpy as np

from envs.overworld.blocks.breaking import settle
from envs.overworld.blocks.grid import AIR, get_block, set_block
from envs.overworld.blocks.orientation import BED, BEHAVIOUR, DOOR, GATE, TRAPDOOR
from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.player.hunger import FULL, feed
from envs.overworld.player.sleep import lie_down
from envs.overworld.rules import Rules
from envs.overworld.state import State

_HAS_WINDOW = np.zeros(256, np.bool_)
for _name in ("crafting_table", "furnace", "lit_furnace", "chest", "trapped_chest", "ender_chest", "enchanting_table"):
    _HAS_WINDOW[block_id(_name)] = True

_IRON_DOOR = block_id("iron_door")
_IRON_TRAPDOOR = block_id("iron_trapdoor")
_CAKE = block_id("cake")
_LAST_SLICE = 6
_SLICE_FOOD = 2
_SLICE_SATURATION = 0.4


@kernel()
def use_block(s: State, rules: Rules, w: int, p: int, x: int, y: int, z: int) -> bool:
    """Right-click the block at (x, y, z); return whether it answers, so that nothing is placed against it.

    Doors, trapdoors and gates swing, beds are slept in where that is possible, a hungry player eats of a cake. Tables,
    furnaces and chests answer too, although their windows are not modelled: crafting, smelting and moving stacks are
    functional actions.
    """
    state = get_block(s, w, x, y, z)
    block = state >> 4
    kind = BEHAVIOUR[block]
    if kind == DOOR and block != _IRON_DOOR:
        below = y - 1 if state & 8 else y
        lower = get_block(s, w, x, below, z)
        if lower >> 4 == block:
            set_block(s, rules, w, x, below, z, lower ^ 4)
        return True
    if (kind == TRAPDOOR and block != _IRON_TRAPDOOR) or kind == GATE:
        set_block(s, rules, w, x, y, z, state ^ 4)
        return True
    if kind == BED:
        lie_down(s, rules, w, p, x, y, z)
        return True
    if block == _CAKE:
        return _eat_cake(s, rules, w, p, x, y, z)
    return _HAS_WINDOW[block]


@kernel()
def _eat_cake(s: State, rules: Rules, w: int, p: int, x: int, y: int, z: int) -> bool:
    """Eat one of seven slices, if hungry."""
    if s.players[w, p].food >= FULL:
        return False
    feed(s, w, p, _SLICE_FOOD, _SLICE_SATURATION)
    state = get_block(s, w, x, y, z)
    gone = state & 15 >= _LAST_SLICE
    set_block(s, rules, w, x, y, z, AIR if gone else state + 1)
    if gone:
        settle(s, rules, w, x, y, z)
    return True
