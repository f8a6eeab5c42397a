"""Small hand-made worlds: flat stone up to y = 63, and what a test puts on it."""

import numpy as np

from envs.overworld.action import encode
from envs.overworld.blocks.light import light_chunk
from envs.overworld.gamedata import block_state, item_index
from envs.overworld.start import fresh_player
from envs.overworld.state import CHUNKS, MASK, NORMAL
from envs.overworld.world import Overworld
from skills.executor import Outcome
from skills.oracle.executor import OracleExecutor

GROUND = 64
"""Height of the feet on the ground."""
HALF = CHUNKS // 2


def flat_world(fills=(), inventory=(), lit=True):
    """A loaded world of stone under grass, with boxes (x0, y0, z0, x1, y1, z1, state) and stacks (item, count)."""
    world = Overworld(1)
    s = world.state
    for cx in range(-HALF, HALF):
        for cz in range(-HALF, HALF):
            s.chunks[0, cx % CHUNKS, cz % CHUNKS] = (cx, cz)
    s.blocks[0, :, :, : GROUND - 4] = block_state("stone")
    s.blocks[0, :, :, GROUND - 4 : GROUND - 1] = block_state("dirt")
    s.blocks[0, :, :, GROUND - 1] = block_state("grass")
    s.blocks[0, :, :, 0] = block_state("bedrock")
    for x0, y0, z0, x1, y1, z1, state in fills:
        xs, zs = np.arange(x0, x1 + 1) & MASK, np.arange(z0, z1 + 1) & MASK
        s.blocks[0, xs[:, None], zs[None, :], y0 : y1 + 1] = state
    filled = s.blocks[0] != 0
    s.top[0] = np.where(filled.any(axis=2), 256 - np.argmax(filled[:, :, ::-1], axis=2), 0)
    for cx in range(-HALF, HALF if lit else -HALF):
        for cz in range(-HALF, HALF):
            light_chunk(s, world.rules, 0, cx, cz)
    s.players[0, 0] = fresh_player()
    player = s.players[0, 0]
    player["x"], player["y"], player["z"] = 0.5, GROUND, 0.5
    s.clock["break_speed"] = 1.0
    s.clock["biome"] = 1
    s.clock["difficulty"] = NORMAL
    for slot, (item, count) in enumerate(inventory):
        s.slots[0, 0, slot] = (item_index(item), 0, count)
    return world


def acted(world, behaviour):
    """Yield the actions of a behaviour, each after it was taken."""
    for action in behaviour:
        world.step(encode(action, 1))
        yield action


def drive(world, behaviour, limit=2000):
    """Run a behaviour to its end and return its result and the ticks that it took."""
    ticks = 0
    while True:
        try:
            action = next(behaviour)
        except StopIteration as end:
            return end.value, ticks
        world.step(encode(action, 1))
        ticks += 1
        assert ticks < limit, "no end"


def carry_out(world, skill, count=1, limit=3000):
    """Carry a skill out with the oracle and return its outcome."""
    executor = OracleExecutor(world)
    executor.begin(skill, count)
    for _ in range(limit):
        result = executor.act({})
        if isinstance(result, Outcome):
            return result
        world.step(encode(result, 1))
    raise AssertionError("no end")


def count(world, item):
    """How many of an item the player carries."""
    slots = world.state.slots[0, 0]
    return int(slots["count"][slots["item"] == item_index(item)].sum())
