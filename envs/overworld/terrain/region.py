"""The working memory of one chunk's generation: the chunk and a margin of 8 blocks on each side.

What grows over a border is decided by the column that it stands on. So a chunk works out the ground of its margin as
well, in the same way as its neighbours do, and both see the same trees, ponds and carved ground.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from envs.overworld.jit import kernel
from envs.overworld.state import CHUNK

MARGIN = 8
"""Blocks of the region on each side of the chunk."""
SIZE = CHUNK + 2 * MARGIN
"""Columns of the region along x and z."""
CELL = 4
"""Blocks from one lattice point to the next along x and z."""
CELL_HEIGHT = 8
"""Blocks from one lattice point to the next along y."""
POINTS = SIZE // CELL + 1
"""Lattice points along x and z."""
LEVELS = 33
"""Lattice points along y."""
BLEND = 2
"""Lattice points on each side over which the heights of biomes are blended."""
CLIMATE_POINTS = POINTS + 2 * BLEND
SEA_LEVEL = 63
"""Water fills what lies below this height."""

_CLIMATE = CLIMATE_POINTS * CLIMATE_POINTS
_DENSITY = POINTS * POINTS * LEVELS
_COLUMNS = SIZE * SIZE
WORK = _CLIMATE + _DENSITY + 5 * _COLUMNS
"""Words of working memory of one call."""


class Region(NamedTuple):
    """Views of the working memory. Column (x, z) of the chunk is at [x + MARGIN, z + MARGIN]."""

    climate: NDArray[np.int32]
    """(CLIMATE_POINTS, CLIMATE_POINTS) biome ids on the lattice."""
    density: NDArray[np.int32]
    """(POINTS, POINTS, LEVELS) in units of 1 / DENSITY_UNIT; rock where positive."""
    biome: NDArray[np.int32]
    """(SIZE, SIZE) biome ids."""
    ground: NDArray[np.int32]
    """(SIZE, SIZE) height of the highest block of rock, before anything was carved."""
    surface: NDArray[np.int32]
    """(SIZE, SIZE) state of that block, or 0 where it was carved away or lies under a pond."""
    lid: NDArray[np.int32]
    """(SIZE, SIZE) greatest height that caves may carve, so that no sea runs out."""
    trees: NDArray[np.int32]
    """(SIZE, SIZE) rank of the tree that wants to stand here, 0 = none."""


@kernel(inline=True)
def region_of(work: NDArray[np.int32]) -> Region:
    """Return the views of `work` (WORK words)."""
    columns = _CLIMATE + _DENSITY
    return Region(
        work[:_CLIMATE].reshape((CLIMATE_POINTS, CLIMATE_POINTS)),
        work[_CLIMATE:columns].reshape((POINTS, POINTS, LEVELS)),
        work[columns : columns + _COLUMNS].reshape((SIZE, SIZE)),
        work[columns + _COLUMNS : columns + 2 * _COLUMNS].reshape((SIZE, SIZE)),
        work[columns + 2 * _COLUMNS : columns + 3 * _COLUMNS].reshape((SIZE, SIZE)),
        work[columns + 3 * _COLUMNS : columns + 4 * _COLUMNS].reshape((SIZE, SIZE)),
        work[columns + 4 * _COLUMNS : columns + 5 * _COLUMNS].reshape((SIZE, SIZE)),
    )
