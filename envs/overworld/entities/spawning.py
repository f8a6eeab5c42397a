"""Where mobs come from, and when they go: monsters in the dark, the mobs of a task, despawning.

1.11.2's natural spawning, on the 64 chunks of the loaded window rather than the 289 around a player: caps shrink by
that share. The game tries every chunk in every tick and so fills its caps within a second; here a quarter of the chunks
is tried in every fourth tick, a sixteenth of the game's rate, which still fills them within half a minute.
"""

import math

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import get_block, is_loaded
from envs.overworld.blocks.liquids import is_water
from envs.overworld.entities.bodies import remove_body
from envs.overworld.entities.herds import forget_unloaded, populate_chunks
from envs.overworld.entities.mobs.ground import ground_near
from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.entities.mobs.sight import nearest_player
from envs.overworld.entities.places import choose_row, may_appear
from envs.overworld.jit import kernel
from envs.overworld.rng import random_float, random_int
from envs.overworld.rules import AMBIENT, CREATURE, MONSTER, OPAQUE_CUBE, WATER, Rules
from envs.overworld.state import (
    CHUNK,
    CHUNKS,
    ENTITY_MOB,
    HEIGHT,
    MASK,
    NOT_LOADED,
    PEACEFUL,
    State,
)

SUMMON = np.dtype([("mob", np.uint8), ("count", np.int16), ("low", np.int16, 3), ("high", np.int16, 3)], align=True)
"""Mobs to begin an episode with: `count` of a mob within the box low..high (blocks) around the player."""

CAPS = np.array([round(cap * CHUNKS * CHUNKS / 289) for cap in (70, 10, 15, 5)])
"""Most mobs of each category that appear by themselves; those that never despawn are not counted."""
FAR_FROM_PLAYERS = 24.0
"""Blocks within which of a player nothing appears."""

_EVERY = 4
_TRIED, _TRIED_OTHERS = 16, 4  # chunks tried at a time: for monsters, and for bats and squid
_RELIEF = 8  # blocks above the top of a column beyond which nothing around it is ground
_CREATURES_EVERY = 400
_GROUPS, _GROUP = 3, 4
_WANDER = 6
_GONE_AT_ONCE, _MAY_GO = 128.0, 32.0
_IDLE, _GO_CHANCE = 600, 800 // _EVERY

_BOX_TRIES, _BOX_GROWTHS = 24, 5
_BOX_RISE = 3


@kernel()
def spawn_tick(s: State, rules: Rules, w: int) -> None:
    """Let mobs appear and disappear by the game's rules for one tick."""
    clock = s.clock[w]
    if clock.age % _EVERY != 0:
        return
    counts = _count_and_despawn(s, rules, w)
    if not clock.mob_spawning:
        return
    if clock.difficulty != PEACEFUL and counts[0] < CAPS[MONSTER]:
        _spawn_category(s, rules, w, MONSTER, CAPS[MONSTER] - counts[0], _TRIED)
    if clock.age % _CREATURES_EVERY == 0 and counts[1] < CAPS[CREATURE]:
        _spawn_category(s, rules, w, CREATURE, CAPS[CREATURE] - counts[1], CHUNKS * CHUNKS)
    if counts[2] < CAPS[AMBIENT]:
        _spawn_category(s, rules, w, AMBIENT, CAPS[AMBIENT] - counts[2], _TRIED_OTHERS)
    if counts[3] < CAPS[WATER]:
        _spawn_category(s, rules, w, WATER, CAPS[WATER] - counts[3], _TRIED_OTHERS)


@kernel()
def populate(s: State, rules: Rules, w: int) -> None:
    """Give the chunks that were never loaded before their first animals, and forget mobs whose chunk is gone."""
    forget_unloaded(s, rules, w)
    if s.clock[w].mob_spawning:
        populate_chunks(s, rules, w)


@kernel()
def summon(s: State, rules: Rules, w: int, requests: NDArray[np.void]) -> None:
    """Place the mobs of (K,) SUMMON rows on ground near the player that carries them (squid: in water).

    A box without a fit place grows by half its size and more, a few times; then the mob comes where the player is.
    """
    for k in range(requests.shape[0]):
        request = requests[k]
        for _ in range(request.count):
            x, y, z = _find_place(s, rules, w, request.mob, request.low, request.high)
            row = spawn_mob(s, rules, w, request.mob, x, y, z)
            if row >= 0:
                s.entities[w, row].persistent = 1


@kernel()
def _count_and_despawn(s: State, rules: Rules, w: int) -> tuple[int, int, int, int]:
    """Remove the mobs that the game removes; count what is left that may go some day, by category."""
    clock = s.clock[w]
    monsters = creatures = ambient = water = 0
    for i in range(clock.entity_rows):
        entity = s.entities[w, i]
        if entity.kind != ENTITY_MOB:
            continue
        category = rules.mobs[entity.mob].category
        if category == MONSTER and clock.difficulty == PEACEFUL:
            remove_body(s, w, i)
            continue
        if entity.persistent or entity.tame:
            continue
        if category == CREATURE:
            creatures += 1
            continue
        idle = entity.idle > _IDLE and random_int(s, w, _GO_CHANCE) == 0
        if idle or not is_loaded(s, w, math.floor(entity.x), math.floor(entity.z)):
            _, near = nearest_player(s, w, i)
            if near > _GONE_AT_ONCE**2 or (idle and near > _MAY_GO**2):
                remove_body(s, w, i)
                continue
        monsters += category == MONSTER
        ambient += category == AMBIENT
        water += category == WATER
    return monsters, creatures, ambient, water


@kernel()
def _spawn_category(s: State, rules: Rules, w: int, category: int, most: int, tries: int) -> None:
    """Try to let groups of one category appear around one point at random in each of some chunks."""
    for _ in range(tries):
        slot = random_int(s, w, CHUNKS * CHUNKS)
        cx, cz = s.chunks[w, slot // CHUNKS, slot % CHUNKS, 0], s.chunks[w, slot // CHUNKS, slot % CHUNKS, 1]
        if cx == NOT_LOADED:
            continue
        column = random_int(s, w, CHUNK * CHUNK)
        x, z = cx * CHUNK + column % CHUNK, cz * CHUNK + column // CHUNK
        top = int(s.top[w, x & MASK, z & MASK])
        y = random_int(s, w, min((top // 16 + 1) * 16, HEIGHT))
        if y <= top + _RELIEF and rules.blocks[get_block(s, w, x, y, z)].flags & OPAQUE_CUBE == 0:
            most -= _spawn_groups(s, rules, w, category, x, y, z, most)
            if most <= 0:
                return


@kernel()
def _spawn_groups(s: State, rules: Rules, w: int, category: int, x: int, y: int, z: int, most: int) -> int:
    """Let up to three groups, four mobs in all, appear around a cell at its height; return how many did."""
    appeared = 0
    for _ in range(_GROUPS):
        at_x, at_z = x, z
        row = -1
        for _ in range(1 + random_int(s, w, _GROUP)):
            draw = random_int(s, w, _WANDER**4)
            at_x += draw % _WANDER - draw // _WANDER % _WANDER
            at_z += draw // _WANDER**2 % _WANDER - draw // _WANDER**3
            # Above all blocks of the column there is nothing to stand on; most cells are spared the rest by this.
            if y > s.top[w, at_x & MASK, at_z & MASK] or not is_loaded(s, w, at_x, at_z):
                continue
            if row < 0:
                biome = s.biomes[w, at_x & MASK, at_z & MASK]
                row = choose_row(rules, biome, category, random_float(s, w))
                if row < 0:
                    return appeared
            mob = rules.spawns[row].mob
            if may_appear(s, rules, w, mob, at_x, y, at_z) and not _is_near_player(s, w, at_x, y, at_z):
                if spawn_mob(s, rules, w, mob, at_x + 0.5, float(y), at_z + 0.5) < 0:
                    return most
                appeared += 1
                if appeared >= min(most, _GROUP):
                    return appeared
    return appeared


@kernel()
def _is_near_player(s: State, w: int, x: int, y: int, z: int) -> bool:
    """Whether a cell is within 24 blocks of a player, or of where players begin."""
    clock = s.clock[w]
    spawn = (x - clock.spawn_x) ** 2 + (y - clock.spawn_y) ** 2 + (z - clock.spawn_z) ** 2
    if spawn < FAR_FROM_PLAYERS**2:
        return True
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        distance = (x + 0.5 - player.x) ** 2 + (y - player.y) ** 2 + (z + 0.5 - player.z) ** 2
        if distance < FAR_FROM_PLAYERS**2:
            return True
    return False


@kernel()
def _find_place(
    s: State, rules: Rules, w: int, mob: int, low: NDArray[np.int16], high: NDArray[np.int16]
) -> tuple[float, float, float]:
    """A point for a mob in a box around the player, at random: on ground (or in water), with room for its body."""
    player = s.players[w, 0]
    at_x, at_y, at_z = math.floor(player.x), math.floor(player.y), math.floor(player.z)
    row = rules.mobs[mob]
    cells, tall = int(row.width + 1.0), int(row.height + 1.0)
    grown = 0
    for _ in range(_BOX_GROWTHS):
        for _ in range(_BOX_TRIES):
            x = at_x + low[0] - grown + random_int(s, w, high[0] - low[0] + 2 * grown + 1)
            y = at_y + low[1] + random_int(s, w, high[1] - low[1] + 1)
            z = at_z + low[2] - grown + random_int(s, w, high[2] - low[2] + 2 * grown + 1)
            if not is_loaded(s, w, x, z) or not is_loaded(s, w, x + cells, z + cells):
                continue
            reach = max(_BOX_RISE, high[1] - low[1]) + grown
            if row.category != WATER:
                y = ground_near(s, w, x, y, z, cells, tall, reach)
            elif not is_water(get_block(s, w, x, y, z)):
                y = min(y + reach, HEIGHT - 1)
                while y > 0 and not is_water(get_block(s, w, x, y, z)):
                    y -= 1
            if y > 0:
                return x + 0.5 * cells, float(y), z + 0.5 * cells
        grown = 2 * grown + max(4, (high[0] - low[0]) // 2)
    return player.x, player.y, player.z
