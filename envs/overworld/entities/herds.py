"""Animals that come with new chunks, and what becomes of mobs whose chunk is forgotten.

A chunk gives its animals once: it is then remembered in `State.visited`, a hash table in which a chunk has eight places
to stand; when all are taken, the one it would have taken first is forgotten.
"""

import math

from envs.overworld.blocks.grid import is_loaded
from envs.overworld.entities.bodies import remove_body
from envs.overworld.entities.mobs.ground import OPEN, room
from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.entities.places import choose_row, is_ground
from envs.overworld.jit import kernel
from envs.overworld.rng import advance, below, hash3, unit
from envs.overworld.rules import CREATURE, Rules
from envs.overworld.state import CHUNK, CHUNKS, ENTITY_MOB, MASK, NOT_LOADED, VISITED, State

HERD_CHANCE = 0.1
"""Of a herd in a chunk, and of each one more (1.11.2)."""
_MOST_HERDS = 3
_HERD_SALT = 731
_PLACE_SALT = 732
_PROBES = 8
_SPREAD = 5
_TALL = 2  # free cells above the ground where an animal appears


@kernel()
def populate_chunks(s: State, rules: Rules, w: int) -> None:
    """Give loaded chunks that are new their animals."""
    for slot_x in range(CHUNKS):
        for slot_z in range(CHUNKS):
            cx, cz = s.chunks[w, slot_x, slot_z, 0], s.chunks[w, slot_x, slot_z, 1]
            if cx != NOT_LOADED and not _visit(s, w, cx, cz):
                _settle(s, rules, w, cx, cz)


@kernel()
def forget_unloaded(s: State, rules: Rules, w: int) -> None:
    """Remove wild mobs outside the loaded chunks; the chunks of animals will give new ones when they come back.

    Tame mobs, and others that never despawn, stand still out there until somebody returns.
    """
    for i in range(s.clock[w].entity_rows):
        entity = s.entities[w, i]
        if entity.kind != ENTITY_MOB or entity.tame or entity.persistent:
            continue
        x, z = math.floor(entity.x), math.floor(entity.z)
        if not is_loaded(s, w, x, z):
            remove_body(s, w, i)
            if rules.mobs[entity.mob].category == CREATURE:
                _forget_around(s, w, x // CHUNK, z // CHUNK)


@kernel(inline=True)
def _place(cx: int, cz: int, probe: int) -> int:
    """Row of `visited` that a chunk may take."""
    return (int(hash3(0, cx, cz, _PLACE_SALT) >> 8) + probe) & (VISITED - 1)


@kernel()
def _visit(s: State, w: int, cx: int, cz: int) -> bool:
    """Remember a chunk; return whether it was known."""
    free = _place(cx, cz, 0)
    found_free = False
    for probe in range(_PROBES):
        row = _place(cx, cz, probe)
        if s.visited[w, row, 0] == cx and s.visited[w, row, 1] == cz:
            return True
        if s.visited[w, row, 0] == NOT_LOADED and not found_free:
            free, found_free = row, True
    s.visited[w, free, 0] = cx
    s.visited[w, free, 1] = cz
    return False


@kernel()
def _forget_around(s: State, w: int, cx: int, cz: int) -> None:
    """Let a chunk and those next to it, from where an animal may have strolled, be new again unless they are loaded."""
    for x in range(cx - 1, cx + 2):
        for z in range(cz - 1, cz + 2):
            if is_loaded(s, w, x * CHUNK, z * CHUNK):
                continue
            for probe in range(_PROBES):
                row = _place(x, z, probe)
                if s.visited[w, row, 0] == x and s.visited[w, row, 1] == z:
                    s.visited[w, row, 0] = NOT_LOADED


@kernel()
def _settle(s: State, rules: Rules, w: int, cx: int, cz: int) -> None:
    """Place the herds of a chunk: which and where hangs on seed and chunk alone."""
    stream = hash3(s.clock[w].seed, cx, cz, _HERD_SALT)
    biome = s.biomes[w, (cx * CHUNK + CHUNK // 2) & MASK, (cz * CHUNK + CHUNK // 2) & MASK]
    for _ in range(_MOST_HERDS):
        stream = advance(stream)
        if unit(stream) >= HERD_CHANCE:
            return
        stream = advance(stream)
        row = choose_row(rules, biome, CREATURE, unit(stream))
        if row < 0:
            return
        spawn = rules.spawns[row]
        stream = advance(stream)
        count = spawn.low + below(stream, 1 + spawn.high - spawn.low)
        stream = advance(stream)
        middle_x = cx * CHUNK + below(stream, CHUNK)
        stream = advance(stream)
        middle_z = cz * CHUNK + below(stream, CHUNK)
        for _ in range(count):
            stream = advance(stream)
            x = min(max(middle_x + below(stream, 2 * _SPREAD) - _SPREAD, cx * CHUNK), cx * CHUNK + CHUNK - 1)
            stream = advance(stream)
            z = min(max(middle_z + below(stream, 2 * _SPREAD) - _SPREAD, cz * CHUNK), cz * CHUNK + CHUNK - 1)
            _put(s, rules, w, spawn.mob, x, z)


@kernel()
def _put(s: State, rules: Rules, w: int, mob: int, x: int, z: int) -> None:
    """Put an animal on the ground of a column, below its trees; not into water."""
    y = int(s.top[w, x & MASK, z & MASK])
    while y > 0 and not is_ground(s, rules, w, x, y - 1, z):
        y -= 1
    if y > 0 and room(s, w, x, y, z, 1, 1, _TALL) == OPEN:
        spawn_mob(s, rules, w, mob, x + 0.5, float(y), z + 0.5)
