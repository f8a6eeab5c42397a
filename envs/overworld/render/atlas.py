"""`Art`: everything that is drawn, as read-only arrays that the kernels read. `art` fills it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.overworld.bundle import bundle
from envs.overworld.render.textures.paint import SIZE

LEVELS = 5
"""Mip levels of a tile: 16, 8, 4, 2 and 1 texels a side."""
TEXELS = sum((SIZE >> level) ** 2 for level in range(LEVELS))
"""Texels of a tile with all its levels (341)."""

SKIN_LEVELS = 3
"""Mip levels of a skin: whole, half and quarter size."""

TINT_SHIFT = 16
FACE_TURNED = 1 << 20
FACE_MASKED = 1 << 21
"""Alpha says how much of the tint a texel takes, instead of whether there is a texel."""
TILE_MASK = 0xFFFF

KIND_AIR = 0
KIND_CUBE = 1
"""Opaque full cube."""
KIND_CUTOUT = 2
"""Full cube with holes: leaves, glass, spawner."""
KIND_WATER = 3
KIND_TRANSLUCENT = 4
"""Full cube that is blended with what is behind it: ice, stained glass, slime."""
KIND_CROSS = 5
"""Two upright quads along the diagonals: plants."""
KIND_MODEL = 6
"""Boxes, textured by their position in the cell, with holes where the tile has them."""


(
    MOVE_NONE,
    MOVE_HEAD,
    MOVE_LIMB,
    MOVE_ARM,
    MOVE_SPIDER_LEG,
    MOVE_WING,
    MOVE_FLAP,
    MOVE_TENTACLE,
    MOVE_TAIL,
    MOVE_WRIGGLE,
) = range(10)
"""What turns a part of a mob: see `bodies`."""

PART_SEE_THROUGH = 1
"""Blended with what is behind it."""
PART_WOOL = 2
"""Coloured by the variant, and gone when sheared."""
PART_ADULT = 4
"""Babies lack it."""
PART_HEAD = 8
"""Belongs to the head, which is large in babies."""

PART = np.dtype(
    [
        ("low", np.float32, 3),  # corners of the box relative to the pivot, in pixels: x to the left, y down, z back
        ("high", np.float32, 3),
        ("size", np.float32, 3),  # width, height, depth on the skin
        ("pivot", np.float32, 3),  # relative to the parent's; the ground is at y = 24
        ("turn", np.float32, 3),  # degrees about x, y, z
        ("gain", np.float32),  # of the movement, degrees
        ("phase", np.float32),  # radians
        ("u", np.int16),  # upper left of the unfolded box on the skin
        ("v", np.int16),
        ("parent", np.int8),  # part whose movement it takes part in, or -1
        ("move", np.uint8),  # MOVE_*
        ("flags", np.uint8),  # PART_*
        ("layer", np.uint8),  # 0: the coat, 1: the mob's second skin
        ("mirror", np.uint8),
    ],
    align=True,
)
"""A box of a mob's body."""

MODEL = np.dtype(
    [
        ("start", np.int16),  # rows [start, start + count) of `Art.parts`
        ("count", np.int16),
        ("scale", np.float32),
        ("drop", np.float32),  # pixels by which the whole is lowered
        ("head_scale", np.float32),  # of babies, and where their head goes
        ("head_y", np.float32),
        ("head_z", np.float32),
        ("coat", np.int16),  # row of `Art.skins` of the first coat, one coat a variant
        ("coats", np.int16),
        ("second", np.int16),  # row of the second skin
        ("tame", np.int16),  # row when tame, or -1
        ("angry", np.int16),  # row when angry, or -1
        ("hand", np.int8),  # part that holds the item, or -1
    ],
    align=True,
)
"""Indexed by mob."""

SKIN = np.dtype([("start", np.int32), ("width", np.int32), ("height", np.int32)], align=True)
"""Where the levels of a skin begin in `Art.skin_texels`; a level has half the sides of the one before."""


@bundle
class Art(NamedTuple):
    """Textures and what refers to them. RGBA colours are uint32 with red in the lowest byte."""

    texels: NDArray[np.uint32]
    """(n_tiles, TEXELS) colours of each tile, all mip levels one after the other, row 0 on top."""
    faces: NDArray[np.int32]
    """(4096, 6) per block state and face: tile | tint << TINT_SHIFT | FACE_* flags."""
    kinds: NDArray[np.uint8]
    """(4096,) KIND_* of each block state."""
    layers: NDArray[np.uint8]
    """(4096,) height in sixteenths of what fills its cell with a level top and upright sides: 16 for full cubes,
    8 for a slab, 2 for a layer of snow; 0 for all else."""
    boxes: NDArray[np.float32]
    """(n_boxes, 10) boxes of states of KIND_MODEL, laid out as `looks.Box`."""
    box_start: NDArray[np.int32]
    """(4097,) boxes of state i are rows [box_start[i], box_start[i + 1])."""
    tints: NDArray[np.float32]
    """(n_tints, 256, 3) factor on a tinted texel by TINT_* and biome id."""
    temperatures: NDArray[np.float32]
    """(256,) temperature by biome id."""
    rainfall: NDArray[np.float32]
    """(256,) rainfall by biome id; 0 = it never rains."""
    cracks: int
    """Tile of the first of the ten stages of breaking."""
    arm: int
    """Tile of the player's arm."""
    snowy_side: int
    """Tile of the sides of a grass block under snow."""
    item_icons: NDArray[np.uint32]
    """(n_icons, 16, 16) pictures of items."""
    item_icon: NDArray[np.uint16]
    """(n_items, 16) row of `item_icons` by item and variant."""
    item_state: NDArray[np.uint16]
    """(n_items, 16) block state that the item is held and dropped as, or 0 for a flat picture."""
    item_armour: NDArray[np.uint8]
    """(n_items,) armour points of a worn item, 20 at most together."""
    recovery: NDArray[np.float32]
    """(n_items,) ticks after a blow with an item in hand until the next one is at full strength."""
    hud: NDArray[np.uint32]
    """(rows, columns) sheet of HUD sprites; places are constants of `sprites`."""
    models: NDArray[np.void]
    """(n_mobs,) MODEL rows."""
    parts: NDArray[np.void]
    """(n_parts,) PART rows."""
    skins: NDArray[np.void]
    """(n_skins,) SKIN rows."""
    skin_texels: NDArray[np.uint32]
    """Colours of all skins, all levels. Alpha 254 marks what shines by itself."""
    wool: NDArray[np.float32]
    """(16, 3) colour factors of wool."""
    arrow: int
    """Skin of arrows."""
    orb: int
    """Skin of experience orbs."""
    flames: int
    """Skin of what burns."""
