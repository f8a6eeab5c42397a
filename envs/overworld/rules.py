"""The game's tables as arrays that kernels read: blocks, items, recipes, drops. Built from `gamedata`, never typed in.

Kernels take `rules: Rules` as an argument; names are resolved once, at import, to plain integers:

    STONE = block_state("stone")
    BIRCH_LOG = block_state("log", 2)
    COAL = item_index("coal")
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.overworld.bundle import bundle

# Block flags.
SOLID = 1  # stops movement (has collision boxes) and is a material that suffocates or supports
LIQUID = 2
OPAQUE_CUBE = 4  # full cube that hides its neighbours and stops all light
REPLACEABLE = 8  # a block placed here takes its place: air, liquids, tall grass, snow layer of one, ...
CLIMBABLE = 16  # ladder, vine
NEEDS_TOOL = 32  # drops nothing unless dug with a tool of `can_harvest`
GRAVITY = 64  # sand, gravel: falls
BURNS = 128

BLOCK = np.dtype(
    [
        ("flags", np.uint16),
        ("hardness", np.float32),  # -1 = cannot be broken
        ("material", np.uint8),  # row of `Rules.dig_speed`
        ("emission", np.uint8),  # block light given off, 0-15
        ("opacity", np.uint8),  # light lost passing through, 0-15
        ("slipperiness", np.float32),  # 0.6 unless ice or slime
        ("shape", np.int16),  # row of `Rules.boxes`
        ("item", np.int16),  # item of this block (pick block), 0 = none
        ("item_meta", np.int16),
        ("drop_start", np.int16),  # rows [drop_start, drop_start + drop_count) of `Rules.drops`
        ("drop_count", np.int16),
    ],
    align=True,
)
"""Indexed by block state (4096 rows)."""

ITEM = np.dtype(
    [
        ("stack", np.int16),  # most of it in one slot
        ("max_damage", np.int16),  # uses before it breaks, 0 = not damageable
        ("block", np.uint16),  # block state it places with metadata 0 added to the stack's variant, 0 = places none
        ("variant_mask", np.uint8),  # metadata bits of the placed block that the stack's `meta` sets
        ("food", np.int16),  # food points, 0 = not food
        ("saturation", np.float32),  # saturation points gained by eating
        ("use_ticks", np.int16),  # ticks to eat or drink
        ("slot", np.int16),  # natural armour slot 36-39, or -1
        ("burn_ticks", np.int32),  # as furnace fuel (200 ticks smelt one item), 0 = no fuel
        ("is_tool", np.uint8),  # loses durability by digging
    ],
    align=True,
)
"""Indexed by item."""

DROP = np.dtype(
    [
        ("item", np.int16),
        ("meta", np.int16),
        ("low", np.int16),  # count is uniform in low..high
        ("high", np.int16),
        ("chance", np.float32),
        ("tool", np.uint8),  # DROP_ANY, DROP_SHEARS_ONLY or DROP_NOT_SHEARS
        ("exclusive", np.uint8),  # 1: when this row drops, the rows after it do not (gravel's flint)
    ],
    align=True,
)
DROP_ANY = 0
DROP_SHEARS_ONLY = 1
DROP_NOT_SHEARS = 2

RECIPE = np.dtype(
    [
        ("item", np.int16),
        ("meta", np.int16),
        ("count", np.int16),
        ("station", np.uint8),  # BY_HAND (2x2 grid), AT_TABLE (3x3) or AT_FURNACE
        ("ingredients", np.uint8),  # used rows of the four columns below
        ("need_item", np.int16, 9),
        ("need_meta", np.int16, 9),  # -1 = any variant
        ("need_count", np.int16, 9),
    ],
    align=True,
)
"""Rows of one product are next to each other, in the order in which the game lists them."""
BY_HAND = 0
AT_TABLE = 1
AT_FURNACE = 2


MONSTER, CREATURE, AMBIENT, WATER = 0, 1, 2, 3
"""Categories of mobs: each has its own places, caps and manners of spawning."""
CATEGORIES = ("monster", "creature", "ambient", "water")

# Mob flags.
UNDEAD = 1
ARTHROPOD = 2
BURNS_BY_DAY = 4
FIREPROOF = 8
SWIMS = 16  # breathes water
FLIES = 32
CLIMBS = 64  # up walls
HATES_WATER = 128
MOB_FLAGS = {
    "undead": UNDEAD, "arthropod": ARTHROPOD, "burns": BURNS_BY_DAY, "fireproof": FIREPROOF, "swims": SWIMS,
    "flies": FLIES, "climbs": CLIMBS, "hates_water": HATES_WATER,
}  # fmt: skip

BEHAVIOURS = (
    "graze", "skip", "prowl", "drift", "flutter", "chase", "shoot", "pounce", "explode", "teleport", "hop", "throw",
    "avenge",
)  # fmt: skip
"""What `MOB.behaviour` counts; `entities/mobs/mind.py` has one function for each."""

MOB_FOODS = 12
MOB = np.dtype(
    [
        ("behaviour", np.uint8),
        ("category", np.uint8),
        ("flags", np.uint8),
        ("width", np.float32),
        ("height", np.float32),
        ("eyes", np.float32),  # height of the eyes
        ("health", np.float32),
        ("speed", np.float32),  # movement speed attribute
        ("damage", np.float32),  # of a blow at normal difficulty
        ("armour", np.float32),
        ("follow", np.float32),  # blocks within which it sees a target
        ("xp_low", np.uint8),
        ("xp_high", np.uint8),
        ("holds", np.int16),
        ("tame", np.int16),  # item that tames it
        ("foods", np.int16, MOB_FOODS),  # 0 = none
        ("loot_start", np.int16),  # rows [loot_start, loot_start + loot_count) of `Rules.loot`
        ("loot_count", np.int16),
    ],
    align=True,
)
"""Indexed by mob, in the order of `gamedata.MOB_NAMES`."""

LOOT = np.dtype(
    [
        ("pool", np.uint8),  # rows of this pool, on its first row; 0 on the others
        ("rolls_low", np.uint8),  # of the pool, on its first row
        ("rolls_high", np.uint8),
        ("chance", np.float32),  # of the pool, on its first row
        ("by_player", np.uint8),  # 1: the pool drops only if a player killed the mob
        ("weight", np.uint8),  # of this row among those of its pool
        ("item", np.int16),
        ("meta", np.int16),
        ("low", np.int16),  # count is uniform in low..high; below 1 gives nothing
        ("high", np.int16),
        ("cooked", np.int16),  # item in its place if the mob was on fire; 0 = the same
    ],
    align=True,
)

SPAWN = np.dtype([("mob", np.uint8), ("weight", np.int16), ("low", np.uint8), ("high", np.uint8)], align=True)
"""A row of a biome's list: chance by weight, size of a group low..high."""


@bundle
class Rules(NamedTuple):
    """Read-only tables of Minecraft 1.11.2, shared by all worlds."""

    blocks: NDArray[np.void]
    """(4096,) BLOCK rows."""
    items: NDArray[np.void]
    """(n_items,) ITEM rows."""
    dig_speed: NDArray[np.float32]
    """(n_materials, n_items) speed of each item on each material, 1 where it is no help."""
    can_harvest: NDArray[np.bool_]
    """(256, n_items) whether a block id yields drops when dug with an item; item 0 is the bare hand."""
    boxes: NDArray[np.float64]
    """(n_shapes, max_boxes, 6) collision boxes x0, y0, z0, x1, y1, z1 inside the cell."""
    box_counts: NDArray[np.int8]
    """(n_shapes,) used rows of `boxes`."""
    drops: NDArray[np.void]
    """(n_drops,) DROP rows."""
    recipes: NDArray[np.void]
    """(n_recipes,) RECIPE rows."""
    recipe_start: NDArray[np.int32]
    """(n_items + 1,) recipes of item i are rows [recipe_start[i], recipe_start[i + 1])."""
    mobs: NDArray[np.void]
    """(n_mobs,) MOB rows."""
    loot: NDArray[np.void]
    """(n_loot,) LOOT rows."""
    spawns: NDArray[np.void]
    """(n_spawns,) SPAWN rows."""
    spawn_start: NDArray[np.int16]
    """(256, 4, 2) first row of `spawns` and count of rows for a biome and a category."""
