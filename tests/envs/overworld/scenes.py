"""Hand-made worlds for tests of single rules."""

import numpy as np

from envs.overworld.gamedata import block_state, item_index
from envs.overworld.start import fresh_player
from envs.overworld.state import CHUNKS, MASK, NORMAL, State, allocate

FLOOR = 63
"""Height of the floor's top layer; a player stands at FLOOR + 1."""


def flat_world(num_worlds: int = 1) -> State:
    """A lit plain of stone with a healthy player at (0.5, FLOOR + 1, 0.5) looking south."""
    s = allocate(num_worlds)
    s.blocks[..., : FLOOR + 1] = block_state("stone")
    s.top[:] = FLOOR + 1
    s.light[..., FLOOR + 1 :] = 15 << 4
    for cx in range(-CHUNKS // 2, CHUNKS // 2):
        for cz in range(-CHUNKS // 2, CHUNKS // 2):
            s.chunks[:, cx % CHUNKS, cz % CHUNKS] = (cx, cz)
    s.players[:] = fresh_player()
    s.players["x"] = s.players["z"] = 0.5
    s.players["y"] = FLOOR + 1
    s.clock["break_speed"] = 1
    s.clock["time"] = 6000
    s.clock["daylight_cycle"] = 1
    s.clock["biome"] = -1
    s.clock["difficulty"] = NORMAL
    return s


def put(s: State, x: int, y: int, z: int, name: str, meta: int = 0) -> None:
    """Set a block without telling light or edits."""
    s.blocks[0, x & MASK, z & MASK, y] = block_state(name, meta)
    s.top[0, x & MASK, z & MASK] = max(int(s.top[0, x & MASK, z & MASK]), y + 1)


def block(s: State, x: int, y: int, z: int) -> int:
    """Return a block state."""
    return int(s.blocks[0, x & MASK, z & MASK, y])


def give(s: State, slot: int, name: str, count: int = 1, meta: int = 0) -> None:
    """Fill an inventory slot of player 0."""
    s.slots[0, 0, slot] = (item_index(name), meta, count)


def held(s: State, name: str, meta: int | None = None) -> int:
    """Count an item in the inventory of player 0."""
    slots = s.slots[0, 0]
    match = slots["item"] == item_index(name)
    if meta is not None:
        match &= slots["meta"] == meta
    return int(slots["count"][match].sum())


def look(s: State, yaw: float, pitch: float) -> None:
    """Turn player 0."""
    s.players["yaw"] = yaw
    s.players["pitch"] = pitch


def look_at(s: State, x: float, y: float, z: float) -> None:
    """Turn player 0 to a point."""
    player = s.players[0, 0]
    dx, dy, dz = x - player["x"], y - (player["y"] + 1.62), z - player["z"]
    look(s, np.degrees(np.arctan2(-dx, dz)), np.degrees(-np.arctan2(dy, np.hypot(dx, dz))))
