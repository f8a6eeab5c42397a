"""One tick of all blocks of a world: scheduled updates, random ticks, furnaces."""

import numpy as np

from envs.overworld.blocks.breaking import settle
from envs.overworld.blocks.fire import fire_tick
from envs.overworld.blocks.flow import flow_tick
from envs.overworld.blocks.furnaces import furnaces_tick
from envs.overworld.blocks.gravity import gravity_tick
from envs.overworld.blocks.grid import AIR, get_block, is_loaded
from envs.overworld.blocks.random_ticks import random_ticks
from envs.overworld.blocks.schedule import DONE, UPDATES_PER_TICK, tidy_schedule
from envs.overworld.gamedata import RULES, block_id
from envs.overworld.jit import kernel
from envs.overworld.rules import GRAVITY, Rules
from envs.overworld.state import SCHEDULED, State

_NOTHING, _FLOW, _FALL, _BURN, _SETTLE = range(5)
_UPDATE = np.zeros(256, np.uint8)
_UPDATE[RULES.blocks["flags"][::16] & GRAVITY != 0] = _FALL
_UPDATE[[block_id("flowing_water"), block_id("flowing_lava")]] = _FLOW
_UPDATE[block_id("fire")] = _BURN
_UPDATE[AIR] = _SETTLE

_MARGIN = 6
_PATIENCE = SCHEDULED // 2


@kernel()
def blocks_tick(s: State, rules: Rules, w: int) -> None:
    """Run the scheduled updates that are due and the random ticks of this tick, and heat the furnaces."""
    scheduled_ticks(s, rules, w)
    random_ticks(s, rules, w)
    furnaces_tick(s, rules, w)


@kernel()
def scheduled_ticks(s: State, rules: Rules, w: int) -> None:
    """Run the scheduled updates that are due, in the order in which they were asked for.

    An update beside chunks that are not loaded waits for them, as long as the table is not half full of updates.
    """
    clock = s.clock[w]
    count = clock.scheduled
    budget = UPDATES_PER_TICK
    done = 0
    for i in range(count):
        tick = s.scheduled[w, i]
        if tick.due > clock.age:
            continue
        x, y, z = int(tick.x), int(tick.y), int(tick.z)
        ready = _is_inside(s, w, x, z)
        if not ready and count < _PATIENCE:
            continue
        tick.due = DONE
        done += 1
        if not ready:
            continue
        if get_block(s, w, x, y, z) >> 4 == tick.block:
            _update(s, rules, w, x, y, z, _UPDATE[tick.block])
            budget -= 1
            if budget == 0:
                break
    if done > 0:
        tidy_schedule(s, w)


@kernel()
def _is_inside(s: State, w: int, x: int, z: int) -> bool:
    """Whether all that an update looks at stands in loaded chunks."""
    low = is_loaded(s, w, x - _MARGIN, z - _MARGIN) and is_loaded(s, w, x - _MARGIN, z + _MARGIN)
    return low and is_loaded(s, w, x + _MARGIN, z - _MARGIN) and is_loaded(s, w, x + _MARGIN, z + _MARGIN)


@kernel()
def _update(s: State, rules: Rules, w: int, x: int, y: int, z: int, kind: int) -> None:
    if kind == _FLOW:
        flow_tick(s, rules, w, x, y, z)
    elif kind == _FALL:
        gravity_tick(s, rules, w, x, y, z)
    elif kind == _BURN:
        fire_tick(s, rules, w, x, y, z)
    elif kind == _SETTLE:
        settle(s, rules, w, x, y, z)
