"""What must hold in every world after every tick, whatever was done in it. Plain NumPy over the arrays of `State`.

`check_state` is cheap (a few milliseconds for 64 worlds); `check_blocks` and `check_light` look at every block of a
world and take a large part of a second.
"""

import numpy as np

from envs.overworld.gamedata import BIOME_NAMES, BLOCK_NAMES, ITEM_NAMES, MOB_NAMES, RULES, TABLE, block_id, block_state
from envs.overworld.rules import GRAVITY
from envs.overworld.state import (
    CHUNK,
    CHUNKS,
    CONTAINER_SLOTS,
    CONTAINERS,
    ENTITIES,
    ENTITY_ARROW,
    ENTITY_FALLING,
    ENTITY_ITEM,
    ENTITY_MOB,
    ENTITY_NONE,
    ENTITY_ORB,
    ENTITY_THROWN,
    HEIGHT,
    MASK,
    NOT_LOADED,
    PATH,
    SCHEDULED,
)
from envs.overworld.terrain.window import RADIUS

VOID = -64.0
"""Height below which nothing is left to fall."""
SKY = 1024.0
"""Nothing gets so high: no blow or explosion throws that far."""
FAST = 40.0
"""Blocks per tick that nothing reaches in any direction."""

_FURNACE = block_id("furnace")
_LIT_FURNACE = block_id("lit_furnace")
_HOLDERS = {_FURNACE: (_FURNACE, _LIT_FURNACE)} | {block_id(n): (block_id(n),) for n in ("chest", "trapped_chest")}
_FURNACE_SLOTS = 3
_KNOWN_BLOCK = np.isin(np.arange(256), list(BLOCK_NAMES))
_MAY_FALL = (RULES.blocks["flags"] & GRAVITY != 0) | (np.arange(4096) == block_state("tnt"))
_STACK = np.concatenate([[0], RULES.items["stack"][1:]])
_MOST_META = np.where(RULES.items["max_damage"] > 0, RULES.items["max_damage"], 0)
_MOST_META[[index for index, row in enumerate(TABLE["items"]) if row["has_variants"]]] = 15
_KINDS = (
    ENTITY_NONE,
    ENTITY_ITEM,
    ENTITY_MOB,
    ENTITY_ARROW,
    ENTITY_ORB,
    ENTITY_FALLING,
    ENTITY_THROWN,
)
_PLAYER_RANGES = {
    "y": (0, SKY),  # bedrock is closed
    "yaw": (-180, 180),
    "pitch": (-90, 90),
    "health": (0, 20),
    "absorption": (0, 40),
    "food": (0, 20),
    "saturation": (0, 20),
    "exhaustion": (0, 40),
    "air": (-20, 300),
    "fire": (-20, 1000),
    "hurt_time": (0, 20),
    "selected": (0, 8),
    "alive": (0, 1),
    "dig_progress": (0, 1),
    "fall_distance": (0, SKY),
    "xp": (0, 10**6),
    "furnace_heat": (0, 10**6),
    "sleep_ticks": (0, 200),
    "damage_kind": (0, 15),
    "use_ticks": (0, 10**6),
}
_CLOCK_RANGES = {
    "time": (0, 23999),
    "raining": (0, 1),
    "thundering": (0, 1),
    "rain_strength": (0, 1),
    "thunder_strength": (0, 1),
    "difficulty": (0, 3),
    "entity_rows": (0, ENTITIES),
    "scheduled": (0, SCHEDULED),
}
_MOB_RANGES = {
    "mob": (0, len(MOB_NAMES) - 1),
    "health": (0, 40),
    "path_length": (0, PATH),
    "path_next": (0, PATH),
    "death_time": (0, 20),
    "hurt_time": (0, 20),
    "air": (-20, 300),
    "love": (0, 600),
    "forward": (-1, 1),
    "strafe": (-1, 1),
    "stride_size": (0, 1),
}


class BrokenError(AssertionError):
    """Something that must always hold does not; the message names the world, its age and the thing.

    Attributes:
        world: Which world.
    """

    def __init__(self, s, world, message):
        super().__init__(f"world {world} at age {int(s.clock['age'][world])}: {message}")
        self.world = int(world)


def check_state(s):
    """Check everything but blocks and light in all worlds.

    Raises:
        BrokenError: What is wrong first.
    """
    for name in ("clock", "players"):
        _finite(s, name, getattr(s, name), np.ones(getattr(s, name).shape, np.bool_))
    _ranges(s, "clock", s.clock, _CLOCK_RANGES)
    _ranges(s, "player", s.players, _PLAYER_RANGES)
    _must(s, s.players["yaw"] < 180, lambda w, p: f"player {p}: yaw is {s.players[w, p]['yaw']}")
    fed = s.players["saturation"] <= s.players["food"]
    _must(s, fed, lambda w, p: f"player {p}: saturation {s.players[w, p]['saturation']} above food")
    lives = (s.players["health"] > 0) == (s.players["alive"] != 0)
    _must(s, lives, lambda w, p: f"player {p}: alive with no health, or dead with some")
    effects = s.players["effect_ticks"] >= 0
    _must(s, effects, lambda w, p, e: f"player {p}: effect {e} lasts {s.players[w, p]['effect_ticks'][e]} ticks")
    check_stacks(s, "slot", s.slots)
    check_stacks(s, "stored slot", s.stored)
    _check_entities(s)
    _check_containers(s)
    _check_window(s)
    rows = np.arange(SCHEDULED) < s.clock["scheduled"][:, None]
    heights = (s.scheduled["y"] >= 0) & (s.scheduled["y"] < HEIGHT) & _KNOWN_BLOCK[s.scheduled["block"]]
    _must(s, ~rows | heights, lambda w, i: f"scheduled update {i} is {s.scheduled[w, i]}")
    used = (s.edits["y"] >= 0).sum(axis=1)
    _must(s, used == s.clock["edits"], lambda w: f"{used[w]} edits, but the clock counts {s.clock[w]['edits']}")


def check_stacks(s, name, stacks):
    """Check that every stack is empty and all zero, or an item of the game in a number that fits into one slot."""
    item, meta, count = stacks["item"], stacks["meta"], stacks["count"]
    known = (item >= 0) & (item < len(ITEM_NAMES))
    index = np.where(known, item, 0)
    empty = (item == 0) & (meta == 0) & (count == 0)
    full = (item > 0) & (count >= 1) & (count <= _STACK[index]) & (meta >= 0) & (meta <= _MOST_META[index])
    _must(s, known & (empty | full), lambda w, *at: f"{name} {at} holds {_stack_name(stacks[(w, *at)])}")


def check_blocks(s, w):
    """Check the block states, the heights and the edits of world `w`."""
    loaded = _loaded_columns(s, w)
    blocks = s.blocks[w]
    bad = ~_KNOWN_BLOCK[blocks >> 4] & loaded[:, :, None]
    if bad.any():
        raise BrokenError(s, w, f"unknown block state {blocks[bad][0]} at {np.argwhere(bad)[0]} of the window")
    solid = blocks != 0
    top = np.where(solid.any(axis=2), HEIGHT - solid[:, :, ::-1].argmax(axis=2), 0)
    bad = (top != s.top[w]) & loaded
    if bad.any():
        x, z = np.argwhere(bad)[0]
        raise BrokenError(s, w, f"column {x, z} of the window ends at {top[x, z]}, but `top` is {s.top[w, x, z]}")
    known = np.isin(s.biomes[w], list(BIOME_NAMES)) | ~loaded
    if not known.all():
        raise BrokenError(s, w, f"unknown biome {s.biomes[w][~known][0]}")
    edits = s.edits[w][s.edits[w]["y"] >= 0]
    cx, cz = edits["x"] // CHUNK, edits["z"] // CHUNK
    slots = s.chunks[w, cx % CHUNKS, cz % CHUNKS]
    edits = edits[(slots[:, 0] == cx) & (slots[:, 1] == cz)]
    there = blocks[edits["x"] & MASK, edits["z"] & MASK, edits["y"]]
    if (there != edits["state"]).any():
        i = np.flatnonzero(there != edits["state"])[0]
        raise BrokenError(s, w, f"edit {edits[i]} is forgotten: there stands {there[i]}")


def check_light(s, w, chunk=None):
    """Check that light obeys its equation in the chunks of world `w` that have all neighbours, or in one of them.

    A cell is as bright as what it gives off, or as the brightest of what its six neighbours pass on to it.
    """
    for cx, cz in inner_chunks(s, w) if chunk is None else [chunk]:
        xs = np.arange(cx * CHUNK - 1, (cx + 1) * CHUNK + 1) & MASK
        zs = np.arange(cz * CHUNK - 1, (cz + 1) * CHUNK + 1) & MASK
        high = min(int(s.top[w][xs[:, None], zs].max()) + 2, HEIGHT)
        blocks = s.blocks[w][xs[:, None], zs, :high]
        light = s.light[w][xs[:, None], zs, :high].astype(np.int16)
        for name, shift in (("sky", 4), ("block", 0)):
            level = light >> shift & 15
            wanted = _light_of(blocks[1:-1, 1:-1], level, name == "sky")
            bad = wanted != level[1:-1, 1:-1]
            if bad.any():
                x, z, y = np.argwhere(bad)[0]
                place = (cx * CHUNK + int(x), int(y), cz * CHUNK + int(z))
                raise BrokenError(
                    s, w, f"{name} light at {place} is {level[x + 1, z + 1, y]}, its neighbours give {wanted[x, z, y]}"
                )


def inner_chunks(s, w):
    """Return the loaded chunks of world `w` whose eight neighbours are loaded, as (cx, cz)."""
    loaded = {(int(cx), int(cz)) for cx, cz in s.chunks[w].reshape(-1, 2) if cx != NOT_LOADED}
    around = [(dx, dz) for dx in (-1, 0, 1) for dz in (-1, 0, 1)]
    return sorted((cx, cz) for cx, cz in loaded if all((cx + dx, cz + dz) in loaded for dx, dz in around))


def _light_of(blocks, level, sky):
    """Light that the inner cells should have by their neighbours' `level` (one column more on each side)."""
    table = RULES.blocks[blocks]
    loss = np.maximum(1, table["opacity"].astype(np.int16))
    loss[(table["opacity"] >= 15) & (table["emission"] > 0)] = 1  # what glows lets light through
    side = np.maximum.reduce([level[:-2, 1:-1], level[2:, 1:-1], level[1:-1, :-2], level[1:-1, 2:]])
    middle = level[1:-1, 1:-1]
    below = np.concatenate([np.zeros_like(middle[:, :, :1]), middle[:, :, :-1]], axis=2)
    outside = np.full_like(middle[:, :, :1], 15 if sky else 0)
    above = np.concatenate([middle[:, :, 1:], outside], axis=2)
    best = np.maximum(np.maximum.reduce([side, below, above]) - loss, 0)
    if sky:
        return np.where((above == 15) & (table["opacity"] == 0), 15, best)
    return np.maximum(best, table["emission"])


def _check_entities(s):
    rows = s.entities
    in_use = np.arange(ENTITIES) < s.clock["entity_rows"][:, None]
    kind = rows["kind"]
    _must(s, np.isin(kind, _KINDS), lambda w, i: f"entity {i} is of kind {kind[w, i]}")
    _must(s, in_use | (kind == ENTITY_NONE), lambda w, i: f"entity {i} lies beyond `entity_rows`")
    there = kind != ENTITY_NONE
    _finite(s, "entity", rows, there)
    _ranges(s, "entity", rows, {"y": (VOID - 8, SKY), "age": (0, 10**6)}, there)
    for axis in ("vx", "vy", "vz"):
        _ranges(s, "entity", rows, {axis: (-FAST, FAST)}, there)
    _ranges(s, "mob", rows, _MOB_RANGES, kind == ENTITY_MOB)
    ahead = rows["path_next"] <= rows["path_length"]
    _must(s, ahead | (kind != ENTITY_MOB), lambda w, i: f"mob {i} walks beyond the end of its path")
    item = kind == ENTITY_ITEM
    _ranges(s, "item", rows, {"age": (0, 6000), "pickup_delay": (0, 40)}, item)
    index = np.clip(rows["item"], 0, len(ITEM_NAMES) - 1)
    good = (rows["item"] == index) & (index > 0) & (rows["count"] >= 1) & (rows["count"] <= _STACK[index])
    good &= (rows["meta"] >= 0) & (rows["meta"] <= _MOST_META[index])
    _must(s, ~item | good, lambda w, i: f"item {i} on the ground is {_stack_name(rows[w, i])}")
    _ranges(s, "orb", rows, {"count": (1, 2477)}, kind == ENTITY_ORB)
    thrown = (rows["item"] == index) & (index > 0)
    _must(s, thrown | (kind != ENTITY_THROWN), lambda w, i: f"thrown thing {i} is item {rows[w, i]['item']}")
    falls = _MAY_FALL[np.minimum(rows["block"], 4095)]
    _must(s, falls | (kind != ENTITY_FALLING), lambda w, i: f"block state {rows[w, i]['block']} falls (entity {i})")


def _check_containers(s):
    boxes = s.containers
    _must(s, np.isin(boxes["block"], [0, *_HOLDERS]), lambda w, i: f"container {i} is block {boxes[w, i]['block']}")
    used = boxes["block"] != 0
    _ranges(s, "container", boxes, {"burn_ticks": (0, 20000), "cook_ticks": (0, 200), "xp": (0, 1000)}, used)
    empty = s.stored["count"] == 0
    _must(s, empty | used[:, :, None], lambda w, i, slot: f"container {i} is free, but slot {slot} holds something")
    beyond = (boxes["block"] == _FURNACE)[:, :, None] & (np.arange(CONTAINER_SLOTS) >= _FURNACE_SLOTS)
    _must(s, empty | ~beyond, lambda w, i, slot: f"furnace {i} holds something in slot {slot}")
    for w, i in np.argwhere(used):
        box = boxes[w, i]
        twins = used[w] & (boxes[w]["x"] == box["x"]) & (boxes[w]["y"] == box["y"]) & (boxes[w]["z"] == box["z"])
        if twins.sum() > 1:
            raise BrokenError(s, w, f"containers {np.flatnonzero(twins)} share a place")
        cx, cz = box["x"] // CHUNK, box["z"] // CHUNK
        if tuple(s.chunks[w, cx % CHUNKS, cz % CHUNKS]) != (cx, cz):
            continue
        block = s.blocks[w, box["x"] & MASK, box["z"] & MASK, box["y"]] >> 4
        if block not in _HOLDERS[int(box["block"])]:
            raise BrokenError(s, w, f"container {i} of {CONTAINERS} stands where block {block} is")


def _check_window(s):
    cx, cz = s.chunks[..., 0], s.chunks[..., 1]
    slot = np.arange(CHUNKS)
    here = (cx % CHUNKS == slot[:, None]) & (cz % CHUNKS == slot)
    _must(s, here | (cx == NOT_LOADED), lambda w, i, j: f"chunk {s.chunks[w, i, j]} is in slot {i, j}")
    px = np.floor(s.players[:, 0]["x"]).astype(np.int64) // CHUNK
    pz = np.floor(s.players[:, 0]["z"]).astype(np.int64) // CHUNK
    near = (abs(cx - px[:, None, None]) <= RADIUS) & (abs(cz - pz[:, None, None]) <= RADIUS) & (cx != NOT_LOADED)
    count = near.sum(axis=(1, 2))
    wanted = (2 * RADIUS + 1) ** 2
    _must(s, count == wanted, lambda w: f"{count[w]} of the {wanted} chunks around the player are loaded")


def _loaded_columns(s, w):
    return np.repeat(np.repeat(s.chunks[w, :, :, 0] != NOT_LOADED, CHUNK, axis=0), CHUNK, axis=1)


def _finite(s, name, rows, used):
    for field, (dtype, _) in rows.dtype.fields.items():
        if dtype.base.kind != "f":
            continue
        good = np.isfinite(rows[field])
        good = good.reshape(*used.shape, -1).all(axis=-1) | ~used
        _must(s, good, lambda w, *at, field=field: f"{name} {at}: {field} is {rows[(w, *at)][field]}")


def _ranges(s, name, rows, ranges, used=True):
    for field, (low, high) in ranges.items():
        good = (rows[field] >= low) & (rows[field] <= high) | ~np.asarray(used)
        _must(
            s,
            good,
            lambda w, *at, field=field, low=low, high=high: (
                f"{name} {at}: {field} is {rows[(w, *at)][field]}, not within {low}..{high}"
            ),
        )


def _must(s, good, message):
    """Raise for the first place where `good` is false; axis 0 is the world."""
    if not good.all():
        w, *at = np.argwhere(~good)[0].tolist()
        raise BrokenError(s, w, message(w, *at))


def _stack_name(stack):
    item = int(stack["item"])
    name = ITEM_NAMES[item] if 0 <= item < len(ITEM_NAMES) else "no item"
    return f"{stack['count']} x {name} ({item}), variant {stack['meta']}"
