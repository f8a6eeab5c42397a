"""Where a game begins: dry ground near the origin, or near a place drawn at random."""

from envs.overworld.gamedata import block_id
from envs.overworld.jit import kernel
from envs.overworld.rng import random_int
from envs.overworld.rules import LIQUID, OPAQUE_CUBE, SOLID, Rules
from envs.overworld.state import CHUNK, MASK, State
from envs.overworld.terrain.biomes import BIOMES
from envs.overworld.terrain.climate import biome_at
from envs.overworld.terrain.window import RADIUS, slide_window

_STRIDE = 32  # blocks from one point of a search to the next
_SPIRAL = 4096  # points searched for land: 1024 blocks to each side
_DRAWS = 16
_SEA_BED = -0.4  # biomes of less depth are sea and river

_LOG = block_id("log")
_LOG2 = block_id("log2")
_SNOW_LAYER = block_id("snow_layer")


@kernel()
def find_spawn(s: State, rules: Rules, w: int, radius: int) -> None:
    """Choose where the game begins, load the chunks there, and write `clock.spawn_x`, `spawn_y` and `spawn_z`.

    That is the dry surface nearest to the first land on a spiral around the origin, or, with a radius, nearest to a
    place drawn from the world's random stream around there. In a world of water it is the water's surface.

    Args:
        s: State of all worlds; player 0 of the world is moved to the chosen chunk.
        rules: Tables of the game.
        w: World.
        radius: Most blocks along x and along z from the land near the origin to the place that is drawn.
    """
    x, z = 0, 0
    for n in range(_SPIRAL):
        dx, dz = _spiral(n)
        if _is_land(s, w, dx * _STRIDE, dz * _STRIDE):
            x, z = dx * _STRIDE, dz * _STRIDE
            break
    if radius > 0:
        middle_x, middle_z = x, z
        for _ in range(_DRAWS):
            x = middle_x - radius + random_int(s, w, 2 * radius + 1)
            z = middle_z - radius + random_int(s, w, 2 * radius + 1)
            if _is_land(s, w, x, z):
                break
    for n in range(_DRAWS):
        dx, dz = _spiral(n)
        if _settle(s, rules, w, x + dx * _STRIDE, z + dz * _STRIDE) or not _is_land(s, w, x, z):
            return


@kernel()
def _settle(s: State, rules: Rules, w: int, x: int, z: int) -> bool:
    """Load the chunks around (x, z) and make the nearest dry column the spawn; False and (x, z) itself without one."""
    s.players[w, 0].x = x + 0.5
    s.players[w, 0].z = z + 0.5
    slide_window(s, rules, w)
    for ring in range(RADIUS * CHUNK):
        for dx in range(-ring, ring + 1):
            step = 1 if abs(dx) == ring else 2 * ring
            for dz in range(-ring, ring + 1, step):
                y = _standing_height(s, rules, w, x + dx, z + dz)
                if y > 0:
                    _set_spawn(s, w, x + dx, y, z + dz)
                    return True
    _set_spawn(s, w, x, int(s.top[w, x & MASK, z & MASK]), z)
    return False


@kernel()
def _set_spawn(s: State, w: int, x: int, y: int, z: int) -> None:
    clock = s.clock[w]
    clock.spawn_x = x
    clock.spawn_y = y
    clock.spawn_z = z


@kernel()
def _standing_height(s: State, rules: Rules, w: int, x: int, z: int) -> int:
    """Height of the feet of somebody on the ground of a column under the open sky; -1 on water, trees and cacti."""
    column = s.blocks[w, x & MASK, z & MASK]
    for y in range(s.top[w, x & MASK, z & MASK] - 1, 0, -1):
        state = int(column[y])
        flags = rules.blocks[state].flags
        if flags & OPAQUE_CUBE:
            return -1 if state >> 4 == _LOG or state >> 4 == _LOG2 else y + 1
        if flags & LIQUID or (flags & SOLID and state >> 4 != _SNOW_LAYER):
            return -1
    return -1


@kernel()
def _is_land(s: State, w: int, x: int, z: int) -> bool:
    """Whether the biome of a column lies above the sea."""
    clock = s.clock[w]
    biome = clock.biome if clock.biome >= 0 else biome_at(clock.seed, x, z)
    return BIOMES[biome].depth > _SEA_BED


@kernel()
def _spiral(n: int) -> tuple[int, int]:
    """Return point `n` of the square spiral around the origin: (0, 0), (1, 0), (1, 1), (0, 1), ..."""
    x, z, dx, dz = 0, 0, 1, 0
    left, side, turns = 1, 1, 0
    for _ in range(n):
        x += dx
        z += dz
        left -= 1
        if left == 0:
            dx, dz = -dz, dx
            turns += 1
            side += 1 - (turns & 1)
            left = side
    return x, z
