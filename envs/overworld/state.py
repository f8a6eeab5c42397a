"""The state of N worlds: one struct of arrays, no Python object for a world, block, item or player.

Everything that the world remembers between two ticks is in `State`, so a snapshot is the bytes of its arrays and the
kernels are plain functions over them. Axis 0 of every array is the world. Records (`PLAYER`, `ENTITY`, ...) keep what
belongs together in one structured array; Numba compiles their fields to plain loads and stores.

Units: blocks, ticks (20 Hz), degrees. Yaw 0 looks to +z (south) and grows towards -x (west); pitch is positive down.
A block *state* is `id << 4 | metadata`, the numeric form of Minecraft 1.12 and before. An *item* is a row of the item
table of `gamedata` (0 = air = empty).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.overworld.bundle import bundle

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
ENTITIES = 128
"""Most entities of one world; when full, the oldest item makes room."""
SCHEDULED = 2048
"""Most block updates of one world that wait for their tick."""
CONTAINERS = 64
"""Most chests and furnaces of one world."""
CONTAINER_SLOTS = 27
"""Slots of a container: a chest uses all, a furnace the first three (input, fuel, output)."""
VISITED = 1024
"""Chunks whose first animals are remembered to have been placed; a power of two."""

ITEM_ROWS = 512
"""Room for items in tables indexed by item."""
MOB_ROWS = 64
"""Room for mobs in tables indexed by mob."""
EFFECTS = 32
"""Room for status effects, indexed by the game's numbers (1 speed ... 27 levitation)."""
PATH = 24
"""Most cells of a mob's path that are remembered."""
SCRATCH = 1 << 17
"""Words of working memory a world."""

ENTITY_NONE = 0
ENTITY_ITEM = 1
ENTITY_MOB = 2
ENTITY_ARROW = 3
ENTITY_ORB = 4  # experience, `count` points of it
ENTITY_FALLING = 5  # sand, gravel: the block state `block` on its way down
ENTITY_THROWN = 6  # egg, snowball, ender pearl, splash potion: the item `item`

NOBODY = 0
PLAYER_BODY = 1
ENTITY_BODY = 16
"""A *body* is one number for a player or a mob: NOBODY, PLAYER_BODY + player, or ENTITY_BODY + row of the entity."""

PEACEFUL, EASY, NORMAL, HARD = 0, 1, 2, 3
"""Difficulties."""

NOT_LOADED = np.iinfo(np.int32).min
"""Chunk coordinate of a window slot that holds no chunk."""


def _record(fields: list[tuple[Any, ...]]) -> np.dtype[np.void]:
    """Return an aligned record type whose gaps are fields, too, so that copies of records are equal byte for byte."""
    plain = np.dtype(fields, align=True)
    places = {name: (plain[name], plain.fields[name][1]) for name in plain.names or ()}  # type: ignore[index]
    end = 0
    for kind, offset in list(places.values()):
        if offset > end:
            places[f"gap_{end}"] = (np.dtype((np.uint8, (offset - end,))), end)
        end = offset + kind.itemsize
    if plain.itemsize > end:
        places[f"gap_{end}"] = (np.dtype((np.uint8, (plain.itemsize - end,))), end)
    names = sorted(places, key=lambda name: places[name][1])
    return np.dtype(
        {
            "names": names,
            "formats": [places[name][0] for name in names],
            "offsets": [places[name][1] for name in names],
            "itemsize": plain.itemsize,
        },
        align=True,
    )


CLOCK = _record(
    [
        ("seed", np.int64),  # terrain
        ("rng", np.uint64),  # the one random stream of this world
        ("time", np.int64),  # ticks of the daylight cycle; 0 = sunrise, 6000 = noon, 18000 = midnight
        ("age", np.int64),  # ticks since reset
        ("biome", np.int32),  # the single biome asked for, or -1 for all of them
        ("daylight_cycle", np.uint8),  # 0: the time of day stands still
        ("break_speed", np.float32),  # multiplies mining speed (Plan4MC's Mine-Ores tasks use 10)
        ("difficulty", np.uint8),  # PEACEFUL .. HARD
        ("mob_spawning", np.uint8),  # 0: no mob appears by itself, neither in the dark nor with new chunks
        ("respawn", np.uint8),  # 1: a dead player starts again at once, as in MineDojo; 0: stays dead
        ("weather_cycle", np.uint8),  # 0: the weather stands still
        ("raining", np.uint8),
        ("thundering", np.uint8),
        ("rain_ticks", np.int32),  # until rain begins or ends
        ("thunder_ticks", np.int32),
        ("rain_strength", np.float32),  # 0-1, follows `raining` over 100 ticks; how much of the rain is seen
        ("thunder_strength", np.float32),
        ("entity_rows", np.int32),  # one past the last entity row in use
        ("scheduled", np.int32),  # used rows of `scheduled`
        ("edits", np.int32),  # used rows of the edit table
        ("spawn_x", np.int32),
        ("spawn_y", np.int32),
        ("spawn_z", np.int32),
    ]
)
"""One row a world: what is neither a block nor in it."""

PLAYER = _record(
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
        ("attack_ticks", np.int32),  # since the last blow; the next one is weak before 20 / attack speed
        ("blocking", np.uint8),  # a shield is up
        ("sleeping", np.uint8),
        ("sleep_ticks", np.int32),
        ("has_bed", np.uint8),  # respawns at the bed, if it still stands
        ("bed_x", np.int32),
        ("bed_y", np.int32),
        ("bed_z", np.int32),
        ("effect_ticks", np.int32, EFFECTS),  # left of each status effect
        ("effect_level", np.uint8, EFFECTS),  # its amplifier, 0 = the first level
        ("hurt_from", np.int32),  # body that dealt the damage of this tick, or NOBODY
        ("hurt_x", np.float64),  # where that damage came from
        ("hurt_y", np.float64),
        ("hurt_z", np.float64),
        ("foe", np.int32),  # body that the player struck last (tame wolves join in), NOBODY after a while
        ("foe_ticks", np.int32),
        ("born", np.int64),  # `age` of the world when this life began
        ("xp_cooldown", np.uint8),  # ticks before the next orb is taken up
    ]
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

ENTITY = _record(
    [
        ("kind", np.uint8),  # ENTITY_*
        ("on_ground", np.uint8),
        ("collided", np.uint8),  # ran into something sideways in this tick
        ("in_water", np.uint8),
        ("x", np.float64),  # feet, centre of the hitbox
        ("y", np.float64),
        ("z", np.float64),
        ("vx", np.float64),
        ("vy", np.float64),
        ("vz", np.float64),
        ("yaw", np.float32),  # of the body
        ("pitch", np.float32),
        ("head_yaw", np.float32),
        ("age", np.int32),
        ("fall_distance", np.float32),
        ("fire", np.int32),  # ticks still to burn
        ("owner", np.int32),  # body that shot, threw or tamed it
        ("pickup_delay", np.int32),
        ("item", np.int16),  # of an item or a thrown thing; what a mob holds
        ("meta", np.int16),
        ("count", np.int16),
        ("block", np.uint16),  # block state that falls, or that an enderman carries
        ("damage", np.float32),  # of an arrow, per block/tick of speed
        # mobs only
        ("mob", np.uint8),  # row of `Rules.mobs`
        ("variant", np.uint8),  # size of a slime (1, 2, 4), colour of a sheep (of its wool), coat of others
        ("sheared", np.uint8),
        ("tame", np.uint8),
        ("persistent", np.uint8),  # never despawns: it was summoned, bred, tamed or fed
        ("health", np.float32),
        ("air", np.int32),
        ("hurt_time", np.uint8),  # ticks of invulnerability left, 20 after a hit
        ("death_time", np.uint8),  # ticks since it died, counted from 1; it is gone at 20
        ("last_damage", np.float32),
        ("attacker", np.int32),  # body that hurt it last
        ("attacker_ticks", np.int32),  # since then
        ("by_player", np.int32),  # ticks left in which its death counts as a player's kill (100 after a blow)
        ("growth", np.int32),  # below 0 a baby; above 0 it may not breed yet
        ("love", np.int32),  # ticks left in which it looks for a partner
        ("timer", np.int32),  # fuse of a creeper, next egg of a chicken, next shot, next jump of a slime
        ("anger", np.int32),  # ticks
        ("idle", np.int32),  # ticks since a player was near, or since it was hurt (despawning)
        # what the mind wants
        ("goal", np.uint8),  # a constant of the behaviour
        ("goal_ticks", np.int32),  # spent on it
        ("target", np.int32),  # body that it hunts, follows or flees
        ("look_x", np.float32),  # where it looks, relative to its eyes; all 0 = ahead
        ("look_y", np.float32),
        ("look_z", np.float32),
        ("path_length", np.uint8),
        ("path_next", np.uint8),
        ("path_age", np.int32),  # ticks since the path was found
        ("path", np.int32, (PATH, 3)),  # cells (x, y, z) to walk through
        # what the mind tells the body, in every tick
        ("forward", np.float32),  # -1 to 1
        ("strafe", np.float32),
        ("rise", np.float32),  # of what flies or swims
        ("pace", np.float32),  # factor on the mob's speed
        ("jump", np.uint8),
        # for the picture
        ("stride", np.float32),  # phase of the legs, radians
        ("stride_size", np.float32),  # 0-1
        ("swing", np.uint8),  # ticks since it struck; 255 = at rest
    ]
)
"""Indexed by (world, entity). Rows from `CLOCK.entity_rows` on are free."""

TICK = _record(
    [
        ("due", np.int64),  # CLOCK.age of its turn
        ("x", np.int32),
        ("z", np.int32),
        ("y", np.int16),
        ("block", np.uint8),  # block id
    ]
)
"""A block that asked for an update at a later tick; forgotten if another block stands there by then."""

CONTAINER = _record(
    [
        ("block", np.uint8),  # block id (furnaces count as unlit); 0 = free row
        ("x", np.int32),
        ("y", np.int32),
        ("z", np.int32),
        ("burn_ticks", np.int32),  # left of the fuel that burns
        ("burn_total", np.int32),  # that this fuel had
        ("cook_ticks", np.int32),  # spent on the item, 200 to do
        ("xp", np.float32),  # experience in the output slot
    ]
)
"""A chest or a furnace; what is in it stands in `State.stored`."""

EDIT = _record([("x", np.int32), ("z", np.int32), ("y", np.int16), ("state", np.uint16)])
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
DAMAGE_MOB = 9
DAMAGE_ARROW = 10
DAMAGE_EXPLOSION = 11
DAMAGE_MAGIC = 12
DAMAGE_FALLING_BLOCK = 13
DAMAGE_LIGHTNING = 14
DAMAGE_PLAYER = 15  # a player's blow; of mobs only


@bundle
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
    scheduled: NDArray[np.void]
    """(N, SCHEDULED) TICK rows, the first `CLOCK.scheduled` in use, in the order in which they were asked for."""
    containers: NDArray[np.void]
    """(N, CONTAINERS) CONTAINER rows."""
    stored: NDArray[np.void]
    """(N, CONTAINERS, CONTAINER_SLOTS) STACK rows."""
    visited: NDArray[np.int32]
    """(N, VISITED, 2) chunks whose first animals were placed, by a hash of their coordinates."""
    kills: NDArray[np.int32]
    """(N, P, MOB_ROWS) mobs that each player has killed in this episode."""
    used: NDArray[np.int32]
    """(N, P, ITEM_ROWS) how often each item was used: dug or struck with, placed, eaten, worn, shot, filled."""
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
        scheduled=np.zeros((num_worlds, SCHEDULED), TICK),
        containers=np.zeros((num_worlds, CONTAINERS), CONTAINER),
        stored=np.zeros((num_worlds, CONTAINERS, CONTAINER_SLOTS), STACK),
        visited=np.full((num_worlds, VISITED, 2), NOT_LOADED, np.int32),
        kills=np.zeros((num_worlds, num_players, MOB_ROWS), np.int32),
        used=np.zeros((num_worlds, num_players, ITEM_ROWS), np.int32),
        totals=np.zeros((num_worlds, num_players, ITEM_ROWS), np.int16),
        scratch=np.zeros((num_worlds, SCRATCH), np.int32),
    )
