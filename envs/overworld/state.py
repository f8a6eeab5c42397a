"""The state of N worlds: one struct of arrays, no Python object for a world, block, item or player.

Everything that the world remembers between two ticks is in `State`, so a snapshot is the bytes of its arrays and the
kernels are plain functions over them. Axis 0 of every array is the world. Records (`PLAYER`, `ENTITY`, ...) keep what
belongs together in one structured array; Numba compiles their fields to plain loads and stores.

Units: blocks, ticks (20 Hz), degrees. Yaw 0 looks to +z (south) and grows towards -x (west); pitch is positive down.
A block *state* is `id << 4 | metadata`, the numeric form of Minecraft 1.12 and before. An *item* is a row of the item
table of `gamedata` (0 = air = empty).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

HEIGHT = 256
"""Blocks from bedrock to the top of the world."""
CHUNK = 16
"""Blocks along x and z of a chunk."""
WINDOW = 128
"""Blocks along x and z of the loaded window; a power of two, so that a coordinate wraps with `& MASK`."""
MASK = WINDOW - 1
CHUNKS = WINDOW // CHUNK
"""Chunks along x and z of the loaded window."""

SLOTS = 41
"""Inventory slots: 0-8 hotbar, 9-35 main, 36-39 feet, legs, chest, head, 40 off hand (MineDojo's order)."""
ENTITIES = 96
"""Most entities of one world; when full, the oldest item makes room."""

ITEM_ROWS = 512
"""Room for items in tables indexed by item."""
SCRATCH = 1 << 17
"""Words of working memory a world."""

ENTITY_NONE = 0
ENTITY_ITEM = 1

NOT_LOADED = np.iinfo(np.int32).min
"""Chunk coordinate of a window slot that holds no chunk."""

CLOCK = np.dtype(
    [
        ("seed", np.int64),  # terrain
        ("rng", np.uint64),  # the one random stream of this world
        ("time", np.int64),  # ticks of the daylight cycle; 0 = sunrise, 6000 = noon, 18000 = midnight
        ("age", np.int64),  # ticks since reset
        ("biome", np.int32),  # the single biome asked for, or -1 for all of them
        ("daylight_cycle", np.uint8),  # 0: the time of day stands still
        ("break_speed", np.float32),  # multiplies mining speed (Plan4MC's Mine-Ores tasks use 10)
        ("edits", np.int32),  # used rows of the edit table
        ("spawn_x", np.int32),
        ("spawn_y", np.int32),
        ("spawn_z", np.int32),
    ],
    align=True,
)
"""One row a world: what is neither a block nor in it."""

PLAYER = np.dtype(
    [
        ("x", np.float64),  # feet, centre of the hitbox
        ("y", np.float64),
        ("z", np.float64),
        ("vx", np.float64),  # blocks per tick, as carried into the next tick
        ("vy", np.float64),
        ("vz", np.float64),
        ("yaw", np.float64),  # degrees, -180 <= yaw < 180
        ("pitch", np.float64),  # degrees, -90 (up) to 90 (down)
        ("fall_distance", np.float32),
        ("on_ground", np.uint8),
        ("in_water", np.uint8),
        ("in_lava", np.uint8),
        ("eyes_in_water", np.uint8),
        ("collided", np.uint8),  # ran into something sideways in this tick
        ("sneaking", np.uint8),
        ("sprinting", np.uint8),
        ("jump_cooldown", np.uint8),  # ticks until a held jump key jumps again
        ("selected", np.uint8),  # hotbar slot in the main hand, 0-8
        ("alive", np.uint8),
        ("health", np.float32),  # 0-20, half hearts
        ("absorption", np.float32),
        ("food", np.int32),  # 0-20
        ("saturation", np.float32),
        ("exhaustion", np.float32),
        ("food_timer", np.int32),
        ("air", np.int32),  # 300 = full breath
        ("fire", np.int32),  # ticks still to burn
        ("hurt_time", np.int32),  # ticks of invulnerability left, 20 after a hit
        ("last_damage", np.float32),  # of the hit that started `hurt_time`
        ("damage", np.float32),  # taken in this tick, by `damage_kind`
        ("damage_kind", np.uint8),  # a DAMAGE_* constant
        ("xp", np.int32),  # total experience points
        ("digging", np.uint8),  # a block is being broken
        ("dig_x", np.int32),
        ("dig_y", np.int32),
        ("dig_z", np.int32),
        ("dig_item", np.int16),  # what was in hand when it was begun
        ("dig_progress", np.float32),  # 0-1
        ("dig_cooldown", np.uint8),  # ticks before the next block (5 after one that was not instant)
        ("use_cooldown", np.uint8),  # ticks before a held use key acts again (4)
        ("use_ticks", np.int32),  # ticks the item in hand has been used for (eating)
        ("swing", np.uint8),  # ticks since the arm was swung; 255 = at rest
        ("attack_held", np.uint8),  # keys of the tick before, for rising edges
        ("use_held", np.uint8),
        ("drop_held", np.uint8),
        ("deaths", np.int32),
        ("crafted", np.uint8),  # crafted or smelted something in this tick
        ("furnace_heat", np.int32),  # burn ticks left over from fuel lit by the functional smelt action
        ("walk_distance", np.float32),  # bobbing phase and exhaustion bookkeeping
    ],
    align=True,
)
"""Indexed by (world, player). One player a world is exposed so far."""

STACK = np.dtype(
    [
        ("item", np.int16),  # row of the item table, 0 = empty
        ("meta", np.int16),  # variant of the item, or damage of a tool
        ("count", np.int16),
    ]
)
"""One inventory slot, indexed by (world, player, slot)."""

ENTITY = np.dtype(
    [
        ("kind", np.uint8),  # ENTITY_*
        ("on_ground", np.uint8),
        ("x", np.float64),  # feet, centre of the hitbox
        ("y", np.float64),
        ("z", np.float64),
        ("vx", np.float64),
        ("vy", np.float64),
        ("vz", np.float64),
        ("yaw", np.float32),
        ("age", np.int32),
        ("pickup_delay", np.int32),
        ("item", np.int16),
        ("meta", np.int16),
        ("count", np.int16),
    ],
    align=True,
)
"""Indexed by (world, entity)."""

EDIT = np.dtype([("x", np.int32), ("z", np.int32), ("y", np.int16), ("state", np.uint16)], align=True)
"""One block that differs from the generated terrain; the table is a hash map with open addressing (`y` < 0 = free)."""

DAMAGE_NONE = 0
DAMAGE_FALL = 1
DAMAGE_DROWN = 2
DAMAGE_LAVA = 3
DAMAGE_FIRE = 4
DAMAGE_SUFFOCATE = 5
DAMAGE_STARVE = 6
DAMAGE_CACTUS = 7
DAMAGE_VOID = 8


class State(NamedTuple):
    """N worlds, S = WINDOW, C = CHUNKS. A block at world (x, y, z) is at `[w, x & MASK, z & MASK, y]`."""

    blocks: NDArray[np.uint16]
    """(N, S, S, HEIGHT) block states."""
    light: NDArray[np.uint8]
    """(N, S, S, HEIGHT) sky light << 4 | block light, each 0-15. Sky light is that of full day."""
    top: NDArray[np.int16]
    """(N, S, S) one above the highest block that is not air: everything from here up is air."""
    biomes: NDArray[np.uint8]
    """(N, S, S) biome ids of 1.11.2."""
    chunks: NDArray[np.int32]
    """(N, C, C, 2) chunk coordinates (cx, cz) held in slot [cx % C, cz % C], or NOT_LOADED."""
    edits: NDArray[np.void]
    """(N, E) EDIT rows."""
    clock: NDArray[np.void]
    """(N,) CLOCK rows."""
    players: NDArray[np.void]
    """(N, P) PLAYER rows."""
    slots: NDArray[np.void]
    """(N, P, SLOTS) STACK rows."""
    entities: NDArray[np.void]
    """(N, ENTITIES) ENTITY rows."""
    totals: NDArray[np.int16]
    """(N, P, ITEM_ROWS) how many of each item the player had at the last observation; for `delta_inv`."""
    scratch: NDArray[np.int32]
    """(N, SCRATCH) working memory of kernels (queues of flood fills); means nothing between two calls."""


def allocate(num_worlds: int, num_players: int = 1, edit_capacity: int = 4096) -> State:
    """Return the arrays of `num_worlds` empty worlds; `edit_capacity` is a power of two."""
    chunks = np.full((num_worlds, CHUNKS, CHUNKS, 2), NOT_LOADED, np.int32)
    edits = np.zeros((num_worlds, edit_capacity), EDIT)
    edits["y"] = -1
    return State(
        blocks=np.zeros((num_worlds, WINDOW, WINDOW, HEIGHT), np.uint16),
        light=np.zeros((num_worlds, WINDOW, WINDOW, HEIGHT), np.uint8),
        top=np.zeros((num_worlds, WINDOW, WINDOW), np.int16),
        biomes=np.zeros((num_worlds, WINDOW, WINDOW), np.uint8),
        chunks=chunks,
        edits=edits,
        clock=np.zeros(num_worlds, CLOCK),
        players=np.zeros((num_worlds, num_players), PLAYER),
        slots=np.zeros((num_worlds, num_players, SLOTS), STACK),
        entities=np.zeros((num_worlds, ENTITIES), ENTITY),
        totals=np.zeros((num_worlds, num_players, ITEM_ROWS), np.int16),
        scratch=np.zeros((num_worlds, SCRATCH), np.int32),
    )
