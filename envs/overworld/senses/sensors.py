"""MineDojo's optional senses: the blocks around the player (`voxels`) and what rays meet (`rays`, its lidar).

Names and meanings are MineDojo's; blocks are given by numeric id (`gamedata.BLOCK_NAMES`), entities by `RAY_ENTITIES`:
0 is none, 1 to 15 are the kinds of `envs.overworld.state`, 16 and up the mobs of `gamedata.MOB_NAMES`. Two of
its faults are mended: pitch of a ray is relative to the gaze wherever one looks, and the distance of a ray that meets
nothing is its length.
"""

import math
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.overworld.blocks.grid import get_block
from envs.overworld.blocks.raycast import trace_ray
from envs.overworld.entities.boxes import first_entity
from envs.overworld.gamedata import MOB_NAMES
from envs.overworld.jit import kernel
from envs.overworld.player.look import look_vector
from envs.overworld.player.physics import eye_height
from envs.overworld.rules import BURNS, LIQUID, NEEDS_TOOL, SOLID, Rules
from envs.overworld.state import (
    ENTITY_ARROW,
    ENTITY_FALLING,
    ENTITY_ITEM,
    ENTITY_MOB,
    ENTITY_NONE,
    ENTITY_ORB,
    ENTITY_THROWN,
    State,
)

_VOXEL_FLAGS = (
    "is_collidable",
    "is_tool_not_required",
    "blocks_movement",
    "is_liquid",
    "is_solid",
    "can_burn",
    "blocks_light",
)
_RAY_FLAGS = ("is_tool_not_required", "blocks_movement", "is_liquid", "is_solid", "can_burn")
_RAY_FLOATS = (
    "block_distance",
    "entity_distance",
    "ray_pitch",
    "ray_yaw",
    "traced_block_x",
    "traced_block_y",
    "traced_block_z",
)
FIRST_MOB = 16
"""Number of the first mob in `entity_name`."""
RAY_ENTITIES: dict[int, str] = {
    ENTITY_ITEM: "item",
    ENTITY_ARROW: "arrow",
    ENTITY_ORB: "xp_orb",
    ENTITY_FALLING: "falling_block",
    ENTITY_THROWN: "thrown",
} | {FIRST_MOB + row: name for row, name in enumerate(MOB_NAMES)}
"""Names of what `entity_name` numbers."""


@dataclass(frozen=True)
class VoxelBounds:
    """Block offsets from the player's feet, inclusive, that `voxels` shows; MineDojo's tasks use -1..1."""

    x: tuple[int, int] = (-1, 1)
    y: tuple[int, int] = (-1, 1)
    z: tuple[int, int] = (-1, 1)

    def __post_init__(self) -> None:
        for name, (low, high) in (("x", self.x), ("y", self.y), ("z", self.z)):
            if low > high or low < -16 or high > 16:
                raise ValueError(f"voxel bounds along {name} must be low <= high within -16..16, not {(low, high)}")

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cells along x, y, z."""
        return tuple(high - low + 1 for low, high in (self.x, self.y, self.z))  # type: ignore[return-value]


def voxel_dtype(bounds: VoxelBounds) -> np.dtype[Any]:
    """Return the row of one world's voxels, arrays of `bounds.shape` indexed [x, y, z]."""
    fields = [("block_name", np.int16), ("block_meta", np.int16), ("cos_look_vec_angle", np.float32)]
    return np.dtype([(n, kind, bounds.shape) for n, kind in fields + [(f, np.int8) for f in _VOXEL_FLAGS]], align=True)


def ray_dtype(num_rays: int) -> np.dtype[Any]:
    """Return the row of one world's rays, arrays of shape (num_rays,)."""
    fields: list[tuple[str, type]] = [("block_name", np.int16), ("entity_name", np.int16), ("block_meta", np.int16)]
    fields += [(name, np.float32) for name in _RAY_FLOATS] + [(name, np.int8) for name in _RAY_FLAGS]
    return np.dtype([(name, kind, (num_rays,)) for name, kind in fields], align=True)


def sensor_space(dtype: np.dtype[Any]) -> spaces.Dict:
    """Return the space of one sensor row."""
    result: dict[str, spaces.Space[Any]] = {}
    for name in dtype.names or ():
        kind, shape = dtype[name].subdtype or (dtype[name], ())
        if kind == np.int8:
            result[name] = spaces.MultiBinary(shape)
        elif kind.kind == "i":
            result[name] = spaces.Box(0, np.iinfo(kind).max, shape, kind.type)
        else:
            result[name] = spaces.Box(-np.inf, np.inf, shape, np.float32)
    return spaces.Dict(result)


@kernel(parallel=True)
def sense_voxels(s: State, rules: Rules, low: tuple[int, int, int], rows: NDArray[np.void]) -> None:
    """Fill (N,) voxel rows; `low` are the lowest offsets along x, y, z."""
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        player = s.players[w, 0]
        row = rows[w]
        gx, gy, gz = look_vector(player.yaw, player.pitch)
        eyes = player.y + eye_height(player.sneaking)
        x0 = math.floor(player.x) + low[0]
        y0 = math.floor(player.y) + low[1]
        z0 = math.floor(player.z) + low[2]
        nx, ny, nz = row.block_name.shape
        for i in range(nx):
            for j in range(ny):
                for k in range(nz):
                    state = get_block(s, w, x0 + i, y0 + j, z0 + k)
                    block = rules.blocks[state]
                    dx = x0 + i - player.x
                    dy = y0 + j - eyes
                    dz = z0 + k - player.z
                    length = math.sqrt(dx * dx + dy * dy + dz * dz)
                    row.block_name[i, j, k] = state >> 4
                    row.block_meta[i, j, k] = state & 15
                    row.cos_look_vec_angle[i, j, k] = (gx * dx + gy * dy + gz * dz) / max(length, 1e-9)
                    row.is_collidable[i, j, k] = rules.box_counts[block.shape] > 0
                    row.is_tool_not_required[i, j, k] = block.flags & NEEDS_TOOL == 0
                    row.blocks_movement[i, j, k] = block.flags & SOLID != 0
                    row.is_liquid[i, j, k] = block.flags & LIQUID != 0
                    row.is_solid[i, j, k] = block.flags & SOLID != 0
                    row.can_burn[i, j, k] = block.flags & BURNS != 0
                    row.blocks_light[i, j, k] = block.opacity == 15


@kernel(parallel=True)
def sense_rays(s: State, rules: Rules, rays: NDArray[np.float64], rows: NDArray[np.void]) -> None:
    """Fill (N,) ray rows; `rays` is (num_rays, 3): pitch and yaw off the gaze in radians, longest distance."""
    for index in numba.prange(s.clock.shape[0]):
        w = numba.int64(index)  # the index is unsigned
        player = s.players[w, 0]
        row = rows[w]
        eyes = player.y + eye_height(player.sneaking)
        for i in range(rays.shape[0]):
            pitch = min(89.0, max(-89.0, player.pitch + math.degrees(rays[i, 0])))
            dx, dy, dz = look_vector(player.yaw + math.degrees(rays[i, 1]), pitch)
            hit, x, y, z, _, distance = trace_ray(s, rules, w, player.x, eyes, player.z, dx, dy, dz, rays[i, 2])
            state = get_block(s, w, x, y, z) if hit else 0
            flags = rules.blocks[state].flags
            row.block_name[i] = state >> 4
            row.block_meta[i] = state & 15
            row.block_distance[i] = distance
            row.traced_block_x[i] = x
            row.traced_block_y[i] = y
            row.traced_block_z[i] = z
            row.ray_pitch[i] = rays[i, 0]
            row.ray_yaw[i] = rays[i, 1]
            row.is_tool_not_required[i] = flags & NEEDS_TOOL == 0
            row.blocks_movement[i] = flags & SOLID != 0
            row.is_liquid[i] = flags & LIQUID != 0
            row.is_solid[i] = flags & SOLID != 0
            row.can_burn[i] = flags & BURNS != 0
            e, near = first_entity(s, rules, w, player.x, eyes, player.z, dx, dy, dz, distance, ENTITY_NONE)
            row.entity_name[i] = _name(s, w, e)
            row.entity_distance[i] = near


@kernel(inline=True)
def _name(s: State, w: int, i: int) -> int:
    """Number of an entity's name in RAY_ENTITIES; row -1 is none."""
    if i < 0:
        return 0
    entity = s.entities[w, i]
    return FIRST_MOB + entity.mob if entity.kind == ENTITY_MOB else int(entity.kind)
